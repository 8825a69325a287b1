"""PgBouncer in transaction mode, as ops/pgbouncer.ini sets it up, between the program and PostgreSQL."""

import copy
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

import psycopg2
import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.urls import reverse

from config import database_state, health
from config.postgresql import base
from municipalities.models import Country
from tests import factories
from tests.conftest import ROOT, UNDER_CI
from tests.whole.test_routes import FORMSET

PGBOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")

pytestmark = [
    pytest.mark.every_database,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PgBouncer serves PostgreSQL only"),
    pytest.mark.skipif(not (PGBOUNCER or UNDER_CI), reason="PgBouncer is not installed: apt-get install pgbouncer"),
]


@pytest.fixture
def pool(transactional_db):
    """The port of a PgBouncer before the database of the tests, with two sessions for all."""
    known = connection.get_connection_params()
    host = known.get("host", "127.0.0.1")
    # PgBouncer refuses root: whoever owns the socket of the server may run it.
    owner = Path(host).stat().st_uid if host.startswith("/") else 65534
    words = {"user": owner, "group": owner} if os.geteuid() == 0 else {}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = (ROOT / "ops/pgbouncer.ini").read_text()
    for pattern, value in (
        (
            r"^pobratim = host=\S+ port=\S+ dbname=\S+",
            f"base = host={host} port={known.get('port') or 5432} "
            f"dbname={known['dbname']} user={known['user']} password='{known.get('password') or 'none'}'",
        ),
        (r"^listen_port = .*", f"listen_port = {port}\nunix_socket_dir ="),
        (r"^auth_type = .*", "auth_type = any"),
        (r"^auth_file = .*\n", ""),
        (r"^default_pool_size = .*", "default_pool_size = 2"),
        (r"^query_wait_timeout = .*", "query_wait_timeout = 1"),
    ):
        told, number = re.subn(pattern, lambda match, value=value: value, told, flags=re.MULTILINE)
        assert number == 1, pattern
    with tempfile.TemporaryDirectory(prefix="pobratim-pool-") as name:
        file, log = Path(name, "pgbouncer.ini"), Path(name, "log")
        file.write_text(told)
        Path(name).chmod(0o755)
        with log.open("w") as stream:
            server = subprocess.Popen([PGBOUNCER, file], stdout=stream, stderr=stream, **words)
        try:
            until = time.monotonic() + 10
            while not is_there(port) and time.monotonic() < until:
                assert server.poll() is None, log.read_text()
                time.sleep(0.02)
            yield port
        finally:
            server.terminate()
            server.wait()


def is_there(port):
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def through(pool):
    """Makes connections as web processes have them where DATABASE_DIRECT_URL is set."""
    links = []

    def connect(**changes):
        values = copy.deepcopy(connections.settings[DEFAULT_DB_ALIAS])
        options = {name: value for name, value in values["OPTIONS"].items() if name not in ("options", "host")}
        to_pool = {"NAME": "base", "USER": "someone", "PASSWORD": "", "HOST": "127.0.0.1", "PORT": pool}
        to_pool |= {"OPTIONS": options, "DISABLE_SERVER_SIDE_CURSORS": True, "ATOMIC_REQUESTS": False}
        links.append(base.DatabaseWrapper(values | to_pool | changes))
        return links[-1]

    yield connect
    for link in links:
        link.close()


@pytest.fixture
def pooled(through):
    """The program's own connection leads through the pool."""
    direct, link = connections[DEFAULT_DB_ALIAS], through()
    connections[DEFAULT_DB_ALIAS] = link
    yield link
    connections[DEFAULT_DB_ALIAS] = direct


def ask(link, words):
    with link.cursor() as cursor:
        cursor.execute(words, [])
        return cursor.fetchall()


def test_limits_hold_and_nobody_waits_for_ever(through):
    """Two sessions for all: whoever finds both taken by transactions is told so."""
    one, other, third = through(), through(), through()
    found = dict(
        ask(one, "SELECT name, setting FROM pg_settings WHERE name LIKE '%%statement_timeout' OR name = 'TimeZone'")
    )
    assert found == {"statement_timeout": "20000", "TimeZone": "UTC"}
    number = "SELECT pg_backend_pid()"
    assert ask(one, number) == ask(other, number), "between two transactions a session serves whoever asks"
    for link in (one, other):
        link.set_autocommit(False)
        ask(link, number)
    with pytest.raises(OperationalError, match="query_wait_timeout"):
        ask(third, number)
    for link in (one, other):
        link.rollback()
    third.close_if_unusable_or_obsolete()
    assert ask(third, number)


@pytest.mark.parametrize("is_set", [True, False])
def test_a_long_read_goes_on_while_others_ask(through, pooled, is_set):
    """And what is set for it is needed: without it the second part would be asked of a session that knows no cursor."""
    pooled.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = is_set
    Country.objects.bulk_create(Country(code=f"X{letter}", name=f"Страна {letter}") for letter in "ABCDE")
    rows = Country.objects.order_by("code").iterator(chunk_size=2)
    found, other = [next(rows).code], through()
    other.set_autocommit(False)
    ask(other, "SELECT 1")  # has the session in which the read began
    try:
        found += [row.code for row in rows]
    except (OperationalError, psycopg2.Error) as error:
        found = str(error)
    other.rollback()
    if is_set:
        assert found == ["XA", "XB", "XC", "XD", "XE"]
    else:
        assert "cursor" in found


def test_an_officer_works_through_it(pooled, settings, client_of, smolensk_officer, period, smolensk):
    """Sign-in, page, save with its locks, /healthz; one who forgot to say so is told."""
    settings.IS_POOL_KNOWN = settings.IS_POOLED = True
    client, report = client_of(smolensk_officer), period.submissions.get(municipality=smolensk)
    address = reverse("event_add", args=[report.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {**FORMSET, **factories.EVENT, "uid": str(uuid.uuid4())}).status_code == 302
    assert ask(connections["default"], "SELECT count(*) FROM reports_event") == [(1,)]
    assert client.get("/healthz").json() == {"status": "ok"}
    settings.IS_POOL_KNOWN = settings.IS_POOLED = False
    own = health._own_connection()
    assert list(database_state.troubles(own)) == ["pool_not_said"]  # PgBouncer refuses the limits of such a session
    pooled.settings_dict["OPTIONS"].pop("options", None)
    assert "pool_not_said" in list(database_state.troubles(pooled))  # where it is told to overlook them
    own.close()
