"""The pages of the package: fields that are asked, one press, and the letter's text."""

import datetime
import hashlib

import pytest
from django.urls import reverse

from reports.actions import conversions, packages
from reports.actions.packages import LetterFields, make_package
from reports.actions.releases import make_release
from reports.models import CoveringText, Package
from reports.prose.covering import DEFAULT_HEADING, DEFAULT_TEXT
from tests import factories

pytestmark = pytest.mark.django_db

TYPED = {
    "addressee": "Министру\r\nИ.И. Иванову",
    "number": "01-15",
    "day": "2025-01-15",
    "copies": "2",
    "signer_post": "Начальник отдела",
    "signer_name": "Е.В. Орлова",
    "performer": "",
}


@pytest.fixture
def release(period, smolensk, smolensk_officer, coordinator):
    factories.make_submission(period, smolensk, state="approved", officer=smolensk_officer, coordinator=coordinator)
    return make_release(period, by=coordinator)


@pytest.fixture
def desk(client_of, coordinator):
    return client_of(coordinator)


def page_of(response):
    return response.content.decode().replace("\u00a0", " ")


def making(release):
    return reverse("package_make", args=[release.pk])


def test_one_press_makes_it_and_its_page_leads_to_the_archive(desk, release):
    assert making(release) in page_of(desk.get(reverse("releases", args=[2024, 4])))
    done = desk.post(making(release), TYPED, follow=True)
    package = Package.objects.get()
    assert done.redirect_chain == [(reverse("package", args=[package.pk]), 302)]
    words = page_of(done)
    assert "Пакет № 1 собран и сохранён" in words and "PDF – нет: на сервере нет LibreOffice" in words
    archive = desk.get(reverse("package_zip", args=[package.pk]))
    assert archive.content == bytes(package.file.content.data) and archive["Content-Type"] == "application/zip"
    assert reverse("package", args=[package.pk]) in page_of(desk.get(reverse("releases", args=[2024, 4])))
    for number, part in enumerate(package.parts, start=1):
        file = desk.get(reverse("package_part", args=[package.pk, number]))
        assert hashlib.sha256(file.content).hexdigest() == part["sha256"]
    for number in (0, 99):
        assert desk.get(reverse("package_part", args=[package.pk, number])).status_code == 404


def test_the_letter_stands_beside_its_fields(desk, release):
    words = page_of(desk.get(making(release)))
    assert "В отчёт включено 1 мероприятие" in words and "PDF и ODT нет на сервере" in words
    assert "Отчёт не представило 1 муниципальное образование (Вяземский район)" in words


def test_the_fields_begin_with_those_of_the_last_letter(desk, release, coordinator):
    fields = LetterFields("7", datetime.date(2024, 10, 1), "Губернатору", "Министр", "И.И. Иванов", copies=3)
    make_package(release, fields, by=coordinator)
    form = desk.get(making(release)).context["form"]
    assert form["addressee"].value() == "Губернатору" and form["signer_name"].value() == "И.И. Иванов"
    assert not form["number"].value(), "the next letter has another number"
    assert form["day"].value() != fields.day


@pytest.mark.parametrize("wrong", [{"addressee": ""}, {"day": "31.02.2025"}, {"copies": "0"}, {"copies": "x"}])
def test_what_was_typed_stays_when_something_is_wrong(desk, release, wrong):
    words = page_of(desk.post(making(release), {**TYPED, **wrong}))
    assert "Пакет не собран" in words and "Е.В. Орлова" in words
    assert not Package.objects.exists()


def test_what_was_typed_travels_on_while_copies_are_made(desk, release, settings, monkeypatch):
    settings.CONVERTER = "/bin/sh"
    monkeypatch.setattr(conversions, "in_background", lambda pk: None)
    monkeypatch.setattr("reports.pages.package.views.SECONDS_OF_PATIENCE", 0)
    waiting = desk.post(making(release), TYPED)
    assert waiting.status_code == 202
    words = page_of(waiting)
    assert "Пакет собирается" in words and "Министру" in words and "data-comes-back" in words


def test_a_package_that_cannot_be_kept_says_why(desk, release, monkeypatch):
    monkeypatch.setattr(packages, "MAX_BYTES", 10)
    assert "больше 30 МБ" in page_of(desk.post(making(release), TYPED))


def test_the_observer_reads_packages_and_makes_none(client_of, observer, release, coordinator):
    fields = LetterFields("7", datetime.date(2024, 10, 1), "Губернатору", "Министр", "И.И. Иванов")
    package = make_package(release, fields, by=coordinator)
    watching = client_of(observer)
    assert making(release) not in page_of(watching.get(reverse("releases", args=[2024, 4])))
    page = page_of(watching.get(reverse("package", args=[package.pk])))
    assert "Скачать архив" in page and "Собрать ещё один" not in page


# The text of the letter


TEXT = {"heading": "О материалах за {квартал}", "text": "Направляю {документ}.\r\n{остальные}"}


def test_the_text_of_the_letter_is_kept_and_brought_back(desk):
    address = reverse("covering_letter")
    assert "сейчас в силе" in page_of(desk.get(address))
    assert "Текст письма сохранён" in page_of(desk.post(address, TEXT, follow=True))
    first = CoveringText.objects.get()
    assert first.text == "Направляю {документ}.\n{остальные}"
    assert "Ничего не изменилось" in page_of(desk.post(address, TEXT, follow=True))
    assert "снова в силе" in page_of(desk.post(address, {"bring_back": "default"}, follow=True))
    last = CoveringText.objects.first()
    assert (last.heading, last.text) == (DEFAULT_HEADING, DEFAULT_TEXT)
    desk.post(address, {"bring_back": str(first.pk)})
    assert CoveringText.objects.first().text == first.text


@pytest.mark.parametrize("wanted", ["x", "9" * 15, "-1", "１"])
def test_a_text_that_never_was_is_not_brought_back(desk, wanted):
    answer = desk.post(reverse("covering_letter"), {"bring_back": wanted})
    assert answer.status_code == 200 and not CoveringText.objects.exists()


def test_an_unknown_placeholder_gets_a_sentence_and_the_text_stays(desk):
    words = page_of(desk.post(reverse("covering_letter"), {**TEXT, "text": "Направляю {документт}."}))
    assert "Возможно, вы имели в виду {документ}" in words and "{документт}" in words
    assert not CoveringText.objects.exists()


def test_the_letter_is_shown_while_it_is_written(desk, release):
    address = reverse("covering_live")
    shown = page_of(desk.post(address, TEXT))
    assert "О материалах за IV квартал 2024 года" in shown and "сводный отчёт о мероприятиях" in shown
    assert "письмо не скажет" in page_of(desk.post(address, {**TEXT, "text": "Здравствуйте!"}))
    assert "не закрыта" in page_of(desk.post(address, {**TEXT, "text": "{документ"}))
    assert "&lt;b&gt;" in page_of(desk.post(address, {**TEXT, "text": "<b>"}))
