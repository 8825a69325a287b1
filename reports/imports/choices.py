"""From what a person ticked beside a Comparison to the writes that follow from it, fixed before the first of them.

A plan is JSON and holds all that `apply.apply_choices` needs: a worker that takes over from a dead one must not look
at reports again that have been half written meanwhile.
"""

from collections import defaultdict

from reports.prose.cleaning import one_line, search_key
from reports.queries.event_content import values_of

from .compare import CHANGED, NEW, SAME, TWIN, new_agreements, versions
from .compare import versions as versions_of
from .values import TEXTS, Lists, agreement_values, guess_lines

ADD, CHANGE, DELETE = "add", "change", "delete"

WHOSE = "Скажите, чей это раздел: без этого строку некуда внести."
NAME_IT = "Впишите наименование мероприятия или снимите отметку со строки."
THERE_ALREADY = "Такое мероприятие уже есть в отчёте."


class ChoicesRefused(Exception):
    """What was ticked cannot be done as it stands; nothing was written. `problems`: {number of the row as text, or
    the event's uid: a Russian sentence}."""

    def __init__(self, problems):
        super().__init__(problems)
        self.problems = problems


def make_plan(comparison, choices):
    """The steps that the choices ask for: ({primary key of a report as text: [step, …]}, left).

    `left`: what cannot be done any more since the page was shown, as in ImportJob.choices["left"]. `choices` as in
    ImportJob.choices; what they do not name stays as it is. Raises ChoicesRefused with all problems at once.
    """
    rows, shown = _dict(choices, "rows"), _dict(choices, "versions")
    plan, left, problems = defaultdict(list), [], {}
    lists = Lists()
    for proposal in comparison.proposals:
        choice = rows.get(str(proposal.number))
        take = choice.get("take") if isinstance(choice, dict) else None
        if take not in {ADD, CHANGE}:
            continue
        if problem := proposal.refusal or (WHOSE if proposal.submission is None else ""):
            problems[str(proposal.number)] = problem
        elif take == ADD:
            _plan_adding(proposal, choice, plan, left, problems)
        elif step := _changing(proposal, choice, shown, lists):
            plan[str(proposal.submission.pk)].append(step)
    _plan_deletions(comparison, _dict(choices, "gone"), shown, plan, problems)
    if problems:
        raise ChoicesRefused(problems)
    return dict(plan), left


def left_row(row, number, sentence, event=None):
    """One entry of ImportJob.choices["left"]: what was not done, and why."""
    return {
        "row": number,
        "event": str(event.uid) if event else "",
        "where": row.where if row else "",
        "name": row.name if row else event.name,
        "text": sentence,
    }


def _dict(choices, key):
    value = choices.get(key)
    return value if isinstance(value, dict) else {}


def _plan_adding(proposal, choice, plan, left, problems):
    given = choice.get("name")
    name = proposal.row.name or one_line(given if isinstance(given, str) else "")
    if proposal.kind not in {NEW, TWIN}:
        left.append(left_row(proposal.row, proposal.number, THERE_ALREADY, proposal.event))
    elif not name:
        problems[str(proposal.number)] = NAME_IT
    else:
        plan[str(proposal.submission.pk)].append({"do": ADD, "row": proposal.number, "name": name})


def _changing(proposal, choice, shown, lists):
    """The step that changes the ticked fields of the row's event, or None when there is nothing to change."""
    ticked = choice.get("fields")
    if proposal.kind not in {CHANGED, TWIN} or not isinstance(ticked, list):
        return None
    values = values_of_changes(proposal, ticked, lists)
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
    if guesses and TEXTS.keys() & values.keys():
        note = values.get("note", proposal.event.note)
        values["note"] = "\n".join(
            [*filter(None, [note]), *(line for line in guess_lines(guesses) if line not in note)]
        )
    return values


def _value(change, proposal, lists):
    if change.field in {"total", "total_foreign"}:
        return int(change.file)
    if change.field != "agreements":
        return change.file
    have = values_of(proposal.event)["agreements"]
    purpose = next(one for one in proposal.fields if one.field == "purpose")
    titles = {search_key(agreement["title"]) for agreement in have}
    new = new_agreements(proposal.row, titles, search_key(purpose.base or purpose.now))
    return [*have, *(agreement_values(agreement, lists) for agreement in new)]


def _version(shown, event):
    """The version that the page showed; a write over a later one is refused where both changed the same."""
    version = shown.get(str(event.uid))
    return version if isinstance(version, int) and 0 < version < event.version else event.version


def _plan_deletions(comparison, ticked, shown, plan, problems):
    for section in comparison.sections:
        for gone in section.gone:
            uid = str(gone.event.uid)
            if ticked.get(uid) is not True:
                continue
            if section.refusal:
                problems[uid] = section.refusal
                continue
            step = {"do": DELETE, "event": uid, "version": _version(shown, gone.event)}
            plan[str(section.submission.pk)].append(step)


ADD, CHANGE, SKIP = "add", "change", "skip"


NOBODYS = "Не сказано, чей это раздел."


NAME_WANTED = "Напишите наименование: без него строку не внести. Или снимите отметку «Внести»."


def whole_choices(comparison, choices):
    """The choices with one for every row that is not in the report as it is, those of pages too that nobody has opened:
    what was chosen, else what is ticked by default; "why" of a row that cannot be taken."""
    usual = _usual_rows(comparison)
    chosen = choices.get("rows", {})
    rows = {}
    for proposal in comparison.proposals:
        number = str(proposal.number)
        if proposal.kind == SAME:
            continue
        if is_open(proposal):
            rows[number] = chosen.get(number) or usual.get(number) or {"take": SKIP}
        else:
            rows[number] = {"take": SKIP, "why": proposal.refusal or NOBODYS}
    return {
        "rows": rows,
        "gone": {
            str(gone.event.uid): choices.get("gone", {}).get(str(gone.event.uid), False) for gone in comparison.gone
        },
        "sections": choices.get("sections", {}),
        # The version that stood on the page wins: what was changed since then nobody has seen.
        "versions": versions_of(comparison) | choices.get("versions", {}),
    }


def takes_anything(choices):
    """Whether applying them would write something."""
    return any(row["take"] != SKIP for row in choices["rows"].values()) or any(choices["gone"].values())


def _usual_rows(comparison):
    """{number of the row as text: choice} of what is ticked before anybody has looked: not a new row with doubts."""
    doubtful = {str(p.number) for p in comparison.proposals if p.kind == NEW and is_doubtful(p)}
    rows = default_choices(comparison)["rows"]
    return {number: row for number, row in rows.items() if number not in doubtful}


def decidable(comparison):
    """The proposals that may be taken or left: the others say what the report says, or have nowhere to go."""
    return [proposal for proposal in comparison.proposals if proposal.kind != SAME and is_open(proposal)]


def is_open(proposal):
    """There is a report to write the row into, and it takes rows now."""
    return proposal.submission is not None and not proposal.refusal


def is_doubtful(proposal):
    """A person should look at it before it goes in. (One like a row of the report asks by itself.)"""
    if proposal.doubts or proposal.wants_name:
        return True
    if proposal.kind == CHANGED:
        return any(change.field not in proposal.good_fields for change in own_fields(proposal))
    return proposal.kind == NEW and is_open(proposal) and not proposal.is_good


def own_fields(proposal):
    """The differences that are decided by themselves; the others follow them."""
    return [change for change in proposal.fields if not change.follows]


def without_names(choices, comparison):
    """The rows that are to be added and still have no name, as {number of the row: what to do}."""
    return {
        proposal.number: NAME_WANTED
        for proposal in decidable(comparison)
        for choice in [choices["rows"][str(proposal.number)]]
        if proposal.wants_name and choice["take"] == ADD and not choice.get("name")
    }


def marked_anew(comparison, choices, *, how):
    """The choices with the ticks of all rows set anew: "good" as by default, "all" with the doubtful new ones (without
    a name they cannot), "none". Names that were typed stay."""
    usual = _usual_rows(comparison) if how != "none" else {}
    rows = {}
    for proposal in decidable(comparison):
        number = str(proposal.number)
        name = choices.get("rows", {}).get(number, {}).get("name", "")
        row = usual.get(number) or {"take": SKIP}
        if how == "all" and proposal.kind == NEW and (name or not proposal.wants_name):
            row = {"take": ADD}
        rows[number] = {"fields": [], **row, "name": name}
    return {**choices, "rows": rows, "gone": {} if how == "none" else choices.get("gone", {})}


def default_choices(comparison):
    """What is ticked before the person has chosen: good rows, no deletions; with the versions that were compared."""
    rows = {
        str(proposal.number): {"take": "change", "fields": proposal.good_fields}
        if proposal.kind == CHANGED
        else {"take": "add"}
        for proposal in comparison.proposals
        if proposal.is_good
    }
    return {"rows": rows, "gone": {}, "sections": {}, "versions": versions(comparison)}
