"""Dossiers led by the services, for commands that read them."""

from motcua.monitoring.tests.conftest import as_web, kept, office, submitted

__all__ = ["as_web", "kept", "office", "submitted"]
