"""Types made of one text: text, textarea, person_name, personal_number, phone, email, time."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from motcua.forms.engine.faults import Problem, subject_of, too_long
from motcua.forms.engine.model import Field
from motcua.forms.engine.types.base import Plain, clean_digits, clean_lines
from motcua.platform import text as vi

# What a field takes when its pack gives no limit.
_LINE, _LINES = 250, 4000


class Text(Plain):
    """A line of text."""

    longest = _LINE

    def limit(self, field: Field) -> int:
        return field.max_length or self.longest

    def check(self, field: Field, value: Any, today: date) -> tuple[Problem, ...]:
        if not isinstance(value, str):
            return (Problem("shape", f"{subject_of(field.label)} phải là chữ. Điền lại."),)
        if len(value) > self.limit(field):
            return (too_long(field, len(value), self.limit(field)),)
        return self.check_text(field, value, today)

    def check_text(self, _field: Field, _value: str, _today: date) -> tuple[Problem, ...]:
        return ()


class TextArea(Text):
    """Several lines of text."""

    longest = _LINES

    def clean(self, text: str) -> str:
        return clean_lines(text)


class PersonName(Text):
    """A person's name: one word or more, in Latin letters with marks (H'Hen Niê, Giàng A Pó)."""

    longest = 100

    def value_of(self, _field: Field, text: str) -> Any:
        return vi.with_plain_signs(text)

    def check_text(self, field: Field, value: str, _today: date) -> tuple[Problem, ...]:
        if vi.is_person_name(value):
            return ()
        sentence = f"{subject_of(field.label)} chỉ gồm chữ cái và dấu tiếng Việt, không có số hay ký hiệu."
        return (Problem("name_signs", sentence),)


class PersonalNumber(Plain):
    """Twelve digits; whether they agree with the person is a warning and needs other fields (R3.16)."""

    def clean(self, text: str) -> str:
        return re.sub(r"[\s.\-]", "", clean_digits(text))

    def check(self, field: Field, value: Any, _today: date) -> tuple[Problem, ...]:
        if isinstance(value, str) and vi.is_personal_number(value):
            return ()
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]+", value):
            return (Problem("personal_number_signs", f"{subject_of(field.label)} chỉ gồm 12 chữ số."),)
        if len(value) == 9:
            sentence = "Số này có 9 chữ số, giống số chứng minh nhân dân cũ. Điền số định danh có 12 chữ số."
            return (Problem("personal_number_length", sentence),)
        return (Problem("personal_number_length", f"Số này có {len(value)} chữ số, cần 12."),)

    def show(self, _field: Field, value: Any) -> str:
        text = str(value)
        return f"{text[:3]} {text[3:6]} {text[6:9]} {text[9:]}" if vi.is_personal_number(text) else text


class Phone(Plain):
    """A mobile number, kept as ten digits."""

    example = "Ví dụ 0912 000 412."

    def clean(self, text: str) -> str:
        return clean_digits(text)

    def value_of(self, _field: Field, text: str) -> Any:
        read = vi.phone(text)
        return read.number if read.is_valid else self._problem(read)

    def check(self, _field: Field, value: Any, _today: date) -> tuple[Problem, ...]:
        read = vi.phone(value if isinstance(value, str) else "")
        return () if read.is_valid else (self._problem(read),)

    def _problem(self, read: vi.Phone) -> Problem:
        sentences = {
            "phone.length": f"Số này có {read.digit_count} chữ số, cần 10. {self.example}",
            "phone.characters": f"Số điện thoại chỉ gồm chữ số. {self.example}",
            "phone.landline": f"Đây là số máy bàn. Điền số di động để nhận được tin nhắn. {self.example}",
            "phone.start": f"Số di động ở Việt Nam bắt đầu bằng số 0. {self.example}",
            "phone.empty": f"Điền số điện thoại. {self.example}",
        }
        return Problem(read.error.replace(".", "_"), sentences[read.error])

    def show(self, _field: Field, value: Any) -> str:
        text = str(value)
        return f"{text[:4]} {text[4:7]} {text[7:]}" if re.fullmatch(r"[0-9]{10}", text) else text


class Email(Text):
    """An e-mail address of the usual shape."""

    longest = 254

    def clean(self, text: str) -> str:
        return super().clean(text).replace(" ", "")

    def check_text(self, _field: Field, value: str, _today: date) -> tuple[Problem, ...]:
        if vi.email_ok(value):
            return ()
        return (Problem("email_shape", "Địa chỉ thư điện tử chưa đúng dạng. Ví dụ hoa.tran@gmail.com."),)


_CLOCK = re.compile(r"([0-9]{1,2})\s*(?:[:hHgG.]|giờ)\s*([0-9]{2})?\s*(?:phút|ph|p)?|([0-9]{2})([0-9]{2})")


class Time(Plain):
    """A time of day, kept as "07:30"."""

    def clean(self, text: str) -> str:
        return clean_digits(text)[:40]

    def value_of(self, _field: Field, text: str) -> Any:
        match = _CLOCK.fullmatch(text)
        if match is None:
            return self._problem()
        hour, minute = int(match[1] or match[3]), int(match[2] or match[4] or 0)
        return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else self._problem()

    def check(self, _field: Field, value: Any, _today: date) -> tuple[Problem, ...]:
        right = isinstance(value, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value)
        return () if right else (self._problem(),)

    def _problem(self) -> Problem:
        return Problem("time_shape", "Giờ này không đọc được. Điền giờ và phút, ví dụ 07:30.")
