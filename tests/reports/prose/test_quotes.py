"""Words that a remark points at, found again in a text."""

from reports.prose.quotes import place_of, places_of

TEXT = "Встреча в г.\u00a0Минске, затем в Минском районе. Встреча в Минске"


def test_a_quote_stands_where_its_whole_words_stand():
    assert places_of(TEXT, "Минске") == [(13, 19), (55, 61)]
    assert places_of(TEXT, "Минск") == []
    assert places_of(TEXT, "  ") == []


def test_blanks_are_as_they_may_be():
    assert TEXT[slice(*place_of(TEXT, "в г. Минске"))] == "в г.\u00a0Минске"
    assert place_of("г. Горки\n(Республика Беларусь)", "Горки (Республика") == (3, 20)


def test_with_fewer_places_than_there_were_the_last_one_stands_for_it():
    assert place_of(TEXT, "Встреча", 2) == (45, 52)
    assert place_of(TEXT, "Встреча", 3) == (45, 52)
    assert place_of(TEXT, "Приём", 1) is None
