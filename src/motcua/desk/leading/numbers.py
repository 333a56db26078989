"""The numbers of a board with their names and the addresses of the lists behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from motcua.dossiers.queries import WorkRow
from motcua.dossiers.queries import board as boards
from motcua.dossiers.queries.board import Board, View, Wanted
from motcua.identity import queries as identity
from motcua.identity.queries import Absence, Person, UnitView
from motcua.identity.rules import Part, part_of_scope
from motcua.platform.clock.now import ZONE

# In the order of the board: words of the address, words of the page.
VIEWS = {
    View.LATE: ("tre", "Quá hạn"),
    View.TODAY: ("hom-nay", "Đến hạn hôm nay"),
    View.WAITING: ("cho-xu-ly", "Chờ cơ quan xử lý"),
    View.SUPPLEMENT: ("bo-sung", "Chờ bổ sung"),
    View.PAYMENT: ("phi", "Chờ nộp phí"),
    View.RESULT: ("cho-nhan", "Có kết quả, chờ trả"),
    View.OPEN: ("dang-mo", "Tất cả chưa xong"),
}
_BY_WORD = {word: view for view, (word, _) in VIEWS.items()}
_DESK = {
    Part.RECEIVING: "{unit}: tiếp nhận, trả kết quả",
    Part.HANDLING: "{unit}: thụ lý",
    Part.DECIDING: "Lãnh đạo quyết định",
    Part.NUMBERING: "Văn thư",
    Part.OVERSEEING: "{unit}: theo dõi",
    Part.CONSULTED: "{unit}: cho ý kiến",
}
NOBODY = "Chưa ai nhận"
AT_TWO_DESKS = "Một hồ sơ chờ ở hai nơi được đếm ở cả hai dòng."


@dataclass(frozen=True)
class Sight:
    """A board with the names of what stands on it; made by six queries (three of them are the numbers)."""

    board: Board
    units: dict[int, UnitView]
    people: dict[int, str]
    absences: tuple[Absence, ...]
    at: datetime

    @property
    def twice(self) -> str:
        """Say, where it is so, why the lines of the desks add up to more than the total."""
        waiting = sum(line.waiting for line in self.board.desks)
        return AT_TWO_DESKS if waiting > self.board.totals[View.WAITING] else ""

    def desk(self, scope: int) -> str:
        """Return what a desk is called; the committee is named only where several are overseen."""
        unit_id, part, secrecy = part_of_scope(scope)
        unit = self.units.get(unit_id)
        name = _DESK[part].format(unit=unit.short_name if unit else "Đơn vị khác")
        if unit is not None and self._oversees_several:
            committee = unit if unit.kind == "committee" else self.units.get(unit.parent_id or 0)
            name = f"{name} ({committee.short_name})" if committee else name
        return f"{name}, hồ sơ bảo mật" if secrecy else name

    def officer(self, account_id: int) -> str:
        """Return an officer's name and title."""
        return self.people.get(account_id, "Cán bộ đã nghỉ")

    @property
    def _oversees_several(self) -> bool:
        return sum(unit.kind == "committee" for unit in self.units.values()) > 1


def sight(who: Person, *, now: datetime) -> Sight:
    """Read the board of this person with all names; six queries."""
    told = boards.board(who, now=now)
    on = now.astimezone(ZONE).date()
    committees = committees_of(who)
    units = identity.unit_views({part_of_scope(line.scope)[0] for line in told.desks} | set(committees), on)
    people = identity.labels({line.account_id for line in told.officers}, on)
    return Sight(told, units, people, tuple(identity.absences(committees, on)), now)


def committees_of(who: Person) -> list[int]:
    """Return the committees whose dossiers this person oversees."""
    return sorted({scope // 256 for scope in who.scopes(Part.OVERSEEING)})


def url_of(wanted: Wanted) -> str:
    """Return the address of the list a number counted."""
    query: dict[str, Any] = {"xem": VIEWS[wanted.view][0]}
    query |= {"ban": wanted.desk} if wanted.desk is not None else {}
    query |= {"can-bo": wanted.officer} if wanted.officer is not None else {}
    query |= {"chua-giao": 1} if wanted.is_unassigned else {}
    return f"{reverse('desk:board_list')}?{urlencode(query)}"


def wanted_of(query: QueryDict) -> Wanted:
    """Read back what `url_of` wrote; what is not understood asks for all that is open."""
    return Wanted(
        view=_BY_WORD.get(query.get("xem", ""), View.OPEN),
        desk=_id(query.get("ban", "")),
        officer=_id(query.get("can-bo", "")),
        is_unassigned=query.get("chua-giao") == "1",
    )


def _id(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 19 else None


def cell(count: int, wanted: Wanted) -> dict[str, str] | str:
    """Return a number of a table as a link to its list; nothing is behind a 0."""
    return {"text": f"{count}", "url": url_of(wanted)} if count else "0"


def where(told: Sight, row: WorkRow) -> str:
    """Return with whom a dossier lies: the officer who took it up, else the desks it waits at, else the applicant."""
    if row.assignee_id is not None:
        return told.officer(row.assignee_id)
    desks = ", ".join(told.desk(scope) for scope in row.waits_at)
    return f"{desks} ({NOBODY.lower()})" if desks else "Chờ người nộp"


def late_by(told: Sight) -> list[tuple[str, int, Wanted]]:
    """Return by whom dossiers are late, most first: an officer who took it up, else the desk where nobody has."""
    lines = [
        (told.officer(line.account_id), line.late, Wanted(View.LATE, officer=line.account_id))
        for line in told.board.officers
        if line.late
    ] + [
        (f"{told.desk(line.scope)} ({NOBODY.lower()})", line.late_unassigned,
         Wanted(View.LATE, desk=line.scope, is_unassigned=True))
        for line in told.board.desks
        if line.late_unassigned
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-line[1], line[0]))


def state_of(told: Sight) -> dict[str, Any]:
    """Return all a board shows, in plain values: what its tag is made of (the instant is not part of it)."""
    return {
        "totals": {view.value: count for view, count in told.board.totals.items()},
        "desks": [(asdict(line), told.desk(line.scope)) for line in told.board.desks],
        "officers": [(asdict(line), told.officer(line.account_id)) for line in told.board.officers],
        "absences": [asdict(one) for one in told.absences],
    }


def stand_ins(absences: Iterable[Absence]) -> list[dict[str, Any]]:
    """Return who is absent and who covers, as pages and papers say it."""
    return [
        {
            "post": one.title,
            "absent": one.full_name or "Chưa có người giữ",
            "account_id": one.account_id,
            "covers": one.substitute_name,
            "until": f"{one.until:%d/%m/%Y}",
        }
        for one in absences
    ]
