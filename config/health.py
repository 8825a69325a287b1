"""GET /healthz: is the service able to work?"""

import datetime
import errno
import shutil
import tempfile
import threading
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.imports.jobs import left_lying

PATIENCE = 1.5  # seconds; the answer must leave within two
LOCK_PATIENCE = 1  # seconds that a lock or a query may take
LEAST_ROOM = 1024 * 1024  # bytes; a page of SQLite's log and what a save needs beside it
WRITE = "UPDATE django_migrations SET applied = applied WHERE id = (SELECT MIN(id) FROM django_migrations)"
TRIAL = 64 * 1024  # bytes, written and thrown away
LOCKED = ("database is locked", "lock timeout")
READ_ONLY = ("readonly", "read-only")
FULL = ("disk is full", "No space left")
WORKER_AWAY = "import_worker_away"
WORKER_PATIENCE = datetime.timedelta(minutes=3)  # a restart of the worker is no alarm


@login_not_required
@require_safe
@never_cache
def health(request):
    """200 when the service can read and write, 503 with the name of the reason otherwise. Open to all, touches no
    session, answers within two seconds. The names are explained in docs/operating.md.

    Without a worker for uploaded tables the pages work: that is named with 200, so that nobody takes the service away.
    """
    reason = static_files_missing() or (_reason(connection) if connection.in_atomic_block else probe.reason())
    if reason == WORKER_AWAY:
        return JsonResponse({"status": "degraded", "reason": reason})
    if reason:
        return JsonResponse({"status": "unavailable", "reason": reason}, status=503)
    return JsonResponse({"status": "ok"})


def static_files_missing():
    """The name of this reason if pages cannot be drawn because collectstatic has not run, else None."""
    names = getattr(staticfiles_storage, "hashed_files", None)  # None: a storage without digests
    return "static_files_missing" if names == {} else ""


class Probe:
    """Tries the database in a thread, because a query to a database that hangs never ends by itself.

    At most one runs in a process. While it hangs, whoever asks waits for the same one.
    """

    def __init__(self):
        self.lock, self.thread, self.found = threading.Lock(), None, None

    def reason(self):
        """Why the database cannot serve; empty when it can. Takes PATIENCE at most."""
        with self.lock:
            if self.thread is None or not self.thread.is_alive():
                self.found = ["database_hangs"]
                # A connection of its own: the kept one belongs to the thread of the request.
                self.thread = threading.Thread(target=self._run, args=(_own_connection(), self.found), daemon=True)
                self.thread.start()
            thread, found = self.thread, self.found
        thread.join(PATIENCE)
        return found[0]

    @staticmethod
    def _run(own, found):
        try:
            found[0] = _reason(own)
        finally:
            own.close()


probe = Probe()


def _own_connection():
    own = connection.copy()
    own.inc_thread_sharing()  # made here, used and closed in the thread
    options = own.settings_dict["OPTIONS"]
    if own.vendor == "sqlite":
        options["timeout"] = LOCK_PATIENCE
    else:
        milliseconds = LOCK_PATIENCE * 1000
        options["options"] = f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}"
    return own


def _reason(own):
    """Why this connection cannot serve, or nothing."""
    try:
        return _no_room(own) or _not_ready(own) or _write(own) or _worker_away(own)
    except (DatabaseError, InterfaceError, OSError) as error:
        return _name_of(own, error)


def _name_of(own, error):
    words = str(error)
    if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or any(word in words for word in FULL):
        return "disk_full"
    if getattr(error, "errno", None) in (errno.EROFS, errno.EACCES) or any(word in words for word in READ_ONLY):
        return "read_only"
    if any(word in words for word in LOCKED):
        return "database_locked"
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
        if not _tables() <= there:
            return "tables_missing"
        cursor.execute("SELECT app, name FROM django_migrations")
        return "" if _migrations() <= set(cursor.fetchall()) else "migrations_pending"


@cache
def _tables():
    made = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    return made | {MigrationRecorder.Migration._meta.db_table}


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
            cursor.execute(WRITE)
    finally:
        own.savepoint_rollback(mark) if inside else own.rollback()
    return ""


def _worker_away(own):
    """Do uploaded tables wait for minutes, because `manage.py import_worker` does not run?"""
    if settings.IMPORT_WORKER != "service":
        return ""
    # Not by the model's own connection: this one has short limits and belongs to this thread.
    jobs = left_lying(WORKER_PATIENCE).values("pk")[:1]
    with own.cursor() as cursor:
        cursor.execute(*jobs.query.get_compiler(connection=own).as_sql())
        return WORKER_AWAY if cursor.fetchone() else ""
