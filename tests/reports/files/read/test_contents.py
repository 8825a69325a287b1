"""What columns hold whose headings nobody knows."""

import pytest

from reports.files.read.contents import begins_another_kind, fields_by_content, fits, layout_by_content
from reports.files.read.grid import Cell, GridRow
from reports.files.read.headings import FIELDS, NAME, NUMBER, PARTICIPANTS, PERIOD, PLACE, PURPOSE
from reports.files.read.kinds import AGREEMENTS

from .packages import EVENT

FORUM = ["1.", "Форум", "г. Минск", "5 марта 2025 года", "Обмен опытом", "20 человек"]
FAIR = ["2.", "Ярмарка", "г. Орша", "7 марта 2025 года", "Торговля", "30 человек"]


def rows(*texts):
    return [GridRow([Cell([text]) for text in row], "строка 1") for row in texts]


def test_columns_are_known_by_what_they_hold():
    assert fields_by_content([EVENT] * 3) == (list(FIELDS), True)
    turned = [EVENT[0], EVENT[1], EVENT[3], EVENT[2], *EVENT[4:]]
    assert fields_by_content([turned] * 3)[0][:5] == [NUMBER, NAME, PERIOD, PLACE, PURPOSE]


@pytest.mark.parametrize("texts", [[], [["а", "б"]] * 3, [["1", "Показатель", "шт.", "12", "13"]] * 3])
def test_a_table_without_days_is_none_of_events(texts):
    assert fields_by_content(texts) is None


def test_a_first_row_of_short_words_above_days_or_numbers_is_a_header_that_nobody_knows():
    layout, count = layout_by_content(rows(["№", "Дело", "Куда", "Отметка", "Отчёт", "Люди"], FORUM, FAIR))
    assert (count, layout.is_sure) == (1, False)
    assert [column.title for column in layout.columns][3] == "Отметка"
    layout, count = layout_by_content(rows(FORUM, FAIR))
    assert (count, layout.is_sure) == (0, True)


def test_a_column_of_surnames_is_no_field():
    found, is_sure = fields_by_content([["Петров", *FORUM[1:4]], ["Иванова", *FAIR[1:4]]])
    assert (found, is_sure) == (["", NAME, PLACE, PERIOD], False)


def test_people_are_told_by_their_number():
    found, _ = fields_by_content([[FORUM[3], FORUM[5], FORUM[1], FORUM[4]], [FAIR[3], FAIR[5], FAIR[1], FAIR[4]]])
    assert found == [PERIOD, PARTICIPANTS, NAME, PURPOSE]


def test_rows_go_on_with_a_table_only_when_their_days_stand_among_its_days():
    layout, _ = layout_by_content(rows(FORUM, FAIR))
    assert fits(layout, rows(FAIR))
    assert not fits(layout, rows(["1", "Меморандум", "стороны", "школы", "2026", "действует"]))


def test_another_kind_of_table_may_begin_below():
    (below,) = rows(["№", "Название соглашения", "Стороны", "Дата подписания"])
    assert begins_another_kind(below) == AGREEMENTS
    assert begins_another_kind(rows(FORUM)[0]) == ""
