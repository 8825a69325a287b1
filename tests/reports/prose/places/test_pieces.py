"""Where a place falls apart into the pieces that the grammar reads."""

import pytest

from reports.prose.places.pieces import FULL_STOP, in_one_writing, split_at_marks


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ("Республика Беларусь, г. Минск", [("Республика Беларусь", False), ("г. Минск", False)]),
        ("г. Минск; г. Орша", [("г. Минск", False), ("г. Орша", False)]),
        ("г. Минск (площадь Победы)", [("г. Минск", False), ("площадь Победы", True)]),
        ("(Минск, Орша)", [("Минск", True), ("Орша", True)]),
        ("Минск, , ; – ", [("Минск", False)]),
    ],
)
def test_commas_semicolons_and_brackets_divide(written, pieces):
    assert split_at_marks(written) == pieces


@pytest.mark.parametrize("quoted", ["Отель «Европа, зал 2»", "ДК «(новый)» Орши", "Отель «Дом «Европа»"])
def test_quoted_text_stays_whole(quoted):
    assert split_at_marks(f"{quoted}, Минск") == [(quoted, False), ("Минск", False)]


@pytest.mark.parametrize("written", ["Отель «Европа, Минск", "Минск (зал", "Минск) зал", "Минск ((зал))"])
def test_a_mark_without_its_pair_leaves_the_place_unread(written):
    assert split_at_marks(written) is None


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ("Минск / Смоленск", "Минск; Смоленск"),
        ("г. Минск/г. Орша", "г. Минск; г. Орша"),
        ("г. Смоленск. Площадь Ленина", "г. Смоленск; Площадь Ленина"),
        ("обл. Минская", "обл. Минская"),
        ("д. 5/7", "д. 5/7"),
    ],
)
def test_a_slash_or_a_sentence_end_divides_words_but_neither_numbers_nor_abbreviations(written, pieces):
    assert in_one_writing(written) == pieces


@pytest.mark.parametrize(
    ("written", "cyrillic"), [("Mинск", "Минск"), ("c. Пречистое", "с. Пречистое"), ("ООО «IBM»", "ООО «IBM»")]
)
def test_a_latin_letter_typed_by_accident_becomes_cyrillic(written, cyrillic):
    assert in_one_writing(written) == cyrillic


@pytest.mark.parametrize(
    ("written", "place"),
    [("Место проведения: г. Орша", "г. Орша"), ("место – Орша", "Орша"), ("г. п. Лиозно", "г.п. Лиозно")],
)
def test_labels_go_and_a_spaced_abbreviation_is_closed(written, place):
    assert in_one_writing(written) == place


@pytest.mark.parametrize(("written", "without"), [("г. Минск.", "г. Минск"), ("Минская обл.", "Минская обл.")])
def test_a_full_stop_goes_but_that_of_an_abbreviation(written, without):
    assert FULL_STOP.sub("", written) == without
