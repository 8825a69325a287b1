"""PostgreSQL that gives no answer: waiting ends, and the next request begins anew."""

import copy
import socket
import subprocess
import sys

import pytest
from django.db import DEFAULT_DB_ALIAS, InternalError, OperationalError, connection, connections

from config.postgresql import base
from tests.conftest import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="asks a PostgreSQL")


@pytest.fixture
def silent():
    """The port of a server that takes the call and says nothing."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def to(**changes):
    values = copy.deepcopy(connections.settings[DEFAULT_DB_ALIAS]) | changes
    return base.DatabaseWrapper(values)


def test_a_server_that_is_silent_when_called_is_given_up(silent, monkeypatch):
    monkeypatch.setattr(base.limits, "connecting", 0.05)
    link = to(NAME="base", USER="someone", PASSWORD="", HOST="127.0.0.1", PORT=str(silent), OPTIONS={})
    with pytest.raises(OperationalError, match="no answer"):
        link.ensure_connection()


@on_postgresql
def test_an_answer_that_does_not_come_ends_the_connection_and_the_next_request_has_another(monkeypatch):
    link = to(NAME=connection.settings_dict["NAME"])
    with link.cursor() as cursor:
        cursor.execute("SELECT 1")
    first, number = link.connection, link.connection.info.backend_pid
    monkeypatch.setattr(base.limits, "answering", 0.05)
    with pytest.raises(OperationalError, match="no answer"), link.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(600)")
    assert first.closed
    monkeypatch.setattr(base.limits, "answering", base.ANSWERING)
    link.close_if_unusable_or_obsolete()
    with link.cursor() as cursor:
        # The server still sleeps for the first, and would keep the database of the tests from being dropped.
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [number])
        assert cursor.fetchone() == (True,)
    link.close()


@on_postgresql
def test_a_kept_connection_is_asked_with_little_patience(monkeypatch):
    asked = []
    monkeypatch.setattr(base.base.DatabaseWrapper, "is_usable", lambda link: asked.append(base.limits.answering))
    to().is_usable()
    assert (asked, base.limits.answering) == ([base.CONNECTING], base.ANSWERING)


@on_postgresql
def test_the_server_ends_a_statement_before_we_do():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting::int FROM pg_settings WHERE name LIKE '%%_timeout'", [])
        found = dict(cursor.fetchall())
    assert 0 < found["statement_timeout"] < base.ANSWERING * 1000
    assert found["idle_in_transaction_session_timeout"] > 60_000
    assert connection.connection.get_dsn_parameters()["tcp_user_timeout"] == "30000"


@pytest.mark.parametrize("words, has_end", [(["migrate"], False), (["send_mail"], True)])
def test_only_a_migration_may_take_its_time(words, has_end):
    code = (
        "import sys; sys.argv = ['manage.py', *sys.argv[1:]]; from config import settings; from config.postgresql "
        "import base; print('statement_timeout' in settings.DATABASES['default']['OPTIONS']['options'], base.ANSWERING)"
    )
    values = {
        "DATABASE_URL": "postgres://someone:word@127.0.0.1:5432/base",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, env=values, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == (["True", "25"] if has_end else ["False", "None"])


def served():
    """Host and port of the database of the tests, as a driver takes them."""
    known = connection.get_connection_params()
    return known.get("host", ""), str(known.get("port") or 5432)


@on_postgresql
def test_a_server_that_is_silent_or_away_gives_way_to_the_next(silent, monkeypatch):
    """The order is remembered: only the first connection waits for those that do not answer."""
    monkeypatch.setattr(base, "EACH_OF_SEVERAL", 0.5)
    monkeypatch.setattr(base, "_first", {})
    host, port = served()
    hosts, ports = f"127.0.0.1,127.0.0.1,{host}", f"{silent},1,{port}"
    options = {**connection.settings_dict["OPTIONS"], "target_session_attrs": "read-write"}
    asked = []
    connect = base.base.DatabaseWrapper.get_new_connection
    monkeypatch.setattr(
        base.base.DatabaseWrapper,
        "get_new_connection",
        lambda link, words: asked.append(words["port"]) or connect(link, words),
    )
    for _ in range(2):
        link = to(NAME=connection.settings_dict["NAME"], HOST=hosts, PORT=ports, OPTIONS=options)
        link.ensure_connection()
        link.close()
    assert asked == [str(silent), "1", port, port]


@on_postgresql
def test_when_no_server_answers_each_of_them_is_named(monkeypatch):
    monkeypatch.setattr(base, "_first", {})
    with pytest.raises(OperationalError, match=r"(?s)127.0.0.1:1: .*127.0.0.1:2: "):
        to(NAME="base", HOST="127.0.0.1,127.0.0.1", PORT="1,2", OPTIONS={}).ensure_connection()


@on_postgresql
def test_a_server_that_takes_no_writes_any_more_is_left(monkeypatch):
    """A kept connection to one that was demoted is closed before the next request, and after a refused write."""
    for attributes, is_left in (({"target_session_attrs": "read-write"}, True), ({}, False)):
        link = to(NAME=connection.settings_dict["NAME"], OPTIONS={**connection.settings_dict["OPTIONS"], **attributes})
        with link.cursor() as cursor:
            assert link.is_usable()
            cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
            with pytest.raises(InternalError, match="read-only transaction"):
                cursor.execute("CREATE TABLE anything (id int)")
        link.close_if_unusable_or_obsolete()
        assert (link.connection is None) == is_left
        link.close()
