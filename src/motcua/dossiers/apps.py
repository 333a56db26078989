from django.apps import AppConfig


class DossiersApp(AppConfig):
    name = "motcua.dossiers"
    label = "dossiers"
