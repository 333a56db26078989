from django.apps import AppConfig


class IdentityApp(AppConfig):
    name = "motcua.identity"
    label = "identity"
