"""Opening a quarter: one that has not begun is asked about, one opened by mistake is taken back, and that is undone."""

import pytest
from django.utils import timezone

from reports.models import Period
from tests.factories import make_event

from .looks import page_of, words

pytestmark = pytest.mark.django_db


def test_a_quarter_that_has_not_begun_is_asked_about_before_it_is_opened(client, smolensk):
    wanted = {"year": str(timezone.localdate().year + 1), "quarter": "2"}
    asked = page_of(client.post("/periods/", wanted, follow=True))
    assert "Этот квартал начнётся только 1 апреля" in words(asked)
    assert not Period.objects.exists()
    begun = page_of(
        client.post("/periods/", {"year": "2026", "quarter": "3", "hard_deadline": "2100-01-01"}, follow=True)
    )
    assert "начнётся только" not in words(begun)


def test_the_confirmation_of_opening_has_its_undo_and_that_has_one_too(client, smolensk, vyazma):
    page = page_of(client.post("/periods/", {"year": "2025", "quarter": "2"}, follow=True))
    assert page.xpath("//main//form[@action='/periods/2025-2/take-back/']")
    asked = page_of(client.get("/periods/2025-2/take-back/"))
    assert "Исчезнут 2 пустых отчёта" in words(asked)
    gone = page_of(client.post("/periods/2025-2/take-back/", follow=True))
    assert client.get("/periods/2025-2/").status_code == 404
    assert gone.xpath("//tbody/tr") == []
    [undo] = gone.xpath("//main//form[contains(@action, 'open-again')]/@action")
    back = client.post(undo)
    assert back["Location"] == "/periods/2025-2/"
    assert "Отменить открытие" in client.get("/periods/").content.decode()


def test_a_quarter_with_rows_says_why_it_stays(client, period, smolensk, smolensk_officer):
    make_event(period.submissions.get(municipality=smolensk), by=smolensk_officer)
    assert "уже что-то написано" in words(page_of(client.get("/periods/2024-4/take-back/")))
    stays = page_of(client.post("/periods/2024-4/take-back/", follow=True))
    assert "уже что-то написано" in words(stays)
    assert period.submissions.count() == 2


def test_one_that_cannot_be_opened_again_says_why(client, smolensk, vyazma):
    """The list of municipalities may have changed meanwhile."""
    client.post("/periods/", {"year": "2025", "quarter": "2"})
    client.post("/periods/2025-2/take-back/")
    smolensk.names.all().delete()
    stays = page_of(client.post("/periods/2025-2/open-again/", follow=True))
    assert "нет действующего наименования" in words(stays) and "Смоленск" in words(stays)
    assert client.get("/periods/2025-2/").status_code == 404
