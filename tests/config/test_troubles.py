"""A set-up that cannot work is named by the check before the start, by the start, and by /healthz.

Each row breaks one thing of a set-up that is whole. Nothing that is broken is called healthy by any of the three.
"""

import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from config import checks, collected, database_state, health, troubles
from config.accounts.demo import DEMO_PASSWORD
from config.troubles import TROUBLES
from municipalities.models import Country, Municipality
from municipalities.models.account_letters import ask_for_link
from reports.actions.heartbeats import give_a_sign
from reports.models import Heartbeat, ImportJob, Letter
from reports.rules.permissions import THE_PROGRAM
from tests.conftest import ROOT
from tests.factories import make_country, make_import, make_municipality, make_period, make_user

BACKENDS = "django.core.mail.backends"
START = ("pobratim.start", "ERROR")


@pytest.fixture
def whole(db, settings):
    """As a server should be, in the middle of its life."""
    settings.IS_SERVER = settings.HAS_OWN_DATABASE = settings.HAS_OWN_HISTORY_KEY = True
    settings.EMAIL_BACKEND = f"{BACKENDS}.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "pobratim@example.ru"
    settings.IMPORT_WORKER = "service"
    make_municipality("Вяземский")
    make_country("BY", "Беларусь")
    make_user("smolensk")  # a name of the demo, with a password of its own
    for name in Heartbeat.Name:
        give_a_sign(name, by=THE_PROGRAM)
    return settings


def age(name, **ago):
    Heartbeat.objects.filter(name=name).update(at=timezone.now() - timedelta(**ago))


def no_table():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE reports_letter RENAME TO reports_gone")


def migrations_away():
    """Seven of them, as after an upgrade whose `migrate` was forgotten."""
    last = MigrationRecorder.Migration.objects.filter(app="reports").order_by("-pk").values("pk")[:7]
    MigrationRecorder.Migration.objects.filter(pk__in=list(last.values_list("pk", flat=True))).delete()


def migrations_and_their_tables_away():
    no_table()
    migrations_away()


def demo_password():
    user = make_user("vyazma")
    user.set_password(DEMO_PASSWORD)
    user.save()


def waiting_table():
    """The worker gives signs, and yet nothing happens."""
    make_import(make_period(), None, by=make_user("reader"), state=ImportJob.State.WAITING)
    ImportJob.objects.update(at=timezone.now() - timedelta(minutes=4))


def waiting_letter():
    ask_for_link(make_user("petrova", email="petrova@vyazma.example"))
    user = make_user("second")
    Letter.objects.create(user=user, subject="Отчёт", body="Сдайте", address="a@b.example")
    Letter.objects.update(next_try_at=timezone.now() - timedelta(hours=2))


def set_to(name, value):
    return lambda whole, monkeypatch: setattr(whole, name, value)


def static(names):
    return lambda whole, monkeypatch: monkeypatch.setattr(
        collected, "staticfiles_storage", SimpleNamespace(hashed_files=names)
    )


def of_another_version(whole, monkeypatch):
    monkeypatch.setattr(
        collected, "staticfiles_storage", SimpleNamespace(hashed_files={"css/base.css": "css/base.1.css"})
    )
    monkeypatch.setattr(collected, "_are_there", lambda names: True)
    monkeypatch.setattr(collected, "_mark", lambda: "of another version")


def stored(work):
    return lambda whole, monkeypatch: work()


def away(whole, monkeypatch):
    def refuse(*args):
        raise OperationalError("connection refused")

    monkeypatch.setattr(database_state, "_not_ready", refuse)


BROKEN = [
    ("database_not_chosen", set_to("HAS_OWN_DATABASE", False)),
    ("mail_not_set", set_to("EMAIL_BACKEND", f"{BACKENDS}.console.EmailBackend")),
    ("history_key_missing", set_to("HAS_OWN_HISTORY_KEY", False)),
    ("converter_missing", set_to("IS_CONVERTER_MISSED", True)),
    ("proxies_not_named", set_to("REMOTE_USER_HEADER", "X-Remote-User")),
    ("static_files_missing", static({})),
    ("static_files_missing", static({"css/base.css": "css/base.of-no-file.css"})),
    ("static_files_old", of_another_version),
    ("database_away", away),
    ("temp_full", lambda whole, monkeypatch: monkeypatch.setattr(troubles, "LEAST_ROOM", 1 << 60)),
    ("temp_full", lambda whole, monkeypatch: monkeypatch.setattr(tempfile, "tempdir", "/no/such/folder")),
    ("tables_missing", stored(no_table)),
    ("migrations_pending", stored(migrations_away)),
    ("migrations_pending", stored(migrations_and_their_tables_away)),
    ("lists_empty", stored(lambda: Municipality.objects.all().delete())),
    ("lists_empty", stored(lambda: Country.objects.all().delete())),
    ("demo_passwords", stored(demo_password)),
    ("import_worker_away", stored(lambda: Heartbeat.objects.filter(name="import_worker").delete())),
    ("import_worker_away", stored(lambda: age("import_worker", minutes=4))),
    ("import_worker_away", stored(waiting_table)),
    ("letters_waiting", stored(lambda: age("letters", minutes=61))),
    ("letters_waiting", stored(waiting_letter)),
]


def test_a_set_up_that_is_whole_is_called_so_by_all_three(whole, client, caplog):
    """Otherwise the rows below would show nothing."""
    assert (client.get("/healthz").status_code, checks.installation_is_whole(None)) == (200, [])
    health._say()
    assert [record.levelname for record in caplog.records] == ["INFO"], "the version, and no trouble"


@pytest.mark.parametrize(("name", "spoil"), BROKEN)
def test_what_is_broken_is_named_by_the_check_by_health_and_by_the_start(
    whole, client, monkeypatch, caplog, name, spoil
):
    """With a sentence and a way out in Russian, the same for all three. The start leaves out what only runs beside."""
    spoil(whole, monkeypatch)
    page, trouble = client.get("/healthz"), TROUBLES[name]
    status = "unavailable" if trouble.stops_pages else "degraded"
    assert (page.status_code, page.json()) == (503, {"status": status, "reason": name})
    [error] = checks.installation_is_whole(None)
    assert (error.id, error.msg, error.hint) == (f"pobratim.{trouble.number}", trouble.words, trouble.hint)
    assert all(re.search("[а-я]{4}.*[.]$", text) for text in (trouble.words, trouble.hint))
    health._say()
    said = [record.getMessage() for record in caplog.records if (record.name, record.levelname) == START]
    assert [trouble.words in line and trouble.hint in line for line in said] == [True] * (not trouble.is_beside)


@pytest.mark.parametrize(
    "repair",
    [
        lambda: age("import_worker", minutes=2),
        lambda: age("letters", minutes=50),
        lambda: Heartbeat.objects.filter(name="letters").delete(),  # the timer has not come round for the first time
    ],
)
def test_a_restart_is_no_alarm(whole, client, repair):
    repair()
    assert client.get("/healthz").status_code == 200


def test_a_worker_with_much_in_hands_gives_its_signs_there(whole, client):
    age("import_worker", minutes=20)
    make_import(make_period(), None, by=make_user("reader"), state=ImportJob.State.READING)
    ImportJob.objects.update(beat_at=timezone.now())
    assert client.get("/healthz").status_code == 200


def test_a_laptop_may_do_with_the_defaults(db, client, settings):
    """Nothing of a server is asked where DEBUG is on."""
    assert client.get("/healthz").json() == {"status": "ok"}
    assert checks.installation_is_whole(None) == checks.letters_can_be_answered(None) == []


def test_the_worst_is_named_where_much_is_wrong(whole, client):
    """The check names everything; /healthz what must be put right first."""
    whole.HAS_OWN_HISTORY_KEY = False
    no_table()
    assert client.get("/healthz").json()["reason"] == "tables_missing"
    assert [error.id for error in checks.installation_is_whole(None)] == ["pobratim.E004", "pobratim.E037"]


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("EMAIL_BACKEND", f"{BACKENDS}.dummy.EmailBackend", "W001"),
        ("DEFAULT_FROM_EMAIL", "pobratim@localhost", "W002"),
    ],
)
def test_letters_that_cannot_arrive_are_a_warning(whole, client, name, value, number):
    """Somebody may want it so, and the service works."""
    setattr(whole, name, value)
    assert [warning.id for warning in checks.letters_can_be_answered(None)] == [f"pobratim.{number}"]
    assert client.get("/healthz").status_code == 200


def test_every_trouble_has_a_number_of_its_own():
    numbers = [trouble.number for trouble in TROUBLES.values()]
    assert len(set(numbers)) == len(numbers)


# The same, from outside


@pytest.fixture
def installed(transactional_db, tmp_path):
    """Function changed variables → the environment of a whole server: a database of its own with lists, mail, keys."""
    if connection.vendor != "sqlite":
        pytest.skip("the set-up is a copy of a file")
    make_municipality("Вяземский")
    make_country("BY", "Беларусь")
    path = tmp_path / "db.sqlite3"
    with sqlite3.connect(connection.settings_dict["NAME"]) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
    source.close()
    copy.close()
    settings = f'from config.settings import *\nSTATIC_ROOT = "{tmp_path}/static"\n'
    (tmp_path / "of_this_test.py").write_text(settings, encoding="utf-8")
    production = {
        "DJANGO_SETTINGS_MODULE": "of_this_test",
        "PYTHONPATH": str(tmp_path),
        "DEBUG": "False",
        "SECRET_KEY": "".join(map(chr, range(60, 120))),
        "HISTORY_KEY": "".join(map(chr, range(60, 110))),
        "ALLOWED_HOSTS": "pobratim.example",
        "DATABASE_URL": f"sqlite:///{path}",
        "EMAIL_URL": "smtp+tls://mail.example:587",
        "DEFAULT_FROM_EMAIL": "pobratim@pobratim.example",
        "PATH": os.environ["PATH"],
        "PYTHONIOENCODING": "utf-8",
    }
    return lambda **changed: production | changed


def run(environment, *words):
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


def test_a_server_without_collectstatic_says_so_everywhere_and_speaks_russian(installed, tmp_path):
    """And with it the check is clean, down to the warnings."""
    deploy = ("check", "--deploy", "--fail-level", "WARNING")
    status, words = run(installed(), *deploy)
    assert status == 1 and "pobratim.E021" in words and "collectstatic" in words and "1 issue" in words
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    with subprocess.Popen(words, cwd=ROOT, env=installed(), stderr=subprocess.PIPE, text=True) as server:
        try:
            told = []
            assert any("static_files_missing" in line or told.append(line) for line in server.stderr), told
            assert ask(port, "/healthz") == (503, '{"status": "unavailable", "reason": "static_files_missing"}')
            for address in ("/accounts/login/", "/no/such/page"):
                status, page = ask(port, address)
                assert status == 500 and "Ошибка в программе" in page and "Подождите несколько минут" in page
        finally:
            server.terminate()
    assert run(installed(), "collectstatic", "--noinput", "-v0") == (0, "")
    assert run(installed(), *deploy) == (0, "")
    (tmp_path / "static" / collected.MARK).write_text("of another version", encoding="ascii")
    status, words = run(installed(), *deploy)
    assert status == 1 and "pobratim.E022" in words


def ask(port, address):
    headers = {"Host": "pobratim.example", "X-Forwarded-Proto": "https"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{address}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as page:
            return page.status, page.read().decode()
    except urllib.error.HTTPError as page:
        with page:
            return page.code, page.read().decode()


def test_the_check_of_a_server_without_a_database_is_an_error_and_no_crash(installed, tmp_path):
    """Whatever is missing: the address, the file, the server."""
    for url, number in (
        (f"sqlite:///{tmp_path}/none.sqlite3", "E030"),
        ("postgres://nobody:geheim@127.0.0.1:1/none", "E031"),
    ):
        status, words = run(installed(DATABASE_URL=url), "check", "--deploy")
        assert status == 1 and f"pobratim.{number}" in words, words
        assert "Traceback" not in words and "geheim" not in words
    environment = installed()
    del environment["DATABASE_URL"]
    status, words = run(environment, "check", "--deploy")
    assert status == 1 and "pobratim.E002" in words
