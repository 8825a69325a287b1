"""A municipality that is added or ends: the list administrator is told what became of the open quarters."""

import datetime

import pytest
from django.urls import reverse

from municipalities.models import Municipality
from tests.documents import even
from tests.factories import make_event, make_officer, make_period, make_user

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
CHANGE, ADD = "admin:municipalities_municipality_change", "admin:municipalities_municipality_add"


def form_of(municipality=None, **values):
    """What the form sends: of a new municipality with its first name, or of one that is there."""
    names = {"names-INITIAL_FORMS": "0", "names-TOTAL_FORMS": "1", "names-0-valid_from": "01.01.2006"}
    names |= {"names-0-heading": "Муниципальное образование «Велижский район»", "names-0-label": "Велижский район"}
    card = {"short_name": "Велижский", "oktmo": "66603000"}
    if municipality:
        name = municipality.names.get()
        names |= {"names-INITIAL_FORMS": "1", "names-0-id": name.pk, "names-0-municipality": municipality.pk}
        card = {"short_name": municipality.short_name, "oktmo": municipality.oktmo}
    return {**names, **card, "reports_from": "", "reports_until": "", **values}


def said(client, address, data):
    response = client.post(address, data, follow=True)
    assert response.redirect_chain, response.content.decode()
    return even(" ".join(str(message) for message in response.context["messages"]))


def test_a_new_one_is_in_the_open_quarter_at_once_or_it_is_said_why_not(client_of, list_administrator, smolensk):
    client = client_of(list_administrator)
    assert "Открытых кварталов нет" in said(client, reverse(ADD), form_of(short_name="Первый", oktmo="66601000"))
    period, over = make_period(), make_period(2024, 3, is_open=False)
    told = said(client, reverse(ADD), form_of())
    assert "Велижский: отчёт появился, IV квартал 2024 года. Назначьте исполнителя" in told
    assert "Велижский, III квартал 2024 года: приём уже закончен" in told
    new = Municipality.objects.get(short_name="Велижский")
    assert period.submissions.filter(municipality=new).exists()
    assert not over.submissions.filter(municipality=new).exists()
    later = said(client, reverse(ADD), form_of(short_name="Будущий", oktmo="66604000", reports_from="01.01.2025"))
    assert "IV квартал 2024 года: тогда не отчитывается" in later


def test_one_that_ends_is_asked_no_more_and_days_out_of_order_are_refused(
    client_of, list_administrator, vyazma, smolensk
):
    period = make_period()
    make_officer(officer := make_user("one"), smolensk)
    make_event(period.submissions.get(municipality=smolensk), by=officer)
    client = client_of(list_administrator)
    address, until = reverse(CHANGE, args=[vyazma.pk]), {"reports_until": "30.09.2024"}
    wrong = client.post(address, form_of(vyazma, reports_from="01.10.2024", **until)).content.decode()
    assert "«Отчитывается по» не может быть раньше" in wrong
    assert "Вяземский: пустой отчёт убран, IV квартал 2024 года" in said(client, address, form_of(vyazma, **until))
    kept = said(client, reverse(CHANGE, args=[smolensk.pk]), form_of(smolensk, **until))
    assert "в отчёте уже есть записи, он остаётся" in kept
    assert [one.municipality for one in period.submissions.all()] == [smolensk]
    assert "по 30.09.2024" in client.get(reverse("admin:municipalities_municipality_changelist")).content.decode()
