"""What is wrong with an answer, and the Vietnamese sentence that says what to do about it.

Style of the sentences: short, right, saying what is to be done; no "vui lòng", no exclamation mark, no blame.
Codes are stable; sentences are made of the field's own label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from motcua.forms.engine.model import Field

Severity = Literal["stop", "warn"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong inside one field: `parts` are the boxes to mark, `row` and `inner` a place in a block."""

    code: str
    message: str
    parts: tuple[str, ...] = ()
    severity: Severity = "stop"
    row: int | None = None
    inner: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a place of the form; `stop` keeps a dossier from being sent, `warn` only asks to look.

    `name` is the name of the control in the page ("x", or "kids-0-born" inside a block), "" when no single field
    is meant; `group` is the screen that mends it. `source` names the law for a rule of the pack.
    """

    group: str
    field: str
    code: str
    message: str
    severity: Severity = "stop"
    name: str = ""
    parts: tuple[str, ...] = ()
    group_title: str = ""
    source: str = ""

    @property
    def is_stop(self) -> bool:
        return self.severity == "stop"


def control_name(field: str, row: int | None = None, inner: str = "") -> str:
    """The name of a control: the key of its field, and inside a repeating block block, row from 0, inner key.

    >>> control_name("born"), control_name("kids", 0, "born")
    ('born', 'kids-0-born')
    """
    return field if row is None else f"{field}-{row}-{inner}" if inner else f"{field}-{row}"


def at_field(problem: Problem, field: Field, group_title: str) -> Fault:
    """The problem as a fault of the form."""
    return Fault(
        group=field.group,
        field=field.key,
        code=problem.code,
        message=problem.message,
        severity=problem.severity,
        name=control_name(field.key, problem.row, problem.inner),
        parts=problem.parts,
        group_title=group_title,
    )


_NUMBERING = re.compile(r"^\(?[0-9a-zđ]{1,2}[.)]\s+", re.IGNORECASE)
# Labels of paper forms that begin so are half sentences; after "Điền" they would make no sense.
_NO_NOUN = frozenset({"đã", "có", "từ", "đến", "do", "hiện", "được", "theo", "kính", "dự", "kết", "lập", "cho", "là"})
_REMARK = re.compile(r"\s*\([^()]*\)$")
_VERBS = ("Ghi", "Nêu", "Mô tả", "Kể", "Chọn", "Điền", "Cho biết", "Viết", "Nhập", "Khai")


def words_of(label: str) -> str:
    """A label as it stands inside a sentence: no numbering, no remark in brackets, small first letter.

    >>> words_of("4. Vốn kinh doanh:"), words_of("CCCD của cha"), words_of("Họ và tên (viết hoa)")
    ('vốn kinh doanh', 'CCCD của cha', 'họ và tên')
    """
    text = _bare(label)
    first = text.split(" ")[0].rstrip(",")
    return text if len(first) > 1 and first.isupper() else text[:1].lower() + text[1:]


def subject_of(label: str) -> str:
    """A label at the beginning of a sentence."""
    text = _bare(label).rstrip("?")
    return text[:1].upper() + text[1:]


def _bare(label: str) -> str:
    text = _REMARK.sub("", _NUMBERING.sub("", label).strip()).rstrip(".:")
    return text or label.strip()


def _fits_after_a_verb(label: str) -> bool:
    """Whether "Điền …" reads well: a noun of more than one word, no question, no colon inside."""
    text = words_of(label)
    return " " in text and not any(sign in text for sign in "?:;") and text.split(" ")[0] not in _NO_NOUN


def _asked(verb: str, label: str, place: str) -> str:
    if subject_of(label).startswith(_VERBS):
        return f"{subject_of(label)}."
    if _fits_after_a_verb(label):
        return f"{verb} {words_of(label)}."
    return f"{verb} {place} «{label.strip()}»."


def missing(field: Field) -> Problem:
    """Nothing was answered where an answer is required.

    >>> from motcua.forms.engine.model import Field
    >>> missing(Field("n", "Họ, chữ đệm, tên của con", "person_name", "g")).message
    'Điền họ, chữ đệm, tên của con.'
    """
    label = field.label
    match field.type:
        case "choice":
            sentence = _asked("Chọn", label, "một dòng ở câu")
        case "yes_no":
            sentence = f"Chọn Có hoặc Không ở câu «{label.strip()}»."
        case "declaration":
            sentence = "Đọc lời cam đoan rồi đánh dấu vào ô."
        case "file":
            sentence = _asked("Gửi kèm", label, "tệp ở mục")
        case "repeat":
            sentence = f"Thêm ít nhất một mục ở phần «{label.strip()}»."
        case _:
            sentence = _asked("Điền", label, "ô")
    return Problem("missing", sentence)


def too_long(field: Field, length: int, limit: int) -> Problem:
    return Problem("too_long", f"{subject_of(field.label)} dài {length} ký tự, nhận tối đa {limit}. Viết ngắn lại.")


def unconfirmed(field: Field) -> Problem:
    return Problem("unconfirmed", f"Xem lại {words_of(field.label)}: phần này lấy từ hồ sơ trước, bạn chưa xác nhận.")


def locked_changed(field: Field, source: str) -> Problem:
    return Problem(
        "locked_changed",
        f"{subject_of(field.label)} lấy từ {source}, không sửa ở đây được. Nếu chưa đúng, bấm báo sai rồi làm tiếp.",
        severity="warn",
    )


def locked_differs(field: Field, source: str, before: str, now: str) -> Problem:
    return Problem(
        "locked_differs",
        f"{subject_of(field.label)} trong {source} đã đổi: trước là {before}, nay là {now}. Lấy thông tin mới rồi nộp.",
    )


def locked_unchecked(field: Field, source: str) -> Problem:
    return Problem(
        "locked_unchecked",
        f"Chưa kiểm lại được {words_of(field.label)} với {source}. Bạn cứ làm tiếp, chúng tôi kiểm lại sau.",
        severity="warn",
    )


def declared_too_early(_field: Field) -> Problem:
    return Problem("declared_too_early", "Tờ khai đã sửa sau khi bạn cam đoan. Đọc lại rồi đánh dấu lần nữa.")


def changed_elsewhere(field: Field, stands: str) -> Problem:
    """Another device changed the field after this page was drawn; `stands` is the newer answer in words."""
    now = f"nay là «{stands}»" if stands else "nay để trống"
    return Problem(
        "changed_elsewhere",
        f"{subject_of(field.label)} vừa được sửa trên máy khác, {now}. Đúng thì bấm Tiếp tục, chưa đúng thì điền lại.",
    )
