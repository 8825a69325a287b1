"""The official report comes through every reader whole (the figures of the importers)."""

import datetime
import io
import itertools
import json
import subprocess
import zipfile
from uuid import UUID

import pytest

from reports.files import convert
from reports.files.read import html as read_html
from reports.files.read import odf, ods, odt, rtf, safe
from reports.files.read import text as read_text
from reports.files.read import word as read_word
from reports.files.read.tables import read_pieces
from reports.files.table import PrintedRow, Table, TableSection
from reports.files.write import excel, word
from tests.conftest import STRESS

from .official import assert_read_whole, official

SOURCE = "report-2024-q4.docx"
LINES = ("name", "place", "dates", "purpose", "participants")


@pytest.fixture
def report(shared):
    return official(shared)


def test_word(shared, report):
    package = safe.open_package((shared / "source" / SOURCE).read_bytes())
    assert_read_whole(read_pieces(read_word.pieces(package)), report)


def test_word_as_the_strict_variant_names_its_elements(shared, report):
    """«Документ Word (строгий Open XML)» differs in the namespace of everything."""
    stream = io.BytesIO()
    with zipfile.ZipFile(shared / "source" / SOURCE) as package, zipfile.ZipFile(stream, "w") as strict:
        for name in package.namelist():
            content = package.read(name).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            strict.writestr(name, content)
    assert_read_whole(read_pieces(read_word.pieces(safe.open_package(stream.getvalue()))), report)


@pytest.mark.stress
@pytest.mark.parametrize(
    ("kind", "name"),
    [("html", "html"), ("docx", "docx"), ("fodt", "fodt")]
    + ([("html:XHTML Writer File:UTF8", "html"), ("odt", "odt"), ("rtf", "rtf")] if STRESS else []),
)
def test_saved_by_libreoffice(shared, report, needs_program, tmp_path, kind, name):
    """As HTML of both its kinds, which is also what it puts on the clipboard, as Word again, and in its own formats.
    Its ODT and RTF come again with our own table below."""
    office = needs_program("soffice")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", kind, "--outdir", tmp_path, shared / "source" / SOURCE]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    content = (tmp_path / f"report-2024-q4.{name}").read_bytes()
    assert_read_whole(read_pieces(READERS[name](content)), report)


READERS = {
    "html": read_html.pieces,
    "docx": lambda content: read_word.pieces(safe.open_package(content)),
    "odt": lambda content: odt.pieces(odf.opened(content)),
    "fodt": lambda content: odt.pieces(odf.opened(content)),
    "rtf": rtf.pieces,
    "ods": lambda content: ods.pieces(odf.opened(content)),
}


@pytest.mark.stress
@pytest.mark.parametrize("kind", ["ods", "odt", "rtf"] if STRESS else ["ods", "odt"])
def test_our_own_table_comes_home_from_libreoffice_with_its_marks(shared, report, needs_program, kind):
    """The table that goes out of here is opened and saved as a workbook or a document of ODF, or as RTF."""
    office = needs_program("soffice")
    read = read_pieces(read_word.pieces(safe.open_package((shared / "source" / SOURCE).read_bytes())))
    number = itertools.count(1)
    table = Table(
        title=read.title,
        author="Область",
        created=datetime.datetime(2025, 1, 10, tzinfo=datetime.UTC),
        sections=[
            TableSection(
                section.title,
                [
                    PrintedRow(
                        row.name, row.place, row.period, row.purpose, row.participants, UUID(int=next(number)), 3
                    )
                    for row in read.rows
                    if row.section == section.title
                ],
                report=place,
                version=7,
            )
            for place, section in enumerate(read.sections, 1)
        ],
    )
    stream, ending, writer = io.BytesIO(), *(("xlsx", excel) if kind == "ods" else ("docx", word))
    writer.write(table, stream)
    content = convert.convert(stream.getvalue(), ending, kind, program=office)
    found = read_pieces(READERS[kind](content))
    assert_read_whole(found, report)
    assert [(row.uid, row.version) for row in found.rows] == [(str(UUID(int=number)), 3) for number in range(1, 54)]
    assert [(section.report, section.version) for section in found.sections] == [(n, 7) for n in range(1, 5)]


def test_text_as_word_puts_it_on_the_clipboard(report):
    """Paragraphs of a cell are lines of the text, and a merged row is a line without tabs."""
    assert_read_whole(read_pieces(read_text.pieces(_plain(report, "\n".join, "{}.", lambda text: text))), report)


def test_text_as_excel_puts_it_on_the_clipboard(report):
    """A cell of several lines is quoted, and every row has all its tabs."""

    def in_quotes(lines):
        text = "\n".join(lines)
        return '"' + text.replace('"', '""') + '"' if "\n" in text else text

    text = _plain(report, in_quotes, "{}", lambda text: text + "\t" * 5).replace("\n", "\r\n")
    assert_read_whole(read_pieces(read_text.pieces(text)), report)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
def test_text_file_in_any_usual_encoding(report, encoding):
    if encoding == "cp1251":  # which has no minus sign
        report = json.loads(json.dumps(report, ensure_ascii=False).replace("−", "-"))
    text = _plain(report, " ".join, "{}", lambda text: text)
    assert_read_whole(read_pieces(read_text.pieces(text.encode(encoding))), report)


def _plain(report, joined, number, alone):
    """The report as tab-separated text."""
    rows, section = [alone(report["title"]), "\t".join(report["header"])], None
    for event in report["events"]:
        if event["section"] != section:
            section = event["section"]
            rows.append(alone(section))
        cells = [joined(event["lines"][key]) for key in LINES]
        rows.append("\t".join([number.format(event["number"]), *cells]))
    return "\n".join(rows)
