"""The official report comes through every reader whole (the figures of the importers)."""

import io
import json
import subprocess
import zipfile

import pytest

from reports.files.read import html as read_html
from reports.files.read import safe
from reports.files.read import text as read_text
from reports.files.read import word as read_word
from reports.files.read.tables import read_pieces

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


@pytest.mark.parametrize(
    ("kind", "name"), [("html", "html"), ("html:XHTML Writer File:UTF8", "html"), ("docx", "docx")]
)
def test_saved_by_libreoffice(shared, report, needs_program, tmp_path, kind, name):
    """As HTML of both its kinds, which is also what it puts on the clipboard, and as Word again."""
    office = needs_program("soffice")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", kind, "--outdir", tmp_path, shared / "source" / SOURCE]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    content = (tmp_path / f"report-2024-q4.{name}").read_bytes()
    pieces = read_html.pieces(content) if name == "html" else read_word.pieces(safe.open_package(content))
    assert_read_whole(read_pieces(pieces), report)


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
