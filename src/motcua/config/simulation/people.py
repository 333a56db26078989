"""People who do not exist, with the names people have: words and shares from public lists of common names."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from motcua.platform.text import fold, name_keys

# Family names by how common they are; the shares need only be plausible, so that a search for two words finds many.
_FAMILIES = (
    ("Nguyễn", 38), ("Trần", 11), ("Lê", 9), ("Phạm", 7), ("Hoàng", 5), ("Huỳnh", 4), ("Vũ", 4), ("Võ", 3), ("Phan", 4),
    ("Đặng", 2), ("Bùi", 2), ("Đỗ", 2), ("Hồ", 1), ("Ngô", 1), ("Dương", 1), ("Lý", 1), ("Đinh", 1), ("Điểu", 1),
    ("K'", 1), ("Thổ", 1), ("Chướng", 1),
)  # fmt: skip
_FAMILY_NAMES = [family for family, _ in _FAMILIES]
_FAMILY_WEIGHTS = list(accumulate(weight for _, weight in _FAMILIES))
_MIDDLES = {
    "1": ("Văn", "Hữu", "Đức", "Công", "Quang", "Minh", "Xuân", "Thanh", "Ngọc", "Đình", "Quốc", "Gia"),
    "0": ("Thị", "Thị", "Thị", "Thị Thu", "Thị Ngọc", "Thị Bích", "Ngọc", "Thanh", "Thùy", "Minh", "Kim", "Diệu"),
}
_GIVEN = {
    "1": ("An", "Bình", "Cường", "Dũng", "Đạt", "Hải", "Hiếu", "Hòa", "Hùng", "Khánh", "Khoa", "Lâm", "Long", "Mạnh",
          "Nam", "Phong", "Phúc", "Quân", "Sơn", "Tài", "Thành", "Thắng", "Tiến", "Toàn", "Trung", "Tuấn", "Việt"),
    "0": ("An", "Ánh", "Bích", "Chi", "Dung", "Duyên", "Giang", "Hà", "Hằng", "Hạnh", "Hoa", "Hồng", "Hương", "Lan",
          "Linh", "Loan", "Mai", "My", "Nga", "Ngân", "Nhung", "Oanh", "Phương", "Quyên", "Thảo", "Thủy", "Trang"),
}  # fmt: skip
_FIRST_BIRTH = date(1940, 1, 1)
_BIRTH_DAYS = 25_000


@dataclass(frozen=True)
class Somebody:
    """An invented person: the number has the form of a real one, in a range no province has reached."""

    name: str
    born: date
    number: str
    phone: str

    @property
    def keys(self) -> list[str]:
        """Words and pairs of the name, folded."""
        return name_keys(self.name)

    @property
    def folded(self) -> str:
        """The name without diacritics."""
        return fold(self.name)

    @property
    def mail(self) -> str:
        """An address at a house that is none."""
        return f"{self.folded.replace(' ', '.')}@thu.example"


def somebody(random_: random.Random, province: str, index: int, *, block: int = 9) -> Somebody:
    """Return a person; `block` and `index` (0 … 99,999) keep the numbers of a province, birth year and sex apart."""
    sex = random_.choice("01")
    family = random_.choices(_FAMILY_NAMES, cum_weights=_FAMILY_WEIGHTS)[0]
    name = f"{family} {random_.choice(_MIDDLES[sex])} {random_.choice(_GIVEN[sex])}"
    if family == "K'":
        name = f"K'{random_.choice(_GIVEN[sex])}"
    born = _FIRST_BIRTH + timedelta(days=random_.randrange(_BIRTH_DAYS))
    century = 0 if born.year < 2000 else 2
    digit = century + (0 if sex == "1" else 1)
    number = f"{province}{digit}{born.year % 100:02d}{block}{index % 100_000:05d}"
    return Somebody(name, born, number, f"0900{0 if block == 9 else block}{index % 100_000:05d}")
