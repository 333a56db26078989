"""The two communes of the demonstration with a dossier or two, and a Monday morning."""

from motcua.console.access.tests.conftest import monday
from motcua.dossiers.tests.conftest import as_web, office, submitted

__all__ = ["as_web", "monday", "office", "submitted"]
