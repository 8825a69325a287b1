"""What a careful reader of a report would ask: errors stop submitting, warnings ask. One rule, one function.

A rule takes an event (with its agreements at hand) and its period, and yields findings. Rules read stored
text and structure only; nothing here queries, so gather events with `for_checking`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import F, QuerySet
from django.utils import timezone

from municipalities.models.compiled import compiled
from reports.models import Agreement, Event, Period, Submission
from reports.models.event import PlaceFormat, Precision, Source
from reports.models.report_order import REPORT_ORDER
from reports.prose.documents.lift import SignedDocument, not_entered, signed_documents, speaks_of_signing
from reports.prose.documents.write import names_agreement
from reports.prose.typography import quoted
from reports.prose.words import write_date

from .event_fields import PARTICIPANTS, PRINTED_FIELDS, PURPOSE

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One question about one field of one event. `field` is the form's name of the field."""

    level: str
    rule: str
    field: str
    text: str
    event: Event

    @property
    def is_error(self) -> bool:
        return self.level == ERROR

    @property
    def label(self) -> str:
        return "Ошибка" if self.is_error else "Предупреждение"


def for_checking(events: QuerySet[Event]) -> list[Event]:
    """The events with their agreements at hand (as far as the rules ask), as a list in report order. One query.

    A prefetch would ask once more and build a queryset for each event: on a page of 50, more than the rules cost.
    """
    return _with_agreements(_joined(events))


def rows_for_checking(*submissions: Submission) -> list[Event]:
    """As `for_checking`, the rows of these reports, each with its report at hand."""
    by_pk = {submission.pk: submission for submission in submissions}
    events = _with_agreements(_joined_rows(submissions=tuple(by_pk)))
    for event in events:
        event.submission = by_pk[event.submission_id]
    return events


@compiled(submissions=None)
def _joined_rows(submissions: list[int]) -> QuerySet[Event]:
    return _joined(Event.objects.filter(submission__in=submissions))


def _joined(events: QuerySet[Event]) -> QuerySet[Event]:
    return (
        events.present()
        .annotate(
            to_check=TO_CHECK,
            agreement=F("agreements__pk"),
            agreement_kind=F("agreements__kind"),
            agreement_title=F("agreements__title"),
        )
        .order_by(*REPORT_ORDER, "agreements__pk")
    )


def _with_agreements(joined: Iterable[Event]) -> list[Event]:
    found = {}
    for row in joined:  # an event comes once for each of its agreements
        event = found.setdefault(row.pk, row)
        if event is row:
            event._prefetched_objects_cache = {"agreements": []}
        if row.agreement:
            agreement = Agreement(pk=row.agreement, kind=row.agreement_kind, title=row.agreement_title)
            event._prefetched_objects_cache["agreements"].append(agreement)
    return list(found.values())


def check_event(event: Event, period: Period) -> list[Finding]:
    """All findings of one event, in the order of the form's fields."""
    return [
        Finding(level, rule.__name__, field, text, event)
        for rule in EVENT_RULES
        for level, field, text in rule(event, period)
    ]


def check_report(events: Iterable[Event], period: Period) -> list[Finding]:
    """All findings of a report, by event in the given order. `events` as from `for_checking`."""
    events = list(events)
    return [
        finding
        for event, twins in zip(events, _twins(events), strict=True)
        for finding in [*check_event(event, period), *twins]
    ]


def check_among(event: Event, events: list[Event], period: Period) -> list[Finding]:
    """All findings of one event of a report; `events` are all of the report, and need nothing at hand."""
    twins = dict(zip(map(id, events), _twins(events), strict=True))
    return [*check_event(event, period), *twins[id(event)]]


def is_outside_window(event: Event, period: Period) -> bool:
    """The event has days, and none of them lies in the collecting window (docs/design/periods.md)."""
    if event.start is None:
        return False
    return event.end < period.window_from or event.start > period.window_to


def _agreements(event: Event) -> Iterable[Agreement]:
    """Those at hand. Asked of the manager only without them: making one for each event takes a quarter of all rules."""
    at_hand = getattr(event, "_prefetched_objects_cache", {})
    return at_hand["agreements"] if "agreements" in at_hand else event.agreements.all()


# The rules of one event. What each yields: level, field, text.
Said = tuple[str, str, str]


def missing_text(event: Event, period: Period) -> Iterator[Said]:
    for field, text in REQUIRED_TEXTS:
        if not getattr(event, field).strip():
            yield ERROR, field, text


REQUIRED_TEXTS = [(field.name, field.required_text) for field in PRINTED_FIELDS if field.required_text]


def period_not_understood(event: Event, period: Period) -> Iterator[Said]:
    if event.period_text and event.precision == Precision.NONE:
        yield (
            WARNING,
            "period_text",
            "сроки не поняты, строка будет последней. Поправьте сроки или укажите дни",
        )


def period_pinned_for_other_text(event: Event, period: Period) -> Iterator[Said]:
    if event.period_source == Source.HAND and event.period_pinned_for != event.period_text:
        yield (
            WARNING,
            "period_text",
            "текст сроков изменён, а дни указаны вручную раньше: подтвердите их или определяйте по тексту",
        )


def outside_window(event: Event, period: Period) -> Iterator[Said]:
    if is_outside_window(event, period) and not event.window_reason:
        window = f"{write_date(period.window_from)} – {write_date(period.window_to)}"
        yield WARNING, "window_reason", f"мероприятие вне периода сбора ({window}), поясните причину"


def not_yet_over(event: Event, period: Period) -> Iterator[Said]:
    """A report tells what has been; with a result in the text the year is most often the mistake."""
    if event.start is None or event.start <= timezone.localdate():
        return
    ahead = f"мероприятие ещё впереди ({write_date(event.start)})"
    if event.total is not None or _agreements(event) or speaks_of_signing(event.purpose):
        yield WARNING, "period_text", f"{ahead}, а его итог уже записан: проверьте сроки и год"
    else:
        yield WARNING, "period_text", f"{ahead}: в отчёт вносят то, что уже прошло; проверьте сроки и год"


def place_not_understood(event: Event, period: Period) -> Iterator[Said]:
    if event.place_text and event.place_format == PlaceFormat.UNKNOWN:
        yield WARNING, "place_text", "место не понято. Поправьте его или укажите формат и страну"
    elif event.place_text and event.place_format != PlaceFormat.ONLINE and event.place_country_id is None:
        yield WARNING, "place_text", "в какой стране? Допишите страну или область в скобках"


def place_pinned_for_other_text(event: Event, period: Period) -> Iterator[Said]:
    if event.place_source == Source.HAND and event.place_pinned_for != event.place_text:
        yield (
            WARNING,
            "place_text",
            "текст места изменён, а формат и страна указаны вручную раньше: подтвердите или определяйте по тексту",
        )


def agreement_not_in_text(event: Event, period: Period) -> Iterator[Said]:
    for agreement in _agreements(event):
        if not names_agreement(event.purpose, kind=agreement.kind, title=agreement.title):
            yield WARNING, PURPOSE, f"документ «{agreement.title}» внесён, но в тексте цели не назван"


def document_not_entered(event: Event, period: Period) -> Iterator[Said]:
    for document in documents_not_entered(event, period):
        text = f"в тексте назван подписанный документ {quoted(document.title)}, но он не внесён"
        yield WARNING, PURPOSE, text


def documents_not_entered(event: Event, period: Period) -> list[SignedDocument]:
    """The documents that the purpose says were signed and that are not among the event's agreements."""
    if not speaks_of_signing(event.purpose):
        return []
    documents = _documents_in(event.purpose, period.year, period.quarter)
    return not_entered(documents, [(row.kind, row.title) for row in _agreements(event)]) if documents else []


# A page of a report asks for the same texts again and again, and a text that signs takes a millisecond.
_documents_in = lru_cache(maxsize=500)(
    lambda purpose, year, quarter: signed_documents(purpose, year=year, quarter=quarter)
)


def total_not_in_text(event: Event, period: Period) -> Iterator[Said]:
    if event.total is not None and str(event.total) not in event.participants.replace("\u00a0", ""):
        yield (
            WARNING,
            PARTICIPANTS,
            f"общее количество ({event.total}) внесено, но в тексте участников не названо",
        )


# What of a row that was made of an earlier one nobody has looked at yet; to be annotated as `to_check`.
TO_CHECK = F("taken_from__to_check")
_LOOK_AT = {"period_text": "впишите дни", PURPOSE: "впишите результат", PARTICIPANTS: "проверьте участников"}


def taken_and_not_checked(event: Event, period: Period) -> Iterator[Said]:
    """Fields of a row made of an earlier one, until they are saved with other words, or the person says that they are
    right."""
    fields = (getattr(event, "to_check", "") or "").split()
    if fields:
        asked = ", ".join(_LOOK_AT[name] for name in fields)
        yield WARNING, fields[0], f"строка взята из прежнего отчёта: {asked}"


def order_to_check(event: Event, period: Period) -> Iterator[Said]:
    if event.is_place_to_check:
        yield (
            WARNING,
            "order",
            "порядок строк задан вручную, а это мероприятие встало по дате: проверьте место",
        )


EVENT_RULES = [
    missing_text,
    period_not_understood,
    period_pinned_for_other_text,
    outside_window,
    not_yet_over,
    place_not_understood,
    place_pinned_for_other_text,
    agreement_not_in_text,
    document_not_entered,
    total_not_in_text,
    taken_and_not_checked,
    order_to_check,
]


def _twins(events: list[Event]) -> Iterator[list[Finding]]:
    """For each event, a warning when another one of the report has the same name, place and period."""
    keys = [event.search_key for event in events]
    count = Counter(keys)
    for event, key in zip(events, keys, strict=True):
        yield (
            [Finding(WARNING, "entered_twice", "name", "такое же мероприятие внесено ещё раз", event)]
            if count[key] > 1
            else []
        )
