"""Whether a database can serve: it reads and writes, its tables are those of this version, and it is not empty."""

import datetime
import errno
import shutil
import tempfile
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, InterfaceError, OperationalError
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from reports.queries.first_steps import needed_lists
from reports.queries.installation import fresh_backups, reports
from reports.queries.left_lying import jobs_left_lying, letters_left_lying, signs_of_worker, silence_of_letters

from .accounts.demo import demo_hashes, is_demo

LEAST_ROOM = 1024 * 1024  # bytes; a page of SQLite's log and what a save needs beside it
WRITE = "UPDATE django_migrations SET applied = applied WHERE id = (SELECT MIN(id) FROM django_migrations)"
TRIAL = 64 * 1024  # bytes, written and thrown away
# Trouble, numbers of the system, what the drivers say.
SAID = (
    ("disk_full", (errno.ENOSPC, errno.EDQUOT), ("disk is full", "No space left")),
    ("read_only", (errno.EROFS, errno.EACCES), ("readonly", "read-only")),
    ("database_locked", (), ("database is locked", "lock timeout")),
    ("pool_not_said", (), ("unsupported startup parameter",)),  # PgBouncer's to the limits of settings.py
    ("database_crowded", (), ("too many clients", "too many connections", "connection slots are reserved")),
    ("database_hangs", (), ("PostgreSQL gave no answer",)),  # of config/postgresql
)
WORKER_PATIENCE = datetime.timedelta(minutes=3)  # a restart of the worker is no alarm
BACKUP_PATIENCE = datetime.timedelta(hours=48)  # a night may be missed
LETTERS_PATIENCE = datetime.timedelta(hours=1)  # without a sign of `send_mail`, which runs every few minutes


def troubles(own):
    """Yield the names of what is wrong with the database of the connection `own`, the worst first. What nobody can see
    through (no connection, no tables) is the only one then; else the first is an empty text: the database answers."""
    try:
        worst = _no_room(own) or _not_ready(own) or _write(own)
        yield worst
        if worst:
            return
        for trouble in (_pool_not_said, _lists_empty, _worker_away, _letters_waiting, _backup_old, _demo_passwords):
            if name := trouble(own):
                yield name
    except (DatabaseError, InterfaceError, OSError) as error:
        yield name_of(own, error)


def name_of(own, error):
    """The name of the trouble that an error speaks of."""
    words, number = str(error), getattr(error, "errno", None)
    for name, numbers, said in SAID:
        if number in numbers or any(word in words for word in said):
            return name
    if own.vendor == "sqlite" and not Path(own.settings_dict["NAME"]).is_file():
        return "database_missing"
    return "database_away" if isinstance(error, OperationalError | InterfaceError) else "database_damaged"


def _no_room(own):
    """Is there room beside a SQLite file? A transaction that is rolled back does not reach the disk, so a file that is
    thrown away is written there; a quota is found too. PostgreSQL looks after its own disk."""
    if own.vendor != "sqlite":
        return ""
    path = Path(own.settings_dict["NAME"])
    if not path.is_file():
        return "database_missing"
    if shutil.disk_usage(path.parent).free < LEAST_ROOM:
        return "disk_full"
    with tempfile.TemporaryFile(dir=path.parent, buffering=0) as trial:
        trial.write(bytes(TRIAL))
    return ""


def _not_ready(own):
    """Are all tables there, and all migrations done?"""
    with own.cursor() as cursor:
        there = set(own.introspection.table_names(cursor))
        if not _first_tables() <= there:
            return "tables_missing"
        cursor.execute("SELECT app, name FROM django_migrations")
        if not _migrations() <= set(cursor.fetchall()):
            return "migrations_pending"
        return "" if _tables() <= there else "tables_missing"


def _first_tables():
    """Without these it is no database of ours; others may be younger than its last migration."""
    return {MigrationRecorder.Migration._meta.db_table, get_user_model()._meta.db_table}


@cache
def _tables():
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}


@cache
def _migrations():
    """All that the program has, read once: its files do not change while it runs."""
    return set(MigrationLoader(None).disk_migrations)


def _write(own):
    """A write like any other, rolled back."""
    inside = own.in_atomic_block
    mark = own.savepoint() if inside else own.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        with own.cursor() as cursor:
            if settings.IS_POOLED:
                cursor.execute("SET LOCAL lock_timeout = '1s'")
            cursor.execute(WRITE)
    finally:
        own.savepoint_rollback(mark) if inside else own.rollback()
    return ""


def _rows(own, rows):
    """The rows of a values_list by this connection, not by the models' own: it has short limits and belongs to its
    thread."""
    with own.cursor() as cursor:
        cursor.execute(*rows.query.get_compiler(connection=own).as_sql())
        return cursor.fetchall()


def _are_any(own, rows):
    return bool(_rows(own, rows.order_by().values_list("pk")[:1]))


def _pool_not_said(own):
    """Does the address lead through a pool of connections, and nobody said so? A pool makes up the number of the
    session."""
    if own.vendor != "postgresql" or settings.IS_POOL_KNOWN:
        return ""
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return "" if cursor.fetchone()[0] == own.connection.info.backend_pid else "pool_not_said"


def _lists_empty(own):
    """Has nobody loaded the lists? On a laptop one may look at an empty program."""
    if not settings.IS_SERVER:
        return ""
    return "" if all(_are_any(own, rows) for rows in needed_lists()) else "lists_empty"


def _worker_away(own):
    """Does nobody read uploaded tables, because `manage.py import_worker` does not run?"""
    if settings.IMPORT_WORKER != "service":
        return ""
    is_there = any(_are_any(own, signs) for signs in signs_of_worker(timezone.now() - WORKER_PATIENCE))
    return "" if is_there and not _are_any(own, jobs_left_lying(WORKER_PATIENCE)) else "import_worker_away"


def _letters_waiting(own):
    """Does `manage.py send_mail` not run: has it given no sign for long, or does something wait that it should have
    sent? Whether a letter that it tries leaves, depends on the mail server; the page «Письма» shows that."""
    if not settings.IS_SERVER:
        return ""
    silence = silence_of_letters(timezone.now() - LETTERS_PATIENCE)
    return "letters_waiting" if any(_are_any(own, rows) for rows in (silence, *letters_left_lying())) else ""


def _backup_old(own):
    """Where backups are made by `manage.py backup`: is the last one too old? An office that makes them otherwise sets
    no BACKUP_KEY and is not asked."""
    if not (settings.IS_SERVER and settings.BACKUP_KEY):
        return ""
    is_fresh = _are_any(own, fresh_backups(timezone.now() - BACKUP_PATIENCE))
    return "" if is_fresh or not _are_any(own, reports()) else "backup_old"


def _demo_passwords(own):
    """Can an active demo sign-in still be used by everybody? Only the names of fixtures/demo.json are
    looked at."""
    if not settings.IS_SERVER:
        return ""
    return "demo_passwords" if any(is_demo(hashed) for (hashed,) in _rows(own, demo_hashes())) else ""
