from django.apps import AppConfig


class ConsoleApp(AppConfig):
    name = "motcua.console"
    label = "console"
