"""Where a person lands after signing in."""

import datetime
import itertools

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from municipalities.models import User
from reports.models import Period, Submission
from reports.models.period import default_dates
from tests import factories

pytestmark = pytest.mark.django_db


def test_each_role_lands_at_its_own_work(
    client_of, period, smolensk, smolensk_officer, coordinator, list_administrator, stranger
):
    """The open quarter, the board, the lists; who has no role is told so."""
    factories.make_submission(period, smolensk)
    quarter = [period.year, period.quarter]
    lands = {
        user: client_of(user).get(reverse("home"))
        for user in (smolensk_officer, coordinator, list_administrator, stranger)
    }
    assert lands[smolensk_officer].url == reverse("officer_quarter", args=quarter)
    assert lands[coordinator].url == reverse("board", args=quarter)
    assert lands[list_administrator].url == reverse("admin:index")
    assert "Нет доступа к отчётам" in lands[stranger].content.decode()


def test_without_a_quarter_there_is_still_a_page_to_begin_with(
    client_of, smolensk_officer, coordinator, list_administrator
):
    """The officer's list of reports, the page on which the coordinator opens a quarter, and the first steps of whoever
    sets up the server."""
    root = User.objects.create_superuser("root", factories.PASSWORD, full_name="Полный Иван Иванович")
    for person in (list_administrator, root):
        assert client_of(person).get(reverse("home")).url == reverse("first_steps")
    Period.objects.create(
        year=2024, quarter=4, **default_dates(2024, 4), closed_at=timezone.now(), taken_back_at=timezone.now()
    )
    assert client_of(list_administrator).get(reverse("home")).url == reverse("first_steps"), "it was a mistake"
    assert client_of(smolensk_officer).get(reverse("home")).url == reverse("my_reports")
    assert client_of(coordinator).get(reverse("home")).url == reverse("periods")


# What may be the matter with a report, the worst first; then by the day on which it is due.
STATES = {
    "returned": ("returned", 5),
    "overdue": ("draft", -2),
    "near": ("draft", 3),
    "far": ("draft", 40),
    "handed in": ("submitted", 8),
}


def is_due_in(period, days):
    day = timezone.localdate() + datetime.timedelta(days=days)
    Period.objects.filter(pk=period.pk).update(deadline=day, hard_deadline=day + datetime.timedelta(days=15))


def cards(response):
    """The cards of the page: their headings, and all their words."""
    found = html.fromstring(response.content.decode()).xpath("//main//article")
    words = [" ".join(card.text_content().replace("\u00a0", " ").split()) for card in found]
    return [" ".join(card.find(".//h2").text_content().split()) for card in found], words


@pytest.mark.parametrize(("worse", "better"), [*itertools.combinations(STATES, 2)])
@pytest.mark.parametrize("is_later", [True, False], ids=["in the later quarter", "in the earlier quarter"])
def test_of_two_open_quarters_the_nearest_trouble_comes_first(
    client_of, smolensk, smolensk_officer, coordinator, worse, better, is_later
):
    """Returned before overdue before the nearest deadline before the rest, in whichever quarter and for both roles."""
    quarters = [factories.make_period(2024, quarter) for quarter in (3, 4)]
    first, second = quarters[::-1] if is_later else quarters
    for period, name in ((first, worse), (second, better)):
        state, days = STATES[name]
        factories.make_submission(period, smolensk, state=state, officer=smolensk_officer, coordinator=coordinator)
        is_due_in(period, days)
    for user in (smolensk_officer, coordinator):
        headings, _ = cards(client_of(user).get(reverse("home")))
        assert [heading.startswith(str(period)) for heading, period in zip(headings, (first, second), strict=True)] == [
            True,
            True,
        ], (user, headings)


def test_a_card_says_state_and_days_left_and_leads_on(client_of, smolensk, vyazma, smolensk_officer, coordinator):
    near, far = factories.make_period(2024, 4), factories.make_period(2024, 3)
    factories.make_submission(near, smolensk, state="returned", officer=smolensk_officer, coordinator=coordinator)
    factories.make_submission(far, vyazma, state="submitted", coordinator=coordinator)
    is_due_in(near, 3)
    is_due_in(far, 40)
    page = client_of(smolensk_officer).get(reverse("home"))
    headings, (first, second) = cards(page)
    assert headings[0] == "IV квартал 2024 года: город Смоленск"
    assert "на доработке" in first and "3 дня" in first and "Проверить и сдать" in first
    assert "черновик" in second and "40 дней" in second and "Внести мероприятие" in second
    _, (first, second) = cards(client_of(coordinator).get(reverse("home")))
    assert "на доработке: 1" in first and "3 дня" in first
    assert "ждут решения: 1" in second and "не сдали: 1" in second and "40 дней" in second


def test_a_quarter_that_is_over_has_no_card_unless_something_of_it_waits(
    client_of, smolensk, smolensk_officer, coordinator
):
    """Closed, or accepted and past its days: one open quarter is left, and it opens itself."""
    now, closed, accepted = (factories.make_period(2024, quarter) for quarter in (4, 3, 2))
    factories.make_submission(accepted, smolensk, state="approved", officer=smolensk_officer, coordinator=coordinator)
    is_due_in(accepted, -90)
    Period.objects.filter(pk=closed.pk).update(closed_at=timezone.now())
    lands = client_of(smolensk_officer).get(reverse("home"))
    assert lands.url == reverse("officer_quarter", args=[now.year, now.quarter])
    Submission.objects.filter(period=closed).update(extended_to=timezone.localdate(), extension_reason="Болезнь")
    headings, _ = cards(client_of(smolensk_officer).get(reverse("home")))
    assert [heading.split(":")[0] for heading in headings] == ["III квартал 2024 года", "IV квартал 2024 года"]


def test_several_reports_of_one_quarter_stand_in_the_same_order(
    client_of, period, smolensk, vyazma, smolensk_officer, coordinator
):
    factories.make_officer(smolensk_officer, vyazma)
    factories.make_submission(period, vyazma, state="returned", officer=smolensk_officer, coordinator=coordinator)
    page = client_of(smolensk_officer).get(reverse("home"), follow=True)
    assert cards(page)[0] == ["Вяземский район", "Город Смоленск"]


def test_the_number_of_queries_does_not_grow_with_the_quarters(
    client_of, smolensk, smolensk_officer, coordinator, django_assert_max_num_queries
):
    for quarter in (1, 2, 3, 4):
        period = factories.make_period(2024, quarter)
        factories.make_submission(period, smolensk, state="returned", officer=smolensk_officer, coordinator=coordinator)
    for user, most in ((smolensk_officer, 16), (coordinator, 9)):
        client = client_of(user)
        with django_assert_max_num_queries(most):
            assert client.get(reverse("home")).status_code == 200
