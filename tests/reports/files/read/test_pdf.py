"""A table of a PDF is rebuilt from its ruled lines; the right answers are what a person sees on the page."""

import pytest

from reports.files.read import odf, pdf
from reports.files.read.grid import GridRow, Text
from reports.files.read.rows import Unreadable
from reports.files.read.tables import read_pieces

from .odf_packages import odt_file
from .packages import EVENT, HEADINGS

LINE, WIDTH, HEIGHT = 0.2, 1.5, 1.0


def frame(text, x, y, *, page=1, width=None):
    """A line of text on the page, inches from its left upper corner."""
    width = width or min(0.07 * len(text), WIDTH - 0.1)
    return (
        f'<draw:frame text:anchor-page-number="{page}" svg:x="{x}in" svg:y="{y}in" svg:width="{width}in" '
        f'svg:height="{LINE}in"><draw:text-box><text:p><text:span>{text}</text:span></text:p></draw:text-box></draw:frame>'
    )


def line(x1, y1, x2, y2, *, page=1):
    return (
        f'<draw:line text:anchor-page-number="{page}" svg:x1="{x1}in" svg:y1="{y1}in" svg:x2="{x2}in" svg:y2="{y2}in"/>'
    )


def thin(x1, y1, x2, y2, *, page=1):
    """As Word draws a border: a filled rectangle a hair high or wide."""
    return (
        f'<draw:polygon text:anchor-page-number="{page}" svg:x="{x1}in" svg:y="{y1}in" '
        f'svg:width="{max(x2 - x1, 0.01)}in" svg:height="{max(y2 - y1, 0.01)}in"/>'
    )


def box(x1, y1, x2, y2, *, page=1):
    return (
        f'<draw:custom-shape text:anchor-page-number="{page}" svg:x="{x1}in" svg:y="{y1}in" svg:width="{x2 - x1}in" '
        f'svg:height="{y2 - y1}in"/>'
    )


def ruled(columns, rows, *, page=1, draw=line, top=1.0):
    """Lines of a whole table."""
    right, bottom = 1 + WIDTH * columns, top + HEIGHT * rows
    made = [draw(1, top + HEIGHT * n, right, top + HEIGHT * n, page=page) for n in range(rows + 1)]
    made += [draw(1 + WIDTH * n, top, 1 + WIDTH * n, bottom, page=page) for n in range(columns + 1)]
    return "".join(made)


def at(column, row, text, *, down=0, page=1, **more):
    return frame(text, 1.05 + WIDTH * column, 1.05 + HEIGHT * row + LINE * down, page=page, **more)


def table(*rows, page=1, draw=line):
    return ruled(len(rows[0]), len(rows), page=page, draw=draw) + "".join(
        at(column, number, text, page=page)
        for number, row in enumerate(rows)
        for column, text in enumerate(row)
        if text
    )


def pieces(body):
    return list(pdf.pieces(odf.opened(odt_file(body, flat=True))))


def rows(body):
    return [piece for piece in pieces(body) if isinstance(piece, GridRow)]


def lines(body):
    return [[cell.lines for cell in row.cells] for row in rows(body)]


@pytest.mark.parametrize("draw", [line, thin])
def test_texts_stand_in_their_cells(draw):
    assert lines(table(["а", "б"], ["", "г"], draw=draw)) == [[["а"], ["б"]], [[], ["г"]]]


def test_cells_may_each_have_their_own_box():
    boxes = "".join(box(1 + WIDTH * n, 1, 1 + WIDTH * (n + 1), 2) for n in range(3))
    assert lines(boxes + at(0, 0, "а") + at(2, 0, "в")) == [[["а"], [], ["в"]]]


def test_the_order_in_the_file_does_not_matter():
    body = at(0, 0, "второе", down=1) + at(0, 0, "первое" + "м" * 13) + at(1, 0, "б") + ruled(2, 1)
    assert lines(body) == [[["первое" + "м" * 13 + " второе"], ["б"]]]


def test_lines_that_fill_their_cell_are_one_paragraph_and_short_ones_are_not():
    body = (
        ruled(1, 1) + at(0, 0, "Обмен опытом между", width=1.3) + at(0, 0, "школами", down=1) + at(0, 0, "Итог", down=2)
    )
    assert lines(body + ruled(2, 1)) == [[["Обмен опытом между школами", "Итог"], []]]


def test_a_hyphen_at_the_end_of_a_line_stays():
    body = ruled(2, 1) + at(0, 0, "приём городов-", width=1.3) + at(0, 0, "побратимов", down=1)
    assert lines(body) == [[["приём городов-побратимов"], []]]


def test_pieces_of_one_line_are_put_together():
    body = ruled(2, 1) + frame("г. ", 1.05, 1.05, width=0.2) + frame("Минск", 1.26, 1.06, width=0.4)
    assert lines(body) == [[["г. Минск"], []]]


def test_merged_cells_are_placed_by_the_lines_that_are_there():
    """The first cell over two columns, the last over two rows."""
    horizontal = line(1, 1, 5.5, 1) + line(1, 2, 4, 2) + line(1, 3, 5.5, 3)
    vertical = line(1, 1, 1, 3) + line(2.5, 2, 2.5, 3) + line(4, 1, 4, 3) + line(5.5, 1, 5.5, 3)
    body = horizontal + vertical + at(0, 0, "а") + at(2, 0, "б") + at(0, 1, "в") + at(1, 1, "г")
    assert [[(one.lines, one.columns, one.goes_on) for one in found.cells] for found in rows(body)] == [
        [(["а"], 2, False), (["б"], 1, False)],
        [(["в"], 1, False), (["г"], 1, False), ([], 1, True)],
    ]


def test_the_text_of_a_cell_over_two_rows_may_stand_in_the_middle():
    body = line(1, 1, 5.5, 1) + line(2.5, 2, 5.5, 2) + line(1, 3, 5.5, 3)
    body += "".join(line(1 + WIDTH * n, 1, 1 + WIDTH * n, 3) for n in range(4))
    body += frame("а", 1.05, 2.1) + at(1, 0, "б") + at(2, 0, "в") + at(1, 1, "г")
    assert [[(one.lines, one.goes_on) for one in found.cells] for found in rows(body)] == [
        [(["а"], False), (["б"], False), (["в"], False)],
        [([], True), (["г"], False), ([], False)],
    ]


def test_a_line_under_words_divides_no_row():
    body = table(["а", "б"]) + line(1.05, 1.24, 1.4, 1.24) + at(0, 0, "в", down=1)
    assert lines(body) == [[["а", "в"], ["б"]]]


def test_a_row_that_a_page_tears_is_one_where_rows_have_numbers():
    heading = ["№", "Что", "Где"]
    body = table(heading, ["1", "первое", "там"], ["2", "второе", "здесь"])
    body += table(heading, ["", "и дальше", ""], ["3", "третье", "где-то"], page=2)
    assert lines(body) == [
        [["№"], ["Что"], ["Где"]],
        [["1"], ["первое"], ["там"]],
        [["2"], ["второе и дальше"], ["здесь"]],
        [["№"], ["Что"], ["Где"]],
        [["3"], ["третье"], ["где-то"]],
    ]


def test_a_table_goes_on_over_pages_and_page_numbers_are_no_text():
    body = table(["а", "б"]) + table(["в", "г"], page=2) + frame("2", 4, 0.3, page=2) + frame("Отчет", 1, 0.3)
    found = pieces(body)
    assert [piece.text for piece in found if isinstance(piece, Text)] == ["Отчет"]
    assert lines(body) == [[["а"], ["б"]], [["в"], ["г"]]]


def test_every_row_is_doubted():
    read = read_pieces(pdf.pieces(odf.opened(odt_file(table(HEADINGS, EVENT), flat=True))))
    assert [(row.name, row.place, row.period, row.purpose, row.participants) for row in read.rows] == [EVENT[1:]]
    assert any("PDF" in doubt.text for doubt in read.rows[0].doubts)


def test_a_text_over_a_line_of_the_table_makes_it_unreliable():
    body = ruled(3, 2) + at(0, 0, "а б в г д е ж з и", width=2.5) + at(0, 1, "б")
    with pytest.raises(Unreadable, match="не восстановить"):
        pieces(body)


def test_a_text_without_ruled_lines_is_refused_with_what_to_do():
    with pytest.raises(Unreadable, match=r"не восстановить.*вставьте"):
        pieces(frame("Отчет", 1, 1) + frame("1. Фестиваль", 1, 2))


def test_a_scan_is_refused_in_words_of_its_own():
    with pytest.raises(Unreadable, match="скан"):
        pieces(box(0, 0, 8, 11))
    with pytest.raises(Unreadable, match="скан"):
        pieces(frame("3", 4, 0.3))
