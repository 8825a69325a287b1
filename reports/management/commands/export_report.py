"""`manage.py export_report 2024 4 --format docx|xlsx --output FILE [--all]`: the official table as a file.

With `--format docx` a file whose name ends with .pdf or .odt becomes that. Both need LibreOffice.
"""

import io
import os
from pathlib import Path

from reports.actions import conversions
from reports.files.convert import NotConverted
from reports.files.write import excel, word
from reports.prose.words import plural
from reports.queries import consolidated

from ._russian import Refused, RussianCommand, add_quarter, existing_period, reason

WRITERS = {"docx": word.write, "xlsx": excel.write}
OTHERS = tuple(conversions.Kind.values)
NO_CONVERTER = "Чтобы записать {}, нужна LibreOffice: установите её и проверьте CONVERTER (docs/operating.md)."
NOT_MADE = "{} не получился: {}. Запишите docx и сохраните его как {} в Word или LibreOffice."


class Command(RussianCommand):
    help = "Записывает сводный отчёт за квартал в файл: принятые отчёты, с --all – все."

    def add_arguments(self, parser):
        add_quarter(parser)
        parser.add_argument("--format", choices=sorted(WRITERS), required=True, help="вид файла")
        parser.add_argument(
            "--output",
            type=Path,
            required=True,
            metavar="ФАЙЛ",
            help="куда записать; docx с именем на .pdf или .odt становится таким файлом",
        )
        parser.add_argument("--all", action="store_true", help="отчёты в любом состоянии, а не только принятые")

    def handle(self, *, year, quarter, format, output, all, **options):
        period = existing_period(year, quarter)
        scope = consolidated.EVERY if all else consolidated.APPROVED
        table = consolidated.consolidated_table(period, scope, with_facts=format == "xlsx")
        table = consolidated.as_project(table, period, scope)
        ending = output.suffix[1:].lower()
        kind = ending if format == "docx" and ending in OTHERS else format
        if kind in OTHERS and not conversions.is_possible():
            raise Refused(NO_CONVERTER.format(kind.upper()))
        rows = _write_whole(output, lambda stream: _write(table, kind, stream))
        self.say(f"{output}: {period}, {rows} {plural(rows, 'строка', 'строки', 'строк')}.")
        if not rows:
            self.warn(
                "В таблице нет строк: мероприятий никто не внёс."
                if all
                else "В таблице нет строк: принятых отчётов с мероприятиями нет. Отчёты в любом состоянии – с --all."
            )


def _write(table, kind, stream):
    """Write the table to the stream; returns the number of its rows."""
    if kind in WRITERS:
        return WRITERS[kind](table, stream)
    document = io.BytesIO()
    rows = word.write(table, document)
    try:
        stream.write(conversions.converted(document.getvalue(), kind))
    except NotConverted as error:
        raise Refused(NOT_MADE.format(kind.upper(), _reason(error), kind.upper())) from None
    return rows


def _reason(error):
    return "не хватило трёх минут" if "too long" in str(error) else "LibreOffice не справилась"


def _write_whole(path, write):
    """Let `write` fill a file beside `path` and put it there when it is whole: a reader never meets half a report,
    and a failure leaves the former file. Returns what `write` returns; raises Refused."""
    beside = path.parent / f".{path.name}.{os.getpid()}"
    try:
        if path.is_dir():
            raise Refused(f"«{path}» – папка. Назовите файл.")
        if not path.parent.is_dir():
            raise Refused(f"Папки «{path.parent}» нет. Создайте её или назовите другую.")
        with beside.open("w+b") as stream:
            result = write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as failure:
        raise Refused(f"Файл «{path}» не записан: {reason(failure)}.") from None
    finally:
        _remove(beside)
    return result


def _remove(path):
    """Remove what is left of an unfinished file, if it exists and the folder allows that."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
