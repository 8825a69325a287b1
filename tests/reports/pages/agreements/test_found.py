"""What approved texts name is confirmed or dismissed by hand, and every answer can be taken back."""

import pytest
from django.urls import reverse

from reports.models import Agreement, FoundDocument
from tests import factories

pytestmark = pytest.mark.django_db

PAGE = reverse("agreements_found")


@pytest.fixture
def find(period, smolensk, smolensk_officer, coordinator):
    draft = factories.make_submission(period, smolensk)
    factories.make_event(draft, by=smolensk_officer, purpose="Подписан Меморандум о дружбе школ. Был концерт.")
    factories.move_to(draft, "approved", officer=smolensk_officer, coordinator=coordinator)
    return FoundDocument.objects.get()


def post(client, find, act, **typed):
    data = {f"found{find.pk}-{name}": value for name, value in typed.items()}
    return client.post(reverse("agreements_found_answer", args=[find.pk, act]), data, follow=True).content.decode()


def test_the_register_says_that_something_was_found(client_of, find, coordinator, smolensk_officer):
    html = client_of(coordinator).get(reverse("agreements")).content.decode()
    assert "но не внесено в реестр: 1\u00a0документ." in html and PAGE in html
    assert PAGE not in client_of(smolensk_officer).get(reverse("agreements")).content.decode()


def test_a_find_is_confirmed_with_its_words(client_of, find, list_administrator):
    client = client_of(list_administrator)
    assert "Подписан Меморандум о дружбе школ." in client.get(PAGE).content.decode()
    html = post(client, find, "enter", kind="memorandum", title="Меморандум о дружбе школ", parties="А\nБ")
    assert "Внесён в реестр: «Меморандум о дружбе школ»." in html and "Всё разобрано" in html
    assert Agreement.objects.get().found_in == find.event
    assert "Снова ждёт ответа" in post(client, find, "again")
    assert not Agreement.objects.exists()


def test_a_find_is_dismissed_and_comes_back(client_of, find, coordinator):
    client = client_of(coordinator)
    html = post(client, find, "dismiss")
    assert "Больше не предлагается" in html and "Отмечено «не документ»" in html
    assert "Это не документ" in post(client, find, "again")


def test_wrong_words_are_said_and_kept(client_of, find, coordinator):
    html = post(client_of(coordinator), find, "enter", kind="memorandum", title="", parties="Школа № 7")
    assert "Напишите название документа" in html and "Школа № 7" in html and '<details class="fold" open>' in html
    html = post(client_of(coordinator), find, "enter", kind="нет", title="Иное", signed_on="31.02.2024")
    assert "Такого дня нет" in html
    assert not Agreement.objects.exists()


def test_an_answer_that_is_none_is_not_found(client_of, find, coordinator):
    assert client_of(coordinator).post(reverse("agreements_found_answer", args=[find.pk, "burn"])).status_code == 404
    assert client_of(coordinator).post(reverse("agreements_found_answer", args=[0, "enter"])).status_code == 404


def test_what_was_answered_meanwhile_is_said(client_of, find, coordinator):
    client = client_of(coordinator)
    post(client, find, "enter", kind="memorandum", title="Меморандум")
    assert "уже внесён" in post(client, find, "enter", kind="memorandum", title="Меморандум")
    assert Agreement.objects.count() == 1
