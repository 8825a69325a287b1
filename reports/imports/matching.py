"""Finds the event of a report that each row without a mark means.

The surest likeness comes first, for all rows of a report, so that no row takes an event that another one says outright:
the same texts; the same name, place and period; the same name on overlapping days; the same name and purpose, whatever
the days. The same name alone is a question.
"""

from reports.prose.cleaning import clean_text, even_out, search_key
from reports.prose.periods.understand import understand_period
from reports.rules.event_fields import CELLS

from .comparison import SAME, TWIN


def texts_of(row_or_event, names):
    """All texts, as far as they can be told apart when they are read."""
    return tuple(even_out(clean_text(getattr(row_or_event, name))) for name in names)


def match(proposals, events, period, taken):
    """Say which of a report's present `events` each of its unmarked `proposals` means, where it means one: sets their
    `event`, `kind` and `is_same_event`. `taken`: the keys of events that rows name by their marks.

    Rows that the file's writer did not mean come after all others.
    """
    finder = _Finder(events, period, taken)
    for is_apart in (False, True):
        open_ones = [one for one in proposals if bool(one.row.apart) is is_apart]
        for proposal in open_ones:
            finder.find_same(proposal)
        for likeness, is_same_event in _LIKENESSES:
            for proposal in open_ones:
                if proposal.event is None:
                    finder.find_like(proposal, likeness, is_same_event)


class _Finder:
    """The events of a report under everything that a row may have in common with them."""

    def __init__(self, events, period, taken):
        self.period = period
        self.taken = set(taken)
        self.by_texts, self.by_likeness = {}, {}
        for event in events:
            self.by_texts.setdefault(texts_of(event, CELLS), []).append(event)
            for likeness, _ in _LIKENESSES:
                if key := likeness(event.name, event.place_text, event.period_text, event.purpose):
                    self.by_likeness.setdefault((likeness, key), []).append(event)

    def find_same(self, proposal):
        """An event that says the same in all texts; several rows may say it."""
        events = self.by_texts.get(texts_of(proposal.row, CELLS.values()), [])
        if events:
            proposal.event, proposal.kind = events[0], SAME
            self.taken.add(events[0].pk)

    def find_like(self, proposal, likeness, is_same_event):
        """The first event of this likeness that is no other row's."""
        row = proposal.row
        key = likeness(row.name, row.place, row.period, row.purpose)
        known = self.by_likeness.get((likeness, key), [])
        events = [event for event in known if event.pk not in self.taken]
        known[:] = events  # nobody asks for one that is taken again: a file may have the same name ten thousand times
        if likeness is _name_and_days:
            events = self._overlapping(row, events)
        if key and events:
            proposal.event, proposal.kind, proposal.is_same_event = events[0], TWIN, is_same_event
            self.taken.add(events[0].pk)

    def _overlapping(self, row, events):
        if not events:
            return []
        days = understand_period(row.period, year=self.period.year, quarter=self.period.quarter)
        if days.start is None:
            return []
        return [event for event in events if event.start and event.start <= days.end and days.start <= event.end]


def _name_place_and_period(name, place, period, _purpose):
    return search_key(f"{name} {place} {period}")


def _name_and_days(name, _place, _period, _purpose):
    return search_key(name)


def _name_and_purpose(name, _place, _period, purpose):
    name, purpose = search_key(name), search_key(purpose)
    return name and purpose and (name, purpose)


def _name(name, _place, _period, _purpose):
    return search_key(name)


# What a row and an event may have in common, and whether that makes them the same event.
_LIKENESSES = (
    (_name_place_and_period, True),
    (_name_and_days, True),
    (_name_and_purpose, True),
    (_name, False),
)


def repeated(proposals):
    """(proposal, the earlier one) for new rows that say of themselves that they may be one and the same event: by all
    texts, by name and purpose, or by name, place and period. Only within one report."""
    first = {}
    for proposal in proposals:
        if proposal.submission is None or proposal.row.apart:
            continue
        row = proposal.row
        keys = [("texts", texts_of(row, CELLS.values()))]
        if row.name:
            keys.append(("purpose", _name_and_purpose(row.name, row.place, row.period, row.purpose)))
            keys.append(("place", _name_place_and_period(row.name, row.place, row.period, row.purpose)))
        earlier = [first.setdefault((proposal.submission.pk, *key), proposal) for key in keys if key[1]]
        found = next((one for one in earlier if one is not proposal), None)
        if found and not proposal.event:
            yield proposal, found
