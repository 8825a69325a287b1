"""The second review as a page: each remark with the texts of its own place before and after, and what changed unasked.
What became of them is judged in `resubmission`."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from reports.models import Remark
from reports.pages.differences import difference
from reports.prose.differences import is_changed
from reports.queries.resubmission import Resubmission, is_new
from reports.rules.event_fields import PRINTED
from reports.rules.numbering import row_name, row_numbers
from reports.rules.second_review import Outcome, changed_keys, content_at, unprinted, what_happened

from .margin import exchange_of, is_marked, margin_remark, moment_words, short_day
from .proof import REPORT_ANCHOR, acts_maker, mark_quotes


@dataclass(slots=True)
class Block:
    """What remarks ask about, or what nobody asked for: `fields` as (name of the form, words, HTML of the text)."""

    fields: list
    remarks: list = field(default_factory=list)
    what: str = ""  # «Новая строка», of what nobody asked for
    others: str = ""  # what is not printed, in words


@dataclass(slots=True)
class ChangedRow:
    """One row of the second review."""

    event: object
    label: str
    anchor: str
    written_by: object
    written_day: str
    acts: str
    blocks: list


@dataclass(frozen=True, slots=True)
class SecondReview:
    """`asked`: rows with remarks; `whole`: remarks on the whole report; `unasked`: rows; `counts`: [(words, n), …];
    `open_remarks`: pairs (anchor, words) for links; `fixed`: margins of the remarks put right, not settled yet."""

    asked: list
    whole: list
    unasked: list
    is_reordered: bool
    counts: list
    open_remarks: list
    open_count: int
    answered_count: int
    read_at: str
    fixed: list


def gather_second_review(submission, returned, *, can_remark, can_edit):
    """What changed since the StateChange `returned` (four queries for any number of rows)."""
    events = list(submission.events.select_related("deleted_by").in_report_order())
    found = Resubmission(submission, returned, exchange_of(submission))
    rows = _Rows(events, found, acts_maker(submission, can_remark=can_remark, can_edit=can_edit))
    asked, whole = rows.asked()
    margins = [*whole, *(note for row in asked for block in row.blocks for note in block.remarks)]
    counts = Counter(found.outcomes[remark.pk] for remark in found.remarks if not is_new(remark, submission))
    is_open = [remark for remark in found.remarks if remark.state == Remark.State.OPEN]
    moments = [*found.moments, submission.submitted_at]
    return SecondReview(
        asked=asked,
        whole=whole,
        unasked=rows.unasked(),
        is_reordered=found.is_reordered,
        counts=[(outcome.value, counts[outcome]) for outcome in Outcome if counts[outcome]],
        open_remarks=_links(asked, {remark.event_id for remark in is_open}),
        open_count=len(is_open),
        answered_count=sum(remark.state == Remark.State.ANSWERED for remark in found.remarks),
        read_at=moment_words(max(filter(None, moments), default=None), submission),
        fixed=[margin for margin in margins if margin.is_fixed],
    )


def _links(rows, open_events):
    links = [(row.anchor, row.label) for row in rows if row.event.pk in open_events]
    return [(REPORT_ANCHOR, "отчёт в\u00a0целом"), *links] if None in open_events else links


class _Rows:
    """Makes the page's rows of one report."""

    def __init__(self, events, found, acts_of):
        self.events, self.found, self.acts_of = events, found, acts_of
        numbers = row_numbers(events)
        self.labels = {e.pk: "удалённая строка" if e.is_deleted else row_name(numbers[e.pk]) for e in events}

    def asked(self):
        """Rows with their remarks, one block for each place; and the remarks on the whole report."""
        by_place = defaultdict(list)
        for remark in self.found.remarks:
            by_place[remark.event_id, remark.field, max(self.found.since, remark.version)].append(remark)
        blocks, whole = defaultdict(list), []
        for (event, name, version), several in by_place.items():
            before, after = content_at(self.found.history.get(event, []), version), self.found.now(event)
            notes = [self._note(remark, after or {}) for remark in several]
            if event is None:
                whole += notes
                continue
            blocks[event].append(
                Block(
                    fields=_texts(name, before or {}, after or {}, several),
                    remarks=notes,
                    others="" if name or not (before and after) else unprinted(changed_keys(before, after)),
                )
            )
        return [self._row(event, blocks[event.pk]) for event in self.events if event.pk in blocks], whole

    def unasked(self):
        unasked = self.found.unasked
        return [self._row(event, [self._unasked(unasked[event.pk])]) for event in self.events if event.pk in unasked]

    def _row(self, event, blocks):
        last, submission = self.found.last.get(event.pk), self.found.submission
        return ChangedRow(
            event=event,
            label=self.labels[event.pk],
            anchor=f"row-{event.pk}",
            written_by=last and last.by,
            written_day=short_day(last.at, submission) if last else "",
            acts="" if event.is_deleted else self.acts_of(event, self.labels[event.pk]),
            blocks=blocks,
        )

    def _note(self, remark, content):
        text, outcome = content.get(remark.field) or "", self.found.outcome(remark)
        return margin_remark(remark, self.found.submission, text=text, outcome=outcome)

    def _unasked(self, one):
        before, after = self.found.then(one.event) or {}, self.found.now(one.event) or {}
        if one.kind in {"added", "restored"}:
            before = after
        texts = [(key, before.get(key) or "", after.get(key) or "") for key in one.fields]
        return Block(
            fields=[(key, PRINTED[key], difference(*pair)) for key, *pair in texts],
            what=what_happened(one, after.get("exclusion_reason", "")),
            others=unprinted(one.others),
        )


def _texts(name, before, after, remarks):
    """The texts of the remarks' place with what was added and removed, the quoted words marked: of a field always,
    of a whole row those that have changed."""
    names = [name] if name else [key for key in PRINTED if is_changed(before.get(key) or "", after.get(key) or "")]
    found = []
    for key in names:
        html = difference(before.get(key) or "", after.get(key) or "")
        quotes = [(remark.quote, remark.quote_number) for remark in remarks if is_marked(remark)]
        found.append((key, PRINTED[key], mark_quotes(html, quotes)))
    return found
