"""What the name of an event becomes when it is held again."""

import re

from hypothesis import given
from hypothesis import strategies as st

from reports.prose.ordinals import key_without_numbers, raised, rough_key_without_numbers
from tests.answers import for_each

from .right_ordinals import KEPT, RAISED


@for_each(("name", "year", "years", "changes"), RAISED)
def test_an_edition_an_anniversary_and_the_year_are_raised(name, year, years, changes):
    answer = raised(name, year=year, years=years)
    assert list(answer.changes) == changes
    for before, after in changes:
        name = name.replace(before, after, 1)
    assert answer.text == name


@for_each("name", KEPT)
def test_whatever_else_looks_like_a_number_stays(name):
    assert raised(name, year=2024, years=1).text == name


def test_in_the_same_year_nothing_is_raised():
    assert raised("XXII фестиваль «Дожинки-2024»", year=2024, years=0).text == "XXII фестиваль «Дожинки-2024»"


@given(st.text("XVIХ0123456789- «»летюйфсиваь.", max_size=60))
def test_any_text_is_answered(name):
    assert raised(name, year=2024, years=1).changes or raised(name, year=2024, years=1).text == name


IN_WORDS = re.compile(" год| лет|[Пп]ерв|[Вв]тор|[Пп]ят")


@for_each(
    ("name", "year", "years"),
    [
        row[:3]
        for row in RAISED
        if not any(re.search("[а-яё]{3}", before) and "лети" not in before for before, _ in row[3])
    ],
)
def test_the_same_event_is_known_in_another_year(name, year, years):
    assert key_without_numbers(name) == key_without_numbers(raised(name, year=year, years=years).text)


def test_two_events_of_one_shape_are_told_apart():
    assert key_without_numbers("II конкурс «Осень»") != key_without_numbers("II конкурс «Весна»")


NAMES = ("XXII фестиваль «Две реки»", "5-й турнир", "Форум – 2024", "Ёлка в ХХІ веке", "Mинский cалон", "й и\u0306")


@given(
    st.sampled_from(NAMES) | st.text(st.sampled_from('йи\u0306ёеXХxIVІ5- аaоo«»"–ШшСc')),
    st.sampled_from(NAMES) | st.text(st.sampled_from('йи\u0306ёеXХxIVІ5- аaоo«»"–ШшСc')),
)
def test_the_rough_key_is_alike_wherever_the_key_is(one, other):
    """It may only leave out names that are different."""
    for name, like in ((one, other), (one, key_without_numbers(one)), (one, one.upper())):
        if key_without_numbers(name) == key_without_numbers(like):
            assert rough_key_without_numbers(name) == rough_key_without_numbers(like)


def test_the_rough_key_tells_most_names_apart():
    rough = {
        rough_key_without_numbers(name) for name in ("Форум побратимов", "Фестиваль ремёсел", "Турнир по шахматам")
    }
    assert len(rough) == 3
