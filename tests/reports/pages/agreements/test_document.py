"""The page of one document: its term, its end, its scans, and the way to where it comes from."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports.actions.releases import make_release
from reports.models import Agreement, Submission
from tests import factories
from tests.scans import pdf, png

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(period, smolensk, smolensk_officer, coordinator):
    """Of an event of an approved report."""
    draft = factories.make_submission(period, smolensk)
    row = {"kind": "agreement", "title": "О дружбе «/»", "parties": "А\nБ", "signed_on": "2024-11-05"}
    factories.make_event(draft, by=smolensk_officer, agreements=[row])
    factories.move_to(draft, "approved", officer=smolensk_officer, coordinator=coordinator)
    return Agreement.objects.get()


def address(name, document, *more):
    return reverse(name, args=[document.pk, *more])


def attach(client, document, data, name="Скан.pdf"):
    file = SimpleUploadedFile(name, data)
    return client.post(address("agreement_scan_attach", document), {"file": file}, follow=True)


def test_who_may_go_to_the_row_is_led_there(client_of, document, coordinator, smolensk_officer, list_administrator):
    report, event = Submission.objects.get(pk=document.event.submission_id), document.event
    page = address("agreement", document)
    html = {user: client_of(user).get(page).content.decode() for user in (coordinator, smolensk_officer)}
    assert f"{reverse('review', args=[report.pk])}#row-{event.pk}" in html[coordinator]
    assert f"{reverse('report', args=[report.pk])}#row-{event.uid}" in html[smolensk_officer]
    assert event.name not in client_of(list_administrator).get(page).content.decode()


def test_others_are_led_to_the_released_row(client_of, document, period, observer, vyazma_officer, coordinator):
    make_release(period, by=coordinator)
    for user in (observer, vyazma_officer):
        html = client_of(user).get(address("agreement", document)).content.decode()
        assert reverse("archive_row", args=[document.event.uid]) in html and document.event.name not in html


def test_the_officer_sets_the_term_and_the_keeper_ends_it(client_of, document, smolensk_officer, coordinator):
    officer = client_of(smolensk_officer)
    assert "Прекращение" not in officer.get(address("agreement", document)).content.decode()
    html = officer.post(address("agreement_term", document), {"until": "2030-05-01"}, follow=True).content.decode()
    assert "Срок записан." in html and "1\u00a0мая 2030\u00a0года" in html
    html = officer.post(address("agreement_term", document), {"is_open_ended": "on"}, follow=True).content.decode()
    assert "<dd>бессрочно</dd>" in html
    said = {"on": "2025-01-01", "reason": "Письмо города"}
    html = client_of(coordinator).post(address("agreement_end", document), said, follow=True).content.decode()
    assert "прекращено 1\u00a0января 2025\u00a0года" in html and "Письмо города" in html


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("agreement_term", {"until": "2024-11-04"}, "срок не может кончиться раньше"),
        ("agreement_term", {"until": "31.02.2025"}, "Такого дня нет"),
        ("agreement_end", {"on": "2020-01-01", "reason": "Письмо города"}, "прекратиться раньше он не мог"),
    ],
)
def test_a_wrong_day_is_said_and_nothing_typed_is_lost(client_of, document, coordinator, name, typed, said):
    html = client_of(coordinator).post(address(name, document), typed).content.decode()
    assert said in html
    assert all(words in html for words in typed.values())
    document.refresh_from_db()
    assert (document.kept_until, document.ended_on) == (None, None)


def test_a_scan_is_saved_under_a_name_of_ours_and_never_shown(client_of, document, smolensk_officer):
    client = client_of(smolensk_officer)
    html = attach(client, document, pdf(), name="../evil.html").content.decode()
    assert "Скан прикреплён." in html
    answer = client.get(address("agreement_scan", document, document.scans.get().pk))
    assert b"".join(answer.streaming_content) == pdf()
    assert answer["Content-Type"] == "application/pdf" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;") and "evil" not in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "Файл пуст"), (b"<script>", "Это не скан"), (b"a" * (10 * 1024 * 1024 + 1), "больше 10 МБ")],
)
def test_a_scan_that_is_none_is_said(client_of, document, smolensk_officer, data, said):
    assert said in attach(client_of(smolensk_officer), document, data).content.decode()
    assert (
        "Выберите файл"
        in client_of(smolensk_officer).post(address("agreement_scan_attach", document), {}).content.decode()
    )
    assert not document.scans.exists()


def test_a_scan_is_replaced_removed_and_brought_back(client_of, document, smolensk_officer):
    client = client_of(smolensk_officer)
    attach(client, document, pdf())
    html = attach(client, document, png(), name="Снимок.png").content.decode()
    first, second = document.scans.all()
    assert "Прежние сканы" in html and first.ended_at
    removed = client.post(address("agreement_scan_remove", document, second.pk), follow=True).content.decode()
    assert "Скан убран." in removed and address("agreement_scan_back", document, second.pk) in removed
    client.post(address("agreement_scan_back", document, first.pk))
    assert document.scans.get(ended_at=None) == first


def test_a_scan_of_another_document_is_not_found(client_of, document, smolensk, coordinator):
    other = Agreement.objects.create(partnership=factories.make_partner(municipality=smolensk).partnerships.get())
    client = client_of(coordinator)
    attach(client, document, pdf())
    number = document.scans.get().pk
    assert client.get(address("agreement_scan", other, number)).status_code == 404
    assert client.post(address("agreement_scan_remove", other, number)).status_code == 404


def test_others_learn_that_there_is_a_scan_and_cannot_have_it(client_of, smolensk, vyazma_officer, coordinator):
    link = factories.make_partner(municipality=smolensk).partnerships.get()
    document = Agreement.objects.create(partnership=link, title="О дружбе", signed_on=datetime.date(2020, 1, 1))
    attach(client_of(coordinator), document, pdf())
    client = client_of(vyazma_officer)
    html = client.get(address("agreement", document)).content.decode()
    assert "есть, скачать его могут" in html and "Скан.pdf" not in html
    assert client.get(address("agreement_scan", document, document.scans.get().pk)).status_code == 403


def test_a_found_document_is_taken_out_with_a_way_back(client_of, document, coordinator):
    found = Agreement.objects.create(found_in=document.event, title="Протокол встречи")
    client = client_of(coordinator)
    html = client.post(address("agreement_take_out", found), follow=True).content.decode()
    assert "Убран из реестра: «Протокол встречи»." in html and address("agreement_put_back", found) in html
    assert client.get(address("agreement", found)).status_code == 404
    assert (
        'Вернуть<span class="visually-hidden"> в реестр: Протокол встречи'
        in client.get(reverse("agreements_found")).content.decode()
    )
    assert "снова в реестре" in client.post(address("agreement_put_back", found), follow=True).content.decode()
    html = client.post(address("agreement_take_out", document), follow=True).content.decode()
    assert "его меняют там" in html
