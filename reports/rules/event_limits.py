"""How much an event and a report may hold, and the sentence about what is too much."""

from collections.abc import Mapping
from typing import Any

from reports.models import Agreement, Event
from reports.prose.words import NBSP

from .event_fields import LINES, NUMBERS, TEXTS

LONGEST_TEXT = 50_000  # letters of each of TEXTS, and of the parties of a document
MOST_PEOPLE = 1_000_000_000
MOST_AGREEMENTS = 30  # of one event

# Of the present events of one report. The whole oblast has about fifty a quarter, with some thousand letters each.
# Every page of a report reads all its texts, so these limits hold the time and the memory of a page.
MOST_EVENTS = 300
MOST_LETTERS = 500_000  # of all texts together, those of the documents too

# The texts of a document that count towards MOST_LETTERS.
AGREEMENT_TEXTS = ("title", "parties", "signed_text")


def limit_of(name: str) -> int:
    """How many letters fit into this line or text of an event."""
    return Event._meta.get_field(name).max_length or LONGEST_TEXT


def over_limits(values: Mapping[str, Any]) -> dict[str, str]:
    """{key: Russian sentence} for those of the values that are longer, larger or more than one event takes."""
    found = {}
    for key in TEXTS:
        if len(values.get(key) or "") > LONGEST_TEXT:
            found[key] = too_long(values[key], LONGEST_TEXT)
    for key in NUMBERS:
        if (values.get(key) or 0) > MOST_PEOPLE:
            found[key] = f"Слишком большое число, помещается {spelled(MOST_PEOPLE)}"
    agreements = values.get("agreements") or []
    if len(agreements) > MOST_AGREEMENTS:
        found["agreements"] = f"Не больше {MOST_AGREEMENTS} документов: остальные назовите в тексте цели"
    for number, row in enumerate(agreements, start=1):
        for key, (label, most) in AGREEMENT_LIMITS.items():
            if len(row.get(key) or "") > most:
                found["agreements"] = f"Документ {number}, {label}: {too_long(row[key], most).lower()}"
    return found


AGREEMENT_LIMITS = {
    "title": ("название", Agreement._meta.get_field("title").max_length),
    "parties": ("стороны", LONGEST_TEXT),
    "signed_text": ("дата подписания", Agreement._meta.get_field("signed_text").max_length),
}


def letters_of(values: Mapping[str, Any]) -> int:
    """How many letters the values bring towards MOST_LETTERS."""
    texts = [values.get(key) for key in (*LINES, *TEXTS)]
    texts += [row.get(key) for row in values.get("agreements") or [] for key in AGREEMENT_TEXTS]
    return sum(len(text or "") for text in texts)


def full_of_events() -> str:
    """The sentence for a report that takes no further event."""
    return (
        f"В отчёте уже {spelled(MOST_EVENTS)} мероприятий, больше не помещается. Удалите лишние строки, тогда можно "
        "будет добавить новые."
    )


def full_of_letters(letters: int) -> str:
    """The sentence for a report whose texts would be of so many letters."""
    return (
        f"В отчёте слишком много текста: во всех строках вместе помещается {spelled(MOST_LETTERS)} знаков, а с этим "
        f"текстом их будет {spelled(letters)}. Сократите этот текст или тексты других строк, лишние строки удалите, "
        "затем повторите."
    )


def spelled(number: int) -> str:
    """«50 000»."""
    return f"{number:,}".replace(",", NBSP)


def too_long(text: str, most: int) -> str:
    """The sentence for a text of more letters than fit."""
    return f"Слишком длинно: {spelled(len(text))} знаков, помещается {spelled(most)}"


def foreign_over_total(foreign: int, total: int) -> str:
    """The sentence for more foreign participants than all."""
    return f"Иностранных участников ({foreign}) больше, чем всего ({total})"
