"""Gathers what a table prints; the only module of the exports that queries.

Two queries for any size: the headings of the submissions, then one pass over the rows in report order. With
facts, for the sheet of data, three more for every 2000 rows. Word and Excel are drawn from the same rows.
"""

import datetime
from collections import defaultdict
from dataclasses import replace
from itertools import groupby, islice

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from reports.files import table as table_columns
from reports.models import Agreement, Event, EventPartner, State, Submission
from reports.models.event import PlaceFormat, Precision
from reports.prose.documents.write import KINDS
from reports.rules.event_fields import PRINTED

# Which reports go into a consolidated table.
APPROVED = "approved"
HANDED_IN = "handed-in"
EVERY = "every"
STATES = {
    APPROVED: [State.APPROVED],
    HANDED_IN: [State.SUBMITTED, State.APPROVED],
    EVERY: list(State),
}

ACCEPTED, NOT_ACCEPTED = "отчёт принят", "отчёт не принят"
NIL_NOTE = "Мероприятий не было"
EMPTY_NOTE = "Мероприятия ещё не внесены"


def consolidated_table(period, scope=APPROVED, *, with_facts=False):
    """The official table of a period, for drawing. Municipalities without rows have no section.

    `with_facts`: with what the sheet of data shows besides the texts."""
    submissions = Submission.objects.in_period(period).filter(state__in=STATES[scope])
    return table_columns.Table(
        title=table_columns.title(period.year, period.quarter, settings.REGION_GENITIVE),
        sections=_sections(submissions, with_facts=with_facts),
        author=settings.REGION_NAME,
        created=fixed_time(period),
    )


def as_project(table, period, scope=APPROVED):
    """A consolidated table that is no release, for a document: every page says of what day it is, and how many of the
    quarter's reports it holds. Two queries."""
    reports = Submission.objects.in_period(period)
    number = reports.filter(state__in=STATES[scope]).count()
    entered = f"{'вошёл' if number == 1 else 'вошли'} {number} из {reports.count()}"
    return replace(table, project=f"{project_of(timezone.localdate())}, {entered}")


def project_of(day):
    """What every page says of a document that is no release."""
    return f"проект, на {day:%d.%m.%Y}"


def own_table(submission):
    """One municipality's own report in the official columns: one section, the words of a project, a signature line from
    the municipality's card. `submission` as from `with_names`."""
    municipality = submission.municipality
    accepted = ACCEPTED if submission.state == State.APPROVED else NOT_ACCEPTED
    # Lists, for going to the next section uses up the rows of the one before.
    sections = _sections(Submission.objects.filter(pk=submission.pk))
    rows = [list(section.rows) for section in sections]
    return table_columns.Table(
        title=table_columns.title(submission.period.year, submission.period.quarter, settings.REGION_GENITIVE),
        sections=[
            table_columns.TableSection(
                printed_heading(submission.heading),
                rows[0] if rows else [],
                report=submission.pk,
                version=submission.version,
            )
        ],
        author=settings.REGION_NAME,
        created=fixed_time(submission.period),
        project=f"{project_of(timezone.localdate())}, {accepted}",
        signature=(municipality.signer_post, municipality.signer_name),
        empty_note=NIL_NOTE if submission.is_nil else EMPTY_NOTE,
    )


ROWS_TO_FILL, ROWS_OF_A_FORM = 10, 15
ROW_TO_FILL = table_columns.PrintedRow("", "", "", "", "")


def form_table(submission):
    """The own report as a form to fill in and bring back: what is there already, and empty rows below it: at least
    ROWS_TO_FILL, at least ROWS_OF_A_FORM rows in all. Nobody signs it. `submission` as from `with_names`."""
    table = own_table(submission)
    [section] = table.sections
    count = max(ROWS_TO_FILL, ROWS_OF_A_FORM - len(section.rows))
    filled = replace(section, rows=[*section.rows, *[ROW_TO_FILL] * count])
    return replace(table, sections=[filled], project="", signature=None, empty_note=None)


def printed_heading(heading):
    """A legal name as the section row prints it: with a capital first letter."""
    return heading[:1].upper() + heading[1:]


def fixed_time(period):
    """The time that a table's file carries: the last day of the quarter. Not the time of drawing, so that
    the same data give the same bytes."""
    return datetime.datetime.combine(period.ends_on, datetime.time(), tzinfo=timezone.get_default_timezone())


AT_ONCE = 2000  # rows that are in memory together
TEXTS = (*PRINTED, "uid", "version")
FACTS = (
    "start",
    "end",
    "precision",
    "place_format",
    "place_country__name",
    "place_locality",
    "total",
    "total_foreign",
)


def _sections(submissions, *, with_facts=False):
    """Sections in report order, their rows streamed from one query; each must be used up in its turn."""
    reports = {
        pk: (heading, version, label, State(state).label)
        for pk, heading, version, label, state in submissions.with_names()
        .order_by()
        .values_list("pk", "heading", "version", "label", "state")
    }
    rows = (
        Event.objects.included()
        .filter(submission__in=list(reports))  # and not asked again: a report may move between the queries
        .order_by(
            "submission__municipality__sort_key",
            "submission",
            F("position").asc(nulls_last=True),
            "sort_key",
            "pk",
        )
        .values_list("submission", *TEXTS, *(("pk", *FACTS) if with_facts else ()))
        .iterator(chunk_size=AT_ONCE)
    )
    if with_facts:
        rows = _rows_with_facts(rows, reports)
    for submission, group in groupby(rows, key=lambda row: row[0]):
        heading, version, *_ = reports[submission]
        yield table_columns.TableSection(
            printed_heading(heading),
            (table_columns.PrintedRow(*row[1:]) for row in group),
            report=submission,
            version=version,
        )


def _rows_with_facts(rows, reports):
    """The rows with a Facts in place of the columns FACTS. Reads the links of AT_ONCE events together."""
    end_of_texts = 1 + len(TEXTS)
    while batch := list(islice(rows, AT_ONCE)):
        events = [row[end_of_texts] for row in batch]
        countries = _names(Event.countries.through, events, "country")
        partners = _names(EventPartner, events, "partner")
        agreements = _agreements(events)
        for row in batch:
            event, start, end, precision, place_format, country, *others = row[end_of_texts:]
            facts = table_columns.Facts(
                *reports[row[0]][2:],
                start,
                end,
                PRECISIONS[precision],
                FORMATS[place_format],
                country or "",
                *others,
                tuple(countries[event]),
                tuple(partners[event]),
                tuple(agreements[event]),
            )
            yield (*row[:end_of_texts], facts)


PRECISIONS = {value.value: value.label for value in Precision}
FORMATS = {value.value: value.label for value in PlaceFormat}


def _names(links, events, to):
    """Event → names of what the link table `links` ties to it, in their order."""
    names = defaultdict(list)
    found = links.objects.filter(event__in=events).order_by("event", f"{to}__sort_key", to)
    for event, name in found.values_list("event", f"{to}__name"):
        names[event].append(name)
    return names


def _agreements(events):
    """Event → its signed documents, «Соглашение о сотрудничестве (05.10.2024)», in order of entry."""
    documents = defaultdict(list)
    found = Agreement.objects.filter(event__in=events).order_by("pk")
    for event, kind, title, signed_on, signed_text in found.values_list(
        "event", "kind", "title", "signed_on", "signed_text"
    ):
        signed = f"{signed_on:%d.%m.%Y}" if signed_on else signed_text
        name = title or KINDS[kind]
        documents[event].append(f"{name} ({signed})" if signed else name)
    return documents
