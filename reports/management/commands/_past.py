"""Quarters of the demo that lie behind the open one: handed in, approved and released, so that years can be compared.

A past quarter tells its events, and who said that there were none; the others never answered.
"""

import datetime

from django.utils import timezone

from municipalities.models import User
from reports.actions import twins
from reports.actions.releases import close_and_release
from reports.models import Conversion, Event, Notice, Period, PeriodChange, Release
from reports.models.period import default_dates

from ._scene import _date, last_quarter_before, load_period

NOTHING = {"extended_to": "", "extension_reason": ""}


def load_past_quarter(told, people):
    """Play a past quarter of the fixture and let it out. The new period, or None where it was there already."""
    year, quarter = last_quarter_before(timezone.localdate())
    year, quarter = divmod(4 * year + quarter - 1 - told["back"], 4)
    quarter += 1
    period = load_period(_scene(told, people, year, quarter))
    if period is None:
        return None
    period.refresh_from_db()  # with the dates of then
    coordinator = User.objects.get(username="coordinator")
    events = {one.name: one for one in Event.objects.filter(submission__period=period).select_related("submission")}
    names = {one["number"]: one["name"] for one in told["events"]}
    for one, other in told["joint"]:
        twins.judge_twins(events[names[one]], events[names[other]], by=coordinator, answer="joint")
    close_and_release(period, by=coordinator)
    # A copy is made for who asks for one. Those that wait would keep the coordinator from asking for any other.
    Conversion.objects.filter(release__period=period).delete()
    closed_at = _moment(period.hard_deadline, "15:30")
    Period.objects.filter(pk=period.pk).update(closed_at=closed_at)
    _date(PeriodChange, period.changes.filter(kind=PeriodChange.Kind.CLOSED), at=closed_at)
    _date(Release, period.releases.all(), at=closed_at)
    Notice.objects.filter(submission__period=period).update(is_mailed=True, read_at=timezone.now())
    return period


def _scene(told, people, year, quarter):
    """The quarter as `load_period` takes it."""
    dates = default_dates(year, quarter)
    officers = {name: one["username"] for one in people for name in one["municipalities"]}
    handed_in = dict.fromkeys(one["municipality"] for one in told["events"]) | dict.fromkeys(told["nil"])
    return {
        "year": year,
        "quarter": quarter,
        **dict.fromkeys(("window_from", "window_to"), ""),
        **{name: dates[name].isoformat() for name in ("deadline", "hard_deadline")},
        "events_file": "",
        "submissions": [
            {"municipality": name, "moves": _moves(dates["deadline"], officers[name], name in told["nil"]), **NOTHING}
            for name in handed_in
        ],
        "remarks": [],
        "edits": [],
        "events": told["events"],
    }


def _moves(deadline, by, is_nil):
    days = [(deadline - datetime.timedelta(days=4), "11:20"), (deadline + datetime.timedelta(days=1), "16:05")]
    acts = [("declare_nil" if is_nil else "submit", by), ("approve", "coordinator")]
    return [
        {"move": move, "by": who, "at": f"{day} {clock}", "note": ""}
        for (move, who), (day, clock) in zip(acts, days, strict=True)
    ]


def _moment(day, clock):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.fromisoformat(clock)))
