import pytest

from reports.prose.dashes import compounds, dashes, ranges


@pytest.mark.parametrize("text", ["счёт 3 - 1", "МАЗ - 5440", "Видео - конференция", "8 - 800"])
def test_a_hyphen_that_only_its_writer_knows_is_left(text):
    assert list(dashes(text)) == list(compounds(text)) == list(ranges(text)) == []


def test_a_word_that_a_hyphen_joins_has_no_blanks():
    assert [edit.new for edit in compounds("мастер - класс и онлайн – урок")] == ["-", "-"]


def test_numbers_that_are_counted_have_a_dash():
    assert [edit.new for edit in ranges("8-11 классов, школа 8-11")] == ["–"]
