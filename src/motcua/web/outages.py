"""An announced stop of the system in the words of every page, and for programs."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from motcua.platform import outages as stops
from motcua.platform.clock.now import now
from motcua.platform.outages import OutageView
from motcua.platform.text import instant_vi
from motcua.web.api import Everybody, Instant, refusals

router = Router(tags=["outages"])
_COUNTER = "Bộ phận Một cửa vẫn nhận hồ sơ trực tiếp trong giờ làm việc."


def sentence(one: OutageView, at: datetime) -> str:
    """Say a stop in the words of the band.

    >>> from datetime import timedelta
    >>> from motcua.platform.clock.now import ZONE
    >>> begins = datetime(2026, 12, 5, 20, tzinfo=ZONE)
    >>> one = OutageView(1, "planned", begins, begins + timedelta(hours=9), "Nộp trực tuyến, tra cứu hồ sơ",
    ...                  "nâng cấp máy chủ", begins, "Quản trị", None, "")
    >>> sentence(one, begins - timedelta(days=20)).split(". ")[0]
    'Hệ thống sẽ tạm dừng từ 20:00, thứ Bảy 05/12/2026 đến 05:00, Chủ nhật 06/12/2026 (nâng cấp máy chủ)'
    """
    verb = "đang tạm dừng" if one.starts_at <= at else "sẽ tạm dừng"
    urgent = "gấp " if one.kind == "urgent" else ""
    return (
        f"Hệ thống {verb} {urgent}từ {instant_vi(one.starts_at)} đến {instant_vi(one.ends_at)} ({one.why})."
        f" Không dùng được: {one.what}. {_COUNTER}"
    )


def band(at: datetime) -> str:
    """Return what the band over every page says, "" where no stop is announced."""
    return " ".join(sentence(one, at) for one in stops.coming(at))


class OutageOut(Schema):
    """An announced stop of the system."""

    kind: str = Field(description="planned: báo trước đủ 7 ngày làm việc | urgent: dừng gấp")
    starts_at: Instant
    ends_at: Instant
    what: str = Field(description="Việc không làm được trong lúc dừng")
    why: str
    announced_at: Instant


@router.get("/outages", auth=Everybody(), response={200: list[OutageOut], **refusals()}, operation_id="outages")
def outages(request: HttpRequest) -> object:  # noqa: ARG001
    """Những lần hệ thống đã báo sẽ tạm dừng và chưa qua, lần gần nhất đứng trước."""
    return stops.coming(now())
