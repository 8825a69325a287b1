"""The SQLite file of a server: never made by accident, and missed at once when it is gone."""

import copy
import os
import sqlite3
import subprocess
import sys

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

from config import environment
from config.sqlite.base import DatabaseWrapper
from tests.conftest import ROOT

ON_A_SERVER = {"DEBUG": "False", "ALLOWED_HOSTS": "pobratim.example", "SECRET_KEY": "kR7-vQ2_xW9z" * 6}
pytestmark = pytest.mark.django_db  # which allows connections; the database itself is not asked


@pytest.fixture
def path(tmp_path):
    """An existing file; the name has what a URI reads otherwise."""
    path = tmp_path / "база 100% ?#.sqlite3"
    fill(path, "old")
    return path


@pytest.fixture
def opened(path):
    """The connection of a server to that file, kept as between two requests."""
    values = copy.deepcopy(connections.settings[DEFAULT_DB_ALIAS])
    values |= {"NAME": str(path), "MAY_CREATE": False, "CONN_HEALTH_CHECKS": True, "OPTIONS": {}}
    wrapper = DatabaseWrapper(values)
    yield wrapper
    wrapper.close()


def fill(path, word):
    with sqlite3.connect(path) as link:
        link.execute("CREATE TABLE words (word)")
        link.execute("INSERT INTO words VALUES (?)", [word])
    link.close()


def word_of_a_request(wrapper):
    """What a request reads; before each of them Django looks after the kept connection."""
    wrapper.close_if_unusable_or_obsolete()
    with wrapper.cursor() as cursor:
        return cursor.execute("SELECT word FROM words").fetchone()[0]


def test_a_file_that_is_not_there_is_not_made(opened, path):
    path.unlink()
    with pytest.raises(OperationalError, match="unable to open"):
        word_of_a_request(opened)
    assert not path.exists()


def test_a_file_that_has_gone_and_come_back_is_missed_and_found_at_once(opened, path):
    assert word_of_a_request(opened) == "old"
    away = path.rename(path.with_suffix(".away"))
    with pytest.raises(OperationalError, match="unable to open"):
        word_of_a_request(opened)
    away.rename(path)
    assert word_of_a_request(opened) == "old"


def test_a_file_that_was_replaced_is_read_by_the_next_request(opened, path):
    assert word_of_a_request(opened) == "old"
    fill(path.with_suffix(".new"), "restored")
    path.with_suffix(".new").replace(path)
    assert word_of_a_request(opened) == "restored"


def test_a_connection_is_kept_while_its_file_stays(opened):
    word_of_a_request(opened)
    kept = opened.connection
    word_of_a_request(opened)
    assert opened.connection is kept


def test_a_laptop_may_make_its_file(opened, path):
    path.unlink()
    opened.settings_dict["MAY_CREATE"] = True
    with opened.cursor() as cursor:
        cursor.execute("CREATE TABLE words (word)")
    assert path.exists()


@pytest.mark.parametrize("command, is_made", [("migrate", True), ("showmigrations", False), ("clearsessions", False)])
def test_on_a_server_only_migrate_makes_the_file(tmp_path, command, is_made):
    path = tmp_path / "server.sqlite3"
    values = {**os.environ, **ON_A_SERVER, "DATABASE_URL": f"sqlite:///{path}"}
    words = [sys.executable, "manage.py", command, *(["contenttypes", "0001"] if is_made else [])]
    done = subprocess.run(words, cwd=ROOT, env=values, capture_output=True, text=True, check=False)
    assert (path.exists(), done.returncode == 0) == (is_made, is_made), done.stderr


@pytest.mark.parametrize(
    "words, is_migrating",
    [
        (["manage.py", "migrate"], True),
        (["/srv/app/manage.py", "migrate", "reports"], True),
        (["manage.py", "send_mail", "migrate"], False),
        (["manage.py"], False),
        (["/srv/app/.venv/bin/gunicorn", "migrate"], False),
    ],
)
def test_migrating_is_a_command_of_its_own(monkeypatch, words, is_migrating):
    monkeypatch.setattr(sys, "argv", words)
    assert environment.is_migrating() == is_migrating
