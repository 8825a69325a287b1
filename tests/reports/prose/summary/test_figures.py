"""Two sentences beside each picture."""

import re

import pytest

from reports.prose.summary import figures
from reports.prose.summary.pieces import number as bare
from reports.prose.summary.pieces import plain

from .right_figures import COUNTRIES, DOCUMENTS, FORMATS, MONTHS, MUNICIPALITIES, PARTICIPANTS, QUARTERS, SILENT


def text(sentences):
    return " ".join(map(plain, sentences)).replace("\u00a0", " ")


def told(numbers):
    return {key: bare(number, ()) for key, number in numbers.items()}


def pairs(numbers):
    return [(key, bare(number, ())) for key, number in numbers]


@pytest.mark.parametrize(("asked", "right"), COUNTRIES)
def test_countries(asked, right):
    quarters, total, countries = asked
    said = figures.by_country(quarters, bare(total, ()), [(short, full, bare(n, ())) for short, full, n in countries])
    assert text(said) == right


@pytest.mark.parametrize(("asked", "right"), QUARTERS)
def test_quarters(asked, right):
    quarters, numbers, before = asked
    before = None if before is None else bare(before, ())
    said = figures.by_quarter(pairs(zip(quarters, numbers, strict=True)), bare(sum(numbers), ()), before)
    assert text(said) == right


@pytest.mark.parametrize(("asked", "right"), MUNICIPALITIES)
def test_municipalities(asked, right):
    quarters, numbers, others = asked
    assert text(figures.by_municipality(quarters, pairs(numbers), others=others)) == right


@pytest.mark.parametrize(("asked", "right"), FORMATS)
def test_forms(asked, right):
    quarters, total, numbers = asked
    assert text(figures.by_format(quarters, bare(total, ()), told(numbers))) == right


@pytest.mark.parametrize(("asked", "right"), MONTHS)
def test_months(asked, right):
    quarters, numbers = asked
    assert text(figures.by_month(quarters, told(numbers), bare(sum(numbers.values()), ()))) == right


@pytest.mark.parametrize(("asked", "right"), DOCUMENTS)
def test_documents(asked, right):
    quarters, total, signed, kinds, numbers = asked
    said = figures.by_document(quarters, bare(total, ()), bare(signed, ()), told(kinds), pairs(numbers))
    assert text(said) == right


@pytest.mark.parametrize(("asked", "right"), PARTICIPANTS)
def test_participants(asked, right):
    quarters, total, people, foreign, complete = asked
    said = figures.by_participants(quarters, bare(total, ()), bare(people, ()), bare(foreign, ()), complete=complete)
    assert text(said) == right


@pytest.mark.parametrize(("asked", "right"), SILENT)
def test_reports(asked, right):
    quarter, of, names, late, nil = asked
    assert text(figures.by_report(quarter, of, bare(len(names), ()), names, bare(late, ()), bare(nil, ()))) == right


def test_what_else_the_figures_are_confined_to_is_said():
    """A phrase is copied away from the filter that made it."""
    said = figures.by_format([(2024, 4)], bare(2, ()), told({"offline": 2}), "Вяземский, Беларусь")
    assert "за IV квартал 2024 года (Вяземский, Беларусь)" in text(said)


@pytest.mark.parametrize("number", [0, 1, 2, 5, 11, 21, 22, 111, 1001])
def test_no_number_of_events_stands_in_the_words(number):
    """A number in the words would be no link. Years, and how many reports there are at all, are no such numbers."""
    one, quarters = bare(number, ()), [(2024, 1), (2024, 2)]
    pieces = [
        *figures.by_country(quarters, one, [("Китай", "", one)] * 5),
        *figures.by_quarter([(quarter, one) for quarter in quarters], one, one),
        *figures.by_municipality(quarters, [("А", one)] * 4, others=True),
        *figures.by_format(quarters, one, {"offline": one, "unknown": one}),
        *figures.by_month(quarters, {(2024, 1): one, None: one}, one),
        *figures.by_document(quarters, one, one, {"other": one}, [(quarter, one) for quarter in quarters]),
        *figures.by_participants(quarters, one, one, one, complete=False),
        *figures.by_report((2024, 1), 27, one, ["А"] * number, one, one),
    ]
    words = " ".join(piece for sentence in pieces for piece in sentence if isinstance(piece, str))
    assert set(re.findall(r"\d+", words)) <= {"2024", "27"}
