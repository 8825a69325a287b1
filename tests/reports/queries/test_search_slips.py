"""What a line that finds nothing may have meant."""

import pytest

from reports.models import KnownWord
from reports.queries.search_slips import MOST_ASKED, meant
from tests.answers import for_each

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def known(*words):
    KnownWord.objects.bulk_create(KnownWord(token=word, word=word, first=word[0], letters=len(word)) for word in words)


def one_of(*lines):
    """Finds these lines alone, as people read them."""
    return lambda line: line.lower() in lines


@for_each(
    ("typed", "finds", "shown"),
    [
        ("Витепск", ("витебск",), ("Витебск",)),
        ("фестеваль", ("фестиваль",), ("фестиваль",)),
        ("Dbnt,cr", ("витебск",), ("Витебск",)),
        ("dbntgcr", ("витебск",), ("Витебск",)),
        ("фестеваль хор", ("фестиваль", "хор", "фестиваль хор"), ("фестиваль",)),
        ("фести", ("фести*",), ("фести*",)),
    ],
)
def test_the_nearest_word_that_finds_something(typed, finds, shown):
    """A name of the gazetteer is known without standing anywhere; the layout comes before the letters."""
    if not KnownWord.objects.exists():
        known("фестиваль", "фельетон", "хор")
    assert meant(typed, one_of(*finds)).shown == shown


def test_a_word_that_finds_nothing_here_is_not_proposed():
    """It may stand in somebody else's report: the next one that finds something is taken, or none."""
    known("гончарный", "гончарня")
    assert meant("гончарнй", one_of("гончарня")).shown == ("гончарня",)
    assert meant("гончарнй", one_of()) is None


def test_words_that_stand_nowhere_together_are_not_replaced():
    known("хор")
    assert meant("хор фестиваль", one_of("хор", "фестиваль")) is None


@pytest.mark.parametrize("line", ["", "!!!", "а", "и в на", "№", "*" * 200, "а-" * 100, " ".join("абвгдежзиклмн") * 9])
def test_a_rubbish_line_means_nothing_and_asks_little(line):
    asked = []
    assert meant(line, lambda other: asked.append(other)) is None
    assert len(asked) <= MOST_ASKED
