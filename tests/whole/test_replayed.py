"""What the factories repeat is what they would have made, and whatever might come out otherwise they make anew."""

import uuid
from collections import Counter
from functools import partial

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from municipalities.models import User
from tests import factories, replayed
from tests.replayed import replayed as repeating

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL does not take its sequences back"),
]


runs = Counter()  # how often each world was really made


@repeating
def make_world(mark):
    """A report that was handed in, with a remark."""
    runs[mark] += 1
    municipality = factories.make_municipality("Смоленск")
    factories.make_officer(factories.make_user("smolensk"), municipality)
    report = factories.make_submission(factories.make_period(), municipality, state="submitted", events=2)
    factories.make_remark(report, by=factories.make_user("c", is_coordinator=True))
    return report


@pytest.fixture
def world():
    """The function that makes a world which no other test has made."""
    return partial(make_world, str(uuid.uuid4()))


@pytest.fixture
def begins(monkeypatch):
    """Function: from now on as at the beginning of a test."""
    yield partial(replayed.begin, monkeypatch)
    replayed.end()


def everything():
    """All rows of all tables, with the counters of their keys."""
    rows = {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in apps.get_models()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name")
        return rows, cursor.fetchall()


def taken_back(make):
    """What it gives and leaves, inside a transaction that is taken back."""
    with transaction.atomic():
        answer, left = make(), everything()
        waiting = len(connection.run_on_commit)
        transaction.set_rollback(True)
    return answer, left, waiting


def test_a_repeated_call_leaves_and_answers_what_the_first_one_did(world, begins):
    """Every column of every row with its key, and what waits for the end of the transaction."""
    begins()
    first, left, waiting = taken_back(world)
    begins()
    again, left_again, waiting_again = taken_back(world)
    assert runs[world.args[0]] == 1
    assert left == left_again
    assert waiting == waiting_again > 0
    assert {name: getattr(first, name) for name in columns(first)} == {
        name: getattr(again, name) for name in columns(again)
    }


def columns(row):
    return [field.attname for field in row._meta.concrete_fields]


@repeating
def rename(user):
    user.full_name = "Иначе"
    user.save()
    return user


def test_the_rows_that_were_given_become_what_the_first_call_made_of_them(begins):
    """The answer names these very objects."""
    for _ in range(2):
        begins()

        def made():
            user = factories.make_user("smolensk", "Белова Татьяна Ивановна")
            return user, rename(user), user.full_name, User.objects.get().full_name

        (user, answer, here, stored), _, _ = taken_back(made)
        assert answer is user
        assert (here, stored) == ("Иначе", "Иначе")


def somebody():
    return factories.make_user("somebody")


def write(monkeypatch, settings):
    somebody()
    User.objects.update(post="Секретарь")


def take_back(monkeypatch, settings):
    taken_back(somebody)


def set_otherwise(monkeypatch, settings):
    somebody()
    settings.SITE_URL = "https://pobratim.example"


def replace(monkeypatch, settings):
    somebody()
    monkeypatch.setitem(factories.EVENT, "name", "Иное")


def grow_old(monkeypatch, settings):
    somebody()
    for key, call in list(replayed._calls.items()):
        replayed._calls[key] = call._replace(at=call.at - replayed.FRESH)


@pytest.mark.parametrize("happens", [write, take_back, set_otherwise, replace, grow_old])
def test_what_might_come_out_otherwise_is_made_anew(world, begins, monkeypatch, settings, happens):
    """The world was made once beside somebody, and nothing is different but what is named."""
    begins()
    taken_back(lambda: (somebody(), world()))
    begins()
    taken_back(lambda: (happens(monkeypatch, settings), world()))
    assert runs[world.args[0]] == 2


def test_whoever_counts_the_questions_of_a_factory_counts_all(world, begins):
    begins()
    taken_back(world)
    begins()
    with CaptureQueriesContext(connection) as asked:
        taken_back(world)
    assert runs[world.args[0]] == 2
    assert len(asked) > 50


def test_other_values_are_another_call(begins):
    begins()
    made = [taken_back(lambda name=name: factories.make_user("one", name))[0].full_name for name in ("А Б", "В Г")]
    assert made == ["А Б", "В Г"]
