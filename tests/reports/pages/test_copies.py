"""PDF and ODT beside Word: the same people, the same names, a page while it is made, and words where it cannot be."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.actions import conversions
from reports.actions.periods import close
from reports.actions.releases import make_release
from reports.files import convert
from reports.models import Conversion
from tests.documents import read_report
from tests.factories import make_submission

pytestmark = pytest.mark.django_db

QUARTER = (2024, 4)


@pytest.fixture
def office(settings, monkeypatch):
    """Stands in the place of LibreOffice; whoever asks gets the file at once."""
    settings.CONVERTER = "/bin/sh"
    made = lambda data, ending, to, **options: (b"%PDF-" if to.startswith("pdf") else b"PK") + data  # noqa: E731
    monkeypatch.setattr(convert, "convert", made)
    monkeypatch.setattr(conversions, "in_background", conversions.work)
    monkeypatch.setattr("reports.pages.copies.SECONDS_OF_PATIENCE", 0)


@pytest.fixture
def is_busy(office, monkeypatch):
    """Nobody takes anything."""
    monkeypatch.setattr(conversions, "in_background", lambda pk: None)


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


@pytest.fixture
def report(period, smolensk):
    return make_submission(period, smolensk, state="approved")


def addresses(report):
    for kind in ("pdf", "odt"):
        yield reverse(f"consolidated_{kind}", args=QUARTER)
        yield reverse(f"report_{kind}", args=[report.pk])


def test_the_file_is_made_of_the_very_document_and_has_its_name(office, client, report, tmp_path):
    for address in addresses(report):
        answer = client.get(address)
        word = client.get(address[:-3] + "docx")
        name, of_word = (one["Content-Disposition"].rpartition(".")[0] for one in (answer, word))
        assert (answer.status_code, name) == (200, of_word)
        assert answer.content.removeprefix(b"%PDF-").removeprefix(b"PK")[-200:] == b"".join(word)[-200:]
    assert {row.get_kind_display() for row in Conversion.objects.all()} == {"PDF", "ODT"}


def test_a_second_visit_makes_nothing_anew(office, client, report):
    address = reverse("report_pdf", args=[report.pk])
    assert client.get(address).content == client.get(address).content
    assert Conversion.objects.count() == 1


def test_while_it_is_made_a_page_says_so_and_comes_back(is_busy, client, report):
    answer = client.get(reverse("consolidated_pdf", args=QUARTER))
    assert (answer.status_code, answer["Refresh"]) == (202, "3")
    page = answer.content.decode()
    assert "Готовим PDF" in page
    assert f"{reverse('consolidated_docx', args=QUARTER)}?scope=approved" in page


def test_one_that_nobody_begins_says_whom_to_tell(is_busy, client, report):
    address = reverse("report_pdf", args=[report.pk])
    assert "import_worker" not in client.get(address).content.decode()
    Conversion.objects.update(at=timezone.now() - datetime.timedelta(minutes=3))
    assert "import_worker" in client.get(address).content.decode()


def test_one_that_failed_says_what_to_do_and_is_tried_again(office, client, report, monkeypatch):
    def fail(*args, **options):
        raise convert.NotConverted("it took too long")

    address = reverse("report_odt", args=[report.pk])
    with monkeypatch.context() as changed:
        changed.setattr(convert, "convert", fail)
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "за три минуты ODT не получился" in page and "Попробовать ещё раз" in page
        assert client.get(address).status_code == 409  # a look begins nothing
    assert client.post(address).status_code == 302
    assert client.get(address).status_code == 200


def test_whoever_waits_for_five_is_told_so(is_busy, client, report, monkeypatch):
    monkeypatch.setattr(conversions, "MOST_WAITING", 1)
    assert client.get(reverse("report_pdf", args=[report.pk])).status_code == 202
    answer = client.get(reverse("report_odt", args=[report.pk]))
    assert answer.status_code == 429
    assert "Уже готовятся" in answer.content.decode()


def test_without_libreoffice_the_pages_say_why_and_the_address_says_what_to_do(client, report, period, coordinator):
    close(period, by=coordinator)
    make_release(period, by=coordinator)
    for name in ("consolidated", "releases"):
        page = client.get(reverse(name, args=QUARTER)).content.decode()
        assert "PDF и ODT нет на сервере: для них нужна LibreOffice" in page
        assert ".pdf" not in page
    answer = client.get(reverse("consolidated_pdf", args=QUARTER))
    assert answer.status_code == 409
    assert "установить LibreOffice" in answer.content.decode()


def test_the_pages_offer_both_where_libreoffice_is(office, client, report, period, coordinator, client_of):
    close(period, by=coordinator)
    release = make_release(period, by=coordinator)
    released = client.get(reverse("releases", args=QUARTER)).content.decode()
    assert reverse("release_pdf", args=[release.pk]) in released
    page = client.get(reverse("consolidated", args=QUARTER) + "?scope=handed-in").content.decode()
    assert reverse("consolidated_odt", args=QUARTER) + "?scope=handed-in" in page


def test_a_release_gives_what_it_keeps(office, client, report, period, coordinator):
    close(period, by=coordinator)
    release = make_release(period, by=coordinator)
    for kind in ("pdf", "odt"):
        kept = release.copies.get(kind=kind).file
        Conversion.objects.all().delete()
        answer = client.get(reverse(f"release_{kind}", args=[release.pk]))
        assert (answer.content, answer["Content-Type"]) == (bytes(kept.content.data), kept.content_type)
        assert not Conversion.objects.exists()


def test_a_release_of_before_is_made_when_it_is_wanted_and_kept(office, settings, client, report, period, coordinator):
    settings.CONVERTER = ""
    close(period, by=coordinator)
    release = make_release(period, by=coordinator)
    settings.CONVERTER = "/bin/sh"
    answer = client.get(reverse("release_pdf", args=[release.pk]))
    assert answer.content == b"%PDF-" + bytes(release.document.content.data)
    assert bytes(release.copies.get().file.content.data) == answer.content


def test_the_official_document_of_a_release_is_no_project(client, report, period, coordinator):
    close(period, by=coordinator)
    release = make_release(period, by=coordinator)
    package = read_report(bytes(release.document.content.data)).package
    for kind in ("default", "first"):
        assert "проект" not in "".join(package.header_root(kind).itertext())
