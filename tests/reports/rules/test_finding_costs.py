"""The questions to an event cost a bounded time, for any texts and any number of documents.

The bound is a budget of the processor's time; each of these events takes less than half of it.
"""

import time

import pytest

from reports.models import Agreement, Event, Period
from reports.prose.documents.lift import not_entered, signed_documents
from reports.prose.morphology import dictionary
from reports.rules.event_limits import LONGEST_TEXT, MOST_AGREEMENTS
from reports.rules.findings import check_event

BUDGET = 2  # seconds of the processor
PIECES = (
    *("а", " ", "\u00a0", "\n", "1", "12 ", "«", "»", '"', "'", "(", ")", "[", "]", "{", "(()", '«("', "-", "–", "—"),
    *("- ", "– ", "...", ". ", "; ", ": ", "г. ", "№ ", "5 ноября 2024 года ", "А. А. ", "<b>", "e\u0301", "\u200b"),
    *("подписано ", "подписано соглашение «", "Подписано Соглашение о дружбе. ", "соглашение о соглашении о "),
    *("подписали между ", "подписан и ", "договор, договор, ", "Соглашение о дружбе номер "),
)


@pytest.fixture(scope="module", autouse=True)
def loaded():
    """The dictionary of word forms is loaded once a process, before anything is measured."""
    dictionary()


@pytest.fixture
def period():
    return Period(year=2024, quarter=4)


def event_of(text, titles):
    """An event that is not stored, with this text in every field and documents of these titles."""
    event = Event(
        pk=1,
        name=text[:4000],
        place_text=text[:2000],
        period_text=text[:1000],
        purpose=text,
        participants=text,
        total=12,
    )
    documents = [Agreement(kind="agreement", title=title) for title in titles]
    event._prefetched_objects_cache = {"agreements": documents}
    return event


def seconds_of(ask):
    start = time.process_time()
    ask()
    return time.process_time() - start


@pytest.mark.parametrize("piece", PIECES)
def test_an_event_of_the_longest_texts_is_asked_within_the_budget(period, piece):
    """Where a quarter of the letters and of the documents costs less than the 64th part of it, all do."""
    for share in (4, 1):
        text = f"подписано {(piece * LONGEST_TEXT)[: LONGEST_TEXT // share - 10]}"
        titles = [f"{number} {(piece * 500)[: 490 // share]}" for number in range(MOST_AGREEMENTS // share)]
        event = event_of(text, titles)
        spent = seconds_of(lambda event=event: check_event(event, period))
        if spent * share**3 <= BUDGET:
            return
    assert spent <= BUDGET


@pytest.mark.parametrize("title", ["Соглашение о дружбе {}", "{} " + "о сотрудничестве " * 28])
def test_documents_that_the_text_names_and_that_are_entered_are_matched_within_the_budget(period, title):
    titles = [title.format(number)[:500] for number in range(MOST_AGREEMENTS)]
    sentences = (f"Подписано Соглашение «{title.format(number)[:400]}». " for number in range(2000))
    text = "".join(sentences)[:LONGEST_TEXT]
    assert seconds_of(lambda: check_event(event_of(text, titles), period)) <= BUDGET
    documents = signed_documents(text, year=2024, quarter=4)
    assert seconds_of(lambda: not_entered(documents, [("agreement", each) for each in titles])) <= BUDGET
