"""Rows of a report that seem to be told a second time: in it, in another municipality's report or another quarter's."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q

from reports.models import Event, State, Submission, Twin
from reports.prose.twins import Telling, are_twins

HANDED_IN = (State.SUBMITTED, State.APPROVED)
_BEGINNING = 4  # letters of a word by which candidates are found before they are compared
_COMMON = 30  # rows; a beginning that more rows have finds nothing
MOST_PAIRS = 50


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
    """The pairs of these rows of the report, in its order. One query, three where there are pairs.

    A row of another municipality counts for an officer once it was handed in: before, nobody else knows of it. Rows
    without days are compared within the report alone.
    """
    if not events:
        return []
    tellings = {event.pk: _telling(event) for event in events}
    found = [(a, b) for a, b in combinations(events, 2) if are_twins(tellings[a.pk], tellings[b.pk])]
    candidates = list(_candidates(submission, events, user))
    found += [
        (event, other)
        for event, near in _near(events, candidates)
        for other in near
        if are_twins(tellings[event.pk], _telling(other))
    ]
    answers = _answers(events) if found else {}
    others = _with_names({other.submission_id for _, other in found if other.submission_id != submission.pk})
    for _, other in found:
        other.submission = others.get(other.submission_id, submission)
    place = {event.pk: number for number, event in enumerate(events)}
    found.sort(key=lambda pair: (place[pair[0].pk], pair[1].pk))
    return [Pair(a, b, answers.get(_key(a, b))) for a, b in found[:MOST_PAIRS]]


def find_pair(submission, event, other_uid, user):
    """The pair of this row of the report and the row with this number, or None. As `pairs_of`."""
    events = list(submission.events.present().in_report_order())
    pairs = [pair for pair in pairs_of(submission, events, user) if event in (pair.event, pair.other)]
    return next((pair for pair in pairs if str(other_uid) in (str(pair.other.uid), str(pair.event.uid))), None)


def _telling(event):
    return Telling(event.name, event.start, event.end, event.place_locality)


def _candidates(submission, events, user):
    """Rows of other reports of this quarter and its neighbours whose days meet those of the report's rows."""
    days = [event for event in events if event.start]
    if not days:
        return []
    period = submission.period
    number = 4 * period.year + period.quarter - 1
    quarters = Q()
    for year, quarter in (divmod(one, 4) for one in (number - 1, number, number + 1)):
        quarters |= Q(submission__period__year=year, submission__period__quarter=quarter + 1)
    rows = Event.objects.included().filter(quarters).exclude(submission=submission.pk)
    rows = rows.filter(start__lte=max(event.end for event in days), end__gte=min(event.start for event in days))
    if not user.is_coordinator:
        rows = rows.filter(Q(submission__state__in=HANDED_IN) | Q(submission__municipality__in=user.municipality_ids))
    fields = ("uid", "name", "start", "end", "place_locality", "search_key", "submission_id")
    return rows.only(*fields).order_by("pk")


def _near(events, candidates):
    """(row, the candidates that have a rarer word in common with it): comparing all with all would take seconds."""
    by_beginning = defaultdict(list)
    for candidate in candidates:
        for beginning in _beginnings(candidate):
            by_beginning[beginning].append(candidate)
    for event in events:
        met = Counter()
        for beginning in _beginnings(event):
            rows = by_beginning.get(beginning, ())
            if len(rows) <= _COMMON:
                met.update(rows)
        yield event, met


def _beginnings(event):
    return {word.strip('«»"(),.:;')[:_BEGINNING] for word in event.search_key.split() if len(word) >= _BEGINNING}


def _answers(events):
    pks = [event.pk for event in events]
    rows = Twin.objects.filter(Q(one__in=pks) | Q(other__in=pks))
    return {(answer.one_id, answer.other_id): answer for answer in rows}


def _with_names(pks):
    """Report by key, with names and period; no query without keys."""
    if not pks:
        return {}
    return Submission.objects.with_names().select_related("period").in_bulk(pks)


def _key(one, other):
    return tuple(sorted((one.pk, other.pk)))
