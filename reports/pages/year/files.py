"""The files of a year: Word, Excel, PDF and ODT."""

import io
from functools import partial

from django.views.decorators.http import require_safe

from reports.actions import conversions
from reports.files.write import excel, word
from reports.pages.addresses import at_periods, crumbs
from reports.pages.copies import copy_of, reads_copies
from reports.pages.downloads import file_to_save, safe_name
from reports.queries.consolidated import APPROVED
from reports.queries.year import facts_of
from reports.queries.year_annexes import annexes_of
from reports.queries.year_table import COLUMNS, annual_table

from .views import address_of, at_year, fetch_year, no_year


@require_safe
def year_docx(request, year):
    """The paragraphs, the table of the year, and behind it documents and comparison."""
    found = fetch_year(request, year)
    if found is None:
        return no_year(request, year)
    return file_to_save(_drawing(found), f"{_name(found)}.docx", word.CONTENT_TYPE)


@require_safe
def year_xlsx(request, year):
    """The same as a workbook, with a sheet of what is understood from the rows."""
    found = fetch_year(request, year)
    if found is None:
        return no_year(request, year)
    table = annual_table(found, facts_of(found), with_facts=True)
    draw = partial(excel.write, table, annexes=annexes_of(found), columns=COLUMNS)
    return file_to_save(draw, f"{_name(found)}.xlsx", excel.CONTENT_TYPE)


@reads_copies
def year_copy(request, year, kind):
    """The Word document as PDF or ODT."""
    found = fetch_year(request, year)
    if found is None:
        return no_year(request, year)
    return copy_of(
        request,
        kind,
        lambda: conversions.ask_for(_bytes_of(found), kind, by=request.user),
        name=_name(found),
        word_address=address_of("year_docx", found),
        crumbs=crumbs(at_periods(), at_year(found), here="Документ"),
    )


def _bytes_of(found):
    stream = io.BytesIO()
    _drawing(found)(stream)
    return stream.getvalue()


def _drawing(found):
    """The function that writes the Word document to a stream."""
    return partial(word.write, annual_table(found, facts_of(found)), annexes=annexes_of(found))


def _name(found):
    everything = "" if found.scope == APPROVED or not found.user.is_coordinator else " (все сданные)"
    return safe_name(f"Отчёт за {found.year} год{everything}")
