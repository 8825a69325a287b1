"""Remarks by the dozen: the usual ones put on many rows, those put right settled in one press, and the undo."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from reports.actions import many_remarks
from reports.actions.remarks import RemarkRefused
from reports.pages.access import fetch_submission, require, say_with_undo
from reports.pages.addresses import review_address
from reports.prose.words import counted
from reports.rules.findings import check_report, for_checking
from reports.rules.permissions import can_remark, is_coordinator
from reports.rules.refusals import why_not
from reports.rules.usual_remarks import usual_remarks

from .decide import NO_VERSION
from .forms import FixedForm, UsualRemarksForm
from .page import refuse, view_of

REMARKS = ("замечание", "замечания", "замечаний")
NOTHING_CHOSEN = "Ничего не отмечено. Отметьте, что повторить у строк, и нажмите «Добавить замечания» ещё раз."
GONE = "Отмеченное изменилось: эти замечания уже добавлены, или строки исправили. Посмотрите, как сейчас, и повторите."


@require_POST
def add_usual(request, pk):
    """Put the chosen of the usual remarks on their rows."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    if refusal := why_not(can_remark, request.user, submission):
        return refuse(request, submission, refusal.sentence)
    form = UsualRemarksForm(request.POST, usual=_usual_of(submission))
    if not form.is_valid():
        is_unread = "version" in form.errors
        return refuse(request, submission, NO_VERSION if is_unread else GONE, status=400 if is_unread else 409)
    chosen = form.chosen()
    if not chosen:
        messages.warning(request, NOTHING_CHOSEN)
        return _back(request, submission)
    act = {"proposed": chosen, "version": form.cleaned_data["version"]}
    return _carry_out(request, submission, many_remarks.add_remarks, "Добавлено: {}.", **act)


def _usual_of(submission):
    events = for_checking(submission.events)
    return usual_remarks(events, check_report(events, submission.period), submission.remarks.all())


@require_POST
def accept_fixed(request, pk):
    """Settle the remarks that the page showed as put right."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    if refusal := why_not(can_remark, request.user, submission):
        return refuse(request, submission, refusal.sentence)
    form = FixedForm(request.POST)
    if not form.is_valid():
        return refuse(request, submission, NO_VERSION, status=400)
    act = {"seen": form.cleaned_data["remark"], "version": form.cleaned_data["version"]}
    return _carry_out(request, submission, many_remarks.accept_remarks, "Снято: {}.", **act)


@require_POST
def take_back(request, pk, after, until):
    """The undo of both: what one press of this person did, between these two steps."""
    submission = fetch_submission(request, pk)
    require(is_coordinator(request.user))
    if refusal := why_not(can_remark, request.user, submission):
        return refuse(request, submission, refusal.sentence)
    return _carry_out(request, submission, many_remarks.take_back, "Отменено: {}.", after=after, until=until)


def _carry_out(request, submission, act, done, **how):
    """Do it, tell how many remarks it touched, with the undo, and how many it left."""
    try:
        steps = act(submission, by=request.user, **how)
    except RemarkRefused as refusal:
        return refuse(request, submission, str(refusal))
    if steps.number:
        undo = reverse("remarks_take_back", args=[submission.pk, steps.after, steps.until])
        say_with_undo(request, done.format(counted(steps.number, *REMARKS)), undo + _query(request))
    if steps.skipped:
        left = counted(steps.skipped, *REMARKS)
        messages.warning(request, f"Осталось как было: {left}. Их успели изменить: посмотрите, что в них теперь.")
    return _back(request, submission)


def _query(request):
    view = view_of(request)
    return f"?view={view}" if view else ""


def _back(request, submission):
    return redirect(review_address(submission, view=view_of(request)))
