"""A page of the preview has so many rows, and no more text than a web process understands at once."""

from types import SimpleNamespace

import pytest

from reports.files.read.rows import ReadRow
from reports.pages.imports import paging


def rows_of(*sizes, too_much=()):
    """(section, proposal) of rows whose purposes have so many letters."""
    empty = dict.fromkeys(("name", "place", "period", "participants", "where", "section"), "")
    rows = [ReadRow(purpose="ц" * size, **empty) for size in sizes]
    return [(None, SimpleNamespace(number=n, is_too_much=n in too_much, row=row)) for n, row in enumerate(rows)]


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(paging, "PAGE_SIZE", 3)
    monkeypatch.setattr(paging, "PAGE_LETTERS", 100)
    monkeypatch.setattr(paging, "BEGINNING", 10)


@pytest.mark.parametrize(
    ("sizes", "starts"),
    [
        *(([], [0]), ([1], [0]), ([1] * 3, [0]), ([1] * 4, [0, 3]), ([1] * 7, [0, 3, 6])),
        *(([50, 50, 1], [0, 2]), ([500], [0]), ([500, 1, 500], [0, 1, 2]), ([1, 500, 500, 1, 1], [0, 1, 2, 3])),
    ],
)
def test_a_page_ends_with_its_rows_or_its_letters(sizes, starts):
    assert paging.starts_of_pages(rows_of(*sizes)) == starts


def test_of_rows_that_are_too_much_only_the_beginning_is_understood():
    assert paging.starts_of_pages(rows_of(500, 500, 500, too_much=(0, 1, 2))) == [0]


def test_a_mistake_leads_to_its_page_and_a_page_that_is_not_there_to_the_last():
    shown = rows_of(500, 1, 1, 500)
    starts = paging.starts_of_pages(shown)
    assert starts == [0, 1, 3]
    assert [paging.page_of(shown, starts, asked, {}) for asked in (1, 2, 3, 9)] == [1, 2, 3, 3]
    assert [paging.page_of(shown, starts, 1, {number: ""}) for number in range(4)] == [1, 2, 2, 3]
