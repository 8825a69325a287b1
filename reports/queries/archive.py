"""Which rows of the archive a person sees, and which of them a filter means. Every number that is shown anywhere is the
count of such a question, and its link asks the same one."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from municipalities.models import User
from reports.models import ArchiveDocument, ArchiveRow, Twin
from reports.rules import archive_filter
from reports.rules.archive_filter import ArchiveFilter, first_day, last_day
from reports.rules.event_fields import PRINTED
from reports.rules.permissions import can_follow_quarters, can_keep_lists

from .event_content import revisions_of
from .search import having

NOW, RELEASED = ArchiveRow.Edition.NOW, ArchiveRow.Edition.RELEASED


def rows_of(user: User) -> QuerySet[ArchiveRow]:
    """All that the person may see, one edition an event.

    The coordinator: rows as they stand, of reports that were ever handed in. An officer: the own ones as they stand,
    and of the others what was released. Whoever follows the quarters or keeps the lists: what was released."""
    rows = ArchiveRow.objects.all()
    if user.is_coordinator:
        return rows.filter(edition=NOW, submission__first_submitted_at__isnull=False)
    released = Q(edition=RELEASED)
    if own := list(user.municipality_ids):
        return rows.filter(Q(edition=NOW, municipality__in=own) | (released & ~Q(municipality__in=own)))
    return rows.filter(released) if can_follow_quarters(user) or can_keep_lists(user) else rows.none()


def rows_for(user: User, chosen: ArchiveFilter) -> QuerySet[ArchiveRow]:
    """The rows that the filter means among those that the person may see, in no order; each stands once."""
    rows = _in_time(rows_of(user), chosen)
    rows = rows if chosen.included == archive_filter.ALL else rows.filter(is_included=chosen.included != "no")
    if chosen.states:
        rows = rows.filter(_in_states(chosen.states))
    if chosen.once:  # behind what says which reports are meant, before what narrows within them
        rows = rows.exclude(event__in=_second_of_pairs(rows))
    if chosen.municipalities:
        rows = rows.filter(municipality__in=chosen.municipalities)
    if chosen.formats:
        rows = rows.filter(place_format__in=chosen.formats)
    if chosen.countries:
        of_countries = ArchiveRow.countries.through.objects.filter(country__in=chosen.countries)
        rows = rows.filter(pk__in=of_countries.values("archiverow"))
    if chosen.partners:
        of_partners = ArchiveRow.partners.through.objects.filter(partnercity__in=chosen.partners)
        rows = rows.filter(pk__in=of_partners.values("archiverow"))
    if chosen.documents:
        rows = rows.filter(_with_documents(chosen.documents))
    rows = rows.filter(_in_months(chosen.months)) if chosen.months else rows
    return having(rows, chosen.words) if chosen.words else rows


def texts_of(rows: list[ArchiveRow]) -> dict[int, dict[str, str]]:
    """Row's pk → its printed texts by field: of the event as it stands, or of the version that was released. Two
    queries at most; `rows` are best fetched with `select_related("event")`."""
    texts = {row.pk: {name: getattr(row.event, name) for name in PRINTED} for row in rows if row.edition == NOW}
    released = {(row.event_id, row.version): row.pk for row in rows if row.edition == RELEASED}
    if released:
        for revision in revisions_of(released):
            pk = released[revision.event_id, revision.version]
            texts[pk] = {name: revision.content.get(name, "") for name in PRINTED}
    return texts


def _in_time(rows, chosen):
    if chosen.years:
        rows = rows.filter(period__year__in=chosen.years)
    if chosen.quarters:
        quarters = Q()
        for year, quarter in (text.split("-") for text in chosen.quarters):
            quarters |= Q(period__year=year, period__quarter=quarter)
        rows = rows.filter(quarters)
    return rows


def _second_of_pairs(rows):
    """Events of which a joint one was entered earlier and is among the rows, too."""
    joint = Twin.objects.filter(answer=Twin.Answer.JOINT)
    return joint.filter(Exists(rows.filter(event=OuterRef("one")))).values("other")


def _with_documents(kinds):
    """Any, none, or one of these kinds."""
    documents = ArchiveDocument.objects.filter(row=OuterRef("pk"))
    named = [kind for kind in kinds if kind not in (archive_filter.ANY, archive_filter.NONE)]
    found = Q(Exists(documents.filter(kind__in=named))) if named else Q()
    if archive_filter.ANY in kinds:
        found |= Q(Exists(documents))
    if archive_filter.NONE in kinds:
        found |= ~Q(Exists(documents))
    return found


def _in_states(states):
    """The state of a report is told of rows as they stand only: of others' reports nobody learns that they were opened
    again."""
    found = Q(edition=NOW, submission__state__in=[state for state in states if state != "released"])
    if "released" in states:
        printed = ArchiveRow.objects.filter(event=OuterRef("event"), edition=RELEASED)
        found |= Q(edition=RELEASED) | Q(Exists(printed))
    return found


def _in_months(months):
    found = Q()
    for month in months:
        if month == archive_filter.NONE:
            found |= Q(start=None)
        else:
            found |= Q(start__range=(first_day(month), last_day(month)))
    return found
