"""No letter of a damaged table is lost without being shown, and undamaged rows are read right."""

import os
from collections import Counter

import pytest

from reports.files.read import html as read_html
from reports.files.read import odf, odt, rtf, safe
from reports.files.read import word as read_word
from reports.files.read.rows import as_json
from reports.files.read.tables import read_pieces

from .damages import DAMAGES, as_html, as_word, damaged
from .official import even
from .open_damages import as_odt, as_rtf

COUNT = 500 if os.environ.get("POBRATIM_STRESS") else 100
# What HTML has as text of the cell itself, where Word has it apart.
IN_THE_CELL = {"box", "note", "comment"}
FIELDS = ("name", "place", "period", "purpose", "participants")


def read_as_word(made):
    return read_pieces(read_word.pieces(safe.open_package(as_word(made))))


def read_as_html(made):
    return read_pieces(read_html.pieces(as_html(made)))


def read_as_odt(made):
    return read_pieces(odt.pieces(odf.opened(as_odt(made))))


def read_as_rtf(made):
    return read_pieces(rtf.pieces(as_rtf(made)))


@pytest.mark.stress
@pytest.mark.parametrize("read", [read_as_word, read_as_html, read_as_odt, read_as_rtf])
def test_no_letter_is_lost_and_whole_rows_are_read_right(read):
    wrong = {}
    for seed in range(COUNT):
        made = damaged(seed)
        found = read(made)
        complaints = _lost(made, found) + _out_of_place(made, found, IN_THE_CELL if read is read_as_html else set())
        if complaints:
            wrong[f"{seed}: {', '.join(made.damages)}"] = complaints
    assert wrong == {}


def test_every_kind_of_damage_comes_alone():
    """The first so many seeds are one damage each."""
    assert [damaged(seed).damages for seed in range(len(DAMAGES))] == [[damage.__name__] for damage in DAMAGES]


def _lost(made, read):
    """The inserted texts of which letters are shown nowhere."""
    shown = Counter(_letters(_shown(read)))
    lost = Counter("".join(map(_letters, made.inserted))) - shown
    return [f"lost {dict(lost)}"] * bool(lost) + [text for text in made.inserted if _missing_words(text, read)]


def _missing_words(text, read):
    shown = _shown(read)
    return [word for word in text.split() if word not in shown]


def _shown(read):
    """All that a person is shown of a file: a preview shows nothing else."""
    rows = [[*(getattr(row, field) for field in FIELDS), *row.notes] for row in read.rows]
    return "\n".join(
        [
            read.title,
            *(section.title for section in read.sections),
            *(text for texts in rows for text in texts),
            *(loose.text for loose in read.loose),
        ]
    )


def _letters(text):
    return "".join(text.split())


def _out_of_place(made, read, in_the_cell):
    """Undamaged rows that are not read as written."""
    found = {even(row.name): row for row in read.rows}
    wrong = []
    for event in made.events():
        kinds = {part.kind for cell in event.cells for paragraph in cell.paragraphs for part in paragraph}
        if event.expected is None or kinds & in_the_cell:
            continue
        row = found.get(event.expected["name"])
        if row is None:
            wrong.append(f"no row {event.expected['name']!r}")
            continue
        texts = {field: even(getattr(row, field)) for field in FIELDS}
        if texts != event.expected:
            wrong.append(f"{texts} instead of {event.expected}")
        if row.section != event.section:
            wrong.append(f"section {row.section!r} instead of {event.section!r}")
    return wrong


def test_what_is_read_goes_through_json():
    """The child hands its result on as JSON."""
    read = read_as_word(damaged(12))
    assert as_json(read)["rows"]
