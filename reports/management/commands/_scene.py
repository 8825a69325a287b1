"""The scene of one quarter of the demo: what was entered, moved and remarked, and when.

Everything that a person would have done is done by the same functions as from the pages. The dates of the past are
written afterwards, in one place (`_date`).
"""

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from municipalities.lists.fixtures import FIXTURES
from municipalities.models import MunicipalityName, User
from municipalities.models.seals import Sealed, seal
from reports.actions import events, extensions, periods, remarks, workflow
from reports.files.read.rows_json import read_event, read_rows
from reports.imports.values import Lists, values_of_row
from reports.models import (
    Event,
    EventRevision,
    Move,
    Notice,
    Period,
    PeriodChange,
    Remark,
    RemarkChange,
    StateChange,
    Submission,
)
from reports.prose.words import MONTHS, MONTHS_GENITIVE
from reports.queries.chain import chain_anew
from reports.rules.event_fields import CELLS

# Field of the table in the fixture → field of the event.
STORED = {cell: name for name, cell in CELLS.items()}
EVENTS_FROM = datetime.time(9, 10)
BETWEEN_EVENTS = datetime.timedelta(minutes=11)


def load_period(scene):
    """Play a quarter's scene: every entry, move and remark in the order of its moment. The new period, or None
    when it was there already."""
    today = timezone.localdate()
    year, quarter = (scene["year"], scene["quarter"]) if scene["year"] else last_quarter_before(today)
    if Period.objects.filter(year=year, quarter=quarter).exists():
        return None
    period = _Scene(scene, year, quarter, today).play()
    # The scene has put other times on what it wrote.
    for submission in period.submissions.filter(Q(state_changes__isnull=False) | Q(events__isnull=False)).distinct():
        chain_anew(submission)
    # Of what was told then, only the open quarter's is still news; letters of the demo's past go nowhere.
    told = Notice.objects.filter(submission__period=period)
    told.update(is_mailed=True)
    if scene["year"]:
        told.update(read_at=timezone.now())
    return period


class _Scene:
    """A quarter being played. The period takes reports until today while it is played, because moves check the deadline
    on the day on which they are made. The dates of the fixture come last."""

    def __init__(self, scene, year, quarter, today):
        self.scene = scene
        self.today = today
        self.users = {user.username: user for user in User.objects.all()}
        self.coordinator = self.users["coordinator"]
        self.lists = Lists()
        self.period, _ = periods.open_period(year, quarter, by=self.coordinator, **self._dates(year, quarter))
        self.submissions = {
            submission.municipality.short_name: submission
            for submission in self.period.submissions.select_related("municipality")
        }
        self.rows = self._rows()
        self.events = {}
        self.edits = {edit["event_number"]: edit for edit in scene["edits"]}
        self.began_at = timezone.now()  # what has a later moment was written by this loading and not dated yet

    def play(self):
        steps = sorted([*self._entries(), *self._moves(), *self._edits(), *self._remarks()], key=lambda step: step[0])
        _date(PeriodChange, self.period.changes.all(), at=steps[0][0] - datetime.timedelta(days=14))
        for moment, step, *arguments in steps:
            step(moment, *arguments)
        for told in self.scene["submissions"]:
            self._extend(told)
        Period.objects.filter(pk=self.period.pk).update(**self.deadlines)
        return self.period

    def _dates(self, year, quarter):
        told = {
            key: _day(self.scene[key], self.today)
            for key in ("window_from", "window_to", "deadline", "hard_deadline")
            if self.scene[key]
        }
        self.deadlines = {key: told.pop(key) for key in ("deadline", "hard_deadline")}
        return {**told, "deadline": self.deadlines["deadline"], "hard_deadline": self.today}

    # What happens when: (moment, function, its arguments)

    def _entries(self):
        """Events are entered on the day before the report's first move, one after another from the morning on."""
        for told in self.scene["submissions"]:
            rows = [row for row in self.rows if row[1] == told["municipality"]]
            first = self._moment(told["moves"][0]["at"]) if told["moves"] else self._moment("-2 18:00")
            day = timezone.localdate(first) - datetime.timedelta(days=1)
            start = timezone.make_aware(datetime.datetime.combine(day, EVENTS_FROM))
            for index, (number, name, row, more) in enumerate(rows):
                yield start + index * BETWEEN_EVENTS, self._enter, number, name, row, more["window_reason"]
                if more["leave_out_reason"]:
                    last = self._moment(told["moves"][-1]["at"])
                    yield last - datetime.timedelta(minutes=5), self._leave_out, number, more["leave_out_reason"]

    def _moves(self):
        for told in self.scene["submissions"]:
            for move in told["moves"]:
                yield self._moment(move["at"]), self._move, told["municipality"], move

    def _edits(self):
        for edit in self.scene["edits"]:
            yield self._moment(edit["at"]), self._edit, edit

    def _remarks(self):
        for told in self.scene["remarks"]:
            yield self._moment(told["at"]), self._remark, told

    def _rows(self):
        """(number, short name, ReadRow, the fixture's further keys) of every event."""
        nothing = {"window_reason": "", "leave_out_reason": ""}
        if self.scene["events_file"]:
            read = read_rows((FIXTURES / self.scene["events_file"]).read_bytes())
            names = dict(MunicipalityName.objects.values_list("heading", "municipality__short_name"))
            return [(number, names[row.section], row, nothing) for number, row in enumerate(read.rows, start=1)]
        return [(told["number"], told["municipality"], _read(told, self.period), told) for told in self.scene["events"]]

    # The steps

    def _enter(self, moment, number, name, row, window_reason):
        submission = self.submissions[name]
        values = values_of_row(row, submission.municipality_id, self.lists) | {"window_reason": window_reason}
        values |= self.edits.get(number, {"before": {}})["before"]
        officer = self._officer_of(submission)
        event = events.create_event(submission, by=officer, values=values)
        self.events[number] = event, row
        self._date_event(event, moment)
        _date(Event, Event.objects.filter(pk=event.pk), created_at=moment)

    def _edit(self, moment, edit):
        event, row = self.events[edit["event_number"]]
        event = Event.objects.get(pk=event.pk)
        values = {key: getattr(row, key) for key in edit["before"]}
        event = events.save_event(event, by=self.users[edit["by"]], values=values, base_version=event.version)
        self._date_event(event, moment)

    def _leave_out(self, moment, number, reason):
        event = events.leave_out(self.events[number][0], by=self.coordinator, reason=reason)
        self._date_event(event, moment)

    def _move(self, moment, name, move):
        submission = Submission.objects.get(pk=self.submissions[name].pk)
        kind, by = Move(move["move"]), self.users[move["by"]]
        words = {"note": move["note"]} if kind == Move.RETURN else {}
        moved = getattr(workflow, kind.value)(submission, by=by, version=submission.version, **words)
        times = {MOMENTS[kind]: moment}
        if submission.first_submitted_at is None:
            times["first_submitted_at"] = moment
        self._date_move(moved, moment, **times)

    def _remark(self, moment, told):
        submission = self.submissions[told["municipality"]]
        number, state = told["event_number"], Remark.State(told["state"])
        remark = remarks.add_remark(
            submission,
            by=self.coordinator,
            text=told["text"],
            event=self.events[number][0] if number else None,
            field=STORED.get(told["field"], ""),
        )
        times = {"at": moment}
        if told["answer"]:
            remark = remarks.answer_remark(remark, by=self._officer_of(submission), answer=told["answer"])
            times["answered_at"] = self._moment(told["answered_at"])
        if state == Remark.State.ACCEPTED:
            remarks.accept_remark(remark, by=self.coordinator)
            times["accepted_at"] = self._moment(told["accepted_at"])
        _date(Remark, Remark.objects.filter(pk=remark.pk), **times)
        for kind, name in STEPS.items():
            if name in times:
                _date(RemarkChange, remark.changes.filter(kind=kind), at=times[name])

    def _extend(self, told):
        if not told["extended_to"]:
            return
        until = _day(told["extended_to"], self.today)
        moment = self._moment(told["moves"][-1]["at"]) + datetime.timedelta(minutes=5)
        submission = self.submissions[told["municipality"]]
        extended = extensions.extend(submission, by=self.coordinator, reason=told["extension_reason"], until=until)
        self._date_move(extended, moment)

    # Help

    def _officer_of(self, submission):
        return self.users[submission.municipality.current_officers()[0].user.username]

    def _moment(self, told):
        """«2025-01-17 11:20» or «-3 11:20» (three days before today), Moscow time."""
        day, clock = told.split()
        time = datetime.time.fromisoformat(clock)
        return timezone.make_aware(datetime.datetime.combine(_day(day, self.today), time))

    def _date_event(self, event, moment):
        _date(EventRevision, event.revisions.filter(version=event.version), at=moment)
        _date(Event, Event.objects.filter(pk=event.pk), changed_at=moment)

    def _date_move(self, submission, moment, **times):
        last = submission.state_changes.order_by("-pk").values("pk")[:1]
        _date(StateChange, submission.state_changes.filter(pk__in=list(last.values_list("pk", flat=True))), at=moment)
        _date(Notice, Notice.objects.filter(submission=submission, at__gte=self.began_at), at=moment)
        if times:
            _date(Submission, Submission.objects.filter(pk=submission.pk), **times)


# Move → the field of the submission that tells when it was.
MOMENTS = {
    Move.SUBMIT: "submitted_at",
    Move.DECLARE_NIL: "submitted_at",
    Move.RETURN: "returned_at",
    Move.APPROVE: "approved_at",
}


# Step of the exchange about a remark → the field of the remark that tells when it was.
STEPS = {
    RemarkChange.Kind.ADDED: "at",
    RemarkChange.Kind.ANSWERED: "answered_at",
    RemarkChange.Kind.ACCEPTED: "accepted_at",
}


def _date(model, rows, **times):
    """Put other times on rows that were written just now: the demo tells of the past.

    The one place that goes round «history is only added to»: a plain QuerySet does not refuse an update.
    """
    pks = list(rows.values_list("pk", flat=True))
    models.QuerySet(model).filter(pk__in=pks).update(**times)
    if issubclass(model, Sealed):
        seal(model, pks)


def _read(told, period):
    """The ReadRow of an event of the fixture, with the names of its month put in (0: the month before the quarter)."""
    months = 12 * period.year + 3 * (period.quarter - 1) + told["month"] - 1
    year, month = divmod(months, 12)
    words = {"month_nom": MONTHS[month], "month_gen": MONTHS_GENITIVE[month], "year": year}
    agreements = [{**one, "signed_text": one.get("signed_text", "").format(**words)} for one in told["agreements"]]
    filled = {**told, "dates": told["dates"].format(**words), "agreements": agreements}
    return read_event(filled, where=str(told["number"]), section="", problems=[])


def _day(told, today):
    """«2025-01-20», or «-2», «+9» counted from today."""
    if told[0] in "+-":
        return today + datetime.timedelta(days=int(told))
    return datetime.date.fromisoformat(told)


def last_quarter_before(today):
    """The last quarter that has ended before this day, as (year, quarter)."""
    quarter = (today.month - 1) // 3
    return (today.year, quarter) if quarter else (today.year - 1, 4)
