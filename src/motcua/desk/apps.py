from django.apps import AppConfig


class DeskApp(AppConfig):
    name = "motcua.desk"
    label = "desk"
