"""What the coordinator's board says of a quarter: each report's row, the groups, the tally, the debtors.

Words and rows, ready to print, from two queries; rights and requests are the matter of views.py.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from municipalities.models import Officer
from municipalities.models.compiled import compiled
from reports.files.data_sheet import DataColumn, Kind
from reports.models import ExtensionRequest, Reminder, State, Submission
from reports.pages.addresses import review_address
from reports.pages.look import day, icon, not_handed_in, state
from reports.prose.cleaning import search_key
from reports.prose.words import counted, plural, write_date
from reports.queries.consolidated import APPROVED, HANDED_IN, STATES
from reports.rules.permissions import OFFICER_EDITS

from .contacts import contact_of, letter_to

NOT_BROUGHT_IN = "Ещё не внесены"  # in an archive, for «ещё не сдали»
DAYS = ("день", "дня", "дней")
ROWS = ("строка", "строки", "строк")


@dataclass(frozen=True, slots=True)
class Tag:
    """A fact in a row: a picture, a colour (the end of a class name) and the words."""

    icon: str
    colour: str
    words: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A report in the strip: its look (the end of a class name, a picture), its name and state, where it leads."""

    colour: str
    icon: str
    words: str
    href: str

    @property
    def html(self):
        words = escape(self.words)
        return (
            f'<a class="strip-{self.colour}" href="{escape(self.href)}"\n  title="{words}" aria-label="{words}">'
            f"{icon(self.icon)}</a>"
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """A number under the strip, what it counts, and the list or the table that has just so many."""

    number: int
    tag: Tag
    href: str
    is_second: bool = False  # begins the second part


class BoardRow:
    """One report on the board. Texts are made once, when somebody asks."""

    def __init__(self, submission, people):
        self.submission = submission
        self.label = submission.label
        self.people = [contact_of(user.short_name, user, submission) for user in people]
        self.card = None if people else contact_of("", submission.municipality, submission)

    @cached_property
    def address(self):
        return review_address(self.submission)

    def html(self, *, can_manage):
        """The row of the table; `can_manage`: its reader may open reports, and write. Made here: a board has dozens of
        them, and a template takes as long for them as for the rest of the page."""
        label, state_html = escape(self.label), state(self.submission, self.is_untouched)
        main = f'<span class="row-main">{label}</span>'
        if can_manage:
            main = f'<a class="row-link row-main" href="{self.address}">{label}</a>'
        tags = [f'<span class="tag tag-{tag.colour}">{icon(tag.icon)}{escape(tag.words)}</span>' for tag in self.tags]
        when = "\n".join([*([f"<span>{self.when}</span>"] if self.when else []), *tags])
        act = self._act(label) if can_manage else ""
        people = "\n".join([person.html for person in self.people])
        if not self.people:
            people = f'<span class="tag tag-wait">{icon("warning")}не назначен</span>{self.card.html}'
        return (
            f'<tr>\n<th scope="row">{main}</th>\n<td>{state_html}</td>\n<td>{self._content(can_manage)}</td>\n'
            f'<td class="b-when">\n<span class="stack">\n{when}\n</span>\n</td>\n'
            f'<td class="b-who">{people}</td>\n<td class="r no-print">{act}</td>\n</tr>\n'
        )

    def _content(self, can_manage):
        if self.submission.is_nil:
            return f'<span class="tag">{icon("nil")}нет мероприятий</span>'
        if not self.rows:
            return '<span class="muted">строк нет</span>'
        if can_manage:
            return f'<a class="num" href="{self.address}">{self.rows}</a>'
        return f'<span class="num">{self.rows}</span>'

    def _act(self, label):
        if self.is_waiting:
            check = f'href="{self.address}" aria-label="Проверить: {label}" data-key="next-report">Проверить'
            return f'<a class="btn btn-secondary" {check}</a>'
        if not self.reminder:
            return ""
        return f'<a class="linkish" href="{self.reminder}" aria-label="Напомнить: {label}">{icon("mail")}Напомнить</a>'

    @cached_property
    def search_key(self):
        """Municipality and officers, as they are found by the search field."""
        names = search_key(" ".join([self.label, *(person.name for person in self.people)]))
        return f"{self.submission.municipality.search_key} {names}"

    @property
    def is_untouched(self):
        """Nothing was entered and nothing handed in: «ещё не сдал», not «черновик»."""
        return self.submission.state == State.DRAFT and not self.submission.event_count

    @property
    def is_filled_draft(self):
        return self.submission.state == State.DRAFT and bool(self.submission.event_count)

    @property
    def state_words(self):
        """The state as the board names it."""
        return not_handed_in(self.submission.period) if self.is_untouched else self.submission.get_state_display()

    @property
    def is_waiting(self):
        return self.submission.state == State.SUBMITTED

    @property
    def was_late(self):
        """Handed in, but after the deadline. Those that still owe are late in another way."""
        return bool(self.submission.first_submitted_at and self.days_late)

    @cached_property
    def days_late(self):
        """As of the report; every reading of it asks what day it is."""
        return self.submission.days_late

    @property
    def left_out(self):
        """How many rows do not go into the table."""
        return self.submission.event_count - self.submission.row_count

    @cached_property
    def rows(self):
        """«23 строки»; «22 строки, 1 не входит в отчёт»; empty without rows."""
        words = counted(self.submission.row_count, *ROWS) if self.submission.event_count else ""
        return f"{words}, {self.left_out}\u00a0не\u00a0входит" if self.left_out else words

    @cached_property
    def when(self):
        """«13 января, повторно 21 января»."""
        submission = self.submission
        if submission.first_submitted_at is None:
            return ""
        words = self._day(submission.first_submitted_at)
        if submission.state == State.DRAFT:
            return f"{words}, отозван"
        again = submission.submitted_at and submission.submitted_at != submission.first_submitted_at
        return f"{words}, повторно {self._day(submission.submitted_at)}" if again else words

    def _day(self, moment):
        """A day with its year only where it is not the deadline's."""
        date = timezone.localdate(moment)
        return write_date(date, with_year=date.year != self.submission.period.deadline.year)

    @cached_property
    def tags(self):
        """Lateness, and more time where it was given."""
        submission, tags = self.submission, []
        if self.days_late and submission.has_missed_intake:
            tags.append(Tag("late", "late", "после приёма" if submission.first_submitted_at else "не сдан в срок"))
        elif late := self.days_late:
            verb = "опоздание" if submission.first_submitted_at else "опаздывает"
            tags.append(Tag("late", "late", f"{verb} {counted(late, *DAYS)}"))
        if submission.state in OFFICER_EDITS and submission.is_extended:
            verb = "доработать до" if submission.state == State.RETURNED else "срок продлён до"
            tags.append(Tag("late", "wait", f"{verb} {day(submission.extended_to)}"))
        if submission.asks_more_time:
            tags.append(Tag("late", "stamp", "просит продлить срок"))
        if submission.waits_for_officer and submission.reminded_at:
            tags.append(Tag("mail", "", f"напоминали {day(submission.reminded_at)}"))
        return tags

    @cached_property
    def emails(self):
        """Where to write about this report: the officers' addresses, else that of the municipality's card."""
        own = [person.email for person in self.people if person.email]
        return own or list(filter(None, [self.submission.municipality.email]))

    @cached_property
    def reminder(self):
        """The page that reminds of this report; empty when it is not owed."""
        if not self.submission.waits_for_officer:
            return ""
        period = self.submission.period
        return f"{_reminding(period.year, period.quarter)}?report={self.submission.pk}"


@lru_cache(maxsize=20)
def _reminding(year, quarter):
    return reverse("period_remind", args=[year, quarter])


def _officers(row):
    return "\n".join(person.name for person in row.people) or "не назначен"


def _contacts(row, field):
    """Of the officers, one a line as their names; without any, of the municipality's card."""
    return "\n".join(getattr(person, field) for person in row.people or [row.card]).rstrip("\n")


def _local_day(moment):
    return moment and timezone.localdate(moment)


# The board as a workbook; a column is a line.
COLUMNS = (
    DataColumn("Муниципальное образование", 30, Kind.TEXT, lambda row: row.label),
    DataColumn("Состояние", 15, Kind.TEXT, lambda row: row.state_words),
    DataColumn("Нет мероприятий", 15, Kind.TEXT, lambda row: "нет мероприятий" if row.submission.is_nil else ""),
    DataColumn("Строк в отчёте", 11, Kind.NUMBER, lambda row: row.submission.row_count),
    DataColumn("Не входит строк", 12, Kind.NUMBER, lambda row: row.left_out or None),
    DataColumn("Впервые сдан", 13, Kind.DATE, lambda row: _local_day(row.submission.first_submitted_at)),
    DataColumn("Сдан", 13, Kind.DATE, lambda row: _local_day(row.submission.submitted_at)),
    DataColumn("Опоздание, дней", 12, Kind.NUMBER, lambda row: row.days_late or None),
    DataColumn("Срок продлён до", 15, Kind.DATE, lambda row: row.submission.extended_to),
    DataColumn("Исполнитель", 24, Kind.TEXT, _officers),
    DataColumn("Телефон", 20, Kind.TEXT, lambda row: _contacts(row, "phone")),
    DataColumn("Электронная почта", 30, Kind.TEXT, lambda row: _contacts(row, "email")),
)


def rows_of(period):
    """Every report of the quarter in order of urgency, as rows of the board. Two queries."""
    submissions = _reports(period=period.pk)
    for submission in submissions:
        submission.period = period
    people = defaultdict(list)
    for link in _links(today=timezone.localdate()):
        people[link.municipality_id].append(link.user)
    return [BoardRow(submission, people[submission.municipality_id]) for submission in submissions]


@compiled(period=None)
def _reports(period):
    asks = ExtensionRequest.objects.open().filter(submission=OuterRef("pk"))
    reminded = Reminder.objects.filter(submission=OuterRef("pk")).order_by("-pk").values("at")[:1]
    reports = Submission.objects.in_period(period).annotate(asks_more_time=Exists(asks), reminded_at=Subquery(reminded))
    return reports.select_related("municipality").with_names().with_counts().by_urgency()


@compiled(today=Officer._meta.get_field("since"))
def _links(today):
    links = Officer.objects.current(today).select_related("user").order_by("since", "pk")
    return links.only("municipality", "user__full_name", "user__phone", "user__email")


def groups_of(rows, period, *, can_manage):
    """The rows under their headings, [(heading, words beside it, rows as HTML), …], empty groups left out."""
    groups = []
    for one, heading in GROUPS.items():
        members = [row for row in rows if row.submission.state == one]
        beside = str(len(members))
        if one == State.DRAFT and period.is_archive:
            heading = NOT_BROUGHT_IN
        elif one == State.DRAFT and has_passed(period.deadline):
            beside += f", срок прошёл {day(period.deadline)}"
        if members:
            groups.append((heading, beside, mark_safe("".join([row.html(can_manage=can_manage) for row in members]))))
    return groups


GROUPS = {
    State.SUBMITTED: "Ждут вашего решения",
    State.DRAFT: "Ещё не сдали",
    State.RETURNED: "На доработке",
    State.APPROVED: "Приняты",
}


def strip_of(rows, period, *, to_reports):
    """One cell a report, decided ones first, drawn. `to_reports`: each leads to the report, else to its row."""
    is_late = has_passed(period.deadline) and not period.is_archive
    owed = ("late", "late") if is_late else ("waiting", "waiting")
    looks = {
        State.APPROVED: ("approved", "approved"),
        State.SUBMITTED: ("submitted", "submitted"),
        State.RETURNED: ("returned", "returned"),
        State.DRAFT: owed,
    }
    cells = [
        Cell(*look, f"{row.label}: {row.state_words}", row.address if to_reports else f"?{urlencode({'q': row.label})}")
        for state, look in looks.items()
        for row in rows
        if row.submission.state == state
    ]
    return mark_safe("".join([cell.html for cell in cells]))


def tally_of(rows, period):
    """The numbers under the strip, each with what it counts: the reports on the board, the rows in the table."""
    count = Counter(row.submission.state for row in rows)
    is_late = has_passed(period.deadline) and not period.is_archive and count[State.DRAFT]
    owed = not_handed_in(period, count[State.DRAFT])
    approved = plural(count[State.APPROVED], "принят", "приняты", "принято")
    printed = {scope: _rows_in(rows, STATES[scope]) for scope in (APPROVED, HANDED_IN)}
    figures = [
        Figure(count[State.APPROVED], Tag("approved", "ok", approved), "?show=approved"),
        Figure(count[State.SUBMITTED], Tag("submitted", "stamp", "на проверке"), "?show=waiting"),
        Figure(count[State.RETURNED], Tag("returned", "wait", "на доработке"), "?show=returned"),
        Figure(count[State.DRAFT], Tag("late", "late", owed) if is_late else Tag("waiting", "", owed), "?show=owed"),
        Figure(
            sum(row.submission.is_nil for row in rows), Tag("nil", "", "нет мероприятий"), "?show=nil", is_second=True
        ),
        _rows_figure(period, printed[APPROVED], APPROVED, "в таблице"),
    ]
    if printed[HANDED_IN] != printed[APPROVED]:
        figures.append(_rows_figure(period, printed[HANDED_IN], HANDED_IN, "в сданных"))
    return figures


def _rows_in(rows, states):
    return sum(row.submission.row_count for row in rows if row.submission.state in states)


def _rows_figure(period, number, scope, where):
    table = reverse("consolidated", args=[period.year, period.quarter])
    return Figure(number, Tag("sheet", "", f"{plural(number, *ROWS)} {where}"), f"{table}?scope={scope}")


def debtors_of(rows, period):
    """The addresses of those that owe a report, never handed in or returned, each once, and a letter to all of them;
    which of them were returned; whom no letter reaches: {"emails", "letter", "returned", "unreached"}."""
    owing = [row for row in rows if row.submission.waits_for_officer]
    emails = list(dict.fromkeys(email for row in owing for email in row.emails))
    return {
        "emails": emails,
        "letter": letter_to(emails, str(period), hidden=True),
        "returned": [row.label for row in owing if row.submission.state == State.RETURNED],
        "unreached": [row.label for row in owing if not row.emails],
    }


def nil_notice(rows):
    """The nil reports that wait for a decision: {"pks", "sentence", "names"}; None without any."""
    waiting = [row for row in rows if row.is_waiting and row.submission.is_nil]
    if not waiting:
        return None
    number = len(waiting)
    reports, wait = plural(number, "отчёт", "отчёта", "отчётов"), plural(number, "ждёт", "ждут", "ждут")
    return {
        "pks": [row.submission.pk for row in waiting],
        "sentence": f"{number}\u00a0{reports} «нет мероприятий» {wait} решения.",
        "names": listed([row.label for row in waiting]),
    }


def asking_of(rows):
    """The reports whose officers wait for an answer about more time: [(municipality, address), …]."""
    return [(row.label, f"{row.address}#asked") for row in rows if row.submission.asks_more_time]


def listed(names):
    """«Руднянский район, Угранский район и Шумячский район»."""
    *others, last = names
    return f"{', '.join(others)} и {last}" if others else last


def deadline_sentence(period):
    """The state of the quarter today, in a sentence or two."""
    if period.is_archive and not period.is_closed:
        return "Архив: квартал открыли, когда приём уже прошёл. Отчёты вносит координатор, сроков нет."
    if period.is_closed:
        return f"Квартал закрыт {day(period.closed_at)}. Сдать можно, только если продлить срок."
    if has_passed(period.hard_deadline):
        return f"Приём закончен {day(period.hard_deadline)}. Сдать можно, только если продлить срок."
    if has_passed(period.deadline):
        return (
            f"Срок прошёл {day(period.deadline)}. "
            f"Последний день приёма {day(period.hard_deadline)}: {_days_left(period.hard_deadline)}."
        )
    return f"Срок сдачи {day(period.deadline)}: {_days_left(period.deadline)}."


def has_passed(last_day):
    """The day is over (deadline days count whole)."""
    return timezone.localdate() > last_day


def _days_left(last_day):
    days = (last_day - timezone.localdate()).days
    if days == 0:
        return "сегодня последний день"
    return f"{plural(days, 'остался', 'осталось', 'осталось')} {counted(days, *DAYS)}"
