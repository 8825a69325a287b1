"""What single texts of a table are: a heading, a municipality, a title, a remark, a period, a place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.files.read import headings
from reports.files.read.headings import FIELDS, NAME, NUMBER, PARTICIPANTS, PERIOD, PLACE, PURPOSE

from .packages import EVENT, HEADINGS


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("№ п/п", NUMBER),
        ("Наименование мероприятия", NAME),
        ("Мероприятие", NAME),
        ("Место проведения", PLACE),
        ("Дата проведения", PERIOD),
        ("Цель, краткое содержание и результат", PURPOSE),
        ("Кол-во участников", PARTICIPANTS),
        ("Дополнительные сведения", ""),
        ("Фестиваль дружбы прошёл в Минске", None),
        ("", None),
        ("Место " * 100, None),
    ],
)
def test_a_heading_names_its_field(text, field):
    assert headings.heading_field(text) == field


def test_the_official_headings_are_a_header_in_the_official_order():
    assert headings.header_fields(HEADINGS) == list(FIELDS)
    assert headings.header_fields(EVENT) is None


def test_a_field_that_two_headings_name_is_the_first_ones():
    found = headings.header_fields(["Наименование", "Место", "Место проведения", "Дата"])
    assert found == [NAME, PLACE, "", PERIOD]


def test_two_headings_are_a_header_only_with_the_name_among_them():
    assert headings.header_fields(["Наименование", "Место"]) == [NAME, PLACE]
    assert headings.header_fields(["Дата", "Место"]) is None


def test_a_row_of_column_numbers_is_known():
    assert headings.is_column_numbers(["1", "2", "(3)", "4."])
    assert not headings.is_column_numbers(["1", "2"])
    assert not headings.is_column_numbers(["1", "3", "4"])


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("Муниципальное образование «Вяземский район» Смоленской области", True),
        ("г. Смоленск", True),
        ("Вяземский муниципальный округ", True),
        ("Вяземский район:", True),
        ("Фестиваль в Вяземском районе", False),
        ("Вяземский район, 4 ноября", False),
    ],
)
def test_a_municipality_is_known_by_its_whole_text(text, is_so):
    assert headings.is_municipality(text) is is_so


def test_a_title_goes_on_until_a_municipality():
    assert headings.is_title("Отчёт о международных мероприятиях")
    assert not headings.is_title("Международные мероприятия")
    assert headings.goes_on_title("за IV квартал 2024 года")
    assert not headings.goes_on_title("г. Смоленск")


@pytest.mark.parametrize("text", ["Итого: 5", "Всего мероприятий – 3", "Мероприятий не было", "Продолжение таблицы"])
def test_a_remark_of_the_table_is_no_event(text):
    assert headings.is_remark(text)
    assert not headings.is_remark(f"Фестиваль. {text}")


@pytest.mark.parametrize("text", ["1", "№ 12", "3.1.", "7)"])
def test_a_number_is_known_as_people_type_it(text):
    assert headings.is_number(text)
    assert not headings.is_number(f"{text} человек")


def test_periods_and_places_are_told_apart_by_their_words():
    assert headings.is_period("4 ноября 2024 года") and not headings.is_place("4 ноября 2024 года")
    assert headings.is_place("г. Минск (Республика Беларусь)") and not headings.is_period("г. Минск")


def test_columns_without_a_header_are_known_by_what_they_hold():
    assert headings.fields_by_content([EVENT] * 3) == (list(FIELDS), True)
    turned = [EVENT[0], EVENT[1], EVENT[3], EVENT[2], *EVENT[4:]]
    assert headings.fields_by_content([turned] * 3) == ([NUMBER, NAME, PERIOD, PLACE, PURPOSE, PARTICIPANTS], False)
    assert headings.fields_by_content([]) is None
    assert headings.fields_by_content([["а", "б"]] * 3) is None


@given(st.text("№ Наимеовд,.()1\n«»", max_size=60))
def test_any_text_is_a_heading_of_a_field_of_none_or_no_heading(text):
    assert headings.heading_field(text) in (*FIELDS, "", None)
