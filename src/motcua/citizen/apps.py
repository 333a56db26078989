from django.apps import AppConfig


class CitizenApp(AppConfig):
    name = "motcua.citizen"
    label = "citizen"
