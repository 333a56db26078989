"""For whoever runs the machine: rights a newer version ships for a role, given to posts that never had them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from motcua.console.access import words
from motcua.identity import queries, rules_of_staffing, services, staffing
from motcua.identity.standard_rights import Lacking, lacking
from motcua.platform.clock.now import now
from motcua.platform.events import Actor

OPERATOR = Actor(kind="system", label="Người vận hành máy chủ")


class Command(BaseCommand):
    """`check` lists what posts never had of their role's rights; `apply` gives it, with a reason."""

    help = "So quyền của các vị trí với quyền chuẩn của vai trò; trao quyền còn thiếu kèm lý do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, for which of them, and why."""
        parser.add_argument("what", choices=("check", "apply"))
        parser.add_argument("--only", nargs="+", metavar="QUYỀN", default=None, help="ví dụ: dossiers.oversee")
        parser.add_argument("--why", default="", metavar="LÝ-DO", help="bắt buộc khi apply; ghi vào sổ sự kiện")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        at = now()
        only = options["only"]
        found = [one for one in lacking(at.date()) if only is None or one.right.permission in only]
        if options["what"] == "apply" and rules_of_staffing.why_fault(options["why"]):
            raise CommandError("Cần --why: lý do hoặc căn cứ, nhiều nhất 200 chữ.")
        if not found:
            self.stdout.write("Không vị trí nào thiếu quyền chuẩn của vai trò mình.")
            return
        given = 0
        for one in found:
            line = _line(one)
            if staffing.would_clash(one.post_id, one.right.permission, at.date()):
                self.stdout.write(f"BỎ QUA  {line} (quyền quản trị tài khoản và quyền với hồ sơ gặp nhau ở một người)")
                continue
            if options["what"] == "apply":
                services.give(
                    one.post_id, one.right.permission, one.right.unit_id, one.right.secrecy,
                    actor=OPERATOR, now=at, why=options["why"],
                )  # fmt: skip
                given += 1
            self.stdout.write(f"{'ĐÃ TRAO ' if options['what'] == 'apply' else 'THIẾU   '}{line}")
        if options["what"] == "check":
            self.stdout.write('Trao: motcua manage roles apply --why "…" [--only QUYỀN …]')
        else:
            self.stdout.write(f"Đã trao {given} quyền.")


def _line(one: Lacking) -> str:
    on = now().date()
    known = words.Known(queries.unit_views({one.right.unit_id} - {None}, on), {})  # type: ignore[arg-type]
    told = words.right(one.right.permission, one.right.unit_id, [], known)
    return f"{one.right.permission:<18} {one.title}, {one.unit.short_name}: {told}"
