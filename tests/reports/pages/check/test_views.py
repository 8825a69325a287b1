"""The page behind the code on the paper, for whoever holds the paper."""

import io

import pytest
from django.test import Client
from django.urls import reverse

from municipalities.models import GuessCount
from reports.actions import checking
from reports.actions.releases import make_release
from reports.files.write import code_picture
from reports.models import Event
from tests import factories
from tests.reports.files import alterations as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(period, smolensk, smolensk_officer, coordinator, settings):
    settings.SITE_URL = "https://pobratim.example.ru"
    factories.make_submission(period, smolensk, state="approved", officer=smolensk_officer, coordinator=coordinator)
    return make_release(period, by=coordinator)


def page_of(response):
    return response.content.decode().replace("\u00a0", " ")


def sent(address, data, name="Отчёт.docx"):
    return Client().post(address, {"file": io.BytesIO(data)} if name is None else {"file": named(data, name)})


def named(data, name):
    file = io.BytesIO(data)
    file.name = name
    return file


def of(release):
    return reverse("release_check_code", args=[release.code])


def test_the_code_tells_the_document_and_nothing_else(release):
    answer = Client().get(of(release))
    words = page_of(answer)
    assert "Сводный отчёт, IV квартал 2024 года" in words and "1 строка" in words and "Смоленская область" in words
    event = Event.objects.get()
    for hidden in (event.name, release.by.short_name, release.by.full_name, release.digest, "Смоленск."):
        assert hidden not in words
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_a_typed_code_leads_to_its_page(release):
    typed = {"code": f" {release.code.lower().replace('-', '')} "}
    for name in ("release_check", "release_check_former"):
        answer = Client().get(reverse(name), typed, follow=True)
        assert "Сводный отчёт, IV квартал 2024 года" in page_of(answer)
    assert Client().get(reverse("release_check_former")).url == reverse("release_check")


@pytest.mark.parametrize("code", ["7K3M-Q2XA-9RTD", "7K3M", "x", "ж" * 12, "9" * 400, "%00", "<b>"])
def test_a_code_that_is_none_and_one_that_nobody_has_get_the_same_answer(release, code):
    answer = Client().get(reverse("release_check_code", args=[code]))
    assert answer.status_code == 404
    unknown = Client().get(reverse("release_check_code", args=["0000-0000-0000"]))

    def words(page):
        return page_of(page).partition('<div class="doors">')[0]

    assert words(answer) == words(unknown)


@pytest.mark.parametrize("code", ["", " ", "--"])
def test_an_empty_code_is_asked_for(code):
    assert "Напишите код" in page_of(Client().get(reverse("release_check"), {"code": code}))


def test_an_altered_file_names_row_and_column_and_shows_both_texts(release):
    event = Event.objects.get()
    data = bytes(release.document.content.data)
    other = event.name[:-1] + "ъ"
    altered = made.with_part(
        data, "word/document.xml", lambda blob: blob.replace(event.name.encode(), other.encode(), 1)
    )
    for address in (of(release), reverse("release_check")):
        words = page_of(sent(address, altered))
        assert "Отличается строка 1 (столбец «Наименование»)" in words and "<del>" in words
    assert "байт в байт" in page_of(sent(of(release), data))


def test_words_of_a_file_stay_text(release):
    data = bytes(release.document.content.data)
    event = Event.objects.get()
    altered = made.with_part(
        data, "word/document.xml", lambda blob: blob.replace(event.name.encode(), b"&lt;script&gt;x", 1)
    )
    words = page_of(sent(of(release), altered))
    assert "<script>x" not in words and "&lt;script&gt;" in words


def test_a_refused_file_says_why_and_keeps_the_code(release):
    words = page_of(sent(of(release), b""))
    assert "Файл пуст" in words and release.code in words
    assert "Выберите файл документа" in page_of(Client().post(of(release)))


def test_too_many_files_are_put_off(release, monkeypatch):
    monkeypatch.setattr(checking, "AN_ADDRESS", 0)
    answer = sent(of(release), bytes(release.document.content.data))
    assert answer.status_code == 429 and "слишком много файлов" in page_of(answer)


def test_a_form_without_its_token_is_refused(release):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(of(release), {"file": named(b"x", "x.docx")}).status_code == 403
    assert not GuessCount.objects.exists()


def test_an_older_release_says_what_came_after_it(release, vyazma, vyazma_officer, coordinator):
    factories.make_submission(release.period, vyazma, state="approved", officer=vyazma_officer, coordinator=coordinator)
    make_release(release.period, by=coordinator)
    assert "дополнение № 1 от" in page_of(Client().get(of(release)))


def test_the_code_of_a_release_is_printed_as_a_picture_that_leads_here(release, settings, period):
    address = f"https://pobratim.example.ru{of(release)}"
    data = bytes(release.document.content.data)
    with made.zipfile.ZipFile(io.BytesIO(data)) as package:
        [picture] = [package.read(name) for name in package.namelist() if name.startswith("word/media/")]
        assert address in package.read("word/footer1.xml").decode()
    assert picture == code_picture.png(address)
