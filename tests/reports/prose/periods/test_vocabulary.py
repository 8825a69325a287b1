from reports.prose.periods.tokens import Number
from reports.prose.periods.vocabulary import KNOWN


def test_months_weekdays_and_numbers_are_known_in_their_forms():
    assert KNOWN["марта"] == ("month", (3, "of"))
    assert KNOWN["марте"] == ("month", (3, "in"))
    assert KNOWN["субботы"] == ("weekday", 5)
    assert KNOWN["второе"] == ("number", Number(2))
    assert KNOWN["вторая"] == ("number", Number(2, may_be_day=False))


def test_no_word_is_written_with_a_letter_that_the_cutter_folds():
    assert not [word for word in KNOWN if "ё" in word or word != word.lower()]
