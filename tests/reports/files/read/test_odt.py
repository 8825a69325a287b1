"""What is read of an ODT, element by element; the right answers are what LibreOffice shows."""

import pytest

from reports.files.read import odf, odt, signs
from reports.files.read.grid import GridRow, NextTable, Text
from reports.files.read.list_labels import PARAGRAPH
from reports.files.read.tables import read_pieces
from tests.answers import for_each

from .odf_packages import cell, covered, odt_file, paragraphs, row, style, table, table_of
from .packages import EVENT, HEADINGS


def pieces(body, **more):
    return list(odt.pieces(odf.opened(odt_file(body, **more))))


def rows(body, **more):
    return [piece for piece in pieces(body, **more) if isinstance(piece, GridRow)]


def lines(body, **more):
    """Without the signs of items, which only say that a line is a paragraph."""
    return [[[line.lstrip(PARAGRAPH) for line in cell.lines] for cell in row.cells] for row in rows(body, **more)]


def texts(body, **more):
    return [(piece.text, piece.where) for piece in pieces(body, **more) if isinstance(piece, Text)]


def one_cell(content, **more):
    """The lines of a cell that holds this."""
    [[found]] = lines(table(row(f"<table:table-cell>{content}</table:table-cell>")), **more)
    return found


def the_cell(content, **more):
    [found] = rows(table(row(f"<table:table-cell>{content}</table:table-cell>")), **more)
    return found


NUMBERS = """<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"
style:num-suffix=")"/><text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="."
text:display-levels="2"/></text:list-style>"""
BULLETS = '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="{}"/>{}'
BULLETS += "</text:list-style>"
HIDDEN = style("T1", "text", 'text-properties text:display="none"')
STRUCK = style("T2", "text", "text-properties {}")


@pytest.mark.parametrize("flat", [False, True])
def test_a_table_of_events_is_read(flat):
    read = read_pieces(odt.pieces(odf.opened(odt_file(table_of(HEADINGS, EVENT), flat=flat))))
    assert [(row.name, row.place, row.period, row.purpose, row.participants) for row in read.rows] == [EVENT[1:]]


def test_texts_around_the_tables_say_where_they_are():
    body = paragraphs("Отчет", "") + table_of(["а"]) + "<text:h>Между</text:h>" + table_of(["б"]) + paragraphs("Итого")
    assert texts(body) == [("Отчет", "перед таблицей"), ("Между", "после таблицы"), ("Итого", "после таблицы")]
    assert [piece.name for piece in pieces(body) if isinstance(piece, NextTable)] == ["таблица 1", "таблица 2"]
    assert [row.where for row in rows(body)] == ["строка 1", "таблица 2, строка 1"]


@for_each(
    ("content", "answer"),
    [
        ("<text:p>Обмен<text:s/>опытом</text:p>", ["Обмен опытом"]),
        ('<text:p>а<text:s text:c="3"/>б</text:p>', ["а   б"]),
        ("<text:p>а<text:tab/>б</text:p>", ["а б"]),
        ("<text:p>а<text:line-break/>б</text:p>", ["а", "б"]),
        ("<text:p>а\n   б</text:p>", ["а б"]),
        ("<text:p>а</text:p><text:p/><text:p>б</text:p>", ["а", "", "б"]),
        ("<text:p>г.\u00a0Минск</text:p>", ["г.\u00a0Минск"]),
        ("<text:p><text:span>а</text:span><text:span>б<text:span>в</text:span></text:span>г</text:p>", ["абвг"]),
        ('<text:p><text:a xlink:href="http://a.example">сайт</text:a>!</text:p>', ["сайт!"]),
        ("<text:p>а<text:soft-page-break/>б</text:p>", ["аб"]),
        ("<text:section><text:p>а</text:p></text:section>", ["а"]),
        # What LibreOffice has made of a control of Word, and what a later one may make of anything.
        ("<text:p>а<loext:content-control>б<text:span>в</text:span>г</loext:content-control>д</text:p>", ["абвгд"]),
        ("<text:p>а<text:meta><text:span>б</text:span>в</text:meta><loext:new>г</loext:new></text:p>", ["абвг"]),
        ("<text:p>а<draw:frame><svg:title>значок</svg:title><svg:desc>герб</svg:desc></draw:frame></text:p>", ["а"]),
        ("<text:p><text:date>15.02.2025</text:date></text:p>", ["15.02.2025"]),
        ("<text:p>а<text:placeholder>введите текст</text:placeholder></text:p>", ["а"]),
        ("<text:p>а<text:ruby><text:ruby-base>б</text:ruby-base><text:ruby-text>в</text:ruby-text></text:ruby></text:p>",
         ["аб"]),
        ("<text:p>а<office:annotation><dc:creator>Иванов</dc:creator><text:p>верно?</text:p></office:annotation></text:p>",
         ["а"]),
        ("<text:p>а<text:bookmark-start text:name='b'/>б<text:bookmark-end text:name='b'/></text:p>", ["аб"]),
    ],
)  # fmt: skip
def test_a_cell_has_the_lines_that_are_seen(content, answer):
    assert one_cell(content) == answer


def test_merged_cells_are_placed_by_the_grid():
    """jgm/pandoc#11366, jferard/fastods#7: spans in both directions, and covered cells."""
    body = table(
        row(cell("а", more='table:number-columns-spanned="2" table:number-rows-spanned="2"'), covered(), cell("б")),
        row(covered(), covered(), cell("в", more='table:number-rows-spanned="2"')),
        row(cell("г"), cell("д"), covered()),
    )
    assert [[(one.lines, one.columns, one.goes_on) for one in found.cells] for found in rows(body)] == [
        [(["а"], 2, False), (["б"], 1, False)],
        [([], 2, True), (["в"], 1, False)],
        [(["г"], 1, False), (["д"], 1, False), ([], 1, True)],
    ]


def test_text_in_a_covered_cell_is_not_dropped():
    """Bevel-Software/Hexis#89."""
    [found] = rows(table(row(cell("а", more='table:number-columns-spanned="2"'), covered("<text:p>под</text:p>"))))
    assert [one.lines for one in found.cells] == [["а"]]
    assert found.beside == [("под", "под объединёнными ячейками")]


def test_repeated_cells_and_rows_are_repeated():
    """tdf/odftoolkit#286, productdevbook/hucre#119."""
    body = table(
        row(cell("а", more='table:number-columns-repeated="3"')), row(cell("б"), more='table:number-rows-repeated="2"')
    )
    assert lines(body) == [[["а"], ["а"], ["а"]], [["б"]], [["б"]]]


def test_headings_of_a_table_and_grouped_rows_are_rows():
    body = table(
        f"<table:table-header-rows>{row(cell('а'))}</table:table-header-rows>",
        f"<table:table-rows>{row(cell('б'))}</table:table-rows>",
        f"<table:table-row-group>{row(cell('в'))}</table:table-row-group>",
    )
    assert lines(body) == [[["а"]], [["б"]], [["в"]]]


def test_a_table_in_a_cell_goes_beside_and_a_frame_is_no_table():
    inner = table_of(["а", "б"], ["в", "г"])
    [found] = rows(table(row(*(cell(text) for text in "1234"), f"<table:table-cell>{inner}</table:table-cell>")))
    assert found.beside == [("а | б\nв | г", "вложенная таблица")]
    assert lines(table(row(f"<table:table-cell>{inner}</table:table-cell>"))) == [[["а"], ["б"]], [["в"], ["г"]]]


def test_our_marks_come_home():
    marked = '<text:p><text:bookmark-start text:name="_pbr12_3"/>а<text:bookmark-end text:name="_pbr12_3"/></text:p>'
    assert the_cell(marked + '<text:p><text:bookmark text:name="_pbr13_1"/></text:p>').marks == ["_pbr12_3", "_pbr13_1"]


# What the writer did not mean


def test_notes_and_remarks_go_beside():
    note = "<text:note><text:note-citation>1</text:note-citation>"
    note += f"<text:note-body>{paragraphs('сноска сама')}</text:note-body>"
    remark = f"<office:annotation><dc:creator>И</dc:creator>{paragraphs('верно?')}</office:annotation>"
    found = the_cell(f"<text:p>а{note}</text:note>{remark}б</text:p>")
    assert found.cells[0].lines == ["аб"]
    assert found.beside == [("сноска сама", "сноска"), ("верно?", "примечание")]


def test_text_boxes_and_shapes_go_beside():
    box = "<draw:frame><draw:text-box><text:p>в рамке</text:p></draw:text-box></draw:frame>"
    shape = "<draw:custom-shape><text:p>на стрелке</text:p></draw:custom-shape>"
    found = the_cell(f"<text:p>а{box}{shape}</text:p>")
    assert (found.cells[0].lines, found.beside) == (["а"], [("в рамке", "надпись"), ("на стрелке", "надпись")])


def test_hidden_text_is_apart():
    found = the_cell('<text:p>а<text:span text:style-name="T1">тайна</text:span>б</text:p>', automatic=HIDDEN)
    assert found.cells[0].lines == ["аб"]
    assert found.cells[0].apart == [("тайна", signs.HIDDEN)]


def test_a_hidden_paragraph_style_is_inherited():
    styles = style("A", "paragraph", 'text-properties text:display="none"')
    own = style("P1", "paragraph", more='style:parent-style-name="A"')
    found = the_cell('<text:p text:style-name="P1">тайна</text:p><text:p>явно</text:p>', styles=styles, automatic=own)
    assert found.cells[0].lines == ["явно"]
    assert found.cells[0].apart == [("тайна", signs.HIDDEN)]


def test_a_hidden_section_is_apart():
    found = the_cell('<text:section text:display="none"><text:p>тайна</text:p></text:section><text:p>а</text:p>')
    assert (found.cells[0].lines, found.cells[0].apart) == (["а"], [("тайна", signs.HIDDEN)])


@pytest.mark.parametrize(
    ("properties", "is_struck"),
    [
        ('style:text-line-through-style="solid"', True),
        ('style:text-line-through-type="single"', True),
        ('style:text-line-through-style="none"', False),
        ('style:text-line-through-style="none" style:text-line-through-type="none"', False),
        ('fo:font-weight="bold"', False),
    ],
)
def test_struck_letters_are_apart(properties, is_struck):
    content = '<text:p>а<text:span text:style-name="T2">нет</text:span></text:p>'
    found = the_cell(content, automatic=STRUCK.format(properties)).cells[0]
    assert (found.lines, found.apart) == ((["а"], [("нет", signs.STRUCK)]) if is_struck else (["анет"], []))


def tracked(*regions):
    """(id, kind, content) of each."""
    info = "<office:change-info><dc:creator>И</dc:creator></office:change-info>"
    return "<text:tracked-changes>" + "".join(
        f'<text:changed-region text:id="{name}"><text:{kind}>{info}{content}</text:{kind}></text:changed-region>'
        for name, kind, content in regions
    ) + "</text:tracked-changes>"  # fmt: skip


def start(name):
    return f'<text:change-start text:change-id="{name}"/>'


def end(name):
    return f'<text:change-end text:change-id="{name}"/>'


def changed(content, *regions):
    [found] = rows(tracked(*regions) + table(row(f"<table:table-cell>{content}</table:table-cell>", cell("есть"))))
    return found.cells[0]


def test_a_deletion_that_is_shown_is_no_text_of_the_cell():
    """LibreOffice leaves the letters where they were while it shows changes."""
    found = changed(f"<text:p>а{start('c')}прочь{end('c')}б</text:p>", ("c", "deletion", ""))
    assert (found.lines, found.apart) == (["аб"], [("прочь", signs.STRUCK_OUT)])


def test_a_deletion_that_is_not_shown_is_kept_in_its_region():
    found = changed('<text:p>а<text:change text:change-id="c"/>б</text:p>', ("c", "deletion", paragraphs("прочь")))
    assert (found.lines, found.apart) == (["аб"], [("прочь", signs.STRUCK_OUT)])


def test_an_insertion_is_text():
    found = changed(f"<text:p>а{start('c')}новое{end('c')}</text:p>", ("c", "insertion", ""))
    assert (found.lines, found.apart) == (["ановое"], [])


def test_a_deleted_end_of_a_paragraph_joins_the_two():
    """mwilliamson/mammoth.js#243 in ODF: no blank within the word."""
    content = f"<text:p>Выявление силь{start('c')}</text:p><text:p>{end('c')}нейших</text:p>"
    assert changed(content, ("c", "deletion", "")).lines == ["Выявление сильнейших"]


def test_a_deleted_paragraph_leaves_its_neighbours_apart():
    content = f"<text:p>а</text:p><text:p>{start('c')}прочь</text:p><text:p>{end('c')}б</text:p>"
    found = changed(content, ("c", "deletion", ""))
    assert (found.lines, found.apart) == (["а", "б"], [("прочь", signs.STRUCK_OUT)])


def test_a_row_of_deletions_says_nothing_live():
    struck = [cell(f"{start(name)}{name}{end(name)}") for name in "xy"]
    regions = tracked(*((name, "deletion", "") for name in "xy"))
    [before, found] = rows(regions + table(row(cell("а"), cell("б")), row(*struck)))
    assert [one.lines for one in before.cells] == [["а"], ["б"]]
    assert [("".join(one.lines), one.apart) for one in found.cells] == [
        ("", [("x", signs.STRUCK_OUT)]),
        ("", [("y", signs.STRUCK_OUT)]),
    ]


def test_a_deletion_over_several_cells_and_rows_goes_on():
    body = table(row(cell(f"а{start('c')}б"), cell("в")), row(cell(f"г{end('c')}д"), cell("е")))
    found = rows(tracked(("c", "deletion", "")) + body)
    assert [["".join(one.lines) for one in row.cells] for row in found] == [["а", ""], ["д", "е"]]


# Lists


def items(*texts, more=""):
    return "".join(f"<text:list-item {more}><text:p>{text}</text:p></text:list-item>" for text in texts)


def test_numbers_of_a_list_are_part_of_its_lines():
    content = f'<text:p>Подписаны:</text:p><text:list text:style-name="L1">{items("план", "протокол")}</text:list>'
    assert one_cell(content, automatic=NUMBERS) == ["Подписаны:", "1) план", "2) протокол"]


def test_lists_within_lists_have_their_own_numbers():
    inner = f"<text:list-item><text:p>а</text:p><text:list>{items('б', 'в')}</text:list></text:list-item>"
    content = f'<text:list text:style-name="L1">{inner}{items("г")}</text:list>'
    assert one_cell(content, automatic=NUMBERS) == ["1) а", "1.1. б", "1.2. в", "2) г"]


@for_each(
    ("char", "label"),
    [("•", "•"), ("–", "–"), ("\uf0b7", "•"), ("\uf0a7", "•"), ("o", "•"), ("", "•")],
)
def test_bullets_are_part_of_the_lines(char, label):
    styles = BULLETS.format("&#8226;" if char is None else char, "")
    content = f'<text:p>Были:</text:p><text:list text:style-name="L2">{items("а", "б")}</text:list>'
    assert one_cell(content, automatic=styles) == ["Были:", f"{label} а", f"{label} б"]


@for_each(
    ("form", "labels"),
    [
        ("1", ["1", "2", "3"]),
        ("a", ["a", "b", "c"]),
        ("A", ["A", "B", "C"]),
        ("i", ["i", "ii", "iii"]),
        ("I", ["I", "II", "III"]),
        ("01, 02, 03, ...", ["01", "02", "03"]),
        ("①, ②, ③, ...", ["①", "②", "③"]),
        ("1st", ["1-й", "2-й", "3-й"]),
        ("а, б, .., аа, аб, ... (ru)", ["а", "б", "в"]),
        ("А, Б, .., Аа, Аб, ... (ru)", ["А", "Б", "В"]),
    ],
)
def test_numbers_are_written_as_the_style_says(form, labels):
    level = f'<text:list-level-style-number text:level="1" style:num-format="{form}" style:num-suffix="."/>'
    styles = f'<text:list-style style:name="L1">{level}</text:list-style>'
    content = f'<text:list text:style-name="L1">{items("-", "-", "-")}</text:list>'
    assert one_cell(content, automatic=styles) == [f"{label}. -" for label in labels]


@pytest.mark.parametrize(("form", "labels"), [("A", "AB"), ("I", ["I", "II"]), ("", ["", ""])])
def test_items_and_what_follows_them_are_paragraphs_of_the_purpose(form, labels):
    level = f'<text:list-level-style-number text:level="1" style:num-format="{form}" style:num-suffix=" –"/>'
    styles = f'<text:list-style style:name="L1">{level if form else ""}</text:list-style>'
    purpose = f'<text:list text:style-name="L1">{items("план", "акт")}</text:list><text:p>Визит завершён</text:p>'
    of_event = [cell(text) for text in EVENT[:-2]] + [
        f"<table:table-cell>{purpose}</table:table-cell>",
        cell(EVENT[-1]),
    ]
    body = table(row(*map(cell, HEADINGS)), row(*of_event))
    [found] = read_pieces(odt.pieces(odf.opened(odt_file(body, automatic=styles)))).rows
    shown = [f"{label} – " if label else "" for label in labels]
    assert found.purpose == f"{shown[0]}план\n{shown[1]}акт\nВизит завершён"


def test_a_list_goes_on_or_begins_anew():
    first = f'<text:list xml:id="x" text:style-name="L1">{items("а", "б")}</text:list>'
    goes_on = f'<text:list text:continue-numbering="true" text:style-name="L1">{items("в", "г")}</text:list>'
    named = f'<text:list text:continue-list="x" text:style-name="L1">{items("д", "е")}</text:list>'
    anew = f'<text:list text:style-name="L1">{items("ж", "з")}</text:list>'
    fifth = items("и", more='text:start-value="5"')
    later = f'<text:list text:style-name="L1">{fifth}{items("к")}</text:list>'
    assert one_cell(first + goes_on, automatic=NUMBERS)[2:] == ["3) в", "4) г"]
    assert one_cell(first + named, automatic=NUMBERS)[2:] == ["3) д", "4) е"]
    assert one_cell(first + anew, automatic=NUMBERS)[2:] == ["1) ж", "2) з"]
    assert one_cell(first + later, automatic=NUMBERS)[2:] == ["5) и", "6) к"]


def test_a_list_header_and_a_second_paragraph_have_no_number():
    header = "<text:list-header><text:p>а</text:p></text:list-header>"
    two = "<text:list-item><text:p>б</text:p><text:p>в</text:p></text:list-item>"
    assert one_cell(f'<text:list text:style-name="L1">{header}{two}{items("г")}</text:list>', automatic=NUMBERS) == [
        "а",
        "1) б",
        "в",
        "2) г",
    ]


def test_the_lone_number_of_a_cell_is_the_number_of_its_row():
    """As in the official form, where Word or Writer counts the rows."""
    number = '<text:list text:continue-numbering="true" text:style-name="L1">{}</text:list>'
    found = the_cell(number.format(items("")), automatic=NUMBERS).cells[0]
    assert ("".join(found.lines), found.is_numbered) == ("", True)
    found = the_cell(number.format(items("Фестиваль")), automatic=NUMBERS).cells[0]
    assert (found.lines, found.is_numbered) == (["Фестиваль"], True)


# Other parts


def test_headers_and_footers_come_last_and_page_numbers_do_not():
    master = (
        '<style:master-page style:name="Standard"><style:header><text:p>Администрация</text:p></style:header>'
        "<style:footer><text:p>Страница <text:page-number>2</text:page-number></text:p></style:footer>"
        "</style:master-page>"
    )
    for flat in (False, True):
        assert texts(table_of(["а"]), masters=master, flat=flat) == [("Администрация", "колонтитул")]


def test_a_hidden_row_of_a_text_is_read_as_one():
    """Writer has none; another program may mark one as a workbook does."""
    [found] = rows(table(row(cell("а"), more='table:visibility="collapse"')))
    assert found.apart == signs.HIDDEN_IN_DOCUMENT


@pytest.mark.parametrize(("look", "is_hidden"), [("row-height", True), ("min-row-height", False)])
def test_a_row_as_high_as_a_hair_is_hidden(look, is_hidden):
    thin = style("ro1", "table-row", f'table-row-properties style:{look}="0.0007in"')
    [found] = rows(table(row(cell("а"), more='table:style-name="ro1"')), automatic=thin)
    assert found.apart == (signs.HIDDEN_IN_DOCUMENT if is_hidden else "")


@for_each(
    ("inside", "answer"),
    [
        ('<draw:image xlink:href="Pictures/1.png"/>', [("без подписи, посмотрите в файле", "рисунок")]),
        (
            '<draw:image xlink:href="1.png"/><svg:title>Фото</svg:title><svg:desc>Подписание</svg:desc>',
            [("Подписание", "рисунок")],
        ),
        (
            "<svg:title>Фото</svg:title><draw:image><office:binary-data>aa</office:binary-data></draw:image>",
            [("Фото", "рисунок")],
        ),
        (
            '<draw:object xlink:href="./Object 1"/><draw:image xlink:href="./ObjectReplacements/Object 1"/>',
            [("без подписи, посмотрите в файле", "вложенный объект")],
        ),
        ("<draw:image/>", []),
        ("<draw:text-box><text:p>герб</text:p></draw:text-box>", [("герб", "надпись")]),
    ],
)
def test_a_picture_is_told_beside_its_row(inside, answer):
    [found] = rows(table(row(cell(f"Итоги.<draw:frame>{inside}</draw:frame>"))))
    assert (found.cells[0].lines, found.beside) == (["Итоги."], answer)


def test_a_coat_of_arms_outside_the_table_is_no_text():
    picture = '<draw:frame><draw:image xlink:href="1.png"/></draw:frame>'
    header = f"<style:header><text:p>{picture}Администрация</text:p></style:header>"
    master = f'<style:master-page style:name="Standard">{header}</style:master-page>'
    body = paragraphs(picture, f"Отчёт {picture}") + table_of(["а"])
    assert texts(body, masters=master) == [("Отчёт ", "перед таблицей"), ("Администрация", "колонтитул")]
