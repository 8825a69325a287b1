"""The letter to the head of a municipality whose report has not come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.prose.words import NBSP, write_date

from .cases import name_in_dative, post_in_dative
from .quarters import Quarter, span

SUBJECT = "О представлении отчёта"


@dataclass(frozen=True, slots=True)
class Silence:
    """What the letter is about. `post` and `name`: of who signs for the municipality; `municipality`: its name in
    pages; `last_day`: of the intake; `takes_reports`: the report can still be handed in; `signature`: lines."""

    quarter: Quarter
    municipality: str
    post: str
    name: str
    deadline: date
    today: date
    last_day: date
    takes_reports: bool
    officers: Sequence[str]
    signature: Sequence[str]


def letter_of(silence: Silence) -> list[list[str]]:
    """Return the parts of the letter, each with its lines: to whom, about what, an address where the name is whole,
    two paragraphs, the signature."""
    parts = [_addressee(silence), [SUBJECT]]
    if greeting := _greeting(silence.name):
        parts.append([greeting])
    first = (
        f"Прошу представить отчёт о мероприятиях в международной сфере за {span([silence.quarter])}: "
        f"{silence.municipality}. Срок сдачи – {write_date(silence.deadline)}, на {write_date(silence.today)} "
        "отчёт не поступил."
    )
    second = "Если мероприятий не было, достаточно отметить это в программе «Побратим». "
    return [*parts, [first], [f"{second}{_until(silence)} {_officers(silence.officers)}"], _signature(silence)]


def text_of(silence: Silence) -> str:
    """Return the letter as text."""
    return "\n\n".join("\n".join(lines) for lines in letter_of(silence))


def _signature(silence: Silence) -> list[str]:
    """The post begins with a capital letter, whatever the profile has."""
    return [line[:1].upper() + line[1:] if place == 0 else line for place, line in enumerate(silence.signature)]


def _addressee(silence: Silence) -> list[str]:
    """In the dative, where both endings are certain; else as the card of the municipality has it."""
    if not silence.post and not silence.name:
        return ["Главе муниципального образования", f"({silence.municipality})"]
    post, name = post_in_dative(silence.post), name_in_dative(silence.name)
    if post and not silence.name:
        return [post]
    return [post, name] if post and name else [line for line in (silence.post, silence.name) if line]


def _greeting(name: str) -> str:
    words = name.split()
    if len(words) != 3:
        return ""
    for ending, dear in (("вич", "Уважаемый"), ("ьич", "Уважаемый"), ("вна", "Уважаемая"), ("чна", "Уважаемая")):
        if words[2].endswith(ending):
            return f"{dear} {words[1]}{NBSP}{words[2]}!"
    return ""


def _until(silence: Silence) -> str:
    day = write_date(silence.last_day)
    if silence.takes_reports:
        return f"Отчёты принимаются по {day} включительно."
    return f"Приём отчётов закончен {day}: чтобы сдать отчёт, попросите продлить срок."


def _officers(names: Sequence[str]) -> str:
    if not names:
        return "Ответственный исполнитель не назначен, прошу назначить и сообщить, кто это."
    verb = "отвечает" if len(names) == 1 else "отвечают"
    return f"За отчёт {verb} {' и '.join([', '.join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]}."
