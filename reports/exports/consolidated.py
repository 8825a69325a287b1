"""Gathers what a table prints; the only module of the exports that queries.

Two queries whatever the size: the headings of the submissions, then one pass over the rows in report order.
"""

import datetime
from itertools import groupby

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from reports.models import Event, State, Submission

from . import columns

# Which reports go into a consolidated table.
APPROVED = "approved"
HANDED_IN = "handed-in"
EVERY = "every"
STATES = {
    APPROVED: [State.APPROVED],
    HANDED_IN: [State.SUBMITTED, State.APPROVED],
    EVERY: list(State),
}

NIL_NOTE = "Мероприятий не было"
EMPTY_NOTE = "Мероприятия ещё не внесены"


def consolidated_table(period, scope=APPROVED):
    """The official table of a period, for drawing. Municipalities without rows have no section."""
    submissions = Submission.objects.in_period(period).filter(state__in=STATES[scope])
    return columns.Table(
        title=columns.title(period.year, period.quarter, settings.REGION_GENITIVE),
        sections=_sections(submissions),
        author=settings.REGION_NAME,
        created=fixed_time(period),
    )


def own_table(submission):
    """One municipality's own report in the official columns: one section, a draft mark until it is approved,
    a signature line from the municipality's card. `submission` as from `with_names`."""
    municipality = submission.municipality
    # Lists, for going to the next section uses up the rows of the one before.
    rows = [list(section.rows) for section in _sections(Submission.objects.filter(pk=submission.pk))]
    return columns.Table(
        title=columns.title(submission.period.year, submission.period.quarter, settings.REGION_GENITIVE),
        sections=[columns.Section(printed_heading(submission.heading), rows[0] if rows else [])],
        author=settings.REGION_NAME,
        created=fixed_time(submission.period),
        draft=submission.state != State.APPROVED,
        signature=(municipality.signer_post, municipality.signer_name),
        empty_note=NIL_NOTE if submission.is_nil else EMPTY_NOTE,
    )


def printed_heading(heading):
    """A legal name as the section row prints it: with a capital first letter."""
    return heading[:1].upper() + heading[1:]


def fixed_time(period):
    """The time that a table's file carries: the last day of the quarter. Not the time of drawing, so that
    the same data give the same bytes."""
    return datetime.datetime.combine(period.ends_on, datetime.time(), tzinfo=timezone.get_default_timezone())


def _sections(submissions):
    """Sections in report order, their rows streamed from one query; each must be used up in its turn."""
    headings = dict(submissions.with_names().order_by().values_list("pk", "heading"))
    rows = (
        Event.objects.included()
        .filter(submission__in=list(headings))  # and not asked again: a report may move between the queries
        .order_by(
            "submission__municipality__sort_key",
            "submission",
            F("position").asc(nulls_last=True),
            "sort_key",
            "pk",
        )
        .values_list("submission", "name", "place_text", "period_text", "purpose", "participants", "uid")
    )
    for submission, group in groupby(rows.iterator(chunk_size=2000), key=lambda row: row[0]):
        yield columns.Section(
            printed_heading(headings[submission]),
            (columns.Row(*row[1:6], uid=str(row[6])) for row in group),
        )
