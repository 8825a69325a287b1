"""A PostgreSQL that says nothing is found out in less than two seconds, and nobody waits for it a second time."""

import copy
import socket
import threading
import time

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections

from config import database_state
from config.postgresql import base, silence

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def known(monkeypatch):
    """What this process knows, anew."""
    found = silence.Silence()
    monkeypatch.setattr(base, "silence", found)
    monkeypatch.setattr(silence, "AGAIN", 0.01)
    monkeypatch.setattr(silence.answers, "__defaults__", (0.05,))  # seconds
    monkeypatch.setattr(base, "NOTICE", 0.01)
    return found


@pytest.fixture
def server():
    """One that takes the call, as the kernel does for a process that is stopped. `goes_on` lets it answer."""
    with Server() as one:
        yield one


class Server:
    def __enter__(self):
        self.goes_on, self.asked, self.over = threading.Event(), [], False
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen()
        self.host, self.port = self.socket.getsockname()
        self.thread = threading.Thread(target=self._answer)
        self.thread.start()
        return self

    def _answer(self):
        while not self.over:
            self.goes_on.wait()
            with self.socket.accept()[0] as link:
                self.asked.append(link.recv(8))
                link.sendall(b"N")

    def __exit__(self, *_):
        self.over = True
        self.goes_on.set()
        socket.create_connection((self.host, self.port)).close()
        self.thread.join()
        self.socket.close()


def link_to(server):
    values = copy.deepcopy(connections.settings[DEFAULT_DB_ALIAS])
    values |= {"NAME": "base", "USER": "someone", "PASSWORD": "", "HOST": server.host, "PORT": str(server.port)}
    return base.DatabaseWrapper(values | {"OPTIONS": {}})


def test_a_wait_ends_when_the_server_is_silent_to_everybody(server, known):
    """Long before its own limit of five seconds; the name of the trouble is the one of the guide."""
    with pytest.raises(OperationalError, match="nor does it to anybody else") as caught:
        link_to(server).ensure_connection()
    assert known.is_known(server.host, server.port)
    assert database_state.name_of(connection, caught.value) == "database_hangs"


def test_the_next_one_does_not_wait_for_it_at_all(server, known, monkeypatch):
    with pytest.raises(OperationalError):
        link_to(server).ensure_connection()
    monkeypatch.setattr(base.select, "poll", None)  # whoever waits needs it
    with pytest.raises(OperationalError, match=f"{silence.WORDS}$"):
        link_to(server).ensure_connection()


def test_once_it_answers_it_is_known_no_more(server, known):
    assert known.found(server.host, server.port)
    server.goes_on.set()
    while known.is_known(server.host, server.port):
        time.sleep(0.01)
    assert set(server.asked) == {silence.SSL_REQUEST}
    assert not known.found(server.host, server.port)


def test_a_refusal_is_an_answer(known):
    """Whoever asks is told so by the driver; nothing is left to find out."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert not known.found("127.0.0.1", closed.getsockname()[1])
    assert not known.found("/no/such/folder", 5432)


def test_a_socket_in_a_folder_is_asked_too(known, tmp_path_factory):
    folder = tmp_path_factory.mktemp("s")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / ".s.PGSQL.5432"))
        server.listen()
        assert not silence.answers(str(folder), 5432)
    (folder / ".s.PGSQL.5432").unlink()


def test_all_of_it_takes_less_than_the_answer_of_health():
    assert silence.NOTICE + silence.DOOR < 2


@pytest.fixture
def pool():
    """It answers always, as PgBouncer does."""
    with Server() as one:
        one.goes_on.set()
        yield one


def test_a_pool_is_as_silent_as_the_server_behind_it(server, pool, known):
    """PgBouncer takes every call. A server that has never answered here may be one that this machine cannot reach."""
    address, behind = (pool.host, pool.port), [(server.host, server.port)]
    known.stands_before(*address, behind)
    assert not known.found(*address)
    server.goes_on.set()
    while not known._met:
        known.found(*address)
    server.goes_on.clear()
    while not known.found(*address):  # what was on its way is answered yet
        pass
    assert known.is_known(*address)
    server.goes_on.set()
    while known.is_known(*address):
        time.sleep(0.01)
    assert not known.found(*address)


def test_one_server_that_answers_behind_a_pool_is_enough(server, pool, known):
    known._met.add((server.host, str(server.port)))
    known.stands_before(pool.host, pool.port, [(server.host, server.port), (pool.host, pool.port)])
    assert not known.found(pool.host, pool.port)


def test_a_connection_through_a_pool_says_who_is_behind_it(server, known):
    """The wait ends at the pool, whose own answer says nothing of the server."""
    link = link_to(server)
    link.settings_dict["BEHIND_POOL"] = [("127.0.0.1", "1")]
    with pytest.raises(OperationalError, match="nor does it to anybody else"):
        link.ensure_connection()
    assert known._behind == {(server.host, str(server.port)): [("127.0.0.1", "1")]}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks a PostgreSQL")
def test_a_long_statement_of_a_server_that_works_is_waited_for(known, monkeypatch):
    """And such questions leave no line in its log, because they ask what every client asks first."""
    monkeypatch.setattr(base, "BETWEEN", 0.02)
    asked, found = [], known.found
    monkeypatch.setattr(known, "found", lambda *address: asked.append(address) or found(*address))
    monkeypatch.setattr(silence.answers, "__defaults__", (5,))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.2)")
    assert asked and not known.is_known(*asked[0][:2])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks a PostgreSQL")
def test_an_answer_that_comes_while_the_server_is_asked_counts(known, monkeypatch):
    monkeypatch.setattr(known, "found", lambda *address: time.sleep(0.3) or True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.1)")


def test_a_statement_in_work_is_given_up_after_several_questions(known, monkeypatch):
    """On a busy machine one answer may come too late, and with the statement its whole transaction would go."""
    said = iter([False, True])
    monkeypatch.setattr(silence, "answers", lambda *server: next(said))
    assert not known.found("db.example", 5432, times=2)
    monkeypatch.setattr(silence, "answers", lambda *server: False)
    assert known.found("db.example", 5432, times=2)
    monkeypatch.setattr(silence, "answers", lambda *server: True)
