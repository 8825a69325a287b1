"""`manage.py import_worker [--once]`: reads and writes uploaded tables outside the web processes.

For IMPORT_WORKER=service (docs/operating.md). A thread of it makes PDF and ODT meanwhile. SIGTERM and Ctrl+C end it
after at most a second or two; it releases the jobs that it was at for the next worker.
"""

import logging
import signal
import time

from django.db import Error, close_old_connections, connection

from reports.actions import conversions
from reports.actions.heartbeats import give_a_sign
from reports.imports.jobs import work_next
from reports.models import Heartbeat
from reports.rules.permissions import THE_PROGRAM

from ._russian import RussianCommand

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_SIGNS = 20
SECONDS_TO_END = 5

logger = logging.getLogger(__name__)


class Command(RussianCommand):
    help = "Читает и вносит загруженные таблицы (для IMPORT_WORKER=service). Работает, пока его не остановят."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="сделать то, что ждёт, и закончить")

    def handle(self, *, once, **options):
        if once:
            while work_next() or conversions.work_next():
                pass
            return
        self.is_ending, self.signed_at, self.is_away = False, None, False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        converter = conversions.Converter(self._goes_on)
        converter.start()
        while self._goes_on():
            if not self._look():
                time.sleep(SECONDS_BETWEEN_LOOKS)
        converter.join(SECONDS_TO_END)  # it lays back what it was at

    def _look(self):
        """Do the next job; False when there was none, or the database did not answer."""
        close_old_connections()
        try:
            self._give_a_sign()
            was_something = work_next(self._goes_on)
        except Error:
            if not self.is_away:  # once, not twice a second: the log may lie on the disk that is full
                logger.exception("The database does not answer; the worker asks on until it does")
            self.is_away = True
            connection.close()
            return False
        if self.is_away:
            logger.info("The database answers again")
        self.is_away = False
        return was_something

    def _give_a_sign(self):
        """Between two jobs; while one lasts, its own row shows that it is worked on."""
        clock = time.monotonic()
        if self.signed_at is None or clock - self.signed_at > SECONDS_BETWEEN_SIGNS:
            give_a_sign(Heartbeat.Name.IMPORT_WORKER, by=THE_PROGRAM)
            self.signed_at = clock

    def _goes_on(self):
        return not self.is_ending

    def _end(self, number, frame):
        self.is_ending = True
