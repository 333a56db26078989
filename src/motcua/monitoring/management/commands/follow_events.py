"""Keep the facts of dossiers and the counted cells, a fraction of a second after each event."""

import signal
from threading import Event

from django.core.management.base import BaseCommand

from motcua.monitoring.following import follow


class Command(BaseCommand):
    help = "Cập nhật số liệu theo từng việc vừa làm; chạy mãi đến khi được dừng."

    def handle(self, *args, **options) -> None:
        """Run until SIGTERM or SIGINT."""
        over = Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: over.set())
        follow(over.is_set, sleep=over.wait)
