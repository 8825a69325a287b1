"""The remarks that a careful reader would write on many rows of a report. They are offered, a person chooses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from reports.models import Event, Remark

from .event_fields import PARTICIPANTS, PRINTED
from .findings import Finding

NO_NUMBER = "no_number"
NUMBER_WANTED = "Укажите, сколько человек участвовало, в том числе иностранных."
# What is wrong with such rows, by rule of findings.py. The order of rows is the coordinator's own work.
NAMES = {
    "missing_text": "не заполнен столбец",
    "period_not_understood": "не поняты сроки",
    "period_pinned_for_other_text": "дни указаны вручную для другого текста",
    "outside_window": "вне периода сбора, без причины",
    "not_yet_over": "мероприятие ещё впереди",
    "place_not_understood": "не поняты место или страна",
    "place_pinned_for_other_text": "место указано вручную для другого текста",
    "document_not_entered": "подписанный документ не внесён",
    "agreement_not_in_text": "документ внесён, но в цели не назван",
    NO_NUMBER: "нет числа участников",
    "total_not_in_text": "число участников не названо в тексте",
    "taken_and_not_checked": "взято из прежнего отчёта и не проверено",
    "entered_twice": "внесено дважды",
}


@dataclass(frozen=True, slots=True)
class ProposedRemark:
    """A remark that could be put on a row: its column ("" for the whole row) and its words."""

    event: Event
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class UsualRemark:
    """One kind of them: `name` says what is wrong with its rows, in the order of the report."""

    key: str
    name: str
    proposed: list[ProposedRemark] = field(default_factory=list)


def usual_remarks(events: Iterable[Event], findings: Iterable[Finding], remarks: Iterable[Remark]) -> list[UsualRemark]:
    """The kinds that have rows. `findings` about the events; `remarks`: of the report, of every state. What was put on
    a row once is not proposed for it again."""
    put = {(remark.event_id, remark.field, remark.text) for remark in remarks}
    kinds = {key: UsualRemark(key, name) for key, name in NAMES.items()}
    for key, one in _all_proposed(events, findings):
        if (one.event.pk, one.field, one.text) not in put:
            kinds[key].proposed.append(one)
    return [kind for kind in kinds.values() if kind.proposed]


def _all_proposed(events: Iterable[Event], findings: Iterable[Finding]) -> Iterable[tuple[str, ProposedRemark]]:
    for event in events:
        if event.total is None and not re.search(r"\d", event.participants):
            yield NO_NUMBER, ProposedRemark(event, PARTICIPANTS, NUMBER_WANTED)
    for finding in findings:
        if finding.rule in NAMES:
            column = finding.field if finding.field in PRINTED else ""
            yield finding.rule, ProposedRemark(finding.event, column, f"{finding.text[:1].upper()}{finding.text[1:]}.")
