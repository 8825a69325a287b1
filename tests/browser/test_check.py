"""A document is checked by whoever holds it, and a covering letter is written, as a browser shows them."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from reports.actions.releases import make_release
from reports.models import Event
from tests import factories
from tests.reports.files import alterations as made

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def release(period, smolensk, smolensk_officer, coordinator):
    factories.make_submission(period, smolensk, state="approved", officer=smolensk_officer, coordinator=coordinator)
    return make_release(period, by=coordinator)


def test_a_stranger_drops_an_altered_file_and_reads_which_row_differs(visitor, release):
    name = Event.objects.get().name
    altered = made.with_part(
        bytes(release.document.content.data),
        "word/document.xml",
        lambda blob: blob.replace(name.encode(), (name[:-1] + "ъ").encode(), 1),
    )
    stranger = visitor()
    page = stranger.go(reverse("release_check_code", args=[release.code]))
    page.locator("input[type=file]").set_input_files({"name": "О.docx", "mimeType": "", "buffer": altered})
    expect(page.get_by_text("Выбран файл «О.docx»")).to_be_visible()
    page.get_by_role("button", name="Сверить").click()
    expect(page.get_by_text("Отличается строка 1 (столбец «Наименование»)")).to_be_visible()
    stranger.judge_page()
    stranger.judge_paper()


def test_the_letter_follows_its_text(visitor, coordinator, release):
    desk = visitor(coordinator)
    page = desk.go(reverse("covering_letter"))
    text = page.get_by_label("Текст письма")
    text.fill("Направляю {докумет}.")
    expect(page.locator("#letter")).to_contain_text("Возможно, вы имели в виду {документ}")
    text.fill("Коротко: ")
    page.get_by_role("button", name="вставить {остальные}").click()
    expect(page.locator("#letter")).to_contain_text("Отчёт не представило 1 муниципальное образование")
    page.get_by_role("button", name="Сохранить текст").click()
    expect(page.get_by_text("Текст письма сохранён")).to_be_visible()
