"""`manage.py understand dates|places|documents|participants|style`: lines on standard input, one JSON object a line on
standard output. A line break inside a text is written as the two characters `\\n`."""

import csv
import json
import sys

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from municipalities.lists.fixtures import FIXTURES
from reports.prose.cleaning import without_unseen
from reports.prose.documents.lift import signed_documents
from reports.prose.participants import participants_total
from reports.prose.participation import PARTICIPANTS, Partner, countries_taking_part, partners_taking_part
from reports.prose.periods.understand import FIRST_YEAR, LAST_YEAR, understand_period
from reports.prose.places.understand import understand_place
from reports.prose.proofreading import corrected
from reports.queries.partners import partners_to_find


class Command(BaseCommand):
    help = (
        "Показывает, как программа понимает сроки, места, подписанные документы, участников и правит стиль: "
        "строки на входе (перенос внутри текста пишется \\n), по объекту JSON на выходе."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "what",
            choices=("dates", "places", "documents", "participants", "style"),
            help="что понимать: dates (сроки), places (места), documents (подписанные документы), "
            "participants (участники), style (стиль)",
        )
        parser.add_argument("--year", type=_year, help="год отчёта: им дополняются сроки без года")
        parser.add_argument("--quarter", type=int, choices=(1, 2, 3, 4), help="квартал отчёта")

    def handle(self, *, what, year, quarter, **options):
        answers = {
            "dates": lambda line: _period(line, year, quarter),
            "places": _place,
            "documents": lambda line: _documents(_paragraphs(line), year, quarter),
            "participants": lambda line: _participants(_paragraphs(line), partners),
            "style": lambda line: _style(_paragraphs(line)),
        }
        partners = _partners() if what == "participants" else ()
        for line in _lines():
            self._print(json.dumps(answers[what](line), ensure_ascii=False))

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
    found = understand_place(text.replace("\\n", "\n"))
    return {
        "text": found.text,
        "format": found.format,
        "country": found.country,
        "locality": found.locality,
        "venue": found.venue,
        "canonical": found.canonical,
        "problem": found.problem,
    }


def _partners():
    """The partners of the database's list; where there is none yet, those of the list that comes with the program."""
    try:
        known = partners_to_find()
    except DatabaseError:
        known = []
    if known:
        return known
    with (FIXTURES / "partners.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, delimiter=";")
        return [Partner(row["Имя"], row["Страна"], tuple(row["Другие написания"].splitlines())) for row in rows]


def _paragraphs(line):
    """The text of a line: without its end, with the breaks that are written as two characters."""
    return line.rstrip("\r\n").replace("\\n", "\n")


def _documents(text, year, quarter):
    found = signed_documents(without_unseen(text), year=year, quarter=quarter)
    doubts = dict.fromkeys(doubt for document in found for doubt in document.doubts)
    return {
        "text": text,
        "documents": [
            {
                "kind": document.kind,
                "title": document.title,
                "parties": list(filter(None, document.parties.split("\n"))),
                "countries": list(document.countries),
                "signed_on": document.signed_on and document.signed_on.isoformat(),
            }
            for document in found
        ],
        "problem": _sentences(doubts),
    }


def _participants(text, partners):
    seen = without_unseen(text)
    found, texts = participants_total(seen), {PARTICIPANTS: seen}
    return {
        "text": text,
        "total": found.total,
        "foreign": found.foreign,
        "countries": [one.code for one in countries_taking_part(texts)],
        "partners": [one.name for one in partners_taking_part(texts, partners)],
        "problem": _sentences(found.doubts),
    }


def _style(text):
    changed, notes = corrected(without_unseen(text))
    return {"text": text, "corrected": changed, "notes": notes}


def _sentences(doubts):
    """The doubts as sentences one after the other; None where there is none."""
    return " ".join(f"{doubt}." for doubt in doubts) or None
