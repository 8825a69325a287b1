"""Nothing half-written goes unnoticed past a decision: the one gatherer of what is written and not saved in reports, by
the person who decides and by colleagues, and the question that every decision asks first.

Texts of events lie on the server (drafts), answers, remarks and reasons on their author's computer, of which the server
has a sign (HalfWritten). A colleague's words are shown to nobody: only who writes, what, and when.
"""

import datetime
import re
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from municipalities.models import User
from reports.actions import half_written
from reports.models import EditDraft, HalfWritten
from reports.prose.words import counted
from reports.rules.numbering import number_of, row_name
from reports.rules.permissions import can_see

from .access import fetch_submission, require
from .addresses import report_address
from .events.drafts import offer_of, says_something
from .form_look import is_path_here
from .forms import KeptForm
from .look import moment

RECENT = datetime.timedelta(days=7)  # what a colleague has left alone for longer is no longer being written

# What is written in a form, by the key under which the form keeps it: (in the accusative, in the nominative).
ANSWER, REMARK, REASON = ("ответ на замечание",) * 2, ("замечание",) * 2, ("пояснение", "пояснение")
KINDS = [
    (r"answer-|.*/reply/", ANSWER),
    (r"remark-|.*/remarks?/", REMARK),
    (r".*/return/", ("что исправить в отчёте", "что исправить")),
    (r".*/(extend|ask-extension|decline-extension|reopen|leave-out)/", ("причину", "причина")),
    (r"", REASON),
]


@dataclass(frozen=True, slots=True)
class Unsaved:
    """One text that is not saved. `mark` names it in a form; `address`: where its author goes on, "" for others'."""

    mark: str
    sentence: str
    address: str
    submission: object


def unsaved_in(submissions, by, *, own_only=False, but=""):
    """What is written and not saved in these reports, as a list of Unsaved: the person's own first, then what
    colleagues have written of late (not with `own_only`). `but`: the key of the form that is being sent. Two queries,
    and a few for each text found; none where `has_unsaved` says that there is nothing."""
    reports = {one.pk: one for one in submissions if getattr(one, "has_unsaved", True)}
    if not reports:
        return []
    of_all = {} if own_only else {"by__is_active": True}
    drafts = EditDraft.objects.undecided().filter(submission__in=reports, **of_all).select_related("event", "by")
    signs = HalfWritten.objects.filter(submission__in=reports, **of_all).select_related("by")
    if own_only:
        drafts, signs = drafts.filter(by=by), signs.filter(by=by)
    since = timezone.now() - RECENT
    found = [
        _of_draft(draft, reports[draft.submission_id], by)
        for draft in drafts
        if (draft.by == by or draft.saved_at >= since) and says_something(draft, reports[draft.submission_id])
    ]
    found += [
        _of_sign(sign, reports[sign.submission_id], by)
        for sign in signs
        if (sign.by == by and sign.key != but) or (sign.by != by and sign.at >= since)
    ]
    return sorted(found, key=lambda one: not one.address)


def _of_draft(draft, submission, by):
    if draft.event:
        draft.event.submission = submission
        row = row_name(number_of(draft.event))
        what = row.replace("строка", "строку"), row
    else:
        what = "новое мероприятие", "новое мероприятие"
    address = offer_of(draft, submission, by).address if draft.by == by else ""
    return Unsaved(f"draft-{draft.pk}", _sentence(draft.by, by, *what, draft.saved_at), address, submission)


def _of_sign(sign, submission, by):
    what = next(words for pattern, words in KINDS if re.match(pattern, sign.key))
    return Unsaved(
        f"sign-{sign.pk}", _sentence(sign.by, by, *what, sign.at), _address_of(sign, submission, by), submission
    )


def _sentence(author: User, by: User, written, name, at):
    """«Сомова Л. А. пишет строку 3, 10 минут назад»; one's own: «Вы не сохранили: строка 3, 10 минут назад»."""
    if author == by:
        return f"Вы не сохранили: {name}, {ago(at)}"
    return f"{author.short_name} пишет {written}, {ago(at)}"


def _address_of(sign, submission, by):
    """Where the author goes on with what lies on the own computer."""
    if sign.by != by:
        return ""
    if is_path_here(sign.key):
        return sign.key
    remark = re.fullmatch(r"answer-(\d{1,18})", sign.key)
    return report_address(submission, f"remark-{remark[1]}") if remark else reverse("home")


def ago(at):
    """«только что», «10 минут назад», «3 часа назад»; of another day the day and the hour."""
    minutes = int((timezone.now() - at).total_seconds() // 60)
    if minutes < 1:
        return "только что"
    if minutes < 60:
        return f"{counted(minutes, 'минуту', 'минуты', 'минут')} назад"
    if timezone.localdate(at) == timezone.localdate():
        return f"{counted(minutes // 60, 'час', 'часа', 'часов')} назад"
    return moment(at)


def ask_first(request, submissions, *, decision, back, own_only=False):
    """The page that names what is not saved in these reports, where the person who sends this request has not yet been
    asked about it; None where nothing stands in the way. `decision`: the words of the button that decides all the same.
    What was sent travels along, so that nothing of it is lost."""
    submissions = list(submissions)
    found = unsaved_in(
        submissions, request.user, own_only=own_only, but=request.POST.get("kept_as", "")[: HalfWritten.LONGEST_KEY]
    )
    seen = set(request.POST.getlist("despite_unsaved"))
    if all(one.mark in seen for one in found):
        return None
    names = {name for name in request.POST if name not in {"csrfmiddlewaretoken", "despite_unsaved"}}
    heading = "Есть несохранённый текст"
    return render(
        request,
        "reports/unsaved.html",
        {
            "title": heading,
            "heading": heading,
            "section": "board" if request.user.is_coordinator else "report",
            "submission": submissions[0] if len(submissions) == 1 else None,
            "unsaved": found,
            "names_reports": len(submissions) > 1,
            "decision": decision,
            "address": request.get_full_path(),
            "sent": [(name, value) for name in request.POST if name in names for value in request.POST.getlist(name)],
            "marks": [one.mark for one in found],
            "back": back,
        },
        status=409,
    )


@require_POST
def keep_sign(request, pk):
    """The script of a page tells that a text was begun, or sent or given up. No content."""
    submission = fetch_submission(request, pk)
    require(can_see(request.user, submission))
    form = KeptForm(request.POST)
    if form.is_valid():
        act = half_written.begin if form.cleaned_data["is_there"] else half_written.end
        act(submission, by=request.user, key=form.cleaned_data["key"])
    return HttpResponse(status=204 if form.is_valid() else 400)
