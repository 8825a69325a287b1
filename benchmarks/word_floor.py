"""The floor under drawing: parts made beforehand, one string for each row, one zip of it, deflate 6.

What it leaves out is what the product must do besides: lines of places and periods, rows kept whole or
broken by their length, characters that XML forbids, blanks kept. It holds all rows in memory.
"""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

from benchmarks import data
from reports.files.marks import event_mark, report_mark
from reports.files.write import word

ENTRY = "word/document.xml"

CELL = (
    '<w:tc><w:tcPr><w:tcW w:w="{0}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{1}"/></w:pPr>'
    "<w:r><w:t>%s</w:t></w:r></w:p></w:tc>"
)
MARK = '<w:bookmarkStart w:id="%d" w:name="%s"/><w:bookmarkEnd w:id="%d"/>'
NUMBER = (
    '<w:tc><w:tcPr><w:tcW w:w="624" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="TableNumber"/><w:numPr>'
    '<w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>' + MARK + "</w:p></w:tc>"
)
ROW = (
    "<w:tr>"
    + NUMBER
    + CELL.format(2381, "TableText")
    + CELL.format(2268, "TableCentred")
    + CELL.format(1814, "TableCentred")
    + CELL.format(4479, "TableText")
    + CELL.format(3572, "TableText")
    + "</w:tr>"
)
SECTION = (
    '<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="15138" w:type="dxa"/><w:gridSpan w:val="6"/>'
    '</w:tcPr><w:p><w:pPr><w:pStyle w:val="TableSection"/><w:keepNext/></w:pPr>'
    + MARK
    + "<w:r><w:t>%s</w:t></w:r></w:p></w:tc></w:tr>"
)
NEW_LINE = {
    style: f'</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>'
    for style in ("TableText", "TableCentred")
}


def parts():
    """The package's parts, with a mark where the rows go; made once, outside the measuring."""
    stream = BytesIO()
    word.write(data.table([]), stream)
    with zipfile.ZipFile(stream) as package:
        return {name: package.read(name) for name in package.namelist()}


def write(table, stream, ready):
    """Write the table; the document's XML is one string of one string a row."""
    rows = []
    for section in table.sections:
        number = len(rows)
        rows.append(SECTION % (number, report_mark(section.report, section.version), number, escape(section.heading)))
        for row in section.rows:
            texts = (row.name, row.place, row.period, row.purpose, row.participants)
            number = len(rows)
            rows.append(
                ROW
                % (
                    number,
                    event_mark(row.uid, row.version),
                    number,
                    *(escape(text).replace("\n", NEW_LINE["TableText"]) for text in texts),
                )
            )
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, content in ready.items():
            if name == ENTRY:
                before, end, after = content.partition(b"</w:tbl>")
                content = b"".join([before, "".join(rows).encode(), end, after])
            package.writestr(name, content)
