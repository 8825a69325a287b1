"""What the columns, sections and rows of a table are taken for, rule by rule."""

import uuid

import pytest

from reports.files.marks import event_mark, report_mark
from reports.files.read import event, joining, numbering
from reports.files.read.grid import AFTER, BEFORE, Cell, GridRow, NextTable, Text
from reports.files.read.rows import Loose, ReadSection, Unreadable
from reports.files.read.tables import read_pieces
from tests.answers import for_each

HEADER = ["№ п/п", "Наименование мероприятия", "Место проведения", "Сроки", "Цель, содержание", "Участники"]
FORUM = ["1.", "Форум", "г. Минск", "5 марта 2025 года", "Обмен опытом", "20 человек"]
FAIR = ["2.", "Ярмарка", "г. Орша", "7 марта 2025 года", "Торговля", "30 человек"]
UID = uuid.UUID("12345678-1234-5678-1234-567812345678")


def table(*rows):
    """The pieces of one table; a row is a list of texts or cells."""
    yield NextTable("таблица 1")
    for number, row in enumerate(rows, start=1):
        cells = [cell if isinstance(cell, Cell) else Cell(cell.split("\n")) for cell in row]
        yield GridRow(cells, f"строка {number}")


def read(*rows):
    return read_pieces(table(*rows))


def texts(row):
    return [row.name, row.place, row.period, row.purpose, row.participants]


def guesses(row):
    return [(doubt.text, doubt.field) for doubt in row.doubts if doubt.is_guess]


@pytest.mark.parametrize(
    ("header", "order"),
    [
        (HEADER, [0, 1, 2, 3, 4, 5]),
        (["N", "Название", "Где проводилось", "Дата", "Краткое описание", "Кол-во участников"], [0, 1, 2, 3, 4, 5]),
        (["Дата", "Место", "Мероприятие", "Участники (состав)", "Итоги", "№"], [3, 2, 1, 5, 4, 0]),
        (["№\nп/п", "НАИМЕНОВАНИЕ", "МЕСТО", "ПЕРИОД ПРОВЕДЕНИЯ", "РЕЗУЛЬТАТ", "УЧАСТНИКИ"], [0, 1, 2, 3, 4, 5]),
    ],
)
def test_columns_are_known_by_the_words_of_their_headings(header, order):
    found = read(header, [FORUM[place] for place in order])
    assert [texts(row) for row in found.rows] == [FORUM[1:]]
    assert (found.rows[0].where, found.loose, found.problems) == ("строка 1", [], [])


def test_header_of_two_rows():
    """«Проведение» over «место» and «сроки»."""
    upper = [HEADER[0], HEADER[1], Cell(["Проведение"], columns=2), HEADER[4], HEADER[5]]
    lower = [Cell(goes_on=True), Cell(goes_on=True), "сроки", "место", Cell(goes_on=True), Cell(goes_on=True)]
    found = read(upper, lower, [*FORUM[:2], FORUM[3], FORUM[2], *FORUM[4:]])
    assert [texts(row) for row in found.rows] == [FORUM[1:]]


def test_row_of_column_numbers_and_a_repeated_header_are_no_events():
    found = read(HEADER, ["1", "2", "3", "4", "5", "6"], FORUM, HEADER, FAIR)
    assert [row.name for row in found.rows] == ["Форум", "Ярмарка"]


def test_what_a_heading_says_beyond_its_words_is_shown():
    found = read([*HEADER[:5], "Участники (см. письмо Иванова)"], FORUM)
    assert found.loose == [Loose("Участники (см. письмо Иванова)", "строка 1, шапка таблицы")]


def test_table_without_a_header_in_the_official_order_is_taken_so_and_the_file_says_it():
    found = read(FORUM, FAIR)
    assert [texts(row) for row in found.rows] == [FORUM[1:], FAIR[1:]]
    assert [problem.text for problem in found.problems] == [
        "Шапка таблицы не понята или её нет, столбцы взяты по порядку официальной таблицы. "
        "Проверьте, что тексты стоят в своих полях"
    ]
    assert guesses(found.rows[0]) == []


def test_columns_of_another_order_without_a_header_are_guessed_by_content():
    swapped = [[row[0], row[3], row[2], row[1], row[4], row[5]] for row in (FORUM, FAIR)]
    found = read(*swapped)
    assert [texts(row) for row in found.rows] == [FORUM[1:], FAIR[1:]]
    assert guesses(found.rows[0]) == [(event.COLUMNS_GUESSED, "")]


def test_table_of_five_columns_without_numbers_and_header():
    found = read(FORUM[1:], FAIR[1:])
    assert [texts(row) for row in found.rows] == [FORUM[1:], FAIR[1:]]
    assert found.rows[1].where == "строка 2 таблицы"


def test_second_table_without_a_header_goes_on_with_the_columns_of_the_first():
    order = [3, 2, 1, 5, 4, 0]
    pieces = [
        *table([HEADER[place] for place in order], [FORUM[place] for place in order]),
        *table([FAIR[place] for place in order]),
    ]
    assert [texts(row) for row in read_pieces(pieces).rows] == [FORUM[1:], FAIR[1:]]


def test_seventh_column_becomes_a_note_under_its_heading():
    found = read([*HEADER, "Ответственный"], [*FORUM, "Петров"], [*FAIR, ""])
    assert [row.notes for row in found.rows] == [("Ответственный: Петров",), ()]


@for_each(
    "row",
    [
        [Cell(["Город Смоленск"], columns=6)],
        ["Город Смоленск"],
        ["Город Смоленск", "", "", "", "", ""],
        ["", "Город Смоленск", "", "", "", ""],
        ["1.", "Город Смоленск", "", "", "", ""],
        ["Город", "Смоленск", "", "", "", ""],
        [Cell(["Десногорск"], columns=6)],
        ["Десногорск", "", "", "", "", ""],
    ],
)
def test_section_rows_in_odd_shapes(row):
    found = read(HEADER, row, FORUM)
    assert [section.where for section in found.sections] == ["строка 2"]
    assert found.rows[0].section == found.sections[0].title in ("Город Смоленск", "Десногорск")
    assert found.rows[0].where == "раздел 1, строка 1"


def test_a_town_alone_among_the_places_is_no_section():
    found = read(HEADER, FORUM, ["", "", "г. Витебск", "", "", ""])
    assert found.sections == []
    assert found.rows[0].place == "г. Минск г. Витебск"


def test_section_named_between_two_tables():
    pieces = [*table(HEADER, FORUM), Text("Муниципальное образование «Вяземский район»", AFTER), *table(HEADER, FAIR)]
    found = read_pieces(pieces)
    assert found.sections == [ReadSection("Муниципальное образование «Вяземский район»", "между таблицами")]
    assert [row.section for row in found.rows] == ["", "Муниципальное образование «Вяземский район»"]


def test_texts_around_the_table():
    pieces = [
        Text("УТВЕРЖДАЮ", BEFORE),
        Text("Отчет о мероприятиях в международной сфере", BEFORE),
        Text("в I квартале 2025 года", BEFORE),
        *table(HEADER, FORUM),
        Text("Глава муниципального образования", AFTER),
        Text("Приложение", "колонтитул"),
    ]
    found = read_pieces(pieces)
    assert found.title == "Отчет о мероприятиях в международной сфере в I квартале 2025 года"
    assert {(loose.text, loose.where) for loose in found.loose} == {
        ("УТВЕРЖДАЮ", "перед таблицей"),
        ("Глава муниципального образования", "после таблицы"),
        ("Приложение", "колонтитул"),
    }


def test_table_that_is_none_of_events_is_loose():
    """A signature is often laid out as a table of two cells."""
    found = read_pieces([*table(HEADER, FORUM), *table(["Глава города", "И. И. Иванов"])])
    assert [loose.text for loose in found.loose] == ["Глава города | И. И. Иванов"]
    assert len(found.rows) == 1


@pytest.mark.parametrize("text", ["Итого: 2 мероприятия", "Мероприятий не было", "Мероприятия ещё не внесены"])
def test_remarks_of_the_table_are_no_events(text):
    found = read(HEADER, [Cell([text], columns=6)], FORUM)
    assert [loose.text for loose in found.loose] == [text]
    assert len(found.rows) == 1 and found.sections == []


# --- torn rows ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rest",
    [
        ["", "", "", "", "и планами.", ""],
        ["1.", "", "", "", "и планами.", ""],
        ["1.", "Форум", "", "", "и планами.", ""],
        ["", "дружбы", "", "", "и планами.", ""],
        ["", "", "", "", "и планами.", "и гости"],
    ],
)
def test_the_rest_of_a_torn_row_joins_it_and_is_doubted(rest):
    found = read(HEADER, FORUM, rest, FAIR)
    assert [row.name for row in found.rows][1:] == ["Ярмарка"]
    assert found.rows[0].purpose == "Обмен опытом и планами."
    assert guesses(found.rows[0]) == [(event.SPLIT, "")]
    assert found.rows[0].name == " ".join(filter(None, ["Форум", rest[1] if rest[1] != "Форум" else ""]))


def test_torn_row_goes_on_below_a_repeated_header():
    found = read(HEADER, FORUM, HEADER, ["", "", "", "", "и планами", ""])
    assert [row.purpose for row in found.rows] == ["Обмен опытом и планами"]


def test_row_without_a_number_is_an_event_of_its_own():
    found = read(HEADER, FORUM, ["", *FAIR[1:]])
    assert [texts(row) for row in found.rows] == [FORUM[1:], FAIR[1:]]
    assert (found.rows[1].where, guesses(found.rows[1])) == ("строка 3 таблицы", [])


def test_row_without_a_name_is_kept():
    found = read(HEADER, FORUM, ["2.", "", *FAIR[2:]])
    assert texts(found.rows[1]) == ["", *FAIR[2:]]


def test_automatic_numbers_are_counted_as_word_counts_them():
    def numbered(row):
        return [Cell([""], is_numbered=True), *row[1:]]

    found = read(HEADER, numbered(FORUM), numbered([""] * 6), numbered(FAIR))
    assert [row.where for row in found.rows] == ["строка 1", "строка 3"]


def test_words_in_the_cell_of_the_number_are_kept():
    found = read(HEADER, ["5а, перенос", *FORUM[1:]])
    assert found.rows[0].notes == ("Столбец «№ п/п»: 5а, перенос",)


# --- merged cells ---------------------------------------------------------------------------------


def test_cell_merged_with_the_one_above_takes_its_text():
    found = read(HEADER, FORUM, ["2.", "Ярмарка", Cell(goes_on=True), *FAIR[3:]])
    assert texts(found.rows[1]) == ["Ярмарка", "г. Минск", *FAIR[3:]]
    assert guesses(found.rows[1]) == [(event.FILLED_DOWN, "place")]


def test_rows_whose_number_is_one_cell_are_one_event():
    below = [Cell(goes_on=True), Cell(goes_on=True), "г. Орша", "7 марта 2025 года", Cell(goes_on=True), ""]
    found = read(HEADER, FORUM, below)
    assert [texts(row) for row in found.rows] == [
        ["Форум", "г. Минск г. Орша", "5 марта 2025 года, 7 марта 2025 года", "Обмен опытом", "20 человек"]
    ]
    assert guesses(found.rows[0]) == [(event.SPLIT, "")]


def test_place_and_days_made_one_cell_are_split():
    found = read(HEADER, [*FORUM[:2], Cell(["г. Минск", "5 марта"], columns=2), *FORUM[4:]])
    assert (found.rows[0].place, found.rows[0].period) == ("г. Минск", "5 марта")
    assert guesses(found.rows[0]) == [(joining.SPLIT_CELL, "period")]


def test_borders_a_hair_apart_change_no_columns():
    """Word divides the grid further where the borders of two rows do not meet; the cells count."""
    spans = [1, 2, 1, 1, 2, 1]
    header = [Cell([text], columns=span) for text, span in zip(HEADER, spans, strict=True)]
    row = [Cell([text], columns=span) for text, span in zip(FORUM, reversed(spans), strict=True)]
    assert texts(read(header, row).rows[0]) == FORUM[1:]


@pytest.mark.parametrize("gap", [1, 2, 3])
def test_missing_cell_is_found_by_what_the_others_look_like(gap):
    found = read(HEADER, FAIR, [*FORUM[:gap], *FORUM[gap + 1 :]])
    assert found.rows[1].period == ("" if gap == 3 else FORUM[3])
    assert found.rows[1].participants == FORUM[5]
    assert guesses(found.rows[1]) == [(event.CELL_MISSING, "")]


# --- our own files --------------------------------------------------------------------------------


def marked(row, *marks):
    return GridRow([Cell(text.split("\n")) for text in row], "строка 2", list(marks))


def test_marked_row_is_that_event_and_keeps_its_paragraphs():
    row = [
        "",
        "Форум\nдружбы",
        "г. Минск\n(Беларусь)",
        "5 марта\n2025 года",
        "Обмен\nи планы",
        "Гости\nи все",
    ]
    (found,) = read_pieces([*table(HEADER), marked(row, "_GoBack", event_mark(UID, 7))]).rows
    assert (found.uid, found.version) == (str(UID), 7)
    assert texts(found) == [
        "Форум дружбы",
        "г. Минск (Беларусь)",
        "5 марта 2025 года",
        "Обмен\nи планы",
        "Гости\nи все",
    ]


def test_mark_of_a_copied_row_counts_once():
    mark = event_mark(UID, 7)
    first, second = read_pieces([*table(HEADER), marked(FORUM, mark), marked(FAIR, mark)]).rows
    assert (first.uid, second.uid, second.version) == (str(UID), "", None)
    assert guesses(second) == [(numbering.MARK_TWICE, "")]


def test_row_with_two_marks_is_doubted():
    row = marked(FORUM, event_mark(UID, 7), event_mark(uuid.UUID(int=5), 1))
    (found,) = read_pieces([*table(HEADER), row]).rows
    assert (found.uid, guesses(found)) == (str(UID), [(numbering.TWO_EVENTS, "")])


def test_mark_of_a_report_stands_in_its_section():
    section = GridRow([Cell(["Вязьма"], columns=6)], "строка 2", [report_mark(31, 4)])
    found = read_pieces([*table(HEADER), section, marked(FORUM)])
    assert found.sections == [ReadSection("Вязьма", "строка 2", 31, 4)]


def test_what_stands_beside_the_cells_becomes_notes():
    row = marked(FORUM)
    row.beside = [("так было", "вычеркнуто при правке"), ("см. письмо", "сноска")]
    (found,) = read_pieces([*table(HEADER), row]).rows
    assert found.notes == ("Вычеркнуто при правке: так было", "Сноска: см. письмо")


# --- limits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        (lambda: table([""] * 65), "больше 64 столбцов"),  # the other limits are in test_limits.py
        (lambda: [Text("слова", BEFORE)], "не нашлось таблицы"),
        (list, "не нашлось таблицы"),
    ],
)
def test_too_much_or_nothing_is_refused(pieces, words):
    with pytest.raises(Unreadable, match=words):
        read_pieces(pieces())
