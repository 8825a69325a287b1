"""Numbers and bullets of lists as letters."""

from reports.files.read.list_labels import bullet, numbered
from tests.answers import for_each


@for_each(
    ("number", "form", "text"),
    [
        (4, "decimal", "4"),
        (4, "unheardOf", "4"),
        (27, "lowerLetter", "aa"),
        (30, "russianLower", "аа"),
        (10, "russianLower", "к"),
        (1994, "upperRoman", "MCMXCIV"),
        (3, "none", ""),
        (-5, "decimal", ""),
        (21, "decimalEnclosedCircle", "21"),
        (2, "decimalEnclosedParen", "(2)"),
        (10**9, "lowerRoman", ""),
    ],
)
def test_a_number_in_a_format(number, form, text):
    assert numbered(number, form) == text


@for_each(
    ("sign", "text"),
    [
        ("\uf0b7", "•"),
        ("", "•"),
        ("o", "•"),
        ("–", "–"),
        ("\uf02d", "–"),
        (" - ", "-"),
        ("✓", "•"),
        ("☑", "☑"),
        ("§", "•"),
    ],
)
def test_a_bullet_of_any_font(sign, text):
    assert bullet(sign) == text
