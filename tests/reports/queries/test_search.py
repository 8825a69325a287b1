"""What is found, and in which order: the list of searches with the events that they mean (`search_answers.py`)."""

import pytest

from municipalities.models import User
from reports.queries.archive import rows_for
from reports.queries.archive_list import find, page_of
from reports.queries.search import MOST_WORDS, ordered, typed_words, wanted
from reports.rules.archive_filter import ArchiveFilter
from tests import factories
from tests.answers import for_each

from .search_answers import QUERIES
from .search_world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

SHARE = 0.95  # of the list that has to be right


@pytest.fixture(scope="module")
def world(made_once):
    """The events, made once for this file: event's pk → its key."""
    with made_once():
        factories.make_user("coordinator", is_coordinator=True)
        return make_world()


def searched(line, keys):
    """The keys of the first five hits, and the words that were shown instead."""
    user = User.objects.get(username="coordinator")
    found = find(user, ArchiveFilter(words=line))
    rows = page_of(user, found, 0, 5)
    return [keys.get(row.event_id, "?") for row in rows], found.meant.shown if found.meant else ()


@pytest.fixture(scope="module")
def answers(world, django_db_blocker):
    """[(what was asked, keys of the first hits, words that were shown instead)] of the whole list."""
    with django_db_blocker.unblock():
        return [(asked, *searched(asked.typed, world)) for asked in QUERIES]


def test_nearly_all_searches_of_the_list_find_what_they_mean_in_the_first_five(answers, db):
    """The list was written before the search."""
    wrong = [(asked.typed, found) for asked, found, _ in answers if not asked.is_right(found)]
    assert len(wrong) <= len(QUERIES) * (1 - SHARE), wrong


def test_what_is_shown_instead_is_the_word_that_was_meant(answers, db):
    """A slip that is no slip to the stems («Хиславич») needs no other word."""
    assert [(a.typed, shown) for a, _, shown in answers if a.instead and shown and a.instead not in shown] == []
    assert [(a.typed, shown) for a, found, shown in answers if shown and not a.instead and a.is_right(found)] == []


def test_what_is_no_word_finds_nothing(world, db):
    for line in ("", "!!!", "в и на", "г.", "№", "*", "-", "а-"):
        assert typed_words(line) == []
        assert searched(line or "-", world) == ([], ())


@for_each(
    "line",
    [
        "' OR 1=1 --", '"фестиваль" NEAR хор', "of_all:хор", "хор AND NOT фестиваль", "хор & !фестиваль", "хор:*",
        "{name}: хор", "(хор", "хор\\", "хор'", "хор\0", "^хор", "хор + хор", "🎉 хор", "хор " * 100, "х" * 5000,
    ],
)  # fmt: skip
def test_the_databases_own_languages_mean_nothing_in_a_line(line):
    """Signs of FTS5 and of tsquery are signs between words; a hostile line is an answer, and no error."""
    rows = rows_for(User(is_coordinator=True), ArchiveFilter(words=line))
    assert rows.count() >= 0
    everything = rows_for(User(is_coordinator=True), ArchiveFilter())
    for are_few in (True, False):
        found = ordered(everything, wanted(line), 0, 5, are_few=are_few) if typed_words(line) else []
        assert len(found) == min(5, rows.count())


def test_a_star_asks_for_all_words_that_begin_so(world, db):
    assert set(searched("витеб*", world)[0]) == set(searched("Витебск", world)[0])
    assert typed_words("в* ви* витеб*") == ["ви*", "витеб*"]


def test_of_a_long_line_the_first_words_are_searched_and_it_says_so(world, db):
    line = " ".join(f"слово{number}" for number in range(20))
    assert wanted(line).is_cut
    assert len(wanted(line).words) == MOST_WORDS
    assert not wanted("слово слово слово").is_cut
