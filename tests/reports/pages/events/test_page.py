"""The page of the form of an event: the order of its controls, what is folded, and what it costs to send."""

import re

import pytest
from django.urls import reverse

from reports.files.table import COLUMNS
from reports.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(period, smolensk, smolensk_officer):
    return Submission.objects.with_names().select_related("period").get(period=period, municipality=smolensk)


@pytest.fixture
def client(client_of, smolensk_officer):
    return client_of(smolensk_officer)


def form_of(client, submission, **query):
    """The event's form as HTML."""
    html = client.get(reverse("event_add", args=[submission.pk]), query).content.decode()
    return html[html.index('id="event-form"') : html.index("</form>", html.index('id="event-form"'))]


def test_the_fields_stand_in_the_order_of_the_table(client, submission):
    named = re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"', form_of(client, submission))
    columns = [column.stored for column in COLUMNS if column.stored]
    assert [name for name in named if name in columns] == columns


def test_a_new_form_begins_in_its_first_field_and_others_where_they_have_something_to_say(client, submission):
    first = re.compile(r'<textarea[^>]*name="name"[^>]*autofocus')
    assert first.search(form_of(client, submission))
    event = factories.make_event(submission)
    assert not first.search(client.get(reverse("event", args=[event.uid])).content.decode())
    refused = client.post(reverse("event_add", args=[submission.pk]), {"action": "save"}).content.decode()
    assert not first.search(refused)
