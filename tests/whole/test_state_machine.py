"""Two officers, a coordinator and an outsider interleaved on one report, against a small model of the table of moves.

Seeded dice play runs of thirty steps: moves and edits, also from pages that are out of date, also by those who may
not. The model below is written from the table of moves and knows nothing of the program. After every step the report,
its events and its history must be what the model says. (Hypothesis' own state machines come to few accepted moves: its
runs are short, and the table is deep. A failure names the run and its steps instead of shrinking them.)
"""

import datetime
import os
import random
import uuid
from collections import Counter
from dataclasses import dataclass, field, replace

import pytest
from django.db import connection, transaction
from django.utils import timezone

from reports.actions import events as event_actions
from reports.actions import extensions, periods, remarks, workflow
from reports.models import Event, Remark, StateChange, Submission
from reports.queries.chain import broken_histories
from reports.rules import permissions
from tests import factories

pytestmark = pytest.mark.every_database

STRESS = bool(os.environ.get("POBRATIM_STRESS"))
RUNS = 2000 if STRESS else 24  # each of the same seeds every time; the stress run plays on from them
SHARES = 4 if STRESS else 2  # of the runs, so that several processes may play them
STEPS = 30

OFFICERS = ("first", "second")
CAST = (*OFFICERS, "coordinator", "outsider")
WITH_OFFICER, WITH_COORDINATOR, DECIDED = {"draft", "returned"}, {"submitted"}, {"approved"}


# The model


@dataclass(frozen=True)
class Facts:
    """What a page shows of the report."""

    state: str = "draft"
    is_nil: bool = False
    version: int = 1
    awaits: bool = False
    extended: bool = False
    closed: bool = False

    @property
    def is_open(self):
        return self.extended or not self.closed


@dataclass
class ModelEvent:
    """`texts`: the text of each version, from the first; `deleted` as it is now."""

    texts: list
    deleted: bool = False

    @property
    def version(self):
        return len(self.texts)

    @property
    def now(self):
        return self.texts[-1]


@dataclass
class Model:
    facts: Facts = Facts()
    was_returned: bool = False
    first_handed_in: object = None  # as the program gave it at the first hand-in
    asked: bool = False
    lapsed: bool = False  # the last approval ended what was asked
    events: dict = field(default_factory=dict)
    remarks: dict = field(default_factory=dict)
    with_answer: set = field(default_factory=set)  # of remarks, settled ones too
    approvals: list = field(default_factory=list)  # the version of each
    history: list = field(default_factory=list)  # (move, from, to, version)

    def set(self, **facts):
        self.facts = replace(self.facts, **facts)

    def touch(self):
        self.set(version=self.facts.version + 1)

    @property
    def present(self):
        return [event for event in self.events.values() if not event.deleted]

    @property
    def is_complete(self):
        return bool(self.present) and all(event.now["participants"] for event in self.present)

    def may_edit(self, who, on_behalf):
        facts = self.facts
        if on_behalf:
            return who == "coordinator" and facts.state in WITH_OFFICER
        if facts.state in WITH_OFFICER:
            return who in OFFICERS and facts.is_open
        return who == "coordinator" and facts.state in WITH_COORDINATOR and not facts.is_nil


def right_in_model(move, who, seen):
    """Whether the page that shows `seen` offers the move to this person."""
    officer, coordinator = who in OFFICERS, who == "coordinator"
    return {
        "submit": officer and seen.state in WITH_OFFICER and seen.is_open,
        "declare_nil": officer and seen.state in WITH_OFFICER and seen.is_open,
        "submit for": coordinator and seen.state in WITH_OFFICER,
        "declare_nil for": coordinator and seen.state in WITH_OFFICER,
        "withdraw": officer and seen.state in WITH_COORDINATOR and seen.is_open,
        "confirm": officer and seen.awaits,
        "return_for_changes": coordinator and seen.state in WITH_COORDINATOR,
        "approve": coordinator and seen.state in WITH_COORDINATOR,
        "unapprove": coordinator,
        "reopen": coordinator and seen.state in DECIDED,
        "extend": coordinator,
    }[move]


FROM = {
    "submit": WITH_OFFICER,
    "declare_nil": WITH_OFFICER,
    "withdraw": WITH_COORDINATOR,
    "confirm": WITH_COORDINATOR | DECIDED,
    "return_for_changes": WITH_COORDINATOR,
    "approve": WITH_COORDINATOR,
    "unapprove": DECIDED,
    "reopen": DECIDED,
    "extend": WITH_OFFICER | WITH_COORDINATOR,
}


def accepted_by_model(model, move, with_):
    """Whether the program must make the move, asked by somebody whose page offered it."""
    facts, (name, _, on_behalf) = model.facts, move.partition(" ")
    if facts.state not in FROM[name] or with_["version"] not in (None, facts.version):
        return False
    has_words = with_["words"] and with_["ahead"]
    return {
        "submit": model.is_complete and (facts.is_open or bool(on_behalf)),
        "declare_nil": not model.present and (facts.is_open or bool(on_behalf)),
        "withdraw": facts.is_open,
        "confirm": facts.awaits,
        "return_for_changes": with_["words"] or "open" in model.remarks.values(),
        "approve": with_["despite"] or set(model.remarks.values()) <= {"accepted"},
        "unapprove": with_["approval"] == len(model.approvals) - 1 and model.approvals[-1] == facts.version,
        "reopen": has_words,
        "extend": has_words,
    }[name]


def moved_in_model(model, move):
    """The model after the move."""
    facts, (name, _, on_behalf) = model.facts, move.partition(" ")
    to = {
        "submit": "submitted",
        "declare_nil": "submitted",
        "withdraw": "returned" if model.was_returned else "draft",
        "confirm": facts.state,
        "return_for_changes": "returned",
        "approve": "approved",
        "unapprove": "submitted",
        "reopen": "returned",
        "extend": facts.state,
    }[name]
    model.history.append((name, facts.state, to, facts.version))
    if name in {"submit", "declare_nil"}:
        model.set(is_nil=name == "declare_nil", awaits=bool(on_behalf))
    if name == "approve":
        model.approvals.append(facts.version)
        model.lapsed = model.asked
    if name in {"withdraw", "return_for_changes", "reopen"}:
        model.set(is_nil=False, awaits=False)
    if name == "confirm":
        model.set(awaits=False)
    if name in {"return_for_changes", "reopen"}:
        model.was_returned = True
    if name in {"reopen", "extend"}:
        model.set(extended=True)
    if name in {"submit", "declare_nil", "approve", "extend"}:
        model.asked = False
    if name == "unapprove":
        model.asked = model.lapsed
    model.set(state=to)


def merged_in_model(event, base, words):
    """What an edit that was begun at version `base` (from 1) comes to: None for a conflict, else the words to
    write (perhaps none)."""
    then, now, written = event.texts[base - 1], event.now, {}
    for key, text in words.items():
        theirs, mine = now[key] != then[key], text != then[key]
        if theirs and mine and text != now[key]:
            return None
        if mine:
            written[key] = text
    return {key: text for key, text in written.items() if text != now[key]}


# The program

MOVES = {
    "submit": (permissions.can_hand_in, workflow.submit),
    "declare_nil": (permissions.can_hand_in, workflow.declare_nil),
    "submit for": (permissions.can_enter_on_behalf, workflow.submit),
    "declare_nil for": (permissions.can_enter_on_behalf, workflow.declare_nil),
    "withdraw": (permissions.can_withdraw, workflow.withdraw),
    "confirm": (permissions.can_confirm, workflow.confirm),
    "return_for_changes": (permissions.can_decide, workflow.return_for_changes),
    "approve": (permissions.can_decide, workflow.approve),
    "unapprove": (lambda user, _: permissions.is_coordinator(user), None),
    "reopen": (permissions.can_reopen, workflow.reopen),
    "extend": (lambda user, _: permissions.can_manage_periods(user), extensions.extend),
}
REFUSALS = (
    workflow.MoveRefused,
    event_actions.NotEditable,
    event_actions.StaleEdit,
    event_actions.AlreadyCreated,
    remarks.RemarkRefused,
    extensions.RequestRefused,
)
OFFICER_MOVES = ["submit", "declare_nil", "withdraw", "confirm"]
COORDINATOR_MOVES = [move for move in MOVES if move not in OFFICER_MOVES]


class Office:
    """One run, in a savepoint that is undone."""

    def __init__(self, report, people, counts, dice):
        self.report, self.people, self.counts, self.dice = report, people, counts, dice
        self.model = Model()
        self.log, self.written = [], {}  # `written`: an event by its uid, as it was entered
        self.pages = {who: (self.now(), self.model.facts) for who in CAST}

    def play(self):
        """Thirty steps and all that must hold after each; an AssertionError carries the steps."""
        self.counts["runs"] += 1
        rules = [self.move] * 12 + [self.add, self.add, self.edit, self.edit, self.edit, self.delete, self.delete]
        rules += [self.undelete, self.add_a_remark, self.go_on_with_a_remark, self.go_on_with_a_remark]
        rules += [self.ask_for_time, self.decline, self.look, self.close_or_open_the_quarter]
        with transaction.atomic():
            try:
                for _ in range(STEPS):
                    self.dice.choice(rules)()
                    self.the_report_is_what_the_model_says()
                    self.each_accepted_move_has_left_one_state_change()
                self.the_end()
            except AssertionError as error:
                raise AssertionError("\n".join([*self.log, str(error)])) from error
            transaction.set_rollback(True)

    def likely(self, wanted, others):
        """Mostly one of those whom the table of moves names, so that the runs come far; the others often enough."""
        return self.dice.choice(wanted if self.dice.random() < 0.75 else others)

    def words(self):
        words = {"purpose": self.dice.choice("АБВ"), "participants": self.dice.choice(["Хор", "Театр", "Музей", ""])}
        return {key: words[key] for key in words if self.dice.random() < 0.5}

    def the_end(self):
        self.the_events_are_what_the_model_says()
        found = {remark.pk: remark.state for remark in Remark.objects.filter(submission=self.report)}
        assert found == self.model.remarks
        assert list(broken_histories(Submission.objects.filter(pk=self.report.pk))) == []
        self.counts[f"ended {self.model.facts.state}"] += 1

    def now(self):
        return Submission.objects.select_related("period").get(pk=self.report.pk)

    def do(self, what, call):
        """Call the program; whether it did it, or the refusal."""
        self.counts["asked"] += 1
        self.log.append(f"{what} {self.model.facts}")
        try:
            self.done = call()
        except REFUSALS as refusal:
            self.counts[f"refused {what}"] += 1
            return refusal
        self.counts[f"accepted {what}"] += 1
        return True

    # Moves

    def move(self):
        """The page shows the report as it is, or as it was when this person last looked; then the form is sent."""
        possible = [move for move in MOVES if self.model.facts.state in FROM[move.partition(" ")[0]]]
        move = self.likely(possible, list(MOVES))
        who = self.likely(OFFICERS if move in OFFICER_MOVES else ["coordinator"], CAST)
        if self.dice.random() < 0.75:
            self.look(who)
        page, facts = self.pages[who]
        may, call = MOVES[move]
        with_ = self.with_of(move, page)
        allowed = may(self.people[who], page)
        assert allowed == right_in_model(move, who, facts), (move, who, facts)
        if not allowed or with_["approval"] is False:
            self.counts["not offered"] += 1
            return
        expected = accepted_by_model(self.model, move, with_)
        outcome = self.do(move, lambda: self.send(call, move, page, self.people[who], with_))
        assert (outcome is True) == expected, (move, who, with_, outcome)
        if expected:
            moved_in_model(self.model, move)
            if self.model.first_handed_in is None and move.startswith(("submit", "declare_nil")):
                self.model.first_handed_in = self.now().first_submitted_at
                assert self.model.first_handed_in is not None

    def with_of(self, move, page):
        """What the form carries beside the move; `approval` False without an approval to take back."""
        version = self.likely([page.version, page.version if move == "approve" else None], [page.version + 1])
        with_ = {"version": version, "approval": None}
        with_ |= {name: self.dice.random() < 0.75 for name in ("words", "ahead", "despite")}
        if move == "unapprove":
            with_["approval"] = False
            if approvals := self.model.approvals:
                with_["approval"] = self.likely([len(approvals) - 1], range(len(approvals)))
                with_["version"] = approvals[with_["approval"]]
        elif move == "extend":
            with_["version"] = None
        return with_

    def send(self, call, move, page, by, with_):
        days = datetime.timedelta(days=3 if with_["ahead"] else -1)
        # Of two equal extensions the second would be the same form sent twice.
        words, until = f"Причина {len(self.model.history)}" if with_["words"] else " ", timezone.localdate() + days
        name, _, on_behalf = move.partition(" ")
        if name == "unapprove":
            approvals = StateChange.objects.filter(submission=page, move="approve").order_by("pk")
            return workflow.unapprove(approvals[with_["approval"]], by=by)
        if name == "extend":
            return call(page, by=by, reason=words, until=until)
        more = {"on_behalf": True} if on_behalf else {}
        if name == "return_for_changes":
            more = {"note": words}
        if name == "reopen":
            more = {"reason": words, "until": until}
        if name == "approve":
            more = {"despite_remarks": with_["despite"]}
        return call(page, by=by, version=with_["version"], **more)

    def look(self, who=None):
        """Open the page: what it shows stays until this person looks again."""
        who = who or self.dice.choice(CAST)
        self.pages[who] = (self.now(), self.model.facts)

    def close_or_open_the_quarter(self):
        switch = periods.reopen_period if self.model.facts.closed else periods.close
        assert switch(self.report.period, by=self.people["coordinator"])
        self.model.set(closed=not self.model.facts.closed)

    # Events

    def editor(self):
        """Who writes, and whether on the municipality's behalf."""
        state = self.model.facts.state
        who = self.likely(OFFICERS if state in WITH_OFFICER else ["coordinator"], CAST)
        return who, who == "coordinator" and self.dice.random() < 0.5

    def add(self):
        who, on_behalf = self.editor()
        uid, values = uuid.uuid4(), {**factories.EVENT, **self.words()}
        for again in (False, True)[: self.dice.choice([1, 1, 2])]:
            expected = self.model.may_edit(who, on_behalf)
            outcome = self.do(
                "add", lambda: self.write(event_actions.create_event, self.report, who, on_behalf, values, uid)
            )
            if not expected:
                assert isinstance(outcome, event_actions.NotEditable)
            elif again:
                assert isinstance(outcome, event_actions.AlreadyCreated)
            else:
                assert outcome is True, outcome
                texts = {key: values[key] for key in ("purpose", "participants")}
                self.model.events[uid], self.written[uid] = ModelEvent([texts]), self.done
                self.model.touch()

    def write(self, call, report, who, on_behalf, values, uid):
        return call(report, by=self.people[who], values=values, uid=uid, on_behalf=on_behalf)

    def pick(self):
        """An event as some page of this run has had it, and what the model knows of it."""
        uid = self.dice.choice(list(self.model.events))
        return self.written[uid], self.model.events[uid]

    def edit(self):
        if not self.model.events:
            return
        (who, on_behalf), words = self.editor(), self.words()
        event, of_model = self.pick()
        base = max(1, of_model.version - self.dice.choice([0, 1, 2]))
        outcome = self.do("edit", lambda: event_actions.save_event(
            event, by=self.people[who], values=words, base_version=base, on_behalf=on_behalf
        ))  # fmt: skip
        written = merged_in_model(of_model, base, words)
        if not self.model.may_edit(who, on_behalf):
            assert isinstance(outcome, event_actions.NotEditable)
        elif of_model.deleted or written is None:
            assert isinstance(outcome, event_actions.StaleEdit)
            assert of_model.deleted or words.items() >= {k: outcome.values[k] for k in outcome.conflicts}.items()
            assert all(outcome.values[key] == words[key] for key in outcome.conflicts), "the loser's text is kept"
        else:
            assert outcome is True, outcome
            if written:
                of_model.texts.append({**of_model.now, **written})
                self.model.touch()

    def delete(self):
        if not self.model.events:
            return
        who, on_behalf = self.editor()
        event, of_model = self.pick()
        base = max(1, of_model.version - self.dice.choice([0, 0, 1]))
        outcome = self.do("delete", lambda: event_actions.delete_event(
            event, by=self.people[who], base_version=base, on_behalf=on_behalf
        ))  # fmt: skip
        if not self.model.may_edit(who, on_behalf):
            assert isinstance(outcome, event_actions.NotEditable)
        elif of_model.deleted:
            assert outcome is True
        elif base != of_model.version:
            assert isinstance(outcome, event_actions.StaleEdit)
        else:
            assert outcome is True
            self.rewrite(of_model, deleted=True)

    def undelete(self):
        if not self.model.events:
            return
        who, on_behalf = self.editor()
        event, of_model = self.pick()
        outcome = self.do("undelete", lambda: event_actions.undelete_event(
            event, by=self.people[who], on_behalf=on_behalf
        ))  # fmt: skip
        if not self.model.may_edit(who, on_behalf):
            assert isinstance(outcome, event_actions.NotEditable)
        else:
            assert outcome is True
            if of_model.deleted:
                self.rewrite(of_model, deleted=False)

    def rewrite(self, of_model, *, deleted):
        of_model.deleted = deleted
        of_model.texts.append(of_model.now)
        self.model.touch()

    # Remarks and requests

    def add_a_remark(self):
        by, with_both = self.people["coordinator"], WITH_COORDINATOR | {"returned"}
        outcome = self.do("remark", lambda: remarks.add_remark(self.report, by=by, text="Уточните"))
        assert (outcome is True) == (self.model.facts.state in with_both)
        if outcome is True:
            self.model.remarks[self.done.pk] = "open"

    def go_on_with_a_remark(self):
        if not self.model.remarks:
            return
        step, pk = self.dice.choice(["answer", "reply", "accept", "reopen"]), self.dice.choice(list(self.model.remarks))
        remark, state = Remark.objects.get(pk=pk), self.model.remarks[pk]
        officer, coordinator = self.people["first"], self.people["coordinator"]
        before = "answered" if pk in self.model.with_answer else "open"
        call, from_states, to = {
            "answer": (lambda: remarks.answer_remark(remark, by=officer, answer="Да"), "open answered", "answered"),
            "reply": (lambda: remarks.reply_to_remark(remark, by=coordinator, text="Ещё"), "answered", "open"),
            "accept": (lambda: remarks.accept_remark(remark, by=coordinator), "open answered", "accepted"),
            "reopen": (lambda: remarks.reopen_remark(remark, by=coordinator), "accepted", before),
        }[step]
        go_on = {"submitted", "returned", "draft"} if step == "answer" else {"submitted", "returned"}
        expected = self.model.facts.state in go_on and state in from_states.split()
        assert (self.do(f"remark: {step}", call) is True) == expected
        if expected:
            self.model.remarks[pk] = to
            self.model.with_answer |= {pk} if to == "answered" else set()
            self.model.with_answer -= {pk} if to == "open" else set()

    def ask_for_time(self):
        who = self.dice.choice(OFFICERS)
        outcome = self.do("ask", lambda: extensions.ask(self.report, by=self.people[who], reason="Болезнь"))
        assert (outcome is True) == (self.model.facts.state not in DECIDED and not self.model.asked)
        self.model.asked = self.model.asked or outcome is True

    def decline(self):
        by = self.people["coordinator"]
        outcome = self.do("decline", lambda: extensions.decline(self.report, by=by, answer="Срок один для всех"))
        assert (outcome is True) == self.model.asked
        self.model.asked = False

    # What must hold after each step, and of the events after each run

    def the_report_is_what_the_model_says(self):
        report, facts = self.now(), self.model.facts
        shown = Facts(
            report.state,
            report.is_nil,
            report.version,
            report.awaits_confirmation,
            report.is_extended,
            report.period.is_closed,
        )
        assert shown == facts
        assert report.first_submitted_at == self.model.first_handed_in

    def each_accepted_move_has_left_one_state_change(self):
        changes = StateChange.objects.filter(submission=self.report).order_by("pk")
        assert list(changes.values_list("move", "from_state", "to_state", "version")) == self.model.history

    def the_events_are_what_the_model_says(self):
        rows = Event.objects.filter(submission=self.report).values_list(
            "uid", "version", "purpose", "participants", "deleted_at"
        )
        found = {uid: (version, *texts, deleted is not None) for uid, version, *texts, deleted in rows}
        assert found == {
            uid: (event.version, event.now["purpose"], event.now["participants"], event.deleted)
            for uid, event in self.model.events.items()
        }


@pytest.fixture
def people(smolensk, smolensk_officer, vyazma_officer, coordinator):
    second = factories.make_user("second", "Второва Вера Викторовна")
    factories.make_officer(second, smolensk)
    return dict(zip(CAST, (smolensk_officer, second, coordinator, vyazma_officer), strict=True))


@pytest.mark.stress
@pytest.mark.django_db
@pytest.mark.parametrize("share", range(SHARES))
def test_interleaved_people_make_no_forbidden_move_and_the_report_stays_as_the_model_says(
    share, people, period, smolensk
):
    """Every accepted move leaves one StateChange, every refused one nothing; the chain of the history holds."""
    counts = Counter()
    report = Submission.objects.get(period=period, municipality=smolensk)
    for run in range(share, RUNS, SHARES):
        try:
            Office(report, people, counts, random.Random(run)).play()
        except AssertionError as error:
            pytest.fail(f"run {run}: {error}")
    print(f"{connection.vendor}, share {share + 1} of {SHARES}: {dict(sorted(counts.items()))}")
    for move in MOVES:
        assert counts[f"accepted {move}"], f"no run came to {move}"
