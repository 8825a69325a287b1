"""Every write of an event: form, import, coordinator, undo. Each write is one transaction that locks the
report, asks once more whether the person may write now, moves both versions on, and keeps a revision.

Between pages and this module an event travels as *values*: a dict that JSON can carry, with the keys of
`VALUES`; a write changes only the keys that are given. `values_of` reads them from an event, a revision's
`content` holds them together with the event's standing (`STANDING`).

`importing` of a write: it brings rows of a table in, or takes an import back, so it asks for `can_import`, and lets
the program in (`manage.py import_report`).
`on_behalf`: the coordinator writes for the municipality, so it asks for `can_enter_on_behalf`.
`correcting`: words of a row that has gone out, so it asks for `can_correct_released` (workflow.correct alone).
"""

import uuid as uuid_module

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from municipalities.models import Country, PartnerCity
from reports.models import Agreement, Event, EventRevision, State, Submission
from reports.models.report_order import position_by_date
from reports.prose.cleaning import clean_text
from reports.queries.event_content import content_of, letters_in_report, same, same_key, values_of
from reports.queries.partners import partner_places, still_known
from reports.rules import event_limits
from reports.rules.event_fields import AGREEMENT_DEFAULTS, STRUCTURE_LISTS, VALUES
from reports.rules.event_limits import (
    foreign_over_total,
    full_of_events,
    full_of_letters,
    letters_of,
    over_limits,
)
from reports.rules.permissions import (
    OFFICER_EDITS,
    THE_PROGRAM,
    can_correct_released,
    can_edit_events,
    can_enter_on_behalf,
    can_import,
    has_right,
    is_coordinator,
    person_of,
    require_program,
    require_right,
)
from reports.rules.refusals import locked_reason

from .archive import follow_event
from .checked import note_written
from .event_documents import set_documents
from .event_values import clean_values, merge, set_values, understand
from .partners import find_or_propose
from .quotas import why_no_written_event

Cause = EventRevision.Cause
LINKED = ("partners", "countries", "agreements__countries")  # what a revision keeps beside the event's own columns


class NotEditable(Exception):
    """The report cannot be written by this person now; the text says why in Russian. Nothing was changed."""


class ReportFull(NotEditable):
    """The report takes no further event, or no more text; the text says in Russian what to do. Nothing was changed."""


class StaleEdit(Exception):
    """Somebody else has changed the same field since this person read it; nothing was changed.

    `event` is the present one, `values` what the person wanted (changes to other fields merged in),
    `conflicts` the keys that both changed; empty when the event was deleted in between.
    """

    def __init__(self, event, values, conflicts):
        super().__init__(conflicts)
        self.event = event
        self.values = values
        self.conflicts = conflicts


class TwinFound(Exception):
    """The report has an event of the same name, place and period; nothing was written. `event` is that one."""

    def __init__(self, event):
        super().__init__(event)
        self.event = event


class AlreadyCreated(Exception):
    """The same form was sent twice; `event` is what the first sending made."""

    def __init__(self, event):
        super().__init__(event)
        self.event = event


# Reading


def preview_event(submission, values, event=None, *, confirm_pins=False, countries=None, towns=partner_places):
    """The event as it would be saved with these values, complete for the findings; nothing is written.

    A new event gets the pk 0. `values` as for `create_event`; `event` (of this submission) stays as it is.
    Up to two queries, and three more where keys of agreements, partners and countries must be looked up. No query where
    the event has them at hand, and `countries` and `towns` give the codes and the partners of the lists.
    """
    shown = Event(submission=submission, pk=0)
    if event is not None:
        shown = Event(**{field.attname: getattr(event, field.attname) for field in Event._meta.concrete_fields})
        shown.submission = submission
        values = {**values_of(event), **values} if STRUCTURE_LISTS - values.keys() else values
    values = clean_values(values)
    set_values(shown, values, confirm_pins=confirm_pins, countries=countries, towns=towns)
    # The rules find their data where a prefetch would have put it.
    shown._prefetched_objects_cache = {
        "agreements": [
            Agreement(event=shown, **{key: row.get(key) or default for key, default in AGREEMENT_DEFAULTS.items()})
            for row in values.get("agreements", [])
        ],
        "partners": [PartnerCity(pk=pk, name=name) for pk, name in values.get("partners", [])],
        "countries": [Country(code=code) for code in values.get("countries", [])],
    }
    return shown


# Writing


@transaction.atomic
def create_event(submission, *, by, values, uid=None, importing=False, on_behalf=False, asks_about_twin=False):
    """Add an event to a report; `uid` comes from the form, so that sending it twice makes one event. `asks_about_twin`:
    raise TwinFound where the report has the same event under another number.

    Raises AlreadyCreated for a known uid, NotEditable when the report cannot be written now, ReportFull when
    MOST_EVENTS or MOST_LETTERS would be passed. Raises ValidationError by field for values that the columns do not take
    or that are over the limits of an event.
    """
    submission = lock_report(submission, by, importing=importing, on_behalf=on_behalf)
    if uid and (known := Event.objects.filter(uid=uid).first()):
        if known.submission_id == submission.pk:
            raise AlreadyCreated(known)
        uid = None  # another report's event: a uid from the browser must not reach it
    _require_place(submission)
    _require_day(by, importing)
    writer = person_of(by)
    event = Event(uid=uid or uuid_module.uuid4(), submission=submission, created_by=writer, changed_by=writer)
    values = _with_partners(clean_values(values), submission, by, now=[])
    _check_limits(values)
    _require_room_for(letters_of(values), submission)
    set_values(event, values)
    _check(event)
    if asks_about_twin and (twin := submission.events.present().filter(search_key=event.search_key).first()):
        raise TwinFound(twin)
    if submission.is_ordered_by_hand:
        event.position, event.is_place_to_check = position_by_date(event), True
    event.save()
    _set_structures(event, values, event.version)
    cause = Cause.IMPORTED if importing else Cause.COORDINATOR if on_behalf else Cause.CREATED
    _keep(event, by=by, cause=cause)
    return event


@transaction.atomic
def save_event(event, *, by, values, base_version, confirm_pins=False, cause=None, **way):
    """Write the given values over an event that the person read at `base_version` (or never: UNREAD).

    What others changed meanwhile in other fields stays; a field that both changed raises StaleEdit.
    `confirm_pins` says that pinned days and place hold for the new text too. Values that change nothing
    write nothing. `way`: importing, on_behalf or correcting. Raises NotEditable and, where the text grows, ReportFull
    as `create_event`.
    """
    event, submission = _lock_event(event, by, **way)
    values = clean_values(values)
    now = values_of(event)
    if event.is_deleted:
        raise StaleEdit(event, {**now, **values}, [])
    if event.version != base_version:
        values, conflicts = merge(event, base_version, values, now)
        if conflicts:
            raise StaleEdit(event, values, conflicts)
    # After the merging, so that a refusal still tells what was typed.
    values = _with_partners(values, submission, by, now=now["partners"])
    if not confirm_pins and same({**now, **values}, now):
        return event
    # Stored values are kept, even those over the limits: they may be older than the limits.
    written = {key: value for key, value in values.items() if not same_key(key, values, now)}
    _check_limits(written)
    _require_room_for(letters_of({**now, **values}) - letters_of(now), submission)
    _require_day(by, way.get("importing"))
    set_values(event, values, confirm_pins=confirm_pins)
    _check(event)
    _set_structures(event, values, event.version + 1)
    if cause is None:
        cause = _cause_of_saving(submission, **way)
    _write(event, by=by, cause=cause)
    note_written(event, written)
    return event


def restore_version(event, *, by, version, base_version, importing=False, on_behalf=False):
    """Give the event the values of an earlier version, as a new version. Raises as `save_event`, and
    EventRevision.DoesNotExist."""
    content = event.revisions.get(version=version).full_content
    values = {key: content[key] for key in VALUES}
    way = {"cause": Cause.RESTORED, "importing": importing, "on_behalf": on_behalf}
    return save_event(event, by=by, values=values, base_version=base_version, **way)


@transaction.atomic
def delete_event(event, *, by, base_version=None, importing=False, on_behalf=False):
    """Take the event out of the report; `undelete_event` brings it back. Raises StaleEdit when it was
    changed since `base_version`. Deleting twice is no error."""
    event, _ = _lock_event(event, by, importing=importing, on_behalf=on_behalf)
    if event.is_deleted:
        return event
    if base_version is not None and event.version != base_version:
        raise StaleEdit(event, values_of(event), [])
    event.deleted_at, event.deleted_by = timezone.now(), person_of(by)
    _write(event, by=by, cause=Cause.DELETED)
    return event


@transaction.atomic
def undelete_event(event, *, by, importing=False, on_behalf=False):
    """Bring a deleted event back as it was; no error when it is there already. Raises NotEditable, ReportFull."""
    event, submission = _lock_event(event, by, importing=importing, on_behalf=on_behalf)
    if event.is_deleted:
        _require_place(submission)
        _require_room_for(letters_of(values_of(event)), submission)
        event.deleted_at = event.deleted_by = None
        _find_place_again(event, submission)
        _write(event, by=by, cause=Cause.UNDELETED)
    return event


@transaction.atomic
def leave_out(event, *, by, reason, base_version=None):
    """Keep the event in the report but out of the official table; the officer sees the reason. Raises ValueError
    without a reason, StaleEdit when it was changed since `base_version`."""
    reason = clean_text(reason)
    if not reason:
        raise ValueError("Назовите причину: её увидит ответственный исполнитель.")
    require_right(is_coordinator, by)
    event, _ = _lock_event(event, by)
    if event.is_deleted or base_version not in (None, event.version):
        raise StaleEdit(event, values_of(event), [])
    event.is_included, event.exclusion_reason = False, reason
    _write(event, by=by, cause=Cause.LEFT_OUT)
    return event


@transaction.atomic
def include(event, *, by):
    """Put the event back into the official table."""
    require_right(is_coordinator, by)
    event, _ = _lock_event(event, by)
    if not event.is_included:
        event.is_included, event.exclusion_reason = True, ""
        _write(event, by=by, cause=Cause.INCLUDED)
    return event


@transaction.atomic
def set_order(submission, *, by, uids):
    """Put the report's events into the given order and say that it is by hand.

    `uids` must name each present event once; ValueError otherwise (somebody added or deleted one meanwhile).
    """
    require_right(is_coordinator, by)
    submission = lock_report(submission, by)
    events = {str(event.uid): event for event in submission.events.present()}
    uids = [str(uid) for uid in uids]
    if sorted(uids) != sorted(events):
        raise ValueError("Пока вы меняли порядок, строки изменились. Посмотрите новый список и повторите.")
    Submission.objects.filter(pk=submission.pk).update(is_ordered_by_hand=bool(uids))
    for number, uid in enumerate(uids, start=1):
        _set_position(events[uid], float(number), by)


@transaction.atomic
def order_by_date(submission, *, by):
    """Go back to the order of dates."""
    require_right(is_coordinator, by)
    submission = lock_report(submission, by)
    Submission.objects.filter(pk=submission.pk).update(is_ordered_by_hand=False)
    for event in submission.events.present():
        _set_position(event, None, by)


@transaction.atomic
def understand_again(event, *, by):
    """Redo what is understood from the text with the present grammar; texts and pinned structures stay.

    For `manage.py understand_again` alone, in reports of every state. Returns whether anything changed.
    """
    require_program(by)
    submission = Submission.objects.select_for_update(of=("self",)).get(pk=event.submission_id)
    event = Event.objects.select_related("submission__period").get(pk=event.pk)
    before = content_of(event)
    understand(event)
    if content_of(event) == before:
        return False
    # The printed text of an approved report is as approved; only its reading changes, so the approved version stays.
    _write(event, by=by, cause=Cause.UNDERSTOOD, moves_report=submission.state != State.APPROVED)
    return True


# How a write goes


def lock_report(submission, by, *, importing=False, on_behalf=False, correcting=False):
    """The submission as it is now, locked for this transaction. Raises NotEditable."""
    submission = Submission.objects.select_for_update(of=("self",)).select_related("period").get(pk=submission.pk)
    right = can_import if importing else can_enter_on_behalf if on_behalf else can_edit_events
    right = can_correct_released if correcting else right
    # A command acts for the officer and is bound to the same states, not to deadlines.
    is_command = importing and by is THE_PROGRAM
    allowed = submission.state in OFFICER_EDITS if is_command else has_right(right, by, submission)
    if not allowed:
        raise NotEditable(locked_reason(by, submission))
    return submission


# Both are asked under the report's lock, so that two writers do not both take the last place.


def _require_place(submission):
    """Raise ReportFull where the report takes no further event."""
    if submission.events.present().count() >= event_limits.MOST_EVENTS:
        raise ReportFull(full_of_events())


def _require_day(by, importing):
    """Raise ReportFull where the person has written enough events for one day. What an import writes is bounded by the
    number of uploads, and what the program writes by what there is."""
    if not importing and (person := person_of(by)) and (reason := why_no_written_event(person)):
        raise ReportFull(reason)


def _require_room_for(letters, submission):
    """Raise ReportFull where the report takes no further letters. A text that does not grow is always taken: what is
    over the limit from before may be shortened step by step."""
    if letters > 0 and (all_letters := letters_in_report(submission.pk) + letters) > event_limits.MOST_LETTERS:
        raise ReportFull(full_of_letters(all_letters))


def _cause_of_saving(submission, *, importing=False, on_behalf=False, correcting=False):
    if importing or correcting:
        return Cause.IMPORTED if importing else Cause.CORRECTED
    return Cause.COORDINATOR if on_behalf or submission.state == State.SUBMITTED else Cause.EDITED


def _lock_event(event, by, **way):
    submission = lock_report(Submission(pk=event.submission_id), by, **way)
    event = Event.objects.get(pk=event.pk)
    event.submission = submission
    return event, submission


def _with_partners(values, submission, by, *, now):
    """The values with partners as the list has them at this moment: those typed are found there or proposed, of
    those chosen the ones deleted since are left out. `now`: the event's partners, where the values give none."""
    values = dict(values)
    typed = values.pop("new_partners", [])
    if not typed and "partners" not in values:
        return values
    chosen = list(values.get("partners", now))
    for name, country in typed:
        partner = find_or_propose(name, country, by=by, municipality_id=submission.municipality_id)
        chosen.append([partner.pk, partner.name])
    return values | {"partners": still_known(chosen, keep=True)}


def _check(event):
    """Raise ValidationError by field for what the columns and their constraints would refuse; merging two
    people's changes can give more foreign participants than all."""
    event.clean_fields(exclude=["submission", "created_by", "changed_by", "deleted_by"])
    if event.total is not None and event.total_foreign is not None and event.total_foreign > event.total:
        raise ValidationError({"total_foreign": foreign_over_total(event.total_foreign, event.total)})


def _check_limits(values):
    """Raise ValidationError by key for what `over_limits` finds: the form's limits hold on every other way too."""
    if found := over_limits(values):
        raise ValidationError(found)


def _set_structures(event, values, version):
    if version == 1:  # nothing hangs on it yet, so what has nothing either need not be looked for
        values = {key: value for key, value in values.items() if value or key not in STRUCTURE_LISTS}
    if "partners" in values:
        event.partners.set([pk for pk, _ in values["partners"]])
    if "countries" in values:
        event.countries.set(Country.objects.filter(pk__in=values["countries"]))
    if "agreements" in values:
        set_documents(event, values["agreements"], version)


def _write(event, *, by, cause, moves_report=True):
    """Save the event as its next version. The condition holds even if a lock was forgotten somewhere."""
    if not Event.objects.filter(pk=event.pk, version=event.version).update(version=F("version") + 1):
        raise StaleEdit(event, values_of(event), [])
    event.version += 1
    event.changed_by = person_of(by)
    event.save()
    _keep(event, by=by, cause=cause, moves_report=moves_report)


def _keep(event, *, by, cause, moves_report=True):
    """Append the revision and move the report's version on."""
    linked = Event.objects.select_related("submission__period").prefetch_related(*LINKED)
    event = linked.get(pk=event.pk)
    content = content_of(event)
    EventRevision.objects.create(
        event=event,
        version=event.version,
        report_version=event.submission.version + moves_report,
        content=content,
        by=person_of(by),
        cause=cause,
    )
    follow_event(event, content)
    if moves_report:
        # An approved report stays the version that was approved (a constraint); only a correction writes into one.
        approved = {"approved_version": F("version") + 1} if cause == Cause.CORRECTED else {}
        Submission.objects.filter(pk=event.submission_id).update(version=F("version") + 1, **approved)


def _set_position(event, position, by):
    if event.position == position and not event.is_place_to_check:
        return
    event.position, event.is_place_to_check = position, False
    _write(event, by=by, cause=Cause.ORDERED)


def _find_place_again(event, submission):
    """The order may have been set or dropped while the event was deleted; a place by hand that is still free stays."""
    if not submission.is_ordered_by_hand:
        event.position, event.is_place_to_check = None, False
    elif event.position is None or submission.events.present().filter(position=event.position).exists():
        event.position, event.is_place_to_check = position_by_date(event), True
