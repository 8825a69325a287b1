"""Words that a remark points at, found again in a text."""

import random
import re

from reports.prose.quotes import is_touched, place_of, places_of
from tests.answers import for_each

TEXT = "Встреча в г.\u00a0Минске, затем в Минском районе. Встреча в Минске"


def test_a_quote_stands_where_its_whole_words_stand():
    assert places_of(TEXT, "Минске") == [(13, 19), (55, 61)]
    assert places_of(TEXT, "Минск") == []
    assert places_of(TEXT, "  ") == []


def test_blanks_are_as_they_may_be():
    assert TEXT[slice(*place_of(TEXT, "в г. Минске"))] == "в г.\u00a0Минске"
    assert place_of("г. Горки\n(Республика Беларусь)", "Горки (Республика") == (3, 20)


def by_pattern(text, quote):
    """The same as a regular expression, which takes the square of the letters where a text repeats itself."""
    words = r"\s+".join(map(re.escape, quote.split()))
    before, behind = r"(?<!\w)" if re.match(r"\s*\w", quote) else "", r"(?!\w)" if re.search(r"\w\s*\Z", quote) else ""
    return [found.span() for found in re.finditer(before + words + behind, text)] if words else []


def test_the_places_are_those_of_a_pattern():
    dice = random.Random(1)
    for _ in range(2000):
        text = "".join(dice.choice("аб_ .(\n\u00a0 1") for _ in range(dice.randrange(1, 18)))
        start = dice.randrange(len(text))
        for quote in (text[start : start + dice.randrange(1, 7)], dice.choice(("а", "а б", "(", "б(", " а ", "._"))):
            assert places_of(text, quote) == by_pattern(text, quote), (text, quote)


def test_with_fewer_places_than_there_were_the_last_one_stands_for_it():
    assert place_of(TEXT, "Встреча", 2) == (45, 52)
    assert place_of(TEXT, "Встреча", 3) == (45, 52)
    assert place_of(TEXT, "Приём", 1) is None


BEFORE = "Встреча в Минске (Беларусь). Подписан договор, встреча в Гомеле."


@for_each(
    ("quote", "old", "new", "touched"),
    [
        ("Минске", "Минске", "Бресте", True),
        ("Минске", "в Минске", "в городе Минске", True),
        ("Минске", "Минске (", "Минске и Бресте (", True),
        ("Минске", "Встреча в Минске", "Встреча Минске", True),
        ("Подписан договор", "договор,", "договор об обмене,", True),
        ("Встреча в", "Встреча", "Сегодня встреча", True),
        ("Беларусь", "Минске (", "Бресте (", False),
        ("Минске", "Гомеле", "Орше", False),
        ("Минске", "Встреча в", "Встреча  в", False),
        ("Минске", "Встреча", "Приём", False),
        ("Минске", BEFORE, "Подписан договор. Встреча в Минске (Беларусь).", False),
        ("Минске", BEFORE, "", True),
        ("Бресте", "Минске", "Минске", True),
    ],
)
def test_quoted_words_are_touched_by_a_change_in_them_or_directly_beside_them(quote, old, new, touched):
    assert is_touched(BEFORE, BEFORE.replace(old, new, 1), quote) is touched
