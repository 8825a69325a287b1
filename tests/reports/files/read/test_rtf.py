"""What is read of an RTF, word by word; the right answers are what Word and LibreOffice show."""

import pytest

from reports.files.read import rtf, signs
from reports.files.read.grid import GridRow, NextTable, Text
from reports.files.read.list_labels import PARAGRAPH
from reports.files.read.rows import Unreadable
from reports.files.read.tables import read_pieces
from tests.answers import for_each

from .packages import EVENT, HEADINGS
from .rtf_files import WIDTH, cell, letters, row, rtf_file, table_of


def pieces(body, **more):
    return list(rtf.pieces(rtf_file(body, **more)))


def rows(body, **more):
    return [piece for piece in pieces(body, **more) if isinstance(piece, GridRow)]


def lines(body, **more):
    """Without the signs of items, which only say that a line is a paragraph."""
    return [[[line.lstrip(PARAGRAPH) for line in cell.lines] for cell in row.cells] for row in rows(body, **more)]


def texts(body, **more):
    return [(piece.text, piece.where) for piece in pieces(body, **more) if isinstance(piece, Text)]


def the_cell(content, **more):
    [found] = rows(row(cell(content)), **more)
    return found


def test_a_table_of_events_is_read():
    read = read_pieces(rtf.pieces(rtf_file(table_of(HEADINGS, EVENT))))
    assert [(row.name, row.place, row.period, row.purpose, row.participants) for row in read.rows] == [EVENT[1:]]


@for_each(
    ("content", "answer"),
    [
        (r"\'c0\'e1\'f0", ["Абр"]),  # Windows-1251, as the file says
        (r"\u1040?\u1073?", ["Аб"]),
        (r"\u1040\'c0\u1073\'e1", ["Аб"]),
        (r"\uc2\u1040\'c0\'c1\u1073??\uc1", ["Аб"]),
        (r"\uc0\u1040\u1073 v", ["Абv"]),
        (r"{\uc0\u1040}\u1073?", ["Аб"]),
        (r"\u-10179?\u-8704?", ["\U0001f600"]),
        (r"\u-3913?", ["\uf0b7"]),
        (r"{\f1\'c0}{\f2\'41}", ["АA"]),
        (r"{\f3\'8e}", ["О"]),  # of DOS
        (r"a\~b\_c\-d", ["a\u00a0b\u2011c\u00add"]),
        (r"a\\b\{c\}", ["a\\b{c}"]),
        (r"a\tab b", ["a b"]),
        (r"a\line b", ["a", "b"]),
        (r"a\par b", ["a", "b"]),
        ("a\\\nb", ["a", "b"]),
        ("a\r\nb", ["ab"]),
        (r"a\par\par b", ["a", "", "b"]),
        (r"\ldblquote a\rdblquote  \endash  b\emdash\bullet", ["“a” – b—•"]),
        (r"{a}{\b b{\i c}}d", ["abcd"]),
        (r"a{\*\unknown b}c", ["ac"]),
        (r"a{\*\unknown{\b b}}c", ["ac"]),
        (r"a{\pict\wmetafile8 010203}c", ["ac"]),
        ("a{\\pict\\bin5 }}}}}}c", ["ac"]),
        (r'a{\field{\*\fldinst HYPERLINK "http://a.example"}{\fldrslt{\ul b}}}c', ["abc"]),
        (r"a{\field{\*\fldinst HYPERLINK}{\fldrslt}}c", ["ac"]),
        (r"{\upr{?}{\*\ud{\u1040?}}}", ["А"]),
        (r"a{\object{\*\objdata 0102}{\result{\pict 01}}}c", ["ac"]),
        (r"a{\xe{b}}c", ["ac"]),
        (r"a{\nonshppict{\pict 01}}c", ["ac"]),
        (r"a\nosuchword b", ["ab"]),
        (r"a\fs24b", ["ab"]),
    ],
)  # fmt: skip
def test_a_cell_has_the_lines_that_are_seen(content, answer):
    assert the_cell(content).cells[0].lines == answer


def test_texts_around_the_tables_say_where_they_are():
    body = r"\pard a\par" + table_of(["b"]) + r"\pard c\par" + table_of(["d"]) + r"\pard e\par"
    assert texts(body) == [("a", "перед таблицей"), ("c", "после таблицы"), ("e", "после таблицы")]
    assert [piece.name for piece in pieces(body) if isinstance(piece, NextTable)] == ["таблица 1", "таблица 2"]
    assert [row.where for row in rows(body)] == ["строка 1", "таблица 2, строка 1"]


def test_the_last_text_needs_no_end_of_a_paragraph():
    assert texts(r"\pard a") == [("a", "перед таблицей")]


def test_cells_are_placed_by_their_edges():
    """RTF has no spans: a wide cell ends further to the right. Edges a hair apart are one."""
    body = row(cell("a"), cell("b"), cell("c")) + row(cell("d", edge=2 * WIDTH), cell("e", edge=3 * WIDTH + 12))
    assert [[(one.lines, one.columns) for one in found.cells] for found in rows(body)] == [
        [(["a"], 1), (["b"], 1), (["c"], 1)],
        [(["d"], 2), (["e"], 1)],
    ]


def test_cells_that_are_merged_by_name():
    body = row(cell("a", r"\clvmgf"), cell("b", r"\clmgf"), cell("", r"\clmrg"))
    body += row(cell("", r"\clvmrg"), cell("d"), cell("e"))
    assert [[(one.lines, one.columns, one.goes_on) for one in found.cells] for found in rows(body)] == [
        [(["a"], 1, False), (["b"], 2, False)],
        [([], 1, True), (["d"], 1, False), (["e"], 1, False)],
    ]


def test_a_text_under_merged_cells_is_not_dropped():
    [found] = rows(row(cell("a", r"\clmgf"), cell("b", r"\clmrg")))
    assert ([one.lines for one in found.cells], found.beside) == ([["a"]], [("b", "под объединёнными ячейками")])


def test_a_row_that_is_told_only_once_counts_for_the_next_ones():
    """Old programs say where the cells are once for the whole table, and never that a paragraph is in it."""
    body = r"\trowd\cellx1000\cellx2000 a\cell b\cell\row c\cell d\cell\row\pard e\par"
    assert lines(body) == [[["a"], ["b"]], [["c"], ["d"]]]
    assert texts(body) == [("e", "после таблицы")]


def test_a_row_that_is_told_behind_its_cells():
    """Word tells it before and behind; some only behind."""
    body = r"\pard\intbl a\cell b\cell\trowd\cellx1000\cellx2000\row"
    assert lines(body) == [[["a"], ["b"]]]


def test_a_table_in_a_cell_goes_beside_and_a_frame_is_no_table():
    inner = (
        r"\pard\intbl\itap2 x\nestcell y\nestcell{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}{\nonesttables\par}"
    )
    inner += r"\pard\intbl\itap1 "
    [found] = rows(row(*(cell(text) for text in "1234"), cell(inner)))
    assert found.beside == [("x | y", "вложенная таблица")]
    assert lines(row(cell(inner))) == [[["x"], ["y"]]]


def test_our_marks_come_home():
    assert the_cell(r"{\*\bkmkstart _pbr12_3}a{\*\bkmkend _pbr12_3}{\*\bkmkstart b}").marks == ["_pbr12_3"]


# What the writer did not mean


def test_notes_remarks_and_boxes_go_beside():
    note = r"{\super\chftn}{\footnote\pard{\super\chftn} note}"
    remark = r"{\*\atnid ab}{\*\atnauthor Ivanov}\chatn{\*\annotation{\*\atnref 1}\pard{\chatn}remark}"
    box = r"{\shp{\*\shpinst\shpleft1{\sp{\sn shapeType}{\sv 202}}{\shptxt\pard box\par}}{\shprslt{\*\do box}}}"
    found = the_cell(f"a{note}{remark}{box}b")
    assert found.cells[0].lines == ["ab"]
    assert found.beside == [("note", "сноска"), ("remark", "примечание"), ("box", "надпись")]


@for_each(
    ("content", "words"),
    [
        (r"a{\deleted b}c", signs.STRUCK_OUT),
        (r"a\deleted b\deleted0 c", signs.STRUCK_OUT),
        (r"a{\v b}c", signs.HIDDEN),
        (r"a\v b\v0 c", signs.HIDDEN),
        (r"a{\strike b}c", signs.STRUCK),
        (r"a{\striked1 b}c", signs.STRUCK),
        (r"a\strike b\plain c", signs.STRUCK),
        (r"a{\deleted\v b}c", signs.STRUCK_OUT),
    ],
)
def test_what_is_deleted_hidden_or_struck_is_apart(content, words):
    found = the_cell(content).cells[0]
    assert (found.lines, found.apart) == (["ac"], [("b", words)])


def test_an_insertion_is_text():
    assert the_cell(r"a{\revised b}c").cells[0].lines == ["abc"]


def test_a_deleted_end_of_a_paragraph_joins_the_two():
    assert the_cell(r"a{\deleted\par}b").cells[0].lines == ["ab"]


def test_labels_of_lists_are_part_of_their_lines():
    label = r"{\listtext\pard\plain %s\tab}"
    content = r"a:\par " + label % "1)" + r"\ls1 b\par " + label % "2)" + "c"
    assert lines(row(cell(content))) == [[["a:", "1) b", "2) c"]]]
    bullets = r"a:\par {\pntext\f4\'B7\tab}b\par {\listtext\f4\'b7\tab}c"
    assert lines(row(cell(bullets))) == [[["a:", "• b", "• c"]]]


def test_items_and_what_follows_them_are_paragraphs_of_the_purpose():
    label = r"{\listtext\pard\plain %s\tab}"
    purpose = (
        label % "A)" + letters("план") + r"\par " + label % "B)" + letters("акт") + r"\par " + letters("Визит завершён")
    )
    body = table_of(HEADINGS) + row(
        *(cell(letters(text)) for text in EVENT[:-2]), cell(purpose), cell(letters(EVENT[-1]))
    )
    [found] = read_pieces(rtf.pieces(rtf_file(body))).rows
    assert found.purpose == "A) план\nB) акт\nВизит завершён"


def test_the_lone_number_of_a_cell_is_the_number_of_its_row():
    found = the_cell(r"{\listtext 1.\tab}\ls1").cells[0]
    assert ("".join(found.lines), found.is_numbered) == ("", True)


def test_headers_and_footers_come_last_and_page_numbers_do_not():
    body = (
        r"{\header\pard " + letters("Администрация") + r"\par}{\footer\pard{\field{\*\fldinst PAGE}{\fldrslt 2}}\par}"
    )
    assert texts(body + table_of(["a"])) == [("Администрация", "колонтитул")]


# Code pages


def test_the_code_page_of_the_file_counts_where_a_font_has_none():
    assert rows(row(cell(r"\'c0")), page=r"\ansicpg1251")[0].cells[0].lines == ["А"]
    assert rows(row(cell(r"\'8e")), page=r"\pc\ansicpg866")[0].cells[0].lines == ["О"]
    assert rows(row(cell(r"\'c0")), page=r"\ansicpg1252")[0].cells[0].lines == ["À"]
    assert rows(row(cell(r"\'c0")), page=r"\deflang1049")[0].cells[0].lines == ["А"]
    assert rows(row(cell(r"{\f1\'c0}")), page=r"\ansicpg1252")[0].cells[0].lines == ["А"]


# Bombs are in bombs.py; here is what is refused and how it is said.


def test_endless_nesting_is_refused():
    with pytest.raises(Unreadable, match="слишком сложно"):
        pieces("{" * 100_000)


@for_each(
    "body",
    [
        "}" * 50,
        "{" * 50,
        "\\",
        "\\'",
        "\\'z",
        "\\u",
        "\\u99999999999",
        r"\bin9999999999 a",
        r"\cell\row\cell",
        r"\nestcell\nestrow",
    ],
)
def test_broken_files_are_read_as_far_as_they_go(body):
    assert pieces(table_of(["a"]) + body)


@pytest.mark.parametrize(
    ("height", "is_hidden"), [("-1", True), ("-40", True), ("1", False), ("-400", False), ("", False)]
)
def test_a_row_as_high_as_a_hair_is_hidden(height, is_hidden):
    told = r"\trowd\trrh" + height if height else r"\trowd"
    thin = told + r"\cellx1500\pard\intbl a\cell" + told + r"\cellx1500\row"
    first, second = rows(thin + row(cell("b")))
    assert (first.apart, second.apart) == (signs.HIDDEN_IN_DOCUMENT if is_hidden else "", "")


def test_an_empty_paragraph_ends_a_table():
    found = pieces(table_of(["а", "б"]) + r"\pard\par" + table_of(["в", "г"], ["д", "е"]))
    assert [getattr(piece, "name", None) or piece.where for piece in found] == [
        *("таблица 1", "строка 1", "таблица 2"),
        *("таблица 2, строка 1", "таблица 2, строка 2"),
    ]


def test_very_many_tables_with_nothing_between_them_are_read():
    assert len(rows((table_of(["а"]) + r"\pard\par ") * 120)) == 120


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (r"a{\pict\pngblip 0102}", 1),
        (r"a{\*\shppict{\pict\pngblip 01}}{\nonshppict{\pict\wmetafile8 02}}", 1),
        (r"a{\object{\*\objdata 0102}{\result{\pict 01}}}", 1),
        (r"a{\*\listpicture{\*\shppict{\pict 01}}}", 0),
        (r"a{\shp{\*\shpinst{\sp{\sn pib}{\sv {\pict 01}}}}}", 0),
    ],
)
def test_a_picture_is_told_beside_its_row(content, count):
    found = the_cell(content)
    assert (found.cells[0].lines, found.beside) == (["a"], [("без подписи, посмотрите в файле", "рисунок")] * count)


def test_a_coat_of_arms_above_the_table_is_no_text():
    assert texts(r"{\pict\pngblip 01}\par Report\par" + table_of(["а"])) == [("Report", "перед таблицей")]
