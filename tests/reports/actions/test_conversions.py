"""PDF and ODT: each is made once, the worker may die, LibreOffice may hang, and what a release has become is kept."""

import datetime
import threading

import pytest
from django.utils import timezone

from reports.actions import conversions
from reports.actions.conversions import ask_for, ask_for_release, prepare, try_again, work, work_next
from reports.actions.periods import close
from reports.actions.releases import make_release
from reports.files import convert
from reports.models import Conversion, ReleaseCopy
from tests.factories import make_submission

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

State = Conversion.State
DOCUMENT = b"PK a document"


@pytest.fixture
def office(settings, monkeypatch):
    """Function: what stands in the place of LibreOffice; by default it makes a file of the kind that is asked for.
    Nothing is worked on before a test says so."""
    settings.CONVERTER = "/bin/sh"
    asked = []

    def make(data, ending, to, *, tell=None, **options):
        asked.append((data, ending, to))
        return (b"%PDF-" if to.startswith("pdf") else b"PK") + data

    def use(function):
        monkeypatch.setattr(convert, "convert", function)

    use(make)
    monkeypatch.setattr(conversions, "in_background", lambda pk: None)
    use.asked = asked
    return use


@pytest.fixture
def release(office, period, smolensk, coordinator):
    make_submission(period, smolensk, state="approved")
    close(period, by=coordinator)
    return make_release(period, by=coordinator)


def again(conversion):
    return Conversion.objects.get(pk=conversion.pk)


def test_a_document_becomes_a_pdf_and_the_document_is_let_go(office, coordinator):
    conversion = ask_for(DOCUMENT, "pdf", by=coordinator)
    assert conversion.state == State.WAITING
    work(conversion.pk)
    done = again(conversion)
    assert (done.state, bytes(done.result), bytes(done.source)) == (State.READY, b"%PDF-" + DOCUMENT, b"")
    assert office.asked == [(DOCUMENT, "docx", "pdf:writer_pdf_Export")]


def test_the_same_document_is_made_once_for_everybody_and_each_kind_once(office, coordinator, vyazma_officer):
    first = ask_for(DOCUMENT, "pdf", by=coordinator)
    assert ask_for(DOCUMENT, "pdf", by=vyazma_officer) == first
    assert ask_for(DOCUMENT, "odt", by=coordinator) != first
    while work_next():
        pass
    assert [to for _, _, to in office.asked] == ["pdf:writer_pdf_Export", "odt:writer8"]
    assert not work_next()


def test_without_libreoffice_nothing_is_taken(office, settings, coordinator):
    conversion = ask_for(DOCUMENT, "pdf", by=coordinator)
    settings.CONVERTER = ""
    assert not work_next()
    assert again(conversion).state == State.WAITING


@pytest.mark.parametrize(("words", "is_too_long"), [("it took too long", True), ("nothing was made", False)])
def test_one_that_fails_says_so_and_may_be_tried_again(office, coordinator, words, is_too_long):
    def fail(*args, **options):
        raise convert.NotConverted(words)

    office(fail)
    conversion = ask_for(DOCUMENT, "pdf", by=coordinator)
    work(conversion.pk)
    failed = again(conversion)
    assert (failed.state, failed.is_too_long) == (State.FAILED, is_too_long)
    assert not work_next()
    try_again(conversion, by=coordinator)
    assert (again(conversion).state, again(conversion).is_too_long) == (State.WAITING, False)


def test_bytes_of_another_kind_are_no_pdf(office, coordinator):
    office(lambda *args, **options: b"PK")
    conversion = ask_for(DOCUMENT, "pdf", by=coordinator)
    work(conversion.pk)
    assert again(conversion).state == State.FAILED


@pytest.mark.parametrize("ago", [1, -60], ids=["silent for a minute", "its sign is of a clock that was ahead"])
def test_a_dead_worker_is_replaced_and_writes_nothing_any_more(office, coordinator, ago):
    conversion = ask_for(DOCUMENT, "pdf", by=coordinator)

    def slow(data, *args, tell, **options):
        """It falls asleep, and another takes over and ends before it."""
        Conversion.objects.filter(pk=conversion.pk).update(beat_at=timezone.now() - datetime.timedelta(minutes=ago))
        office(lambda *args, **options: b"%PDF- of the second")
        assert work_next()
        return b"%PDF- of the first"

    office(slow)
    work(conversion.pk)
    assert bytes(again(conversion).result) == b"%PDF- of the second"


def test_one_whose_workers_are_killed_again_and_again_is_given_up(office, coordinator):
    conversion = ask_for(DOCUMENT, "pdf", by=coordinator)
    for _ in range(conversions.MOST_TRIES):
        long_ago = timezone.now() - datetime.timedelta(minutes=1)
        Conversion.objects.filter(pk=conversion.pk).update(state=State.WORKING, beat_at=long_ago)
        Conversion.objects.filter(pk=conversion.pk).update(tries=conversions.MOST_TRIES)
    assert work_next()
    assert again(conversion).state == State.FAILED
    assert office.asked == []


def test_a_worker_that_ends_lays_its_work_back(office, coordinator):
    def stopped(*args, tell, **options):
        if not tell(0, 0):
            raise convert.Stopped

    office(stopped)
    conversion = ask_for(DOCUMENT, "pdf", by=coordinator)
    work(conversion.pk, lambda: False)
    laid_back = again(conversion)
    assert (laid_back.state, laid_back.beat_at, laid_back.tries) == (State.WAITING, None, 0)


def test_one_person_waits_for_five_documents_at_most(office, coordinator, vyazma_officer):
    for number in range(conversions.MOST_WAITING):
        ask_for(b"PK %d" % number, "pdf", by=coordinator)
    with pytest.raises(conversions.TooMany):
        ask_for(b"PK another", "pdf", by=coordinator)
    ask_for(b"PK 0", "pdf", by=coordinator)  # it is there
    ask_for(b"PK another", "pdf", by=vyazma_officer)


def test_what_a_release_has_made_for_itself_is_no_document_that_somebody_waits_for(office, release, coordinator):
    """Three quarters closed in a row would take six of five places."""
    assert Conversion.objects.filter(release=release, by=coordinator, state=State.WAITING).count() == 2
    for number in range(conversions.MOST_WAITING):
        ask_for(b"PK %d" % number, "pdf", by=coordinator)
    with pytest.raises(conversions.TooMany):
        ask_for(b"PK another", "pdf", by=coordinator)


def test_a_release_is_made_into_both_and_keeps_them(office, release, coordinator):
    assert list(Conversion.objects.values_list("kind", flat=True)) == ["pdf", "odt"]
    while work_next():
        pass
    copies = {copy.kind: copy for copy in release.copies.select_related("file__content")}
    document = bytes(release.document.content.data)
    assert bytes(copies["pdf"].file.content.data) == b"%PDF-" + document
    assert copies["odt"].file.name == "Сводный отчёт, IV квартал 2024 года.odt"
    assert copies["pdf"].file.content_type == "application/pdf"
    assert {bytes(one.result) for one in Conversion.objects.all()} == {b""}
    Conversion.objects.all().delete()
    office(lambda *args, **options: b"%PDF- another")
    work(ask_for_release(release, "pdf", by=coordinator).pk)
    assert ReleaseCopy.objects.filter(kind="pdf").get() == copies["pdf"]


def test_a_release_without_libreoffice_is_made_and_nothing_waits(office, settings, period, smolensk, coordinator):
    settings.CONVERTER = ""
    make_submission(period, smolensk, state="approved")
    close(period, by=coordinator)
    release = make_release(period, by=coordinator)
    assert not Conversion.objects.exists()
    settings.CONVERTER = "/bin/sh"
    prepare(release, by=coordinator)
    assert Conversion.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_thread_beside_a_worker_of_imports_works_and_ends(office, coordinator):
    conversion = ask_for(DOCUMENT, "pdf", by=coordinator)
    is_over = threading.Event()
    thread = conversions.Converter(lambda: not is_over.is_set(), seconds_between_looks=0.01)
    thread.start()
    done = conversions.wait(conversion, 60)
    is_over.set()
    thread.join(60)
    assert (done.state, thread.is_alive()) == (State.READY, False)
