"""Handing a report in: the check before it, nil reports, withdrawing, confirming."""

from dataclasses import replace

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from reports.actions import workflow
from reports.actions.events import NotEditable
from reports.models import State
from reports.pages.access import fetch_submission, refused, require, say, typed_sentences
from reports.pages.addresses import (
    FOR_MUNICIPALITY,
    at_board,
    at_review,
    crumbs,
    for_municipality,
    is_on_behalf,
    quarter_address,
    review_address,
    row_address,
    way_to_quarter,
)
from reports.pages.forms import OUT_OF_DATE, VersionForm
from reports.prose.words import counted
from reports.rules.findings import check_report, for_checking
from reports.rules.numbering import row_numbers
from reports.rules.permissions import can_enter_on_behalf, can_hand_in, is_officer_of
from reports.rules.refusals import refusal_of

from .case import questions_of
from .forms import HandInForm


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request, pk):
    """The check before handing in: errors stop, warnings ask; then the hand-in itself. Also the coordinator's, for a
    municipality."""
    submission = fetch_submission(request, pk)
    on_behalf = _require_hand_in(request, submission)
    if not _may_hand_in(request.user, submission, on_behalf):
        typed = typed_sentences(request, *(name for name in request.POST if name.startswith("reason_")))
        reasons = [refusal_of(can_hand_in, request.user, submission).sentence, *typed]
        return refused(request, submission, reasons, back=_home(submission, on_behalf))
    check = Check(submission, on_behalf)
    if request.method != "POST":
        return _check_page(request, check, check.form())
    form = check.form(request.POST)
    if not form.is_valid():
        return _check_page(request, check, form)
    try:
        workflow.submit_with_reasons(
            submission,
            by=request.user,
            version=form.cleaned_data["version"],
            reasons=form.reasons,
            on_behalf=on_behalf,
        )
    except (workflow.AlreadyMoved, NotEditable) as refusal:
        reasons = [*refusal.args, *typed_sentences(request, *form.outside)]
        return refused(request, submission, reasons, back=_home(submission, on_behalf))
    except workflow.MoveRefused as refusal:
        check = Check(fetch_submission(request, pk), on_behalf)
        return _check_page(request, check, check.form(request.POST), refusal.reasons, status=409)
    rows = counted(check.row_count, "строка", "строки", "строк")
    if on_behalf:
        say(request, f"Сдано за муниципалитет: {submission.label}, {rows}. Исполнитель узнает и подтвердит.")
        return redirect("review", pk)
    say(request, f"Отчёт сдан: {submission.label}, {rows}. Теперь его проверит координатор.")
    return redirect(quarter_address(submission))


def _require_hand_in(request, submission):
    """Whether it is the coordinator's hand-in for the municipality. Raises PermissionDenied for whom it is neither
    that nor the own report."""
    on_behalf = is_on_behalf(request)
    require(on_behalf or is_officer_of(request.user, submission))
    return on_behalf


def _may_hand_in(user, submission, on_behalf):
    return can_enter_on_behalf(user, submission) if on_behalf else can_hand_in(user, submission)


def _home(submission, on_behalf):
    """Where the report lies for the one who hands it in. The page for on behalf refuses what it cannot do any more."""
    return review_address(submission) if on_behalf else quarter_address(submission)


def _crumbs(submission, on_behalf, here):
    way = [at_board(submission.period), at_review(submission)]
    return crumbs(*(way if on_behalf else way_to_quarter(submission.period, submission)), here=here)


class Check:
    """What the check page knows of a report: its events, what is asked of them, and the form."""

    def __init__(self, submission, on_behalf=False):
        self.submission = submission
        self.on_behalf = on_behalf
        self.events = for_checking(submission.events)
        self.row_count = sum(event.is_included for event in self.events)
        self.remarks = list(submission.remarks.open().select_related("event"))
        findings = check_report(self.events, submission.period)
        self.errors = [finding for finding in findings if finding.is_error]
        self.outside = [finding.event for finding in findings if finding.rule == "outside_window"]
        self.warnings = [f for f in findings if not f.is_error and f.rule != "outside_window"]

    def form(self, data=None):
        return HandInForm(data, outside=self.outside, has_warnings=bool(self.warnings), remarks=len(self.remarks))

    def rows(self):
        """[(number or None, event, address of its form), …] in report order."""
        numbers = row_numbers(self.events)
        return [(numbers[e.pk], e, self._address(row_address(self.submission, e, can_edit=True))) for e in self.events]

    def questions(self, findings, remarks=()):
        questions = questions_of(self.submission, self.events, findings, remarks, can_edit=True)
        return [replace(question, href=self._address(question.href)) for question in questions]

    def _address(self, address):
        return for_municipality(address) if self.on_behalf else address


def _check_page(request, check, form, reasons=(), *, status=200):
    submission = check.submission
    heading = "Проверить и сдать отчёт"
    return render(
        request,
        "reports/officer/submit.html",
        {
            "title": f"{'Ошибка: ' if form.errors or reasons else ''}{heading}, {submission.label}",
            "heading": heading,
            "section": "report",
            "crumbs": _crumbs(submission, check.on_behalf, "Проверить и сдать"),
            "submission": submission,
            "for_whom": FOR_MUNICIPALITY if check.on_behalf else "",
            "back": reverse("on_behalf", args=[submission.pk]) if check.on_behalf else quarter_address(submission),
            "row_count": check.row_count,
            "rows": check.rows(),
            "errors": check.questions(check.errors),
            "remarks": check.questions([], check.remarks),
            "warnings": check.questions(check.warnings),
            "form": form,
            # What cannot be handed in asks nothing yet; but what was typed stays in sight.
            "asks": bool(check.events) and (form.is_bound or not check.errors),
            "reasons": reasons,
        },
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def declare_nil(request, pk):
    """«Мероприятий не было», in two clicks. Also the coordinator's, for a municipality."""
    submission = fetch_submission(request, pk)
    on_behalf = _require_hand_in(request, submission)
    home = _home(submission, on_behalf)
    if not _may_hand_in(request.user, submission, on_behalf):
        return refused(request, submission, [refusal_of(can_hand_in, request.user, submission).sentence], back=home)
    if request.method == "POST":
        form = VersionForm(request.POST)
        if not form.is_valid():
            return refused(request, submission, [OUT_OF_DATE], back=home)
        try:
            version = form.cleaned_data["version"]
            workflow.declare_nil(submission, by=request.user, version=version, on_behalf=on_behalf)
        except workflow.MoveRefused as refusal:
            return refused(request, submission, refusal.reasons, back=home)
        if on_behalf:
            say(request, f"Сдано за муниципалитет: {submission.label}, мероприятий не было. Исполнитель узнает.")
            return redirect("review", pk)
        say(request, f"Сдано: {submission.label}, мероприятий не было. Теперь это проверит координатор.")
        return redirect(quarter_address(submission))
    return render(
        request,
        "reports/officer/declare_nil.html",
        {
            "title": f"Мероприятий не было, {submission.label}",
            "section": "report",
            "crumbs": _crumbs(submission, on_behalf, "Мероприятий не было"),
            "submission": submission,
            "events": submission.events.present().in_report_order(),
            "for_whom": FOR_MUNICIPALITY if on_behalf else "",
            "back": reverse("on_behalf", args=[pk]) if on_behalf else quarter_address(submission),
        },
    )


@require_POST
def withdraw(request, pk):
    """Take a report back that is not yet decided."""

    def told(submission):
        state = "снова черновик" if submission.state == State.DRAFT else "снова на доработке"
        return (
            f"Отчёт отозван: {submission.label}, {state}. Когда всё будет готово, сдайте его ещё раз: "
            "кнопка стоит у отчёта."
        )

    return _moved_in_one_click(request, pk, workflow.withdraw, told)


@require_POST
def confirm(request, pk):
    """What the coordinator handed in for the municipality is so."""
    return _moved_in_one_click(request, pk, workflow.confirm, lambda submission: f"Подтверждено: {submission.label}.")


def _moved_in_one_click(request, pk, move, told):
    """Make a move that needs nothing but the version; `told` makes the message of the report as it is then."""
    submission = fetch_submission(request, pk)
    require(is_officer_of(request.user, submission))
    form = VersionForm(request.POST)
    if not form.is_valid():
        return refused(request, submission, [OUT_OF_DATE], back=quarter_address(submission))
    try:
        submission.state = move(submission, by=request.user, version=form.cleaned_data["version"]).state
    except workflow.MoveRefused as refusal:
        return refused(request, submission, refusal.reasons, back=quarter_address(submission))
    say(request, told(submission))
    return redirect(quarter_address(submission))
