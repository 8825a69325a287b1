"""The officer's pages: the quarter, the reports, the check before handing in, and what is done to a report."""

from itertools import groupby

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities.models import User
from municipalities.models.compiled import compiled
from reports.actions import extensions
from reports.actions import remarks as exchange
from reports.models import EditDraft, Event, ExtensionRequest, Remark, State, Submission
from reports.pages.access import (
    fetch_remark,
    fetch_report_of_form,
    fetch_submission,
    refused,
    require,
    say,
    typed_sentences,
)
from reports.pages.addresses import at_my_reports, crumbs, quarter_address, report_address, way_to_quarter
from reports.pages.copies import why_absent
from reports.pages.events.drafts import discarded_of, offers_of
from reports.pages.review.margin import exchange_of, margin_remark
from reports.pages.sheet import printed_events, printed_sections
from reports.pages.unsaved import ask_first
from reports.prose.words import counted, plural
from reports.queries.consolidated import own_table, printed_heading
from reports.queries.resubmission import moves_of
from reports.rules.permissions import (
    OFFICER_EDITS,
    can_answer,
    can_ask_extension,
    can_confirm,
    can_edit_events,
    can_hand_in,
    can_withdraw,
    is_officer_of,
)
from reports.rules.refusals import why_not
from reports.rules.urgency import urgency

from .case import cases_of, contacts_of, is_still_told, offers_asking, short_quarter
from .forms import AnswerForm, AskExtensionForm
from .time_left import days_of, deadlines_of, lead_of

PAST_SHOWN = 4  # quarters of each municipality beside the open one


# Reading


@require_safe
def quarter(request, year, quarter):
    """The officer's reports of one quarter, each with its one next step, the nearest trouble first."""
    # All quarters at once: a municipality has four reports a year, and asking twice costs more.
    submissions, others = [], []
    for submission in _own_reports(by=request.user.pk, municipalities=tuple(sorted(_own_municipalities(request.user)))):
        is_asked = (submission.period.year, submission.period.quarter) == (year, quarter)
        (submissions if is_asked else others).append(submission)
    if not submissions:
        raise Http404
    period = submissions[0].period
    coordinators = _coordinators()
    return render(
        request,
        "reports/officer/quarter.html",
        {
            "title": str(period),
            "section": "report",
            "crumbs": crumbs(at_my_reports(), here=str(period)),
            "period": period,
            "lead": lead_of(period),
            "drafts": offers_of(request, submissions),
            "cases": cases_of(request.user, sorted(submissions, key=urgency), coordinators),
            "other_quarters": _other_open_quarters(others),
            "past": _past_quarters(submissions, others),
            "coordinators": contacts_of(coordinators),
        },
    )


@require_safe
def my_reports(request):
    """All quarters of the officer's municipalities."""
    own = _own_submissions(request.user)
    submissions = list(_newest_first(own.with_counts()))
    quarters = [
        (period, list(reports)) for period, reports in groupby(submissions, key=lambda submission: submission.period)
    ]
    return render(
        request,
        "reports/officer/my_reports.html",
        {"title": "Все кварталы", "section": "my_reports", "quarters": quarters},
    )


@require_safe
def report(request, pk):
    """One report to read: rows, remarks with answers, deleted events, and the history of its states."""
    submission = fetch_report_of_form(request, pk)
    require(is_officer_of(request.user, submission))
    events, deleted, remarks = _whole_report(submission)
    requests = _requests(submission=submission.pk)
    asked = requests[-1] if requests else None
    may_answer = can_answer(request.user, submission)
    here = report_address(submission)
    return render(
        request,
        "reports/officer/report.html",
        {
            "title": f"{submission.label}, {submission.period}",
            "section": "report",
            "crumbs": crumbs(*way_to_quarter(submission.period, submission), here=submission.label),
            "submission": submission,
            "days": days_of(submission),
            "drafts": offers_of(request, [submission]),
            "discarded": discarded_of(request, submission),
            "why_absent": why_absent(),
            "rows": printed_events(events),
            "row_count": sum(event.is_included for event in events),
            "heading": printed_heading(submission.heading),
            "remarks": [(_note(remark), _answer_form(remark, here, may_answer)) for remark in remarks],
            "changes": moves_of(submission),
            "requests": requests,
            "asked": asked if is_still_told(asked, submission) else None,
            "can_ask": offers_asking(request.user, submission, asked),
            "can_confirm": can_confirm(request.user, submission),
            "deadlines": deadlines_of(submission),
            "deleted": deleted,
            "can_edit": can_edit_events(request.user, submission),
            "can_hand_in": can_hand_in(request.user, submission),
            "can_withdraw": can_withdraw(request.user, submission),
        },
    )


@require_safe
def sheet(request, pk):
    """The report's own table as it prints."""
    submission = fetch_submission(request, pk)
    require(is_officer_of(request.user, submission))
    table = own_table(submission)
    [(heading, rows)] = printed_sections(table)
    signer_post, signer_name = table.signature
    return render(
        request,
        "reports/officer/sheet.html",
        {
            "title": f"Таблица: {submission.label}, {submission.period}",
            "section": "report",
            "crumbs": crumbs(*way_to_quarter(submission.period, submission), here="Как будет в таблице"),
            "submission": submission,
            "title_lines": table.title.split("\n"),
            "heading": heading,
            "rows": rows,
            "empty_note": table.empty_note,
            "project": table.project,
            "why_absent": why_absent(),
            "signer_post": signer_post,
            "signer_name": signer_name,
        },
    )


def _whole_report(submission):
    """Its present events in report order, the deleted ones by their entry, its remarks with events. Two queries."""
    every = _events(submission=submission.pk)
    by_pk = {event.pk: event for event in every}
    remarks = exchange_of(submission)
    for remark in remarks:
        remark.submission, remark.event = submission, by_pk.get(remark.event_id)
    present = [event for event in every if not event.is_deleted]
    deleted = sorted((event for event in every if event.is_deleted), key=lambda event: event.pk)
    return present, deleted, remarks


@compiled(submission=None)
def _events(submission):
    return Event.objects.filter(submission=submission).select_related("deleted_by").in_report_order()


@compiled(submission=None)
def _requests(submission):
    return ExtensionRequest.objects.filter(submission=submission).select_related("by")


# Handing in and taking back


@require_http_methods(["GET", "HEAD", "POST"])
def ask_extension(request, pk):
    """Ask the coordinators for more time: a short reason, and a day if there is one."""
    submission = fetch_submission(request, pk)
    require(is_officer_of(request.user, submission))
    back = quarter_address(submission)
    if refusal := why_not(can_ask_extension, request.user, submission):
        reasons = [refusal.sentence, *typed_sentences(request, "reason")]
        return refused(request, submission, reasons, back=back)
    if request.method != "POST" and submission.extension_requests.open().exists():
        return refused(request, submission, [extensions.ALREADY_ASKED], back=back)
    form = AskExtensionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        decision = {"decision": "Всё равно попросить", "back": request.get_full_path(), "own_only": True}
        if question := ask_first(request, [submission], **decision):
            return question
        try:
            extensions.ask(submission, by=request.user, **form.cleaned_data)
        except extensions.RequestRefused as refusal:
            return refused(request, submission, [*refusal.args, *typed_sentences(request, "reason")], back=back)
        say(request, "Просьба отправлена координатору. Ответ придёт сюда и письмом.")
        return redirect(back)
    heading = "Попросить продлить срок"
    return render(
        request,
        "reports/officer/ask_extension.html",
        {
            "title": f"{'Ошибка: ' if form.errors else ''}{heading}, {submission.label}",
            "heading": heading,
            "section": "report",
            "crumbs": crumbs(*way_to_quarter(submission.period, submission), here=heading),
            "submission": submission,
            "deadlines": deadlines_of(submission),
            "form": form,
            "moved": False,
            "back": back,
        },
    )


@require_POST
def answer_remark(request, pk):
    """The officer's answer to a remark, from the report's page or from the event's form (`next`)."""
    remark = fetch_remark(request, pk)
    submission = remark.submission
    require(is_officer_of(request.user, submission))
    back = report_address(submission, f"remark-{remark.pk}")
    if refusal := why_not(can_answer, request.user, submission):
        return refused(request, submission, [refusal.sentence, *typed_sentences(request, "answer")], back=back)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render(
            request,
            "reports/officer/answer_remark.html",
            {
                "title": "Ошибка: Ответ на замечание",
                "section": "report",
                "submission": submission,
                "remark": remark,
                "form": form,
                "back": back,
            },
        )
    answer, over = form.cleaned_data["answer"], form.cleaned_data["over"]
    try:
        exchange.answer_remark(remark, by=request.user, answer=answer, over=over)
    except exchange.AnsweredMeanwhile as refusal:
        return _answered_meanwhile(request, submission, refusal.remark, form, back)
    except exchange.RemarkRefused as refusal:
        return refused(request, submission, [*refusal.args, *typed_sentences(request, "answer")], back=back)
    say(request, "Ответ сохранён, координатор его увидит.")
    return redirect(form.cleaned_data["next"] or quarter_address(submission))


def _answered_meanwhile(request, submission, remark, form, back):
    """Both answers, and a form that puts this one instead of the other officer's."""
    data = form.data.copy()
    data["over"] = exchange.last_step(remark)
    return render(
        request,
        "reports/officer/answered_meanwhile.html",
        {
            "title": f"На замечание уже ответили, {submission.label}",
            "section": "report",
            "submission": submission,
            "remark": remark,
            "form": AnswerForm(data),
            "back": back,
        },
        status=409,
    )


# What several pages need


def _own_municipalities(user):
    """The keys of the municipalities that the person answers for. Raises PermissionDenied for those who answer for
    none: their pages are others. (A coordinator's `visible_to` would be everybody's reports.)"""
    require(user.municipality_ids)
    return user.municipality_ids


def _own_submissions(user):
    return Submission.objects.filter(municipality__in=_own_municipalities(user))


@compiled(by=None, municipalities=None)
def _own_reports(by, municipalities):
    drafts = EditDraft.objects.kept().filter(by=by, submission=OuterRef("pk")).order_by()
    requests = ExtensionRequest.objects.filter(submission=OuterRef("pk")).order_by()
    own = Submission.objects.filter(municipality__in=municipalities)
    own = own.annotate(has_drafts=Exists(drafts), has_requests=Exists(requests))
    return _newest_first(own.select_related("returned_by", "submitted_by").with_deleted_count())


@compiled()
def _coordinators():
    return User.objects.filter(is_coordinator=True, is_active=True).order_by("full_name", "pk")


def _newest_first(submissions):
    return (
        submissions.with_names()
        .select_related("period", "municipality")
        .order_by("-period__year", "-period__quarter", "municipality__sort_key", "pk")
    )


def _other_open_quarters(others):
    """[(address, quarter, how it stands), …] of the others in which a report of the officer may still be changed."""
    quarters = []
    for period, reports in groupby(others, key=lambda submission: submission.period):
        reports = [submission for submission in reports if submission.is_open_for_officers]
        if reports:
            address = reverse("officer_quarter", args=[period.year, period.quarter])
            quarters.append((address, str(period), _how_it_stands(reports)))
    return quarters


def _how_it_stands(reports):
    """To follow the quarter's name: « ещё не сдан: возвращён на доработку», «: ещё не сданы 2 отчёта»."""
    owed = [submission for submission in reports if submission.state in OFFICER_EDITS]
    if not owed:
        return ": всё сдано"
    if len(reports) == 1:
        return " ещё не сдан: возвращён на доработку" if owed[0].state == State.RETURNED else " ещё не сдан"
    verb = plural(len(owed), "не сдан", "не сданы", "не сдано")
    return f": ещё {verb} {counted(len(owed), 'отчёт', 'отчёта', 'отчётов')}"


def _past_quarters(submissions, others):
    """[(municipality's label, [(address, quarter, submission), …]), …]: the last ones before this quarter."""
    past = []
    for submission in submissions:
        earlier = [
            (report_address(other), short_quarter(other.period), other)
            for other in others
            if other.municipality_id == submission.municipality_id
            and other.period.ends_on < submission.period.starts_on
        ]
        if earlier:
            past.append((submission.label, earlier[:PAST_SHOWN]))
    return past


def _note(remark):
    """The remark with what was said about it, as shown beside the row."""
    text = getattr(remark.event, remark.field) if remark.field else ""
    return margin_remark(remark, remark.submission, text=text)


def _answer_form(remark, here, may_answer):
    """The form to answer a remark, or None when it is settled or cannot be answered now."""
    if not may_answer or remark.state == Remark.State.ACCEPTED:
        return None
    initial = {"answer": remark.answer, "next": f"{here}#remark-{remark.pk}"}
    return AnswerForm(initial=initial, auto_id=f"id_remark{remark.pk}_%s")
