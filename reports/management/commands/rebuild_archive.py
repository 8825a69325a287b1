"""`manage.py rebuild_archive`: makes what search and figures read anew, from events, their versions and the releases.

It is never needed in ordinary life: every write keeps it in step, and `migrate` makes it anew where it must."""

from reports.actions.archive import rebuild
from reports.rules.permissions import THE_PROGRAM

from ._russian import RussianCommand


class Command(RussianCommand):
    help = "Строит архив для поиска и цифр заново. Ничего, кроме него, не меняет."

    def handle(self, **options):
        self.say(f"Архив построен. Строк: {rebuild(by=THE_PROGRAM)}.")
