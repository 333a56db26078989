"""The demonstration: two communes, ten officers each, twenty people, three hundred dossiers of three months."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from motcua.config.demo import communes, dossiers, history, mails
from motcua.platform.clock.now import now


class Command(BaseCommand):
    """Make what is not there yet and tell who can sign in."""

    help = "Make the demonstration communes, officers, people and dossiers that are not there yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        with transaction.atomic():
            communes.make()
        with transaction.atomic():
            dossiers.make(now=now())
            mails.settle(now=now())
        with transaction.atomic():
            history.make(now=now())
        self.stdout.write("Cán bộ (mật khẩu chung: " + communes.PASSWORD + ")")
        for username, label in communes.sign_ins():
            self.stdout.write(f"  {username:<16} {label}")
        self.stdout.write(
            "  Xác thực hai bước ở đây không bắt buộc; ai đã bật: motcua manage officer code TÊN in ra mã đang dùng."
        )
        self.stdout.write(
            "Người dân, tổ chức: bấm Đăng nhập, chọn một trong các tài khoản bịa trên trang VNeID mô phỏng."
        )
