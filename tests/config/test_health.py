"""GET /healthz, for the watchdog."""

import shutil
import sqlite3
import subprocess
import threading
from collections import namedtuple
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from config import database_state, health, unavailable
from config.troubles import TROUBLES

pytestmark = pytest.mark.every_database

Usage = namedtuple("Usage", "total used free")
WELL = (200, {"status": "ok"})
of_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite is a file")


def answer_of(client):
    response = client.get("/healthz")
    return response.status_code, response.json()


def unwell(reason):
    return 503, {"status": "unavailable", "reason": reason}


@pytest.fixture
def file(transactional_db, tmp_path, monkeypatch):
    """A copy of the database; /healthz looks at it as a server would, which creates none."""
    path = tmp_path / "база 100%.sqlite3"
    with sqlite3.connect(connection.settings_dict["NAME"]) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
    source.close()
    copy.close()
    monkeypatch.setitem(connection.settings_dict, "MAY_CREATE", False)
    make = health._own_connection

    def of_the_copy():
        own = make()
        own.settings_dict["NAME"] = str(path)
        return own

    monkeypatch.setattr(health, "_own_connection", of_the_copy)
    return path


def run(path, statement):
    with sqlite3.connect(path) as link:
        link.execute(statement)
    link.close()


def test_it_is_well_when_the_database_reads_and_writes(transactional_db, client):
    """For anybody, without reading or making a session."""
    client.cookies[settings.SESSION_COOKIE_NAME] = "left-over"
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == WELL
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_it_writes_nothing_that_stays(transactional_db, client):
    rows = list(MigrationRecorder.Migration.objects.order_by("pk").values_list())
    assert answer_of(client) == WELL
    assert list(MigrationRecorder.Migration.objects.order_by("pk").values_list()) == rows


def test_inside_a_transaction_it_asks_the_connection_of_the_transaction(db, client):
    """Whose lock another connection would wait for."""
    assert answer_of(client) == WELL


def test_it_is_unavailable_when_the_database_is_away(db, client):
    """Also for a browser with a session, whose reading would fail first."""
    client.cookies[settings.SESSION_COOKIE_NAME] = "left-over"
    with patch.object(connection, "cursor", side_effect=OperationalError("connection refused")):
        assert answer_of(client) == unwell("database_away")


def test_a_migration_that_waits_is_seen(db, client):
    MigrationRecorder.Migration.objects.filter(app="reports").first().delete()
    assert answer_of(client) == unwell("migrations_pending")


def test_a_table_that_is_gone_is_seen(db, client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE reports_letter RENAME TO reports_gone")
    assert answer_of(client) == unwell("tables_missing")


@pytest.mark.parametrize(
    "words, reason",
    [
        ("attempt to write a readonly database", "read_only"),
        ("cannot execute UPDATE in a read-only transaction", "read_only"),
        ("database or disk is full", "disk_full"),
        ('could not extend file "base/1": No space left on device', "disk_full"),
        ("database is locked", "database_locked"),
        ("FATAL: sorry, too many clients already", "database_crowded"),
        ("FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute", "database_crowded"),
    ],
)
def test_a_database_that_reads_but_does_not_write_is_unavailable(db, client, words, reason):
    def no_writing(execute, sql, *rest):
        if sql.startswith("UPDATE"):
            raise OperationalError(words)
        return execute(sql, *rest)

    with connection.execute_wrapper(no_writing):
        assert answer_of(client) == unwell(reason)


@of_sqlite
def test_a_file_that_is_gone_is_seen_and_not_created(file, client):
    hidden = file.rename(f"{file}.away")
    assert answer_of(client) == unwell("database_missing")
    assert not file.exists()
    hidden.rename(file)
    assert answer_of(client) == WELL


@of_sqlite
def test_an_empty_file_in_its_place_is_seen(file, client):
    file.unlink()
    file.touch()
    assert answer_of(client) == unwell("tables_missing")


@of_sqlite
def test_a_damaged_file_is_seen(file, client):
    file.write_bytes(b"no database at all" * 1000)
    assert answer_of(client) == unwell("database_damaged")


@of_sqlite
def test_a_full_disk_is_seen_before_anybody_saves(file, client):
    with patch.object(shutil, "disk_usage", return_value=Usage(16 << 20, 16 << 20, 4096)):
        assert answer_of(client) == unwell("disk_full")
    assert answer_of(client) == WELL


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of 24 MB, where this system lets us make one: as root of Linux."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    try:
        subprocess.run(made, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no small disk can be made here")
    yield folder
    # Lazy: what pytest keeps of the errors keeps files open.
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@of_sqlite
@pytest.mark.parametrize("least_room", [database_state.LEAST_ROOM, 0], ids=["counted", "tried"])
def test_a_disk_that_is_really_full_is_seen_and_told_from_other_errors(
    file, small_disk, client, monkeypatch, least_room
):
    """Both by what is free and by a file that does not go in. What a save meets there is answered 503. When there is
    room again, all is well."""
    monkeypatch.setattr(database_state, "LEAST_ROOM", least_room)
    path = shutil.move(file, small_disk / file.name)
    make = health._own_connection

    def on_the_small_disk():
        own = make()
        own.settings_dict["NAME"] = str(path)
        return own

    monkeypatch.setattr(health, "_own_connection", on_the_small_disk)
    assert answer_of(client) == WELL
    with (small_disk / "filling").open("wb", buffering=0) as filling, pytest.raises(OSError, match="No space left"):
        while True:
            filling.write(bytes(4096))
    assert answer_of(client) == unwell("disk_full")
    own = on_the_small_disk()
    with pytest.raises(OperationalError) as full, own.cursor() as cursor:
        cursor.execute("CREATE TABLE filling AS SELECT zeroblob(1000000)")
    own.close()
    assert unavailable.is_unavailable(full.value)
    (small_disk / "filling").unlink()
    assert answer_of(client) == WELL


@of_sqlite
def test_a_lock_that_somebody_keeps_is_seen_in_time(file, client, monkeypatch):
    monkeypatch.setattr(health, "LOCK_PATIENCE", 0.05)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert answer_of(client) == unwell("database_locked")
    holder.close()
    assert answer_of(client) == WELL


def test_a_database_that_hangs_holds_one_thread_and_no_answer(transactional_db, client, monkeypatch):
    """A query to a stopped PostgreSQL or to a dead disk never ends by itself."""
    monkeypatch.setattr(health, "PATIENCE", 0.05)
    goes_on, asked = threading.Event(), []

    def hang(own):
        asked.append(own)
        goes_on.wait()
        return [""]

    with patch.object(database_state, "troubles", hang):
        answers = [answer_of(client) for _ in range(5)]
        thread = health.probe.thread
        goes_on.set()
        thread.join()
    assert answers == [unwell("database_hangs")] * 5
    assert len(asked) == 1
    monkeypatch.setattr(health, "PATIENCE", 60)
    assert answer_of(client) == WELL


def test_the_answer_leaves_within_two_seconds():
    """What waits inside is shorter than what waits outside."""
    assert health.LOCK_PATIENCE < health.PATIENCE < 2


def test_it_can_only_be_read(db, client):
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


def test_it_answers_without_tls(db, client, settings):
    """The watchdog asks from inside, behind nginx."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    assert client.get("/healthz").status_code == 200
    assert client.get("/accounts/login/").status_code == 301


def test_every_reason_is_explained_to_the_operator():
    text = (settings.BASE_DIR / "docs" / "operating.md").read_text(encoding="utf-8")
    assert [name for name in TROUBLES if f"`{name}`" not in text] == []
