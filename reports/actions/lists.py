"""Filling the reference lists from files."""

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import transaction

from municipalities.lists.fixtures import FIXTURES, PATIENCE, load_lists
from municipalities.models import Municipality, PartnerCity
from reports.files.read.process import SECONDS_OF_LIST
from reports.rules.permissions import can_keep_lists, person_of, require_right

from .partners import follow_change
from .quarter_reports import follow_reporting_time


@transaction.atomic
def fill_lists(folder=FIXTURES, *, overwrite=False, by):
    """Load the files of a folder into the lists, as `load_lists` does; also for commands. What a person has loaded
    stands in the history of each row. The open quarters follow the municipalities that came or were changed, and the
    archive the partners. Returns a LoadedList for each file. Raises ListsRefused."""
    require_right(can_keep_lists, by, program=True)
    loaded = load_lists(folder, overwrite=overwrite, seconds=SECONDS_OF_LIST if person_of(by) else PATIENCE)
    for one in loaded:
        for row, _ in one.written:
            if isinstance(row, Municipality):
                follow_reporting_time(row, by=by)
            if isinstance(row, PartnerCity):
                follow_change(row, by=by)
    if person := person_of(by):
        for one in loaded:
            for flag, words in ((ADDITION, "Добавлено"), (CHANGE, "Изменено")):
                rows = [row for row, of_row in one.written if of_row == flag]
                if rows:
                    LogEntry.objects.log_actions(
                        person.pk, rows, flag, change_message=f"{words} из файла «{one.file}»."
                    )
    return loaded
