"""For whoever runs the machine: the versions of an index that hold, and a version of one's own added to them."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from motcua.monitoring.indicators import own
from motcua.monitoring.indicators.library import packaged
from motcua.monitoring.indicators.sets import BrokenLibrary
from motcua.platform.clock.now import today


class Command(BaseCommand):
    """`show` lists versions and files left out; `check FILE` reads one; `add FILE` keeps it beside the house's data."""

    help = "Các bản của bộ chỉ số: xem, kiểm tra một tệp, thêm một bản của đơn vị."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        parser.add_argument("what", choices=("show", "check", "add"))
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--past", action="store_true", help="cho phép một bản tính lại điểm của các kỳ đã qua")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        if options["what"] != "show":
            self._take(options["file"], keep=options["what"] == "add", past=options["past"])
            return
        found, left_out = own.read(packaged(), settings.DATA / own.FOLDER)
        for one in found.sets:
            until = f"đến hết {one.valid_to:%d/%m/%Y}" if one.valid_to else "trở đi"
            whose = "của đơn vị" if one.is_own else "có sẵn"
            self.stdout.write(f"{one.key}, bản {one.version} ({whose}), từ {one.valid_from:%d/%m/%Y} {until}")
            self.stdout.write(f"  {one.decision}; {len(one.indicators)} dòng, {one.total} điểm")
        for left in left_out:
            self.stdout.write(f"Không dùng tệp {left.name}: {left.why}")

    def _take(self, path: Path | None, *, keep: bool, past: bool) -> None:
        if path is None or not path.is_file():
            raise CommandError("Xin cho biết tệp .yaml của bản cần xem.")
        folder = settings.DATA / own.FOLDER
        try:
            made = own.check(own.read(packaged(), folder)[0], path.read_text("utf-8"))
        except (BrokenLibrary, UnicodeDecodeError) as fault:
            raise CommandError(f"Chưa dùng được tệp {path.name}: {fault}") from None
        self.stdout.write(f"{made.key}, bản {made.version}: {len(made.indicators)} dòng, {made.total} điểm.")
        if not keep:
            return
        if made.valid_from <= today() and not past:
            raise CommandError(
                f"Bản này có hiệu lực từ {made.valid_from:%d/%m/%Y}: điểm các kỳ đã qua sẽ tính lại theo nó. "
                "Nếu đúng là muốn vậy, thêm --past."
            )
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / f"{made.key}-{made.version}.yaml")
        self.stdout.write(
            f"Đã lưu, dùng cho các kỳ kết thúc từ {made.valid_from:%d/%m/%Y}. Xin khởi động lại hệ thống để dùng;"
            " sau đó số liệu của tỉnh, xếp hạng và trang công khai được đếm lại, mất một lúc."
        )
