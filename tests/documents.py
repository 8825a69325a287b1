"""Independent readers of the official table in Word and Excel: zip and XML, no code of the writers.

They see a document as a careful stranger would: the words, the numbers that Word would count and the formatting after
styles. They also find faults of structure that Word would refuse.
"""

import datetime
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# Children of the property elements in the order of the schema (ECMA-376, wml.xsd); Word insists on it.
SCHEMA_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr "
    "shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi "
    "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection "
    "textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof "
    "snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText "
    "vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "trPr": "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc hidden",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
    "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders "
    "lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
}


class ReadRow(NamedTuple):
    """One event: the number that Word shows, and its texts (paragraphs joined by a newline)."""

    number: int
    name: str
    place: str
    period: str
    purpose: str
    participants: str


@dataclass
class ReadReport:
    """What a document says. `notes` are merged rows that are no section's heading; `after` follows the table."""

    title: str
    headings: list[str]
    sections: list[tuple[str, list[ReadRow]]]
    notes: list[str]
    after: list[str]
    package: "Package"
    problems: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[ReadRow]:
        return [row for _, rows in self.sections for row in rows]


class Package:
    """The parts of a document, and the formatting of its paragraphs after styles and defaults."""

    def __init__(self, source):
        content = Path(source).read_bytes() if isinstance(source, str | Path) else source
        with zipfile.ZipFile(BytesIO(content)) as package:
            if package.testzip() is not None:
                raise AssertionError("the zip file is damaged")
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.styles = {style.get(W + "styleId"): style for style in self.xml("word/styles.xml").iter(W + "style")}
        self.body = self.xml("word/document.xml").find(W + "body")
        self.table = self.body.find(W + "tbl")

    def xml(self, name):
        return ElementTree.fromstring(self.parts[name])

    @property
    def table_rows(self):
        return self.table.findall(W + "tr")

    def paragraph_property(self, paragraph, name):
        """The element `name` of pPr that holds for a paragraph, or None: its own, its style's, the default."""
        defaults = self.xml("word/styles.xml").find(f"{W}docDefaults/{W}pPrDefault")
        return self._first(f"{W}pPr/{W}{name}", paragraph, *self._styles_of(paragraph), defaults)

    def run_property(self, paragraph, name):
        """The same for rPr, by the paragraph's first run."""
        run = paragraph.find(W + "r")
        defaults = self.xml("word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault")
        places = [run] if run is not None else []
        return self._first(f"{W}rPr/{W}{name}", *places, *self._styles_of(paragraph), defaults)

    def alignment(self, paragraph):
        found = self.paragraph_property(paragraph, "jc")
        return "left" if found is None else found.get(W + "val")

    def header_root(self, kind):
        """The header of the given type, "default" or "first", found by its relationship."""
        relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
        references = self.body.find(W + "sectPr").findall(W + "headerReference")
        wanted = next(ref.get(relation) for ref in references if ref.get(W + "type") == kind)
        for relationship in self.xml("word/_rels/document.xml.rels"):
            if relationship.get("Id") == wanted:
                return self.xml("word/" + relationship.get("Target"))
        raise AssertionError(f"no {kind} header")

    def _styles_of(self, paragraph):
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        style = self.styles["Normal" if named is None else named.get(W + "val")]
        while style is not None:
            yield style
            parent = style.find(W + "basedOn")
            style = None if parent is None else self.styles[parent.get(W + "val")]

    @staticmethod
    def _first(path, *places):
        found = (place.find(path) for place in places if place is not None)
        return next((element for element in found if element is not None), None)


def even(text: str) -> str:
    """White space evened out: every run of it, no-break spaces too, is one blank."""
    return " ".join(text.split())


def text_of(paragraph) -> str:
    """The words of one paragraph; a tab is a tab. Outer blanks count only where they are asked to be kept."""
    return "".join(
        "\t" if node.tag == W + "tab" else _words(node)
        for run in paragraph.iter(W + "r")
        for node in run
        if node.tag in (W + "t", W + "tab")
    )


def _words(node) -> str:
    words = node.text or ""
    return words if node.get(SPACE) == "preserve" else words.strip(" \t\r\n")


def read_report(source: str | Path | bytes) -> ReadReport:
    """Read the official table from a path or from bytes. Raises AssertionError where it is not one."""
    package = Package(source)
    assert len(package.body.findall(W + "tbl")) == 1, "not exactly one table"
    children = list(package.body)
    place = children.index(package.table)
    header, *others = package.table_rows
    report = ReadReport(
        title="\n".join(filter(None, map(text_of, children[:place]))),
        headings=[_cell_text(cell) for cell in header.findall(W + "tc")],
        sections=[],
        notes=[],
        after=[text_of(child) for child in children[place + 1 :] if child.tag == W + "p"],
        package=package,
        problems=find_problems(package),
    )
    counter = _Numbers(package)
    for row in others:
        _take_row(report, row.findall(W + "tc"), counter)
    return report


def _take_row(report, cells, counter):
    if len(cells) == 1:
        style = cells[0].find(f"{W}p/{W}pPr/{W}pStyle")
        text = _cell_text(cells[0])
        if style is not None and style.get(W + "val") == "TableSection":
            report.sections.append((text, []))
        else:
            report.notes.append(text)
        return
    (number,) = filter(None, map(counter.number, cells[0].findall(W + "p")))
    assert _cell_text(cells[0]) == "", "a number is typed as text"
    report.sections[-1][1].append(ReadRow(number, *map(_cell_text, cells[1:])))


def _cell_text(cell) -> str:
    return "\n".join(text_of(paragraph) for paragraph in cell.findall(W + "p"))


class _Numbers:
    """Counts automatic lists as Word does: one count for each abstract list, from its start."""

    def __init__(self, package):
        root = package.xml("word/numbering.xml")
        abstract = {item.get(W + "abstractNumId"): item for item in root.findall(W + "abstractNum")}
        self.lists = {
            item.get(W + "numId"): abstract[item.find(W + "abstractNumId").get(W + "val")]
            for item in root.findall(W + "num")
        }
        self.counts = Counter()

    def number(self, paragraph):
        """The number that Word shows before this paragraph, or None."""
        found = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        if found is None:
            return None
        item = self.lists[found.get(W + "val")]
        level = item.find(W + "lvl")
        assert level.find(W + "numFmt").get(W + "val") == "decimal"
        assert level.find(W + "lvlText").get(W + "val") == "%1."
        key = item.get(W + "abstractNumId")
        self.counts[key] += 1
        return self.counts[key] + int(level.find(W + "start").get(W + "val")) - 1


def bookmarks_of_rows(source: str | Path | bytes) -> list[list[str]]:
    """The names of the bookmarks in each row of the table, the header row included, each once in a row: LibreOffice
    writes the beginning of one twice when its paragraph is empty."""
    rows = Package(source).table_rows
    return [list(dict.fromkeys(mark.get(W + "name") for mark in row.iter(W + "bookmarkStart"))) for row in rows]


def find_problems(package: Package) -> list[str]:
    """What Word would repair or refuse: rows off the grid, cells without a paragraph, children out of order."""
    columns = len(package.table.find(W + "tblGrid").findall(W + "gridCol"))
    problems = []
    for index, row in enumerate(package.table_rows):
        spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.findall(W + "tc")]
        width = sum(1 if span is None else int(span.get(W + "val")) for span in spans)
        if width != columns:
            problems.append(f"row {index}: {width} columns, the grid has {columns}")
        for cell in row.findall(W + "tc"):
            if len(cell) == 0 or cell[-1].tag != W + "p":
                problems.append(f"row {index}: a cell does not end in a paragraph")
    if package.table.find(f".//{W}vMerge") is not None:
        problems.append("cells are merged vertically")
    content = [child for child in package.body if child.tag != W + "sectPr"]
    if content[-1].tag != W + "p" or package.body[-1].tag != W + "sectPr":
        problems.append("no paragraph after the table, or the section's properties are not last")
    for name in ("word/document.xml", "word/styles.xml", "word/numbering.xml"):
        problems += _out_of_order(package.xml(name))
    return problems


def _out_of_order(root) -> list[str]:
    problems = []
    for parent, names in SCHEMA_ORDER.items():
        order = {W + name: place for place, name in enumerate(names.split())}
        for element in root.iter(W + parent):
            places = [order.get(child.tag, -1) for child in element]
            if -1 in places or any(left > right for left, right in pairwise(places)):
                problems.append(f"{parent}: {[child.tag.removeprefix(W) for child in element]}")
    return problems


def count_equal_cells(report: ReadReport, source: dict) -> tuple[int, int]:
    """Cells equal to the source's (`rows.json`) after evening out white space, and how many there are.

    The source counts 329: the title, 6 headings, 4 section rows, and for each of 53 events its number and
    5 texts. A section row counts only with as many events under it as in the source.
    """
    expected = [source["title"], *source["header"]]
    found = [report.title, *report.headings]
    for section, read in _padded(source["sections"], report.sections):
        expected.append((section["title"], section["count"]))
        found.append((read[0], len(read[1])) if read else None)
    for event, row in _padded(source["events"], report.rows):
        expected += [str(event["number"])]
        expected += [event[key] for key in ("name", "place", "dates", "purpose", "participants")]
        found += [str(row.number), *row[1:]] if row else [None] * 6
    equal = sum(_even(left) == _even(right) for left, right in zip(expected, found, strict=True))
    return equal, len(expected)


def _padded(expected, found):
    return zip(expected, [*found, *[None] * len(expected)][: len(expected)], strict=True)


def _even(value):
    return even(value) if isinstance(value, str) else value


# --- Excel -------------------------------------------------------------------------------------------

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_DAY_NOUGHT = datetime.date(1899, 12, 30)


@dataclass
class ReadSheet:
    """A sheet: `rows` as {row: {column letter: value}}, with texts, numbers, and dates where the style says so.
    `formulas` are cells that a program would calculate, `prefixed` those with the quote prefix."""

    root: ElementTree.Element
    rows: dict[int, dict[str, object]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    prefixed: list[str] = field(default_factory=list)

    def columns(self, row=1):
        """Heading → letter."""
        return {heading: letter for letter, heading in self.rows[row].items()}


class ReadWorkbook:
    """The sheets of a workbook by name, and its parts."""

    def __init__(self, source):
        content = Path(source).read_bytes() if isinstance(source, str | Path) else source
        with zipfile.ZipFile(BytesIO(content)) as package:
            assert package.testzip() is None, "the zip file is damaged"
            self.parts = {name: package.read(name) for name in package.namelist()}
        looks = self.xml("xl/styles.xml")
        custom = {item.get("numFmtId"): item.get("formatCode") for item in looks.iter(S + "numFmt")}
        self.looks = looks.find(S + "cellXfs").findall(S + "xf")
        self.formats = [custom.get(look.get("numFmtId"), "") for look in self.looks]
        names = [sheet.get("name") for sheet in self.xml("xl/workbook.xml").iter(S + "sheet")]
        self.sheets = {name: self._sheet(number) for number, name in enumerate(names, 1)}

    def xml(self, name):
        return ElementTree.fromstring(self.parts[name])

    def names(self):
        """The defined names: (name, number of the sheet) → its value."""
        found = self.xml("xl/workbook.xml").iter(S + "definedName")
        return {(item.get("name"), int(item.get("localSheetId"))): item.text for item in found}

    def _sheet(self, number):
        sheet = ReadSheet(self.xml(f"xl/worksheets/sheet{number}.xml"))
        sheet.merged = [item.get("ref") for item in sheet.root.iter(S + "mergeCell")]
        for last, row in enumerate(sheet.root.find(S + "sheetData"), 1):
            assert int(row.get("r")) == last, "rows are not one after another"
            sheet.rows[last] = {}
            for cell in row:
                place = cell.get("r")
                letter = place.rstrip("0123456789")
                assert place == f"{letter}{last}"
                if cell.find(S + "f") is not None or cell.get("t") in ("str", "e"):
                    sheet.formulas.append(place)
                if self.looks[int(cell.get("s"))].get("quotePrefix") == "1":
                    sheet.prefixed.append(place)
                value = self._value(cell)
                if value is not None:
                    sheet.rows[last][letter] = value
        return sheet

    def _value(self, cell):
        if cell.get("t") == "inlineStr":
            text = "".join(_words(node) for node in cell.iter(S + "t"))
            assert len(text.encode("utf-16-le")) // 2 <= 32_767 + text.count("_x005F_") * 6, "too long for Excel"
            return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        value = cell.find(S + "v")
        if value is None:
            return None
        assert cell.get("t") in (None, "n")
        if "YY" in self.formats[int(cell.get("s"))]:
            return _DAY_NOUGHT + datetime.timedelta(days=int(value.text))
        return float(value.text) if "." in value.text else int(value.text)


def read_workbook(source: str | Path | bytes) -> ReadWorkbook:
    """Read a workbook from a path or from bytes. Raises AssertionError where Excel would complain."""
    return ReadWorkbook(source)


def hidden_texts(source: bytes, sheet: str) -> dict[int, str]:
    """Row → the contents of a sheet's hidden columns, whichever program has saved the workbook."""
    found = load_workbook(BytesIO(source))[sheet]
    hidden = {letter for letter, column in found.column_dimensions.items() if column.hidden}
    texts = {}
    for row in found.iter_rows():
        for cell in row:
            if cell.value is not None and get_column_letter(cell.column) in hidden:
                texts[cell.row] = texts.get(cell.row, "") + str(cell.value)
    return texts


def read_official_sheet(sheet: ReadSheet) -> tuple[str, list[str], list[tuple[str, list[ReadRow]]]]:
    """(title, headings, sections) of the official table on a sheet. A row numbered «…» goes on with the texts of
    the one before; rows that are only a part of merged cells say nothing."""
    letters = "ABCDEF"
    sections = []
    for number, row in list(sheet.rows.items())[2:]:
        if f"A{number}:F{number}" in sheet.merged:
            sections.append((row["A"], []))
        elif row.get("A") == "…":
            before = sections[-1][1].pop()
            texts = (old + row.get(letter, "") for old, letter in zip(before[1:], letters[1:], strict=True))
            sections[-1][1].append(ReadRow(before.number, *texts))
        elif row:
            sections[-1][1].append(ReadRow(row["A"], *(row.get(letter, "") for letter in letters[1:])))
    return sheet.rows[1]["A"], [sheet.rows[2][letter] for letter in letters], sections
