"""What the coordinator does with one report: reads it, remarks, decides, leaves rows out, sets their order.

Every view fetches through the scope first (somebody else's report is not found), then asks for the role
(403); the wrong state is a kind page (409).
"""

from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from reports.actions.readings import note_reading
from reports.actions.releases import sent_rows
from reports.models import Event, State
from reports.pages.access import fetch_report_of_review, require
from reports.queries.consolidated import printed_heading
from reports.queries.event_content import rows_of
from reports.queries.resubmission import last_return, moves_of
from reports.queries.twins import pairs_of
from reports.rules.permissions import (
    can_correct_released,
    can_decide,
    can_enter_on_behalf,
    can_leave_out,
    can_remark,
    can_reopen,
    is_coordinator,
)

from .decide import asked_extension
from .forms import CorrectRemarkForm, RemarkForm, ReturnForm, ViewForm
from .page import crumbs_of_review
from .proof import Proof, contacts, gather_proof, handed_in_words
from .queue import neighbours, size_of
from .remarks import frequent_of
from .second import gather_second_review


@require_safe
def review(request, pk):
    """The report to decide about, with the decision under it. At a second review it shows what changed since the
    return, with a link to the whole sheet. That has remarks, findings and changes in its margin."""
    submission = fetch_report_of_review(request, pk)
    require(is_coordinator(request.user))
    note_reading(submission, by=request.user)
    before, after = neighbours(submission)
    history = moves_of(submission)
    returned = last_return(history)
    view = ViewForm(request.GET).chosen
    is_second = returned is not None and submission.state == State.SUBMITTED
    if not view or (view == "changed" and not is_second):
        view = "changed" if is_second else "changes"
    rights = {"can_remark": can_remark(request.user, submission), "can_edit": can_leave_out(request.user, submission)}
    back = view if is_second and view != "changed" else ""
    if view == "changed":
        read = gather_second_review(submission, returned, **rights)
    else:
        released = sent_rows(submission.period) if can_correct_released(request.user, submission) else ()
        how = {"with_changes": view != "clean", "released": released, "view": back}
        read = gather_proof(submission, returned, **how, **rights)
    return render(
        request,
        "reports/review/second.html" if view == "changed" else "reports/review/review.html",
        {
            "title": f"{capfirst(submission.label)}, {submission.period}: проверка отчёта",
            "section": "board",
            "crumbs": crumbs_of_review(submission),
            "submission": submission,
            "heading": printed_heading(submission.heading),
            "handed_in": handed_in_words(submission),
            "contacts": contacts(submission),
            "history": history,
            "returned": returned,
            "proof": read,
            "views": _views(view, is_second=is_second, is_compared=submission.returned_at is not None),
            "back_to": f"?view={back}" if back else "",
            "before": before,
            "after": after,
            "after_size": size_of(after) if after else "",
            "can_decide": can_decide(request.user, submission),
            "can_reopen": can_reopen(request.user, submission),
            "can_enter": can_enter_on_behalf(request.user, submission),
            **rights,
            "asked": asked_extension(submission),
            "twins": _twins(request.user, submission, read),
            **(_forms(request.user, submission, read) if rights["can_remark"] else {}),
        },
    )


def _twins(user, submission, read):
    """Rows that seem to be told twice, while the report waits for a decision."""
    if submission.state != State.SUBMITTED:
        return []
    events = [row.event for row in read.rows] if isinstance(read, Proof) else rows_of(submission)
    return pairs_of(submission, events, user)


def _forms(user, submission, read):
    """The forms that open on the sheet: of a new remark, of new words for an own one, of the return."""
    return {
        "note_form": RemarkForm(event=Event(), frequent=frequent_of(user) if submission.has_frequent else []),
        "correct_form": CorrectRemarkForm(),
        "return_form": ReturnForm(initial={"version": submission.version}, has_open_remarks=bool(read.open_count)),
    }


def _views(view, *, is_second, is_compared):
    """The views to choose from, as (name, words, whether it is this one); none at a first review."""
    names = {"changed": "Что изменилось", "changes": "Весь отчёт" if is_second else "С изменениями"}
    names["clean"] = "Чистый лист"
    if not is_second:
        del names["changed"]
    return [(name, words, name == view) for name, words in names.items()] if is_compared else []
