"""Numbers become rectangles of a picture."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from municipalities.lists.fixtures import FIXTURES
from reports.pages.figures import charts
from reports.pages.figures.tiles import COLUMNS, ROWS, TILES

numbers = st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=30)


def value(number):
    return charts.Value(number, f"всего: {number}")


def share(percent):
    return float(percent.removesuffix("%"))


@given(numbers)
def test_a_column_is_as_high_as_its_number(found):
    chart = charts.columns([("I", "2024", [("now", value(number))]) for number in found])
    heights = [mark.height for mark in chart.marks]
    assert max(heights) <= charts.BASE - charts.TOP and (max(found) == 0 or max(heights) == charts.BASE - charts.TOP)
    for (one, high), (other, low) in pairwise(sorted(zip(found, heights, strict=True))):
        assert high <= low and (one > 0) == (high > 0) and (other > 0) == (low > 0)


@given(numbers)
def test_nothing_leaves_the_picture(found):
    pictures = [
        charts.columns([("I", "2024", [("before", value(number)), ("now", value(number))]) for number in found]),
        charts.bars([("Имя", [("now", value(number))]) for number in found]),
        charts.grid([("I", "2024")] * len(found), [("Имя", [value(number) for number in found])]),
    ]
    for chart in pictures:
        for mark in chart.marks:
            assert share(mark.x) >= 0 and share(mark.x) + share(mark.width) <= 100.2
            assert mark.y >= 0 and mark.y + mark.height <= chart.height
            assert mark.text_y <= chart.height


@given(numbers)
def test_the_more_the_darker(found):
    shade_of = charts.shades(found)
    ordered = sorted(set(found))
    assert all(shade_of[one] <= shade_of[other] for one, other in pairwise(ordered))
    assert all((shade_of[number] == 0) == (number == 0) and shade_of[number] <= charts.SHADES for number in found)


def test_each_municipality_of_the_oblast_has_a_cell_of_its_own():
    """The list of the program and the map know the same 27."""
    lines = (FIXTURES / "municipalities.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert {line.split(";")[0] for line in lines} == set(TILES)
    assert len(set(TILES.values())) == len(TILES) == 27
    assert all(column < COLUMNS and row < ROWS for column, row in TILES.values())


def test_municipalities_without_a_place_stand_below_the_map():
    drawn = charts.tiles([("Велижский", (0, 0), value(1)), *[("Новый", None, value(0))] * 8], COLUMNS, ROWS)
    tops = [mark.y for mark in drawn.marks]
    assert tops[0] == 0 and len(set(tops[1:])) == 2 and min(tops[1:]) > charts.TILE * ROWS
    assert all(mark.y + charts.TILE <= drawn.height for mark in drawn.marks)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Видео-конференц-связь", ("Видео-", "конференц-связь")),
        ("Планы (перечни) мероприятий", ("Планы (перечни)", "мероприятий")),
        ("IV квартал 2024 года", ("IV квартал", "2024 года")),
        ("Беларусь", ("Беларусь", "")),
        ("Центральноафриканская", ("Центральноафриканская", "")),
    ],
)
def test_a_long_name_takes_two_lines(name, lines):
    assert charts.two_lines_of(name) == lines
