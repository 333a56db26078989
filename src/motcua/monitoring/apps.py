from django.apps import AppConfig


class MonitoringApp(AppConfig):
    name = "motcua.monitoring"
    label = "monitoring"
