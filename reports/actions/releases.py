"""Releases: a consolidated report as it was sent, with a code of verification, and the addenda to it.

A release is made when a quarter is closed and never changes afterwards. What is approved later, or changed after a
reopening, goes out as «Дополнение № N», whose rows say which rows they replace.
"""

import hashlib
import io
import json
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from reports.files import table as table_columns
from reports.files.write import excel, word
from reports.models import Period, Release, State, StoredFile, Submission
from reports.prose.typography import quoted
from reports.prose.words import NBSP, plural
from reports.queries.chain import chain_ends
from reports.queries.consolidated import consolidated_table
from reports.rules.permissions import can_manage_periods, require_right

from . import conversions, periods
from .archive import follow_release

# Crockford's letters: none of them is read as another. Twelve are 60 bits.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# What a person may type for them: Latin O, I, L; Russian letters that look like Latin ones.
READ_AS = str.maketrans("OILАВЕЗКМНОРСТУХ", "011ABE3KMH0PCTYX")
CODE_LENGTH, GROUP = 12, 4  # «XXXX-XXXX-XXXX»


class NothingToRelease(Exception):
    """There is nothing that has not gone out already; the text says so in Russian."""


# The columns that a release has whose rows do not name them.
FIRST_COLUMNS = (
    table_columns.NAME,
    table_columns.PLACE,
    table_columns.PERIOD,
    table_columns.PURPOSE,
    table_columns.PARTICIPANTS,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row was printed last: in which release (0: the report itself), under which number, with which words
    (those of that version of the event), in which columns."""

    release: int
    number: int
    digest: str
    submission: int
    name: str
    version: int
    columns: tuple[str, ...]

    def differs(self, row):
        """Whether the row says something else now in the columns that were printed. One that the table has got since
        changes no row that went out without it."""
        return self.digest != _digest_of_row(row, self.columns)

    @property
    def place(self):
        """«14», or «2 дополнения № 1»."""
        return f"{self.number}{f' дополнения № {self.release}' if self.release else ''}"


@dataclass(frozen=True, slots=True)
class Pending:
    """What a release made now would hold. `sections`: (table.TableSection, rows with the Place that each replaces)."""

    number: int
    sections: list
    removed: list

    @property
    def new(self):
        return sum(place is None for _, rows in self.sections for _, place in rows)

    @property
    def changed(self):
        return sum(place is not None for _, rows in self.sections for _, place in rows)

    @property
    def in_words(self):
        """«приняты 2 новые строки, изменена 1 строка»."""
        said = [
            (self.new, ("принята", "приняты", "принято"), ("новая ", "новые ", "новых ")),
            (self.changed, ("изменена", "изменены", "изменено"), ("", "", "")),
            (len(self.removed), ("исключена", "исключены", "исключено"), ("", "", "")),
        ]
        rows = ("строка", "строки", "строк")
        return ", ".join(
            f"{plural(number, *verbs)} {number}{NBSP}{plural(number, *words)}{plural(number, *rows)}"
            for number, verbs, words in said
            if number
        )

    @property
    def is_empty(self):
        return not self.sections and not self.removed


def pending(period):
    """What has not gone out yet: all approved rows before the first release, then only what differs from it."""
    releases = list(period.releases.order_by("number"))
    sections = [(section, list(section.rows)) for section in consolidated_table(period, with_facts=True).sections]
    if not releases:
        return Pending(0, [(section, [(row, None) for row in rows]) for section, rows in sections], [])
    sent = _rows_of(releases)
    changed = [(section, _differing(rows, sent)) for section, rows in sections]
    changed = [(section, rows) for section, rows in changed if rows]
    here = {str(row.uid) for _, rows in sections for row in rows}
    # A report that was opened again is not approved: its rows are not removed, they are being worked over.
    approved = set(Submission.objects.in_period(period).filter(state=State.APPROVED).values_list("pk", flat=True))
    removed = [(uid, place) for uid, place in sent.items() if place.submission in approved and uid not in here]
    return Pending(len(releases), changed, removed)


def _differing(rows, sent):
    """[(row, its Place)] of the rows that differ from what was sent; None for the Place of a new one."""
    found = [(row, sent.get(str(row.uid))) for row in rows]
    return [(row, place) for row, place in found if place is None or place.differs(row)]


def sent_rows(period):
    """uid → Place: the rows of the quarter's release together with all its addenda, as they were printed last."""
    return _rows_of(period.releases.order_by("number").defer("anchors"))


def _rows_of(releases):
    sent = {}
    for release in releases:
        for number, row in enumerate(release.rows, start=1):
            columns = tuple(row.get("columns", FIRST_COLUMNS))
            words = row["digest"], row["submission"], row["name"], row["version"]
            sent[row["uid"]] = Place(release.number, number, *words, columns)
        for row in release.removed:
            sent.pop(row["uid"], None)
    return sent


def may_release(period):
    """Whether a document may go out now: the first is made by closing the quarter, addenda whenever there is one."""
    return period.is_closed or period.releases.exists()


@transaction.atomic
def make_release(period, *, by):
    """Draw what is pending and keep it for ever. Raises NothingToRelease."""
    require_right(can_manage_periods, by)
    Period.objects.select_for_update().get(pk=period.pk)
    # Nobody decides meanwhile: a report approved between two of the questions below would seem to have lost its rows.
    # `no_key`: drafts of texts are kept all the same.
    list(Submission.objects.in_period(period).select_for_update(no_key=True).order_by("pk").values_list("pk"))
    found = pending(period)
    if found.is_empty:
        raise NothingToRelease(
            "Ни одного отчёта с мероприятиями ещё не принято: выпускать нечего."
            if found.number == 0
            else "После последнего выпуска ничего не изменилось: дополнять нечего."
        )
    table = table_of(period, found)
    name = f"Дополнение № {found.number}" if found.number else "Сводный отчёт"
    document = _kept(word.write, table, f"{name}, {period}.docx", word.CONTENT_TYPE, by)
    workbook = _kept(excel.write, table, f"{name}, {period}.xlsx", excel.CONTENT_TYPE, by)
    release = Release.objects.create(
        period=period,
        number=found.number,
        code=table.code,
        document=document,
        digest=document.content.sha256,
        workbook=workbook,
        workbook_digest=workbook.content.sha256,
        anchors=chain_ends(Submission.objects.in_period(period)),
        rows=[_kept_row(section, row, place) for section, rows in found.sections for row, place in rows],
        removed=[{"uid": uid, "release": place.release, "number": place.number} for uid, place in found.removed],
        by=by,
    )
    follow_release(release)
    conversions.prepare(release, by=by)
    return release


@transaction.atomic
def close_and_release(period, *, by):
    """Close the quarter, and release what is pending. Returns (whether it was open, the Release or None)."""
    was_open = periods.close(period, by=by)
    if not was_open:
        return False, None
    try:
        return True, make_release(period, by=by)
    except NothingToRelease:
        return True, None


def code_of(period, number, table):
    """«7K3M-…-…»: a digest of the period, of which release it is, and of the printed words in their order."""
    printed = [
        period.slug,
        number,
        table.title,
        [[section.heading, [_cells(row) for row in section.rows]] for section in table.sections],
        list(table.after),
    ]
    digest = int(hashlib.sha256(_canonical(printed)).hexdigest(), 16)
    return in_groups("".join(LETTERS[(digest >> 5 * place) % 32] for place in range(CODE_LENGTH)))


def in_groups(letters):
    """The letters of a code as they are printed."""
    return "-".join(letters[start : start + GROUP] for start in range(0, CODE_LENGTH, GROUP))


def letters_of(typed):
    """The letters and digits of a code as a person types it: small ones, Russian look-alikes, with any dashes."""
    return "".join(filter(str.isalnum, typed.upper().translate(READ_AS)))


def find_release(typed):
    """The Release of a code as a person types it, or None."""
    letters = letters_of(typed)
    if len(letters) != CODE_LENGTH or not letters.isascii():
        return None
    return Release.objects.select_related("period", "by").filter(code=in_groups(letters)).first()


def table_of(period, found):
    """The document that a release of these Pending rows would be: a Table with its code."""
    base = consolidated_table(period)
    sections = [
        replace(section, rows=[_with_word(row, place, found.number) for row, place in rows])
        for section, rows in found.sections
    ]
    title = base.title
    if found.number:
        title = table_columns.addendum_title(found.number, period.year, period.quarter, settings.REGION_GENITIVE)
    # Whole names, however long: rows of one contest often differ in the last words only.
    after = tuple(
        f"Исключена строка {place.place}: {quoted(place.name, len(place.name))}." for _, place in found.removed
    )
    table = replace(base, title=title, sections=sections, after=after)
    code = code_of(period, found.number, table)
    return replace(table, code=code, check_address=check_address(code))


def check_address(code):
    """Where anybody checks the document of that code; "" where nobody has said at which address people reach us."""
    return f"{settings.SITE_URL}{reverse('release_check_code', args=[code])}" if settings.SITE_URL else ""


def _with_word(row, place, number):
    """In an addendum every row says what it is, on a line of its own below the name."""
    if number == 0:
        return row
    return replace(row, name=f"{row.name}\n({f'взамен строки {place.place}' if place else 'новая строка'})")


def _kept_row(section, row, place):
    columns = [column.field for column in table_columns.COLUMNS]
    return {
        "uid": str(row.uid),
        "version": row.version,
        "digest": _digest_of_row(row, columns),
        "columns": columns,
        "submission": section.report,
        "name": row.name,
        "instead": [place.release, place.number] if place else None,
    }


def _kept(write, table, name, content_type, by):
    stream = io.BytesIO()
    write(table, stream)
    return StoredFile.keep(stream.getvalue(), name=name, content_type=content_type, by=by)


def _cells(row):
    return [column.paragraphs(row) for column in table_columns.COLUMNS]


def _digest_of_row(row, columns):
    """Of what the row prints in these columns; one that the table has no longer prints nothing."""
    printed = {column.field: column for column in table_columns.COLUMNS}
    cells = [printed[name].paragraphs(row) if name in printed else [] for name in columns]
    return hashlib.sha256(_canonical(cells)).hexdigest()


def _canonical(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
