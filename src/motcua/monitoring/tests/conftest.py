"""Dossiers led by the services, and their facts: made as the following program makes them."""

from __future__ import annotations

import pytest

from motcua.dossiers.tests.conftest import as_web, office, submitted
from motcua.feedback.tests.conftest import returned
from motcua.monitoring.facts import keeping
from motcua.monitoring.facts.traits import note_versions
from motcua.platform.principal import JOB, acting_as

__all__ = ["as_web", "office", "returned", "submitted"]


@pytest.fixture
def kept():
    """Write the facts of everything that has news, as the job does."""

    def keep():
        with acting_as(JOB):
            note_versions()
            count = 0
            while found := keeping.keep_claimed():
                count += found
        return count

    return keep
