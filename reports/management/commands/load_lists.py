"""`manage.py load_lists [FOLDER] [--overwrite]`: fill the reference lists from files (fixtures/README.md). Safe to
repeat."""

from municipalities.lists.fixtures import FIXTURES, ListsRefused
from reports.actions.lists import fill_lists
from reports.prose.words import plural
from reports.rules.permissions import THE_PROGRAM

from ._russian import Refused, RussianCommand

SHOWN = 20  # rows of one list; a list has up to 300


class Command(RussianCommand):
    help = (
        "Заполняет справочники из файлов CSV или XLSX: страны, муниципальные образования с наименованиями по датам, "
        "партнёры, партнёрства. Что уже внесено, не меняется. Повторять можно сколько угодно."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", nargs="?", default=FIXTURES, metavar="ПАПКА", help="где лежат файлы; без неё – списки из поставки"
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="исправленное в программе заменить тем, что в файлах"
        )

    def handle(self, *, folder, overwrite, **options):
        try:
            loaded = fill_lists(folder, overwrite=overwrite, by=THE_PROGRAM)
        except ListsRefused as refusal:
            raise Refused("\n".join(["Ничего не загружено.", *refusal.reasons])) from None
        for one in loaded:
            self._tell(one)
        if any(one.differing for one in loaded):
            self.say("Что отличается, оставлено как в программе. Внести значения из файлов: --overwrite.")
        if not any(one.written for one in loaded):
            self.say("Справочники уже загружены, ничего не изменено.")

    def _tell(self, one):
        counts = [("добавлено", one.added), ("изменено", one.changed), ("уже есть", one.same)]
        counts += [("отличается", len(one.differing)), ("больше нет в программе", len(one.gone))]
        told = ", ".join(f"{word} {number}" for word, number in counts if number) or "в файле нет строк"
        self.say(f"{one.title} ({one.file}): {told}.")
        for line, name, texts in one.differing[:SHOWN]:
            differences = "; ".join(
                f"{heading} – в программе «{here}», в файле «{there}»" for heading, here, there in texts
            )
            self.say(f"  строка {line}, {name}: {differences}")
        for line, name in one.gone[:SHOWN]:
            self.say(f"  строка {line}, {name}: переименовано, объединено или удалено в программе, снова не добавлено")
        for count in (len(one.differing) - SHOWN, len(one.gone) - SHOWN):
            if count > 0:
                self.say(f"  и ещё {count} {plural(count, 'строка', 'строки', 'строк')}")
        for note in one.notes:
            self.warn(f"{one.file}: {note}")
