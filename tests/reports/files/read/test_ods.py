"""What is read of an ODS, element by element; the right answers are what Calc shows."""

import pytest

from reports.files.read import limits, odf, ods, signs
from reports.files.read.grid import GridRow, NextTable, Text
from reports.files.read.rows import Unreadable
from reports.files.read.tables import read_pieces
from tests.answers import for_each

from .odf_packages import cell, covered, ods_file, row, style, table, table_of
from .packages import EVENT, HEADINGS


def pieces(*tables, **more):
    return list(ods.pieces(odf.opened(ods_file(*tables, **more))))


def rows(*tables, **more):
    return [piece for piece in pieces(*tables, **more) if isinstance(piece, GridRow)]


def lines(*tables, **more):
    return [[cell.lines for cell in row.cells] for row in rows(*tables, **more)]


def texts(*tables, **more):
    return [(piece.text, piece.where) for piece in pieces(*tables, **more) if isinstance(piece, Text)]


def value(kind, more, *shown):
    return cell(*shown, more=f'office:value-type="{kind}" {more}')


EMPTY = '<table:table-cell table:number-columns-repeated="{}"/>'
DATES = """<number:date-style style:name="N1"><number:day/><number:text>.</number:text><number:month/><number:text>.
</number:text><number:year/></number:date-style><number:date-style style:name="N2"><number:month number:textual="true"/>
<number:text> </number:text><number:year number:style="long"/></number:date-style>
<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="ce2" style:family="table-cell" style:data-style-name="N2"/>"""


@pytest.mark.parametrize("flat", [False, True])
def test_a_table_of_events_is_read(flat):
    read = read_pieces(ods.pieces(odf.opened(ods_file(table_of(HEADINGS, EVENT), flat=flat))))
    assert [(row.name, row.place, row.period, row.purpose, row.participants) for row in read.rows] == [EVENT[1:]]


def test_sheets_are_tables_of_their_own_and_say_where_a_row_is():
    found = pieces(table_of(["а"], name="Отчёт"), table_of(["б"], name="Ещё"))
    assert [piece.name for piece in found if isinstance(piece, NextTable)] == ["лист «Отчёт»", "лист «Ещё»"]
    assert [row.where for row in found if isinstance(row, GridRow)] == [
        "лист «Отчёт», строка 1",
        "лист «Ещё», строка 1",
    ]
    [only] = rows(table_of(["а"], name="Отчёт"))
    assert only.where == "строка 1"


def test_lines_of_a_cell_are_its_paragraphs():
    assert lines(table(row(cell("а<text:s/>б", "в<text:line-break/>г")))) == [[["а б", "в", "г"]]]


def test_empty_rows_and_columns_around_a_table_are_none_of_it():
    """A sheet is a million rows and a thousand columns, most of them told in two numbers."""
    body = table(
        row(EMPTY.format(1024), more='table:number-rows-repeated="3"'),
        row(EMPTY.format(2), cell("а"), EMPTY.format(1), cell("б"), EMPTY.format(1019)),
        row(EMPTY.format(1024), more='table:number-rows-repeated="1048571"'),
        row(EMPTY.format(1024)),
    )
    assert lines(body) == [[["а"], [], ["б"]]]
    assert [found.where for found in rows(body)] == ["строка 4"]


def test_repeated_texts_are_repeated():
    """tdf/odftoolkit#286, productdevbook/hucre#119."""
    body = table(
        row(cell("а", more='table:number-columns-repeated="2"'), cell("б")),
        row(cell("в"), more='table:number-rows-repeated="2"'),
        row(cell("г")),
    )
    assert [[one.lines for one in found.cells if one.lines] for found in rows(body)] == [
        [["а"], ["а"], ["б"]],
        [["в"]],
        [["в"]],
        [["г"]],
    ]
    assert [found.where for found in rows(body)] == ["строка 1", "строка 2", "строка 3", "строка 4"]


def test_merged_cells_are_placed_by_the_grid():
    """jferard/fastods#7, Bevel-Software/Hexis#89."""
    body = table(
        row(cell("а", more='table:number-columns-spanned="2" table:number-rows-spanned="2"'), covered(), cell("б")),
        row('<table:covered-table-cell table:number-columns-repeated="2"/>', cell("в")),
        row(cell("г"), covered("<text:p>под</text:p>"), cell("д")),
    )
    assert [[(one.lines, one.columns, one.goes_on) for one in found.cells] for found in rows(body)] == [
        [(["а"], 2, False), (["б"], 1, False)],
        [([], 2, True), (["в"], 1, False)],
        [(["г"], 1, False), (["под"], 1, False), (["д"], 1, False)],
    ]


def test_a_text_under_merged_cells_is_not_dropped():
    body = table(row(cell("а", more='table:number-columns-spanned="2"'), covered("<text:p>под</text:p>"), cell("б")))
    [found] = rows(body)
    assert ([one.lines for one in found.cells], found.beside) == (
        [["а"], ["б"]],
        [("под", "под объединёнными ячейками")],
    )


@for_each(
    ("content", "answer"),
    [
        (value("float", 'office:value="12"', "12"), ["12"]),
        (value("float", 'office:value="12.5"', "12,50 чел."), ["12,50 чел."]),
        (value("percentage", 'office:value="0.5"', "50%"), ["50%"]),
        (value("boolean", 'office:boolean-value="true"', "ИСТИНА"), ["ИСТИНА"]),
        (value("string", 'office:string-value="другое"', "видно"), ["видно"]),
        # Days: as shown where that is plain, else in full.
        (value("date", 'office:date-value="2025-02-15"', "15.02.2025"), ["15.02.2025"]),
        (value("date", 'office:date-value="2025-02-15"', "15 февраля 2025 г."), ["15 февраля 2025 г."]),
        (value("date", 'office:date-value="2025-02-15T10:30:00"', "15.02.2025 10:30"), ["15.02.2025 10:30"]),
        (value("date", 'office:date-value="2025-02-15" table:style-name="ce1"', "15.02.25"), ["15.02.2025"]),
        (value("date", 'office:date-value="2025-02-15"', "02/15/25"), ["15.02.2025"]),
        (value("date", 'office:date-value="2025-02-15"', "2025-02-15"), ["15.02.2025"]),
        (value("date", 'office:date-value="2025-02-15" table:style-name="ce2"', "Feb 2025"), ["февраль 2025"]),
        # Written by other programs, without what is shown.
        (value("date", 'office:date-value="2025-02-15"'), ["15.02.2025"]),
        (value("date", 'office:date-value="2025-02-15T00:00:00"'), ["15.02.2025"]),
        (value("float", 'office:value="12"'), ["12"]),
        (value("float", 'office:value="12.0"'), ["12"]),
        (value("float", 'office:value="12.5"'), ["12,5"]),
        (value("string", 'office:string-value="текст"'), ["текст"]),
        (value("boolean", 'office:boolean-value="false"'), ["ЛОЖЬ"]),
        (value("date", 'office:date-value="вчера"'), ["вчера"]),
    ],
)
def test_a_cell_has_what_is_shown(content, answer):
    assert lines(table(row(content)), automatic=DATES) == [[answer]]


def test_the_style_of_a_column_counts_where_a_cell_has_none():
    columns = '<table:table-column table:default-cell-style-name="ce2" table:number-columns-repeated="2"/>'
    body = table(columns, row(cell("а"), value("date", 'office:date-value="2025-02-15"', "Feb 25")))
    assert lines(body, automatic=DATES) == [[["а"], ["февраль 2025"]]]


# What the writer did not mean


@pytest.mark.parametrize(
    ("state", "reason"), [("collapse", signs.HIDDEN_ROW), ("filter", signs.FILTERED_ROW), ("visible", "")]
)
def test_a_row_that_is_not_shown_says_why(state, reason):
    [found] = rows(table(row(cell("а"), more=f'table:visibility="{state}"')))
    assert (found.apart, found.cells[0].lines) == (reason, ["а"])


def test_a_row_of_a_folded_group_says_why():
    group = f'<table:table-row-group table:display="false">{row(cell("а"), more=COLLAPSED)}</table:table-row-group>'
    assert [found.apart for found in rows(table(group, row(cell("б"))))] == [signs.FOLDED_ROW, ""]


COLLAPSED = 'table:visibility="collapse"'


def test_rows_of_a_hidden_sheet_say_so():
    not_shown = style("ta2", "table", 'table-properties table:display="false"')
    hidden = table(row(cell("б")), name="Черновик", more='table:style-name="ta2"')
    found = rows(table_of(["а"], name="Отчёт"), hidden, automatic=not_shown)
    assert [one.apart for one in found] == ["", signs.hidden_sheet("Черновик")]


def test_texts_of_a_hidden_column_are_apart():
    columns = (
        f'<table:table-column table:number-columns-repeated="2"/><table:table-column {COLLAPSED}/><table:table-column/>'
    )
    heading, found = rows(
        table(columns, row(cell("№"), cell("Название"), cell("Место"), cell("Сроки")), row(*map(cell, "абвг")))
    )
    assert [one.lines for one in found.cells] == [["а"], ["б"], [], ["г"]]
    assert found.beside == [("в", signs.hidden_column("C"))]
    assert found.doubts == ["Столбец C скрыт в книге, его текст не взят («Место»)."]
    assert (heading.beside, heading.doubts) == ([("Место", signs.hidden_column("C"))], [])


@for_each(
    ("size", "is_hidden"),
    [
        ("0.0102in", True),
        ("0cm", True),
        ("0.5mm", True),
        ("1.5pt", True),
        ("0.178in", False),
        ("0.5cm", False),
        ("", False),
        ("thin", False),
    ],
)
def test_a_row_and_a_column_as_thin_as_a_hair_are_hidden(size, is_hidden):
    styles = style("ro2", "table-row", f'table-row-properties style:row-height="{size}"')
    styles += style("co2", "table-column", f'table-column-properties style:column-width="{size}"')
    columns = '<table:table-column/><table:table-column table:style-name="co2"/>'
    thin = row(cell("в"), cell("г"), more='table:style-name="ro2"')
    first, second = rows(table(columns, row(cell("а"), cell("б")), thin), automatic=styles)
    assert (first.apart, second.apart) == ("", signs.HIDDEN_ROW if is_hidden else "")
    assert first.beside == ([("б", signs.hidden_column("B"))] if is_hidden else [])


def test_a_row_that_grows_with_its_text_is_shown():
    look = 'table-row-properties style:use-optimal-row-height="true" style:row-height="0in"'
    [found] = rows(table(row(cell("а"), more='table:style-name="ro2"')), automatic=style("ro2", "table-row", look))
    assert not found.apart


def _cell_style(name, letters="", ground="", parent="Default"):
    look = f'<style:table-cell-properties fo:background-color="{ground}"/>' if ground else ""
    look += f'<style:text-properties fo:color="{letters}"/>' if letters else ""
    of_cell = f'style:family="table-cell" style:parent-style-name="{parent}"'
    return f'<style:style style:name="{name}" {of_cell}>{look}</style:style>'


@for_each(
    ("styles", "is_hidden"),
    [
        (_cell_style("ce1", "#FFFFFF"), True),
        (_cell_style("ce1", "#ffffff", "transparent"), True),
        (_cell_style("ce1", "#ffffff", "#ffffff"), True),
        (_cell_style("ce1", "#ffffff", "#204080"), False),
        (_cell_style("ce0", "", "#204080") + _cell_style("ce1", "#ffffff", parent="ce0"), False),
        (_cell_style("ce0", "#ffffff") + _cell_style("ce1", parent="ce0"), True),
        (_cell_style("ce0", "#ffffff") + _cell_style("ce1", "#000000", parent="ce0"), False),
        (_cell_style("ce1", "#f2f2f2"), False),
    ],
)
def test_white_letters_on_white_are_hidden(styles, is_hidden):
    [found] = rows(table(row(cell("а"), cell("тайна", more='table:style-name="ce1"'))), automatic=styles)
    [told] = [one.apart for one in found.cells if one.apart] or [[]]
    assert told == ([("тайна", signs.HIDDEN)] if is_hidden else [])


def test_a_format_that_shows_nothing_hides_a_cell():
    nothing = '<number:number-style style:name="N1P0"><number:text/></number:number-style>'
    nothing += '<number:text-style style:name="N1"><number:text/><style:map style:apply-style-name="N1P0"/>'
    nothing += "</number:text-style>"
    nothing += '<number:text-style style:name="N2"><number:text-content/></number:text-style>'
    nothing += style("ce1", "table-cell", more='style:data-style-name="N1"')
    nothing += style("ce2", "table-cell", more='style:data-style-name="N2"')
    of_text = 'office:value-type="string" office:string-value="тайна" table:style-name="{}"'
    [found] = rows(
        table(row(cell("", more=of_text.format("ce1")), cell("", more=of_text.format("ce2")))), styles=nothing
    )
    assert [(one.lines, one.apart) for one in found.cells] == [([], [("тайна", signs.HIDDEN)]), (["тайна"], [])]


def test_an_error_value_is_a_doubt_that_says_where_it_stands():
    [found] = rows(table(row(cell("а"), cell("#DIV/0!", more='table:formula="of:=1/0"'))))
    assert [one.lines for one in found.cells] == [["а"], []]
    assert found.cells[1].doubts == ["В ячейке B1 ошибка Excel #ДЕЛ/0!. Впишите значение."]


def test_remarks_and_shapes_go_beside():
    remark = "<office:annotation><dc:creator>И</dc:creator><text:p>верно?</text:p></office:annotation>"
    shapes = "<table:shapes><draw:custom-shape><text:p>на стрелке</text:p></draw:custom-shape></table:shapes>"
    body = table(shapes, row(cell("а"), f"<table:table-cell>{remark}<text:p>б</text:p></table:table-cell>"))
    [found] = rows(body)
    assert ([one.lines for one in found.cells], found.beside) == (
        [["а"], ["б"]],
        [("верно?", "примечание к ячейке B1")],
    )
    assert texts(body) == [("на стрелке", "надпись")]


def test_struck_letters_are_apart():
    letters = style("T1", "text", 'text-properties style:text-line-through-style="solid"')
    whole = style("ce1", "table-cell", 'text-properties style:text-line-through-type="single"')
    body = table(
        row(cell('а<text:span text:style-name="T1">нет</text:span>'), cell("б", more='table:style-name="ce1"'))
    )
    [found] = rows(body, automatic=letters + whole)
    assert [(one.lines, one.apart) for one in found.cells] == [
        (["а"], [("нет", signs.STRUCK)]),
        ([], [("б", signs.STRUCK)]),
    ]


def test_marks_of_our_own_workbook_are_no_texts():
    [found] = rows(table(row(cell("а"), cell("_pbr12_3"))))
    assert ([one.lines for one in found.cells], found.marks) == ([["а"]], ["_pbr12_3"])


def test_our_sheet_of_data_is_left_out_but_for_what_somebody_added():
    ours = table_of(["Фестиваль", "г. Минск"], name="Отчёт")
    data = table_of(
        ["№", "Наименование", "Раздел сводного отчёта", "Постоянный номер"],
        ["1", "Фестиваль", "Город Смоленск", "a-b"],
        ["2", "Приписано от руки", "Город Смоленск", "c-d"],
        name="Данные",
    )
    assert lines(ours, data) == [[["Фестиваль"], ["г. Минск"]]]
    assert texts(ours, data) == [("Приписано от руки", "лист «Данные», строка 3")]
    assert len(lines(data)) == 3


def test_cached_sheets_of_other_books_are_not_shown():
    cached = table_of(["чужое"], name="'file:///srv/a.ods'#$Лист1")
    assert lines(table_of(["а"]), cached) == [[["а"]]]


# Bombs are in bombs.py; here is what is refused and how it is said.


@pytest.mark.parametrize(
    "body",
    [
        table(row(cell("а"), more='table:number-rows-repeated="1000000"')),
        table(row(cell("а", more='table:number-columns-repeated="16384"'))),
        table(row(cell("а", more='table:number-columns-repeated="99999999999999999999"'))),
        "".join(table_of(["а"], name=str(number)) for number in range(61)),
    ],
)
def test_more_than_a_report_has_is_refused(body):
    with pytest.raises(Unreadable, match=r"слишком много|больше"):
        list(limits.within_limits(ods.pieces(odf.opened(ods_file(body)))))


def test_a_workbook_without_a_sheet_is_refused():
    with pytest.raises(Unreadable, match="нет ни одного листа"):
        rows()
