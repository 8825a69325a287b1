"""The longest text that a field takes costs the readers of prose a bounded time, whatever it contains.

The bound is a budget of the processor's time; an ordinary reading takes a tenth of it, a quadratic one ten times more.
"""

import time

import pytest

from reports.prose import aims, cleaning, ordinals, participants, participation, proofreading
from reports.prose.documents import lift, nouns, write
from reports.prose.morphology import dictionary
from reports.prose.periods import understand
from reports.prose.places import understand as places

LETTERS = 50_000
BUDGET = 2  # seconds of the processor
PIECES = (
    *("а", " ", "\u00a0", "\n", " \n", "1", "12 ", "«", '"', "(", "((а))", "[", "г.", "г. ", ",", ". ", "–", "а-"),
    *("e\u0301", "и ", "«а» ", "5 ноября ", "Беларусь, ", "Россия и Китай ", "12 человек ", "подписали протокол, "),
    *("Подписано Соглашение о дружбе. ", "05.11.2024 ", "https://", "А. А. "),
    *("XX ", "XX Международный ", "«XX"),
)
TEXTS = [(piece * LETTERS)[:LETTERS] for piece in PIECES]
TEXTS += [f"подписали{blank * (LETTERS - 20)}план" for blank in " \u00a0\n"]
READERS = {
    "names_agreement": lambda text: write.names_agreement(text, kind="agreement", title="О дружбе"),
    "signed_sentence": lambda text: write.signed_sentence("agreement", text, text),
    "clean_text": cleaning.clean_text,
    "one_line": cleaning.one_line,
    "search_key": cleaning.search_key,
    "join_lines": lambda text: cleaning.join_lines(text.split("\n"), paragraphs=True),
    "understand_period": lambda text: understand.understand_period(text, year=2024, quarter=4),
    "flatten": nouns.flatten,
    "sentences": lambda text: list(nouns.sentences(text)),
    "is_told": lambda text: nouns.is_told(text, text),
    "may_stand_between": lambda text: nouns.may_stand_between(text, is_certain=False),
    "aim_of": aims.aim_of,
    "raised": lambda text: ordinals.raised(text, year=2024, years=1),
    "signed_documents": lambda text: lift.signed_documents(text, year=2024, quarter=4),
    "speaks_of_signing": lift.speaks_of_signing,
    "understand_place": places.understand_place,
    "missing_country": places.missing_country,
    "participants_total": participants.participants_total,
    "countries_taking_part": lambda text: participation.countries_taking_part({"participants": text, "purpose": text}),
    "partners_taking_part": lambda text: participation.partners_taking_part(
        {"participants": text},
        [participation.Partner("г. Витебск", "BY"), participation.Partner("Кричевский район", "BY")],
    ),
    "proofread": proofreading.proofread,
}


@pytest.fixture(scope="module", autouse=True)
def loaded():
    """The dictionary of word forms is loaded once a process, before anything is measured."""
    dictionary()


def seconds_of(read, text):
    start = time.process_time()
    read(text)
    return time.process_time() - start


@pytest.mark.parametrize("name", READERS)
def test_a_text_of_fifty_thousand_letters_is_read_within_the_budget(name):
    slow = {text[:20]: spent for text in TEXTS if (spent := seconds_of(READERS[name], text)) > BUDGET}
    assert slow == {}
