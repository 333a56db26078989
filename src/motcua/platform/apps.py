"""The platform as an app: security is applied after the last migration of each run."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlatformApp(AppConfig):
    """Events, reads, work, serials, the calendar."""

    name = "motcua.platform"
    label = "platform"

    def ready(self) -> None:
        """Hang the security after migrations, once per run: when the last app of ours has migrated."""
        from motcua.platform import lookups  # noqa: F401 - registers itself

        post_migrate.connect(_secure, dispatch_uid="motcua.security")


def _secure(sender: AppConfig, **_: Any) -> None:
    from django.apps import apps

    from motcua.platform import security

    if sender is [config for config in apps.get_app_configs() if config.models_module][-1]:
        security.apply()
