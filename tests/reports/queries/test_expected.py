"""What a municipality has reported before and may report again."""

import datetime

import pytest

from reports.actions import expected as actions
from reports.models import Expected, Submission
from reports.queries.expected import offered, put_aside, to_take_into, values_again
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def report(smolensk, smolensk_officer):
    """Of IV quarter 2025, with the four quarters before it."""
    return factories.make_submission(factories.make_period(2025, 4), smolensk, events=0, officer=smolensk_officer)


def before(municipality, year=2024, quarter=4, **values):
    past = factories.make_submission(factories.make_period(year, quarter), municipality, events=0)
    return factories.make_event(past, **values)


def names(report):
    return [offer.name.text for offer in offered(report)]


def test_the_same_quarter_of_last_year_comes_first_raised_and_then_the_last_quarters_as_they_were(report, smolensk):
    before(smolensk, 2025, 2, name="II слёт туристов 2025 года")
    before(smolensk, 2024, 4, name="XXII фестиваль «Две Руси»")
    assert names(report) == ["XXIII фестиваль «Две Руси»", "II слёт туристов 2025 года"]


def test_of_an_event_that_is_held_every_year_the_newest_is_offered(report, smolensk):
    before(smolensk, 2023, 4, name="XXI фестиваль «Две Руси»")
    newest = before(smolensk, 2024, 4, name="XXII фестиваль «Две Руси»")
    assert [offer.event for offer in offered(report)] == [newest]


def test_after_two_years_two_are_added(report, smolensk):
    before(smolensk, 2023, 4, name="«Дожинки-2023»", period_text="5 ноября 2023 года")
    assert names(report) == ["«Дожинки-2025»"]


def test_what_the_report_has_is_not_offered(report, smolensk, smolensk_officer):
    before(smolensk, name="XXII фестиваль «Две Руси»")
    factories.make_event(report, by=smolensk_officer, name="XXIII фестиваль «Две Руси»")
    assert names(report) == []


def test_others_events_deleted_ones_and_those_left_out_of_the_table_are_not_offered(
    report, smolensk, vyazma, smolensk_officer
):
    before(vyazma)
    deleted = before(smolensk, name="Удалённое")
    type(deleted).objects.filter(pk=deleted.pk).update(deleted_at=datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC))
    out = before(smolensk, name="Исключённое")
    type(out).objects.filter(pk=out.pk).update(is_included=False, exclusion_reason="Внутрироссийское")
    assert names(report) == []


def test_what_was_put_aside_is_not_offered_again_and_can_be_seen(report, smolensk, smolensk_officer):
    event = before(smolensk)
    actions.answer_offers(report, by=smolensk_officer, answers={event.uid: Expected.Answer.LATER})
    assert names(report) == []
    assert [answer.event for answer in put_aside(report)] == [event]


def test_older_quarters_than_those_of_a_year_are_offered_only_for_the_same_quarter(report, smolensk):
    before(smolensk, 2024, 3)
    assert names(report) == []


def test_a_row_again_has_the_month_without_days_the_aim_without_the_result_and_the_participants(report, smolensk):
    minsk = factories.make_country()
    event = before(
        smolensk,
        name="Праздник, посвящённый 1161-летию города",
        period_text="28–29 сентября 2024 года",
        purpose="Укрепление дружбы. Подписано Соглашение о сотрудничестве",
        participants="Хор «Заря», 40 человек",
        total=40,
        countries=[minsk.code],
        note="Позвонить",
    )
    (offer,) = offered(report)
    assert offer.event == event
    values = values_again(offer)
    assert values["name"] == "Праздник, посвящённый 1162-летию города"
    assert values["period_text"] == "сентябрь 2025 года"
    assert values["purpose"] == "Укрепление дружбы."
    assert (values["participants"], values["countries"]) == ("Хор «Заря», 40 человек", [minsk.code])
    assert not {"total", "note", "agreements"} & values.keys()


def test_over_the_end_of_a_month_both_months_are_kept(report, smolensk):
    before(smolensk, period_text="31 октября – 2 ноября 2024 года")
    (offer,) = offered(report)
    assert values_again(offer)["period_text"] == "октябрь\u00a0– ноябрь 2025 года"


def test_the_officer_may_take_into_the_newest_report_that_is_open(report, smolensk, smolensk_officer, coordinator):
    event = before(smolensk)
    assert to_take_into(smolensk_officer, event.submission) == report
    assert to_take_into(coordinator, event.submission) is None


def test_offers_cost_two_queries(report, smolensk, django_assert_num_queries):
    for number in range(5):
        before(smolensk, name=f"Фестиваль {'абвгд'[number]}")
    report = Submission.objects.select_related("period").get(pk=report.pk)
    with django_assert_num_queries(2):
        assert len(offered(report)) == 5
