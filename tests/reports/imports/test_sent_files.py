"""Files of ours that were sent to people, changed or filled in there, saved by LibreOffice, and read again."""

import uuid
from io import BytesIO

import pytest

from reports.files.read import excel as read_excel
from reports.files.read import safe
from reports.files.read import word as read_word
from reports.files.read.tables import read_pieces
from reports.files.table import PrintedRow, TableSection
from reports.files.write import excel, word
from tests.reports.files.write.test_word import table

from .edits import (
    NAME,
    PARTICIPANTS,
    PERIOD,
    PLACE,
    PURPOSE,
    EditedDocument,
    all_saved_by_office,
)

TEXTS = ("name", "place", "period", "purpose", "participants")
HEADING = "Муниципальное образование «Вяземский район» Смоленской области"
EVENTS = [
    PrintedRow(
        f"Форум {number}",
        "г. Минск (Республика Беларусь)",
        f"{number} ноября 2024 года",
        "Обсуждена торговля.\nПринят план – на год.",
        f"{number}0 человек",
        uuid.UUID(int=number),
        number,
    )
    for number in range(1, 7)
]
OURS = (TableSection("Город Смоленск", EVENTS[:2], 4, 9), TableSection(HEADING, EVENTS[2:], 5, 3))
FORM = (TableSection(HEADING, [EVENTS[0], *[PrintedRow("", "", "", "", "")] * 14], 5, 3),)
READERS = {"docx": read_word, "xlsx": read_excel, "form.xlsx": read_excel}
FILLED_IN = {
    NAME: "Новое",
    PLACE: "г. Вязьма",
    PERIOD: "1-2 декабря 2024 года",
    PURPOSE: "Один.\nДва.",
    PARTICIPANTS: "5 человек",
}
CHANGES = {
    (1, NAME): "Форум 1, международный",
    (2, PLACE): "г. Витебск (Республика Беларусь)",
    (3, PERIOD): "3–4 ноября 2024 года",
    (4, PURPOSE): "Обсуждена торговля.\nПринят план – на два года.\nПодписан протокол.",
    (6, PARTICIPANTS): "61 человек",
}


def written(draw, sections):
    stream = BytesIO()
    draw(table(*sections), stream)
    return stream.getvalue()


def filled_in():
    form = EditedDocument(written(word.write, FORM))
    for column, text in FILLED_IN.items():
        form.set_text(2, column, text)
    form.set_text(3, NAME, "Только имя")
    return form.saved()


def changed():
    """Five cells, a row less and a row more."""
    edited = EditedDocument(written(word.write, OURS))
    for (number, column), text in CHANGES.items():
        edited.set_text(number, column, text)
    edited.delete_row(5)
    edited.add_row(2, {NAME: "Встреча", PERIOD: "9 ноября 2024 года"})
    return edited.saved()


SENT = {
    "docx": (
        "soffice",
        {
            "ours docx": lambda: written(word.write, OURS),
            "form docx": lambda: written(word.write, FORM),
            "filled in": filled_in,
            "changed": changed,
        },
    ),
    "xlsx": (
        "localc",
        {
            "ours xlsx": lambda: written(excel.write, OURS),
            "ours form.xlsx": lambda: written(excel.write_form, OURS),
            "form form.xlsx": lambda: written(excel.write_form, FORM),
        },
    ),
}


@pytest.fixture(scope="module")
def sent(needs_program, tmp_path_factory):
    """Name → (the file as it went, as it was saved by LibreOffice), at one start of each of its programs."""
    files = {}
    for kind, (program, ways) in SENT.items():
        went = {name: make() for name, make in ways.items()}
        saved = all_saved_by_office(needs_program(program), went, kind, tmp_path_factory.mktemp(kind))
        files |= {name: (went[name], saved[name]) for name in went}
    return files


def read(content, reader):
    return read_pieces(reader.pieces(safe.open_package(content)))


def texts_of(rows):
    return [tuple(getattr(row, field) for field in TEXTS) for row in rows]


def what_came(content, reader):
    """(sections, rows) as a person would compare them, after nothing else was found in the file."""
    found = read(content, reader)
    assert (found.problems, found.loose) == ([], [])
    sections = [(section.title, section.report, section.version) for section in found.sections]
    assert all((row.notes, row.doubts) == ((), ()) for row in found.rows)
    return sections, [(row.section, row.uid, row.version, *texts_of([row])) for row in found.rows]


def what_went(sections):
    return (
        [(section.heading, section.report, section.version) for section in sections],
        [
            (section.heading, str(row.uid), row.version, *texts_of([row]))
            for section in sections
            for row in section.rows
            if row.uid
        ],
    )


@pytest.mark.parametrize("kind", READERS)
def test_our_files_come_back_as_they_went_saved_anew_or_not(kind, sent):
    for content in sent[f"ours {kind}"]:
        assert what_came(content, READERS[kind]) == what_went(OURS)


@pytest.mark.parametrize("kind", ["docx", "form.xlsx"])
def test_rows_of_a_form_that_nobody_filled_in_are_no_events(kind, sent):
    for content in sent[f"form {kind}"]:
        assert what_came(content, READERS[kind]) == what_went(FORM)


def test_rows_that_were_filled_in_come_back_after_those_that_were_there(sent):
    _, saved = sent["filled in"]
    old, new, bare = read(saved, read_word).rows
    assert texts_of([old, new]) == [*texts_of(EVENTS[:1]), tuple(FILLED_IN.values())]
    assert (old.uid, new.uid, bare.uid, bare.name) == (str(EVENTS[0].uid), "", "", "Только имя")


def test_five_changed_cells_a_row_less_and_a_row_more_come_back_and_nothing_else(sent):
    _, saved = sent["changed"]
    found = read(saved, read_word)
    expected = {
        row.uid: dict(zip(TEXTS, texts, strict=True)) for row, texts in zip(EVENTS, texts_of(EVENTS), strict=True)
    }
    for (number, column), text in CHANGES.items():
        expected[EVENTS[number - 1].uid][TEXTS[column - 1]] = text
    del expected[EVENTS[4].uid]
    assert {uuid.UUID(row.uid): dict(zip(TEXTS, *texts_of([row]), strict=True)) for row in found.rows if row.uid} == (
        expected
    )
    (added,) = [row for row in found.rows if not row.uid]
    assert (added.name, added.period, added.section) == ("Встреча", "9 ноября 2024 года", "Город Смоленск")
    assert added.place == CHANGES[2, PLACE]  # as in the row that was copied
