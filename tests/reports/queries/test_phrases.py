"""What is offered to be finished comes from the municipality's own rows, which the person sees."""

import pytest

from reports.actions import events
from reports.models import Submission
from reports.queries.phrases import phrases_for
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def submission(period, smolensk, smolensk_officer):
    factories.make_partner("г. Витебск", smolensk)
    report = factories.make_submission(period, smolensk)
    event = {"name": "Участие в фестивале «Весна»", "participants": "Хор ветеранов города, гости"}
    factories.make_event(report, by=smolensk_officer, place_text="г. Орша (Республика Беларусь)", **event)
    return Submission.objects.with_names().select_related("period", "municipality").get(pk=report.pk)


def test_own_phrases_places_and_states_are_offered(submission, smolensk_officer, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = phrases_for(smolensk_officer, submission)
    assert "Участие в фестивале «" in found["name"]
    assert "Хор ветеранов города" in found["participants"]
    assert {"г. Орша (Республика Беларусь)", "г. Витебск (Республика Беларусь)"} <= set(found["place_text"])
    assert found["brackets"] == ["Республика Беларусь", "Смоленская область"]
    assert {"Республики Беларусь", "Российской Федерации"} <= set(found["proper"])


def test_words_of_another_municipality_are_not_offered(submission, vyazma, vyazma_officer, smolensk_officer, period):
    other = factories.make_submission(period, vyazma)
    factories.make_event(other, by=vyazma_officer, participants="Тайный клуб вязьмичей")
    assert "Тайный клуб вязьмичей" not in phrases_for(smolensk_officer, submission)["participants"]


def test_a_deleted_row_offers_nothing(submission, smolensk_officer):
    events.delete_event(submission.events.get(), by=smolensk_officer)
    assert "Хор ветеранов города" not in phrases_for(smolensk_officer, submission)["participants"]
