"""The preview of an uploaded table: its rows as the official sheet would print them. Around them, in the second ink:
what was understood, what is doubtful, and what will become of each. Computes all that the page prints."""

from collections import Counter
from dataclasses import dataclass, field, replace

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import mark_safe

from reports.files.read.rows import WARNING, Problem, folded
from reports.files.table import LABELS, PARTICIPANTS, PERIOD, PURPOSE
from reports.imports.choices import ADD, CHANGE, SKIP, RowChoice, whole_choices
from reports.imports.comparison import BEGINNING, CHANGED, NEW, SAME, TWIN
from reports.pages.events.parts import period_notes, place_notes
from reports.pages.look import icon
from reports.pages.sheet import CENTRED, printed, row_of
from reports.prose.typography import quoted
from reports.prose.words import NBSP
from reports.queries.consolidated import printed_heading
from reports.rules.event_fields import CELLS, PRINTED
from reports.rules.event_limits import MOST_AGREEMENTS, spelled

from .beginnings import beginning, beginnings, difference_shown, in_the_file
from .forms import PreviewFilter
from .paging import page_of, starts_of_pages

MOST_TO_CHECK = 30  # sentences above the table
# The cell beside which a question about a field is shown; that of any other field is in the margin.
CELL_OF = {
    **{name: name for name in LABELS},
    **CELLS,
    "window_reason": PERIOD,
    "agreements": PURPOSE,
    "total": PARTICIPANTS,
    "foreign": PARTICIPANTS,
    "total_foreign": PARTICIPANTS,
}
# What the notes on period and place say themselves.
SAID_BY_NOTES = {"period_not_understood", "place_not_understood", "order_to_check", "entered_twice"}
TAGS = {
    NEW: ("stamp", "plus", "Новая строка"),
    CHANGED: ("stamp", "changed", "Изменена в файле"),
    TWIN: ("wait", "warning", "Похожая уже в отчёте"),
    SAME: ("ok", "understood", "Без изменений"),
}
ICONS = {"ok": "understood", "wait": "warning", "hint": "remark"}


@dataclass(frozen=True, slots=True)
class FieldTick:
    """One field that differs, to be taken from the file or not. `html`: from what the report says now to what the
    file says; `since`: of a conflict, what each of the two made of the text before them, which is `base`."""

    change: object  # comparison.FieldChange
    is_printed: bool
    is_ticked: bool
    html: str
    since: tuple = ()
    base: str = ""

    @property
    def is_conflict(self):
        return self.change.is_conflict


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the file on the page. `cells`: HTML of its six cells with the notes beneath the texts."""

    proposal: object
    choice: RowChoice
    cells: str
    is_long: bool
    tag: tuple
    label: str  # names the row in a sentence: «строка 14, «Фестиваль»»
    margin: list  # sentences about the row as a whole
    kept: tuple  # what fits no column and stays as the event's note
    ticks: list
    followers: list  # what goes along with a field that is taken: (label, HTML of the difference)
    is_open: bool  # may be decided on
    is_doubtful: bool
    where: str  # «строка 5 файла»
    error: str = ""

    @property
    def number(self):
        return self.proposal.number

    @property
    def is_taken(self):
        return self.choice.take != SKIP

    @property
    def conflicts(self):
        return [tick for tick in self.ticks if tick.is_conflict]


@dataclass
class PreviewSection:
    """A section of the file with its rows of this page. `match`: comparison.SectionMatch. `is_apart`: those that the
    file's writer did not mean."""

    match: object
    heading: str
    is_apart: bool = False
    rows: list = field(default_factory=list)


@dataclass
class Preview:
    """Everything that the page of a read file prints."""

    sections: list
    tabs: list  # (key, words, number of rows, is this one)
    pages: list  # (number, is this one)
    page: int
    show: str
    same: list  # (heading, rows) that are in the report as they are in the file
    gone: list  # (heading, is open, [(gone, is ticked), …])
    counts: dict  # what will be done: added, changed, deleted, left
    elsewhere: dict  # the part of the counts that other pages hold
    asked: list  # the sections whose municipality is not known, of all pages
    refused: list  # the sections that can only be compared, of all pages
    same_count: int
    is_open: bool  # anything may go in
    to_check: list  # of an archive, whose doubtful rows are ticked, too: the doubts, each with all its rows


def gather_preview(comparison, choices, *, asked, errors=None):
    """The preview of a Comparison with the Choices made so far. `asked`: the PreviewFilter; `errors`: {number of the
    row: sentence}. The queries are those of `Comparison.understand`."""
    errors = errors or {}
    choices = whole_choices(comparison, choices)
    listed = _listed(comparison)
    shown = [one for one in listed if _belongs(one[1], asked.chosen)]
    starts = starts_of_pages(shown)
    page, page_count = page_of(shown, starts, asked.page_number, errors), len(starts)
    on_page = shown[starts[page - 1] : (*starts, len(shown))[page]]
    has_gone = page == page_count and asked.chosen in ("", CHANGED)
    same = _same_rows(comparison)
    counts = _counts(choices.rows.values(), choices.gone)
    return Preview(
        sections=_sections_of_page(on_page, comparison, choices, errors),
        tabs=_tabs(listed, asked.chosen),
        pages=_pages(page, page_count),
        page=page,
        show=asked.chosen,
        same=same,
        gone=_gone(comparison, choices) if has_gone else [],
        counts=counts,
        elsewhere=_counts_elsewhere(counts, on_page, choices, has_gone),
        asked=[section for section in comparison.sections if section.is_asked_for],
        refused=[section for section in comparison.sections if section.refusal and section.rows],
        same_count=sum(len(rows) for _, rows in same),
        is_open=_is_open(comparison),
        to_check=_to_check(comparison, choices) if comparison.is_of_archive else [],
    )


def _to_check(comparison, choices):
    """The doubts about the rows that are ticked, as sentences; as many as a person reads."""
    ticked = [
        one for one in comparison.proposals if one.number in choices.rows and choices.rows[one.number].take != SKIP
    ]
    found = [Problem(WARNING, beginning(d.text).rstrip("."), one.row.where) for one in ticked for d in one.doubts]
    sentences = folded(found)
    more = len(sentences) - MOST_TO_CHECK
    return sentences[:MOST_TO_CHECK] + ([f"И ещё {more}: они стоят у своих строк."] if more > 0 else [])


# Which rows


def _listed(comparison):
    """(section, proposal) of the rows that are not in the report as they are; last those that nobody meant."""
    listed = [(section, p) for section in comparison.sections for p in section.rows if p.kind != SAME]
    return sorted(listed, key=lambda one: bool(one[1].row.apart))


def _belongs(proposal, show):
    if show and proposal.row.apart:
        return show == "apart"
    return proposal.is_doubtful if show == "doubtful" else not show or proposal.kind == show


def _pages(page, count):
    """What leads to the other pages; one page needs nothing."""
    return [(number, number == page) for number in range(1, count + 1)] if count > 1 else []


def _sections_of_page(on_page, comparison, choices, errors):
    """The rows of this page under their sections, as PreviewSection."""
    comparison.understand([proposal for _, proposal in on_page])
    sections, wheres = {}, [proposal.row.where for proposal in comparison.proposals]
    for section, proposal in on_page:
        key = section.index, bool(proposal.row.apart)
        if key not in sections:
            sections[key] = PreviewSection(section, heading_of(section), is_apart=key[1])
        where = in_the_file(proposal.row.where, wheres)
        row = _row(proposal, choices, comparison.period, where, errors.get(proposal.number, ""))
        sections[key].rows.append(row)
    return list(sections.values())


def _same_rows(comparison):
    """The rows that are in the report as they are in the file, under the headings of their sections."""
    rows = ((section, [p for p in section.rows if p.kind == SAME]) for section in comparison.sections)
    return [(heading_of(section), same) for section, same in rows if same]


def _gone(comparison, choices):
    return [
        (heading_of(s), not s.refusal, [(one, choices.gone[str(one.event.uid)]) for one in s.gone])
        for s in comparison.sections
        if s.gone
    ]


def _is_open(comparison):
    """Some row may go into a report, or some event out of one."""
    return bool(comparison.decidable) or any(s.gone and not s.refusal for s in comparison.sections)


def heading_of(section):
    """The section's own words in the file; where it has none, the report's."""
    if section.title:
        return beginning(section.title)
    return printed_heading(section.submission.heading) if section.submission is not None else "Без заголовка раздела"


# How many


def _tabs(listed, chosen):
    tabs = []
    for key, words in PreviewFilter.SHOWN.items():
        number = sum(_belongs(proposal, key) for _, proposal in listed)
        if number or not key or key == chosen:
            tabs.append((key, words, number, key == chosen))
    return tabs


def _counts(rows, gone):
    """What will be done with these RowChoices and these events that the file does not hold any more."""
    taken = Counter(row.take for row in rows if not row.why)
    return {"added": taken[ADD], "changed": taken[CHANGE], "deleted": sum(gone.values()), "left": taken[SKIP]}


def _counts_elsewhere(counts, on_page, choices, has_gone):
    """The part of the counts that other pages hold."""
    rows = [choices.rows[proposal.number] for _, proposal in on_page]
    here = _counts(rows, choices.gone if has_gone else {})
    return {key: counts[key] - here[key] for key in counts}


# One row


def _row(proposal, choices, period, where, error):
    choice = choices.rows[proposal.number]
    ticks = [_tick(proposal, change, choice) for change in proposal.own_fields]
    shown = _printed_beginnings(proposal)
    shown = replace(shown, **{CELLS[tick.change.field]: tick.html for tick in ticks if tick.is_printed})
    notes, margin = _notes(proposal, period)
    name = proposal.row.name or choice.name
    short = beginning(name, 200)
    asks_name = proposal.wants_name and proposal.is_open
    return PreviewRow(
        proposal=proposal,
        choice=choice,
        cells=_cells(shown, notes, _name_input(proposal, name, error) if asks_name else ""),
        is_long=shown.is_long,
        tag=("wait", "warning", _capital(proposal.row.apart)) if proposal.row.apart else TAGS[proposal.kind],
        label=f"строка{NBSP}{proposal.number + 1}, «{short}»" if name else f"строка{NBSP}{proposal.number + 1}",
        margin=margin,
        kept=beginnings(proposal.row.notes) if proposal.kind == NEW else (),
        ticks=ticks,
        followers=[(c.label, difference_shown(c.now, c.file)) for c in proposal.fields if c.follows],
        is_open=proposal.is_open,
        is_doubtful=proposal.is_doubtful,
        where=f"{where} файла" if where[-1:].isdigit() else where,
        error=error,
    )


def _tick(proposal, change, choice):
    ticked = choice.fields
    if ticked is None:
        # Of a row like one in the report, for when the person chooses to change that one; nothing is wiped unasked.
        ticked = [change.field] if proposal.kind == TWIN and change.file else []
    return FieldTick(
        change=change,
        is_printed=change.field in PRINTED,
        is_ticked=change.field in ticked,
        html=difference_shown(change.now, change.file),
        since=(difference_shown(change.base, change.now), difference_shown(change.base, change.file))
        if change.is_conflict
        else (),
        base=beginning(change.base or ""),
    )


def _printed_beginnings(proposal):
    """The row as the sheet would print it, each text no longer than a beginning."""
    row = row_of(proposal.understood)
    row = replace(row, **{name: beginning(getattr(row, name)) for name in LABELS})
    return printed(row, proposal.number + 1)


def _note_beginnings(proposal, notes):
    """Beside a text of which only a part is shown, how long it is."""
    row = row_of(proposal.understood)
    for name in LABELS:
        length = max(len(getattr(row, name)), len(getattr(proposal.row, name)))
        if length > BEGINNING:
            notes[name].append(("hint", f"Показано начало, всего {spelled(length)} знаков."))


def _notes(proposal, period):
    """(notes by cell: [(level, sentence), …], sentences for the margin)."""
    notes, margin = {name: [] for name in LABELS}, []
    _note_beginnings(proposal, notes)
    _note_understood(proposal, period, notes)
    for name, text in _questions(proposal):
        if name in CELL_OF:
            notes[CELL_OF[name]].append(("wait", _sentence(text)))
        else:
            margin.append(_sentence(text))
    return notes, margin


def _doubted(proposal):
    """The cells beside which a doubt about the row is shown."""
    return {CELL_OF.get(doubt.field) for doubt in proposal.doubts}


def _note_understood(proposal, period, notes):
    """Beside the texts that are new, what was understood from them."""
    doubted, row = _doubted(proposal), proposal.row
    changed = {CELL_OF.get(change.field) for change in proposal.fields}
    is_new = proposal.kind == NEW
    if is_new or "period" in changed:
        notes["period"] += _understood(period_notes(proposal.understood, period), "period" in doubted)
    if is_new or "place" in changed:
        notes["place"] += _understood(place_notes(proposal.understood), "place" in doubted)
    if is_new:
        notes[PURPOSE] += [("ok", _agreement_words(agreement)) for agreement in row.agreements[:MOST_AGREEMENTS]]
    if is_new and row.total is not None:
        notes[PARTICIPANTS].append(("ok", _total_words(row)))
    for name, text in proposal.named if is_new else ():
        notes[CELL_OF[name]].append(("ok", beginning(text)))


def _questions(proposal):
    """(field, text) of the doubts, and of what a careful reader asks about a new row and they do not say already."""
    doubted = _doubted(proposal)
    reason = f"{_capital(proposal.row.apart)}."  # said by the tag of the row
    yield from ((doubt.field, doubt.text) for doubt in proposal.doubts if doubt.text != reason)
    for finding in proposal.findings if proposal.kind == NEW else ():
        is_said = finding.rule == "missing_text" and CELL_OF.get(finding.field) in doubted
        if finding.rule not in SAID_BY_NOTES and not is_said:
            yield finding.field, finding.text


def _sentence(text):
    """With a capital letter and a full stop."""
    text = _capital(beginning(text))
    return f"{text}{'' if text.endswith(('.', '!', '?')) else '.'}"


def _capital(text):
    return f"{text[:1].upper()}{text[1:]}"


def _understood(found, is_doubted):
    """What was understood, and what was not unless a doubt about the same cell says it already."""
    return [
        (note.level, note.text) for note in found if note.level == "ok" or (note.level == "wait" and not is_doubted)
    ]


def _agreement_words(agreement):
    parts = [f"Подписанный документ: {quoted(beginning(agreement.title))}"]
    if agreement.parties:
        parts.append(beginning(agreement.parties).replace("\n", "; "))
    return ", ".join(parts)


def _total_words(row):
    foreign = f", из них иностранных {row.foreign}" if row.foreign is not None else ""
    return f"Понято: всего {row.total}{foreign}"


# How it is drawn. Made here: a template takes as long for the cells of a row as for the rest of the page.


def _cells(shown, notes, name_input):
    html = [f'<td class="c">{shown.number}.</td>']
    for name, label in LABELS.items():
        text = name_input if name == "name" and name_input else getattr(shown, name)
        css = "c" if name in CENTRED else ""
        if any(level == "wait" for level, _ in notes[name]):
            css += " is-doubt"
        html.append(f'<td class="{css}" data-label="{label}">{conditional_escape(text)}{_drawn(notes[name])}</td>')
    return mark_safe("".join(html))


def _drawn(notes):
    if not notes:
        return ""
    lines = [
        f'<span class="cell-note cell-{level}">{icon(ICONS[level])}<span>{escape(text)}</span></span>'
        for level, text in notes
    ]
    return f'<span class="cell-notes">{"".join(lines)}</span>'


def _name_input(proposal, name, error):
    number = proposal.number
    return format_html(
        '<label class="cell-label" for="id_name-{0}">Наименование</label>'
        '<span class="cell-note cell-wait">Без него строку не внести</span>'
        '<textarea class="form-control{2}" id="id_name-{0}" name="name-{0}" rows="3"{3}>\n{1}</textarea>{4}',
        number,
        name,
        " is-invalid" if error else "",
        format_html(' aria-invalid="true" aria-describedby="id_name-{}_error"', number) if error else "",
        format_html(
            '<span class="msg msg-bad" id="id_name-{}_error">{}<span>Ошибка: {}</span></span>',
            number,
            icon("error"),
            error,
        )
        if error
        else "",
    )
