"""Small Word and Excel files, made by hand for the tests of the readers: parts in, bytes out."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

HEADINGS = (
    "№ п/п",
    "Наименование мероприятия",
    "Место проведения мероприятия",
    "Сроки проведения мероприятия",
    "Цель, содержание и результат мероприятия",
    "Участники мероприятия",
)
EVENT = ("1.", "Фестиваль дружбы", "г. Минск (Республика Беларусь)", "4 ноября 2024 года", "Обмен опытом", "Гости")


def zipped(parts, *, kind=zipfile.ZIP_DEFLATED):
    """`parts`: name → text or bytes."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def relations(**targets):
    """Identity → (kind, target) as a .rels part."""
    rows = [f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{to}"/>' for key, (kind, to) in targets.items()]
    return f'{DECLARATION}<Relationships xmlns="{RELATIONS}">{"".join(rows)}</Relationships>'


def types(part, kind):
    main = f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
    return (
        f'{DECLARATION}<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{main}"/></Types>'
    )


# Word


def word_parts(body, *, before=DECLARATION, root=f'<w:document xmlns:w="{W}">'):
    return {
        "[Content_Types].xml": types("word/document.xml", "wordprocessingml.document"),
        "_rels/.rels": relations(r1=("officeDocument", "word/document.xml")),
        "word/document.xml": f"{before}{root}<w:body>{body}</w:body></w:document>",
    }


def word_file(body, *, kind=zipfile.ZIP_DEFLATED, **more):
    return zipped(word_parts(body, **more), kind=kind)


def word_table(*rows):
    """Rows of texts as a table."""
    drawn = [
        "".join(f"<w:tc><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:tc>" for text in texts) for texts in rows
    ]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in drawn)}</w:tbl>"


WORD_TABLE = word_table(HEADINGS, EVENT)

# Excel


def book_parts(*sheets, strings="", styles="", properties="", states=(), more=None):
    """`sheets`: the content of <worksheet>; `more`: part → content."""
    names = [f"xl/worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    tabs = "".join(
        f'<sheet name="Лист{n}" sheetId="{n}" r:id="s{n}" state="{dict(enumerate(states, 1)).get(n, "visible")}"/>'
        for n in range(1, len(sheets) + 1)
    )
    related = {f"s{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)}
    parts = {
        "[Content_Types].xml": types("xl/workbook.xml", "spreadsheetml.sheet"),
        "_rels/.rels": relations(r1=("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{S}" xmlns:r="{OFFICE}">{properties}'
        f"<sheets>{tabs}</sheets></workbook>",
        **{
            name: f'{DECLARATION}<worksheet xmlns="{S}">{content}</worksheet>'
            for name, content in zip(names, sheets, strict=True)
        },
    }
    if strings:
        related["t"] = ("sharedStrings", "sharedStrings.xml")
        parts["xl/sharedStrings.xml"] = f'{DECLARATION}<sst xmlns="{S}">{strings}</sst>'
    if styles:
        related["f"] = ("styles", "/xl/styles.xml")
        parts["xl/styles.xml"] = f'{DECLARATION}<styleSheet xmlns="{S}">{styles}</styleSheet>'
    parts["xl/_rels/workbook.xml.rels"] = relations(**related)
    return {**parts, **(more or {})}


def book_file(*sheets, kind=zipfile.ZIP_DEFLATED, **more):
    return zipped(book_parts(*sheets, **more), kind=kind)


def text_cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def sheet_rows(*rows, first=1):
    """Rows of texts as <sheetData>."""
    drawn = []
    for number, texts in enumerate(rows, first):
        cells = "".join(text_cell(f"{letter}{number}", text) for letter, text in zip("ABCDEFGH", texts, strict=False))
        drawn.append(f'<row r="{number}">{cells}</row>')
    return f"<sheetData>{''.join(drawn)}</sheetData>"


SHEET_TABLE = sheet_rows(HEADINGS, EVENT)

# HTML


def html_table(*rows):
    drawn = ["".join(f"<td><p>{escape(text)}</p></td>" for text in texts) for texts in rows]
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in drawn)}</table>"


def html_file(body):
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{body}</body></html>".encode()


HTML_TABLE = html_table(HEADINGS, EVENT)
