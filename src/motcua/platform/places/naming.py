"""Names of places as they stand on a signboard, in a sentence and in a list."""

from __future__ import annotations

_KINDS = frozenset({"Thành phố", "Thị xã", "Thị trấn", "Đặc khu", "Phường", "Quận", "Huyện", "Tỉnh", "Xã"})
# Decree 30/2020/NĐ-CP, appendix II (M): the one province whose kind is a part of its name.
_KIND_IN_NAME = "Thành phố Hồ Chí Minh"


def kind_and_name(name: str) -> tuple[str, str]:
    """The kind and what is left.

    >>> kind_and_name("Thị trấn Trâu Quỳ"), kind_and_name("Xã Đoài")
    (('Thị trấn', 'Trâu Quỳ'), ('Xã', 'Đoài'))
    """
    first, _, rest = name.partition(" ")
    if first in _KINDS:
        return first, rest
    second, _, rest = rest.partition(" ")
    kind = f"{first} {second}"
    return (kind, rest) if kind in _KINDS else ("", name)


def bare_name(name: str) -> str:
    """The name without its kind.

    >>> bare_name("Tỉnh Sơn La")
    'Sơn La'
    """
    return kind_and_name(name)[1]


def in_sentence(name: str) -> str:
    """The name inside a sentence: the kind small, except where it belongs to the name.

    Names made of a number keep the capital (Phường 4), by decree 30/2020/NĐ-CP, appendix II (M). The same appendix
    asks it for names of people and events, too (Phường Trần Hưng Đạo); the data do not tell those apart.

    >>> in_sentence("Xã Xuân Thành"), in_sentence("Thành phố Hồ Chí Minh"), in_sentence("Phường 4")
    ('xã Xuân Thành', 'Thành phố Hồ Chí Minh', 'Phường 4')
    """
    kind, bare = kind_and_name(name)
    if name == _KIND_IN_NAME or bare.isdecimal():
        return name
    return f"{kind.lower()} {bare}" if kind else bare
