from django.apps import AppConfig


class CatalogueApp(AppConfig):
    name = "motcua.catalogue"
    label = "catalogue"
