"""What a municipality has reported before and may report again: offered when a quarter opens."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q

from municipalities.models.compiled import compiled
from reports.models import Event, Expected, Period, Submission
from reports.models.event import Precision
from reports.prose.aims import aim_of
from reports.prose.ordinals import Raised, key_without_numbers, raised
from reports.prose.periods.write import last_of_month, write_period
from reports.rules.permissions import can_hand_in

from .event_content import values_of

LAST_QUARTERS = 3  # those between the same quarter of last year and this one
EARLIEST = 3  # years
MOST_OFFERED = 100
# Nobody knows the days of the next time, but the month of most events stays.
_BY_DAYS = {Precision.DAY, Precision.PART_OF_MONTH}
NEWEST_ASKED = 4  # reports of the municipality


@dataclass(frozen=True, slots=True)
class Offer:
    """One event of an earlier quarter. `years`: how many have passed, 0 for one of the last quarters."""

    event: Event
    years: int
    name: Raised

    @property
    def period(self):
        return self.event.submission.period


def offered(submission):
    """The offers to a report, those of the same quarter first, each in the order of its table. Two queries.

    Of events that differ only by their numbers the newest is offered. What the report has, or has an answer to, is not.
    """
    names = submission.events.present().values_list("name", flat=True)
    return offered_to([submission], {submission.pk: names})[submission.pk]


def offered_to(submissions, names):
    """Report's pk → its offers, as `offered`. `names`: report's pk → the names of its rows. One query for all; loads
    the periods."""
    earlier = _earlier(submissions)
    return {one.pk: _offers(one, earlier[one.municipality_id], names.get(one.pk, ())) for one in submissions}


def number_offered_to(submissions, names):
    """Report's pk → how many offers it has, as `offered_to` makes them, without reading their texts. One query; loads
    the periods."""
    earlier = defaultdict(list)
    found = {}
    for municipality, *row, answered_in in _names_of_earlier(submissions):
        if row[0] not in found:
            found[row[0]] = row, set()
            earlier[municipality].append(found[row[0]])
        found[row[0]][1].add(answered_in)
    return {one.pk: _number(one, earlier[one.municipality_id], names.get(one.pk, ())) for one in submissions}


def _number(submission, earlier, names):
    """`earlier`: pairs of (event's pk, its name, year, quarter) and the keys of the reports with an answer to it."""
    before = [
        (key_without_numbers(name), answered)
        for (_, name, year, quarter), answered in earlier
        if _is_before(year, quarter, submission.period)
    ]
    known = set(map(key_without_numbers, names)) | {key for key, answered in before if submission.pk in answered}
    return min(len({key for key, _ in before} - known), MOST_OFFERED)


def _names_of_earlier(submissions):
    if not submissions:
        return []
    years = [submission.period.year for submission in submissions]
    return _names(
        since=min(years) - EARLIEST,
        until=max(years),
        submissions=tuple(submission.pk for submission in submissions),
        municipalities=tuple({submission.municipality_id for submission in submissions}),
    )


@compiled(
    since=Period._meta.get_field("year"), until=Period._meta.get_field("year"), submissions=None, municipalities=None
)
def _names(since, until, submissions, municipalities):
    events = Event.objects.included().filter(
        submission__period__year__gte=since,
        submission__period__year__lte=until,
        submission__municipality__in=municipalities,
    )
    answer = FilteredRelation("answers", condition=Q(answers__submission__in=submissions))
    events = events.annotate(answer=answer, answered_in=F("answer__submission")).order_by()
    columns = ("name", "submission__period__year", "submission__period__quarter", "answered_in")
    return events.values_list("submission__municipality", "pk", *columns)


def _offers(submission, earlier, names):
    """`earlier`: pairs of an event and the keys of the reports that have an answer to it."""
    period = submission.period
    before = [(event, answered) for event, answered in earlier if _is_earlier(event, period)]
    known = set(map(key_without_numbers, names))
    known |= {key_without_numbers(event.name) for event, answered in before if submission.pk in answered}
    found = []
    for event, _ in before:
        key = key_without_numbers(event.name)
        if key not in known:
            known.add(key)
            found.append(offer_of(event, period))
    found.sort(key=lambda offer: offer.years == 0)  # the newest first within both
    return found[:MOST_OFFERED]


def _is_earlier(event, period):
    before = event.submission.period
    return _is_before(before.year, before.quarter, period)


def _is_before(year, quarter, period):
    """Whether a quarter is the same one of an earlier year, not too long ago, or one of the last ones."""
    years = period.year - year
    quarters = 4 * years + period.quarter - quarter
    return (0 < years <= EARLIEST and quarter == period.quarter) or 0 < quarters <= LAST_QUARTERS


def offer_of(event, period):
    """The event as it is offered to a report of the period. Loads the period of the event's own report."""
    before = event.submission.period
    years = period.year - before.year if before.quarter == period.quarter else 0
    return Offer(event, years, raised(event.name, year=_year_of(event), years=years))


def _year_of(event):
    return event.end.year if event.end else event.submission.period.year


def _earlier(submissions):
    """Municipality's key → pairs of an event of its earlier reports and the keys of those of the reports that have an
    answer to it; the newest quarter first."""
    if not submissions:
        return defaultdict(list)
    years = [submission.period.year for submission in submissions]
    order = ("-submission__period__year", "-submission__period__quarter", "position", "sort_key", "pk")
    events = Event.objects.included().filter(
        submission__period__year__range=(min(years) - EARLIEST, max(years)),
        submission__municipality__in={submission.municipality_id for submission in submissions},
    )
    answer = FilteredRelation("answers", condition=Q(answers__submission__in=submissions))
    rows = events.annotate(answer=answer, answered_in=F("answer__submission")).select_related("submission__period")
    found = {}
    for row in rows.order_by(*order):  # an event comes once for each of its answers
        found.setdefault(row.pk, (row, set()))[1].add(row.answered_in)
    earlier = defaultdict(list)
    for event, answered in found.values():
        earlier[event.submission.municipality_id].append((event, answered))
    return earlier


def values_again(offer):
    """The values of an event when it is held again: the name raised, the month without its days, the aim without the
    result, participants as they were. Documents, totals and reasons belong to the one time alone."""
    event = offer.event
    before = values_of(event)
    kept = ("place_text", "place_pin", "participants", "partners", "countries")
    return {
        **{key: before[key] for key in kept},
        "name": offer.name.text,
        "period_text": _period_again(event, offer.years),
        "purpose": aim_of(event.purpose),
    }


def _period_again(event, years):
    """The period some years later, without days; "" where it is not known."""
    if not years or event.start is None:
        return ""
    start = event.start.replace(day=1, year=event.start.year + years)
    end = last_of_month(event.end.year + years, event.end.month)
    return write_period(start, end, "month" if event.precision in _BY_DAYS else event.precision)


def put_aside(submission):
    """What was said about earlier events that are not in the report, to be taken back. One query."""
    answers = Expected.objects.filter(submission=submission).exclude(answer=Expected.Answer.HELD)
    return list(answers.select_related("event__submission__period"))


def to_take_into(user, submission):
    """The newest other report of the same municipality that its officer may write now, or None. Up to two queries."""
    others = Submission.objects.visible_to(user).filter(municipality=submission.municipality_id)
    others = others.exclude(pk=submission.pk).select_related("period").order_by("-period__year", "-period__quarter")
    return next((one for one in others[:NEWEST_ASKED] if can_hand_in(user, one)), None)
