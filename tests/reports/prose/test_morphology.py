"""Case forms of single words."""

import time

from reports.prose.morphology import LONGEST_WORD, adjectives_of, case_forms, parses_of
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


@for_each("prefixes", ["недо", "не", "де", "небез", "полу", "пере", "доза", "транспост"])
def test_a_word_of_many_prefixes_is_read_in_time(prefixes):
    """Each prefix used to double the time: forty letters took a third of a second, eighty a week."""
    word = (prefixes * LONGEST_WORD)[: LONGEST_WORD - 3] + "кот"
    began = time.process_time()
    assert parses_of(word)[0].tag.POS == "NOUN"
    assert time.process_time() - began < 1


@for_each("word", ["а" * 50_000, "не" * 25_000, "недо" * 12_500, "а-" * 25_000, "-де" * 16_000])
def test_what_is_too_long_for_a_word_has_no_part_of_speech(word):
    assert [(parse.tag.POS, parse.normal_form) for parse in parses_of(word)] == [(None, word)]
    assert adjectives_of(word) == ()
    assert case_forms(word) == {word}
