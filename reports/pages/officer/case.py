"""What an officer sees of a report: its state, what is asked of it, and the one next step."""

from collections import defaultdict
from dataclasses import dataclass, field
from html import escape

from django.urls import reverse
from django.utils.safestring import mark_safe

from municipalities.models.compiled import compiled
from reports.models import Event, ExtensionRequest, Remark, State
from reports.pages.addresses import finding_address, remark_address, report_address, row_address
from reports.pages.look import call_address, icon
from reports.prose.words import NBSP, ROMAN, counted
from reports.queries.expected import number_offered_to
from reports.queries.resubmission import changed_places
from reports.rules.findings import check_report, rows_for_checking, taken_and_not_checked
from reports.rules.numbering import row_name, row_numbers
from reports.rules.permissions import (
    OFFICER_EDITS,
    can_answer,
    can_ask_extension,
    can_confirm,
    can_edit_events,
    can_hand_in,
    can_withdraw,
)

from .next_step import Link, Step, next_step
from .time_left import Days, days_of, deadlines_of

NO_QUESTIONS = ("ok", "understood", "нет")
SHORT = ' class="nowrap"'
SHORT_PERIOD = 24  # letters; such a period stays on one line


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked of the report, with a link to where it can be settled."""

    level: str  # error, warning, remark or changed: names the icon and the colour
    start: str  # «Ошибка, строка 3»
    text: str
    href: str
    answer: str = ""  # where one press says that it is settled; empty where nothing is to be said
    press: str = "Исправлено"


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One event in the list of rows. `number` is None when the official table leaves it out."""

    event: Event
    number: int | None
    href: str
    tags: list  # [(css, icon, words), …]
    is_short_period: bool

    def html(self, *, with_tags):
        """The row of the list. Made here: a report has fifty, and a template takes as long for them as for the page."""
        event, reason, asked = self.event, "", ""
        if not event.is_included:
            reason = f'<p class="left-out-reason">Не войдёт в сводный отчёт: {escape(event.exclusion_reason)}</p>\n'
        if with_tags:
            tags = [f'<span class="tag tag-{css}">{icon(name)}{escape(words)}</span>' for css, name, words in self.tags]
            stack = '<span class="stack">{}</span>'.format("\n".join(tags)) if tags else ""
            asked = f'<td data-label="Вопросы">{stack}</td>\n'
        return (
            f'<tr>\n<td class="num nowrap">{self.number or "–"}</td>\n<th scope="row">\n'
            f'<a class="row-link" href="{escape(self.href)}">{escape(event.name)}</a>\n{reason}</th>\n'
            f'<td{self.is_short_period * SHORT} data-label="Сроки">{escape(event.period_text)}</td>\n{asked}</tr>\n'
        )


@dataclass
class Case:
    """One report of the officer with everything that its block on the page prints."""

    submission: object
    events: list
    findings: list
    remarks: list  # the open ones whose place says what it said when they were written
    changed: list  # the other open ones: they wait for the coordinator alone
    deleted: int
    coordinators: list
    can_edit: bool
    can_withdraw: bool
    can_confirm: bool
    asked: object  # the last request for more time that is not yet out of date, or None
    can_ask: bool
    is_checked: bool  # in the officer's hands, so the program asks its questions
    questions: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    menu: list = field(default_factory=list)  # (heading, links)
    days: Days = None
    deadlines: str = ""
    offers: int = 0  # how much of earlier quarters may be taken into it
    step: Step = None

    @property
    def rows_html(self):
        with_tags = bool(self.is_checked or self.questions)
        return mark_safe("".join([row.html(with_tags=with_tags) for row in self.rows]))

    @property
    def errors(self):
        return [finding for finding in self.findings if finding.is_error]

    @property
    def note(self):
        """What the coordinator wrote on returning; only as long as it is the last word."""
        return self.submission.return_note if self.submission.state == State.RETURNED else ""


def cases_of(user, submissions, coordinators):
    """A case for each of the given submissions (with names, period, people, `deleted_count`).

    Six queries for all together, one more for the rights, two where there are open remarks, and one where a
    report can be edited.
    """
    pks = tuple(submission.pk for submission in submissions)
    events, remarks = defaultdict(list), defaultdict(list)
    for event in rows_for_checking(*submissions):
        events[event.submission_id].append(event)
    for remark in _open_remarks(submissions=pks):
        remarks[remark.submission_id].append(remark)
    changed = changed_places([remark for several in remarks.values() for remark in several])
    asked = _last_requests(submissions)
    names = {pk: [event.name for event in several] for pk, several in events.items()}
    offers = number_offered_to([one for one in submissions if can_edit_events(user, one)], names)
    return [
        _case(
            user, s, events[s.pk], split_by(changed, remarks[s.pk]), asked.get(s.pk), coordinators, offers.get(s.pk, 0)
        )
        for s in submissions
    ]


@compiled(submissions=None)
def _open_remarks(submissions):
    return Remark.objects.filter(submission__in=submissions).open().select_related("event", "by")


def _last_requests(submissions):
    """Report's pk → the last request for more time, of the reports that have some."""
    asking = tuple(submission.pk for submission in submissions if getattr(submission, "has_requests", True))
    return {request.submission_id: request for request in _requests(submissions=asking)}


@compiled(submissions=None)
def _requests(submissions):
    return ExtensionRequest.objects.filter(submission__in=submissions)


def split_by(changed, remarks):
    """(the remarks that wait for an answer, those whose place was changed); `changed`: keys of the latter."""
    waiting = [remark for remark in remarks if remark.pk not in changed]
    return waiting, [remark for remark in remarks if remark.pk in changed]


def _case(user, submission, events, remarks, asked, coordinators, offers):
    remarks, changed = remarks
    case = Case(
        submission=submission,
        events=events,
        findings=check_report(events, submission.period),
        remarks=remarks,
        changed=changed,
        deleted=submission.deleted_count,
        coordinators=coordinators,
        offers=offers,
        can_edit=can_edit_events(user, submission),
        can_withdraw=can_withdraw(user, submission),
        can_confirm=can_confirm(user, submission),
        asked=asked if is_still_told(asked, submission) else None,
        can_ask=offers_asking(user, submission, asked),
        is_checked=can_hand_in(user, submission),
    )
    # A report that is out of the officer's hands is asked nothing; its open remarks may still be answered.
    asked = case.findings if case.is_checked else []
    is_answering = can_answer(user, submission)
    answered, mended = (remarks, changed) if is_answering else ([], [])
    case.questions = questions_of(submission, events, asked, answered, changed=mended, can_edit=case.can_edit)
    case.rows = _rows(case, asked, answered)
    case.days = days_of(submission)
    case.deadlines = deadlines_of(submission)
    case.step = next_step(case)
    case.menu = _menu(case)
    return case


# What is asked


def questions_of(submission, events, findings, remarks, *, can_edit, changed=()):
    """Remarks, then errors, then warnings, then the remarks whose place was `changed`; each in report order, each a
    link to its field."""
    numbers = row_numbers(events)
    asked = [_of_remark("remark", "Замечание", remark, submission, numbers, can_edit) for remark in remarks]
    for level in ("error", "warning"):
        asked += [
            Question(
                level,
                _start(finding.label, finding.event.pk, numbers),
                finding.text,
                href,
                *_pressed(finding, can_edit),
            )
            for finding in findings
            if finding.level == level
            for href in [finding_address(submission, finding)]
        ]
    mended = [
        _of_remark("changed", "Вы изменили текст, замечание", one, submission, numbers, can_edit) for one in changed
    ]
    return asked + mended


def _pressed(finding, can_edit):
    """Where one press says that a taken row is right, and the words of the button."""
    is_taken = finding.rule == taken_and_not_checked.__name__
    return (reverse("event_checked", args=[finding.event.uid]), "Проверено") if is_taken and can_edit else ()


def _of_remark(level, label, remark, submission, numbers, can_edit):
    return Question(
        level,
        _start(label, remark.event_id, numbers),
        remark.text,
        remark_address(submission, remark, can_edit),
        reverse("remark_answer", args=[remark.pk]),
    )


def _start(label, event_pk, numbers):
    """«Ошибка, строка 3»; without a row for a finding on the whole report."""
    number = numbers.get(event_pk)
    return f"{label}, {row_name(number)}" if number else label


# What the page prints of a report


def _rows(case, findings, remarks):
    by_event = defaultdict(lambda: {"error": 0, "warning": 0, "remark": 0})
    for finding in findings:
        by_event[finding.event.pk][finding.level] += 1
    for remark in remarks:
        by_event[remark.event_id]["remark"] += 1
    numbers = row_numbers(case.events)
    return [
        ListedRow(
            event=event,
            number=numbers[event.pk],
            href=row_address(case.submission, event, can_edit=case.can_edit),
            tags=_tags(by_event[event.pk]) or ([NO_QUESTIONS] if case.is_checked else []),
            is_short_period=len(event.period_text) <= SHORT_PERIOD,
        )
        for event in case.events
    ]


def _tags(count):
    tags = [
        ("bad", "error", counted(count["error"], "ошибка", "ошибки", "ошибок"), count["error"]),
        ("wait", "warning", counted(count["warning"], "предупреждение", "предупреждения", "предупреждений"),
         count["warning"]),
        ("stamp", "remark", counted(count["remark"], "замечание", "замечания", "замечаний"), count["remark"]),
    ]  # fmt: skip
    return [tag[:3] for tag in tags if tag[3]]


def _menu(case):
    """(heading, [Link, …]) of what else can be done with the report, those with links alone."""
    groups = (("Внести", _to_enter(case)), ("Из прежнего", _of_before(case)), ("Отчёт целиком", _of_the_whole(case)))
    return [group for group in groups if group[1]]


def _to_enter(case):
    pk = case.submission.pk
    if not case.can_edit:
        return []
    first = [Link(reverse("event_add", args=[pk]), "Внести мероприятие", "plus")] if case.events or case.offers else []
    return [
        *first,
        Link(reverse("report_table", args=[pk]), "Писать в таблице", "sheet"),
        Link(reverse("series", args=[pk]), "Внести серию", "plus"),
        Link(reverse("report_import", args=[pk]), "Загрузить из Word или Excel", "upload"),
        Link(reverse("invitations", args=[pk]), "Попросить прислать строку", "mail"),
    ]


def _of_before(case):
    pk = case.submission.pk
    links = []
    if case.offers:
        links.append(Link(reverse("report_expected", args=[pk]), f"Было раньше: {case.offers}", "changed"))
    if case.deleted:
        links.append(Link(report_address(case.submission, "deleted"), f"Удалённые: {case.deleted}", "bin"))
    return links


def _of_the_whole(case):
    pk = case.submission.pk
    links = []
    if case.events or case.submission.is_nil:
        links.append(Link(reverse("report_sheet", args=[pk]), "Как будет в таблице", "sheet"))
        links.append(Link(reverse("report_docx", args=[pk]), "Скачать Word", "download"))
    if case.can_edit and len(case.events) > 1:
        links.append(Link(reverse("series_together", args=[pk]), "Общие слова", "draft"))
    links.append(Link(report_address(case.submission), "Весь отчёт и история", "changed"))
    # When locked, asking is the next step itself.
    if case.can_ask and (case.submission.is_open_for_officers or case.submission.state == State.SUBMITTED):
        links.append(Link(reverse("ask_extension", args=[pk]), "Попросить продлить срок", "late"))
    return links


def offers_asking(user, submission, asked):
    """More time would help: the report is to be worked on, or cannot be taken back any more. `asked`: the last
    request, or None. Loads the period."""
    if not can_ask_extension(user, submission) or (asked and asked.is_open):
        return False
    return submission.state in OFFICER_EDITS or not submission.is_open_for_officers


def is_still_told(asked, submission):
    """A request that waits, or was declined and the report still lies with the officer, without more time since."""
    if asked is None:
        return False
    is_declined = asked.outcome == ExtensionRequest.Outcome.DECLINED
    return asked.is_open or (is_declined and submission.state in OFFICER_EDITS and not submission.is_extended)


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    post: str
    phone: str
    call: str
    email: str


def contacts_of(users):
    """Whom to ask, with addresses that start a call."""
    return [Contact(user.full_name, user.post, user.phone, call_address(user.phone), user.email) for user in users]


def short_quarter(period):
    """«III квартал 2024», for lists."""
    return f"{ROMAN[period.quarter - 1]}{NBSP}квартал {period.year}"
