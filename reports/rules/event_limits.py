"""How much an event and a report may hold, and the sentence about what is too much."""

from reports.models import Agreement
from reports.prose.words import NBSP

from .event_fields import NUMBERS, TEXTS

LONGEST_TEXT = 50_000  # letters of each of TEXTS, and of the parties of a document


MOST_PEOPLE = 1_000_000_000


MOST_AGREEMENTS = 30  # of one event


MOST_EVENTS = 1_000  # present in one report; the whole oblast has about fifty a quarter


def over_limits(values):
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


def spelled(number):
    """«50 000»."""
    return f"{number:,}".replace(",", NBSP)


def too_long(text, most):
    """The sentence for a text of more letters than fit."""
    return f"Слишком длинно: {spelled(len(text))} знаков, помещается {spelled(most)}"


def foreign_over_total(foreign, total):
    """The sentence for more foreign participants than all."""
    return f"Иностранных участников ({foreign}) больше, чем всего ({total})"
