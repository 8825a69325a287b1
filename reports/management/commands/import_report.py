"""`manage.py import_report FILE 2024 4 [--municipality CODE] [--apply] [--json]`: rows of a file become drafts.

The file is a Word document (DOCX), an Excel workbook (XLSX), a web page (HTML), a text with tabs (TSV) or JSON in the
form of rows.json. Its bytes say which. A trial run unless --apply is given.
"""

import json
from pathlib import Path

from django.conf import settings

from reports.files.read.limits import MAX_BYTES
from reports.files.read.process import read_table
from reports.files.read.rows import WARNING, Problem, Unreadable, folded
from reports.files.table import LABELS
from reports.imports.apply import MunicipalityUnknown, find_municipality, import_rows
from reports.imports.outcomes import ADDED, CHANGED, LEFT, SKIPPED
from reports.prose.typography import quoted
from reports.prose.words import quarter_name
from reports.queries.partners import partner_places
from reports.rules.permissions import THE_PROGRAM

from ._russian import Refused, RussianCommand, add_quarter, check_quarter, reason

SHOWN = 200  # letters of a text that is only named


class Command(RussianCommand):
    help = (
        "Загружает мероприятия из файла (DOCX, XLSX, HTML, TSV или JSON вида rows.json) черновиками. Без --apply – "
        "только показывает, что будет."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="ФАЙЛ")
        add_quarter(parser)
        parser.add_argument(
            "--municipality",
            metavar="КОД",
            help="ОКТМО или краткое имя: все строки файла – его, как бы ни назывались разделы",
        )
        parser.add_argument("--apply", action="store_true", help="записать, а не только показать")
        parser.add_argument("--json", action="store_true", help="итог одним объектом JSON")

    def handle(self, *, file, year, quarter, municipality, apply, json, **options):
        check_quarter(year, quarter)
        try:
            owner = find_municipality(municipality) if municipality is not None else None
            data, converter = _bytes_of(file), settings.CONVERTER
            towns = partner_places()
            _, read = read_table(data, name=file.name, year=year, quarter=quarter, towns=towns, converter=converter)
        except (MunicipalityUnknown, Unreadable) as refusal:
            raise Refused(str(refusal)) from None
        result = import_rows(read, year, quarter, by=THE_PROGRAM, municipality=owner, apply=apply)
        self.say(_as_json(result, read)) if json else self._tell(result)
        for sentence in folded([*result.warnings, *_left_over(read), *_doubts(read)]):
            self.warn(f"Внимание: {sentence}")
        if result.errors:
            reasons = "\n".join(f"  – {sentence}" for sentence in folded(result.errors))
            raise Refused(f"ничего не записано, исправьте в файле и повторите.\n{reasons}")

    def _tell(self, result):
        if result.errors:
            return
        added, changed, skipped = map(result.count, (ADDED, CHANGED, SKIPPED))
        if result.period_opened:
            verb = "открыт" if result.applied else "будет открыт"
            self.say(f"{quarter_name(result.year, result.quarter)} {verb} с обычными сроками.")
        for name, count in _added_by_municipality(result).items():
            self.say(f"  {name}: {count}")
        self.say(f"Новых строк: {added}. Таких, какие уже есть: {skipped}.")
        if left := result.count(LEFT):
            self.say(f"Скрытых, зачёркнутых или удалённых в файле строк, которые не вносятся: {left}.")
        if changed:
            self.say(f"Строк, которые меняют внесённое: {changed}.")
        if not result.applied:
            self.say("Это пробный запуск: ничего не записано. Чтобы записать, добавьте --apply.")


def _bytes_of(path):
    """The file's bytes, at most one more than may be read. Raises Refused."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise Refused(f"Файла «{path}» нет. Проверьте имя и папку.") from None
    except IsADirectoryError:
        raise Refused(f"«{path}» – папка. Назовите файл.") from None
    except OSError as failure:
        raise Refused(f"Файл «{path}» не прочитан: {reason(failure)}.") from None


def _added_by_municipality(result):
    counts = {}
    for one in result.outcomes:
        if one.outcome == ADDED:
            counts[one.municipality] = counts.get(one.municipality, 0) + 1
    return counts


def _left_over(read):
    """The texts of the file that no row takes: nobody should think that they went in."""
    for one in read.loose:
        shown = " ".join(one.text.split())
        shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
        yield Problem(WARNING, f"Не загружен текст {quoted(shown)}", one.where)


def _doubts(read):
    """What was guessed, or should be looked at, by row."""
    return [Problem(WARNING, doubt.text.rstrip("."), row.where) for row in read.rows for doubt in row.doubts]


def _as_json(result, read):
    return json.dumps(
        {
            "year": result.year,
            "quarter": result.quarter,
            "applied": result.applied,
            "period_opened": result.period_opened,
            "counts": {
                "rows": len(result.outcomes),
                "added": result.count(ADDED),
                "changed": result.count(CHANGED),
                "skipped": result.count(SKIPPED),
                "errors": len(result.errors),
                "warnings": len(result.warnings),
            },
            "rows": [
                {
                    "where": one.row.where,
                    "section": one.row.section,
                    "municipality": one.municipality,
                    "name": one.row.name,
                    "outcome": one.outcome,
                    "fields": {name: getattr(one.row, name) for name in LABELS},
                    "notes": list(one.row.notes),
                    "doubts": [{"text": doubt.text, "field": doubt.field} for doubt in one.doubts],
                    "apart": one.row.apart,
                    "ticked": one.is_ticked,
                }
                for one in result.outcomes
            ],
            "errors": [_problem(problem) for problem in result.errors],
            "warnings": [_problem(problem) for problem in result.warnings],
            "loose": [{"text": one.text, "where": one.where} for one in read.loose],
            "doubts": [
                {"text": doubt.text, "field": doubt.field, "where": row.where}
                for row in read.rows
                for doubt in row.doubts
            ],
        },
        ensure_ascii=False,
    )


def _problem(problem):
    return {"text": problem.text, "where": problem.where}
