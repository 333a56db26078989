from django.apps import AppConfig


class InspectionApp(AppConfig):
    name = "motcua.inspection"
    label = "inspection"
