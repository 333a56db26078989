"""The composition root as an app: it joins ports and adapters once everything is loaded."""

from django.apps import AppConfig


class ConfigApp(AppConfig):
    """Joins ports to adapters when Django is ready."""

    name = "motcua.config"
    label = "config"

    def ready(self) -> None:
        """Fulfil every port (see wiring.py)."""
        from motcua.config import wiring

        wiring.join()
