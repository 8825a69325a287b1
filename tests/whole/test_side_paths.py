"""The addresses beside the plain ones: copies, drafts, filters and pages of lists that name another's objects."""

import pytest
from django.urls import reverse

from reports.models import Submission
from tests.clients import hurried
from tests.conftest import STRESS
from tests.whole.test_routes import cast as cast
from tests.whole.test_routes import world as world

from .test_routes import CAST, FORMSET, MARKER, METHODS, ROUTES, ask, named_routes

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SIDE_PATHS = """
event_add ?copy={event} ?copy={deleted} ?copy={handed_in} ?draft={draft} ?for=municipality&copy={event}
event ?draft={draft} ?copy={handed_in} ?for=municipality
report ?draft={draft} ?page=2
report_sheet ?for=municipality
report_import ?undo={import} ?for=municipality
report_history ?what=event ?what=remark ?what=state ?who={owner} ?page=2
officer_quarter ?draft={draft} ?report={report}
my_reports ?report={report} ?municipality={municipality}
notices ?page=2 ?report={report}
house_style ?for=municipality
submit ?for=municipality
declare_nil ?for=municipality
help_page ?next=/report/{report}/
release_check ?code={code}
release_check_former ?code={code}
review ?event={handed_in} ?since=1 ?all=1
remark_add ?event={handed_in}&field=purpose&quote=a
board ?state=submitted ?q={marker}
consolidated ?all=1
year ?scope=handed-in
year_table ?scope=handed-in ?page=2
year_docx ?scope=handed-in
year_xlsx ?scope=handed-in
"""


FEW = None if STRESS else 2  # reports of one's own, where all are alike to whoever asks


def side_paths(world, most=None):
    """(route, arguments, query) of every address beside the plain ones: each object of Вязьма by its number, asked
    of Вязьма's pages and of everybody's own reports, at most so many."""
    ids = {
        "event": world.the_event.uid,
        "deleted": world.the_deleted_event.uid,
        "handed_in": world.the_handed_in_event.uid,
        "draft": world.the_draft.page,
        "import": world.the_import.uid,
        "owner": world.the_draft.by.pk,
        "report": world.draft_report.pk,
        "municipality": world.draft_report.municipality_id,
        "code": world.the_release.code,
        "marker": MARKER,
    }
    others = Submission.objects.exclude(municipality=world.draft_report.municipality)
    own = list(others.order_by("pk").values_list("pk", flat=True))[:most]
    for line in SIDE_PATHS.split("\n"):
        name, *queries = line.split() or [""]
        for query in queries:
            arguments = [getattr(world, ROUTES[name].args)() if ROUTES[name].args else {}]
            if ROUTES[name].args == "draft":
                arguments += [{"pk": pk} for pk in own]
            for one in arguments:
                yield name, one, query.format(**ids)


OUTSIDERS = ("other", "observer", "lists", "stranger", "nobody")


def test_no_side_path_shows_anothers_words(world, cast, client_of):
    """Copies, drafts, filters, pages of lists and forms that name another municipality's objects. Of the reports of
    «other», whoever may see none of them tries a few."""
    asked, leaks = 0, []
    for person in OUTSIDERS:
        client = client_of(cast[person])
        for name, arguments, query in side_paths(world, None if person == "other" else FEW):
            for method in ("GET", "POST"):
                address = reverse(name, kwargs=arguments or None) + query
                # What is sent names the event and the draft of Вязьма, and carries no word of it.
                foreign = {**FORMSET, "uid": str(world.the_event.uid), "draft": str(world.the_draft.page)}
                with hurried():
                    response, words = ask(client, method, address, foreign)
                asked += 1
                if MARKER in words and MARKER not in query:
                    leaks.append(f"{method} {address} by {person}: {response.status_code}")
    plain = len(ROUTES) * len(METHODS) * len(CAST)
    admin = len({name for name in named_routes() if name.startswith("admin:")}) * 2 * len(CAST)
    told = f"{plain} requests to {len(ROUTES)} routes, {admin} to the admin, {asked} to side paths"
    print(f"{told}: {len(leaks)} leaks")
    assert leaks == []
    assert plain + admin + asked >= 5000, told
