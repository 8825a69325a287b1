import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.prose.cleaning import even_out
from reports.prose.places.understand import FORMATS, describe_place, missing_country, understand_place
from tests.answers import for_each
from tests.reports.prose.right_answers import OTHER_PLACES, SOURCE_PLACES, nbsp

from .place_answers import ASKED, FOUND_LATER, UNDERSTOOD

ALL_PLACES = [row[1:] for row in SOURCE_PLACES] + [row[:-1] for row in OTHER_PLACES]
PIECES = [
    "в ",
    "г. ",
    "Орши",
    "Витебской области",
    "-",
    " – ",
    " и ",
    "д.",
    "Zoom",
    "район ",
    "Московский",
    "г. Минск",
    "Республика Беларусь",
    "(",
    ")",
    ",",
    "онлайн",
    "«",
    "»",
    " ",
    "ВКС",
    "форм",
    "район",
    "Китай",
]


def understood(text):
    found = understand_place(text)
    return found.format, found.country, found.locality, found.venue, found.canonical, found.problem is not None


@for_each(("text", "format", "country", "locality", "venue", "canonical", "problem"), ALL_PLACES)
def test_places_are_understood(text, format, country, locality, venue, canonical, problem):
    glued = tuple(value and nbsp(value) for value in (locality, venue, canonical))
    assert understood(text) == (format, country, *glued, problem)


@for_each(
    ("text", "format", "country", "locality", "venue", "canonical", "problem"),
    [row[:-1] for row in UNDERSTOOD + ASKED + FOUND_LATER],
)
def test_places_of_the_list_are_understood_or_asked_about(text, format, country, locality, venue, canonical, problem):
    glued = tuple(value and nbsp(value) for value in (locality, venue, canonical))
    assert understood(nbsp(text)) == (format, country, *glued, problem is not None)
    assert problem is None or problem in understand_place(nbsp(text)).problem


def test_no_wrong_guess_on_the_list(capsys):
    """A wrong guess: something is said to be understood, without a question, that the answer does not have."""
    wrong, right = [], 0
    for text, format, country, locality, venue, canonical, _, _ in UNDERSTOOD + ASKED + FOUND_LATER:
        found = understood(nbsp(text))
        answer = (format, country, *(value and nbsp(value) for value in (locality, venue, canonical)))
        wrong += [text] if found[:-1] != answer and not found[-1] else []
        right += found == (*answer, False)
    answerable = sum(row[-2] is None for row in UNDERSTOOD + FOUND_LATER)
    with capsys.disabled():
        print(f"\nplace strings of the list: understood {right} of {answerable}, wrong guesses {len(wrong)}")
    assert wrong == []
    assert right >= 0.95 * answerable


@for_each("row", SOURCE_PLACES)
def test_the_house_form_of_the_source_is_the_source(row):
    assert even_out(understand_place(row[1]).canonical) == row[1]


@for_each("row", ALL_PLACES + UNDERSTOOD)
def test_the_house_form_is_understood_as_the_text_it_came_from(row):
    found = understand_place(row[0])
    if found.canonical:
        again = understand_place(found.canonical)
        assert (again.canonical, again.country, again.format, again.locality, again.venue) == (
            found.canonical, found.country, found.format, found.locality, found.venue,
        )  # fmt: skip


@for_each(
    ("text", "words"),
    [
        ("пос. Хиславичи (Смоленская область)", "посёлок Хиславичи, Россия, очно"),
        ("г. Смоленск (в формате ВКС)", "город Смоленск, Россия, ВКС"),
        ("В дистанционном формате", "дистанционно, место не указано"),
        ("ВКС", "ВКС, место не указано"),
        ("г. Красноармейск", "город Красноармейск, страна не указана, очно"),
        ("Сингапур (онлайн)", "Сингапур, дистанционно"),
        (
            "Агроусадьба Лесная, Славгородский район (РБ)",
            "Агроусадьба Лесная, Славгородский район, Беларусь, очно",
        ),
    ],
)
def test_what_was_understood_is_said_in_words(text, words):
    assert describe_place(understand_place(text)) == words


def test_a_town_that_is_in_russia_too_keeps_the_country_of_the_text_with_a_note():
    found = understand_place("г. Рудня (Республика Беларусь)")
    assert (found.country, found.problem) == ("BY", None)
    assert "Беларусь" in found.note


def test_a_region_of_another_country_is_asked():
    found = understand_place("г. Орша (Витебская область, Российская Федерация)")
    assert found.country is None
    assert "Регион" in found.problem


def test_distant_and_by_conference_is_a_conference_and_with_presence_mixed():
    assert understand_place("В дистанционном формате (ВКС)").format == "videoconference"
    assert understand_place("г. Смоленск (очно и в формате ВКС)").format == "mixed"


@for_each(
    ("text", "suggested"),
    [
        ("г. Витебск", "г. Витебск (Республика Беларусь)"),
        ("в Витебске", "в Витебске (Республика Беларусь)"),
        ("г. Витебск.", "г. Витебск (Республика Беларусь)"),
        ("г. Витебск, ул. Ленина", "г. Витебск, ул. Ленина (Республика Беларусь)"),
        ("г. Пекин (в дистанционном формате)", "г. Пекин, Китайская Народная Республика (в дистанционном формате)"),
        ("Кричевский район", "Кричевский район (Республика Беларусь)"),
        ("Гимназия № 146 г. Минска", "Гимназия № 146 г. Минска (Республика Беларусь)"),
        ("г. Гомель (Респблика Беларусь)", "г. Гомель (Республика Беларусь)"),
        ("г. Витебск (РБ)", None),
        ("г. Орша (Витебская область)", None),  # a region says it
        ("г. Смоленск", None),
        ("г. Сингапур", None),
        ("г. Красноармейск", None),
        ("г. Брест", None),  # in two countries
        ("г. Минск, г. Витебск", None),
        ("г. Казань (РТ)", None),
        ("онлайн", None),
        ("минские школы", None),
        ("", None),
        ("г. Витебск (", None),
    ],
)
def test_the_missing_country_of_a_known_foreign_place_is_suggested(text, suggested):
    assert missing_country(text) == suggested


def test_what_is_suggested_is_understood_and_asks_for_nothing_more():
    understood = understand_place(missing_country("г. Витебск (онлайн)"))
    assert (understood.country, understood.problem) == ("BY", None)
    assert missing_country(understood.canonical) is None


@pytest.mark.parametrize("name", ["г. Красноармейск", "Красноармейск", "г. Красноармейск "])
def test_partners_add_to_the_known_places(name):
    assert missing_country("г. Красноармейск", {name: "BY"}) == "г. Красноармейск (Республика Беларусь)"
    assert missing_country("г. Красноармейск", {name: "RU"}) is None
    assert missing_country("г. Красноармейск", {"г. Псков": "BY"}) is None


def test_a_known_place_in_another_country_keeps_the_country_of_the_text_with_a_note():
    found = understand_place("г. Витебск (Республика Польша)")
    assert (found.country, found.problem) == ("PL", None)
    assert "Республика Беларусь" in found.note


@pytest.mark.parametrize("text", ["г. Смоленск («Дворец культуры)", "г. Смоленск, «Дворец", "г. Минск (Республика"])
def test_a_bracket_or_a_quote_without_its_pair_is_asked_about(text):
    """An open quote would take in all that the house form prints behind it."""
    assert "не имеет пары" in understand_place(text).problem
    assert understand_place("г. Смоленск, отель «Отель «Европа»").problem is None


def test_by_correspondence_counts_as_distant_and_says_so():
    assert "Заочное" in understand_place("г. Москва (заочно)").note
    assert understand_place("г. Москва (дистанционно)").note is None


@given(st.text(alphabet=st.characters(), max_size=80) | st.lists(st.sampled_from(PIECES), max_size=15).map("".join))
def test_understanding_never_raises(text):
    found = understand_place(text)
    assert found.format in FORMATS
    assert describe_place(found)
    assert (found.format == "unknown") <= (found.problem is not None)
    missing_country(text)


@for_each(
    "text",
    [
        "форм" * 70 + "!",
        "г. " * 99,
        "в Минске " * 33,
        "Республика " * 27,
        "платформа " * 29 + "а",
        "а" * 290 + " zoom",
        "Московский район " * 17,
        "г. А" * 70,
        "(" * 40_000,
        "форм " * 8_000,
        "Аа-" * 90,
        "\u0301\u0323" * 20_000,
        "\ud800" * 40_000,
    ],
)
def test_hostile_texts_come_back_with_a_problem(text):
    assert understand_place(text).problem


def test_all_place_strings_of_the_source(source_events, capsys):
    expected = {text: answer for _, text, *answer in SOURCE_PLACES}
    strings = {event["place"] for event in source_events}
    right = 0
    for text in strings:
        format, country, locality, venue, canonical, problem = expected[text]
        glued = tuple(value and nbsp(value) for value in (locality, venue, canonical))
        right += understood(text) == (format, country, *glued, problem)
    with capsys.disabled():
        print(f"\nplace strings of the source understood: {right} of {len(strings)}")
    assert (right, len(strings)) == (17, 17)
