import pytest

from reports.prose.marks import blanks_at_marks, doubled_marks, quotes, shortened, units
from tests.answers import for_each


@for_each(
    "text",
    ["Счёт 3 : 1", "10:30", "2.5", "к.э.н.", "и.о. Главы", "участник(и)", "(не)обычный", "А.С. Пушкин", "п. 3.2"],
)
def test_marks_inside_of_numbers_and_short_words_are_left(text):
    assert list(blanks_at_marks(text)) == []


@pytest.mark.parametrize("text", ["Встреча.Подписан", "Участники:дети", "концерт;игра", "«Заря»и", "Ура!Победа"])
def test_a_blank_comes_behind_a_mark(text):
    assert len(list(blanks_at_marks(text))) == 1


def test_numbers_and_short_words_get_their_blank():
    assert len(list(units("2025г., 20чел., 2013–2014гг."))) == 3
    assert len(list(shortened("ул.Ленина, д.32"))) == 2
    assert len(list(doubled_marks("дети,, взрослые"))) == 1


def test_a_quote_inside_of_another_is_left():
    assert list(quotes('«Конкурс "Рябина" и песни»')) == []
    assert [edit.new for edit in quotes("<<Заря>> и ''Лето''")] == ["«Лето»", "«Заря»"]
