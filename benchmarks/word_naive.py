"""python-docx as its guide shows it: `add_row`, `cell.text`, `merge`; the same formatting as the product's.

Every cell gets its width, its paragraphs their style, a row its `cantSplit` by the same rule; nothing more.
"""

import docx
from docx.oxml import OxmlElement
from docx.shared import Mm

from reports.files.table import COLUMNS, NUMBER_COLUMN
from reports.files.write import word

ALL = (NUMBER_COLUMN, *COLUMNS)


def write(table, stream):
    """Write the table to the stream."""
    document = docx.Document(str(word.BASE))
    document._body.clear_content()
    styles = {style.style_id: style for style in document.styles}  # looking each up anew would cost more still
    for text in table.title.split("\n"):
        document.add_paragraph(text, styles["Title"])
    document.add_paragraph()
    grid = document.add_table(rows=1, cols=len(ALL))
    grid.autofit = False
    for cell, column in zip(grid.rows[0].cells, ALL, strict=True):
        _fill(cell, column, column.heading, styles["TableHead"])
    _mark(grid.rows[0], "w:cantSplit", "w:tblHeader")
    for section in table.sections:
        _section(grid, section.heading, styles)
        for row in section.rows:
            _event(grid, row, styles)
    document.add_paragraph()
    document.save(stream)


def _section(grid, heading, styles):
    row = grid.add_row()
    merged = row.cells[0].merge(row.cells[-1])
    merged.text = heading
    merged.paragraphs[0].style = styles["TableSection"]
    merged.paragraphs[0].paragraph_format.keep_with_next = True
    _mark(row, "w:cantSplit")


def _event(grid, event, styles):
    row = grid.add_row()
    cells = row.cells
    texts = [column.paragraphs(event) for column in COLUMNS]
    _fill(cells[0], NUMBER_COLUMN, [""], styles["TableNumber"])
    _number(cells[0].paragraphs[0])
    for cell, column, paragraphs in zip(cells[1:], COLUMNS, texts, strict=True):
        _fill(cell, column, paragraphs, styles["TableCentred" if column.centred else "TableText"])
    if not any(column.is_long(paragraphs) for column, paragraphs in zip(COLUMNS, texts, strict=True)):
        _mark(row, "w:cantSplit")


def _fill(cell, column, paragraphs, style):
    cell.width = Mm(column.width_mm)
    cell.text = paragraphs[0]
    cell.paragraphs[0].style = style
    for text in paragraphs[1:]:
        cell.add_paragraph(text, style)


def _number(paragraph):
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = 1


def _mark(row, *names):
    properties = row._tr.get_or_add_trPr()
    for name in names:
        properties.append(OxmlElement(name))
