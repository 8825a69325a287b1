"""Lines that were typed in the other keyboard layout."""

from reports.prose.keyboard import in_russian_layout
from tests.answers import for_each


@for_each(
    ("typed", "meant"),
    [
        ("Dbnt,cr", "Витебск"),
        ("<tkfhecm", "Беларусь"),
        ("jhif 2024", "орша 2024"),
        ("`krf", "ёлка"),
        ("Витебск", "Витебск"),
        ("2024, №4", "2024, №4"),
        ("", ""),
    ],
)
def test_the_same_keys_in_russian(typed, meant):
    """A line without a Latin letter was typed as it was meant."""
    assert in_russian_layout(typed) == meant
