import pytest

from reports.prose.breakdown import items_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Россия – 15, Беларусь – 10", [(15, "RU"), (10, "BY")]),
        ("40 из России и 20 из Беларуси", [(40, "RU"), (20, "BY")]),
        ("г. Смоленск – 14, г. Витебск – 10", [(14, "RU"), (10, "BY")]),
        ("25 российских и 15 белорусских школьников", [(25, "RU"), (15, "BY")]),
        ("10 детей, 5 взрослых", [(10, ""), (5, "")]),
    ],
)
def test_each_part_has_its_number_and_its_country(text, parts):
    assert [(item.value, item.code) for item in items_of(text)] == parts


@pytest.mark.parametrize("text", ["Россия и Беларусь", "по 15 и 20 из 30", ""])
def test_a_text_that_counts_no_parts_is_none(text):
    assert items_of(text) is None
