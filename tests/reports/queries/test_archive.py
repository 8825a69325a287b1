"""Which rows of the archive a person sees, and which of them a filter means."""

import pytest
from django.utils import timezone

from reports.actions import events, releases, twins, workflow
from reports.models import ArchiveRow, Submission
from reports.queries.archive import rows_for, rows_of, texts_of
from reports.rules.archive_filter import ArchiveFilter
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def found(user, **asked):
    """Names of the rows, as this person reads them."""
    rows = list(rows_for(user, ArchiveFilter(**asked)).select_related("event").order_by("event"))
    assert len(rows) == len({row.event_id for row in rows})
    return [texts_of(rows)[row.pk]["name"] for row in rows]


@pytest.fixture
def released(period, smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator):
    """A quarter that went out with one row of Smolensk; Vyazma has a row in its draft. Smolensk's report was opened
    again and rewritten since."""
    report = factories.make_submission(period, smolensk, state="approved", officer=smolensk_officer)
    factories.make_event(Submission.objects.get(period=period, municipality=vyazma), name="Черновик Вязьмы")
    releases.make_release(_closed(period, coordinator), by=coordinator)
    report = workflow.reopen(
        Submission.objects.get(pk=report.pk), by=coordinator, reason="Уточните", until=timezone.localdate()
    )
    events.save_event(report.events.get(), by=smolensk_officer, values={"name": "Тайна Смоленска"}, base_version=1)
    return Submission.objects.get(pk=report.pk)


def _closed(period, coordinator):
    releases.periods.close(period, by=coordinator)
    period.refresh_from_db()
    return period


BEFORE = "Фестиваль дружбы «Две реки» 1"


def test_each_person_sees_the_own_rows_as_they_stand_and_others_as_they_went_out(
    released, smolensk_officer, vyazma_officer, coordinator, observer, list_administrator, stranger
):
    assert found(smolensk_officer) == ["Тайна Смоленска"]
    assert found(vyazma_officer) == [BEFORE, "Черновик Вязьмы"]
    assert found(coordinator) == ["Тайна Смоленска"]
    assert found(observer) == found(list_administrator) == [BEFORE]
    assert found(stranger) == []


def test_that_others_were_opened_again_shows_in_no_filter(released, vyazma_officer, smolensk_officer, coordinator):
    assert found(vyazma_officer, states=("returned", "approved", "submitted")) == []
    assert found(vyazma_officer, states=("released",)) == [BEFORE]
    assert found(smolensk_officer, states=("returned",)) == found(coordinator, states=("released",))
    assert found(vyazma_officer, states=("draft",)) == ["Черновик Вязьмы"]


def test_each_question_narrows(period, smolensk, smolensk_officer):
    report = Submission.objects.get(period=period, municipality=smolensk)
    partner = factories.make_partner("г. Орша")
    factories.make_country("CN", "Китай", "КНР")
    document = {"kind": "protocol", "title": "Протокол"}
    factories.make_event(
        report, name="Первое", countries=["CN"], partners=[[partner.pk, "г. Орша"]], agreements=[document]
    )
    factories.make_event(report, name="Второе", period_text="в течение квартала", place_text="дистанционно")
    out = factories.make_event(report, name="Третье")
    ArchiveRow.objects.filter(event=out).update(is_included=False)
    asked = {
        "Первое": [
            {"countries": ("CN",)},
            {"partners": (partner.pk,)},
            {"documents": ("any",)},
            {"documents": ("protocol", "letter")},
            {"months": ("2024-11",)},
        ],
        "Второе": [{"documents": ("none",)}, {"formats": ("online",)}],
        "Третье": [{"included": "no"}],
    }
    for name, questions in asked.items():
        for question in questions:
            assert found(smolensk_officer, **question) == [name], question
    both, everything = ["Первое", "Второе"], ["Первое", "Второе", "Третье"]
    assert found(smolensk_officer, years=(2024,), quarters=("2024-4",), municipalities=(smolensk.pk,)) == both
    assert found(smolensk_officer, included="all", documents=("any", "none")) == everything
    assert found(smolensk_officer, years=(2023,)) == found(smolensk_officer, countries=("RS",)) == []
    assert found(smolensk_officer, quarters=("2023-1", "2024-4")) == both


def test_a_joint_event_counts_once_among_the_rows_that_one_sees(period, smolensk, vyazma, coordinator, vyazma_officer):
    one, other = (
        factories.make_submission(period, municipality, state="submitted").events.get()
        for municipality in (smolensk, vyazma)
    )
    assert len(found(coordinator, once=True)) == 2
    twins.judge_twins(one, other, by=coordinator, answer="joint")
    assert [row.event_id for row in rows_for(coordinator, ArchiveFilter(once=True))] == [one.pk]
    assert len(found(coordinator)) == 2
    # Of the other one this officer sees nothing yet.
    assert [row.event_id for row in rows_for(vyazma_officer, ArchiveFilter(once=True))] == [other.pk]
    assert rows_of(vyazma_officer).count() == 1


def test_a_joint_event_counts_once_among_the_reports_of_the_states_asked_for(period, smolensk, vyazma, coordinator):
    """Where the row that was entered first is not among them, the other one stands for both."""
    one = factories.make_submission(period, smolensk, state="submitted").events.get()
    other = factories.make_submission(period, vyazma, state="approved").events.get()
    twins.judge_twins(one, other, by=coordinator, answer="joint")
    for states, expected in ((("approved",), other), (("submitted",), one), (("approved", "submitted"), one)):
        rows = rows_for(coordinator, ArchiveFilter(once=True, states=states))
        assert [row.event_id for row in rows] == [expected.pk]
