"""Pages of partners and countries: found by words, told what is not sure, taken along as a file."""

import io
import re

import docx
import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Contact, PartnerCity
from reports.actions import partners
from reports.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(vyazma):
    return factories.make_partner("г. Витебск", vyazma, region="Витебская область", synonyms="Viciebsk")


@pytest.fixture
def event(partner, period, vyazma, vyazma_officer):
    report = Submission.objects.get(period=period, municipality=vyazma)
    values = {"partners": [[partner.pk, partner.name]], "countries": ["BY"]}
    return factories.make_event(report, by=vyazma_officer, name="Встреча друзей", **values)


@pytest.fixture
def officer(client_of, vyazma_officer):
    return client_of(vyazma_officer)


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize("asked", ["витебск", "ВИТЕБСК г", "viciebsk", "беларусь", "Bитебск"])
def test_a_partner_is_found_by_name_other_writing_and_country(asked, officer, partner):
    factories.make_partner("г. Лима", country=factories.make_country("PE", "Перу", "Республика Перу"))
    found = officer.get(reverse("partners"), {"q": asked})
    assert [one.partner for one in found.context["rows"]] == [partner]


@pytest.mark.parametrize("asked", ["нетакого", "%", "'", "а" * 300, "\0", " "])
def test_words_that_nobody_has_get_a_sentence(asked, officer, partner):
    answer = officer.get(reverse("partners"), {"q": asked, "page": "много"})
    assert answer.status_code == 200
    assert "никого нет" in words(answer) or [one.partner for one in answer.context["rows"]] == [partner]


def test_a_page_has_everything_of_the_partner(officer, partner, event):
    Contact.objects.create(partner=partner, name="Новикова И. П.", post="начальник отдела", phone="+375 212 00-00-01")
    page = officer.get(reverse("partner", args=[partner.pk]))
    said = words(page)
    for text in (
        "г. Витебск",
        "Витебская область",
        "Республика Беларусь",
        "Viciebsk",
        "Встреча друзей",
        "1 мероприятие",
    ):
        assert text in said, text
    assert "Новикова И. П." in said and 'href="tel:+375212000001"' in page.content.decode()
    assert f'href="{reverse("country", args=["BY"])}"' in page.content.decode()
    assert "Добавить контакт" not in said


def test_the_list_administrator_keeps_the_contacts_there(client_of, list_administrator, partner):
    client = client_of(list_administrator)
    page = reverse("partner", args=[partner.pk])
    add = reverse("admin:municipalities_contact_add") + f"?partner={partner.pk}"
    assert add in client.get(page).content.decode()
    data = {"partner": partner.pk, "side": "there", "municipality": "", "name": "Новикова И. П.", "post": ""}
    refused = client.post(add, {**data, "phone": "", "email": "", "note": ""})
    assert "Укажите телефон или почту" in words(refused)
    assert client.post(add, {**data, "phone": "1", "email": "", "note": ""})["Location"] == page
    contact = Contact.objects.get()
    assert f"/admin/municipalities/contact/{contact.pk}/change/" in client.get(page).content.decode()
    history = client.get(reverse("admin:municipalities_contact_history", args=[contact.pk]))
    assert "Зимин" in words(history)


def test_the_address_of_a_merged_partner_leads_to_the_kept_one(officer, partner, list_administrator):
    gone = factories.make_partner("г. Витебскк", country=partner.country)
    number = gone.pk
    partners.merge(partner, gone, by=list_administrator)
    answer = officer.get(reverse("partner", args=[number]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("partner", args=[partner.pk]))
    assert officer.get(reverse("partner_docx", args=[number])).status_code == 200
    assert officer.get(reverse("partner", args=[10**15])).status_code == 404


def test_a_proposed_partner_is_said_to_be_one(client_of, smolensk_officer, vyazma_officer, smolensk):
    proposed = PartnerCity.objects.create(
        name="г. Тайный",
        country=factories.make_country(),
        is_confirmed=False,
        proposed_by=smolensk_officer,
        proposed_for=smolensk,
        proposed_at=timezone.now(),
    )
    address = reverse("partner", args=[proposed.pk])
    said = words(client_of(smolensk_officer).get(address))
    assert "ещё не подтверждён" in said and "Смоленск" in said
    other = client_of(vyazma_officer)
    assert other.get(address).status_code == other.get(reverse("partner_docx", args=[proposed.pk])).status_code == 404
    assert "Тайный" not in words(other.get(reverse("partners")))
    assert "Тайный" not in words(other.get(reverse("country", args=["BY"])))


@pytest.mark.parametrize("route", ["partner", "country"])
def test_the_card_is_a_word_file_of_the_same_facts(route, officer, partner, event):
    Contact.objects.create(partner=partner, name="Новикова И. П.", phone="+375 212 00-00-01", note="После обеда")
    key = partner.pk if route == "partner" else "BY"
    answer = officer.get(reverse(f"{route}_docx", args=[key]))
    assert "attachment" in answer["Content-Disposition"]
    document = docx.Document(io.BytesIO(answer.content))
    said = " ".join(
        [p.text for p in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    expected = ["Встреча друзей", "Вяземский район", "1 мероприятие", "Составлено"]
    expected += ["Новикова И. П.", "После обеда"] if route == "partner" else ["г. Витебск"]
    assert [text for text in expected if text not in said.replace("\xa0", " ")] == []


def test_a_country_that_there_is_not_is_not_found(officer):
    for code in ("XX", "by", "BYY", "1"):
        assert officer.get(reverse("country", args=[code])).status_code == 404


def test_a_country_without_anything_says_so(officer):
    factories.make_country("PE", "Перу", "Республика Перу")
    said = words(officer.get(reverse("country", args=["PE"])))
    assert "ещё не было" in said and "Подписанных документов нет" in said
