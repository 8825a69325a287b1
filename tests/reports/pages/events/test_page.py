"""The page of the form of an event: the order of its controls, what is folded, and what it costs to send."""

import re

import pytest
from django.urls import reverse

from municipalities.models import Country, PartnerCity
from reports.files.table import COLUMNS
from reports.models import Submission
from reports.prose.places.countries import COUNTRIES
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


LARGEST = 30 * 1024


def test_the_page_does_not_grow_with_the_lists(client, submission, smolensk):
    Country.objects.bulk_create(
        [Country(code=c, name=name, full_name=full, sort_key=name) for c, name, full, _ in COUNTRIES if c != "BY"]
    )
    factories.make_partner("г. Витебск", smolensk)
    PartnerCity.objects.bulk_create(
        [PartnerCity(name=f"г. Номер {n}", country_id="CN", search_key=f"{n}", sort_key=f"{n}") for n in range(300)]
    )
    event = factories.make_event(submission, agreements=[{"title": "Соглашение о дружбе", "kind": "agreement"}])
    for address in (reverse("event_add", args=[submission.pk]), reverse("event", args=[event.uid])):
        assert len(client.get(address).content) <= LARGEST
    found = client.get(reverse("event_choices", args=[submission.pk]))
    assert (len(found.json()["countries"]), len(found.json()["partners"])) == (len(COUNTRIES), 301)
    assert "agreements-__prefix__-title" in found.json()["document"]
    again = client.get(reverse("event_choices", args=[submission.pk]), HTTP_IF_NONE_MATCH=found["ETag"])
    assert again.status_code == 304
    factories.make_partner("г. Орша")
    again = client.get(reverse("event_choices", args=[submission.pk]), HTTP_IF_NONE_MATCH=found["ETag"])
    assert again.status_code == 200


BLANK = {"name": "", "action": "save", "agreements-TOTAL_FORMS": "0", "agreements-INITIAL_FORMS": "0"}
FOLDS = ("company", "agreements")


def open_folds(html):
    return [name for name in FOLDS if re.search(rf'<details [^>]*id="{name}"[^>]* open>', html)]


def test_what_is_empty_is_folded_and_what_holds_or_asks_something_is_open(client, submission):
    partner = factories.make_partner()
    add = reverse("event_add", args=[submission.pk])
    assert open_folds(form_of(client, submission)) == []
    for sent, opened in (
        ({"partners": partner.pk}, ["company"]),
        ({"countries": "BY"}, ["company"]),
        ({"countries": "Атлантида"}, ["company"]),
        ({"new_partner": "г. Гродно", "new_partner_country": ""}, ["company"]),
        ({"action": "add_partner"}, ["company"]),
        ({"action": "add_agreement"}, ["agreements"]),
        ({"name": ""}, []),
    ):
        html = client.post(add, {**BLANK, **sent}).content.decode()
        assert open_folds(html) == opened, sent
