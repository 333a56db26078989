"""The numbers people read first, each with what a plan asks of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from motcua.citizen.disclosure import words
from motcua.citizen.disclosure.choosing import Asked
from motcua.monitoring.indicators.scoring import rounded
from motcua.plans.rules.publishing import Offered
from motcua.web.text import number


def stats(it: Asked, rated: tuple[int, int] | None, targets: Mapping[str, Offered]) -> list[dict[str, Any]]:
    """The four numbers people read first, and the digitised share where a plan asks for one."""
    if it.told is None:
        return []
    whole, counts = it.told.whole, it.told.counts
    before = it.period.before().name_vi
    online, assisted, digitised = (counts[key] for key in ("online.share", "online.assisted_share", "digitised.share"))
    notes = [f"{number(online['n'])} hồ sơ"]
    if online["n"]:
        notes.append(f"cán bộ giúp {_percent(assisted['n'], online['n']) if assisted['n'] else '0%'}")
    told: list[dict[str, Any]] = [
        {
            "label": "Hồ sơ đã nhận",
            "value": number(whole.received or 0),
            "note": f"{before}: {number(it.told.before)}" if it.told.before is not None else "",
        },
        {
            "label": "Đúng và trước hạn",
            "value": words.percent(whole.share),
            "note": f"{number(whole.on_time or 0)} hồ sơ" if whole.received else "",
            "goal": words.goal(targets.get("on_time.share")),
        },
        {
            "label": "Nộp trực tuyến",
            "value": _percent(online["n"], online["d"]),
            "note": ", ".join(notes),
            "goal": words.goal(targets.get("online.share")),
        },
        {
            "label": "Người dân hài lòng",
            "value": _percent(rated[1], rated[0]) if rated else "—",
            "note": f"{number(rated[0])} người trả lời" if rated else "chưa đủ 5 người trả lời",
            "goal": words.goal(targets.get("satisfaction.share")),
        },
    ]
    if "digitised.share" in targets:
        told.append(
            {
                "label": "Hồ sơ đã số hóa",
                "value": _percent(digitised["n"], digitised["d"]),
                "note": f"{number(digitised['n'])} hồ sơ",
                "goal": words.goal(targets["digitised.share"]),
            }
        )
    return told


def _percent(part: int, whole: int) -> str:
    return words.percent(rounded(Decimal(part) * 100 / whole) if whole else None)
