"""From what a person ticked beside a Comparison to the writes that follow from it, fixed before the first of them.

A plan is JSON and holds all that `apply.apply_choices` needs: a worker that takes over from a dead one must not look
at reports again that have been half written meanwhile.
"""

from collections import defaultdict

from reports.actions.events import values_of
from reports.prose.cleaning import one_line, search_key

from .compare import CHANGED, NEW, TWIN, new_agreements
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
