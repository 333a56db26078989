"""For whoever runs the machine: help an officer in when no administrator can."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from motcua.identity import accounts, closing, second_factor
from motcua.identity import queries as identity
from motcua.platform.clock.now import now
from motcua.platform.errors import Conflict
from motcua.platform.events import Actor
from motcua.platform.principal import acting_as

OPERATOR = Actor(kind="system", label="Người vận hành máy chủ")


class Command(BaseCommand):
    """`code` shows what an officer's phone shows (demonstration only); `reset`, `password`, `reopen` let him in."""

    help = "Mã xác thực trong bản trình diễn; gỡ xác thực hai bước; mật khẩu dùng một lần; mở lại tài khoản."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and for whom."""
        parser.add_argument(
            "what", choices=("code", "reset", "password", "reopen"), help="code chỉ có ở bản trình diễn"
        )
        parser.add_argument("username", metavar="TÊN", help="tên đăng nhập, ví dụ motcua1.cg")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        account = identity.officer_named(options["username"])
        if account is None:
            raise CommandError(f"Không có cán bộ nào tên đăng nhập {options['username']}.")
        try:
            self.stdout.write(_DO[options["what"]](account))
        except Conflict:
            raise CommandError("Không có gì để làm: tài khoản không ở trạng thái đó.") from None


def _code(account: int) -> str:
    if not settings.DEMO:
        raise CommandError("Chỉ bản trình diễn mới in mã xác thực.")
    code = second_factor.current_code(account, now=now())
    return f"Mã xác thực: {code}" if code else "Cán bộ này chưa bật xác thực hai bước; đăng nhập chỉ cần mật khẩu."


def _reset(account: int) -> str:
    second_factor.reset(account, "operator", actor=OPERATOR, now=now())
    return "Đã gỡ xác thực hai bước; cán bộ được báo ở lần đăng nhập tới."


def _reopen(account: int) -> str:
    closing.reopen(account, actor=OPERATOR, now=now())
    return "Đã mở lại tài khoản."


def _password(account: int) -> str:
    with acting_as(accounts.WHOLE_HOUSE):
        made = accounts.make_first_password(account, "người vận hành máy chủ cấp lại", actor=OPERATOR, now=now())
    return f"Mật khẩu dùng một lần của {made.username}: {made.password}"


_DO = {"code": _code, "reset": _reset, "password": _password, "reopen": _reopen}
