"""The words of a letter that carries notices, true at the moment of asking: subject, text, who gets an answer."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils import timezone

from municipalities.models import Municipality, User
from reports.models import Notice, PeriodChange, Remark, Submission
from reports.prose.words import plural
from reports.rules.reminding import dates_words, opened_words, reminder_words

from .days_off import working_days
from .standing import standing_of

Kind = Notice.Kind
SUBJECT = "Побратим: "  # what every subject begins with
LONGEST_SUBJECT = 200
NAMES_SHOWN = 3


@dataclass(frozen=True)
class Reader:
    """Who reads a letter: a person, or a municipality at the address of its card."""

    user: User | None
    municipality: Municipality | None = None

    @property
    def address(self):
        return self.user.email if self.user else self.municipality.email

    @property
    def is_coordinator(self):
        return bool(self.user and self.user.is_coordinator)


def with_reports(notices):
    """These notices, each with its submission as the words need it: with names, period, and the number of open remarks
    (one query)."""
    keys = {notice.submission_id for notice in notices} - {None}
    reports = with_open_remarks(Submission.objects.filter(pk__in=keys)).select_related("period", "municipality")
    found = {one.pk: one for one in reports.with_names()}
    for notice in notices:
        if notice.submission_id:
            notice.submission = found[notice.submission_id]
    return notices


def with_open_remarks(submissions):
    """Add `open_remarks`: how many remarks wait for the officer's answer."""
    is_open = Remark.objects.open().filter(submission=OuterRef("pk")).order_by()
    number = is_open.values("submission").annotate(number=Count("pk")).values("number")
    return submissions.annotate(open_remarks=Coalesce(Subquery(number), 0))


def whose(submission):
    """«Вяземский район, IV квартал 2024 года». Loads the period; `submission` with names."""
    return f"{name_of(submission)}, {submission.period}"


def name_of(submission):
    """«Вяземский район», as a sentence begins."""
    return submission.label[:1].upper() + submission.label[1:]


def text_of(notice):
    """What the notice says today. A deadline comes nearer and dates change while a letter waits, so its first line is
    made anew; what somebody has written below it stays. `notice` from `with_reports`."""
    report = notice.submission
    if notice.kind == Kind.DEADLINE and report and notice.due:
        words = reminder_words(report, notice.due, timezone.localdate(), report.open_remarks)
    elif notice.kind == Kind.OPENED:
        words = opened_words(report, working_days())
    elif notice.kind == Kind.DATES:
        words = dates_words(report, working_days())
    else:
        return notice.text
    _, *below = notice.text.split("\n")
    return "\n".join([f"{whose(report)}: {words}", *below])


def letter_words(reader, notices, *, is_digest):
    """The fields of a Letter: address, subject, body, reply_to. `notices` from `with_reports`."""
    standings = _standings(notices) if is_digest and reader.is_coordinator else []
    answered = _answered(reader, notices)
    body = render_to_string(
        "mail/letter.txt",
        {
            "reader": reader,
            "notices": [(notice, text_of(notice), _writer(reader, notice, notices)) for notice in notices],
            "standings": standings,
            "answered": answered,
            "site": settings.SITE_URL,
        },
    )
    return {
        "address": reader.address,
        "subject": _subject(notices, standings)[:LONGEST_SUBJECT],
        "body": body,
        "reply_to": answered.email if answered else "",
    }


def _standings(notices):
    """How the quarters stand of which the notices tell, the latest first."""
    periods = {notice.submission.period for notice in notices if notice.submission}
    periods |= {notice.period for notice in notices if notice.period}
    found = [standing_of(period) for period in sorted(periods, key=lambda one: (one.year, one.quarter), reverse=True)]
    return [standing for standing in found if standing.words]


def _subject(notices, standings):
    """What, who and which quarter: «отчёт возвращён – Вяземский район, IV квартал 2024 года»."""
    if standings:
        told = "; ".join(f"{standing.words} – {standing.period}" for standing in standings)
        return f"{SUBJECT}{told}"
    kinds = Counter(notice.get_kind_display() for notice in notices)
    what, *others = kinds
    rest = len(notices) - kinds[what]
    more = f" и ещё {rest} {plural(rest, 'сообщение', 'сообщения', 'сообщений')}" if others else ""
    reports = list(dict.fromkeys(notice.submission for notice in notices if notice.submission))
    if not reports:
        return f"{SUBJECT}{what}{more}"
    names = list(dict.fromkeys(map(name_of, reports)))
    shown = ", ".join(names[:NAMES_SHOWN])
    if len(names) > NAMES_SHOWN:
        shown += f" и ещё {len(names) - NAMES_SHOWN}"
    periods = ", ".join(dict.fromkeys(str(report.period) for report in reports))
    return f"{SUBJECT}{what}{more} – {shown}, {periods}"


def _answered(reader, notices):
    """The person who gets an answer to the letter. Of a coordinator: the officer, if all is told by one. Of an officer:
    the coordinator who did it, else the coordinator of the quarter."""
    writers = [notice.by for notice in notices]
    people = {user for user in writers if user and user != reader.user and can_be_answered(user)}
    if reader.is_coordinator:
        return people.pop() if len(people) == 1 and all(writers) else None
    return min(people, key=lambda user: user.pk) if people else _coordinator_of(notices, reader)


def _coordinator_of(notices, reader):
    """Who opened the quarter or set its dates last and still is a coordinator; else the first one with an address."""
    able = User.objects.filter(is_coordinator=True, is_active=True).exclude(email="").order_by("pk")
    periods = [notice.submission.period_id for notice in notices if notice.submission]
    last = PeriodChange.objects.filter(period__in=periods, by__in=able).select_related("by").first()
    found = last.by if last else able.first()
    return found if found and found != reader.user and can_be_answered(found) else None


def can_be_answered(user):
    """An answer would reach this person: the address is one, and nothing that would spoil the letter's head."""
    try:
        validate_email(user.email)
    except ValidationError:
        return False
    return user.is_active


def _writer(reader, notice, notices):
    """Whom to write about this notice, where one answer to the whole letter would not do."""
    is_named = reader.is_coordinator and len(notices) > 1 and notice.by and notice.by.email
    return notice.by if is_named else None
