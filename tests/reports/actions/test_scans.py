"""A scan is attached, replaced, removed and brought back; none is lost, and a file that is none is refused."""

import pytest

from reports.actions import quotas, scans
from reports.actions.register import RegisterRefused
from reports.actions.retention import TASKS, carry_out
from reports.models import Agreement, Scan, StoredFile
from reports.queries.sealed_rows import broken_seals
from reports.rules.permissions import THE_PROGRAM
from tests import factories
from tests.scans import jpeg, pdf, png

from .test_retention import ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(smolensk):
    link = factories.make_partner(municipality=smolensk).partnerships.get()
    return Agreement.objects.create(partnership=link, title="О дружбе")


def in_use(document):
    return [scan.file.name for scan in document.scans.filter(ended_at=None)]


def test_a_new_scan_takes_the_place_of_the_one_before(document, smolensk_officer, coordinator):
    first = scans.attach_scan(document, by=smolensk_officer, data=pdf(), name="Соглашение.PDF")
    scans.attach_scan(document, by=coordinator, data=png(), name="снимок.jpg")
    assert in_use(document) == ["снимок.png"]
    scans.bring_back_scan(first, by=coordinator)
    assert in_use(document) == ["Соглашение.pdf"]
    scans.remove_scan(first, by=coordinator)
    scans.remove_scan(first, by=coordinator)
    assert in_use(document) == [] and document.scans.count() == 2
    scans.bring_back_scan(first, by=coordinator)
    scans.bring_back_scan(first, by=coordinator)
    assert [str(step) for step in reversed(document.steps.all())] == [
        "Скан прикреплён: Соглашение.pdf.",
        "Скан заменён: снимок.png.",
        "Скан возвращён: Соглашение.pdf.",
        "Скан убран: Соглашение.pdf.",
        "Скан возвращён: Соглашение.pdf.",
    ]
    assert list(broken_seals()) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [("", "Скан.jpg"), ("a" * 300, f"{'a' * 150}.jpg"), ("Скан\n1.exe", "Скан 1.jpg"), (".pdf", ".pdf.jpg")],
)
def test_the_name_is_cleaned_and_the_ending_is_that_of_the_bytes(document, coordinator, name, kept):
    assert scans.attach_scan(document, by=coordinator, data=jpeg(), name=name).file.name == kept


def test_bytes_that_are_no_scan_change_nothing(document, coordinator):
    scans.attach_scan(document, by=coordinator, data=pdf(), name="Скан.pdf")
    with pytest.raises(RegisterRefused, match="Это не скан"):
        scans.attach_scan(document, by=coordinator, data=b"MZ", name="Скан.pdf")
    assert in_use(document) == ["Скан.pdf"] and StoredFile.objects.count() == 1


def test_nobody_fills_the_disk_with_scans(document, coordinator, monkeypatch):
    monkeypatch.setattr(quotas, "SCANS", 1)
    scans.attach_scan(document, by=coordinator, data=pdf(), name="Скан.pdf")
    with pytest.raises(RegisterRefused, match="прикрепили уже 1"):
        scans.attach_scan(document, by=coordinator, data=pdf(), name="Скан.pdf")
    monkeypatch.setattr(quotas, "SCANS", 9)
    monkeypatch.setattr(quotas, "SCANNED_BYTES", 10)
    with pytest.raises(RegisterRefused, match="осталось 0 МБ"):
        scans.attach_scan(document, by=coordinator, data=pdf(), name="Скан.pdf")


def test_scans_are_kept_for_good(document, coordinator):
    """Also those that were replaced or removed."""
    scan = scans.attach_scan(document, by=coordinator, data=pdf(), name="Скан.pdf")
    scans.remove_scan(scan, by=coordinator)
    StoredFile.objects.update(at=ago(4000))
    for task in TASKS:
        carry_out(task, ago(0), by=THE_PROGRAM)
    assert bytes(Scan.objects.get().file.content.data) == pdf()
