"""For whoever runs the machine: how an index is read where sources disagree, and the choice of another reading."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from motcua.monitoring import readings
from motcua.monitoring.indicators import library
from motcua.monitoring.indicators.scoring import chosen_of
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.platform.events import Actor

OPERATOR = Actor(kind="system", label="Người vận hành máy chủ")


class Command(BaseCommand):
    """`show` lists the readings; `choose READING OPTION --why ...` uses another one."""

    help = "Cách đọc các chỉ số mà nguồn chưa thống nhất: xem, chọn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        parser.add_argument("what", choices=("show", "choose"))
        parser.add_argument("reading", nargs="?", default="")
        parser.add_argument("option", nargs="?", default="")
        parser.add_argument("--why", default="", metavar="LÝ-DO", help="bắt buộc khi choose; ghi vào sổ sự kiện")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        if options["what"] == "choose":
            try:
                readings.choose(options["reading"], options["option"], why=options["why"], actor=OPERATOR, now=now())
            except Invalid as refusal:
                raise CommandError(f"Chưa chọn được, xem lại: {', '.join(refusal.facts['faults'])}.") from None
        for of in library().sets:
            used = chosen_of(of, readings.chosen())
            for one in of.readings:
                self.stdout.write(f"{one.key}: {one.name}")
                for option, name in one.options.items():
                    self.stdout.write(f"  {'*' if used[one.key] == option else ' '} {option}: {name}")
