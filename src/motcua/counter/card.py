"""The QR text of an identity card, as a scanner types it or a camera reads it (R3.16 to R3.22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.platform.text import nfc, personal_number_warnings, title_name

_SAID = {
    "personal_number.birth_year": "Số định danh và năm sinh không khớp. Xem lại thẻ.",
    "personal_number.sex": "Số định danh và giới tính không khớp. Xem lại thẻ.",
}
_SEXES = {"nam": "M", "nữ": "F", "nu": "F"}


@dataclass(frozen=True)
class Card:
    """What a card says. `warnings` are sentences for the officer: nothing of them refuses the card (R3.16)."""

    number: str
    full_name: str
    birth_date: date | None
    sex: str = ""  # M | F | ""
    residence: str = ""
    warnings: tuple[str, ...] = ()


def read(text: str) -> Card | None:
    """Return what the QR text of a card says, None for any other text.

    Seven fields, later cards append more; the second and the sixth may be empty. A scanner that types as a keyboard
    may damage marks: the officer compares the name with the card (R3.21).

    >>> card = read("001099000001||NGUYỄN VĂN A|01011999|Nam|Thôn 1, Xã A, Tỉnh B|01012022")
    >>> card.full_name, card.birth_date.isoformat(), card.sex, card.warnings
    ('Nguyễn Văn A', '1999-01-01', 'M', ())
    >>> read("001099000001||NGUYỄN THỊ A|01011998|Nữ||").warnings
    ('Số định danh và giới tính không khớp. Xem lại thẻ.', 'Số định danh và năm sinh không khớp. Xem lại thẻ.')
    >>> read("12345") is None
    True
    """
    parts = [nfc(part).strip() for part in text.strip().split("|")]
    if len(parts) < 5 or not (parts[0].isdecimal() and len(parts[0]) == 12):
        return None
    number, name = parts[0], " ".join(parts[2].split())
    born, sex = _date(parts[3]), _SEXES.get(parts[4].lower(), "")
    if not name:
        return None
    residence = parts[5] if len(parts) > 5 else ""
    found = personal_number_warnings(number, born, parts[4])
    return Card(number, title_name(name), born, sex, residence, tuple(_SAID[code] for code in found if code in _SAID))


def _date(text: str) -> date | None:
    if not (text.isdecimal() and len(text) == 8):
        return None
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None
