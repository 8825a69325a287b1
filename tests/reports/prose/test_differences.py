"""Which words differ between two texts, before any page shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.prose.differences import WORD, compared_words, is_changed, is_kept, readable_words

ANY_TEXT = st.text(alphabet=st.sampled_from("яА.,«\u0301\u00a0 \n\t"), max_size=40)


def runs(before, after):
    """(whether it changed, old words, new words) for each run."""
    found = readable_words(*compared_words(WORD.findall(before), WORD.findall(after)))
    return [(kind == "change", " ".join(old), " ".join(new)) for kind, old, new in found]


@pytest.mark.parametrize(
    ("before", "after", "is_so"),
    [
        ("г. Минск", "г.\u00a0Минск", False),
        ("Обмен опытом", "Обмен  опытом ", False),
        ("Обмен\nопытом", "Обмен опытом", True),
        ("Обмен опытом", "обмен опытом", True),
    ],
)
def test_blanks_are_no_change_and_line_breaks_are(before, after, is_so):
    assert is_changed(before, after) is is_so


def test_short_words_between_two_changes_are_drawn_into_them():
    assert runs("мы в школе были", "вы в саду были") == [(True, "мы в школе", "вы в саду"), (False, "были", "были")]
    assert runs("мы сотрудничали тогда охотно", "вы сотрудничали тогда усердно")[1][0] is False


def test_the_beginning_and_the_end_in_common_are_no_change():
    assert runs("г. Минск, школа", "г. Брест, школа") == [
        (False, "г.", "г."),
        (True, "Минск,", "Брест,"),
        (False, "школа", "школа"),
    ]


def test_words_that_somebody_quoted_are_kept_while_none_of_them_changes():
    before = "Встреча в Минске прошла"
    place = (before.index("в Минске"), before.index(" прошла"))
    assert is_kept(before, "Большая встреча: Встреча в\u00a0Минске была", place)
    assert not is_kept(before, "Встреча в Бресте прошла", place)


@given(ANY_TEXT, ANY_TEXT)
def test_every_word_of_both_texts_is_in_one_run(before, after):
    old, new = WORD.findall(before), WORD.findall(after)
    found = readable_words(*compared_words(old, new))
    assert [word for _, words, _ in found for word in words] == old
    assert [word for _, _, words in found for word in words] == new
