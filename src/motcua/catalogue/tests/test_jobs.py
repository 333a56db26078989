"""The catalogue's nightly work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.catalogue import jobs
from motcua.catalogue.models import Entry, Version
from motcua.catalogue.testing import NOW, TODAY, publish_some
from motcua.platform.clock.now import moved_to

pytestmark = pytest.mark.django_db
BIRTH = "1.001193"


def test_a_version_published_ahead_is_in_the_lists_from_its_own_day(settings):
    publish_some(BIRTH)
    old = Version.objects.get(procedure=BIRTH, scope="")
    ahead = Version.objects.create(
        procedure=BIRTH, content=old.content, origins=old.origins, digest="1" * 64,
        valid_from=TODAY + timedelta(days=1), published_at=NOW,
    )  # fmt: skip
    settings.DB_STEP_DOWN_TO = "motcua_web"
    for days, expected in ((0, old.id), (1, ahead.id)):
        with moved_to(NOW + timedelta(days=days)):
            jobs.refresh_entries(0)
        assert Entry.objects.get(procedure=BIRTH, scope="").version_id == expected
