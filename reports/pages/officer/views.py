"""The officer's pages: the quarter, the reports, the check before handing in, and what is done to a report."""

from dataclasses import replace
from itertools import groupby

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities.models import User
from reports.actions import extensions, workflow
from reports.actions import remarks as exchange
from reports.actions.events import NotEditable
from reports.models import Remark, State, Submission
from reports.pages.access import (
    FOR_MUNICIPALITY,
    fetch_remark,
    fetch_submission,
    for_municipality,
    is_on_behalf,
    refused,
    require,
    say,
)
from reports.pages.events.drafts import offers_of
from reports.pages.forms import OUT_OF_DATE, VersionForm
from reports.pages.review.proof import margin_remark, with_exchange
from reports.pages.sheet import printed_events, printed_sections
from reports.prose.words import counted, plural
from reports.queries.consolidated import own_table, printed_heading
from reports.rules.findings import check_report, for_checking
from reports.rules.permissions import (
    OFFICER_EDITS,
    can_answer,
    can_ask_extension,
    can_confirm,
    can_edit_events,
    can_enter_on_behalf,
    can_hand_in,
    can_withdraw,
    is_coordinator,
    is_officer_of,
)

from .case import (
    cases_of,
    contacts_of,
    days_of,
    deadlines_of,
    event_address,
    is_still_told,
    lead_of,
    offers_asking,
    quarter_address,
    questions_of,
    row_numbers,
    short_quarter,
)
from .forms import AnswerForm, AskExtensionForm, HandInForm

PAST_SHOWN = 4  # quarters of each municipality beside the open one


# Reading


@require_safe
def quarter(request, year, quarter):
    """The officer's reports of one quarter, each with its one next step."""
    own = _newest_first(
        _own_submissions(request.user).select_related("returned_by", "submitted_by").with_deleted_count()
    )
    # All quarters at once: a municipality has four reports a year, and asking twice costs more.
    submissions, others = [], []
    for submission in own:
        is_asked = (submission.period.year, submission.period.quarter) == (year, quarter)
        (submissions if is_asked else others).append(submission)
    if not submissions:
        raise Http404
    period = submissions[0].period
    coordinators = list(User.objects.filter(is_coordinator=True, is_active=True).order_by("full_name", "pk"))
    return render(
        request,
        "reports/officer/quarter.html",
        {
            "title": str(period),
            "section": "report",
            "crumbs": [(reverse("my_reports"), "Кварталы"), ("", str(period))],
            "period": period,
            "lead": lead_of(period),
            "drafts": offers_of(request, submissions),
            "cases": cases_of(request.user, submissions, coordinators),
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
    submission = fetch_submission(request, pk)
    require(is_officer_of(request.user, submission))
    events, deleted, remarks = _whole_report(submission)
    requests = list(submission.extension_requests.select_related("by"))
    asked = requests[-1] if requests else None
    may_answer = can_answer(request.user, submission)
    here = reverse("report", args=[pk])
    return render(
        request,
        "reports/officer/report.html",
        {
            "title": f"{submission.label}, {submission.period}",
            "section": "report",
            "crumbs": [
                (reverse("my_reports"), "Кварталы"),
                (quarter_address(submission), str(submission.period)),
                ("", submission.label),
            ],
            "submission": submission,
            "days": days_of(submission),
            "drafts": offers_of(request, [submission]),
            "rows": printed_events(events),
            "row_count": sum(event.is_included for event in events),
            "heading": printed_heading(submission.heading),
            "remarks": [(_note(remark), _answer_form(remark, here, may_answer)) for remark in remarks],
            "changes": submission.state_changes.select_related("by"),
            "requests": requests,
            "asked": asked if is_still_told(asked, submission) else None,
            "can_ask": offers_asking(request.user, submission, asked),
            "can_confirm": can_confirm(request.user, submission),
            "deadlines": deadlines_of(submission),
            "deleted": deleted,
            "can_edit": can_edit_events(request.user, submission),
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
            "crumbs": [
                (reverse("my_reports"), "Кварталы"),
                (quarter_address(submission), str(submission.period)),
                ("", "Как будет в таблице"),
            ],
            "submission": submission,
            "title_lines": table.title.split("\n"),
            "heading": heading,
            "rows": rows,
            "empty_note": table.empty_note,
            "is_draft": table.draft,
            "signer_post": signer_post,
            "signer_name": signer_name,
        },
    )


def _whole_report(submission):
    """Its present events in report order, the deleted ones by their entry, its remarks with events. Three queries."""
    every = list(submission.events.select_related("deleted_by").in_report_order())
    by_pk = {event.pk: event for event in every}
    remarks = list(with_exchange(submission.remarks))
    for remark in remarks:
        remark.event = by_pk.get(remark.event_id)
    present = [event for event in every if not event.is_deleted]
    deleted = sorted((event for event in every if event.is_deleted), key=lambda event: event.pk)
    return present, deleted, remarks


# Handing in and taking back


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request, pk):
    """The check before handing in: errors stop, warnings ask; then the hand-in itself. Also the coordinator's, for a
    municipality."""
    submission = fetch_submission(request, pk)
    on_behalf = _require_hand_in(request, submission)
    if not _may_hand_in(request.user, submission, on_behalf):
        typed = _typed(request, *(name for name in request.POST if name.startswith("reason_")))
        reasons = [_why_not_now(request.user, submission), *typed]
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
        reasons = [*refusal.args, *_typed(request, *form.outside)]
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
    return reverse("review", args=[submission.pk]) if on_behalf else quarter_address(submission)


def _crumbs(submission, on_behalf, here):
    period = submission.period
    if on_behalf:
        board = reverse("board", args=[period.year, period.quarter])
        return [(board, str(period)), (_home(submission, on_behalf), submission.label), ("", here)]
    return [(reverse("my_reports"), "Кварталы"), (quarter_address(submission), str(period)), ("", here)]


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
        return [
            (numbers[e.pk], e, self._address(event_address(self.submission, e, can_edit=True))) for e in self.events
        ]

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
        return refused(request, submission, [_why_not_now(request.user, submission)], back=home)
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


@require_http_methods(["GET", "HEAD", "POST"])
def ask_extension(request, pk):
    """Ask the coordinators for more time: a short reason, and a day if there is one."""
    submission = fetch_submission(request, pk)
    require(is_officer_of(request.user, submission))
    back = quarter_address(submission)
    if not can_ask_extension(request.user, submission):
        reasons = [_why_not_now(request.user, submission), *_typed(request, "reason")]
        return refused(request, submission, reasons, back=back)
    if request.method != "POST" and submission.extension_requests.open().exists():
        return refused(request, submission, ["Просьба уже отправлена и ждёт ответа координатора."], back=back)
    form = AskExtensionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            extensions.ask(submission, by=request.user, **form.cleaned_data)
        except extensions.RequestRefused as refusal:
            return refused(request, submission, [*refusal.args, *_typed(request, "reason")], back=back)
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
            "crumbs": [(reverse("my_reports"), "Кварталы"), (back, str(submission.period)), ("", heading)],
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
    back = f"{reverse('report', args=[submission.pk])}#remark-{remark.pk}"
    if not can_answer(request.user, submission):
        reason = f"Отчёт в состоянии «{submission.get_state_display()}»: на замечания сейчас не отвечают."
        return refused(request, submission, [reason, *_typed(request, "answer")], back=back)
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
        return refused(request, submission, [*refusal.args, *_typed(request, "answer")], back=back)
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


def _typed(request, *names):
    """What was typed into these controls, as sentences for the page of a refusal: it loses no text."""
    return [f"Вы написали: «{request.POST[name].strip()}»" for name in names if request.POST.get(name, "").strip()]


def _own_submissions(user):
    """The reports of the municipalities that the person answers for. Raises PermissionDenied for those who
    answer for none: their pages are others. (A coordinator's `visible_to` would be everybody's reports.)"""
    municipalities = user.municipality_ids
    require(municipalities)
    return Submission.objects.filter(municipality__in=municipalities)


def _newest_first(submissions):
    return (
        submissions.with_names()
        .select_related("period", "municipality")
        .order_by("-period__year", "-period__quarter", "municipality__sort_key", "pk")
    )


def _other_open_quarters(others):
    """[(address, words), …] of the other quarters in which a report of the officer may still be changed."""
    quarters = []
    for period, reports in groupby(others, key=lambda submission: submission.period):
        reports = [submission for submission in reports if submission.is_open_for_officers]
        if reports:
            owed = sum(submission.state in OFFICER_EDITS for submission in reports)
            left = f"{plural(owed, 'не сдан', 'не сданы', 'не сдано')} {counted(owed, 'отчёт', 'отчёта', 'отчётов')}"
            address = reverse("officer_quarter", args=[period.year, period.quarter])
            quarters.append((address, str(period), left if owed else "всё сдано"))
    return quarters


def _past_quarters(submissions, others):
    """[(municipality's label, [(address, quarter, submission), …]), …]: the last ones before this quarter."""
    past = []
    for submission in submissions:
        earlier = [
            (reverse("report", args=[other.pk]), short_quarter(other.period), other)
            for other in others
            if other.municipality_id == submission.municipality_id
            and other.period.ends_on < submission.period.starts_on
        ]
        if earlier:
            past.append((submission.label, earlier[:PAST_SHOWN]))
    return past


def _note(remark):
    """The remark with what was said about it, as it stands beside the row."""
    text = getattr(remark.event, remark.field) if remark.field else ""
    return margin_remark(remark, remark.submission, text=text)


def _answer_form(remark, here, may_answer):
    """The form to answer a remark, or None when it is settled or cannot be answered now."""
    if not may_answer or remark.state == Remark.State.ACCEPTED:
        return None
    initial = {"answer": remark.answer, "next": f"{here}#remark-{remark.pk}"}
    return AnswerForm(initial=initial, auto_id=f"id_remark{remark.pk}_%s")


def _why_not_now(user, submission):
    """Why the report cannot be handed in, and what this person can do."""
    if submission.state == State.APPROVED:
        return workflow.approved_reason(user)
    if submission.state == State.SUBMITTED and is_coordinator(user):
        return "Отчёт уже на проверке: прочитайте его и примите или верните на доработку."
    if submission.state == State.SUBMITTED:
        return "Отчёт уже на проверке. Если в нём нужно что-то изменить, отзовите его."
    return workflow.closed_reason(submission)
