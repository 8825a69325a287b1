"""Which parts of a Word file's markup are text of a cell, which go beside it, and which are no text at all."""

import io
import zipfile

import pytest

from reports.files.read import safe
from reports.files.read import word as read_word
from reports.files.read.grid import Cell, GridRow, NextTable, Text
from reports.files.read.rows import Unreadable
from reports.files.read.signs import settled
from tests.answers import for_each

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def document(body, **parts):
    """Bytes of a DOCX; `parts`: kind of relation → markup of the part's root."""
    files = {
        "_rels/.rels": relations({"officeDocument": "word/document.xml"}),
        "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations({kind: f"{kind}.xml" for kind in parts}),
        **{f"word/{kind}.xml": f"<w:{kind} {SPACES}>{content}</w:{kind}>" for kind, content in parts.items()},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    return stream.getvalue()


def relations(targets):
    items = (f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{name}"/>' for kind, name in targets.items())
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{"".join(items)}</Relationships>'


def read(body, **parts):
    return list(read_word.pieces(safe.open_package(document(body, **parts))))


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inner):
    return f"<w:p>{''.join(inner)}</w:p>"


def row(*cells):
    return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def table(*rows):
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def only_row(body, **parts):
    (found,) = [piece for piece in read(table(body), **parts) if isinstance(piece, GridRow)]
    return found


BOX = "<w:txbxContent>{}</w:txbxContent>"


@for_each(
    ("inner", "lines"),
    [
        (run("а") + run("б"), ["аб"]),
        (run("а") + "<w:r><w:br/></w:r>" + run("б"), ["а", "б"]),
        (run("а") + "<w:r><w:tab/></w:r>" + run("б"), ["а б"]),
        ('<w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr>' + run("а"), ["а"]),
        (run("2024") + "<w:r><w:noBreakHyphen/></w:r>" + run("25"), ["2024‑25"]),
        (run("меро") + "<w:r><w:softHyphen/></w:r>" + run("приятие"), ["меро\u00adприятие"]),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B7"/></w:r>' + run(" а"), ["• а"]),
        (f"<w:hyperlink>{run('а')}</w:hyperlink>", ["а"]),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('а')}</w:sdtContent></w:sdt>", ["а"]),
        (f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Место')}</w:sdtContent></w:sdt>", [""]),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("5"), ["5"]),
        (f'<w:ins w:id="1">{run("а")}</w:ins>', ["а"]),
        (f"<m:oMath><m:r><m:t>{'x'}</m:t></m:r></m:oMath>", ["x"]),
        ("<!-- нет --><?x нет?>" + run("а"), ["а"]),
    ],
)
def test_lines_of_a_cell(inner, lines):
    assert only_row(row(paragraph(inner))).cells == [Cell(lines)]


@for_each(
    ("inner", "beside"),
    [
        ("<w:del><w:r><w:delText>так было</w:delText></w:r></w:del>", ("так было", "вычеркнуто при правке")),
        (f"<w:moveFrom>{run('отсюда')}</w:moveFrom>", ("отсюда", "вычеркнуто при правке")),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>тайна</w:t></w:r>", ("тайна", "скрытый текст")),
        (f"<w:r><w:pict>{BOX.format(paragraph(run('в рамке')))}</w:pict></w:r>", ("в рамке", "надпись")),
        ('<w:r><w:pict><v:textpath string="ОБРАЗЕЦ"/></w:pict></w:r>', ("ОБРАЗЕЦ", "надпись")),
        ('<w:r><w:footnoteReference w:id="4"/></w:r>', ("см. письмо", "сноска")),
        ('<w:r><w:commentReference w:id="0"/></w:r>', ("уточнить", "примечание")),
    ],
)
def test_what_stands_beside_the_lines_of_a_cell(inner, beside):
    parts = {
        "footnotes": f'<w:footnote w:id="4">{paragraph(run("см. письмо"))}</w:footnote>',
        "comments": f'<w:comment w:id="0">{paragraph(run("уточнить"))}</w:comment>',
    }
    found = only_row(row(paragraph(run("а"), inner)), **parts)
    assert (settled(found).beside, found.cells[0].lines) == ([beside], ["а"])


def test_drawing_that_is_told_twice_is_read_once():
    box = BOX.format(paragraph(run("в рамке")))
    twice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    old = f"<mc:AlternateContent><mc:Choice/><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    found = only_row(row(paragraph(run("а"), f"<w:r>{twice}</w:r>"), paragraph(f"<w:r>{old}</w:r>")))
    assert found.beside == [("в рамке", "надпись")] * 2


def test_merged_cells_numbers_and_left_out_columns():
    cells = (
        '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p/></w:tc>'
        "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
        '<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p/></w:tc>'
        '<w:tc><w:p><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:p></w:tc>'
        '<w:tc><w:p><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:p></w:tc>'
    )
    found = only_row(f'<w:tr><w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="2"/></w:trPr>{cells}</w:tr>')
    assert found.cells == [
        Cell([]),
        Cell([""], columns=2),
        Cell([""], goes_on=True),
        Cell([""]),
        Cell([""], is_numbered=True),
        Cell([""]),
        Cell([], columns=2),
    ]


def test_content_controls_around_rows_and_cells():
    inner = f"<w:sdt><w:sdtContent><w:tc>{paragraph(run('а'))}</w:tc></w:sdtContent></w:sdt>"
    rows = f"<w:sdt><w:sdtContent><w:tr>{inner}</w:tr></w:sdtContent></w:sdt>"
    found = read(f"<w:sdt><w:sdtContent>{table(rows, row(paragraph(run('б'))))}</w:sdtContent></w:sdt>")
    assert [piece.cells for piece in found if isinstance(piece, GridRow)] == [[Cell(["а"])], [Cell(["б"])]]
    assert [piece.where for piece in found if isinstance(piece, GridRow)] == ["строка 1", "строка 2"]


def test_hidden_bookmarks_of_a_row_wherever_word_has_put_them():
    mark = '<w:bookmarkStart w:id="1" w:name="{}"/><w:bookmarkEnd w:id="1"/>'
    first = row(paragraph(mark.format("_pbr1_1"), mark.format("Закладка")))
    second = f"<w:tr>{mark.format('_pbr2_1')}<w:tc>{paragraph(run('б'))}</w:tc></w:tr>"
    rows = read(table(first, mark.format("_pbr3_1"), second))[1:]
    assert [piece.marks for piece in rows] == [["_pbr1_1"], ["_pbr2_1", "_pbr3_1"]]


def test_nested_table_stands_beside_the_row_and_a_frame_is_no_table():
    inner = table(row(paragraph(run("а")), paragraph(run("б"))), row(paragraph(run("в"))))
    cell = paragraph(run("г"))
    found = only_row(row(cell, cell, cell, cell + inner + "<w:p/>"))
    assert found.beside == [("а | б\nв", "вложенная таблица")]
    framed = read(table(row(paragraph(run("Рамка")) + inner)))
    assert framed == [
        NextTable("таблица 1"),
        Text("Рамка", "после таблицы"),
        NextTable("таблица 2"),
        GridRow([Cell(["а"]), Cell(["б"])], "таблица 2, строка 1"),
        GridRow([Cell(["в"])], "таблица 2, строка 2"),
    ]


def test_text_of_the_flow_in_its_order():
    inner = table(row(paragraph(run("а"))))
    found = read(
        paragraph(run("Отчет"))
        + f"<w:sdt><w:sdtContent>{paragraph(run('о делах'))}</w:sdtContent></w:sdt>"
        + inner
        + paragraph(run("между"))
        + inner
        + paragraph(run("в конце"))
        + "<w:sectPr/>"
    )
    assert [piece.text if isinstance(piece, Text) else type(piece).__name__ for piece in found] == [
        "Отчет", "о делах", "NextTable", "GridRow", "между", "NextTable", "GridRow", "в конце",
    ]  # fmt: skip
    assert [piece.where for piece in found if isinstance(piece, Text)] == [
        *["перед таблицей"] * 2,
        *["после таблицы"] * 2,
    ]


def test_table_in_a_text_box_is_a_table_told_once():
    box = BOX.format(table(row(paragraph(run("а"))), row(paragraph(run("б")))))
    twice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    found = read(paragraph(run("до"), f"<w:r>{twice}</w:r>", run("после")))
    assert [piece.cells[0].lines for piece in found if isinstance(piece, GridRow)] == [["а"], ["б"]]
    assert {piece.text for piece in found if isinstance(piece, Text)} == {"до", "после"}


def test_words_on_every_page_are_told_and_its_number_is_not():
    inner = table(row(paragraph(run("а"))))
    header = paragraph(run("Приложение 3")) + paragraph(run("2")) + paragraph(run("Страница 2 из 7"))
    found = read(inner, header=header, footer=paragraph(run("Черновик")) + paragraph(run("Приложение 3")))
    assert found[2:] == [Text("Приложение 3", "колонтитул")]


def test_notes_that_nobody_refers_to_are_told():
    found = read(table(row("<w:p/>")), footnotes=f'<w:footnote w:id="4">{paragraph(run("забыта"))}</w:footnote>')
    assert found[2:] == [Text("забыта", "сноска")]


@pytest.mark.parametrize(
    "body",
    ["<w:tbl><w:tr>", "<w:p>&сущность;</w:p>", "<w:tbl><w:tr><w:tc>" * 100, "<w:sdt>" * 300 + "</w:sdt>" * 300],
)
def test_broken_markup_is_refused(body):
    with pytest.raises(Unreadable):
        read(body)


def test_deep_but_possible_nesting_is_read():
    deep = "<w:sdt><w:sdtContent>" * 100 + run("дно") + "</w:sdtContent></w:sdt>" * 100
    assert only_row(row(paragraph(deep))).cells == [Cell(["дно"])]
