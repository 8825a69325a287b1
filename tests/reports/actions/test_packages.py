"""The package for sending: everything in one archive, kept as it was sent, and the same bytes for the same data."""

import datetime
import hashlib
import io
import zipfile
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from lxml import etree

from reports.actions import checking, conversions, packages, quotas, retention, workflow
from reports.actions.packages import LetterFields, NotMade, NotReady, last_fields, make_package, save_covering
from reports.actions.releases import make_release
from reports.files import convert
from reports.models import Agreement, CoveringText, Package, StoredFile
from reports.prose.covering import DEFAULT_HEADING, DEFAULT_TEXT
from reports.queries.packages import current_covering
from reports.rules.permissions import THE_PROGRAM
from tests import factories
from tests.documents import W

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

FIELDS = LetterFields(
    "01-15/27", datetime.date(2025, 1, 15), "Министру\nИ.И. Иванову", "Начальник отдела", "Е.В. Орлова", "Орлова\n12-34"
)


@pytest.fixture
def release(period, smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator):
    report = factories.make_submission(period, smolensk, events=0, officer=smolensk_officer)
    agreement = {"kind": "agreement", "title": "О дружбе", "parties": "Смоленск; Витебск", "countries": []}
    factories.make_event(report, name="Дни Минска", agreements=[agreement])
    factories.make_event(report, name="Форум")
    factories.move_to(report, "approved", officer=smolensk_officer, coordinator=coordinator)
    factories.make_submission(
        period, vyazma, state="approved", is_nil=True, officer=vyazma_officer, coordinator=coordinator
    )
    return make_release(period, by=coordinator)


@pytest.fixture
def office(settings, monkeypatch):
    """What stands in the place of LibreOffice: a PDF of two pages, an ODT. Nothing is made before `work`."""
    settings.CONVERTER = "/bin/sh"

    def make(data, ending, to, **options):
        return b"%PDF-1.7 /Type /Pages /Type/Page /Type /Page>>" if to.startswith("pdf") else b"PK an odt"

    monkeypatch.setattr(convert, "convert", make)
    monkeypatch.setattr(conversions, "in_background", lambda pk: None)

    def work():
        while conversions.work_next():
            pass

    return work


def files_of(package):
    with zipfile.ZipFile(io.BytesIO(bytes(package.file.content.data))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def words_of(document):
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    lines = ("".join(text.text or "" for text in line.iter(f"{W}t")) for line in root.iter(f"{W}p"))
    return [line.replace("\u00a0", " ") for line in lines if line]


LETTER, SIGNED, CONTENTS = packages.LETTER, packages.SIGNED, packages.CONTENTS
NAME = "2. Сводный отчёт, IV квартал 2024 года"


def test_everything_for_sending_is_in_one_archive(release, coordinator, office):
    with pytest.raises(NotReady):
        make_package(release, FIELDS, by=coordinator)
    office()
    files = files_of(make_package(release, FIELDS, by=coordinator))
    assert list(files) == [LETTER, *(f"{NAME}.{end}" for end in ("docx", "odt", "pdf", "xlsx")), SIGNED, CONTENTS]
    assert files[f"{NAME}.docx"] == bytes(release.document.content.data)
    assert files[f"{NAME}.xlsx"] == bytes(release.workbook.content.data)
    assert files[f"{NAME}.pdf"] == bytes(release.copies.get(kind="pdf").file.content.data)
    assert "О дружбе" in words_of(files[SIGNED])


def test_the_letter_has_nothing_left_to_write(release, coordinator, office):
    packages.prepare_copies(release, by=coordinator)
    office()
    letter = words_of(files_of(make_package(release, FIELDS, by=coordinator))[LETTER])
    assert letter[:3] == ["15 января 2025 года № 01-15/27", "Министру", "И.И. Иванову"]
    text = " ".join(letter)
    for words in (
        "О направлении отчёта за IV квартал 2024 года",
        "В отчёт включены 2 мероприятия, проведённые в одном муниципальном образовании. Ещё в одном муниципальном "
        "образовании мероприятия не проводились.",
        "Подписан 1 документ, сведения о нём прилагаются.",
        "Сводный отчёт за IV квартал 2024 года на 2 л. в 1 экз.",
        "Перечень документов, подписанных в IV квартале 2024 года, на 2 л. в 1 экз.",
        "То же в электронном виде: Word (.docx), PDF, OpenDocument (.odt), Excel (.xlsx).",
        "Начальник отдела",
        release.code,
    ):
        assert words in text
    assert "{" not in text and "__" not in text


def test_without_libreoffice_the_list_of_the_archive_says_what_is_not_there(release, coordinator):
    package = make_package(release, FIELDS, by=coordinator)
    files = files_of(package)
    assert f"{NAME}.pdf" not in files and f"{NAME}.odt" not in files
    contents = files[CONTENTS].decode("utf-8-sig")
    assert "PDF – нет: на сервере нет LibreOffice" in contents and "ODT – нет" in contents
    assert [what for what, _ in package.absent] == ["PDF", "ODT"]
    assert "Сводный отчёт за IV квартал 2024 года в 1 экз." in " ".join(words_of(files[LETTER]))
    for name, data in files.items():
        if name != CONTENTS:
            assert f"{name} – {len(data)} байт, SHA-256 {hashlib.sha256(data).hexdigest()}" in contents


def test_what_libreoffice_cannot_make_is_left_out_with_the_reason(release, coordinator, office, monkeypatch):
    def fail(*args, **options):
        raise convert.NotConverted("it crashed")

    monkeypatch.setattr(convert, "convert", fail)
    packages.prepare_copies(release, by=coordinator)
    office()
    package = make_package(release, FIELDS, by=coordinator)
    assert package.absent == [["PDF", packages.FAILED], ["ODT", packages.FAILED]]


def test_the_same_data_are_the_same_bytes_and_a_second_package_has_its_own_number(release, coordinator):
    first, second = (make_package(release, FIELDS, by=coordinator) for _ in range(2))
    assert (first.number, second.number) == (1, 2)
    assert first.digest == second.digest == hashlib.sha256(bytes(first.file.content.data)).hexdigest()
    other = make_package(release, replace(FIELDS, number="2"), by=coordinator)
    assert other.digest != first.digest and other.number == 3
    assert Package.objects.get(pk=first.pk).letter_number == FIELDS.number


def test_a_package_stays_as_it_was_sent(release, coordinator, smolensk_officer):
    package = make_package(release, FIELDS, by=coordinator)
    before = bytes(package.file.content.data)
    save_covering("Иначе", "Направляю {документ}.", by=coordinator)
    report = release.period.submissions.get(state="approved", is_nil=False)
    workflow.reopen(report, by=coordinator, reason="Ошибка", until=timezone.localdate() + datetime.timedelta(days=1))
    assert bytes(Package.objects.get().file.content.data) == before
    for change in (lambda: Package.objects.update(number=9), package.delete, package.save):
        with pytest.raises(TypeError):
            change()


def test_cleaning_up_leaves_packages(release, coordinator):
    package = make_package(release, FIELDS, by=coordinator)
    later = timezone.now() + datetime.timedelta(days=400)
    for task in retention.TASKS:
        retention.carry_out(task, later, by=THE_PROGRAM)
    assert bytes(StoredFile.objects.get(pk=package.file_id).content.data)


def test_a_letter_without_a_number_leaves_a_place_for_it(release, coordinator):
    letter = words_of(files_of(make_package(release, replace(FIELDS, number=""), by=coordinator))[LETTER])
    assert letter[0] == "15 января 2025 года № __________"


def test_without_signed_documents_there_is_no_list_of_them(release, coordinator):
    Agreement.objects.all().delete()
    package = make_package(release, FIELDS, by=coordinator)
    files = files_of(package)
    assert SIGNED not in files
    assert ["Перечень подписанных документов", packages.NOTHING_SIGNED] in package.absent
    assert "Документы в этом квартале не подписывались." in words_of(files[LETTER])


def test_the_next_letter_begins_with_the_last_one(release, coordinator):
    assert last_fields() is None
    make_package(release, FIELDS, by=coordinator)
    assert last_fields() == FIELDS


def test_the_archive_is_known_at_the_public_check(release, coordinator):
    package = make_package(release, FIELDS, by=coordinator)
    answer = checking.check_file(bytes(package.file.content.data), "Пакет.zip", None, by="10.0.0.1")
    assert answer.is_same_file and answer.release == release


def test_too_large_a_package_is_not_kept(release, coordinator, monkeypatch):
    monkeypatch.setattr(packages, "MAX_BYTES", 100)
    with pytest.raises(NotMade, match="больше 30 МБ"):
        make_package(release, FIELDS, by=coordinator)
    assert not Package.objects.exists()


def test_the_text_of_the_letter_changes_and_comes_back(release, coordinator):
    assert current_covering() == (DEFAULT_HEADING, DEFAULT_TEXT)
    assert save_covering("О материалах", "Направляю {документ}.\n{остальные}", by=coordinator)
    assert not save_covering("О материалах", "Направляю {документ}.\n{остальные}", by=coordinator)
    letter = words_of(files_of(make_package(release, FIELDS, by=coordinator))[LETTER])
    assert "О материалах" in letter and "Подписан" not in " ".join(letter)
    save_covering(DEFAULT_HEADING, DEFAULT_TEXT, by=coordinator)
    assert current_covering() == (DEFAULT_HEADING, DEFAULT_TEXT)
    assert CoveringText.objects.count() == 2, "nothing that was in force is lost"


def test_nobody_else_makes_one(release, observer, smolensk_officer):
    for person in (observer, smolensk_officer, None):
        with pytest.raises(PermissionDenied):
            make_package(release, FIELDS, by=person)
    assert not Package.objects.exists()


def test_so_many_packages_of_a_release_are_made_on_one_day(release, coordinator, monkeypatch):
    monkeypatch.setattr(quotas, "PACKAGES", 0)
    with pytest.raises(NotMade, match="собрано уже 0 пакетов: скачайте любой из них"):
        make_package(release, FIELDS, by=coordinator)
