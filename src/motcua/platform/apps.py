"""The platform as an app: security is applied after the last migration of each run."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

PLANS_KEPT = 300  # a connection meets about two hundred different statements in a day's work


class PlatformApp(AppConfig):
    """Events, reads, work, serials, the calendar."""

    name = "motcua.platform"
    label = "platform"

    def ready(self) -> None:
        """Hang the security after migrations, once per run: when the last app of ours has migrated."""
        from motcua.platform import lookups  # noqa: F401 - registers itself

        post_migrate.connect(_secure, dispatch_uid="motcua.security")
        connection_created.connect(_keep_plans, dispatch_uid="motcua.plans")


def _keep_plans(connection: Any, **_: Any) -> None:
    """Let the server keep the plans of all that a connection asks again and again (settings: prepare_threshold)."""
    connection.connection.prepared_max = PLANS_KEPT


def _secure(sender: AppConfig, **_: Any) -> None:
    from django.apps import apps

    from motcua.platform import security

    if sender is [config for config in apps.get_app_configs() if config.models_module][-1]:
        security.apply()
