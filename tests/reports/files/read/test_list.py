"""A reference list is read as rows of texts, or refused in a sentence."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.files.read import list as lists
from reports.files.read.list import read_list
from reports.files.read.rows import Unreadable
from tests.answers import for_each

from .packages import book_file, sheet_rows

TABLE = "Код;Название\nBY;Беларусь\n\n;\nCN;Китай\n"
ROWS = [[1, ["Код", "Название"]], [2, ["BY", "Беларусь"]], [5, ["CN", "Китай"]]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_csv_is_read_in_the_encodings_of_excel(encoding):
    assert read_list(TABLE.encode(encoding)) == {"rows": ROWS, "is_cut": False}


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_the_separator_is_the_one_that_the_headings_have_most(separator):
    assert read_list(TABLE.replace(";", separator).encode())["rows"] == ROWS


def test_the_separator_that_excel_names_is_taken():
    assert read_list(b"sep=|\n" + TABLE.replace(";", "|").encode())["rows"][0][1] == ["Код", "Название"]


def test_a_workbook_gives_the_same_rows():
    data = book_file(sheet_rows(("Код", "Название"), ("BY", "Беларусь")))
    assert read_list(data)["rows"] == ROWS[:2]


def test_what_no_database_keeps_is_left_out_and_line_ends_are_one():
    assert read_list('"а\x00б";" в\r\nг "\n'.encode("cp1251").replace(b"\x00", b"\x01"))["rows"] == [
        [1, ["аб", "в\nг"]]
    ]


def test_texts_beyond_the_columns_are_left_out_and_it_is_said():
    row = ";".join(["а"] * (lists.MAX_COLUMNS + 1))
    found = read_list(row.encode())
    assert (len(found["rows"][0][1]), found["is_cut"]) == (lists.MAX_COLUMNS, True)


@for_each(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0 book of before 2007", "старого вида"),
        (b"PK\x03\x04 no workbook", "Файл повреждён"),
        (b"\x00\x01\x02", "неизвестным способом"),
        ('Код;"Название'.encode(), "не закрыта кавычка"),
        (b"a;b\n" * (lists.MAX_ROWS + 2), "больше 300 строк"),
        ("я".encode() * (lists.MAX_LETTERS_IN_CELL + 1), "слишком длинный"),
        (b" " * (lists.MAX_BYTES + 1), "больше 10 МБ"),
    ],
)
def test_what_is_no_list_or_too_much_of_one_is_refused_with_what_to_do(data, words):
    with pytest.raises(Unreadable, match=words) as refused:
        read_list(data)
    assert str(refused.value)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=20).map(str.strip)


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_was_written_as_csv_is_read_back(rows):
    stream = io.StringIO()
    csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([["Код", "Имя"], *rows])
    found = dict(read_list(stream.getvalue().encode("utf-8-sig"))["rows"])
    for number, row in enumerate(rows, 2):
        kept = found.get(number, [])
        assert kept + [""] * (len(row) - len(kept)) == row
