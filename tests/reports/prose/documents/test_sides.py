"""The parties of a document in a sentence."""

import pytest

from reports.prose.documents.nouns import flatten
from reports.prose.documents.sides import (
    as_parties,
    is_party,
    organisation_in,
    parties_at,
    parties_in_genitive,
)
from tests.answers import for_each

SMOLENSK = "Администрацией города Смоленска"
VITEBSK = "Витебским горисполкомом"


def parties(text):
    flat = flatten(text)
    sides, _, _ = parties_at(flat, 0, len(flat))
    return [text[start:end].strip() for start, end, _ in sides]


def named(*written, case="ablt"):
    """`as_parties` of texts that stand one after another."""
    text, pieces = "", []
    for side in written:
        text += " и " * bool(text)
        pieces.append((len(text), len(text + side), case))
        text += side
    return as_parties(text, pieces)


@for_each(
    ("text", "is_so"),
    [
        ("ООО «Ромашка»", True),
        ("китайским ООО", True),
        ("«Ромашкой»", True),
        ("Витебском", True),
        ("администрацией", True),
        ("Витебск", False),  # no instrumental
        ("целью обмена", False),
        ("участием гостей", False),
        ("", False),
    ],
)
def test_a_party_is_a_name_or_an_organisation_in_the_instrumental(text, is_so):
    flat = flatten(text)
    assert is_party(flat, 0, len(flat)) is is_so


@for_each(
    ("text", "sides"),
    [
        (f"{SMOLENSK} и {VITEBSK}", [SMOLENSK, VITEBSK]),
        (f"{SMOLENSK}, {VITEBSK} и ООО «Ромашка»", [SMOLENSK, VITEBSK, "ООО «Ромашка»"]),
        ("Министерством культуры и спорта и Витебском", ["Министерством культуры и спорта", "Витебском"]),
        ("Смоленском, а также Витебском", ["Смоленском", "Витебском"]),
        ("Смоленском, Минском, а также Витебском", ["Смоленском", "Минском", "Витебском"]),
        (f"{SMOLENSK}, и {VITEBSK}", [SMOLENSK, VITEBSK]),
        ("Смоленском, а также подарены книги", ["Смоленском"]),
        ("МБУК «Дом и сад» и ГУК «Центр»", ["МБУК «Дом и сад»", "ГУК «Центр»"]),
    ],
)
def test_a_comma_or_and_divides_parties_but_no_name(text, sides):
    assert parties(text) == sides


@for_each(
    "rest",
    [
        " подписано",
        " и подписано",
        " от 12 мая",
        " сроком на 5 лет",
        " на срок до 2030 года",
        " – важный шаг",
        "; Минском",
        ", которые дружат",
    ],
)
def test_parties_end_where_the_sentence_goes_on(rest):
    assert parties(f"Смоленском и Витебском{rest}") == ["Смоленском", "Витебском"]


@pytest.mark.parametrize("tail", ["о сотрудничестве", "в сфере культуры"])
def test_the_rest_of_a_title_may_follow_its_parties(tail):
    text = f"{SMOLENSK} и {VITEBSK} {tail}"
    _, end, begin = parties_at(text, 0, len(text))
    assert (text[:end], text[begin:]) == (f"{SMOLENSK} и {VITEBSK}", tail)


@pytest.mark.parametrize(
    ("title", "organisation"),
    [
        ("о сотрудничестве Администрации города Смоленска", "Администрации города Смоленска"),
        ("о намерениях Министерства культуры", "Министерства культуры"),
        ("о сотрудничестве молодёжи", None),
        ("о сотрудничестве Смоленска", None),
    ],
)
def test_an_organisation_may_end_a_title(title, organisation):
    found = organisation_in(title, 0, len(title))
    assert (found and title[found[0] : found[1]]) == organisation


@for_each(
    ("second", "are_two"),
    [
        ("ГУО «Школа № 5»", True),
        ("Витебского городского исполнительного комитета", True),
        ("Витебского горисполкома", True),
        ("Оршанского районного совета", True),
        ("Смоленской городской Думы", True),
        ("мира", False),
        ("подписали", False),
    ],
)
def test_parties_in_the_genitive_are_two_organisations(second, are_two):
    flat = flatten(f"о сотрудничестве Администрации города Смоленска и {second}, и это важно")
    sides = [flat[start:end] for start, end, _ in parties_in_genitive(flat, 0, len(flat), len(flat))]
    assert sides == (["Администрации города Смоленска", flatten(second)] if are_two else [])


def test_parties_are_named_in_the_nominative():
    assert named(SMOLENSK, VITEBSK) == (["Администрация города Смоленска", "Витебский горисполком"], True)
    assert named("Администрации города Смоленска", case="gent") == (["Администрация города Смоленска"], True)


@pytest.mark.parametrize("only", ["ДШИ", "городами"])
def test_a_mere_abbreviation_or_a_word_without_a_name_is_no_party(only):
    assert named(only) == ([], True)


@pytest.mark.parametrize(
    ("written", "sides"),
    [
        (("Хиславичским", "Кричевским районами"), ["Хиславичским и Кричевским районами"]),
        ((f"{SMOLENSK} и {VITEBSK}",), [f"Администрация города Смоленска и {VITEBSK}"]),
    ],
)
def test_parties_that_cannot_be_told_apart_stay_one_and_uncertain(written, sides):
    assert named(*written) == (sides, False)
