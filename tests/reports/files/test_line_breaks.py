"""Where the lines of a cell break."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports.files.line_breaks import period_lines, place_lines
from tests.answers import for_each
from tests.documents import even

# Where the source's own lines are accidents: «15-25» cut from «ноября», two months left for Word to wrap,
# no break before the year; «г. Пекин,» cut from «Китай», a bracket left on the line.
PERIOD_ACCIDENTS = {*range(37, 47), 24, *range(26, 32), 47, 49, 50, 52}
PLACE_ACCIDENTS = {46, 50}


@pytest.fixture
def source(shared):
    return json.loads((shared / "source" / "rows.json").read_text(encoding="utf-8"))


@for_each(
    ("text", "lines"),
    [
        ("14 сентября 2024 года", ["14 сентября", "2024 года"]),
        ("28–29 сентября 2024 года", ["28–29 сентября", "2024 года"]),
        ("28–29\u00a0сентября 2024\u00a0года", ["28–29\u00a0сентября", "2024\u00a0года"]),
        ("30 сентября – 1 октября 2024 года", ["30 сентября –", "1 октября", "2024 года"]),
        ("30\u00a0сентября\u00a0– 1\u00a0октября 2024", ["30\u00a0сентября\u00a0–", "1\u00a0октября", "2024"]),
        ("октябрь – ноябрь 2024 года", ["октябрь –", "ноябрь", "2024 года"]),
        ("май – июнь 2024 года", ["май – июнь", "2024 года"]),
        ("10 – 25 сентября 2024 года", ["10 – 25 сентября", "2024 года"]),
        ("ноябрь –декабрь 2024 года", ["ноябрь –декабрь", "2024 года"]),
        ("IV квартал 2024 года", ["IV квартал", "2024 года"]),
        (
            "28 декабря 2024 года – 3 января 2025 года",
            ["28 декабря", "2024 года –", "3 января", "2025 года"],
        ),
        ("2024 год", ["2024 год"]),
        ("28.09.2024", ["28.09.2024"]),
        ("15 ноября 2024 года (два дня)", ["15 ноября 2024 года (два дня)"]),
        ("1 мая 2024 года, 2 июня 2024 года", ["1 мая 2024 года, 2 июня 2024 года"]),
        ("с перерывами " * 10 + "2024 года", ["с перерывами " * 10 + "2024 года"]),
        ("", [""]),
    ],
)
def test_a_period_breaks_before_the_year_and_between_months_that_do_not_fit(text, lines):
    assert period_lines(text) == lines


@for_each(
    ("text", "lines"),
    [
        ("г. Минск (Республика Беларусь)", ["г. Минск", "(Республика Беларусь)"]),
        ("г.\u00a0Пекин, Китай\u00a0(в формате ВКС)", ["г.\u00a0Пекин, Китай", "(в формате ВКС)"]),
        ("г. Минск (Беларусь) (в формате ВКС)", ["г. Минск", "(Беларусь)", "(в формате ВКС)"]),
        ("В дистанционном формате", ["В дистанционном формате"]),
        ("г. Минск (Беларусь), парк", ["г. Минск (Беларусь), парк"]),
        ("г. Минск (зал (большой))", ["г. Минск (зал (большой))"]),
        ("зал(малый) (второй)", ["зал(малый) (второй)"]),
        ("(Республика Беларусь)", ["(Республика Беларусь)"]),
        ("г. Минск (Беларусь", ["г. Минск (Беларусь"]),
        ("", [""]),
    ],
)
def test_a_place_breaks_before_the_brackets_that_end_it(text, lines):
    assert place_lines(text) == lines


DAYS = st.sampled_from(["1", "30 сентября", "с 1 по 3 мая", "октябрь", "–", "-", "2024", "2024 года", "2025", "г."])
PLACES = st.sampled_from(["г. Минск", "(Республика Беларусь)", "(", ")", "(ВКС)", "Китай,", "зал"])
BLANKS = st.sampled_from([" ", "\u00a0", "  ", " \u00a0", "\n", "\t"])


def _mixed(words):
    pairs = st.lists(st.tuples(words, BLANKS), max_size=8)
    return pairs.map(lambda pairs: "".join(word + blank for word, blank in pairs)) | st.text(max_size=120)


@given(_mixed(DAYS))
@example("30 сентября  –  1 октября\u00a0\u00a02024 года")
def test_the_lines_of_a_period_joined_are_the_stored_text(text):
    assert even(" ".join(period_lines(text))) == even(text)


@given(_mixed(PLACES))
@example("г. Минск\u00a0 (Республика Беларусь) ")
def test_the_lines_of_a_place_joined_are_the_stored_text(text):
    assert even(" ".join(place_lines(text))) == even(text)


@pytest.mark.parametrize("lines_of", [period_lines, place_lines])
@pytest.mark.parametrize("letters", [" ", "(", ") (", "2024 ", "– ", "а"])
def test_a_text_of_40_000_letters_stays_in_one_piece_or_is_only_broken_at_blanks(lines_of, letters):
    text = letters * (40_000 // len(letters))
    assert even(" ".join(lines_of(text))) == even(text)


@pytest.mark.parametrize(
    ("key", "lines_of", "accidents"),
    [("dates", period_lines, PERIOD_ACCIDENTS), ("place", place_lines, PLACE_ACCIDENTS)],
)
def test_breaks_are_the_sources_but_for_its_accidents(source, key, lines_of, accidents):
    other = {
        event["number"]
        for event in source["events"]
        if list(map(even, lines_of(event[key]))) != list(map(even, event["lines"][key]))
    }
    assert other == accidents
    print(f"{key}: the source's own lines in {53 - len(other)} of 53 cells, the rest are its accidents")
