"""Every signed document is found on one page, by whoever reads the reports."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.models import PartnerCity
from reports.actions import partners, register, scans
from reports.models import Agreement, Scan, Submission
from reports.queries.sealed_rows import broken_seals
from tests import factories
from tests.scans import pdf

pytestmark = pytest.mark.django_db

PAGE = reverse("agreements")
LIST = reverse("admin:reports_agreement_changelist")


@pytest.fixture
def documents(period, smolensk, smolensk_officer, vyazma):
    """One of a partnership, one of an event that was handed in, one of a draft."""
    link = factories.make_partner("г. Витебск", smolensk).partnerships.get()
    Agreement.objects.create(partnership=link, title="Соглашение о дружбе", valid_until=datetime.date(2020, 1, 1))
    for municipality, title in ((smolensk, "Меморандум школ"), (vyazma, "Тайный договор")):
        report = Submission.objects.get(period=period, municipality=municipality)
        event = factories.make_event(report)
        Agreement.objects.create(event=event, title=title, signed_on=datetime.date(2024, 10, 5), parties="Школа № 1")
    report = Submission.objects.get(period=period, municipality=smolensk)
    Submission.objects.filter(pk=report.pk).update(first_submitted_at=timezone.now())
    return report


@pytest.mark.parametrize(
    ("who", "page"), [("coordinator", PAGE), ("list_administrator", PAGE), ("list_administrator", LIST)]
)
def test_documents_of_partnerships_and_of_handed_in_events_are_shown(request, client_of, documents, who, page):
    html = client_of(request.getfixturevalue(who)).get(page).content.decode()
    assert "Соглашение о дружбе" in html and "Меморандум школ" in html and "Школа № 1" in html
    assert "Тайный договор" not in html


@pytest.mark.parametrize(
    ("words", "found"),
    [("дружбе витебск", "Соглашение"), ("школа", "Меморандум"), ("МЕМОРАНДУМ смоленск", "Меморандум")],
)
def test_a_document_is_found_by_title_party_and_place(client_of, coordinator, documents, words, found):
    html = client_of(coordinator).get(PAGE, {"q": words}).content.decode()
    assert found in html
    assert "1\u00a0документ" in html
    assert "Ничего не найдено" in client_of(coordinator).get(PAGE, {"q": "ъъъ"}).content.decode()


def test_what_has_run_out_is_said(client_of, coordinator, documents):
    assert "срок истёк" in client_of(coordinator).get(PAGE).content.decode()


def test_a_document_of_an_event_is_read_and_not_changed_here(client_of, list_administrator, documents):
    row = Agreement.objects.get(title="Меморандум школ")
    address = reverse("admin:reports_agreement_change", args=[row.pk])
    client = client_of(list_administrator)
    assert "Меморандум школ" in client.get(address).content.decode()
    assert client.post(address, {"title": "Другое"}).status_code == 403
    row.refresh_from_db()
    assert row.title == "Меморандум школ"


def test_an_old_link_to_a_merged_partner_finds_the_one_that_was_kept(
    client_of, coordinator, list_administrator, documents
):
    gone = PartnerCity.objects.get(name="г. Витебск")
    kept = factories.make_partner("г. Витебск-главный")
    old = gone.pk
    partners.merge(kept, gone, by=list_administrator)
    html = client_of(coordinator).get(PAGE, {"partner": old}).content.decode()
    assert "1\u00a0документ." in html and f'<option value="{kept.pk}" selected>' in html


@pytest.mark.parametrize(
    "address", ["?year=x&state=-&partner=0&page=abc", "?municipality=%00&scan=1", "?page=999999999999"]
)
def test_rubbish_in_the_address_is_passed_over(client_of, coordinator, documents, address):
    html = client_of(coordinator).get(f"{PAGE}{address}").content.decode()
    assert "2\u00a0документа" in html
    assert ("не понята" in html) == ("x" in address or "scan" in address)


def test_a_link_between_two_days_is_kept_by_the_form(client_of, coordinator, documents):
    html = client_of(coordinator).get(PAGE, {"lapsed_from": "2020-01-01", "lapsed_to": "2020-12-31"}).content.decode()
    assert "закончились с 1\u00a0января 2020\u00a0года по 31\u00a0декабря 2020\u00a0года" in html
    assert '<input type="hidden" name="lapsed_from" value="2020-01-01">' in html
    assert "Соглашение о дружбе" in html and "Меморандум школ" not in html


def test_the_tabs_count_what_they_show(client_of, coordinator, documents):
    html = client_of(coordinator).get(PAGE).content.decode()
    tabs = dict(re.findall(r'<a href="([^"]+)"[^>]*>[^<]+<span class="n">(\d+)</span>', html))
    assert set(tabs.values()) == {"2", "1", "0"}
    for address, number in tabs.items():
        shown = client_of(coordinator).get(address.replace("&amp;", "&")).content.decode().count('<th scope="row">')
        assert shown == int(number), address


def test_the_list_forgets_a_document_with_all_its_papers(client_of, list_administrator, documents):
    document = Agreement.objects.get(title="Соглашение о дружбе")
    scans.attach_scan(document, by=list_administrator, data=pdf(), name="Скан.pdf")
    register.set_term(document, by=list_administrator, is_open_ended=True)
    address = reverse("admin:reports_agreement_delete", args=[document.pk])
    client_of(list_administrator).post(address, {"post": "yes"})
    assert not Agreement.objects.filter(pk=document.pk).exists() and not Scan.objects.exists()
    assert list(broken_seals()) == []
