"""`backup` and `restore`: everything comes back into an empty place, and nothing is touched before all was read."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config import backup_file, dump
from reports.models import Heartbeat, Submission
from tests import factories
from tests.conftest import ROOT

pytestmark = [pytest.mark.every_database, pytest.mark.django_db(transaction=True)]

ELSEWHERE = "pobratim_restored"


@pytest.fixture
def key(settings):
    settings.BACKUP_KEY = backup_file.new_key()
    return settings.BACKUP_KEY


@pytest.fixture
def elsewhere(tmp_path):
    """The DATABASE_URL of an empty place of the same kind."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/restored.sqlite3"
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {ELSEWHERE}")
    address = urlsplit(os.environ["DATABASE_URL"])
    yield address._replace(path=f"/{ELSEWHERE}").geturl()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {ELSEWHERE} WITH (FORCE)")


def manage(address, key, *words):
    """A command as an administrator gives it."""
    surroundings = os.environ | {"DATABASE_URL": address, "BACKUP_KEY": key}
    command = [sys.executable, "-W", "ignore", "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)


def test_a_backup_comes_back_with_every_row_and_the_same_documents(
    tmp_path, key, elsewhere, period, smolensk, coordinator, capsys
):
    factories.make_submission(period, smolensk, state="approved", events=3)
    file, before, after = (tmp_path / name for name in ("copy.pobratim", "before.docx", "after.docx"))
    call_command("backup", str(file))
    assert "Копия сохранена" in capsys.readouterr().out
    assert Heartbeat.objects.filter(name=Heartbeat.Name.BACKUP).exists()
    assert not list(tmp_path.glob(".pobratim-backup-*"))
    call_command("export_report", "2024", "4", "--format", "docx", "--output", str(before))

    assert "Копия цела" in manage(elsewhere, key, "restore", "--check", str(file)).stdout
    done = manage(elsewhere, key, "restore", str(file))
    assert done.returncode == 0, done.stderr
    assert "История цела" in done.stdout
    export = manage(elsewhere, key, "export_report", "2024", "4", "--format", "docx", "--output", str(after))
    assert export.returncode == 0, export.stderr
    assert after.read_bytes() == before.read_bytes()

    again = manage(elsewhere, key, "restore", str(file))
    assert (again.returncode, "только в пустую базу" in again.stderr) == (1, True)


@pytest.mark.parametrize("damage", ["cut", "newer", "foreign", "wrong key"])
def test_a_backup_that_does_not_fit_is_refused_before_anything_is_touched(tmp_path, key, damage, settings, monkeypatch):
    file, path = tmp_path / "copy", tmp_path / "dump"
    migrations, rows = dump.of_database(path)
    facts = {"program": "1.4", "database": connection.vendor, "made_at": "", "migrations": migrations, "rows": rows}
    if damage == "newer":
        facts["migrations"] = [*migrations, ["reports", "9999_later"]]
    if damage == "foreign":
        facts["database"] = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    backup_file.write(file, path, facts, key)
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:-1])
    if damage == "wrong key":
        settings.BACKUP_KEY = backup_file.new_key()
    touched = []
    monkeypatch.setattr(dump, "into_database", touched.append)
    monkeypatch.setattr(dump, "why_not_empty", lambda: "")
    with pytest.raises(CommandError):
        call_command("restore", str(file))
    assert touched == []


def test_a_database_with_tables_takes_no_backup(tmp_path, key, period, smolensk):
    factories.make_submission(period, smolensk)
    file = tmp_path / "copy"
    call_command("backup", str(file))
    with pytest.raises(CommandError, match="только в пустую базу"):
        call_command("restore", str(file))
    assert Submission.objects.filter(municipality=smolensk).count() == 1


def test_a_backup_needs_a_key_and_replaces_no_other(tmp_path, settings, capsys):
    file = tmp_path / "copy"
    settings.BACKUP_KEY = ""
    for words in (["backup", str(file)], ["restore", str(file)]):
        with pytest.raises(CommandError, match="BACKUP_KEY не задан"):
            call_command(*words)
    call_command("backup", "--new-key")
    settings.BACKUP_KEY = capsys.readouterr().out.strip().removeprefix("BACKUP_KEY=")
    call_command("backup", str(file))
    with pytest.raises(CommandError, match="уже есть"):
        call_command("backup", str(file))
    with pytest.raises(CommandError, match="Укажите файл"):
        call_command("backup")


def test_a_folder_keeps_the_newest_backups(tmp_path, key):
    for name in ("2026-01-01-0230", "2026-01-02-0230", "other"):
        (tmp_path / f"{name}.pobratim").touch() if name != "other" else (tmp_path / name).touch()
    call_command("backup", into=tmp_path, keep=2)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == 3
    assert "2026-01-01-0230.pobratim" not in names


def test_a_new_backup_stays_though_the_clock_says_that_it_is_the_oldest(tmp_path, key):
    """After a clock that was years ahead, or on a machine that began with the year 2000."""
    for name in ("2099-01-01-0230", "2099-01-02-0230"):
        (tmp_path / f"{name}.pobratim").touch()
    call_command("backup", into=tmp_path, keep=2)
    [new, old] = sorted(tmp_path.iterdir())
    assert new.stat().st_size
    assert old.name == "2099-01-02-0230.pobratim"


def test_keeping_needs_a_folder_and_a_number(tmp_path, key):
    for words in ({"keep": 2}, {"into": tmp_path, "keep": 0}, {"file": tmp_path / "a", "into": tmp_path}):
        with pytest.raises(CommandError, match="Укажите файл"):
            call_command("backup", **words)
