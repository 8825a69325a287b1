"""What our commands share: UTF-8 output, refusals in Russian, the quarter as an argument.

Exit status 0 done, 1 refused with reasons on standard error, 2 wrong usage (docs/design/commands.md, «Exit status»).
"""

import argparse
import datetime
import errno
import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from config import health, unavailable
from reports.models import Period
from reports.prose.words import quarter_name

FIRST_YEAR, LAST_YEAR = 2000, 2100  # as the database's constraint `period_is_a_quarter`


class Refused(CommandError):
    """The command cannot be done; the text says why in Russian. Exit status 1, nothing was changed."""


Refused.__name__ = "Отказано"  # Django prints the name of the exception before its text


class RussianCommand(BaseCommand):
    def run_from_argv(self, argv):
        # Regardless of the locale. Undecodable bytes of an argument are written as they came.
        # Only here: called from code, the streams are the caller's.
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="surrogateescape")
        super().run_from_argv(argv)

    def execute(self, *args, **options):
        """Django's. A database that fails, or a disk, ends a command as it ends a request: with a sentence that says
        what to do. Each write is a transaction, so what was not done is done by the next run."""
        try:
            return super().execute(*args, **options)
        except (Error, OSError) as error:
            if not unavailable.is_unavailable(error):
                raise
            trouble = health.what_stopped(error)
            raise Refused(
                f"Не закончено. {trouble.words} {trouble.hint} Потом запустите команду ещё раз.\n({error})"
            ) from error

    def say(self, text=""):
        self.stdout.write(text)

    def warn(self, text):
        self.stderr.write(text, self.style.WARNING)


def add_quarter(parser):
    """The two arguments YEAR and QUARTER."""
    parser.add_argument("year", type=a_number, metavar="ГОД", help="например 2024")
    parser.add_argument("quarter", type=a_number, metavar="КВАРТАЛ", help="от 1 до 4")


def check_quarter(year, quarter):
    """Raises Refused for what is no quarter."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"Год {year}: бывает от {FIRST_YEAR} до {LAST_YEAR}.")
    if not 1 <= quarter <= 4:
        raise Refused(f"Квартал {quarter}: бывает от 1 до 4.")


def existing_period(year, quarter):
    """The period that was opened. Raises Refused when there is no such quarter."""
    check_quarter(year, quarter)
    period = Period.objects.in_use().filter(year=year, quarter=quarter).first()
    if period is None:
        raise Refused(f"{quarter_name(year, quarter)} не открыт. Откройте его: manage.py open_period {year} {quarter}")
    return period


def a_day(value):
    """An argument that is a day in ISO form."""
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{value}» – не день; напишите, например, 2025-01-20") from None


def reason(failure):
    """Why the system did not read or write a file, in Russian where the reason is a usual one."""
    return REASONS.get(failure.errno, failure.strerror)


REASONS = {
    errno.EACCES: "нет прав на этот файл или папку",
    errno.ENAMETOOLONG: "слишком длинное имя",
    errno.ENOSPC: "на диске нет места",
    errno.ENOTDIR: "на месте папки стоит файл",
    errno.EROFS: "диск доступен только для чтения",
    errno.EDQUOT: "исчерпана квота на диске",
}


def a_number(value):
    if not (value.isascii() and value.isdigit() and len(value) <= 9):
        raise argparse.ArgumentTypeError(f"«{value}» – не целое число")
    return int(value)
