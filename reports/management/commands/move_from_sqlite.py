"""`manage.py move_from_sqlite FILE`: everything from an SQLite file into the empty database that DATABASE_URL names."""

from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction

from config.sqlite.base import DatabaseWrapper
from reports.models import Period, Submission
from reports.queries.chain import broken_histories, changed_releases
from reports.queries.control_line import control_line
from reports.queries.sealed_rows import broken_seals

from ._carry import carry, check_both
from ._russian import Refused, RussianCommand

OLD = "moved_from"  # alias of the SQLite file while the command runs
OURS = ("municipalities", "reports")


class Command(RussianCommand):
    help = (
        "Переносит всё из файла SQLite в новую пустую базу, которую называет DATABASE_URL (сначала выполните в ней "
        "migrate). Службы на это время остановите. Прежний файл не изменяется."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="ФАЙЛ", help="например /srv/pobratim/db.sqlite3")

    def handle(self, *, file, **options):
        _open(file)
        try:
            # The old file stays locked for others, so that nothing is written there after it was read.
            with transaction.atomic(using=OLD), transaction.atomic():
                check_both(OLD, DEFAULT_DB_ALIAS)
                counted = carry(OLD, DEFAULT_DB_ALIAS)
        except DatabaseError as failure:
            raise Refused(f"{file}: {_why(failure)}") from failure
        finally:
            connections[OLD].close()
            del connections[OLD]
        self.say(f"Перенесено записей: {sum(count for _, count in counted)}. Каждая прочитана из новой базы и сверена.")
        for model, count in counted:
            if count and model._meta.app_label in OURS and not model._meta.auto_created:
                self.say(f"  {model._meta.verbose_name_plural} – {count}")
        self._say_whether_whole()

    def _say_whether_whole(self):
        """The rows are the same, so a history that does not verify was broken before the move."""
        histories, periods = Submission.objects.with_names(), Period.objects.all()
        broken = [*broken_histories(histories), *changed_releases(periods), *broken_seals()]
        if broken:
            self.warn(
                f"История не проходит проверку ({len(broken)}): так было и в прежней базе, если HISTORY_KEY тот же. "
                "Подробности: manage.py verify_history"
            )
        else:
            self.say("История цела.")
        self.say(f"Контрольная строка: {control_line()}")


def _open(file):
    """Make the file reachable as the alias OLD. Raises Refused when it is not there or is what DATABASE_URL names."""
    if not file.is_file():
        raise Refused(f"{file}: такого файла нет.")
    service = connections[DEFAULT_DB_ALIAS].settings_dict
    if service["ENGINE"] == "config.sqlite" and Path(service["NAME"]).resolve() == file.resolve():
        raise Refused("DATABASE_URL называет тот же файл. Укажите в нём новую базу: postgres://…")
    values = {"ENGINE": "config.sqlite", "NAME": str(file.resolve()), "MAY_CREATE": False}
    options = {"timeout": 5, "transaction_mode": "IMMEDIATE"}  # seconds
    connections[OLD] = DatabaseWrapper(service | values | {"OPTIONS": options}, alias=OLD)


def _why(failure):
    words = str(failure)
    if "locked" in words:
        return "базу ещё кто-то изменяет. Остановите службы pobratim и повторите."
    return f"не удалось прочитать или записать ({words})."
