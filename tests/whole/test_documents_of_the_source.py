"""«Which agreements were signed in 2024» has the answer of a count by hand, two clicks from the start page."""

import json
import re
from collections import Counter

import pytest
from django.core.management import call_command

from municipalities.lists.fixtures import load_lists
from reports.actions import many_moves
from reports.models import Agreement, FoundDocument, Submission
from reports.prose.cleaning import even_out
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

# Numbers of the official report's rows that name signed documents, with how many; counted by hand.
BY_HAND = {2: 3, 7: 1, 12: 1, 18: 2}


def test_the_documents_of_2024_are_the_seven_that_the_official_report_names(shared, client_of):
    load_lists()
    source = shared / "source" / "rows.json"
    call_command("import_report", str(source), "2024", "4", "--apply", verbosity=0)
    coordinator = factories.make_user("keeper", is_coordinator=True)
    reports = Submission.objects.filter(events__isnull=False).distinct()
    accepted, refused = many_moves.accept_on_behalf([(report, report.version) for report in reports], by=coordinator)
    assert (len(accepted), refused) == (4, [])
    assert not FoundDocument.objects.exists()  # all that the texts name is entered

    client = client_of(coordinator)
    html = client.get("/", follow=True).content.decode()
    html = client.get(link(html, "Договорённости")).content.decode()
    html = client.get(link(html, "2024")).content.decode()
    shown = Agreement.objects.filter(pk__in=re.findall(r'href="/agreements/(\d+)/"', html))
    numbers = {even_out(row["name"]): row["number"] for row in json.loads(source.read_text(encoding="utf-8"))["events"]}
    assert Counter(numbers[even_out(document.event.name)] for document in shown) == BY_HAND
    assert "<caption>7\u00a0документов" in html


def link(html, words):
    """The address of the first link that says these words."""
    return re.search(rf'<a href="([^"]+)"[^>]*>{words}</a>', html)[1].replace("&amp;", "&")
