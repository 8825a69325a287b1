"""A row with a text that says nothing, or only a sign, breaks neither a review nor a file of it."""

import uuid

import pytest
from django.urls import reverse

from reports import workflow
from reports.models import Submission
from tests import factories
from tests.test_routes import FORMSET, words_of

pytestmark = pytest.mark.django_db

TEXTS = ("", "\u00a0", "\u200b", "\n", "я", ".", "\u0301", "\U0001f33e")
OPTIONAL = ("period_text", "place_text", "purpose", "participants")


def answers(client, address):
    """The page or file is there and says something."""
    response = client.get(address)
    assert response.status_code == 200, address
    assert words_of(response), address


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_row_of_the_coordinator_breaks_no_page_of_a_second_review(
    text, period, smolensk, smolensk_officer, coordinator, client_of
):
    people = {"officer": smolensk_officer, "coordinator": coordinator}
    returned = factories.make_submission(period, smolensk, state="returned", **people)
    read = workflow.submit(returned, by=smolensk_officer).version
    client, report = client_of(coordinator), {"pk": returned.pk}
    for texts in [*({field: text} for field in OPTIONAL), dict.fromkeys(OPTIONAL, text)]:
        sent = {**FORMSET, "uid": str(uuid.uuid4()), **factories.EVENT, **texts}
        assert client.post(reverse("event_add", kwargs=report), sent).status_code == 302
    for view in ("", "changed", "changes", "clean"):
        answers(client, reverse("review", kwargs=report) + f"?view={view}")
    for name in ("report_history", "report_docx", "form_xlsx"):
        answers(client, reverse(name, kwargs=report))
    approve = reverse("approve", kwargs=report)
    assert client.post(approve, {"version": read}).status_code == 409
    now = Submission.objects.get(pk=returned.pk).version
    assert client.post(approve, {"version": now}).status_code == 302
    for name in ("consolidated", "consolidated_docx", "consolidated_xlsx"):
        quarter = {"year": period.year, "quarter": period.quarter}
        answers(client, reverse(name, kwargs=quarter))
