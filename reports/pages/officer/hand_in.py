"""Handing a report in: the check before it, nil reports, withdrawing, confirming."""

from dataclasses import replace
from html import escape

from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from municipalities.models.compiled import compiled
from reports.actions import workflow
from reports.actions.events import NotEditable
from reports.actions.house_style import advice_for
from reports.models import Remark
from reports.pages.access import fetch_report_of_form, fetch_submission, refused, require, say, typed_sentences
from reports.pages.addresses import crumbs, event_address, quarter_address
from reports.pages.forms import OUT_OF_DATE, VersionForm
from reports.pages.standing import stand
from reports.pages.unsaved import ask_first, unsaved_in
from reports.prose.words import counted
from reports.queries.resubmission import changed_places
from reports.queries.twins import pairs_of
from reports.rules.findings import check_report, rows_for_checking
from reports.rules.numbering import row_numbers
from reports.rules.permissions import can_edit_events, can_hand_in, is_officer_of
from reports.rules.refusals import refusal_of

from .case import questions_of, split_by
from .forms import HandInForm, NilForm


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request, pk):
    """The check before handing in: errors stop, warnings ask; then the hand-in itself. Also the coordinator's, for a
    municipality."""
    standing = _enter(request, pk)
    submission, on_behalf = standing.submission, standing.on_behalf
    if not _may_hand_in(standing):
        typed = typed_sentences(request, *(name for name in request.POST if name.startswith("reason_")))
        reasons = [refusal_of(can_hand_in, request.user, submission).sentence, *typed]
        return refused(request, submission, reasons, back=standing.desk)
    check = Check(standing)
    if request.method != "POST":
        return _check_page(check, check.form())
    form = check.form(request.POST)
    if not form.is_valid():
        return _check_page(check, form)
    if question := ask_first(request, [submission], decision="Сдать без этого текста", back=request.get_full_path()):
        return question
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
        return refused(request, submission, reasons, back=standing.desk)
    except workflow.MoveRefused as refusal:
        check = Check(_enter(request, pk))
        return _check_page(check, check.form(request.POST), refusal.reasons, status=409)
    rows = counted(check.row_count, "строка", "строки", "строк")
    done = f"Отчёт сдан: {submission.label}, {rows}. Теперь его проверит координатор."
    if on_behalf:
        done = f"Сдано за муниципалитет: {submission.label}, {rows}. Исполнитель узнает и подтвердит."
    say(request, done)
    return redirect(standing.desk)


def _enter(request, pk):
    """The Standing of who hands this report in: its officer, or the coordinator for the municipality. Raises Http404,
    PermissionDenied for everybody else."""
    standing = stand(request, fetch_report_of_form(request, pk), as_officer=True)
    require(standing.is_coordinator or is_officer_of(request.user, standing.submission))
    return standing


def _may_hand_in(standing):
    return standing.on_behalf or can_hand_in(standing.person, standing.submission)


class Check:
    """What the check page knows of a report: its events, what is asked of them, and the form."""

    def __init__(self, standing):
        self.standing, submission = standing, standing.submission
        self.submission = submission
        self.events = rows_for_checking(submission)
        self.row_count = sum(event.is_included for event in self.events)
        remarks = _open_remarks(submission=submission.pk)
        self.remarks, self.changed = split_by(changed_places(remarks), remarks)
        findings = check_report(self.events, submission.period)
        self.errors = [finding for finding in findings if finding.is_error]
        self.outside = [finding.event for finding in findings if finding.rule == "outside_window"]
        self.warnings = [f for f in findings if not f.is_error and f.rule != "outside_window"]

    def form(self, data=None):
        return HandInForm(
            data,
            period=self.submission.period,
            outside=self.outside,
            has_warnings=bool(self.warnings),
            remarks=len(self.remarks),
        )

    def rows(self):
        """The rows to read once more, in report order, drawn."""
        numbers = row_numbers(self.events)
        here = self.standing.here
        return mark_safe(
            "".join(
                f'<tr>\n<td class="num nowrap">{numbers[event.pk] or "–"}</td>\n<th scope="row">'
                f'<a class="row-link" href="{here(event_address("event", event.uid))}">{escape(event.name)}</a></th>\n'
                f'<td data-label="Сроки">{escape(event.period_text)}</td>\n</tr>\n'
                for event in self.events
            )
        )

    def otherwise(self):
        """How many places of the texts the house style writes otherwise, as far as the person may change them."""
        if not can_edit_events(self.standing.person, self.submission):
            return 0
        return sum(not one.is_unseen for one in advice_for(self.submission, self.events))

    def questions(self, findings, remarks=(), changed=()):
        questions = questions_of(self.submission, self.events, findings, remarks, changed=changed, can_edit=True)
        if self.standing.is_coordinator:  # answers are the officer's
            questions = [replace(question, answer="") for question in questions]
        return [replace(question, href=self.standing.here(question.href)) for question in questions]


@compiled(submission=None)
def _open_remarks(submission):
    return Remark.objects.filter(submission=submission).open().select_related("event")


def _check_page(check, form, reasons=(), *, status=200):
    standing, submission = check.standing, check.submission
    heading = "Проверить и сдать отчёт"
    return render(
        standing.request,
        "reports/officer/submit.html",
        {
            "title": f"{'Ошибка: ' if form.errors or reasons else ''}{heading}, {submission.label}",
            "heading": heading,
            "section": "report",
            "crumbs": crumbs(*standing.way_to_desk, here="Проверить и сдать"),
            "submission": submission,
            "for_whom": standing.for_whom,
            "back": standing.home,
            "unsaved": unsaved_in([submission], standing.person, but=standing.request.path),
            "row_count": check.row_count,
            "rows": check.rows(),
            "all_count": len(check.events),
            "errors": check.questions(check.errors),
            "remarks": check.questions([], check.remarks),
            "changed": check.questions([], changed=check.changed),
            "otherwise": check.otherwise() if check.events else 0,
            "warnings": check.questions(check.warnings),
            "twins": pairs_of(submission, check.events, standing.person),
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
    standing = _enter(request, pk)
    submission, on_behalf, home = standing.submission, standing.on_behalf, standing.desk
    if not _may_hand_in(standing):
        return refused(request, submission, [refusal_of(can_hand_in, request.user, submission).sentence], back=home)
    form = NilForm(request.POST if request.method == "POST" else None, period=submission.period)
    if "version" in form.errors:
        return refused(request, submission, [OUT_OF_DATE], back=home)
    if form.is_valid():
        here = request.get_full_path()
        if question := ask_first(request, [submission], decision="Сдать без этого текста", back=here):
            return question
        try:
            version = form.cleaned_data["version"]
            workflow.declare_nil(submission, by=request.user, version=version, on_behalf=on_behalf)
        except workflow.MoveRefused as refusal:
            return refused(request, submission, refusal.reasons, back=home)
        done = f"Сдано: {submission.label}, мероприятий не было. Теперь это проверит координатор."
        if on_behalf:
            done = f"Сдано за муниципалитет: {submission.label}, мероприятий не было. Исполнитель узнает."
        say(request, done)
        return redirect(home)
    return render(
        request,
        "reports/officer/declare_nil.html",
        {
            "title": f"{'Ошибка: ' if form.errors else ''}Мероприятий не было, {submission.label}",
            "form": form,
            "section": "report",
            "crumbs": crumbs(*standing.way_to_desk, here="Мероприятий не было"),
            "submission": submission,
            "events": submission.events.present().in_report_order(),
            "unsaved": unsaved_in([submission], request.user),
            "for_whom": standing.for_whom,
            "back": standing.home,
        },
    )


@require_POST
def withdraw(request, pk):
    """Take a report back that is not yet decided."""

    def words_of_move(submission):
        return f"Отчёт отозван: {submission.label}. Его снова можно править. Не забудьте сдать."

    return _moved_in_one_click(request, pk, workflow.withdraw, words_of_move, decision="Всё равно отозвать")


@require_POST
def confirm(request, pk):
    """What the coordinator handed in for the municipality is so."""
    return _moved_in_one_click(request, pk, workflow.confirm, lambda submission: f"Подтверждено: {submission.label}.")


def _moved_in_one_click(request, pk, move, words_of_move, *, decision=""):
    """Make a move that needs nothing but the version; `words_of_move` makes the message of the report as it is then.
    `decision`: the button that does it in spite of unsaved texts, where those are asked about."""
    submission = fetch_submission(request, pk)
    require(is_officer_of(request.user, submission))
    form = VersionForm(request.POST)
    if not form.is_valid():
        return refused(request, submission, [OUT_OF_DATE], back=quarter_address(submission))
    if decision and (question := ask_first(request, [submission], decision=decision, back=quarter_address(submission))):
        return question
    try:
        submission.state = move(submission, by=request.user, version=form.cleaned_data["version"]).state
    except workflow.MoveRefused as refusal:
        return refused(request, submission, refusal.reasons, back=quarter_address(submission))
    say(request, words_of_move(submission))
    return redirect(quarter_address(submission))
