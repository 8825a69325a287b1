"""Parties of a document: which words name an organisation, and how it is called in the nominative."""

import pytest

from reports.prose.documents.parties import (
    adjective_in_nominative,
    cases_of,
    has_head,
    in_nominative,
    is_adverb,
    is_number,
    is_organisation,
    is_verb,
    written_like,
)


@pytest.mark.parametrize(
    ("party", "case", "nominative"),
    [
        ("Администрацией города Смоленска", "ablt", "Администрация города Смоленска"),
        ("Оршанским районным исполнительным комитетом", "ablt", "Оршанский районный исполнительный комитет"),
        ("Совета ветеранов", "gent", "Совет ветеранов"),
        ("гимназией № 1", "ablt", "гимназия № 1"),
        ("городом Смоленском (Российская Федерация)", "ablt", "город Смоленск (Российская Федерация)"),
    ],
)
def test_the_head_of_a_party_goes_into_the_nominative_and_the_rest_stays(party, case, nominative):
    assert in_nominative(party, case) == nominative


@pytest.mark.parametrize("party", ["ОАО «Заря»", "«Заря»", "МБОУ СШ № 2"])
def test_abbreviations_and_quoted_names_stay_as_they_are(party):
    assert in_nominative(party, "ablt") == party


def test_a_person_is_not_put_into_the_nominative():
    """A surname in the instrumental may be of a man or of a woman."""
    assert in_nominative("Ивановым", "ablt") is None
    assert not has_head("Ивановым", "ablt")


@pytest.mark.parametrize("words", ["Администрацией города Смоленска", "Советом ветеранов"])
def test_an_organisation_is_known_by_its_noun(words):
    assert is_organisation(words, "ablt")
    assert not is_organisation("Ивановым", "ablt")


def test_words_that_begin_no_party_are_told_apart():
    assert is_verb("подписали") and not is_verb("стол") and not is_verb("Подписали")
    assert is_number("два") and not is_number("стол")
    assert is_adverb("вчера") and not is_adverb("стол")
    assert cases_of("стол") == {"nomn", "accs"}
    assert cases_of("вчера") == cases_of("Zoom") == set()


def test_letters_keep_their_size():
    assert written_like("ГОРОДОМ", "город") == "ГОРОД"
    assert written_like("Городом", "город") == "Город"
    assert adjective_in_nominative("Оршанским", "masc") == "Оршанский"
    assert adjective_in_nominative("Смоленской", "femn") == "Смоленская"
