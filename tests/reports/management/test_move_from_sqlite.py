"""`move_from_sqlite`: an office that has outgrown SQLite takes everything along, histories whole."""

import os
import re
import sqlite3
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.recorder import MigrationRecorder

from tests import factories
from tests.conftest import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="asks a PostgreSQL")

# What people do in an office: edits, a release with its files, a sign-in that stays open.
BY_HAND = """
from django.contrib.sessions.backends.db import SessionStore
from municipalities.models import User
from reports.actions import events, releases
from reports.models import Event, Period, State

edited, open_states = 0, [State.DRAFT, State.RETURNED]
for event in Event.objects.filter(submission__state__in=open_states, submission__municipality__officers__isnull=False):
    officer = event.submission.municipality.officers.first().user
    for number in range(2):
        event.refresh_from_db()
        names = ("name", "period_text", "place_text", "purpose", "participants")
        values = {name: getattr(event, name) for name in names}
        values["participants"] = f"Мастера, правка {number}: «ё», – и \\U0001d11e."
        events.save_event(event, by=officer, values=values, base_version=event.version)
        edited += 1
assert edited >= 16, edited
period = Period.objects.get(year=2024, quarter=4)
assert releases.close_and_release(period, by=User.objects.get(username="coordinator"))[1]
session = SessionStore()
session["from"] = "before"
session.create()
print("Сеанс:", session.session_key)
"""
OLD_OFFICE = """
from django.core.management import call_command

call_command("migrate", verbosity=0)
call_command("load_demo")
"""
SEE = """
import pathlib
import sys
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command

document, key, line = ARGUMENTS
call_command("verify_history", since=line, stdout=sys.stdout)
call_command("export_report", 2024, 4, format="docx", output=pathlib.Path(document), stdout=sys.stdout)
assert SessionStore(key or session.session_key)["from"] == "before"
"""
# Numbers go on behind those that came.
GO_ON = """
call_command("open_period", 2030, 1, stdout=sys.stdout)
"""


def refusal(path):
    with pytest.raises(CommandError) as refused:
        call_command("move_from_sqlite", str(path), stdout=StringIO())
    return str(refused.value)


def base_of(path, migrations=()):
    """An SQLite file in which these migrations are noted."""
    with sqlite3.connect(path) as link:
        if migrations:
            link.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app, name, applied)")
            rows = [(app, name, "2026-01-01 00:00:00") for app, name in migrations]
            link.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", rows)
    link.close()
    return path


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert "такого файла нет" in refusal(tmp_path / "нет.sqlite3")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks an SQLite service")
def test_the_database_of_the_service_itself_is_refused():
    assert "тот же файл" in refusal(connections[DEFAULT_DB_ALIAS].settings_dict["NAME"])


def test_a_file_without_our_tables_is_refused(tmp_path):
    assert "нет таблиц этой программы" in refusal(base_of(tmp_path / "чужая.sqlite3"))


def test_what_is_no_database_is_refused(tmp_path):
    (tmp_path / "письмо.sqlite3").write_text("Здравствуйте! " * 100)
    assert "не удалось прочитать" in refusal(tmp_path / "письмо.sqlite3")


def test_databases_of_two_versions_are_refused_and_told_how_to_meet(tmp_path):
    migrations = list(MigrationRecorder(connection).applied_migrations())[:-1]
    assert "migrate" in refusal(base_of(tmp_path / "старая.sqlite3", migrations))


def test_a_database_in_use_takes_nothing_in(tmp_path):
    factories.make_user("ivanova")
    found = refusal(base_of(tmp_path / "база.sqlite3", MigrationRecorder(connection).applied_migrations()))
    assert "новая база не пуста: пользователи" in found


def test_a_file_that_somebody_writes_into_is_not_moved(tmp_path):
    path = base_of(tmp_path / "база.sqlite3", MigrationRecorder(connection).applied_migrations())
    with sqlite3.connect(path, isolation_level=None) as link:
        link.execute("BEGIN IMMEDIATE")
        assert "Остановите службы" in refusal(path)
    link.close()


@pytest.fixture
def address_of_new_base():
    """The address of an empty database on the server of the tests; with today's tables where the run has a template."""
    name, old = f"moved_{os.getpid()}", connection.settings_dict
    template = old["TEST"].get("TEMPLATE") or "template0"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE \"{template}\"")
    yield re.sub(r"/[^/?]+(\?|$)", rf"/{name}\1", os.environ["DATABASE_URL"], count=1)
    assert old["NAME"] != name
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(address, *words):
    """What `manage.py` prints with that database."""
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *words],
        env=os.environ | {"DATABASE_URL": address},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def run(address, script, *arguments):
    """What a script prints in the shell of the program with that database."""
    return manage(address, "shell", "--verbosity", "0", "--command", f"ARGUMENTS = {arguments!r}\n{script}")


def control_line(text):
    return re.search(r"Контрольная строка.*: (\S.*)", text)[1]


@on_postgresql
def test_an_office_moves_to_postgresql_with_its_histories_and_table(tmp_path, address_of_new_base):
    file, old, new = tmp_path / "db.sqlite3", f"sqlite:///{tmp_path / 'db.sqlite3'}", address_of_new_base
    documents = tmp_path / "old.docx", tmp_path / "new.docx"
    told = run(old, OLD_OFFICE + BY_HAND + SEE, str(documents[0]), None, None)
    session, line = re.search(r"Сеанс: (\S+)", told)[1], control_line(told)
    manage(new, "migrate", "--verbosity", "0")

    said = manage(new, "move_from_sqlite", str(file))

    assert "История цела." in said
    assert control_line(said) == line
    assert control_line(run(new, SEE + GO_ON, str(documents[1]), session, line)) == line
    assert documents[0].read_bytes() == documents[1].read_bytes()
