"""Quotation marks and blanks of the house form."""

from reports.prose.typography import quoted


def test_a_name_is_quoted_once_and_a_long_one_is_cut():
    assert quoted("Праздник") == "«Праздник»"
    assert quoted("Фестиваль «Две реки»") == "«Фестиваль «Две реки»"
    assert quoted("я" * 40_000) == f"«{'я' * 90}…»"
