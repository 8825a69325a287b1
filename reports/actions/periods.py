"""What a coordinator does with a quarter: open it, set its dates, close it, open it again."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from municipalities.models import Municipality
from reports.models import Period, PeriodChange, State, Submission
from reports.models.period import default_dates, is_of_the_past, month_end
from reports.prose.words import quarter_name, write_date
from reports.rules.permissions import can_manage_periods, person_of, require_right

from .notices import tell_dates, tell_opened
from .reminders import add_usual_reminders

DATE_LABELS = {
    "window_from": "мероприятия с",
    "window_to": "мероприятия по",
    "deadline": "срок сдачи",
    "hard_deadline": "последний день приёма",
}


NO_MUNICIPALITIES = "в справочнике нет муниципальных образований, отчитываться некому."
NONE_REPORTS = (
    "в этом квартале не отчитывается ни одно муниципальное образование. Проверьте в справочнике «Муниципальные "
    "образования», с какого и по какой день они отчитываются."
)


class NobodyReports(ValidationError):
    """There is no municipality that could report in the quarter. Whoever catches it says who can fill the list."""


@transaction.atomic
def open_period(year, quarter, *, by, tells=False, **dates):
    """Open a quarter and make a draft submission for every municipality that reports in it. Returns (period, was_new).

    `dates` override `default_dates` by field name. `tells`: everybody who answers for a report learns of a new quarter.
    One that is opened long after its last day is an archive, of which nobody is told. Safe to repeat: an existing
    period keeps its dates and gets only the submissions that are missing; one that was taken back is opened as if it
    were new. Also for commands. Raises NobodyReports, and ValidationError on dates out of order, where no municipality
    reports in the quarter, and for those without a name on its last day.
    """
    require_right(can_manage_periods, by, program=True)
    municipalities = _reporting(year, quarter)
    period = Period.objects.filter(year=year, quarter=quarter).first()
    was_new = period is None or period.taken_back_at is not None
    if was_new:
        period = period or Period(year=year, quarter=quarter)
        period.closed_at = period.taken_back_at = None
        for name, day in {**default_dates(year, quarter), **dates}.items():
            setattr(period, name, day)
        period.is_archive = is_of_the_past(period.hard_deadline, timezone.localdate())
        period.full_clean()
        period.save()
        PeriodChange.objects.create(period=period, kind=PeriodChange.Kind.OPENED, by=person_of(by))
        add_usual_reminders(by=by)
    have = set(period.submissions.values_list("municipality", flat=True))
    Submission.objects.bulk_create(
        Submission(period=period, municipality=municipality)
        for municipality in municipalities
        if municipality.pk not in have
    )
    if was_new and tells and not period.is_archive:
        tell_opened(period, by=by)
    return period, was_new


def _reporting(year, quarter):
    """The municipalities that are asked for a report of the quarter; each has a heading for its section."""
    last_day = month_end(year, 3 * quarter)
    first_day = datetime.date(year, 3 * quarter - 2, 1)
    municipalities = list(Municipality.objects.reporting(first_day, last_day).named_on(last_day))
    if not municipalities:
        if not Municipality.objects.exists():
            raise NobodyReports(f"{quarter_name(year, quarter)} не открыт: {NO_MUNICIPALITIES}")
        raise ValidationError(f"{quarter_name(year, quarter)} не открыт: {NONE_REPORTS}")
    if nameless := [str(municipality) for municipality in municipalities if not municipality.heading]:
        raise ValidationError(
            f"{quarter_name(year, quarter)} не открыт: на {write_date(last_day, with_year=True)} нет действующего "
            f"наименования. Добавьте его в справочнике «Муниципальные образования»: {', '.join(nameless)}."
        )
    return municipalities


class DatesMoved(Exception):
    """Somebody else has set the same dates since this person read them; nothing was changed. `period` as it is now,
    `fields`: the names of these dates."""

    def __init__(self, period, fields):
        super().__init__(fields)
        self.period = period
        self.fields = fields


@transaction.atomic
def set_dates(period, *, by, read=None, **dates):
    """Change the window and the deadlines; what changed is kept in the period's history, and while reports are taken
    everybody is told whose report is not accepted. `read`: the dates that the person had in view. A date left unchanged
    stays as others have set it meanwhile. Raises DatesMoved, and ValidationError for dates out of order."""
    require_right(can_manage_periods, by)
    period = Period.objects.select_for_update().get(pk=period.pk)
    read = read or {field: getattr(period, field) for field in dates}
    changed = {field: day for field, day in dates.items() if day not in (read[field], getattr(period, field))}
    if moved := [field for field in changed if read[field] != getattr(period, field)]:
        raise DatesMoved(period, moved)
    if not changed:
        return period
    for field, day in changed.items():
        setattr(period, field, day)
    # With days that lie ahead an archive is a quarter as any other; a quarter never becomes an archive.
    period.is_archive = period.is_archive and not period.takes_reports
    period.full_clean()
    period.save(update_fields=[*changed, "is_archive"])
    note = "; ".join(f"{DATE_LABELS[field]} {write_date(day)}" for field, day in changed.items())
    PeriodChange.objects.create(period=period, kind=PeriodChange.Kind.DATES, by=by, note=note)
    if period.takes_reports:
        tell_dates(period, by=by)
    return period


def unfinished(period):
    """The submissions that are not approved, with names: what closing the quarter leaves behind."""
    return (
        Submission.objects.in_period(period)
        .exclude(state=State.APPROVED)
        .select_related("period")
        .with_names()
        .by_urgency()
    )


def close(period, *, by):
    """Stop the officers without an extension. Changes no submission. False when it was closed already."""
    return _switch(period, by=by, closed_at=timezone.now(), kind=PeriodChange.Kind.CLOSED)


def reopen_period(period, *, by):
    """Let the officers in again (until the hard deadline). False when it was open already."""
    return _switch(period, by=by, closed_at=None, kind=PeriodChange.Kind.REOPENED)


@transaction.atomic
def _switch(period, *, by, closed_at, kind):
    require_right(can_manage_periods, by)
    same = Period.objects.in_use().filter(pk=period.pk, closed_at__isnull=closed_at is not None)
    if not same.update(closed_at=closed_at):
        return False
    PeriodChange.objects.create(period=period, kind=kind, by=by)
    return True
