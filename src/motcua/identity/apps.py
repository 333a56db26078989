"""Identity as an app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class IdentityApp(AppConfig):
    """Units, people, accounts, posts and grants."""

    name = "motcua.identity"
    label = "identity"

    def ready(self) -> None:
        """Sign-ins are events of the account; Django's own mark would need to write a table it may not see."""
        from django.contrib.auth.models import update_last_login

        user_logged_in.disconnect(update_last_login, dispatch_uid="update_last_login")
