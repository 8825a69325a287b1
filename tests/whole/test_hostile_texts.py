"""What reads texts above prose (rules, imports, files that are read and written, differences on pages) takes as long
for a hostile text as prose does: half a second for fifty thousand letters, and twice as much for twice as many."""

import datetime
import io

import pytest

import reports.files
import reports.imports
import reports.rules
from reports.files.read import kinds, signs
from reports.files.read.printed import Line, Printed
from reports.files.same_words import differences
from reports.files.table import PrintedRow, Table, TableSection
from reports.files.write import calendar, excel, excel_xml, fitting, word
from reports.imports import matching, titles
from reports.models import Event, Period
from reports.pages.differences import difference
from reports.prose.morphology import dictionary
from reports.rules import findings
from tests.reports.prose import hostile
from tests.reports.prose.test_hostile_texts import complaint, kinds_for

PACKAGES = (reports.rules, reports.imports, reports.files)
# What is given names and numbers of ours, or bytes in the child.
NOT_ASKED = (
    *("process.", "fences.", "landlock.", "seccomp.", "convert.", "launch.", "make_base.", "child.", "first_look."),
    *("alone.", "column_number", "column_letters", "letters_of", "limit_of"),
    *("first_day", "last_day", "code_picture.", "with_last_row_kept"),
)
_WHEN = datetime.datetime(2024, 12, 31, tzinfo=datetime.UTC)


def _table(text):
    row = PrintedRow(text[:1000], text[:500], text[:300], text, text)
    return Table("Отчёт", [TableSection(text[:200], [row])], author="Область", created=_WHEN)


def _printed(text):
    return Printed([Line([piece]) for piece in text.split(" ")], [], [text], [(text, "примечание")])


def _checked(text):
    event = Event(name=text[:1000], place_text=text[:500], period_text=text[:300], purpose=text, participants=text)
    period = Period(year=2024, quarter=4)
    return [list(rule(event, period)) for rule in (findings.missing_text, findings.total_not_in_text)]


SPECIAL = {
    "read.kinds.kind_of_others": lambda text: kinds.kind_of_others([text[:1000]] * 64),
    "read.signs.excel_error": lambda text: signs.excel_error(text, "A1"),
    "same_words.differences": lambda text: differences(_printed(text), _printed(text[::-1])),
    "write.calendar.write": lambda text: calendar.write(
        text, [calendar.Entry("1", _WHEN.date(), _WHEN.date(), text, _WHEN, location=text, description=text)]
    ),
    "write.excel.write": lambda text: excel.write(_table(text), io.BytesIO()),
    "write.excel_xml.text_cell": lambda text: excel_xml.text_cell("A1", (0, 1), text),
    "write.fitting.fitted": lambda text: fitting.fitted(text, 40),
    "write.word.write": lambda text: word.write(_table(text), io.BytesIO()),
    "pages.differences.difference": lambda text: difference(text, text[len(text) // 2 :] + text[: len(text) // 2]),
    "findings": _checked,
    "titles.quarter_named": titles.quarter_named,
    "matching.texts_of": lambda text: matching.texts_of(PrintedRow(*[text] * 5), ("name", "place", "purpose")),
}


def readers():
    """Name → function of a text, of all that takes texts alone, and of those that are fed by hand."""
    found = dict(SPECIAL)
    for package in PACKAGES:
        for name, function in hostile.public(package).items():
            is_asked = not any(part in f"{name}." for part in NOT_ASKED) and name not in SPECIAL
            if is_asked and (read := hostile.fed(function)):
                found[name] = read
    return found


READERS = readers()


@pytest.fixture(scope="module", autouse=True)
def loaded():
    dictionary()


def test_functions_are_found_by_looking():
    assert len(READERS) > 70
    assert {"read.joining.is_time", "line_breaks.period_lines", "write.excel_xml.pieces"} <= set(READERS)


@pytest.mark.stress
@pytest.mark.parametrize("name", READERS)
def test_a_hostile_text_is_read_in_its_time(name):
    assert [wrong for kind in kinds_for(name) if (wrong := complaint(READERS[name], kind))] == []
