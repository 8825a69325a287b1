"""`manage.py export_report 2024 4 --format docx|xlsx --output FILE [--all]`: the official table as a file."""

import os
from pathlib import Path

from reports.files.write import excel, word
from reports.prose.words import plural
from reports.queries import consolidated

from ._russian import Refused, RussianCommand, add_quarter, existing_period, reason

WRITERS = {"docx": word.write, "xlsx": excel.write}


class Command(RussianCommand):
    help = "Записывает сводный отчёт за квартал в файл: принятые отчёты, с --all – все."

    def add_arguments(self, parser):
        add_quarter(parser)
        parser.add_argument("--format", choices=sorted(WRITERS), required=True, help="вид файла")
        parser.add_argument("--output", type=Path, required=True, metavar="ФАЙЛ", help="куда записать")
        parser.add_argument("--all", action="store_true", help="отчёты в любом состоянии, а не только принятые")

    def handle(self, *, year, quarter, format, output, all, **options):
        period = existing_period(year, quarter)
        scope = consolidated.EVERY if all else consolidated.APPROVED
        table = consolidated.consolidated_table(period, scope, with_facts=format == "xlsx")
        table = consolidated.as_project(table, period, scope)
        rows = _write_whole(output, lambda stream: WRITERS[format](table, stream))
        self.say(f"{output}: {period}, {rows} {plural(rows, 'строка', 'строки', 'строк')}.")
        if not rows:
            self.warn(
                "В таблице нет строк: мероприятий никто не внёс."
                if all
                else "В таблице нет строк: принятых отчётов с мероприятиями нет. Отчёты в любом состоянии – с --all."
            )


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
