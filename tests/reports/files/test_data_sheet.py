"""The columns of the sheet of data: each says one fact of an event."""

import datetime
from dataclasses import replace
from uuid import UUID

from reports.files.data_sheet import DATA_COLUMNS, Entry, Kind
from reports.files.table import Facts, PrintedRow

ROW = PrintedRow("Форум", "г. Минск", "май 2024 года", "Обмен опытом", "20 человек", uid=UUID(int=7))


def says(**facts):
    """Heading → what its column says of the row with these facts."""
    entry = Entry(3, "Город Смоленск", replace(ROW, facts=Facts(**facts)))
    return {column.heading: column.value(entry) for column in DATA_COLUMNS}


def test_several_of_a_kind_share_a_cell_and_documents_have_a_line_each():
    said = says(countries=("Беларусь", "Китай"), partners=("Минск", "Пекин"), agreements=("Договор", "Протокол"))
    assert (said["Страны участников"], said["Партнёры"]) == ("Беларусь; Китай", "Минск; Пекин")
    assert (said["Подписанные документы"], said["Документов"]) == ("Договор\nПротокол", 2)


def test_what_is_not_known_is_an_empty_cell_and_no_documents_are_counted_as_none():
    said = says()
    assert [said[name] for name in ("Первый день", "Всего, человек", "Страна проведения")] == [None, None, ""]
    assert (said["Подписанные документы"], said["Документов"]) == ("", 0)


def test_days_and_numbers_are_kept_as_such_to_sort_and_sum_by():
    day = datetime.date(2024, 5, 1)
    said = says(start=day, end=day, total=20, foreign=3)
    by_kind = {kind: [said[one.heading] for one in DATA_COLUMNS if one.kind == kind] for kind in Kind}
    assert by_kind[Kind.DATE] == [day, day]
    assert by_kind[Kind.NUMBER] == [3, 20, 3, 0]


def test_no_two_columns_have_one_heading():
    headings = [column.heading for column in DATA_COLUMNS]
    assert len(set(headings)) == len(headings)
