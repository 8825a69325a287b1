"""Which reports a quarter asks for: those of the municipalities that report in it, also when one begins or ends to."""

import datetime
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from municipalities.models import Municipality, User
from reports.models import Letter, Notice, Period, PeriodChange, Reminder, Submission
from reports.queries.wordless import is_wordless, wordless_reports
from reports.rules.permissions import can_keep_lists, can_manage_periods, person_of, require_right

from . import notices


@dataclass
class Followed:
    """What a change of a municipality has done to the quarters that are open: lists of periods."""

    joined: list = field(default_factory=list)  # it has a report there now
    left: list = field(default_factory=list)  # its empty report is gone
    kept: list = field(default_factory=list)  # it does not report then, but its report holds somebody's work
    over: list = field(default_factory=list)  # it reports then, but the intake is over
    not_yet: list = field(default_factory=list)  # it does not report then
    nameless: list = field(default_factory=list)  # it has no name on the quarter's last day


@transaction.atomic
def follow_reporting_time(municipality, *, by):
    """Let the open quarters follow a municipality that was added, or whose reporting time was changed: it gets a report
    where it reports and officers can hand in, and loses one in which nobody has left a word where it does not report.
    Closed quarters stay as they are. The coordinators are told. Also for commands. Returns Followed."""
    require_right(can_keep_lists, by, program=True)
    followed = Followed()
    for period in Period.objects.open().select_for_update().order_by("year", "quarter"):
        own = Submission.objects.in_period(period).filter(municipality=municipality)
        is_asked = municipality.is_reporting(period.starts_on, period.ends_on)
        if own.exists() == is_asked:
            if not is_asked:
                followed.not_yet.append(period)
        elif not is_asked:
            _leave(period, own, by, followed)
        elif not municipality.names.valid_on(period.ends_on).exists():
            followed.nameless.append(period)
        elif period.takes_reports:
            Submission.objects.create(period=period, municipality=municipality)
            _write(period, PeriodChange.Kind.JOINED, municipality, by)
            followed.joined.append(period)
        else:
            followed.over.append(period)
    if followed.joined or followed.left:
        notices.tell_followed(municipality, followed, by=by)
    return followed


def _leave(period, own, by, followed):
    municipality = own.get().municipality
    if _remove(own):
        _write(period, PeriodChange.Kind.LEFT, municipality, by)
        followed.left.append(period)
    else:
        followed.kept.append(period)


def _write(period, kind, municipality, by):
    PeriodChange.objects.create(period=period, kind=kind, note=municipality.short_name, by=person_of(by))


def _remove(submissions):
    """Take out those of these reports that nobody has left a word in, with what the program itself has told of them.
    Returns how many."""
    locked = list(submissions.select_for_update().values_list("pk", flat=True))  # no word may come between
    going = list(wordless_reports(Submission.objects.filter(pk__in=locked)).values_list("pk", flat=True))
    for told in (Notice, Reminder):
        told.objects.filter(submission__in=going).delete()
    Submission.objects.filter(pk__in=going).delete()
    return len(going)


class CannotTakeBack(Exception):
    """The quarter stays; the text says why, in Russian."""


TAKE_BACK_WITHIN = datetime.timedelta(days=7)


def why_not_taken_back(period):
    """Why the opening of the quarter cannot be taken back (any more), a Russian sentence; empty when it can."""
    opened = period.changes.filter(kind=PeriodChange.Kind.OPENED).first()
    if opened is None or timezone.now() - opened.at > TAKE_BACK_WITHIN:
        return "Открытие квартала отменяют в первые семь дней. Если отчёты больше не нужны, закройте квартал."
    if not is_wordless(period):
        return "В квартале уже что-то написано: открытие не отменить. Если отчёты больше не нужны, закройте квартал."
    return ""


def opened_lately():
    """Keys of the quarters whose opening may still be taken back, as far as the days go. One query."""
    since = timezone.now() - TAKE_BACK_WITHIN
    changes = PeriodChange.objects.filter(kind=PeriodChange.Kind.OPENED, at__gte=since).order_by()
    return set(changes.values_list("period", flat=True))


def told_of(period):
    """The notices of this quarter that somebody knows by now: by a letter that has left, or read behind the bell."""
    told = Notice.objects.filter(Q(submission__period=period) | Q(period=period))
    return told.filter(Q(letter__state=Letter.State.SENT) | Q(read_at__isnull=False))


def readers_of(told):
    """Who knows: (users, municipalities that were written to at their own address), of notices."""
    users = User.objects.filter(pk__in=told.values("user"), is_active=True).order_by("full_name", "pk")
    return list(users), list(Municipality.objects.filter(pk__in=told.values("municipality")))


@transaction.atomic
def take_back(period, *, by):
    """Undo the opening of a quarter in which nobody has left a word: its reports go, with the notices and the letters
    that wait; who knows of it already is told that it was a mistake. `open_period` opens it again. Returns
    them as `readers_of` does. Raises CannotTakeBack."""
    require_right(can_manage_periods, by)
    period = Period.objects.select_for_update().get(pk=period.pk)
    if period.taken_back_at:
        raise CannotTakeBack("Открытие этого квартала уже отменили.")
    users, cards = readers_of(told_of(period))
    users = [user for user in users if user != by]
    number = period.submissions.count()
    if (why := why_not_taken_back(period)) or _remove(period.submissions.all()) != number:
        raise CannotTakeBack(why or "В квартале только что что-то написали: открытие не отменить.")
    Notice.objects.filter(period=period).delete()
    period.closed_at = period.closed_at or timezone.now()
    period.taken_back_at = timezone.now()
    period.save(update_fields=["closed_at", "taken_back_at"])
    PeriodChange.objects.create(period=period, kind=PeriodChange.Kind.TAKEN_BACK, by=by)
    notices.tell_taken_back(period, users, cards, by=by)
    return users, cards
