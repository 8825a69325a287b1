"""What stands in a person's calendar: deadlines of open quarters, and events.

An officer's are those of the own municipalities, not released ones among them; the coordinator's those of reports that
were ever handed in; all others with a role have what was released, in the words of the release. Older quarters than two
years are left out: a calendar is for looking ahead and a little back.
"""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from reports.files.write.calendar import Entry
from reports.models import Event, Period, Submission
from reports.queries.consolidated import fixed_time
from reports.rules.permissions import can_follow_quarters

from .rows import released, released_periods, rows_of

LOOKS_BACK = datetime.timedelta(days=2 * 366)


def entries_of(user):
    """All Entries of the person's calendar; none twice."""
    entries = {entry.uid: entry for entry in (*_deadlines(user), *_released(user), *_events(user))}
    return entries.values()


def _host():
    return urlsplit(settings.SITE_URL).hostname


def _shown():
    """The quarters whose events are shown."""
    return Period.objects.in_use().filter(Q(closed_at=None) | Q(ends_on__gte=timezone.localdate() - LOOKS_BACK))


def _deadlines(user):
    """Of each open quarter that is no archive: its two days for who follows the quarters, the days of the own reports
    for an officer."""
    quarters = Period.objects.in_use().open().filter(is_archive=False)
    quarters = {one.pk: one for one in quarters.annotate(changed=Max("changes__at"), steps=Max("changes__pk"))}
    if can_follow_quarters(user):
        yield from (entry for period in quarters.values() for entry in _days_of_quarter(period))
    own = Submission.objects.filter(period__in=quarters, municipality__in=user.municipality_ids).with_names()
    for report in own.annotate(moved=Max("state_changes__at"), moves=Max("state_changes__pk")).order_by("pk"):
        report.period = quarters[report.period_id]
        yield _day_of_report(report)


def _days_of_quarter(period):
    address = settings.SITE_URL + reverse("board", args=[period.year, period.quarter])
    days = {"deadline": ("Срок сдачи отчётов", period.deadline)}
    days["last-day"] = ("Последний день приёма отчётов", period.hard_deadline)
    for key, (words, day) in days.items():
        yield Entry(
            uid=f"{key}-{period.slug}@{_host()}",
            first=day,
            last=day,
            summary=f"{words}: {period}",
            changed=period.changed or fixed_time(period),
            sequence=period.steps or 0,
            url=address,
        )


def _day_of_report(report):
    """An extension moves the day, so that the entry moves in the calendar."""
    period = report.period
    last = f"Принимаются до {max(period.hard_deadline, report.extended_to or period.hard_deadline):%d.%m.%Y}."
    return Entry(
        uid=f"deadline-{period.slug}-{report.municipality_id}@{_host()}",
        first=report.due,
        last=report.due,
        summary=f"Срок сдачи отчёта: {period}, {report.label}",
        description=f"Отчёт: {report.get_state_display()}. {last}",
        changed=max(filter(None, (period.changed, report.moved)), default=fixed_time(period)),
        sequence=(period.steps or 0) + (report.moves or 0),
        url=settings.SITE_URL + reverse("report", args=[report.pk]),
    )


def _events(user):
    """The events as they stand: of the own municipalities, and for the coordinator of all that were handed in."""
    seen = Q(submission__municipality__in=user.municipality_ids)
    if user.is_coordinator:
        seen |= Q(submission__first_submitted_at__isnull=False)
    events = Event.objects.present().filter(seen, start__isnull=False, submission__period__in=_shown())
    reports = Submission.objects.filter(period__in=_shown()).with_names().select_related("period").in_bulk()
    fields = ("uid", "submission_id", "start", "end", "name", "place_text", "period_text", "version", "changed_at")
    for event in events.only(*fields).order_by("pk").iterator():
        report = reports[event.submission_id]
        yield Entry(
            uid=f"{event.uid}@{_host()}",
            first=event.start,
            last=event.end,
            summary=event.name,
            location=event.place_text,
            description="\n".join(
                [event.period_text, report.label, f"{report.period}: {report.get_state_display()}"]
            ).strip(),
            changed=event.changed_at,
            sequence=event.version,
            url=settings.SITE_URL + reverse("event", args=[event.uid]),
        )


def _released(user):
    """The rows that were released, for those who read no report. Without an address: they have no page of one."""
    if user.is_coordinator or not (user.is_observer or user.is_staff):
        return
    for period in released_periods().filter(pk__in=_shown()):
        quarter = released(period)
        issued = {release.number: release.at for release in quarter.releases}
        for row in rows_of(quarter):
            if row["start"]:
                yield Entry(
                    uid=f"{row['uid']}@{_host()}",
                    first=datetime.date.fromisoformat(row["start"]),
                    last=datetime.date.fromisoformat(row["end"]),
                    summary=row["name"],
                    location=row["place"],
                    description="\n".join([row["period"], row["municipality_name"], str(period)]).strip(),
                    changed=issued[row["release"]],
                    sequence=row["version"],
                )
