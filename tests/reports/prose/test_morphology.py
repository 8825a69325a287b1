"""Case forms of single words."""

from reports.prose.morphology import adjectives_of, case_forms
from tests.answers import for_each


@for_each(
    ("word", "form"),
    [("беларусь", "беларуси"), ("китай", "китаем"), ("египет", "египта"), ("народная", "народной"), ("горки", "горках"),
     ("могилев", "могилева"), ("хиславичи", "хиславичах"), ("эмираты", "эмиратов"), ("чили", "чили")],
)  # fmt: skip
def test_case_forms(word, form):
    assert form in case_forms(word)


def test_case_forms_of_a_genitive_are_itself_only():
    assert case_forms("америки") == {"америки"}


def test_an_adjective_that_the_dictionary_knows_as_a_surname_is_read():
    (reading, *_) = adjectives_of("Горецким")
    assert reading.inflect({"nomn", "sing", "masc"}).word == "горецкий"
    assert adjectives_of("дом") == ()
