"""Filling the reference lists from files."""

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import transaction

from municipalities.lists.fixtures import FIXTURES, load_lists
from reports.rules.permissions import can_keep_lists, person_of, require_right


@transaction.atomic
def fill_lists(folder=FIXTURES, *, overwrite=False, by):
    """Load the files of a folder into the lists, as `load_lists` does; also for commands. What a person has loaded
    stands in the history of each row. Returns a LoadedList for each file. Raises ListsRefused."""
    require_right(can_keep_lists, by, program=True)
    loaded = load_lists(folder, overwrite=overwrite)
    if person := person_of(by):
        for one in loaded:
            for flag, words in ((ADDITION, "Добавлено"), (CHANGE, "Изменено")):
                rows = [row for row, of_row in one.written if of_row == flag]
                if rows:
                    LogEntry.objects.log_actions(
                        person.pk, rows, flag, change_message=f"{words} из файла «{one.file}»."
                    )
    return loaded
