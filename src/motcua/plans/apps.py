from django.apps import AppConfig


class PlansApp(AppConfig):
    name = "motcua.plans"
    label = "plans"
