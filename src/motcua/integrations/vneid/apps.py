from django.apps import AppConfig


class VNeIDApp(AppConfig):
    name = "motcua.integrations.vneid"
    label = "vneid"
