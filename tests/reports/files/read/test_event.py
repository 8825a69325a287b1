"""One event while its table is read: its texts, what goes on with it, and what of that is doubted."""

import uuid

from reports.files.marks import EventMark
from reports.files.read import event, groups, joining
from reports.files.read.event import Event
from reports.files.read.grid import Cell, GridRow
from reports.files.read.layout import Column, Layout
from tests.answers import for_each

FIELDS = ["number", "name", "place", "period", "purpose", "participants"]
OFFICIAL = Layout(tuple(Column(field, field, start) for start, field in enumerate(FIELDS)))
FORUM = ["1.", "Форум", "г. Минск", "5 марта 2025 года", "Обмен опытом", "20 человек"]
BARE = ["", "", "", "", "Итог", ""]


def filled(texts, layout=OFFICIAL, *, above=None, fill_down=False, **said):
    found = Event("Вязьма", "строка 1", **said)
    cells = [text if isinstance(text, Cell) else Cell(text.split("\n")) for text in texts]
    found.fill(layout, GridRow(cells, "строка 1"), above or {}, fill_down=fill_down)
    found.begin()
    return found


def doubts(found):
    return [(doubt.text, doubt.field) for doubt in found.row().doubts]


def test_a_row_gives_its_texts_its_number_and_its_section():
    found = filled(FORUM)
    row = found.row()
    assert [row.name, row.place, row.period, row.purpose, row.participants] == FORUM[1:]
    assert (found.number, row.section, row.where, row.notes, row.doubts) == ("1", "Вязьма", "строка 1", (), ())


def test_one_day_a_line_is_a_list_of_days():
    cell = Cell(["05.03.2025", "12.03.2025"])
    assert filled([*FORUM[:3], cell, *FORUM[4:]]).row().period == "05.03.2025, 12.03.2025"
    cell = Cell(["5–7 марта", "2025 года"])
    assert filled([*FORUM[:3], cell, *FORUM[4:]]).row().period == "5–7 марта 2025 года"


def test_words_in_the_cell_of_the_number_become_a_note_under_its_heading():
    found = filled(["новое", *FORUM[1:]])
    assert (found.number, found.row().notes) == ("", ("Столбец «number»: новое",))


def test_a_column_that_the_report_does_not_have_becomes_a_note():
    layout = Layout((*OFFICIAL.columns, Column("", "Ответственный", 6)))
    assert filled([*FORUM, "Иванова А. И."], layout).row().notes == ("Ответственный: Иванова А. И.",)


def test_a_merged_cell_stands_in_the_first_of_its_fields_and_is_doubted():
    found = filled([FORUM[0], Cell(["Форум, г. Минск"], columns=2), *FORUM[3:]])
    assert (found.row().name, found.row().place) == ("Форум, г. Минск", "")
    assert doubts(found) == [
        ("Ячейки «Наименование», «Место» объединены, весь их текст стоит здесь. Разделите его по полям.", "name")
    ]
    assert doubts(filled(["Форум в Минске 5 марта"])) == [(event.ONE_CELL, "name")]


def test_a_cell_merged_downwards_takes_the_text_above_only_when_it_is_to_be_filled():
    row = [*FORUM[:2], Cell(["под ней"], goes_on=True), *FORUM[3:]]
    found = filled(row, above={2: ["г. Орша"]}, fill_down=True)
    assert (found.row().place, doubts(found)) == ("г. Орша", [(event.FILLED_DOWN, "place")])
    assert found.row().notes == ("Под объединённой ячейкой: под ней",)
    found = filled(row, above={2: ["г. Орша"]})
    assert (found.row().place, doubts(found)) == ("", [])


def test_guesses_of_the_layout_are_doubts_of_the_row():
    unsure = Layout(OFFICIAL.columns, is_sure=False)
    assert doubts(filled(FORUM[:4], unsure)) == [(event.CELL_MISSING, ""), (event.COLUMNS_GUESSED, "")]


def test_lines_broken_to_fit_a_page_are_joined_unless_the_file_is_our_own():
    broken = [FORUM[0], "Неделя\nбело\u00adрусской кухни", *FORUM[2:4], "Обмен\nопытом", ""]
    row = filled(broken).row()
    assert (row.name, row.purpose) == ("Неделя белорусской кухни", "Обмен опытом")
    ours = filled(broken, mark=EventMark(uuid.UUID(int=5), 3)).row()
    assert (ours.name, ours.purpose) == ("Неделя белорусской кухни", "Обмен\nопытом")
    assert (ours.uid, ours.version) == (str(uuid.UUID(int=5)), 3)


def test_the_rest_of_a_torn_row_joins_it_but_says_nothing_twice():
    first = filled(FORUM)
    first.go_on(filled(["", "Форум", "", "", "Подписан план", ""]))
    row = first.row()
    assert (row.name, row.purpose) == ("Форум", "Обмен опытом Подписан план")
    assert doubts(first) == [(event.SPLIT, "")]


def test_a_doubt_is_said_once_and_that_of_a_part_is_settled_by_joining_it():
    first, rest = filled(FORUM), filled(BARE)
    first.doubt(event.CELL_MISSING)
    rest.doubt(event.CELL_MISSING)
    rest.doubt(event.MAYBE_PART)
    first.go_on(rest)
    assert doubts(first) == [(event.CELL_MISSING, ""), (event.SPLIT, "")]


@for_each(
    ("texts", "is_numbered", "goes_on"),
    [
        (BARE, True, True),
        (BARE, False, True),
        (["", "и ярмарка", "", "", "Итог", ""], True, True),
        (["", "Ярмарка", "", "", "Итог", ""], False, False),  # a table without numbers
        (["", "Ярмарка", "г. Орша", "7 марта", "Итог", ""], True, False),
        (["1.", "Форум", "г. Орша", "7 марта", "Итог", ""], True, True),
        (["1.", "Ярмарка", "г. Орша", "7 марта", "Итог", ""], True, False),
        (["2.", "", "", "", "Итог", ""], True, False),
        (["Ярмарка"], True, False),  # one cell
    ],
)
def test_a_row_goes_on_with_the_one_above_if_it_is_bare_or_repeats_it(texts, is_numbered, goes_on):
    assert filled(texts).goes_on_from(filled(FORUM), is_numbered) is goes_on


# --- several columns of one field, and what is taken from elsewhere --------------------------------------------


def laid_out(*fields):
    """A layout of columns, each «field» or «field role», titled so."""
    columns = [
        Column(text.partition(" ")[0], text, start, role=text.partition(" ")[2]) for start, text in enumerate(fields)
    ]
    return Layout(tuple(columns))


def test_columns_of_one_field_are_paragraphs_in_their_order_and_say_so():
    found = filled(["Форум", "Обмен опытом", "Победа"], laid_out("name", "purpose", "purpose"))
    assert found.row().purpose == "Обмен опытом\nПобеда"
    assert doubts(found) == [("Соединено из двух столбцов: «Purpose», «Purpose». Проверьте текст.", "purpose")]


def test_numbers_that_columns_count_are_kept_as_numbers():
    row = filled(["Форум", "40", "10"], laid_out("name", "participants total", "participants foreign")).row()
    assert (row.total, row.foreign) == (40, 10)


def test_a_word_for_the_cell_above_takes_its_text():
    found = filled([*FORUM[:2], "там же", *FORUM[3:]], above={2: ["г. Орша"]})
    assert (found.row().place, doubts(found)) == ("г. Орша", [(groups.DITTO_TAKEN, "place")])
    found = filled([*FORUM[:2], "там же", *FORUM[3:]])
    assert (found.row().place, doubts(found)) == ("там же", [(groups.DITTO_LEFT, "place")])


def test_days_among_the_places_are_split_where_no_column_has_days():
    found = filled(["Форум", "г. Минск, 5 марта 2025 года"], laid_out("name", "place"))
    assert (found.row().place, found.row().period) == ("г. Минск", "5 марта 2025 года")
    assert doubts(found) == [(joining.SPLIT_CELL, "period")]


def test_what_no_column_holds_is_taken_from_one_of_unknown_words():
    layout = Layout((Column("name", "Дело", 0), Column("", "Отметка", 1)))
    found = filled(["Форум", "05.03.2025"], layout)
    assert (found.row().period, doubts(found)[0][1]) == ("05.03.2025", "period")


def test_the_row_of_a_group_gives_month_country_and_sphere():
    found = filled(["Форум", "г. Горки", "7"], laid_out("name", "place", "period day"))
    found.complete({"month": "Март 2025 года", "country": "Республика Беларусь", "sphere": "Культура"})
    row = found.row()
    assert (row.place, row.period) == ("г. Горки (Республика Беларусь)", "7 марта 2025 года")
    assert row.notes == ("Раздел таблицы: Культура",)
    assert [text for text, _ in doubts(found)] == [groups.MONTH_TAKEN, groups.COUNTRY_TAKEN]


def test_without_a_column_of_names_the_first_sentence_is_one():
    found = filled(["5 марта", "Прошёл форум молодёжи. Подписан план."], laid_out("period", "purpose"))
    assert found.row().name == "Прошёл форум молодёжи"
    assert doubts(found) == [(joining.NAME_FROM_TEXT, "name")]
