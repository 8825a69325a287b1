"""The whole database as one file, and back, by its own tools: the backup of SQLite, pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from .backup_file import in_russian

BINARIES = ("pg_dump", "pg_restore")
SECONDS = 3600


class DumpFailed(Exception):
    """The database or its tool refused; the text says so in Russian."""


def of_database(dump):
    """Write all data into the file `dump`, as they are at one moment, while people work. Returns (migrations, rows by
    table) of that moment. Raises DumpFailed."""
    if connection.vendor != "sqlite":
        return _of_postgres(dump)
    try:
        return _of_sqlite(dump)
    except sqlite3.Error as error:
        raise DumpFailed(
            f"База не прочитана или не записана в {dump.parent.parent}: {in_russian(str(error))}."
        ) from None


def why_not_empty():
    """Why nothing can be restored into the database of DATABASE_URL, in Russian; empty where it can."""
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        return f"файл {file} уже есть" if file.exists() and file.stat().st_size else ""
    return "в базе уже есть таблицы" if connection.introspection.table_names() else ""


def is_tool_there():
    """Whether this machine has what makes and reads dumps of this database."""
    return connection.vendor == "sqlite" or all(map(shutil.which, BINARIES))


def into_database(dump):
    """Fill the empty database from a dump: all of it or nothing. Raises DumpFailed."""
    return _into_sqlite(dump) if connection.vendor == "sqlite" else _into_postgres(dump)


def rows_by_table():
    """Table → how many rows it has, of the program's own tables."""
    tables = sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    with connection.cursor() as cursor:
        return {table: _count(cursor, connection.ops.quote_name(table)) for table in tables}


def _count(cursor, table):
    cursor.execute(f"SELECT COUNT(*) FROM {table}")  # names of our models
    return cursor.fetchone()[0]


def _migrations():
    return sorted(map(list, MigrationRecorder(connection).applied_migrations()))


def _of_sqlite(dump):
    source = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old, closing(sqlite3.connect(dump)) as new:
        os.chmod(dump, 0o600)
        old.backup(new, pages=2048)
        migrations = new.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
        names = [name for (name,) in new.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
        rows = {name: new.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in sorted(ours & {*names})}
    return list(map(list, migrations)), rows


def _of_postgres(dump):
    """Counted in the snapshot that pg_dump reads, so that both are of one moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # pg_dump may take its time
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        migrations, rows = _migrations(), rows_by_table()
        _run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={dump}", _address())
    return migrations, rows


def _into_sqlite(dump):
    with closing(sqlite3.connect(dump)) as copied:
        if copied.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise DumpFailed("База в копии повреждена.")
        copied.execute("PRAGMA journal_mode=WAL")
    target = Path(connection.settings_dict["NAME"])
    connection.close()
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        shutil.copyfile(dump, unfinished)
        os.chmod(unfinished, 0o600)
        with unfinished.open("rb+") as written:
            os.fsync(written.fileno())
        for beside in ("-wal", "-shm"):
            target.with_name(target.name + beside).unlink(missing_ok=True)
        os.replace(unfinished, target)
    except OSError as error:
        raise DumpFailed(f"Файл {target} не записан: {in_russian(str(error))}.") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _into_postgres(dump):
    _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", f"--dbname={_address()}", str(dump))


def _run(tool, *words):
    try:
        done = subprocess.run(
            [tool, *words], env=_surroundings(), capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except FileNotFoundError:
        raise DumpFailed(f"На этой машине нет {tool}: установите пакет postgresql-client.") from None
    except subprocess.TimeoutExpired:
        raise DumpFailed(f"{tool} не закончил за {SECONDS // 60} мин.") from None
    if done.returncode:
        raise DumpFailed(f"{tool}: {in_russian(done.stderr.strip()) or done.returncode}")


def _address():
    """How libpq finds the database; the password goes another way, for all can read the words of a process."""
    known = connection.get_connection_params()
    names = {"host": "host", "port": "port", "user": "user", "dbname": "dbname"}
    names |= {name: name for name in ("sslmode", "sslrootcert", "target_session_attrs")}
    words = {name: known[name] for name in names if known.get(name)}
    return " ".join(f"{name}='{_quoted(value)}'" for name, value in words.items())


def _quoted(value):
    return str(value).replace("\\", "\\\\").replace("'", "\\'")


def _surroundings():
    password = connection.settings_dict["PASSWORD"]
    return os.environ | ({"PGPASSWORD": password} if password else {})
