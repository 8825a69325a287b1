"""`manage.py restore FILE`: a backup into an empty database. Everything is looked at before anything is touched."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from config import backup_file, dump
from reports.queries import installation

from ._russian import Refused, RussianCommand, reason

KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


class Command(RussianCommand):
    help = "Возвращает копию, сделанную командой backup, в новую пустую базу, которую называет DATABASE_URL."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="ФАЙЛ", help="копия")
        parser.add_argument("--check", action="store_true", help="только проверить копию, ничего не возвращать")

    def handle(self, *, file, check, **options):
        if not settings.BACKUP_KEY:
            raise Refused("BACKUP_KEY не задан: нужен ключ, с которым копия сделана.")
        try:
            with tempfile.TemporaryDirectory(prefix="pobratim-restore-") as folder:
                manifest, path = backup_file.read(file, Path(folder), settings.BACKUP_KEY)
                _refuse_foreign(manifest)
                if check:
                    self.say(f"Копия цела: {_told(manifest)}")
                    return
                _refuse_full()
                dump.into_database(path)
        except (backup_file.BadBackup, dump.DumpFailed) as error:
            raise Refused(str(error)) from error
        except OSError as error:
            raise Refused(
                f"Копия не возвращена: {error.filename or tempfile.gettempdir()}: {reason(error)}."
            ) from error
        self._compare(manifest)

    def _compare(self, manifest):
        """Count again, and say what is to be done next."""
        counted = dump.rows_by_table() if _is_of_today(manifest) else {}
        differ = [table for table, number in counted.items() if number != manifest.rows.get(table)]
        if differ:
            raise Refused(f"Записей не столько, сколько в копии: {', '.join(differ)}.")
        self.say(f"Копия возвращена: {_told(manifest)}")
        if not counted:
            self.say("Она сделана прежней версией: теперь выполните manage.py migrate, затем manage.py verify_history.")
            return
        if broken := installation.broken():
            self.warn(f"История не проходит проверку ({len(broken)}): так было и в копии, если HISTORY_KEY тот же.")
        else:
            self.say("История цела.")


def _refuse_foreign(manifest):
    if manifest.database != connection.vendor:
        raise Refused(
            f"Копия базы {KINDS.get(manifest.database, manifest.database)}, а DATABASE_URL называет "
            f"{KINDS[connection.vendor]}."
        )
    known = MigrationLoader(None).disk_migrations
    if unknown := [name for name in map(tuple, manifest.migrations) if name not in known]:
        raise Refused(f"Копия сделана более новой версией программы ({manifest.program}): ей знакома {unknown[0][1]}.")


def _refuse_full():
    if reason := dump.why_not_empty():
        raise Refused(f"Возвращать можно только в пустую базу: {reason}. Уберите прежнюю базу сами.")
    if not dump.is_tool_there():
        raise Refused("На этой машине нет pg_dump и pg_restore: установите пакет postgresql-client.")


def _is_of_today(manifest):
    return {tuple(one) for one in manifest.migrations} >= set(MigrationLoader(None).graph.leaf_nodes())


def _told(manifest):
    number = sum(manifest.rows.values())
    return f"версия {manifest.program}, сделана {manifest.made_at}, записей {number}."
