"""The administrator's home page."""

import pytest
from django.urls import reverse

from municipalities.models import PartnerCity
from reports.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db

HOME = reverse("admin:index")


def test_the_home_page_leads_to_what_waits(client_of, list_administrator, period, smolensk, smolensk_officer, vyazma):
    known = factories.make_partner("г. Витебск", smolensk)
    report = Submission.objects.get(period=period, municipality=smolensk)
    proposed = factories.make_event(report, new_partners=[["Вицебск", "BY"]]).partners.get()
    client = client_of(list_administrator)
    page = client.get(HOME).content.decode()
    assert "Нет исполнителя: 1\u00a0муниципальное образование" in page
    assert f"{reverse('admin:municipalities_officer_add')}?municipality={vyazma.pk}" in page
    merge = f"{reverse('admin:municipalities_partnercity_merge', args=[proposed.pk])}?kept={known.pk}"
    assert merge in page and "похож на «г. Витебск»" in page
    assert client.get(merge).status_code == 200
    PartnerCity.objects.filter(pk=proposed.pk).update(is_confirmed=True)
    assert "Вицебск" not in client.get(HOME).content.decode()


def test_a_quiet_day_is_said(client_of, list_administrator):
    assert "Ничего не ждёт" in client_of(list_administrator).get(HOME).content.decode()


def test_the_lists_stand_in_one_row_on_every_page_with_the_head_of_the_others(client_of, list_administrator):
    client = client_of(list_administrator)
    for address in (HOME, reverse("admin:municipalities_country_add"), reverse("admin:reports_agreement_changelist")):
        page = client.get(address).content.decode()
        assert '<header class="masthead">' in page and "Уведомления" in page
        assert page.index("Пользователи") < page.index("Партнёры") < page.index(">Страны<")
    assert client.get("/admin/municipalities/")["Location"] == HOME


def test_documents_that_approved_texts_name_lead_to_the_register(
    client_of, list_administrator, period, smolensk, smolensk_officer, coordinator
):
    draft = factories.make_submission(period, smolensk)
    factories.make_event(draft, by=smolensk_officer, purpose="Подписан Меморандум о дружбе школ.")
    factories.move_to(draft, "approved", officer=smolensk_officer, coordinator=coordinator)
    page = client_of(list_administrator).get(HOME).content.decode()
    assert "Названо в текстах, но не внесено: 1\u00a0документ" in page
    assert reverse("agreements_found") in page and "Меморандум о дружбе школ" in page
