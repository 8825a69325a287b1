"""Everything that leaves as a file."""

import io
import re
import tempfile
from functools import partial

from django.conf import settings
from django.http import FileResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.actions import conversions
from reports.files.read import formats
from reports.files.write import excel, word
from reports.models import Conversion, State
from reports.pages.addresses import at_review, crumbs, way_to_quarter
from reports.pages.board.forms import BoardFilter, ScopeForm
from reports.prose.words import write_date
from reports.queries.consolidated import APPROVED, as_project, consolidated_table, fixed_time, form_table, own_table
from reports.rules.permissions import can_follow_quarters, can_read_consolidated, is_officer_of

from .access import fetch_period, fetch_submission
from .board import board as boards
from .copies import copy_of, reads_copies

KEPT_IN_MEMORY = 4 * 1024 * 1024  # bytes; a larger document waits in a temporary file
LONGEST_NAME = 150  # letters without the ending; a path on Windows holds 260 in all

# What Windows, macOS or Linux refuse in a file's name, and characters that show nothing.
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]')


@require_safe
def consolidated_docx(request, year, quarter):
    """The official table of the quarter, of the approved reports or of all handed in."""
    period = fetch_period(request, year, quarter, can_read_consolidated)
    scope = ScopeForm(request.GET).chosen
    table = as_project(consolidated_table(period, scope), period, scope)
    return file_to_save(partial(word.write, table), f"{_consolidated_name(period, scope)}.docx", word.CONTENT_TYPE)


@require_safe
def consolidated_xlsx(request, year, quarter):
    """The same table as a workbook, with a second sheet of what is understood from it."""
    period = fetch_period(request, year, quarter, can_read_consolidated)
    scope = ScopeForm(request.GET).chosen
    table = consolidated_table(period, scope, with_facts=True)
    return file_to_save(partial(excel.write, table), f"{_consolidated_name(period, scope)}.xlsx", excel.CONTENT_TYPE)


@reads_copies
def consolidated_copy(request, year, quarter, kind):
    """The same document as PDF or ODT."""
    period = fetch_period(request, year, quarter, can_read_consolidated)
    scope = ScopeForm(request.GET).chosen
    table = as_project(consolidated_table(period, scope), period, scope)
    return copy_of(
        request,
        kind,
        lambda: conversions.ask_for(_bytes_of(table), kind, by=request.user),
        name=_consolidated_name(period, scope),
        word_address=f"{reverse('consolidated_docx', args=[year, quarter])}?scope={scope}",
        crumbs=crumbs(*way_to_quarter(period), here="Сводный отчёт"),
    )


def _consolidated_name(period, scope):
    return safe_name(f"Сводный отчёт, {period}{'' if scope == APPROVED else ' (все сданные)'}")


@require_safe
def board_xlsx(request, year, quarter):
    """The rows that the board shows under the same filter."""
    period = fetch_period(request, year, quarter, can_follow_quarters)
    form = BoardFilter(request.GET)
    chosen = form.SHOWN[form.chosen][0] if form.chosen else ""
    title = f"Сбор отчётов, {period}, на {write_date(timezone.localdate())}"
    rows = form.filter(boards.rows_of(period))
    draw = partial(
        excel.write_list,
        "Сбор отчётов",
        boards.COLUMNS,
        rows,
        title=title,
        author=settings.REGION_NAME,
        created=fixed_time(period),
    )
    return file_to_save(
        draw, f"{safe_name(f'{title}, {chosen.lower()}' if chosen else title)}.xlsx", excel.CONTENT_TYPE
    )


@require_safe
def report_docx(request, pk):
    """One municipality's own report, in any state, for whoever sees it."""
    submission = fetch_submission(request, pk)
    return file_to_save(
        partial(word.write, own_table(submission)), f"{_report_name(submission)}.docx", word.CONTENT_TYPE
    )


@reads_copies
def report_copy(request, pk, kind):
    """The same document as PDF or ODT."""
    submission = fetch_submission(request, pk)
    return copy_of(
        request,
        kind,
        lambda: conversions.ask_for(_bytes_of(own_table(submission)), kind, by=request.user),
        name=_report_name(submission),
        word_address=reverse("report_docx", args=[pk]),
        crumbs=crumbs(*_way_to_report(request, submission), here=Conversion.Kind(kind).label),
    )


def _way_to_report(request, submission):
    if is_officer_of(request.user, submission):
        return way_to_quarter(submission.period, submission)
    return [*way_to_quarter(submission.period), at_review(submission)]


def _report_name(submission):
    draft = "" if submission.state == State.APPROVED else " (черновик)"
    return safe_name(f"{submission.label}, {submission.period}{draft}")


def _bytes_of(table):
    stream = io.BytesIO()
    word.write(table, stream)
    return stream.getvalue()


@require_safe
def form_docx(request, pk):
    """The own report to fill in and bring back, for Word."""
    submission = fetch_submission(request, pk)
    return file_to_save(
        partial(word.write, form_table(submission)), f"{_form_name(submission)}.docx", word.CONTENT_TYPE
    )


@require_safe
def form_xlsx(request, pk):
    """The same for Excel."""
    submission = fetch_submission(request, pk)
    return file_to_save(
        partial(excel.write_form, form_table(submission)), f"{_form_name(submission)}.xlsx", excel.CONTENT_TYPE
    )


def _form_name(submission):
    return safe_name(f"Бланк отчёта, {submission.label}, {submission.period}")


def file_to_save(draw, name, content_type):
    """What `draw` writes to a stream, to be saved under this name."""
    stream = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 - the response closes it
    draw(stream)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=name, content_type=content_type)


# What programs for documents open. «.html» and «.js» are none: a browser or Windows would run what is in them.
_OF_DOCUMENTS = {*formats.ENDINGS, *formats.MORE_ENDINGS, ".txt", ".tsv", ".json"}


def name_of_upload(name):
    """The name of an uploaded file for whoever saves it: no sign in it that hides its ending, and no ending by which
    opening the file would run it."""
    stem, dot, ending = name.rpartition(".")
    ending = f"{dot}{safe_name(ending)}" if dot and ending else ""
    stem = safe_name(stem if ending else name)
    return f"{stem}{ending}" if ending.lower() in _OF_DOCUMENTS else f"{stem}{ending}.txt"


def safe_name(words):
    """The words as a file's name without its ending. Characters that a system refuses and dots at the edges are
    removed, and it is cut to length. «отчёт» when nothing is left."""
    name = " ".join(_UNSAFE.sub(" ", words).split())[:LONGEST_NAME].strip(" .")
    return name or "отчёт"
