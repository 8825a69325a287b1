"""The files: their name, their kind, what is in them and who gets them."""

from email.message import Message
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from municipalities.models import MunicipalityName
from reports.models import State, Submission
from reports.views import downloads
from tests.documents import read_report
from tests.factories import make_event, make_municipality, make_officer, make_period, make_submission, make_user

CONSOLIDATED = "/periods/2024-4/consolidated.docx"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def bytes_of(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def file_name(response):
    """The name under which a browser saves the file."""
    header = Message()
    header["Content-Disposition"] = response["Content-Disposition"]
    name = header.get_param("filename*", header="Content-Disposition") or header.get_filename()
    return unquote(name[2], name[0]) if isinstance(name, tuple) else unquote(name.removeprefix("utf-8''"))


@pytest.fixture
def own(period, vyazma):
    """The report of Вязьма with one event, a draft."""
    submission = Submission.objects.get(period=period, municipality=vyazma)
    make_event(submission)
    return submission


def test_consolidated_report_comes_as_a_word_file_with_its_russian_name(client_of, coordinator, period, smolensk):
    make_submission(period, smolensk, state="approved")
    response = client_of(coordinator).get(CONSOLIDATED)
    assert response["Content-Type"] == DOCX
    assert response["Content-Disposition"].startswith("attachment;")
    assert file_name(response) == "Сводный отчёт, IV квартал 2024 года.docx"
    content = bytes_of(response)
    assert int(response["Content-Length"]) == len(content)
    assert [len(rows) for _, rows in read_report(content).sections] == [1]
    assert read_report(content).problems == []


def test_scope_decides_what_is_in_the_file_and_shows_in_its_name(client_of, coordinator, period, smolensk, vyazma):
    make_submission(period, smolensk, state="approved")
    make_submission(period, vyazma, state="submitted")
    client = client_of(coordinator)
    response = client.get(CONSOLIDATED, {"scope": "handed-in"})
    assert file_name(response) == "Сводный отчёт, IV квартал 2024 года (все сданные).docx"
    assert len(read_report(bytes_of(response)).sections) == 2
    for rubbish in ("every", "\0", "x" * 5000):
        response = client.get(CONSOLIDATED, {"scope": rubbish})
        assert file_name(response) == "Сводный отчёт, IV квартал 2024 года.docx"
        assert len(read_report(bytes_of(response)).sections) == 1


def test_consolidated_report_without_rows_is_a_sound_file(client_of, coordinator, period):
    assert read_report(bytes_of(client_of(coordinator).get(CONSOLIDATED))).sections == []


def test_the_same_data_give_the_same_bytes(client_of, coordinator, period, smolensk):
    make_submission(period, smolensk, state="approved")
    client = client_of(coordinator)
    assert bytes_of(client.get(CONSOLIDATED)) == bytes_of(client.get(CONSOLIDATED))


@pytest.mark.parametrize(
    ("state", "name", "is_draft"),
    [
        ("draft", "Вяземский район, IV квартал 2024 года (черновик).docx", True),
        ("submitted", "Вяземский район, IV квартал 2024 года (черновик).docx", True),
        ("returned", "Вяземский район, IV квартал 2024 года (черновик).docx", True),
        ("approved", "Вяземский район, IV квартал 2024 года.docx", False),
    ],
)
def test_own_report_is_a_draft_until_it_is_approved(client_of, vyazma_officer, own, vyazma, state, name, is_draft):
    """In the file's name and on every page."""
    make_submission(own.period, vyazma, state=state, officer=vyazma_officer, events=0)
    response = client_of(vyazma_officer).get(f"/report/{own.pk}/report.docx")
    assert (file_name(response), response["Content-Type"]) == (name, DOCX)
    report = read_report(bytes_of(response))
    for kind in ("default", "first"):
        assert ("черновик" in "".join(report.package.header_root(kind).itertext())) is is_draft
    assert [heading for heading, _ in report.sections] == [
        "Муниципальное образование «Вяземский район» Смоленской области"
    ]
    assert len(report.rows) == 1
    assert "И.И. Петров" in report.after[-1]


def test_own_report_without_events_says_why(client_of, coordinator, period, smolensk, vyazma):
    nil = make_submission(period, smolensk, state="submitted", is_nil=True)
    empty = Submission.objects.get(municipality=vyazma)
    client = client_of(coordinator)
    for submission, note in ((nil, "Мероприятий не было"), (empty, "Мероприятия ещё не внесены")):
        assert read_report(bytes_of(client.get(f"/report/{submission.pk}/report.docx"))).notes == [note]


def test_files_are_for_those_who_may_see_them(
    client_of, own, vyazma_officer, smolensk_officer, coordinator, list_administrator, stranger
):
    """The own report: its officer and the coordinator; the consolidated one: the coordinator."""
    cast = [vyazma_officer, coordinator, smolensk_officer, list_administrator, stranger, None]
    for address, answers in (
        (f"/report/{own.pk}/report.docx", [200, 200, 404, 404, 404, 302]),
        (CONSOLIDATED, [403, 200, 403, 403, 403, 302]),
    ):
        for method in ("get", "head"):
            responses = [getattr(client_of(user), method)(address) for user in cast]
            assert [response.status_code for response in responses] == answers
            for response in responses:
                b"".join(response)  # taken whole, so that its file is closed
        assert client_of(coordinator).post(address).status_code == 405


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
def test_a_report_that_does_not_exist_is_not_found(client_of, coordinator, pk):
    assert client_of(coordinator).get(f"/report/{pk}/report.docx").status_code == 404


def test_a_name_with_everything_that_systems_refuse_is_made_safe(client_of, coordinator, own, vyazma):
    """The name of a municipality is typed by people, and the header must not be broken by it."""
    MunicipalityName.objects.filter(municipality=vyazma).update(label='../«Я»/\\:*?"<>|;\r\nSet-Cookie: a=b\u202e')
    response = client_of(coordinator).get(f"/report/{own.pk}/report.docx")
    assert file_name(response) == "«Я» ; Set-Cookie a=b , IV квартал 2024 года (черновик).docx"
    assert "Set-Cookie" not in response.headers
    assert len(read_report(bytes_of(response)).rows) == 1


@pytest.mark.parametrize(
    ("words", "name"),
    [("...", "отчёт"), ("", "отчёт"), (" . a. ", "a"), ("я" * 500, "я" * 150), ("a\tb\u200bc", "a b c")],
)
def test_safe_name_is_never_empty_nor_long(words, name):
    assert downloads.safe_name(words) == name


def test_downloads_take_as_many_queries_for_fifty_reports_as_for_one(client_of, coordinator, db):
    period = make_period()

    def add(number):
        for n in range(number):
            municipality = make_municipality(f"Район {make_period().submissions.count()}")
            make_officer(make_user(f"officer-{municipality.pk}-{n}"), municipality)
            make_submission(period, municipality, state="approved")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert read_report(bytes_of(client.get(CONSOLIDATED))).rows
        return len(captured)

    client = client_of(coordinator)
    add(1)
    one = queries()
    add(49)
    assert Submission.objects.filter(state=State.APPROVED).count() == 50
    assert queries() == one <= 12


def test_a_large_file_waits_on_disk_and_comes_whole(client_of, coordinator, own, monkeypatch):
    monkeypatch.setattr(downloads, "KEPT_IN_MEMORY", 100)
    assert len(read_report(bytes_of(client_of(coordinator).get(f"/report/{own.pk}/report.docx"))).rows) == 1
