import pytest

from reports.prose.documents.doubts import NO_PARTIES, UNCERTAIN_PARTIES
from reports.prose.documents.lift import signed_documents, speaks_of_signing
from reports.prose.documents.write import names_agreement
from tests.answers import for_each

from . import kinds_of_documents, second_of_documents, third_of_documents
from .right_documents import (
    LIFTED,
    MORE_LIFTED,
    MORE_NOT_LIFTED,
    NOT_LIFTED,
    SOURCE_DOCUMENTS,
    Document,
)

YEAR, QUARTER = 2024, 4


def lifted(text):
    return signed_documents(text, year=YEAR, quarter=QUARTER)


def as_answer(document):
    return Document(
        document.kind,
        document.title,
        tuple(filter(None, document.parties.split("\n"))),
        document.countries,
        document.signed_on and document.signed_on.isoformat(),
        document.signed_text,
    )


def test_the_source_signs_exactly_six_documents_in_four_rows(source_events):
    """Rows 2 (three), 7, 12 and 18 (two); the others only mention older ones, or none."""
    found = {event["number"]: lifted(event["purpose"]) for event in source_events}
    assert {number: len(documents) for number, documents in found.items() if documents} == {2: 3, 7: 1, 12: 1, 18: 2}
    for number, answers in SOURCE_DOCUMENTS.items():
        for document, (kind, starts, ends, parties, countries) in zip(found[number], answers, strict=True):
            assert document.kind == kind
            assert document.title.startswith(starts) and document.title.endswith(ends)
            sides = document.parties.split("\n") if document.parties else []
            assert len(sides) == len(parties)
            assert all(side.startswith(start) for side, start in zip(sides, parties, strict=True))
            assert list(document.countries) == countries


def test_parties_that_the_source_does_not_name_stay_empty_and_flagged(source_events):
    contract, plan = lifted(next(event["purpose"] for event in source_events if event["number"] == 18))
    assert (contract.parties, plan.parties) == ("", "")
    assert NO_PARTIES in contract.doubts and NO_PARTIES in plan.doubts


@for_each(("text", "answers"), LIFTED + MORE_LIFTED)
def test_a_document_that_was_signed_is_lifted_as_it_should_be(text, answers):
    assert [as_answer(document) for document in lifted(text)] == answers


@for_each("text", NOT_LIFTED + MORE_NOT_LIFTED)
def test_a_document_that_is_older_planned_denied_or_none_is_left_alone(text):
    assert lifted(text) == []


@for_each("text", [text for text, _ in LIFTED + MORE_LIFTED])
def test_whatever_is_lifted_counts_as_named_in_the_text(text):
    for document in lifted(text):
        assert names_agreement(text, kind=document.kind, title=document.title), document.title


@for_each(
    ("text", "answers"),
    kinds_of_documents.KINDS + second_of_documents.KINDS + third_of_documents.KINDS,
)
def test_each_kind_of_sentence_is_lifted_as_it_should_be(text, answers):
    assert [as_answer(document) for document in signed_documents(text)] == answers


@for_each("text", kinds_of_documents.NOTHING + second_of_documents.NOTHING + third_of_documents.NOTHING)
def test_each_kind_of_sentence_that_signs_nothing_now_is_left_alone(text):
    assert signed_documents(text) == []


def test_the_quarter_decides_whether_a_day_is_of_now():
    text = "12 мая 2023 года подписано соглашение о сотрудничестве"
    assert signed_documents(text, year=2024, quarter=4) == []
    [document] = signed_documents(text, year=2023, quarter=2)
    assert document.signed_on.isoformat() == "2023-05-12"


def test_without_a_quarter_a_bare_year_counts_as_older_and_a_day_does_not():
    assert signed_documents("В 2019 году подписано соглашение о сотрудничестве") == []
    [document] = signed_documents("28.09.2024 подписано соглашение о сотрудничестве")
    assert document.signed_on.isoformat() == "2024-09-28"


def test_a_day_that_cannot_be_stays_in_words():
    [document] = lifted("31 ноября 2024 года подписано соглашение о сотрудничестве")
    assert (document.signed_on, document.signed_text) == (None, "31 ноября 2024 года")


def test_the_span_is_the_document_in_the_text():
    text = "Обсудили планы. Подписан Договор о дружбе между городом Смоленском и городом Витебском. Пели песни"
    [document] = lifted(text)
    assert text[document.start : document.end] == "Договор о дружбе между городом Смоленском и городом Витебском"


@pytest.mark.parametrize("text", ["", "Обмен опытом", "Написали письма и вручили награды", "Ключевые вопросы"])
def test_a_text_without_the_words_of_signing_is_left_after_one_search(text):
    assert not speaks_of_signing(text)
    assert lifted(text) == []


@for_each(
    "text",
    [
        "Подписано соглашение о " * 2_000,
        "Подписаны: " + "соглашение о дружбе, " * 3_000,
        "Подписано соглашение между " + "городом и " * 5_000,
        "подписан " * 5_000,
        "Подписано «" * 5_000,
        "Подписано (соглашение" * 5_000,
        "Подписано соглашение о сотрудничестве " + "и культуры, " * 5_000,
    ],
)
def test_hostile_texts_are_answered(text):
    lifted(text)


@pytest.mark.parametrize("sides", ["2 школами города Смоленска", "№ 5 и № 6", "3 школами и Администрацией города Орши"])
def test_sides_that_begin_with_a_number_stay_as_written_and_flagged(sides):
    """Counted or numbered, they have no word whose case could be told."""
    (document,) = lifted(f"Подписано Соглашение о дружбе между {sides}.")
    assert (document.title, document.doubts) == ("Соглашение о дружбе", (UNCERTAIN_PARTIES,))
    assert document.parties == sides
