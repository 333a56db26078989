"""The page of the mails. Plain HTML; every value from outside passes `escape`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from .store import Kept

TITLE = "Thư điện tử đã gửi (bản trình diễn)"
_LINK = re.compile(r"https?://[^\s<>]+")


def mails(kept: Sequence[Kept]) -> str:
    """Return the page: the newest mail first, each whole."""
    body = "".join(map(_mail, kept)) or "<p>Chưa có thư nào. Thư gộp ba phút một lần, xin tải lại trang.</p>"
    return f"""<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{TITLE}</title><link rel="stylesheet" href="/sink.css"></head>
<body><main><h1>{TITLE}</h1>
<p>Máy chủ thư này chỉ giữ thư lại để xem, không chuyển cho ai. Người và hồ sơ đều bịa.</p>
{body}</main></body></html>
"""


def _mail(kept: Kept) -> str:
    message = kept.message
    rows = (("Đến", ", ".join(kept.to)), ("Từ", message["From"]), ("Lúc", message["Date"]))
    facts = "".join(f"<div><dt>{label}</dt><dd>{escape(str(value or ''))}</dd></div>" for label, value in rows)
    return f"""<article><h2>{escape(str(message["Subject"] or "(không có tiêu đề)"))}</h2><dl>{facts}</dl>
<pre>{_with_links(kept.text)}</pre></article>
"""


def _with_links(text: str) -> str:
    parts, end = [], 0
    for found in _LINK.finditer(text):
        url = escape(found.group(), quote=True)
        parts += [escape(text[end : found.start()]), f'<a href="{url}">{url}</a>']
        end = found.end()
    return "".join([*parts, escape(text[end:])])
