from django.apps import AppConfig


class FormsApp(AppConfig):
    name = "motcua.forms"
    label = "forms"
