"""Rows of a report that seem to be told a second time: in it, in another municipality's report or another quarter's."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from django.db.models import Q

from municipalities.models.compiled import compiled
from reports.models import Event, Period, State, Twin
from reports.models.submission import label_on
from reports.prose.twins import Telling, are_twins

HANDED_IN = (State.SUBMITTED, State.APPROVED)
_BEGINNING = 4  # letters of a word by which candidates are found before they are compared
_COMMON = 30  # rows; a beginning that more rows have finds nothing
MOST_PAIRS = 50
PERIOD = ("submission__period__year", "submission__period__quarter")
COLUMNS = ("pk", "name", "start", "end", "place_locality", "search_key")


@dataclass(frozen=True, slots=True)
class Pair:
    """`event` is of the report that is looked at; `answer` is a Twin, or None."""

    event: Event
    other: Event
    answer: object

    @property
    def is_within(self):
        return self.event.submission_id == self.other.submission_id


def pairs_of(submission, events, user):
    """The pairs of these rows of the report, in its order. One query, two where there are pairs, three
    where they lead to other reports; one less where `has_twins` says that nobody has answered any.

    A row of another municipality counts for an officer once it was handed in: before, nobody else knows of it. Rows
    without days are compared within the report alone.
    """
    if not events:
        return []
    own = {event.pk: event for event in events}
    place = {pk: number for number, pk in enumerate(own)}
    found = sorted(_found(submission, events, user), key=lambda pair: (place[pair[0].pk], pair[1]))[:MOST_PAIRS]
    is_answered = found and getattr(submission, "has_twins", True)
    answers = _answers({event.pk for event, _ in found}) if is_answered else {}
    others = own | _others({key for _, key in found} - own.keys())
    return [Pair(event, others[key], answers.get(_key(event.pk, key))) for event, key in found if key in others]


def _found(submission, events, user):
    """(row, key of the other one) of each pair."""
    tellings = [(event, _telling(event)) for event in events]
    found = [
        (event, other.pk)
        for place, (event, telling) in enumerate(tellings, 1)
        for other, told in _of_these_days(telling, tellings[place:])
        if are_twins(telling, told)
    ]
    beginnings = [_beginnings(event.search_key) for event in events]
    nearest = _near(beginnings, _candidates(submission, events, user))
    for (event, telling), near in zip(tellings, nearest, strict=True):
        found += [(event, key) for key, other in _of_these_days(telling, near) if are_twins(telling, other)]
    return found


def _of_these_days(telling, others):
    """Those of the pairs (whose, Telling) whose days may meet these: of a hundred rows few do, and to ask more of each
    took most of the time."""
    start, end = telling.start, telling.end
    if start is None:
        return others
    return [one for one in others if one[1].start is None or (one[1].start <= end and start <= one[1].end)]


def find_pair(submission, event, other_uid, user):
    """The pair of this row of the report and the row with this number, or None. As `pairs_of`."""
    events = list(submission.events.present().in_report_order())
    pairs = [pair for pair in pairs_of(submission, events, user) if event in (pair.event, pair.other)]
    return next((pair for pair in pairs if str(other_uid) in (str(pair.other.uid), str(pair.event.uid))), None)


def _telling(event):
    return Telling(event.name, event.start, event.end, event.place_locality)


def _candidates(submission, events, user):
    """(key, Telling, search key) of the rows of other reports of this quarter and its neighbours whose days meet those
    of the report's rows. Tuples: a region has thousands of them."""
    days = [event for event in events if event.start]
    if not days:
        return []
    period = submission.period
    number = 4 * period.year + period.quarter - 1
    (y1, q1), (y2, q2), (y3, q3) = (divmod(one, 4) for one in (number - 1, number, number + 1))
    asked = {
        "submission": submission.pk,
        "since": min(event.start for event in days),
        "until": max(event.end for event in days),
        "y1": y1,
        "q1": q1 + 1,
        "y2": y2,
        "q2": q2 + 1,
        "y3": y3,
        "q3": q3 + 1,
    }
    if user.is_coordinator:
        rows = _rows_of_others(**asked)
    else:
        rows = _rows_told_to(**asked, municipalities=tuple(sorted(user.municipality_ids)) or (0,))
    return [(key, Telling(*telling), search_key) for key, *telling, search_key in rows]


_ASKED = {
    "submission": None,
    "since": Event._meta.get_field("start"),
    "until": Event._meta.get_field("end"),
    **dict.fromkeys(("y1", "y2", "y3"), Period._meta.get_field("year")),
    **dict.fromkeys(("q1", "q2", "q3"), Period._meta.get_field("quarter")),
}


@compiled(**_ASKED)
def _rows_of_others(**asked):
    return _rows(**asked).values_list(*COLUMNS)


@compiled(**_ASKED, municipalities=None)
def _rows_told_to(municipalities, **asked):
    is_told = Q(submission__state__in=HANDED_IN) | Q(submission__municipality__in=municipalities)
    return _rows(**asked).filter(is_told).values_list(*COLUMNS)


def _rows(submission, since, until, y1, q1, y2, q2, y3, q3):
    quarters = Q()
    for year, quarter in ((y1, q1), (y2, q2), (y3, q3)):
        quarters |= Q(submission__period__year=year, submission__period__quarter=quarter)
    rows = Event.objects.included().filter(quarters, start__lte=until, end__gte=since)
    return rows.exclude(submission=submission).order_by("pk")


def _near(beginnings, candidates):
    """For each row (its beginnings) the candidates that have a rarer word in common with it, as (key, Telling):
    comparing all with all would take seconds."""
    wanted = set().union(*beginnings)
    by_beginning = defaultdict(list)
    for key, telling, search_key in candidates:
        for beginning in wanted & _beginnings(search_key):
            by_beginning[beginning].append((key, telling))
    for own in beginnings:
        lists = [by_beginning[one] for one in own if len(by_beginning[one]) <= _COMMON]
        yield dict(chain.from_iterable(lists)).items()


@lru_cache(maxsize=5_000)
def _beginnings(search_key):
    return frozenset(word.strip('«»"(),.:;')[:_BEGINNING] for word in search_key.split() if len(word) >= _BEGINNING)


def _answers(pks):
    return {(answer.one_id, answer.other_id): answer for answer in _given(pks=tuple(pks))}


@compiled(pks=None)
def _given(pks):
    return Twin.objects.filter(Q(one__in=pks) | Q(other__in=pks))


def _others(keys):
    """The rows of other reports with these keys, with their reports' names and periods. No query without keys."""
    rows = _told_elsewhere(keys=tuple(keys))
    for row in rows:
        row.submission.label = row.label
    return {row.pk: row for row in rows}


@compiled(keys=None)
def _told_elsewhere(keys):
    read = ("uid", "name", "submission__municipality", "submission__state", *PERIOD)
    rows = Event.objects.filter(pk__in=keys).select_related("submission__period").only(*read)
    return rows.annotate(label=label_on("submission__municipality", "submission__period"))


def _key(one, other):
    return tuple(sorted((one, other)))
