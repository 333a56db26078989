"""How somebody was told, in words: read by officers on the dossier's page and by the citizen on his. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from motcua.notifications.queries import DeliveryView, TryView
from motcua.notifications.rules import mask_email, mask_phone
from motcua.platform.text import instant_vi

OUTCOME = {
    "reached": "đã gặp",
    "no_answer": "không ai nghe máy",
    "wrong_number": "sai số",
    "call_back": "được hẹn gọi lại",
}
_MAIL = {
    "waiting": "Thư điện tử chờ gửi đến {to}",
    "claimed": "Đang gửi thư điện tử đến {to}",
    "handing": "Đang gửi thư điện tử đến {to}",
    "sent": "Đã gửi thư điện tử đến {to} lúc {done}",
    "dead": "Thư điện tử đến {to} không gửi được",
    "unclear": "Không rõ thư điện tử đến {to} đã tới chưa",
}
_CALL = {
    "waiting": "Chờ gọi điện số {to}",
    "reached": "",
    "wrong_number": "Không gọi nữa vì sai số",
    "given_up": "Đã gọi {count} lần không gặp, không gọi nữa",
    "overtaken": "Không cần gọi nữa vì hồ sơ đã có việc mới hơn",
    "unneeded": "Không cần gọi nữa vì đã xem trong tài khoản",
}


def record(told: Sequence[DeliveryView]) -> list[dict[str, str]]:
    """Return the record as lines of a timeline (at, title, text, kind), one a piece of news, newest first."""
    lines: dict[tuple[object, str], dict[str, str]] = {}
    for one in told:
        line = lines.setdefault(
            (one.at, one.heading), {"at": instant_vi(one.at), "title": one.heading, "text": "", "kind": "done"}
        )
        line["text"] = f"{line['text']} {words(one)}".strip()
    return list(lines.values())


def words(one: DeliveryView) -> str:
    """Return what became of one delivery, in whole sentences."""
    done = instant_vi(one.done_at) if one.done_at else ""
    if one.channel == "account":
        return f"Đã báo trong tài khoản, đã xem lúc {done}." if one.state == "read" else "Đã báo trong tài khoản."
    if one.channel == "email":
        return _MAIL[one.state].format(to=mask_email(one.address), done=done) + "."
    calls = " ".join(f"Gọi lần {n}, {try_words(each)}" for n, each in enumerate(one.tries, 1))
    stands = _CALL[one.state].format(to=mask_phone(one.address), count=len(one.tries))
    return f"{calls} {stands}{'.' if stands else ''}".strip()


def try_words(one: TryView) -> str:
    """Return one call in words.

    >>> from datetime import datetime, timezone, timedelta
    >>> at = datetime(2026, 11, 16, 9, 5, tzinfo=timezone(timedelta(hours=7)))
    >>> try_words(TryView(at, "Vũ Thị Thu Hà, công chức Một cửa", "reached", "chị Hoa, vợ người nộp", None))
    '09:05, thứ Hai 16/11/2026: đã gặp; chị Hoa, vợ người nộp (Vũ Thị Thu Hà, công chức Một cửa).'
    """
    again = f" lúc {instant_vi(one.again_at)}" if one.again_at else ""
    note = f"; {one.note.rstrip('.')}" if one.note else ""
    return f"{instant_vi(one.at)}: {OUTCOME[one.outcome]}{again}{note} ({one.by})."
