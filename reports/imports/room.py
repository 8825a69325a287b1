"""What of an uploaded table a report has no room for. Each row says so itself."""

import json
from collections import Counter

from reports.files.read.rows import Doubt, Unreadable
from reports.queries.event_content import letters_in
from reports.rules import event_limits
from reports.rules.event_fields import CELLS

from .comparison import NEW, SAME
from .values import letters_of_row, too_much

COMPARED = 2  # times as much as a report holds
READ = 8  # likewise, of what is kept of one municipality's file
TOO_MUCH_FOR_ONE = (
    "Текста в файле во много раз больше, чем помещается в отчёт одного муниципального образования. Оставьте в нём "
    "только строки своего отчёта и загрузите снова."
)


def refuse_a_shelf_of_books(content):
    """Raise Unreadable for what was read (as_json) from the file of one municipality, where it is far more than a
    report. A hundred kilobytes can unpack to forty megabytes, and what was read is kept beside the file for weeks."""
    if len(json.dumps(content, ensure_ascii=False)) > READ * event_limits.MOST_LETTERS:
        raise Unreadable(TOO_MUCH_FOR_ONE)


def set_apart_beyond(proposals, reports, by_title):
    """Say of the rows of each report that come after twice what it holds, in rows or in letters, that they can only be
    looked at. They are not compared: a file may hold a shelf of books, and each page of the preview compares anew. Of
    such a report nothing counts as gone, for it may stand in one of these rows. Returns the others."""
    rows, letters = Counter(), Counter()
    for proposal in proposals:
        submission = _report_of(proposal.row, reports, by_title)
        if submission is None:
            continue
        rows[submission.pk] += 1
        letters[submission.pk] += sum(len(getattr(proposal.row, name)) for name in CELLS.values())
        is_many = rows[submission.pk] > COMPARED * event_limits.MOST_EVENTS
        if is_many or letters[submission.pk] > COMPARED * event_limits.MOST_LETTERS:
            proposal.submission, proposal.is_beyond, proposal.is_too_much = submission, True, True
            proposal.doubts += [*proposal.row.doubts, Doubt(BEYOND)]
            proposal.refusal = BEYOND
    beyond = {proposal.submission.pk for proposal in proposals if proposal.is_beyond}
    for section in by_title.values():
        if section.mark and section.mark.report in beyond:
            section.mark = None
    return [proposal for proposal in proposals if not proposal.is_beyond]


BEYOND = (
    "Столько строк и текста в отчёт не поместится, поэтому эта строка с отчётом не сравнивалась. Разделите таблицу на "
    "несколько файлов"
)


def _report_of(row, reports, by_title):
    event = reports.by_uid.get(row.uid) if row.uid else None
    return event.submission if event else by_title[row.section].submission


def refuse_too_much(proposals):
    """A row that is over the limits of an event can only be compared; it says so itself."""
    for proposal in proposals:
        if proposal.kind != SAME and (reason := too_much(proposal.row)):
            proposal.doubts.append(Doubt(reason))
            proposal.refusal, proposal.is_too_much = proposal.refusal or reason, True


def note_full(proposals, reports):
    """Of new rows, those for which the report has no room are doubtful: the others fill it, in the file's order."""
    new = [one for one in proposals if one.kind == NEW and one.submission is not None and one.is_good]
    filled = {one.submission.pk for one in new}
    rows = Counter({pk: sum(not event.is_deleted for event in reports.events[pk]) for pk in filled})
    letters = letters_in(filled) if filled else Counter()
    for proposal in new:
        pk, own = proposal.submission.pk, letters_of_row(proposal.row)
        if rows[pk] >= event_limits.MOST_EVENTS:
            sentence = NO_PLACE.format(event_limits.spelled(event_limits.MOST_EVENTS))
        elif letters[pk] + own > event_limits.MOST_LETTERS:
            sentence = NO_ROOM.format(event_limits.spelled(event_limits.MOST_LETTERS))
        else:
            rows[pk] += 1
            letters[pk] += own
            continue
        proposal.doubts.append(Doubt(sentence))
        proposal.is_held_back = True


NO_PLACE = (
    "В отчёте помещается {} мероприятий, и с отмеченными выше строками он полон. Чтобы внести эту строку, снимите "
    "отметку с другой или удалите лишнее из отчёта"
)
NO_ROOM = (
    "Во всех строках отчёта вместе помещается {} знаков, и с отмеченными выше строками эта не помещается. Чтобы внести "
    "её, снимите отметку с другой, сократите тексты отчёта или удалите лишнее из него"
)
