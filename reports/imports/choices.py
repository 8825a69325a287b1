"""What a person takes from an uploaded table: the choices, the ticks that are set before anybody has looked, and the
plan of writes that follows.

`Choices` is the shape of `ImportJob.choices`. Everybody else reads and writes the JSON through it.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace

from reports.prose.cleaning import one_line, search_key
from reports.queries.event_content import values_of
from reports.rules.event_fields import CELLS, PARTICIPANTS, PURPOSE

from .comparison import CHANGED, NEW, SAME, TWIN
from .taking_part import new_countries
from .values import Lists, agreement_values, guess_lines, new_agreements

ADD, CHANGE, SKIP, DELETE = "add", "change", "skip", "delete"

WHOSE = "Скажите, чей это раздел: без этого строку некуда внести."
NAME_IT = "Впишите наименование мероприятия или снимите отметку со строки."
THERE_ALREADY = "Такое мероприятие уже есть в отчёте."
NOBODYS = "Не сказано, чей это раздел."
NAME_WANTED = "Напишите наименование: без него строку не внести. Или снимите отметку «Внести»."


class ChoicesRefused(Exception):
    """The ticked choices cannot be carried out; nothing was written. `problems`: {number of the row as text, or
    the event's uid: a Russian sentence}."""

    def __init__(self, problems):
        super().__init__(problems)
        self.problems = problems


# The shape


@dataclass(frozen=True, slots=True)
class RowChoice:
    """What is to become of one row. In JSON {"take": …, "fields": […], "name": "…", "why": "…"}; only "take" is
    always there.

    `take`: ADD as a new event, CHANGE the event that the row means, or SKIP.
    `fields`: of CHANGE, the fields of the event that take the text of the file; None where nobody has chosen yet.
    `name`: what the person typed for a row without a name.
    `why`: of a row that cannot be taken, a Russian sentence that says why.
    """

    take: str = SKIP
    fields: tuple[str, ...] | None = None
    name: str = ""
    why: str = ""

    @classmethod
    def from_json(cls, data):
        """The choice, or None where it says nothing that can be understood."""
        if not isinstance(data, dict) or data.get("take") not in (ADD, CHANGE, SKIP):
            return None
        fields, name, why = data.get("fields"), data.get("name"), data.get("why")
        return cls(
            take=data["take"],
            fields=tuple(one for one in fields if isinstance(one, str)) if isinstance(fields, list) else None,
            name=name if isinstance(name, str) else "",
            why=why if isinstance(why, str) else "",
        )

    def to_json(self):
        fields = {} if self.fields is None else {"fields": list(self.fields)}
        return {"take": self.take, **fields, **{key: text for key in ("name", "why") if (text := getattr(self, key))}}


@dataclass(frozen=True, slots=True)
class Choices:
    """`ImportJob.choices`: an object with the names of these attributes as keys. Numbers that are keys are texts there.

    While the page is open:

    `rows`: {number of the row, its index in ReadFile.rows: RowChoice}. A row that is not named is not taken.
    `gone`: {uid of an event that the file does not hold any more: whether it is to be deleted}.
    `sections`: {SectionMatch.index: primary key of the municipality whose section it is}.
    `versions`: {uid of an event: the version that the page showed}. A write over a later one is refused where both
    changed the same.

    From `jobs.apply` on also:

    `by`: primary key of the person who applied them.
    `plan`: {primary key of a report as text: [step, …]}, fixed before the first write. It holds all that
    `apply.apply_choices` needs: a worker that takes over from a dead one must not look at reports again that are half
    written. A step is one of
    {"do": ADD, "row": number, "name": "…"},
    {"do": CHANGE, "row": number, "event": uid, "version": base, "values": {field: value}},
    {"do": DELETE, "event": uid, "version": base}.
    `left`: what was not written and why, in the shape of `left_row`.
    """

    rows: dict[int, RowChoice] = field(default_factory=dict)
    gone: dict[str, bool] = field(default_factory=dict)
    sections: dict[int, int] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    by: int | None = None
    plan: dict[str, list] = field(default_factory=dict)
    left: list[dict] = field(default_factory=list)

    @classmethod
    def from_json(cls, data):
        """The choices that were stored or sent. What cannot be understood is left out, so it takes nothing."""
        data = data if isinstance(data, dict) else {}
        rows = {number: RowChoice.from_json(row) for number, row in _numbered(_dict(data, "rows"))}
        choices = cls(
            rows={number: row for number, row in rows.items() if row},
            gone={uid: is_ticked for uid, is_ticked in _dict(data, "gone").items() if isinstance(is_ticked, bool)},
            sections={index: pk for index, pk in _numbered(_dict(data, "sections")) if _is_number(pk)},
            versions={uid: version for uid, version in _dict(data, "versions").items() if _is_number(version)},
        )
        if not _is_number(data.get("by")):
            return choices
        left = data.get("left")
        return replace(choices, by=data["by"], plan=_dict(data, "plan"), left=left if isinstance(left, list) else [])

    def to_json(self):
        """As it is stored: `by`, `plan` and `left` once somebody has applied them."""
        data = {
            "rows": {str(number): row.to_json() for number, row in self.rows.items()},
            "gone": self.gone,
            "sections": {str(index): pk for index, pk in self.sections.items()},
            "versions": self.versions,
        }
        return data if self.by is None else {**data, "by": self.by, "plan": self.plan, "left": self.left}

    @property
    def takes_anything(self):
        """Whether applying them would write something."""
        return any(row.take != SKIP for row in self.rows.values()) or any(self.gone.values())


def _dict(data, key):
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _numbered(data):
    """(number, value) of the keys that spell a number."""
    for key, value in data.items():
        if re.fullmatch("0|[1-9][0-9]{0,8}", key):
            yield int(key), value


def _is_number(value):
    return isinstance(value, int) and not isinstance(value, bool)


def left_row(row, number, sentence, event=None):
    """One entry of `Choices.left`: what was not done, and why."""
    return {
        "row": number,
        "event": str(event.uid) if event else "",
        "where": row.where if row else "",
        "name": row.name if row else event.name,
        "text": sentence,
    }


# What is ticked


def default_choice(proposal, *, is_archive=False):
    """What is ticked of a row before anybody has looked: a new row without doubts, in an archive every new one that has
    a name; of a changed one the fields that only the file has changed; of one that corrects an event, what it corrects.
    Never one that the file's writer did not mean, or that is perhaps no event of the report."""
    is_meant = not proposal.row.apart and not any(doubt.holds_back for doubt in proposal.row.doubts)
    if is_archive and is_meant and proposal.kind == NEW and proposal.is_open and not proposal.wants_name:
        return RowChoice(ADD)
    if fields := proposal.fields_to_correct:
        return RowChoice(CHANGE, tuple(fields))
    if not proposal.is_good:
        return RowChoice()
    if proposal.kind == CHANGED:
        return RowChoice(CHANGE, tuple(proposal.good_fields))
    return RowChoice() if proposal.is_doubtful else RowChoice(ADD)


def _default_in(comparison, proposal):
    return default_choice(proposal, is_archive=comparison.is_of_archive)


def default_choices(comparison):
    """What is ticked before anybody has looked: `default_choice` of the rows, no deletions, and the versions that
    were compared."""
    rows = {proposal.number: _default_in(comparison, proposal) for proposal in comparison.proposals}
    return Choices(rows={n: row for n, row in rows.items() if row.take != SKIP}, versions=comparison.versions)


def whole_choices(comparison, choices):
    """The choices with one for every row that is not in the report as it is, also on pages that nobody has opened:
    what was chosen, else what is ticked by default; `why` of a row that cannot be taken."""
    rows = {}
    for proposal in comparison.proposals:
        if proposal.kind == SAME:
            continue
        if proposal.is_open:
            rows[proposal.number] = choices.rows.get(proposal.number) or _default_in(comparison, proposal)
        else:
            rows[proposal.number] = RowChoice(why=proposal.refusal or NOBODYS)
    return replace(
        choices,
        rows=rows,
        gone={(uid := str(gone.event.uid)): choices.gone.get(uid, False) for gone in comparison.gone},
        # The version on the page wins: nobody has seen what was changed since then.
        versions=comparison.versions | choices.versions,
    )


def marked_anew(comparison, choices, *, how):
    """The choices with the ticks of all rows set anew. "good": as by default; "all": also the doubtful new ones that
    have a name; "none". Names that were typed stay."""
    rows = {}
    for proposal in comparison.decidable:
        name = choices.rows.get(proposal.number, RowChoice()).name
        row = RowChoice() if how == "none" else _default_in(comparison, proposal)
        if how == "all" and proposal.kind == NEW and not proposal.row.apart and (name or not proposal.wants_name):
            row = RowChoice(ADD)
        rows[proposal.number] = replace(row, fields=row.fields or (), name=name)
    return replace(choices, rows=rows, gone={} if how == "none" else choices.gone)


def without_names(choices, comparison):
    """The rows that are to be added and still have no name, as {number of the row: what to do}. `choices`: whole."""
    return {
        proposal.number: NAME_WANTED
        for proposal in comparison.decidable
        for choice in [choices.rows[proposal.number]]
        if proposal.wants_name and choice.take == ADD and not choice.name
    }


# The plan


def make_plan(comparison, choices):
    """The writes that the choices ask for, as (`Choices.plan`, `Choices.left`): what cannot be done any more since the
    page was shown is left. Raises ChoicesRefused with all problems at once."""
    plan, left, problems = defaultdict(list), [], {}
    lists = Lists()
    for proposal in comparison.proposals:
        choice = choices.rows.get(proposal.number, RowChoice())
        if choice.take == SKIP:
            continue
        if problem := proposal.refusal or (WHOSE if proposal.submission is None else ""):
            problems[str(proposal.number)] = problem
        elif choice.take == ADD:
            _plan_adding(proposal, choice, plan, left, problems)
        elif step := _changing(proposal, choice, choices.versions, lists):
            plan[str(proposal.submission.pk)].append(step)
    _plan_deletions(comparison, choices, plan, problems)
    if problems:
        raise ChoicesRefused(problems)
    return dict(plan), left


def _plan_adding(proposal, choice, plan, left, problems):
    name = proposal.row.name or one_line(choice.name)
    if proposal.kind not in {NEW, TWIN}:
        left.append(left_row(proposal.row, proposal.number, THERE_ALREADY, proposal.event))
    elif not name:
        problems[str(proposal.number)] = NAME_IT
    else:
        plan[str(proposal.submission.pk)].append({"do": ADD, "row": proposal.number, "name": name})


def _changing(proposal, choice, shown, lists):
    """The step that changes the ticked fields of the row's event, or None when there is nothing to change."""
    if proposal.kind not in {CHANGED, TWIN} or choice.fields is None:
        return None
    values = values_of_changes(proposal, choice.fields, lists)
    if not values:
        return None
    return {
        "do": CHANGE,
        "row": proposal.number,
        "event": str(proposal.event.uid),
        "version": _version(shown, proposal.event),
        "values": values,
    }


def values_of_changes(proposal, fields, lists):
    """The values that taking these fields of a changed row writes: the texts, what was understood from them, and in
    the note what was guessed about them. Empty when there is nothing to write. Queries where documents are new."""
    changes = [change for change in proposal.fields if (change.follows or change.field) in fields]
    values = {change.field: _value(change, proposal, lists) for change in changes}
    if not values.get("name", "…"):
        del values["name"]  # a twin's row without a name leaves the event its own
    guesses = [doubt for doubt in proposal.row.doubts if doubt.is_guess]
    if guesses and CELLS.keys() & values.keys():
        note = values.get("note", proposal.event.note)
        values["note"] = "\n".join(
            [*filter(None, [note]), *(line for line in guess_lines(guesses) if line not in note)]
        )
    return values


def _value(change, proposal, lists):
    if change.field in {"total", "total_foreign"}:
        return int(change.file)
    if change.field == "countries":
        participants = next(one for one in proposal.fields if one.field == PARTICIPANTS)
        new = [named.code for named in new_countries(proposal.row, participants) if named.code in lists.countries]
        return list(dict.fromkeys([*values_of(proposal.event)["countries"], *new]))
    if change.field != "agreements":
        return change.file
    have = values_of(proposal.event)["agreements"]
    purpose = next(one for one in proposal.fields if one.field == PURPOSE)
    titles = {search_key(agreement["title"]) for agreement in have}
    new = new_agreements(proposal.row, titles, search_key(purpose.base or purpose.now))
    return [*have, *(agreement_values(agreement, lists) for agreement in new)]


def _version(shown, event):
    """The version that the page showed; a write over a later one is refused where both changed the same."""
    version = shown.get(str(event.uid), event.version)
    return version if 0 < version < event.version else event.version


def _plan_deletions(comparison, choices, plan, problems):
    for section in comparison.sections:
        for gone in section.gone:
            uid = str(gone.event.uid)
            if not choices.gone.get(uid):
                continue
            if section.refusal:
                problems[uid] = section.refusal
                continue
            step = {"do": DELETE, "event": uid, "version": _version(choices.versions, gone.event)}
            plan[str(section.submission.pk)].append(step)
