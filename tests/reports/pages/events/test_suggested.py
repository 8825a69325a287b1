"""What the texts name is offered with its words, taken by a press of a button, and never by itself."""

import json
import re

import pytest
from django.urls import reverse

from reports.models import Event, Submission
from reports.pages.events.buttons import rearranged
from reports.pages.events.forms import EventForm
from reports.pages.events.suggested import suggested
from tests import factories

from .test_forms import sent

pytestmark = pytest.mark.django_db

WHO = "Делегация г. Витебска (Республика Беларусь), гости из Казахстана. Всего 40 человек, из них 12 иностранных"


@pytest.fixture
def submission(period, smolensk, smolensk_officer):
    factories.make_partner("г. Витебск", smolensk)
    factories.make_country("KZ", "Казахстан", "Республика Казахстан")
    return Submission.objects.with_names().select_related("period").get(period=period, municipality=smolensk)


def offered(form):
    found = suggested(form.values_to_show(), form.lists, form.all_partners, form.submission.municipality_id)
    return {note.text: note for note in found[1:]}


def form_with(submission, **fields):
    return EventForm(sent(**{"participants": WHO, **fields}), submission=submission)


def test_countries_partners_and_numbers_are_offered_with_their_words(submission):
    found = offered(form_with(submission))
    assert list(found) == ["г. Витебск – партнёр", "Республика Беларусь", "Республика Казахстан", "40 / 12"]
    assert "из Казахстана" in found["Республика Казахстан"].canonical
    assert "Витебска" in found["г. Витебск – партнёр"].canonical


def test_what_is_there_already_is_not_offered_again(submission):
    form = form_with(submission, countries=["KZ"], total="40", total_foreign="12")
    assert list(offered(form)) == ["г. Витебск – партнёр", "Республика Беларусь"]
    assert offered(form_with(submission, participants="Жители города")) == {}
    assert list(offered(form_with(submission, participants="Всего 40 человек", total="30"))) == ["Всего 40"]


def test_each_button_takes_what_it_says_without_the_script_too(submission):
    form = form_with(submission)
    data = form.data
    for note in offered(form).values():
        data = rearranged(data, note.fix, submission.period)
    values = EventForm(data, submission=submission).values()
    assert [name for _, name in values["partners"]] == ["г. Витебск"]
    assert (values["countries"], values["total"], values["total_foreign"]) == (["BY", "KZ"], 40, 12)
    assert offered(EventForm(data, submission=submission)) == {}


@pytest.mark.parametrize(
    "action", ["take_country_X", "take_partner_0", "take_total_", "take_total_99999999999", "take_"]
)
def test_rubbish_takes_nothing(submission, action):
    data = rearranged(sent(), action, submission.period)
    assert data is None or EventForm(data, submission=submission).values()["partners"] == []


def test_live_offers_and_saving_takes_nothing_by_itself(client_of, smolensk_officer, submission):
    client = client_of(smolensk_officer)
    data = dict(sent(participants=WHO).lists())
    live = client.post(reverse("event_live", args=[submission.pk]), data).json()["notes"]["participants"]
    carried = [json.loads(found.replace("&quot;", '"')) for found in re.findall(r'data-take="([^"]*)"', live)]
    assert {"total": 40, "foreign": 12} in carried
    client.post(reverse("event_add", args=[submission.pk]), {**data, "action": "save"})
    event = Event.objects.get()
    assert (event.total, event.partners.count(), event.countries.count()) == (None, 0, 0)
