"""The ready letter to the head of a municipality whose report has not come."""

import datetime
from io import BytesIO

import docx
import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Municipality
from reports.models import Period, Submission
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(period, vyazma, vyazma_officer):
    """Of Вязьма: the deadline has passed yesterday."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Period.objects.filter(pk=period.pk).update(deadline=yesterday)
    Municipality.objects.filter(pk=vyazma.pk).update(email="glava@vyazma.example")
    return Submission.objects.get(period=period, municipality=vyazma)


def letter(client, report):
    return client.get(reverse("silence_letter", args=[report.pk])).content.decode().replace("\u00a0", " ")


def test_the_letter_names_the_signer_the_quarter_and_the_deadline(report, coordinator, client_of):
    page = letter(client_of(coordinator), report)
    assert "Главе муниципального образования\nИ.И. Петрову" in page
    assert "за IV квартал 2024 года: Вяземский район" in page
    assert "За отчёт отвечает Сомова Лидия Андреевна." in page
    assert "Орлова Елена Викторовна" in page
    assert "mailto:glava@vyazma.example?subject=" in page


def test_what_is_lacking_or_no_longer_needed_is_said(report, vyazma, vyazma_officer, coordinator, client_of):
    Municipality.objects.filter(pk=vyazma.pk).update(signer_name="", signer_post="", email="")
    page = letter(client_of(coordinator), report)
    assert "не указано, кто подписывает" in page and "mailto:" not in page
    Period.objects.update(deadline=timezone.localdate())
    assert "Срок сдачи ещё не прошёл" in letter(client_of(coordinator), report)
    factories.make_submission(report.period, vyazma, state="submitted", is_nil=True, officer=vyazma_officer)
    assert "Отчёт уже сдан" in letter(client_of(coordinator), report)


def test_the_letter_is_a_word_document_for_the_letterhead(report, coordinator, observer, client_of):
    address = reverse("silence_letter_docx", args=[report.pk])
    response = client_of(coordinator).get(address)
    document = docx.Document(BytesIO(b"".join(response)))
    words = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words += [paragraph.text for paragraph in document.paragraphs]
    text = "\n".join(words).replace("\u00a0", " ")
    assert "И.И. Петрову" in text and "О представлении отчёта" in text and "за IV квартал 2024 года" in text
    assert "Е.В. Орлова" in text
    assert client_of(observer).get(address).status_code == 404
