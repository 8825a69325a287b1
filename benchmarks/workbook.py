"""Drawing the workbook, against bare openpyxl in its write-only mode: the same cells of both sheets, no styles."""

import datetime
from dataclasses import replace
from io import BytesIO

from openpyxl import Workbook

from benchmarks import data
from benchmarks.timing import compare, line
from reports.files.data_sheet import DATA_COLUMNS, Entry
from reports.files.marks import event_mark, report_mark
from reports.files.table import COLUMNS, Facts
from reports.files.write import excel

FACTS = Facts(
    municipality="Вяземский район",
    state="принят",
    start=datetime.date(2024, 11, 4),
    end=datetime.date(2024, 11, 6),
    precision="по дням",
    place_format="очно",
    country="Республика Беларусь",
    locality="г. Минск",
    total=180,
    foreign=40,
    countries=("Республика Беларусь",),
    partners=("г. Витебск",),
)


def lines():
    """The line of the table about the workbook."""
    table = data.table([replace(row, facts=FACTS) for row in data.rows(10_000)])
    times = compare(lambda: excel.write(table, BytesIO()), lambda: write_bare(table, BytesIO()), runs=3)
    return [line("XLSX of 10 000 events / bare openpyxl", times, at_most=1.5)]


def write_bare(table, stream):
    """Write the cells of both sheets with `append`."""
    book = Workbook(write_only=True)
    official, entries = book.create_sheet("Сводный отчёт"), book.create_sheet("Данные")
    official.append([table.title])
    entries.append([column.heading for column in DATA_COLUMNS])
    number = 0
    for section in table.sections:
        official.append([section.heading, *[None] * len(COLUMNS), report_mark(section.report, section.version)])
        for row in section.rows:
            number += 1
            texts = ("\n".join(column.paragraphs(row)) for column in COLUMNS)
            official.append([number, *texts, event_mark(row.uid, row.version)])
            entry = Entry(number, section.heading, row)
            entries.append([column.value(entry) for column in DATA_COLUMNS])
    book.save(stream)
