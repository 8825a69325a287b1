"""What single texts of a table are: a heading, a municipality, a title, a remark, a period, a place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.files.read import headings
from reports.files.read.headings import FIELDS, NAME, NUMBER, PARTICIPANTS, PERIOD, PLACE, PURPOSE
from tests.answers import for_each

from .packages import EVENT, HEADINGS


def fields(text):
    meaning = headings.heading_meaning(text)
    return None if meaning is None else " ".join(meaning.fields)


@for_each(
    ("text", "named"),
    [
        ("№ п/п", NUMBER),
        ("Наименование мероприятия", NAME),
        ("Мероприятие", NAME),
        ("Событие", NAME),
        ("Что проведено", NAME),
        ("Место проведения", PLACE),
        ("НАСЕЛЁННЫЙ ПУНКТ", PLACE),
        ("Где", PLACE),
        ("Дата проведения", PERIOD),
        ("Дата события", PERIOD),
        ("Когда выполнено", PERIOD),
        ("Цель, краткое содержание и результат", PURPOSE),
        ("Что сделано", PURPOSE),
        ("Чем завершилось", PURPOSE),
        ("Кол-во участников", PARTICIPANTS),
        ("Число участников", PARTICIPANTS),
        ("Страны-участницы", PARTICIPANTS),
        ("Участники (см. письмо Иванова)", PARTICIPANTS),
        ("Наиме- нование меро- приятия", NAME),
        ("Наимено вание", NAME),
        ("Участники**", PARTICIPANTS),
        ("Meроприятиe", NAME),  # typed in two alphabets
        ("4. Число участников, чел.", PARTICIPANTS),
        ("Дата и место", "period place"),
        ("Наименование, место и сроки", "name place period"),
        ("Муниципальное образование", headings.OWNER),
        ("Дополнительные сведения", ""),
        ("Дата подписания", ""),
        ("Место работы", ""),
        ("Наименование организации", ""),
        ("Ответственный за проведение", ""),
        ("Фестиваль дружбы прошёл в Минске", None),
        ("", None),
        ("Место " * 100, None),
    ],
)
def test_a_heading_names_its_fields(text, named):
    assert fields(text) == named


@for_each(
    ("text", "role"),
    [
        ("Дата начала", headings.BEGIN),
        ("Окончание", headings.END),
        ("Дата начала и окончания", ""),
        ("Плановая дата", headings.PLANNED),
        ("Фактические сроки", headings.ACTUAL),
        ("Месяц", headings.MONTH),
        ("Страна-партнёр", headings.PARTNER),
        ("Российские участники", headings.RUSSIAN),
        ("Количество иностранных участников", headings.FOREIGN),
        ("Численность участников", headings.TOTAL),
        ("Состав участников", ""),
    ],
)
def test_a_heading_says_which_part_of_the_field_it_means(text, role):
    assert headings.heading_meaning(text).role == role


@for_each(
    ("upper", "lower", "named"),
    [
        ("Участники", "школьники", PARTICIPANTS),
        ("Участники", "страна", PARTICIPANTS),
        ("Место проведения", "наименование учреждения", PLACE),
        ("Место проведения", "дата", PERIOD),
        ("Сроки", "факт", PERIOD),
        ("Сведения о мероприятии", "дата", PERIOD),
        ("Сведения о мероприятии", "неизвестно что", ""),
        ("Дата и место", "место", PLACE),
    ],
)
def test_a_heading_under_a_wider_one_is_narrowed(upper, lower, named):
    assert " ".join(headings.narrowed(headings.heading_meaning(upper), lower).fields) == named


def test_the_official_headings_are_a_header_in_the_official_order():
    assert [fields(text) for text in HEADINGS] == list(FIELDS)
    assert headings.meanings_of_row(HEADINGS)
    assert headings.meanings_of_row(EVENT) is None


@pytest.mark.parametrize(
    ("texts", "is_so"),
    [
        (["Наименование", "Место"], True),
        (["Дата", "Содержание"], True),
        (["Дата", "Вид мероприятия"], True),
        (["Дата", "Место"], False),
        (["Наименование", "Форум", "Дата", "5 марта"], False),  # a row of a card
    ],
)
def test_two_headings_are_a_header_only_with_what_the_event_is_among_them(texts, is_so):
    assert bool(headings.meanings_of_row(texts)) is is_so


def test_a_row_of_column_numbers_is_known():
    assert headings.is_column_numbers(["1", "2", "(3)", "4."])
    assert headings.is_column_numbers(["А", "Б", "В", "Г"])
    assert headings.is_column_numbers(["А", "Б", "1", "2"])
    assert not headings.is_column_numbers(["1", "2"])
    assert not headings.is_column_numbers(["1", "3", "4"])


@for_each(
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


@given(st.text("№ Наимеовд,.()1\n«»", max_size=60))
def test_any_text_is_a_heading_of_fields_of_none_or_no_heading(text):
    meaning = headings.heading_meaning(text)
    assert meaning is None or set(meaning.fields) <= {*FIELDS, headings.OWNER}


def test_strange_words_of_a_heading_do_no_harm_before_the_first_header():
    texts = ["Даты поездки", "Куда ездили", "Цель поездки", "Кто ездил", "Название мероприятия"]
    assert headings.meanings_of_row(texts, is_first=True)
    assert headings.meanings_of_row(texts) is None
    assert headings.meanings_of_row(["1", "Цель поездки", "Место встречи", "Участники слёта"], is_first=True) is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Мероприятие (дата, место)", "name period place"),
        ("Мероприятие, дата", "name period"),
        ("Наименование учреждения, мероприятия", "name"),
        ("Участники (дата рождения)", PARTICIPANTS),
    ],
)
def test_several_fields_may_stand_in_one_column(text, named):
    assert fields(text) == named
