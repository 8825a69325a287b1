"""CSV as programs and people write it; the right answers are the cells that Excel or Calc would show."""

from contextlib import suppress

import pytest

from reports.files.read import separated
from reports.files.read.grid import GridRow, Text
from reports.files.read.rows import Unreadable
from reports.files.read.tables import read_pieces
from tests.answers import for_each

from .packages import EVENT, HEADINGS

ROW = ["1", "Фестиваль", "г. Минск, ул. Ленина, 5", "5 марта 2025 года", "Обмен опытом; дружба", "40"]


def cells(data):
    data = data if isinstance(data, bytes) else data.encode()
    return [[cell.lines for cell in piece.cells] for piece in separated.pieces(data) if isinstance(piece, GridRow)]


def written(*rows, sign=";", end="\r\n"):
    """As a program writes it: quotes where they are needed."""

    def quoted(text):
        return '"' + text.replace('"', '""') + '"' if any(one in text for one in (sign, '"', "\n")) else text

    return end.join(sign.join(map(quoted, row)) for row in rows) + end


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_the_separator_is_found(sign, end):
    assert cells(written(HEADINGS, ROW, sign=sign, end=end)) == [[[text] for text in row] for row in (HEADINGS, ROW)]


@for_each(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866"],
)
def test_the_encoding_is_found(encoding):
    rows = [[text.replace("№", "N") for text in row] for row in (HEADINGS, ROW)]  # KOI8-R has no №
    data = written(*rows).encode(encoding)
    assert cells(data) == [[[text] for text in row] for row in rows]
    assert separated.is_separated(data)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866"])
def test_an_encoding_is_found_in_capitals_too(encoding):
    rows = [[text.upper().replace("№", "N") for text in row] for row in (HEADINGS, ROW)]
    assert cells(written(*rows).encode(encoding)) == [[[text] for text in row] for row in rows]


@for_each(
    ("line", "answer"),
    [
        ('1;"а;б";в', [["1"], ["а;б"], ["в"]]),
        ('1;"а\nб";в', [["1"], ["а", "б"], ["в"]]),
        ('1;"ансамбль ""Рябина""";в', [["1"], ['ансамбль "Рябина"'], ["в"]]),
        ('1;"";в', [["1"], [""], ["в"]]),
        ('1;ансамбль "Рябина";в', [["1"], ['ансамбль "Рябина"'], ["в"]]),
        ('1;"Рябина" и другие;в', [["1"], ['"Рябина" и другие'], ["в"]]),
        ('1;"не закрыта;в', [["1"], ['"не закрыта'], ["в"]]),
        ('1; "а" ;в', [["1"], ["а"], ["в"]]),
        ("1;;", [["1"], [""], [""]]),
    ],
)
def test_quotes_surround_whole_cells(line, answer):
    assert cells(f"№;Название;Место\n{line}\n2;г;д\n")[1] == answer


def test_excels_own_line_tells_the_separator_and_is_no_row():
    assert cells("sep=|\na|b;c|d\n") == [[["a"], ["b;c"], ["d"]]]
    assert cells("\ufeffsep=;\r\na;b;c\r\n") == [[["a"], ["b"], ["c"]]]


def test_empty_lines_are_no_rows_but_count():
    rows = [piece for piece in separated.pieces("№;а;б\n\n;;\n1;в;г\n".encode()) if isinstance(piece, GridRow)]
    assert [row.where for row in rows] == ["строка 1", "строка 4"]


def test_a_title_above_the_table_is_a_row_of_its_own():
    assert cells("Отчёт за квартал;;\n№;Название;Место\n1;а;б\n2;в;г\n")[0] == [["Отчёт за квартал"], [""], [""]]
    assert cells("Отчёт за квартал\n№;Название;Место\n1;а;б\n2;в;г\n")[0] == [["Отчёт за квартал"]]


def test_a_row_of_too_many_cells_is_doubted():
    """A separator inside a text that nobody quoted moves all cells behind it."""
    rows = [
        piece for piece in separated.pieces("№;а;б\n1;в;г;д\n2;е;ж;\n3;з;и\n".encode()) if isinstance(piece, GridRow)
    ]
    assert [[bool(cell.doubts) for cell in row.cells] for row in rows] == [
        [False] * 3,
        [False, False, True, False],
        [False] * 4,
        [False] * 3,
    ]


@for_each(
    ("text", "name", "answer"),
    [
        (written(HEADINGS, ROW), "", True),
        (written(HEADINGS, ROW, sign=","), "", True),
        (written(HEADINGS), "", True),
        (written(HEADINGS, ROW, sign="\t"), "", False),  # what the clipboard gives, which has rules of its own
        (written(HEADINGS, ROW, sign="\t"), "отчёт.CSV", True),
        ("\n".join("\t".join(f'"{text}"' for text in row) for row in (HEADINGS, ROW)), "", True),
        ("Добрый день!\nОтчёта нет.", "", False),
        ("Были Иванов, Петров, Сидоров.\nБольше никого.", "", False),
        ("", "", False),
    ],
)
def test_a_table_of_separated_cells_is_told_from_other_texts(text, name, answer):
    assert separated.is_separated(text.encode(), name) is answer


def test_a_text_without_a_table_is_read_as_lines():
    assert list(separated.pieces("Добрый день!\n\nНет.".encode())) == [
        Text("Добрый день!", "перед таблицей"),
        Text("Нет.", "перед таблицей"),
    ]


def test_a_table_of_events_is_read():
    read = read_pieces(separated.pieces(written(HEADINGS, EVENT).encode("cp1251")))
    assert [(row.name, row.place, row.period, row.purpose, row.participants) for row in read.rows] == [EVENT[1:]]


@for_each(
    "text",
    ['";' * 50_000, '"";"' * 50_000, "а;" * 50_000, ';\n"а""' * 50_000, '"а' * 50_000, " " * 100_000, ";\n" * 50_000],
)
def test_hostile_texts_take_time_in_proportion(text):
    """Looking for the end of quotes from every cell anew would hold the run for minutes."""
    with suppress(Unreadable):  # a row of so many cells is none
        assert list(separated.pieces(f"а;б;в\n1;2;3\n{text}".encode()))


@pytest.mark.parametrize("sign", [";", "\t", ","])
def test_a_card_of_two_columns_is_a_table(sign):
    card = [["Карточка", ""], ["Наименование", "Форум"], ["Дата", "5 марта 2025 года"], ["Место", "г. Минск; «Арена»"]]
    data = written(*card, ["Участники", "40 человек"], sign=sign).encode("cp1251")
    assert separated.is_separated(data, "карточка.csv")
    [found] = read_pieces(separated.pieces(data)).rows
    assert (found.name, found.place, found.period, found.participants) == (
        *("Форум", "г. Минск; «Арена»", "5 марта 2025 года", "40 человек"),
    )


def test_a_letter_with_semicolons_is_no_card():
    assert not separated.is_separated("Место; время\nПросим вас; ждём\nС уважением; глава\n".encode())
