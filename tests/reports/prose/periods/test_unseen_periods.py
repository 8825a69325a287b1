"""What the grammar makes of the two lists of kinds: `unseen_periods.py` and `second_periods.py`."""

from reports.prose.periods.understand import describe_period, understand_period
from tests.answers import for_each
from tests.reports.prose.right_answers import nbsp

from . import second_periods, unseen_periods

UNDERSTOOD = unseen_periods.UNDERSTOOD + second_periods.UNDERSTOOD
REFUSED = unseen_periods.REFUSED + second_periods.REFUSED


def ask(text, context):
    year, quarter = context or (None, None)
    return understand_period(nbsp(text.replace("⏎", "\n")), year=year, quarter=quarter)


@for_each(("text", "context", "start", "end", "precision", "canonical"), UNDERSTOOD)
def test_periods_of_the_lists_are_understood(text, context, start, end, precision, canonical):
    found = ask(text, context)
    assert found.problem is None
    assert (str(found.start), str(found.end), found.precision) == (start, end, precision)
    assert found.canonical == nbsp(canonical)
    assert describe_period(found)


@for_each(("text", "context", "words"), REFUSED)
def test_what_is_no_certain_period_is_refused_with_the_reason(text, context, words):
    found = ask(text, context)
    assert (found.start, found.end, found.precision, found.canonical) == (None, None, "none", None)
    assert words in found.problem


def test_the_lists_are_long_and_without_doubles():
    asked = [(text, context) for text, context, *_ in UNDERSTOOD + REFUSED]
    assert len(asked) == len(set(asked)) >= 350


def test_the_house_form_means_the_same():
    for text, context, *_ in UNDERSTOOD:
        found = ask(text, context)
        again = ask(found.canonical, None)
        assert (again.start, again.end, again.precision, again.canonical, again.parts, again.often) == (
            found.start, found.end, found.precision, found.canonical, found.parts, found.often,
        ), text  # fmt: skip


@for_each(
    "text",
    [
        "2-е воскресенье марта 2025 года",
        "последняя суббота марта 2025 года",
        "март 2025 года (5 занятий)",
        "август 2026 года (по субботам)",
        "5 марта 2025 года в 10:00",
        "2 марта 2025 года (Масленица)",
        "15.02.2025/17.02.2025",
        "5.03.25",
    ],
)
def test_what_rests_on_more_than_the_days_is_said_in_a_note(text):
    """So the proposal to write it in the house form is never ticked beforehand."""
    assert understand_period(text).note


def test_how_often_is_said_behind_what_was_understood():
    assert describe_period(understand_period("август 2026 года (по субботам)")) == "весь август 2026 года, по субботам"
