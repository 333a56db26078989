"""The demonstration: two communes, ten officers and a plan each, twenty people, three hundred dossiers."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from typing import Any

import django
from django.core.management.base import BaseCommand
from django.db import transaction

from motcua.config.demo import communes, dossiers, mails, planning
from motcua.platform.clock.now import now


class Command(BaseCommand):
    """Make what is not there yet and tell who can sign in."""

    help = "Make the demonstration communes, officers, people, dossiers and plans that are not there yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        with transaction.atomic():
            communes.make()
        _all_dossiers(now())
        mails.settle(now=now())
        self.stdout.write("Cán bộ (mật khẩu chung: " + communes.PASSWORD + ")")
        for username, label in communes.sign_ins():
            self.stdout.write(f"  {username:<16} {label}")
        self.stdout.write(
            "  Xác thực hai bước ở đây không bắt buộc; ai đã bật: motcua manage officer code TÊN in ra mã đang dùng."
        )
        self.stdout.write(
            "Người dân, tổ chức: bấm Đăng nhập, chọn một trong các tài khoản bịa trên trang VNeID mô phỏng."
        )


def _all_dossiers(at: datetime) -> None:
    """Make the dossiers of both communes at a time, each in a process of its own: that is most of a first start."""
    history = os.environ.get("MOTCUA_DEMO_HISTORY", "1") == "1"
    slugs = [commune["slug"] for commune in communes.told()["communes"]]
    with ProcessPoolExecutor(len(slugs), mp_context=get_context("spawn"), initializer=django.setup) as pool:
        for made in [pool.submit(_one_commune, slug, at, history=history) for slug in slugs]:
            made.result()


def _one_commune(slug: str, at: datetime, *, history: bool) -> None:
    dossiers.make_commune(slug, now=at, history=history)
    if history:
        planning.make_commune(slug, now=at)
