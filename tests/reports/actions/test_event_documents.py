"""The documents of an event keep their papers, and say since which version their words stand."""

import pytest

from reports.actions import events
from reports.models import Agreement, DocumentStep, Event
from reports.queries.event_content import values_of
from tests import factories

pytestmark = pytest.mark.django_db

ROW = {"kind": "agreement", "title": "Соглашение «О дружбе»", "parties": ""}


@pytest.fixture
def event(period, smolensk, smolensk_officer):
    return factories.make_event(factories.make_submission(period, smolensk), by=smolensk_officer, agreements=[ROW])


def save(event, by, rows, **values):
    event = Event.objects.get(pk=event.pk)
    return events.save_event(event, by=by, values={"agreements": rows, **values}, base_version=event.version)


def test_words_stand_since_the_version_that_brought_them(event, smolensk_officer):
    document = Agreement.objects.get()
    assert document.words_version == 1
    rows = values_of(event)["agreements"]
    event = save(event, smolensk_officer, rows, name="Другое название")
    document.refresh_from_db()
    assert (event.version, document.words_version) == (2, 1)
    save(event, smolensk_officer, [{**rows[0], "title": "Соглашение о мире"}, {**ROW, "title": "Новый протокол"}])
    assert list(Agreement.objects.values_list("words_version", flat=True)) == [3, 3]


def test_a_document_of_the_register_is_taken_by_the_event_that_enters_it(event, smolensk_officer):
    event = save(event, smolensk_officer, [])
    assert not Agreement.objects.exists()
    kept = Agreement.objects.create(found_in=event, kind="agreement", title="соглашение «о дружбе»")
    save(event, smolensk_officer, [ROW])
    document = Agreement.objects.get()
    assert (document.pk, document.event, document.found_in) == (kept.pk, event, event)
    assert (document.title, document.words_version) == (ROW["title"], 3)


def test_a_document_with_papers_that_leaves_the_event_comes_back_with_them(event, smolensk_officer, coordinator):
    document = Agreement.objects.get()
    DocumentStep.objects.create(document=document, words="Скан прикреплён", by=coordinator)
    event = save(event, smolensk_officer, [])
    document.refresh_from_db()
    assert document.event is None and document.taken_out_at
    save(event, smolensk_officer, [ROW])
    again = Agreement.objects.get()
    assert (again.pk, again.event, again.taken_out_at) == (document.pk, event, None)


def test_a_document_of_a_partnership_only_leaves_the_event(event, smolensk, smolensk_officer):
    link = factories.make_partner(municipality=smolensk).partnerships.get()
    Agreement.objects.update(partnership=link)
    save(event, smolensk_officer, [])
    document = Agreement.objects.get()
    assert (document.event, document.partnership) == (None, link)
