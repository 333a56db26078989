"""For whoever runs the machine: the code with which a house without an administrator makes its first."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from motcua.identity import founding
from motcua.platform.clock.now import now


class Command(BaseCommand):
    """Make a code good for thirty minutes, in place of the one before; refused where an administrator is."""

    help = "Mã để lập quản trị đầu tiên (30 phút, dùng một lần); chỉ khi hệ thống chưa có quản trị nào."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        code = founding.make_code(now=now())
        if code is None:
            raise CommandError(
                "Hệ thống đã có quản trị. Quản trị mất điện thoại, quên mật khẩu hoặc bị tạm ngừng: "
                "motcua manage officer reset | password | reopen TÊN."
            )
        minutes = int(founding.GOOD_FOR.total_seconds() // 60)
        self.stdout.write(f"Hệ thống chưa có quản trị. Mở {settings.PUBLIC_URL}{reverse('console:founding')} và gõ mã")
        self.stdout.write(f"    {code}")
        self.stdout.write(f"Mã dùng một lần, trong {minutes} phút; lấy mã mới: motcua manage first_admin")
