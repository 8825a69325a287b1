"""Anybody may compare a file with what was released; how often is bounded, and nothing of a file is kept."""

import io
import random
import zipfile

import pytest
from django.utils import timezone

from municipalities.models import GuessCount
from reports.actions import checking, corrections
from reports.actions.checking import NotChecked, check_file
from reports.actions.releases import make_release
from reports.files.read import formats
from reports.models import StoredFile
from tests import factories
from tests.reports.files import alterations as made

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

HERE, THERE = "10.0.0.1", "10.0.0.2"
NAMES = ["Дни Минска", "Форум друзей", "Выставка книг"]


@pytest.fixture
def report(period, smolensk, smolensk_officer, coordinator):
    made_here = factories.make_submission(period, smolensk, events=0, officer=smolensk_officer)
    for name in NAMES:
        factories.make_event(made_here, name=name)
    return factories.move_to(made_here, "approved", officer=smolensk_officer, coordinator=coordinator)


@pytest.fixture
def release(report, coordinator):
    return make_release(report.period, by=coordinator)


def bytes_of(stored):
    return bytes(stored.content.data)


def with_one_letter_changed(release, name=NAMES[1]):
    other = made.other_letter(name, random.Random(1))
    return made.with_part(
        bytes_of(release.document), "word/document.xml", lambda blob: blob.replace(name.encode(), other.encode(), 1)
    )


def resaved(data):
    """The same words in other bytes."""
    return made.with_part(data, "docProps/app.xml", lambda blob: blob + b"\n")


def test_the_very_files_are_known_by_their_bytes(release):
    for stored in (release.document, release.workbook):
        answer = check_file(bytes_of(stored), "как угодно.bin", None, by=HERE)
        assert (answer.release, answer.is_same_file, answer.is_same) == (release, True, True)


def test_other_bytes_with_the_same_words_are_the_same_document(release):
    for stored, kind in ((release.document, formats.WORD), (release.workbook, formats.EXCEL)):
        answer = check_file(resaved(bytes_of(stored)), "", None, by=HERE)
        assert (answer.release, answer.kind, answer.is_same_file, answer.is_same) == (release, kind, False, True)


def test_an_altered_file_is_told_apart_with_its_row(release):
    [one] = check_file(with_one_letter_changed(release), "", None, by=HERE).differences
    assert (one.place, one.column) == ("строка 2", "Наименование")


def test_an_older_release_is_compared_with_itself_and_not_with_the_one_that_was_asked_for(release, report, coordinator):
    """The code in the file says which document it is; an addendum that came later does not make it wrong."""
    event = report.events.get(name=NAMES[0])
    texts = {**{key: getattr(event, key) for key in factories.EVENT}, "name": "Дни города Минска"}
    how = {"by": coordinator, "values": texts, "reason": "Опечатка", "version": report.version}
    done = corrections.correct_row(event, code=corrections.try_correction(event, **how).addendum.code, **how)
    answer = check_file(resaved(bytes_of(release.document)), "", done.release, by=HERE)
    assert answer.release == release and answer.is_same
    of_addendum = check_file(resaved(bytes_of(done.release.document)), "", release, by=HERE)
    assert of_addendum.release == done.release and of_addendum.is_same


FOOTERS = ("word/footer1.xml", "word/footer2.xml")


def with_footers(release, change):
    data = bytes_of(release.document)
    for part in FOOTERS:
        data = made.with_part(data, part, change)
    return data


def test_a_file_without_its_code_needs_the_code_from_the_paper(release):
    bare = with_footers(release, lambda blob: blob.replace(f"Код проверки {release.code}".encode(), b""))
    with pytest.raises(NotChecked, match="нет кода проверки"):
        check_file(bare, "", None, by=HERE)
    answer = check_file(bare, "", release, by=HERE)
    assert answer.is_same and not answer.has_code


def test_a_code_in_the_file_that_nobody_has_is_a_difference(release):
    data = with_footers(
        release, lambda blob: blob.replace(f"Код проверки {release.code}".encode(), "Код проверки 0000".encode())
    )
    with pytest.raises(NotChecked, match="нет ни у одного выпущенного документа"):
        check_file(data, "", None, by=HERE)
    assert [one.kind for one in check_file(data, "", release, by=HERE).differences] == ["code"]


def zipped(data, name="Отчёт.docx", times=1):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(times):
            package.writestr(f"{number}{name}", data)
    return stream.getvalue()


def bomb(release):
    """Forty megabytes in some kilobytes."""
    stream = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(bytes_of(release.document)))
    with source as package, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as blown:
        for part in package.namelist():
            blob = package.read(part)
            blown.writestr(part, blob + b" " * 40_000_000 if part == "word/document.xml" else blob)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (lambda release: b"", "Файл пуст"),
        (lambda release: b" \0\n", "Файл пуст"),
        (lambda release: b"x" * (30 * 1024 * 1024 + 1), "больше 30 МБ"),
        (lambda release: zipped(bytes_of(release.document)), "Это архив"),
        (lambda release: zipped(b"x", "x.txt", 3), "Это архив"),
        (lambda release: bytes_of(release.document)[:-200], "Прочитать файл не удалось"),
        (bomb, "Прочитать файл не удалось"),
        (lambda release: b"%PDF-1.7 x", "PDF этот сервер не читает"),
        (lambda release: b"\x89PNG", "Здесь сверяются"),
        (lambda release: "просто текст".encode(), "Здесь сверяются"),
        (lambda release: b"{\\rtf1 x}", "Здесь сверяются"),
    ],
    ids="nothing blanks large archive archive-of-texts cut bomb pdf picture text rtf".split(),
)
def test_what_cannot_be_compared_gets_a_sentence(release, data, said):
    with pytest.raises(NotChecked, match=said) as refusal:
        check_file(data(release), "документ.docx", release, by=HERE)
    assert "странице загрузки" not in str(refusal.value)


def test_nothing_of_a_file_is_kept(release):
    before = StoredFile.objects.count()
    check_file(with_one_letter_changed(release), "", None, by=HERE)
    assert StoredFile.objects.count() == before


def test_one_address_and_all_together_are_bounded(release, monkeypatch):
    monkeypatch.setattr(checking, "AN_ADDRESS", 2)
    monkeypatch.setattr(checking, "IN_ALL", 3)
    data = bytes_of(release.document)
    for _ in range(2):
        check_file(data, "", None, by=HERE)
    with pytest.raises(NotChecked, match="через 60 мин") as refusal:
        check_file(data, "", None, by=HERE)
    assert refusal.value.is_too_often
    check_file(data, "", None, by=THERE)
    with pytest.raises(NotChecked):
        check_file(data, "", None, by="10.0.0.3")
    GuessCount.objects.update(last_at=timezone.now() - 2 * checking.guesses.PERIOD)
    assert check_file(data, "", None, by=HERE).is_same


def test_one_is_read_at_a_time_and_the_place_is_free_again(release, monkeypatch):
    """Strangers hold one of the web processes at most, for less than the patience of gunicorn."""
    assert checking.LEASE.total_seconds() <= 60
    data = resaved(bytes_of(release.document))
    inside = []

    def read(*args, **kwargs):
        with pytest.raises(NotChecked, match="Повторите через несколько секунд") as refusal:
            check_file(data, "", None, by=THERE)
        inside.append(refusal.value.is_too_often)
        raise checking.Unreadable("не читается")

    with monkeypatch.context() as patch:
        patch.setattr(checking.process, "read_printed", read)
        with pytest.raises(NotChecked, match="Прочитать файл не удалось"):
            check_file(data, "", None, by=HERE)
    assert inside == [True]
    assert check_file(data, "", None, by=HERE).is_same


@pytest.mark.child_process
def test_a_file_is_read_in_a_process_of_its_own(release):
    assert check_file(resaved(bytes_of(release.document)), "", None, by=HERE).is_same
