"""The paragraphs of a year."""

import re

import pytest

from reports.prose.documents.write import KINDS
from reports.prose.summary import year
from reports.prose.summary.pieces import Number, plain
from reports.prose.summary.year import Before, Leader, YearFacts, paragraphs, span
from tests.answers import for_each

from .right_years import YEARS


def facts_of(told):
    told = dict(told)
    for name in ("leading_municipalities", "leading_countries"):
        told[name] = tuple(Leader(*one, key=str(place)) for place, one in enumerate(told.get(name, ())))
    if "before" in told:
        told["before"] = Before(**told["before"])
    return YearFacts(region_genitive="Смоленской области", **told)


def written(told):
    return tuple(plain(one).replace("\u00a0", " ") for one in paragraphs(facts_of(told)))


@for_each(("told", "right"), [one[1:] for one in YEARS])
def test_a_year_is_told_in_right_russian(told, right):
    """The list is written by hand: numbers of 0, 1, 2, 5, 11, 21, 112, with and without a year before."""
    assert written(told) == right


@for_each("told", [one[1] for one in YEARS])
def test_every_number_of_a_sentence_knows_its_rows(told):
    """Years and quarters apart, no digit stands outside of a Number: each leads to the rows that it counts."""
    for paragraph in paragraphs(facts_of(told)):
        bare = plain(piece for piece in paragraph if isinstance(piece, str))
        assert re.findall(r"\d+", re.sub(r"\d{4} год[ау]?", "", bare)) == []
        for piece in paragraph:
            if isinstance(piece, Number):
                digits = re.match(r"[\d\u00a0]+", piece.words)[0].replace("\u00a0", "")
                assert int(digits) == piece.value
                assert " " not in piece.words, "a line would part the number from its noun"


def test_every_kind_of_document_has_its_forms():
    """A kind that is added is told of, too."""
    assert set(year._DOCUMENTS) == set(KINDS)


@pytest.mark.parametrize(
    ("quarters", "words"),
    [
        ((1, 2, 3, 4), "в 2024 году"),
        ((2,), "во II квартале 2024 года"),
        ((4,), "в IV квартале 2024 года"),
        ((1, 2), "за I и II кварталы 2024 года"),
        ((2, 3, 4), "за II–IV кварталы 2024 года"),
        ((1, 2, 4), "за I, II и IV кварталы 2024 года"),
    ],
)
def test_the_quarters_of_a_year_are_named(quarters, words):
    assert span(2024, quarters) == words
