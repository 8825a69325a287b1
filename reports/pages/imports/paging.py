"""Which rows of an uploaded table stand on which page of its preview."""

from bisect import bisect_right

from reports.imports.comparison import BEGINNING
from reports.rules.event_fields import CELLS

PAGE_SIZE = 50  # rows
PAGE_LETTERS = 100_000  # of them, or one longer row: all of a page is understood anew each time it is shown


def starts_of_pages(shown):
    """The places of the rows with which the pages begin."""
    starts, letters = [0], 0
    for place, (_, proposal) in enumerate(shown):
        own = _letters_of(proposal)
        if place - starts[-1] == PAGE_SIZE or (place > starts[-1] and letters + own > PAGE_LETTERS):
            starts.append(place)
            letters = 0
        letters += own
    return starts


def _letters_of(proposal):
    """How many letters of a row are understood on its page."""
    sizes = [len(getattr(proposal.row, name)) for name in CELLS.values()]
    return sum(min(size, BEGINNING) for size in sizes) if proposal.is_too_much else sum(sizes)


def page_of(shown, starts, asked, errors):
    """The page to show; after a mistake the one where it is."""
    wrong = next((place for place, (_, proposal) in enumerate(shown) if proposal.number in errors), None)
    return min(asked, len(starts)) if wrong is None else bisect_right(starts, wrong)
