"""`manage.py understand dates|places`: lines on standard input, one JSON object a line on standard output."""

import json
import sys

from django.core.management.base import BaseCommand

from reports.prose.periods.understand import FIRST_YEAR, LAST_YEAR, understand_period
from reports.prose.places.understand import understand_place


class Command(BaseCommand):
    help = "Показывает, как программа понимает сроки или места: строки на входе, по объекту JSON на выходе."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("what", choices=("dates", "places"), help="что понимать: dates (сроки) или places (места)")
        parser.add_argument("--year", type=_year, help="год отчёта: им дополняются сроки без года")
        parser.add_argument("--quarter", type=int, choices=(1, 2, 3, 4), help="квартал отчёта")

    def handle(self, *, what, year, quarter, **options):
        for line in _lines():
            answer = _period(line, year, quarter) if what == "dates" else _place(line)
            self._print(json.dumps(answer, ensure_ascii=False))

    def _print(self, line):
        """Write UTF-8 regardless of the locale; a stream without bytes (a test's) takes the text."""
        buffer = getattr(self.stdout, "buffer", None)
        if buffer is None:
            self.stdout.write(line)
            return
        buffer.write(line.encode("utf-8") + b"\n")
        buffer.flush()


def _year(value):
    year = int(value)
    if not FIRST_YEAR < year < LAST_YEAR:
        raise ValueError(value)
    return year


def _lines():
    """Give the lines of standard input as text; bytes that are no UTF-8 are replaced, never refused."""
    source = getattr(sys.stdin, "buffer", sys.stdin)
    for number, line in enumerate(source):
        text = line.decode("utf-8", errors="replace") if isinstance(line, bytes) else line
        yield text.removeprefix("\ufeff") if number == 0 else text


def _period(text, year, quarter):
    found = understand_period(text.replace("\\n", "\n"), year=year, quarter=quarter)
    return {
        "text": found.text,
        "start": found.start and found.start.isoformat(),
        "end": found.end and found.end.isoformat(),
        "precision": found.precision,
        "canonical": found.canonical,
        "problem": found.problem,
    }


def _place(text):
    found = understand_place(text)
    return {
        "text": found.text,
        "format": found.format,
        "country": found.country,
        "locality": found.locality,
        "venue": found.venue,
        "canonical": found.canonical,
        "problem": found.problem,
    }
