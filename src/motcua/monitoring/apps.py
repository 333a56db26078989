from django.apps import AppConfig
from django.conf import settings


class MonitoringApp(AppConfig):
    name = "motcua.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        """Say where the house keeps versions of an index of its own."""
        from motcua.monitoring.indicators import own

        own.adopt(settings.DATA)
