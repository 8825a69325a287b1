"""`manage.py backup FILE`: everything in one encrypted file, while people work. `--new-key` makes a key for it."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from config import backup_file, dump
from config.version import VERSION
from reports.actions.heartbeats import give_a_sign
from reports.models import Heartbeat
from reports.rules.permissions import THE_PROGRAM

from ._russian import Refused, RussianCommand, reason

NO_KEY = (
    "BACKUP_KEY не задан. Сделайте ключ: manage.py backup --new-key, впишите его в /etc/pobratim.env и сохраните "
    "отдельно от копий: без него их не открыть."
)


ENDING = ".pobratim"


class Command(RussianCommand):
    help = "Сохраняет всю базу в один зашифрованный файл. Программу останавливать не нужно."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, metavar="ФАЙЛ", help="куда сохранить")
        parser.add_argument("--into", type=Path, metavar="ПАПКА", help="сохранить в папку под именем с днём и часом")
        parser.add_argument("--keep", type=int, metavar="ЧИСЛО", help="оставить в папке столько новых копий")
        parser.add_argument("--new-key", action="store_true", help="напечатать новый ключ и больше ничего не делать")

    def handle(self, *, file, into, keep, new_key, **options):
        if new_key:
            self.say(f"BACKUP_KEY={backup_file.new_key()}")
            return
        if (file is None) == (into is None) or (keep is not None and (into is None or keep < 1)):
            raise Refused("Укажите файл, в который сохранить копию, или папку: --into ПАПКА [--keep ЧИСЛО].")
        file = file or _free_name(into)
        self._save(file)
        if keep:
            # Whatever day the clock has put into its name, the new one stays.
            others = sorted(other for other in into.glob(f"*{ENDING}") if other != file)
            for old in others[: max(0, len(others) + 1 - keep)]:
                old.unlink()

    def _save(self, file):
        if not settings.BACKUP_KEY:
            raise Refused(NO_KEY)
        if file.exists():
            raise Refused(f"{file} уже есть. Копия не заменяет прежнюю: укажите другое имя.")
        if not dump.is_tool_there():
            raise Refused("На этой машине нет pg_dump и pg_restore: установите пакет postgresql-client.")
        try:
            manifest = _make(file)
        except (backup_file.BadBackup, dump.DumpFailed) as error:
            raise Refused(f"Копия не сделана. {error}") from error
        except OSError as error:
            raise Refused(f"Копия не сделана: {file}: {reason(error)}.") from error
        self.say(f"Копия сохранена: {file}, {file.stat().st_size / 1e6:.1f} МБ, записей {sum(manifest.rows.values())}.")
        give_a_sign(Heartbeat.Name.BACKUP, by=THE_PROGRAM)


def _free_name(folder):
    """Named after day and minute, the second one of a minute after its second, so that they sort by age."""
    now = timezone.localtime()
    file = folder / f"{now:%Y-%m-%d-%H%M}{ENDING}"
    return folder / f"{now:%Y-%m-%d-%H%M%S}{ENDING}" if file.exists() else file


def _make(file):
    # Beside the file, not in a folder that all share: until it is encrypted the dump is in the clear.
    with tempfile.TemporaryDirectory(dir=file.resolve().parent, prefix=".pobratim-backup-") as folder:
        path = Path(folder, backup_file.DUMP)
        migrations, rows = dump.of_database(path)
        facts = {
            "program": VERSION,
            "database": connection.vendor,
            "made_at": timezone.now().isoformat(timespec="seconds"),
            "migrations": migrations,
            "rows": rows,
        }
        return backup_file.write(file, path, facts, settings.BACKUP_KEY)
