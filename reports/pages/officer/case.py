"""What an officer sees of a report: where it stands, what is asked of it, and the one next step."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone

from reports.models import Event, ExtensionRequest, Remark, State
from reports.pages import addresses
from reports.pages.addresses import finding_address, remark_address
from reports.pages.look import call_address, day
from reports.prose.words import NBSP, ROMAN, counted, plural, write_date
from reports.rules.findings import check_report, for_checking
from reports.rules.numbering import row_numbers
from reports.rules.permissions import (
    OFFICER_EDITS,
    can_answer,
    can_ask_extension,
    can_confirm,
    can_edit_events,
    can_hand_in,
    can_withdraw,
)

FEW_DAYS = 3
NO_QUESTIONS = ("ok", "understood", "нет")
SHORT_PERIOD = 24  # letters; such a period stays on one line


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    words: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked of the report, with a link to where it can be settled."""

    level: str  # error, warning or remark: names the icon and the colour
    start: str  # «Ошибка, строка 3»
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Step:
    """The next step in words; without buttons there is nothing to do."""

    title: str
    text: str = ""
    button: Link | None = None
    second: Link | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """The time left, or what stands in its place. `number` is printed large."""

    words: str
    number: int | None = None
    noun: str = ""
    css: str = ""


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One event in the list of rows. `number` is None when it is left out of the official table."""

    event: Event
    number: int | None
    href: str
    tags: list  # [(css, icon, words), …]
    is_short_period: bool


@dataclass
class Case:
    """One report of the officer with everything that its block on the page prints."""

    submission: object
    events: list
    findings: list
    remarks: list  # the open ones
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
    links: list = field(default_factory=list)
    days: Days = None
    deadlines: str = ""
    step: Step = None

    @property
    def errors(self):
        return [finding for finding in self.findings if finding.is_error]

    @property
    def note(self):
        """What the coordinator wrote on returning; only as long as it is the last word."""
        return self.submission.return_note if self.submission.state == State.RETURNED else ""


def cases_of(user, submissions, coordinators):
    """A case for each of the given submissions (with names, period, people, `deleted_count`).

    Six queries for all together, and one more for the rights.
    """
    pks = [submission.pk for submission in submissions]
    events, remarks = defaultdict(list), defaultdict(list)
    for event in for_checking(Event.objects.filter(submission__in=pks)):
        events[event.submission_id].append(event)
    for remark in Remark.objects.filter(submission__in=pks).open().select_related("event", "by"):
        remarks[remark.submission_id].append(remark)
    asked = {request.submission_id: request for request in ExtensionRequest.objects.filter(submission__in=pks)}
    return [_case(user, s, events[s.pk], remarks[s.pk], asked.get(s.pk), coordinators) for s in submissions]


def _case(user, submission, events, remarks, asked, coordinators):
    case = Case(
        submission=submission,
        events=events,
        findings=check_report(events, submission.period),
        remarks=remarks,
        deleted=submission.deleted_count,
        coordinators=coordinators,
        can_edit=can_edit_events(user, submission),
        can_withdraw=can_withdraw(user, submission),
        can_confirm=can_confirm(user, submission),
        asked=asked if is_still_told(asked, submission) else None,
        can_ask=offers_asking(user, submission, asked),
        is_checked=can_hand_in(user, submission),
    )
    # A report that is out of the officer's hands is asked nothing; its open remarks may still be answered.
    asked = case.findings if case.is_checked else []
    answered = remarks if can_answer(user, submission) else []
    case.questions = questions_of(submission, events, asked, answered, can_edit=case.can_edit)
    case.rows = _rows(case, asked, answered)
    case.days = days_of(submission)
    case.deadlines = deadlines_of(submission)
    case.step = next_step(case)
    case.links = _links(case)
    return case


# What is asked


def questions_of(submission, events, findings, remarks, *, can_edit):
    """Remarks, then errors, then warnings, each in report order, each a link to its field."""
    numbers = row_numbers(events)
    asked = [
        Question("remark", _start("Замечание", remark.event_id, numbers), remark.text, href)
        for remark in remarks
        for href in [remark_address(submission, remark, can_edit)]
    ]
    for level in ("error", "warning"):
        asked += [
            Question(level, _start(finding.label, finding.event.pk, numbers), finding.text, href)
            for finding in findings
            if finding.level == level
            for href in [finding_address(submission, finding)]
        ]
    return asked


def _start(label, event_pk, numbers):
    """«Ошибка, строка 3»; without a row where there is none."""
    number = numbers.get(event_pk)
    return f"{label}, строка{NBSP}{number}" if number else label


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
            href=event_address(case.submission, event, can_edit=case.can_edit),
            tags=_tags(by_event[event.pk]) or ([NO_QUESTIONS] if case.is_checked else []),
            is_short_period=len(event.period_text) <= SHORT_PERIOD,
        )
        for event in case.events
    ]


def event_address(submission, event, *, can_edit):
    """The event's form, or its row in the whole report when there is nothing to edit."""
    if can_edit:
        return addresses.event_address("event", event.uid)
    return f"{reverse('report', args=[submission.pk])}#row-{event.uid}"


def _tags(count):
    tags = [
        ("bad", "error", counted(count["error"], "ошибка", "ошибки", "ошибок"), count["error"]),
        ("wait", "warning", counted(count["warning"], "предупреждение", "предупреждения", "предупреждений"),
         count["warning"]),
        ("stamp", "remark", counted(count["remark"], "замечание", "замечания", "замечаний"), count["remark"]),
    ]  # fmt: skip
    return [tag[:3] for tag in tags if tag[3]]


def _links(case):
    pk = case.submission.pk
    links = []
    if case.can_edit and case.events:
        links.append(Link(reverse("event_add", args=[pk]), "Добавить мероприятие", "plus"))
    if case.can_edit:
        links.append(Link(reverse("report_import", args=[pk]), "Загрузить таблицу", "upload"))
    if case.events or case.submission.is_nil:
        links.append(Link(reverse("report_sheet", args=[pk]), "Как будет в таблице", "sheet"))
        links.append(Link(reverse("report_docx", args=[pk]), "Скачать Word", "download"))
    links.append(Link(reverse("report", args=[pk]), "Весь отчёт и история", "changed"))
    # Where the lock stands, asking is the next step itself.
    if case.can_ask and (case.submission.is_open_for_officers or case.submission.state == State.SUBMITTED):
        links.append(Link(reverse("ask_extension", args=[pk]), "Попросить продлить срок", "late"))
    if case.deleted:
        links.append(Link(f"{reverse('report', args=[pk])}#deleted", f"Удалённые: {case.deleted}", "bin"))
    return links


def deadlines_of(submission):
    """«Срок сдачи 20 января · принимаются до 31 января · вам продлено до 5 февраля»: the three days that may hold,
    each by its name. Loads the period."""
    period, today = submission.period, timezone.localdate()
    named = [f"Срок сдачи {day(period.deadline)}"]
    if period.is_closed:
        named.append(f"квартал закрыт {day(period.closed_at)}")
    else:
        named.append(
            f"{'принимаются' if today <= period.hard_deadline else 'принимали'} до{NBSP}{day(period.hard_deadline)}"
        )
    if submission.extended_to:
        verb = "продлено" if today <= submission.extended_to else "продлевали"
        named.append(f"вам {verb} до{NBSP}{day(submission.extended_to)}")
    return " · ".join(named)


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


def last_day(submission):
    """The last day on which officers may hand this report in. Loads the period."""
    days = [last for last in (submission.extended_to, _hard_deadline(submission.period)) if last]
    return max(days) if days else None


def _hard_deadline(period):
    return None if period.is_closed else period.hard_deadline


def days_of(submission):
    """How much time is left, or what stands in its place. Loads the period."""
    if submission.state == State.APPROVED:
        return Days(f"принят {day(submission.approved_at)}")
    if submission.state == State.SUBMITTED:
        return Days(_handed_in_words(submission))
    due, today = submission.due, timezone.localdate()
    if not submission.is_open_for_officers:
        return Days(f"приём закончен, срок был {day(due)}", css="days-late")
    left = (due - today).days
    name = "продлённого срока" if submission.extended_to == due else "срока"
    if left > 0:
        few = "days-few" if left <= FEW_DAYS else ""
        return Days(f"до {name}, {day(due)}", left, plural(left, "день", "дня", "дней"), few)
    if left == 0:
        return Days(f"последний день срока, {day(due)}", css="days-few", noun="Сегодня")
    until = day(last_day(submission))
    if submission.first_submitted_at:
        return Days(f"сдать снова можно до {until}")
    ago = counted(-left, "день", "дня", "дней")
    return Days(f"срок прошёл {ago} назад, принимают до {until}", css="days-late")


def _handed_in_words(submission):
    """«сдан 13 января, в срок». Lateness is that of the first hand-in."""
    late = submission.days_late
    first = f"на {counted(late, 'день', 'дня', 'дней')} позже срока" if late else "в срок"
    first = "когда приём был закончен" if submission.has_missed_intake else first
    first_day, last_day_ = (timezone.localdate(at) for at in (submission.first_submitted_at, submission.submitted_at))
    if first_day == last_day_:
        return f"сдан {day(last_day_)}, {first}"
    return f"сдан снова {day(last_day_)}, впервые {day(first_day)}, {first}"


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


def lead_of(period):
    """Until when reports of the quarter are taken, and which events belong to it."""
    today = timezone.localdate()
    with_first_year = period.window_from.year != period.window_to.year
    window = f"с {write_date(period.window_from, with_year=with_first_year)} по {write_date(period.window_to)}"
    if period.is_closed or today > period.hard_deadline:
        over = f"Квартал закрыт {day(period.closed_at)}" if period.is_closed else "Общий приём отчётов закончен"
        return f"{over}. В отчёт входят мероприятия {window}."
    taken = f"Отчёты принимают до {write_date(period.deadline)} включительно."
    if today > period.deadline:
        taken = f"Срок сдачи был {write_date(period.deadline)}, отчёты принимают до {write_date(period.hard_deadline)}."
    return f"{taken} Включайте мероприятия {window}."


def short_quarter(period):
    """«III квартал 2024», for lists."""
    return f"{ROMAN[period.quarter - 1]}{NBSP}квартал {period.year}"


# The next step: the first situation of the table that fits


def next_step(case):
    """The one thing to do next with this report, in words and with at most one primary button."""
    return next(step(case) for fits, step in SITUATIONS if fits(case))


ON_BEHALF = "Прочитайте его и подтвердите, а если что-то не так, {}."


def _approved(case):
    if case.submission.awaits_confirmation:
        text = ON_BEHALF.format("позвоните координатору: он откроет отчёт снова")
        return Step("Отчёт за вас внёс координатор, он принят.", text)
    return Step("Отчёт принят.", "Делать ничего не нужно.")


def _submitted(case):
    if case.submission.awaits_confirmation:
        otherwise = "отзовите отчёт" if case.can_withdraw else "попросите продлить срок"
        return Step("Отчёт за вас внёс и сдал координатор.", ON_BEHALF.format(otherwise))
    if case.remarks:
        return Step("Отчёт на проверке.", "Координатор задал вопросы: на них уже можно ответить.")
    return Step("Отчёт на проверке.", "Делать ничего не нужно.")


def _closed(case):
    title = "Квартал закрыт" if case.submission.period.is_closed else "Приём отчётов закончен"
    contacts = [f"{user.short_name}, {user.phone.replace(' ', NBSP)}".rstrip(", ") for user in case.coordinators]
    whom = f" Позвонить можно и самим: {'; '.join(contacts)}." if contacts else ""
    if not case.can_ask:
        return Step(f"{title}.", f"Вы попросили координатора продлить срок: он ответит здесь и письмом.{whom}")
    text = f"Чтобы изменить или сдать отчёт, попросите координатора продлить срок вашему муниципалитету.{whom}"
    return Step(
        title, text, Link(reverse("ask_extension", args=[case.submission.pk]), "Попросить продлить срок", "late")
    )


def _empty(case):
    pk = case.submission.pk
    return Step(
        "Внесите первое мероприятие или сообщите, что их не было",
        "«Нет мероприятий» тоже отчёт: его проверяют и принимают.",
        Link(reverse("event_add", args=[pk]), "Добавить мероприятие", "plus"),
        Link(reverse("declare_nil", args=[pk]), "Мероприятий не было"),
    )


def _to_settle(case):
    remarks, errors = len(case.remarks), len(case.errors)
    todo = []
    if remarks:
        todo.append(
            "ответьте на замечание"
            if remarks == 1
            else f"ответьте на {counted(remarks, 'замечание', 'замечания', 'замечаний')}"
        )
    if errors:
        todo.append("исправьте ошибку" if errors == 1 else f"исправьте {counted(errors, 'ошибку', 'ошибки', 'ошибок')}")
    title = " и ".join(todo)
    if remarks:
        words = "К первому замечанию" if remarks > 1 else "К замечанию"
    else:
        words = "К первой ошибке" if errors > 1 else "К ошибке"
    again = " снова" if case.submission.first_submitted_at else ""
    first = case.questions[0]
    return Step(title[:1].upper() + title[1:], f"После этого отчёт можно сдать{again}.", Link(first.href, words))


def _returned(case):
    return Step(
        "Внесите правки и сдайте отчёт снова",
        "Что исправить, написал координатор. Перед сдачей программа проверит отчёт ещё раз.",
        _check_link(case),
    )


def _ready(case):
    text = "Ошибок нет. Перед сдачей можно всё прочитать ещё раз."
    if warnings := len(case.findings):
        words = counted(warnings, "предупреждение", "предупреждения", "предупреждений")
        text = f"Ошибок нет, {words}: взгляните ещё раз."
    return Step("Отчёт готов: проверьте и сдайте", text, _check_link(case))


def _check_link(case):
    return Link(reverse("submit", args=[case.submission.pk]), "Проверить и сдать", "send")


SITUATIONS = [
    (lambda case: case.submission.state == State.APPROVED, _approved),
    (lambda case: case.submission.state == State.SUBMITTED, _submitted),
    (lambda case: not case.submission.is_open_for_officers, _closed),
    (lambda case: not case.events, _empty),
    (lambda case: case.remarks or case.errors, _to_settle),
    (lambda case: case.submission.state == State.RETURNED, _returned),
    (lambda case: True, _ready),
]
