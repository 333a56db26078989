"""Closed months: what was signed still stands as it was signed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from cryptography.exceptions import InvalidSignature

from motcua.platform.events import digest_file

D = TypeVar("D")


def faults(
    cursor: Any, key_folder: Path | None, tally: Callable[[int], None], make: Callable[[str, str, Any, Any], D]
) -> Iterator[D]:
    """Yield a difference for each closed month whose body does not fit its hash or its signature."""
    cursor.execute("SELECT unit_id, period, body, sha256, signature FROM figure_closing ORDER BY unit_id, period")
    rows = cursor.fetchall()
    path = key_folder / digest_file.PUBLIC_FILE if key_folder else None
    key = digest_file.public_key(path) if rows and path and path.exists() else None
    for unit_id, period, body, sha256, signature in rows:
        tally(2)
        where = f"đơn vị {unit_id}, tháng đã chốt {period}"
        real = hashlib.sha256(body.encode()).hexdigest()
        if real != sha256:
            yield make(where, "mã băm SHA-256", sha256, real)
        if key is None:
            yield make(where, "chữ ký", "có", "không có khóa công khai để kiểm tra")
            continue
        try:
            key.verify(bytes.fromhex(signature), body.encode())
        except (InvalidSignature, ValueError):
            yield make(where, "chữ ký", "đã lưu", "không khớp với nội dung")
