from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from reports.prose.cleaning import join_lines
from reports.prose.periods.understand import (
    FIRST_YEAR,
    LAST_YEAR,
    NOT_UNDERSTOOD_LAST,
    describe_period,
    sort_key,
    understand_period,
)
from tests.answers import for_each
from tests.reports.prose.right_answers import (
    OTHER_PERIODS,
    PERIODS_BY_CONTEXT,
    PERIODS_REFUSED,
    SOURCE_PERIODS,
    nbsp,
)

days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
hostile = st.text(alphabet=st.characters(), max_size=60) | st.text("0123456789 .-–свопгi", max_size=20)


def understood(text, **context):
    found = understand_period(text, **context)
    return str(found.start), str(found.end), found.precision, found.canonical, found.problem


@for_each(("rows", "lines", "start", "end", "precision", "canonical"), SOURCE_PERIODS)
def test_periods_of_the_source_are_understood_however_their_lines_are_joined(
    rows, lines, start, end, precision, canonical
):
    for between in (" ", "\n", "\r\n", "\u00a0"):
        assert understood(between.join(lines)) == (start, end, precision, nbsp(canonical), None)


@for_each(("text", "start", "end", "precision", "canonical", "source"), OTHER_PERIODS)
def test_everyday_forms_are_understood(text, start, end, precision, canonical, source):
    assert understood(text) == (start, end, precision, nbsp(canonical), None)


@for_each(("text", "year", "quarter", "start", "end", "precision", "source"), PERIODS_BY_CONTEXT)
def test_what_rests_on_more_than_the_text_is_said_in_a_note(text, year, quarter, start, end, precision, source):
    found = understand_period(text, year=year, quarter=quarter)
    assert (str(found.start), str(found.end), found.precision) == (start, end, precision)
    assert found.problem is None
    assert str(found.end.year) in found.note or str(found.start.year) in found.note


@for_each(("text", "year", "quarter", "word", "source"), PERIODS_REFUSED)
def test_what_is_not_certain_is_kept_and_flagged(text, year, quarter, word, source):
    found = understand_period(text, year=year, quarter=quarter)
    assert (found.start, found.end, found.precision, found.canonical) == (None, None, "none", None)
    assert found.text == text.strip()
    assert word in found.problem


def test_a_year_in_the_text_is_never_replaced_by_the_context():
    assert understood("4 ноября 2023 года", year=2024, quarter=4)[0] == "2023-11-04"


@given(hostile, st.none() | st.integers(-5, 99999), st.none() | st.integers(-1, 6))
def test_understanding_never_raises_and_gives_dates_or_a_problem(text, year, quarter):
    found = understand_period(text, year=year, quarter=quarter)
    assert (found.problem is None) == (found.start is not None) == (found.canonical is not None)
    assert describe_period(found)
    if found.problem is None:
        assert found.start <= found.end


@for_each(
    "text",
    ["1" * 40_000, "1-" * 20_000, " " * 40_000 + "1", "4 ноября " * 5_000, "\u0301\u0323" * 20_000, "\ud800" * 40_000],
)
def test_texts_of_40_000_letters_are_flagged(text):
    assert understand_period(text).problem


@for_each(
    ("text", "words"),
    [
        ("4 ноября 2024 года", "4 ноября 2024 года, понедельник, один день"),
        ("28-29.09.2024", "с 28 сентября (суббота) по 29 сентября 2024 года (воскресенье), 2 дня"),
        (
            "25.12.2024-10.01.2025",
            "с 25 декабря 2024 года (среда) по 10 января 2025 года (пятница), 17 дней",
        ),
        ("сентябрь 2024", "весь сентябрь 2024 года"),
        ("октябрь-ноябрь 2024", "октябрь\u00a0– ноябрь 2024 года, 2 месяца целиком"),
        ("4 квартал 2024", "весь IV квартал 2024 года"),
        ("1 полугодие 2024", "всё I полугодие 2024 года"),
        ("2024 год", "весь 2024 год"),
        ("первая половина октября 2024 года", "первая половина октября 2024 года (1–15 октября)"),
    ],
)
def test_what_was_understood_is_said_in_words(text, words):
    assert describe_period(understand_period(text)) == words


def test_a_month_stands_after_the_days_of_its_last_day_and_before_the_next_month():
    """The key of docs/design/periods.md, «Order»: the last day of the first month, days before whole months."""
    day_30 = sort_key(date(2024, 9, 30), date(2024, 10, 1), "day")
    september = sort_key(date(2024, 9, 1), date(2024, 9, 30), "month")
    quarter = sort_key(date(2024, 7, 1), date(2024, 9, 30), "quarter")
    october = sort_key(date(2024, 10, 1), date(2024, 10, 1), "day")
    unknown = sort_key(None, None, "none")
    assert sorted([unknown, october, september, day_30, quarter]) == [quarter, day_30, september, october, unknown]


def test_order_keys_are_digits_of_one_length():
    """Digits alone sort the same under every collation of every database."""
    keys = [sort_key(date(2024, 9, 1), date(2024, 9, 30), "month"), NOT_UNDERSTOOD_LAST]
    assert all(key.isdecimal() and len(key) == 17 for key in keys)


def test_all_periods_and_the_order_of_the_source(shared, source_events, capsys):
    """The list of right answers covers the source, and the key reproduces the order of its 53 rows."""
    expected = {tuple(lines): answer for _, lines, *answer in SOURCE_PERIODS}
    strings, right = set(), set()
    keys = {}
    for event in source_events:
        lines = event["lines"]["dates"]
        text = join_lines(lines, paragraphs=False)
        found = understand_period(text)
        strings.add(event["dates"])
        start, end, precision, canonical = expected[tuple(lines)]
        if understood(text) == (start, end, precision, nbsp(canonical), None) == understood(event["dates"]):
            right.add(event["dates"])
        keys.setdefault(event["section"], []).append(sort_key(found.start, found.end, found.precision))
    in_order = sum(
        key == by_rule for section in keys.values() for key, by_rule in zip(section, sorted(section), strict=True)
    )
    with capsys.disabled():
        print(
            f"\nperiod strings of the source understood: {len(right)} of {len(strings)}; "
            f"order: {in_order} of {len(source_events)}"
        )
    assert (len(right), len(strings), in_order, len(source_events)) == (34, 34, 53, 53)


@for_each(
    ("text", "words"),
    [
        ("3, 5 и 12 ноября 2024 года",
         "3, 5 и 12 ноября 2024 года (воскресенье, вторник, вторник), только эти 3 дня"),
        ("5–7 и 12 ноября 2024 года", "5–7 и 12 ноября 2024 года, только эти 4 дня"),
        ("сентябрь, ноябрь 2024 года", "сентябрь и ноябрь 2024 года, без того, что между ними"),
        ("октябрь и ноябрь 2024 года", "октябрь и ноябрь 2024 года целиком"),
        ("III–IV кварталы 2024 года", "III–IV кварталы 2024 года целиком"),
        ("начало октября 2024 года", "начало октября 2024 года (1–10 октября)"),
        ("осень 2024 года", "осень 2024 года (1 сентября~– 30 ноября)"),
        ("зима 2024–2025 годов", "зима 2024–2025 годов (1 декабря 2024 года~– 28 февраля 2025 года)"),
        ("I–II декада мая 2025 года", "первая~– вторая декады мая 2025 года (1–20 мая)"),
        ("2024–2025 годы", "2024–2025 годы целиком"),
    ],
)  # fmt: skip
def test_a_list_or_a_part_that_was_understood_is_said_in_words(text, words):
    assert describe_period(understand_period(text)) == nbsp(words)


def test_a_list_keeps_its_parts_apart():
    """What lies between the days of a list does not belong to it, and the house form does not draw it together."""
    found = understand_period("3, 5–7 и 12 ноября 2024 года")
    days = [(3, 3), (5, 7), (12, 12)]
    assert found.parts == tuple((date(2024, 11, a), date(2024, 11, b)) for a, b in days)
    assert understand_period("3–12 ноября 2024 года").parts == ()
    assert sort_key(found.start, found.end, found.precision) == "20241103020241112"
