"""Where a person lands after signing in."""

import pytest
from django.urls import reverse

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


def test_without_a_quarter_there_is_still_a_page_to_begin_with(client_of, smolensk_officer, coordinator):
    """The officer's list of reports, and the page on which the coordinator opens a quarter."""
    assert client_of(smolensk_officer).get(reverse("home")).url == reverse("my_reports")
    assert client_of(coordinator).get(reverse("home")).url == reverse("periods")
