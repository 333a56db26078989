"""Dossiers whose history could not be read: figures go on without their news, so somebody must be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from motcua.monitoring.facts.keeping import QUEUE
from motcua.platform.clock.now import ZONE
from motcua.platform.text import number

_SHOWN = 5


@dataclass(frozen=True)
class LaidAside:
    """How many dossiers wait for somebody to look at, since when; a few of them by their number in the log."""

    count: int
    since: datetime | None
    dossiers: tuple[int, ...] = ()

    @property
    def sentence(self) -> str:
        """Say how many there are and what that means for the figures; "" where there are none.

        >>> from datetime import datetime
        >>> LaidAside(3, datetime(2026, 11, 20, 9, tzinfo=ZONE)).sentence
        'Lịch sử của 3 hồ sơ chưa đọc được từ ngày 20/11/2026, nên số liệu chưa có việc mới của các hồ sơ này.'
        >>> LaidAside(0, None).sentence
        ''
        """
        if not self.count or self.since is None:
            return ""
        return (
            f"Lịch sử của {number(self.count)} hồ sơ chưa đọc được từ ngày {self.since.astimezone(ZONE):%d/%m/%Y},"
            " nên số liệu chưa có việc mới của các hồ sơ này."
        )


# Told to whoever looks after the machine; administrators of units pass it on.
WHAT_TO_DO = (
    "Người vận hành máy chủ chạy “motcua verify log” để xem sổ sự kiện có nguyên vẹn không, cập nhật phần mềm nếu có"
    " bản mới, rồi chạy “motcua rebuild” để đọc lại tất cả. Hồ sơ vẫn giải quyết bình thường."
)


def laid_aside() -> LaidAside:
    """Return what was laid aside after the last try; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), min(parked_at), (array_agg(subject_id ORDER BY parked_at, subject_id))[1:%s]"
            " FROM work WHERE queue = %s AND parked_at IS NOT NULL",
            [_SHOWN, QUEUE],
        )
        count, since, ids = cursor.fetchone()
    return LaidAside(count, since, tuple(ids or ()))
