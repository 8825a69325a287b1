"""Everything that leaves as a file."""

import re
import tempfile

from django.http import FileResponse
from django.views.decorators.http import require_safe

from reports.coordinator_forms import ScopeForm
from reports.exports import word
from reports.exports.consolidated import APPROVED, consolidated_table, own_table
from reports.models import State

from .access import fetch_period, fetch_submission

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KEPT_IN_MEMORY = 4 * 1024 * 1024  # bytes; a larger document waits in a temporary file
LONGEST_NAME = 150  # letters without the ending; a path on Windows holds 260 in all

# What Windows, macOS or Linux refuse in a file's name, and characters that show nothing.
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]')


@require_safe
def consolidated_docx(request, year, quarter):
    """The official table of the quarter, of the approved reports or of all handed in."""
    period = fetch_period(request, year, quarter)
    scope = ScopeForm(request.GET).chosen
    of_which = "" if scope == APPROVED else " (все сданные)"
    return _docx(consolidated_table(period, scope), f"Сводный отчёт, {period}{of_which}")


@require_safe
def report_docx(request, pk):
    """One municipality's own report, in any state, for whoever sees it."""
    submission = fetch_submission(request, pk)
    draft = "" if submission.state == State.APPROVED else " (черновик)"
    return _docx(own_table(submission), f"{submission.label}, {submission.period}{draft}")


def _docx(table, name):
    stream = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 - the response closes it
    word.write(table, stream)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"{safe_name(name)}.docx", content_type=DOCX)


def safe_name(words):
    """The words as a file's name without its ending: no character that a system refuses, no dot at an edge,
    not too long. «отчёт» when nothing is left."""
    name = " ".join(_UNSAFE.sub(" ", words).split())[:LONGEST_NAME].strip(" .")
    return name or "отчёт"
