"""Makes a Word file, a workbook and a web page of a layout."""

from xml.sax.saxutils import escape

from ..read.packages import book_file, book_parts, html_file, word_file, zipped
from .shapes import LayoutCase, Spot, TableOf


def build(case: LayoutCase, kind: str) -> bytes:
    """The file of that kind."""
    return {"docx": _word, "xlsx": _book, "html": _page}[kind](case)


def _starts(row: list[Spot]) -> list[int]:
    starts, start = [], 0
    for spot in row:
        starts.append(start)
        start += spot.columns
    return starts


def _rows_down(table: TableOf, number: int, start: int) -> int:
    """How many rows the cell takes that begins there."""
    count = 1
    for row in table.rows[number + 1 :]:
        below = dict(zip(_starts(row), row, strict=True)).get(start)
        if below is None or not below.goes_on:
            break
        count += 1
    return count


# Word

WIDTH = 1_400  # of a column, twentieths of a point


def _word(case: LayoutCase) -> bytes:
    body = ""
    for table in case.tables:
        body += "".join(map(_paragraph, table.above)) + _word_table(table)
        body += "" if table.above else "<w:p/>"
    return word_file(body + "".join(map(_paragraph, case.after)))


def _paragraph(text: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.split("\n"))


def _word_table(table: TableOf) -> str:
    rows = ""
    for number, row in enumerate(table.rows):
        cells = ""
        for start, spot in zip(_starts(row), row, strict=True):
            looks = f'<w:gridSpan w:val="{spot.columns}"/>' if spot.columns > 1 else ""
            if spot.goes_on:
                looks += "<w:vMerge/>"
            elif _rows_down(table, number, start) > 1:
                looks += '<w:vMerge w:val="restart"/>'
            looks = f'<w:tcW w:w="{spot.columns * WIDTH}" w:type="dxa"/>{looks}'
            cells += f"<w:tc><w:tcPr>{looks}</w:tcPr>{_paragraph(spot.text)}</w:tc>"
        rows += f"<w:tr>{cells}</w:tr>"
    grid = f'<w:gridCol w:w="{WIDTH}"/>' * max(_starts(row)[-1] + row[-1].columns for row in table.rows)
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


# Excel


def _book(case: LayoutCase) -> bytes:
    sheets, names = [], []
    for number, table in enumerate(case.tables, start=1):
        after = case.after if number == len(case.tables) else ()
        sheets.append(_sheet(table, after))
        names.append(table.sheet or f"Лист{number}")
    return _renamed(sheets, names)


def _renamed(sheets: list[str], names: list[str]) -> bytes:
    parts = book_parts(*sheets)
    book = parts["xl/workbook.xml"]
    for number, name in enumerate(names, start=1):
        book = book.replace(f'name="Лист{number}"', f'name="{escape(name)}"')
    return zipped({**parts, "xl/workbook.xml": book}) if names else book_file(*sheets)


def _sheet(table: TableOf, after: tuple[str, ...]) -> str:
    rows, merged = "", []
    first = len(table.above) + 1
    for number, text in enumerate(table.above, start=1):
        rows += f'<row r="{number}">{_text_cell("A", number, text)}</row>'
    for number, row in enumerate(table.rows):
        cells = ""
        for start, spot in zip(_starts(row), row, strict=True):
            place = first + number
            if spot.text:
                cells += _text_cell(_letter(start), place, spot.text)
            down = 1 if spot.goes_on else _rows_down(table, number, start)
            if not spot.goes_on and (spot.columns > 1 or down > 1):
                merged.append(f"{_letter(start)}{place}:{_letter(start + spot.columns - 1)}{place + down - 1}")
        rows += f'<row r="{first + number}">{cells}</row>'
    for number, text in enumerate(after, start=first + len(table.rows)):
        rows += f'<row r="{number}">{_text_cell("A", number, text)}</row>'
    drawn = "".join(f'<mergeCell ref="{ref}"/>' for ref in merged)
    return f"<sheetData>{rows}</sheetData>" + (f"<mergeCells>{drawn}</mergeCells>" if merged else "")


def _letter(place: int) -> str:
    return "ABCDEFGHIJKLMNOP"[place]


def _text_cell(letter: str, number: int, text: str) -> str:
    return f'<c r="{letter}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


# HTML


def _page(case: LayoutCase) -> bytes:
    body = ""
    for table in case.tables:
        body += "".join(f"<p>{escape(text)}</p>" for text in table.above) + _html_table(table)
    return html_file(body + "".join(f"<p>{escape(text)}</p>" for text in case.after))


def _html_table(table: TableOf) -> str:
    rows = ""
    for number, row in enumerate(table.rows):
        cells = ""
        for start, spot in zip(_starts(row), row, strict=True):
            if spot.goes_on:
                continue
            down = _rows_down(table, number, start)
            spans = (f' colspan="{spot.columns}"' if spot.columns > 1 else "") + (
                f' rowspan="{down}"' if down > 1 else ""
            )
            cells += f"<td{spans}>{escape(spot.text).replace(chr(10), '<br>')}</td>"
        rows += f"<tr>{cells}</tr>"
    return f"<table>{rows}</table>"
