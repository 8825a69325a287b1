"""The files: their name, their kind, what is in them and who gets them."""

import datetime
from email.message import Message
from io import BytesIO
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from municipalities.models import MunicipalityName
from reports.files.marks import event_mark, report_mark
from reports.models import Period, State, Submission
from reports.pages import downloads
from reports.prose.words import write_date
from tests.conftest import MANY
from tests.documents import (
    bookmarks_of_rows,
    even,
    hidden_texts,
    read_official_sheet,
    read_report,
    read_workbook,
)
from tests.factories import (
    make_country,
    make_event,
    make_municipality,
    make_officer,
    make_partner,
    make_period,
    make_submission,
    make_user,
    move_to,
)

CONSOLIDATED = "/periods/2024-4/consolidated.docx"
WORKBOOK = "/periods/2024-4/consolidated.xlsx"
BOARD = "/periods/2024-4/board.xlsx"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    ("state", "name", "words"),
    [
        ("draft", "Вяземский район, IV квартал 2024 года (черновик).docx", "отчёт не принят"),
        ("submitted", "Вяземский район, IV квартал 2024 года (черновик).docx", "отчёт не принят"),
        ("returned", "Вяземский район, IV квартал 2024 года (черновик).docx", "отчёт не принят"),
        ("approved", "Вяземский район, IV квартал 2024 года.docx", "отчёт принят"),
    ],
)
def test_own_report_is_a_draft_until_it_is_approved(client_of, vyazma_officer, own, vyazma, state, name, words):
    """In the file's name; every page says so and of what day it is."""
    make_submission(own.period, vyazma, state=state, officer=vyazma_officer, events=0)
    response = client_of(vyazma_officer).get(f"/report/{own.pk}/report.docx")
    assert (file_name(response), response["Content-Type"]) == (name, DOCX)
    report = read_report(bytes_of(response))
    for kind in ("default", "first"):
        said = "".join(report.package.header_root(kind).itertext())
        assert f"проект, на {timezone.localdate():%d.%m.%Y}, {words}" in said
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
        (f"/report/{own.pk}/form.docx", [200, 200, 404, 404, 404, 302]),
        (f"/report/{own.pk}/form.xlsx", [200, 200, 404, 404, 404, 302]),
        (CONSOLIDATED, [403, 200, 403, 403, 403, 302]),
        (WORKBOOK, [403, 200, 403, 403, 403, 302]),
        (BOARD, [403, 200, 403, 403, 403, 302]),
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
    assert file_name(response) == "«Я» ; Set-Cookie a=b, IV квартал 2024 года (черновик).docx"
    assert "Set-Cookie" not in response.headers
    assert len(read_report(bytes_of(response)).rows) == 1


@pytest.mark.parametrize(
    ("words", "name"),
    [("...", "отчёт"), ("", "отчёт"), (" . a. ", "a"), ("я" * 500, "я" * 150), ("a\tb\u200bc", "a b c")],
)
def test_safe_name_is_never_empty_nor_long(words, name):
    assert downloads.safe_name(words) == name


def test_downloads_take_as_many_queries_for_many_reports_as_for_one(client_of, coordinator, db):
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
    add(MANY - 1)
    assert Submission.objects.filter(state=State.APPROVED).count() == MANY
    assert queries() == one <= 12


def test_a_large_file_waits_on_disk_and_comes_whole(client_of, coordinator, own, monkeypatch):
    monkeypatch.setattr(downloads, "KEPT_IN_MEMORY", 100)
    assert len(read_report(bytes_of(client_of(coordinator).get(f"/report/{own.pk}/report.docx"))).rows) == 1


# Marks: by them a table that comes home is compared


def test_files_carry_the_versions_of_what_is_printed(client_of, coordinator, vyazma_officer, own):
    """Of each row its event's, of the section the report's: what was changed since then is known."""
    events = list(own.events.in_report_order())
    Submission.objects.filter(pk=own.pk).update(version=17)
    own.events.update(version=5)
    client = client_of(coordinator)
    marks = [report_mark(own.pk, 17), *(event_mark(event.uid, 5) for event in events)]
    in_word = bytes_of(client.get(f"/report/{own.pk}/report.docx"))
    assert bookmarks_of_rows(in_word) == [[], *([mark] for mark in marks)]
    move_to(Submission.objects.get(pk=own.pk), "submitted", officer=vyazma_officer)
    marks[0] = report_mark(own.pk, Submission.objects.get(pk=own.pk).version)
    in_word = bytes_of(client.get(f"{CONSOLIDATED}?scope=handed-in"))
    in_excel = bytes_of(client.get(f"{WORKBOOK}?scope=handed-in"))
    assert bookmarks_of_rows(in_word) == [[], *([mark] for mark in marks)]
    assert list(hidden_texts(in_excel, "Сводный отчёт").values()) == marks


# The forms to fill in


def form_rows(content):
    """(rows that say something, rows to fill in) of a form for Word; the latter come last."""
    texts = [row[1:] for row in read_report(content).rows]
    filled = [row for row in texts if any(row)]
    assert texts[: len(filled)] == filled
    return filled, len(texts) - len(filled)


@pytest.mark.parametrize(("events", "empty"), [(0, 15), (3, 12), (5, 10), (9, 10)])
def test_a_form_has_what_is_there_and_rows_to_fill_in(client_of, vyazma_officer, period, vyazma, events, empty):
    """At least ten of them, at least fifteen rows in all."""
    submission = make_submission(period, vyazma, officer=vyazma_officer, events=events)
    client = client_of(vyazma_officer)
    in_word = bytes_of(client.get(f"/report/{submission.pk}/form.docx"))
    printed = read_report(bytes_of(client.get(f"/report/{submission.pk}/report.docx")))
    filled, found = form_rows(in_word)
    assert (filled, found) == ([row[1:] for row in printed.rows], empty)
    ((heading, rows),) = read_report(in_word).sections
    assert heading == "Муниципальное образование «Вяземский район» Смоленской области"
    book = read_workbook(bytes_of(client.get(f"/report/{submission.pk}/form.xlsx")))
    assert list(book.sheets) == ["Отчёт"]
    title, headings, sections = read_official_sheet(book.sheets["Отчёт"])
    assert (title, headings, sections) == (printed.title, printed.headings, [(heading, rows)])


def test_a_form_is_a_clean_sheet_and_no_draft_of_a_document(client_of, vyazma_officer, own):
    """It has no place to sign and no «проект», and Word opens it without complaint."""
    report = read_report(bytes_of(client_of(vyazma_officer).get(f"/report/{own.pk}/form.docx")))
    assert (report.after, report.notes, report.problems) == ([""], [], [])
    for kind in ("default", "first"):
        assert "проект" not in "".join(report.package.header_root(kind).itertext())


def test_forms_of_reports_without_events_have_rows_to_fill_in_and_no_note(client_of, coordinator, period, smolensk):
    nil = make_submission(period, smolensk, state="submitted", is_nil=True)
    content = bytes_of(client_of(coordinator).get(f"/report/{nil.pk}/form.docx"))
    assert (form_rows(content), read_report(content).notes) == (([], 15), [])


def test_forms_have_russian_names(client_of, vyazma_officer, own):
    client = client_of(vyazma_officer)
    for ending, kind in (("docx", DOCX), ("xlsx", XLSX)):
        response = client.get(f"/report/{own.pk}/form.{ending}")
        assert response["Content-Type"] == kind
        assert file_name(response) == f"Бланк отчёта, Вяземский район, IV квартал 2024 года.{ending}"
        assert bytes_of(response) == bytes_of(client.get(f"/report/{own.pk}/form.{ending}"))


def test_what_is_typed_into_the_excel_form_stays_what_it_is(client_of, vyazma_officer, own):
    """«1-2» would become a day in a cell of another format; texts wrap under headings that stay."""
    book = load_workbook(BytesIO(bytes_of(client_of(vyazma_officer).get(f"/report/{own.pk}/form.xlsx"))))
    sheet = book["Отчёт"]
    cells = [cell for row in sheet.iter_rows(min_row=4, min_col=2, max_col=6) for cell in row]
    assert len(cells) == 15 * 5
    assert {cell.number_format for cell in cells} == {"@"}
    assert all(cell.alignment.wrap_text for cell in cells)
    assert sheet.freeze_panes == "A3"
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEF"]
    assert [round(width * 8 / 96 * 25.4) for width in widths] == [11, 42, 40, 32, 79, 63]


def test_forms_carry_marks_in_the_filled_rows_only(client_of, vyazma_officer, own):
    client = client_of(vyazma_officer)
    event = own.events.get()
    own.refresh_from_db()
    marks = [report_mark(own.pk, own.version), event_mark(event.uid, event.version)]
    in_word = bytes_of(client.get(f"/report/{own.pk}/form.docx"))
    in_excel = bytes_of(client.get(f"/report/{own.pk}/form.xlsx"))
    assert bookmarks_of_rows(in_word) == [[], *([mark] for mark in marks), *[[]] * 14]
    assert hidden_texts(in_excel, "Отчёт") == dict(enumerate(marks, 3))


def test_the_report_offers_its_forms_while_it_may_be_edited(client_of, vyazma_officer, own, vyazma):
    client = client_of(vyazma_officer)
    addresses = [f'href="/report/{own.pk}/form.{ending}"' for ending in ("docx", "xlsx")]
    page = client.get(f"/report/{own.pk}/").content.decode()
    assert all(address in page for address in addresses)
    move_to(own, "submitted", officer=vyazma_officer)
    page = client.get(f"/report/{own.pk}/").content.decode()
    assert not any(address in page for address in addresses)


# The workbooks


def entries_of(sheet):
    """Each row of a list as {heading: value}; empty cells are left out."""
    headings, *rows = sheet.rows.values()
    return [{headings[letter]: value for letter, value in row.items()} for row in rows]


def test_the_workbook_has_the_rows_of_the_word_file_in_either_scope(client_of, coordinator, period, smolensk, vyazma):
    make_submission(period, smolensk, state="approved", events=2)
    make_submission(period, vyazma, state="submitted", events=1)
    client = client_of(coordinator)
    for query, name, count in (
        ("", "Сводный отчёт, IV квартал 2024 года.xlsx", 2),
        ("?scope=handed-in", "Сводный отчёт, IV квартал 2024 года (все сданные).xlsx", 3),
        ("?scope=%00", "Сводный отчёт, IV квартал 2024 года.xlsx", 2),
    ):
        response = client.get(WORKBOOK + query)
        assert (file_name(response), response["Content-Type"]) == (name, XLSX)
        content = bytes_of(response)
        assert content == bytes_of(client.get(WORKBOOK + query))
        in_word = read_report(bytes_of(client.get(CONSOLIDATED + query)))
        in_excel = read_official_sheet(read_workbook(content).sheets["Сводный отчёт"])
        assert in_excel == (in_word.title, in_word.headings, in_word.sections)
        assert len(in_word.rows) == len(entries_of(read_workbook(content).sheets["Данные"])) == count


def test_the_sheet_of_data_has_what_is_understood_and_linked(client_of, coordinator, period, vyazma, vyazma_officer):
    submission = make_submission(period, vyazma)
    make_country("CN", "Китай", "Китайская Народная Республика")
    partners = [make_partner("г. Полоцк"), make_partner("г. Витебск")]
    event = make_event(
        submission,
        total=120,
        total_foreign=20,
        countries=["CN", "BY"],
        partners=[[partner.pk, partner.name] for partner in partners],
        agreements=[
            {"kind": "agreement", "title": "Соглашение о дружбе", "signed_on": datetime.date(2024, 11, 4)},
            {"kind": "roadmap", "title": "План", "signed_text": "ноябрь 2024 года"},
        ],
    )
    plain = make_event(submission, name="Без связей", period_text="когда-нибудь", place_text="Где-то")
    move_to(submission, "submitted", officer=vyazma_officer)
    sheet = read_workbook(bytes_of(client_of(coordinator).get(f"{WORKBOOK}?scope=handed-in"))).sheets["Данные"]
    full, bare = entries_of(sheet)
    wanted = {
        "№": 1,
        "Муниципальное образование": "Вяземский район",
        "Раздел сводного отчёта": "Муниципальное образование «Вяземский район» Смоленской области",
        "Первый день": datetime.date(2024, 11, 4),
        "Последний день": datetime.date(2024, 11, 4),
        "Точность сроков": "по дням",
        "Страна проведения": "Беларусь",
        "Формат": "очно",
        "Всего, человек": 120,
        "Из них иностранных": 20,
        "Страны участников": "Беларусь; Китай",
        "Партнёры": "г. Витебск; г. Полоцк",
        "Подписанные документы": "Соглашение о дружбе (04.11.2024)\nПлан (ноябрь 2024 года)",
        "Документов": 2,
        "Состояние отчёта": "на проверке",
        "Постоянный номер": str(event.uid),
    }
    assert {heading: full.get(heading) for heading in wanted} == wanted
    assert (bare["Точность сроков"], bare["Документов"], bare["Постоянный номер"]) == ("не понято", 0, str(plain.uid))
    assert not {"Первый день", "Партнёры", "Всего, человек", "Страна проведения"} & set(bare)


def test_a_workbook_takes_as_many_queries_for_many_reports_as_for_one(client_of, coordinator, db):
    period = make_period()
    client = client_of(coordinator)

    def add(number):
        for n in range(number):
            municipality = make_municipality(f"Район {make_period().submissions.count()}")
            make_officer(make_user(f"officer-{municipality.pk}-{n}"), municipality)
            make_submission(period, municipality, state="approved")

    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            read_workbook(bytes_of(client.get(address)))
        return len(captured)

    add(1)
    one = [queries(WORKBOOK), queries(BOARD)]
    add(MANY - 1)
    assert Submission.objects.filter(state=State.APPROVED).count() == MANY
    assert [queries(WORKBOOK), queries(BOARD)] == one
    assert max(one) <= 12


def test_the_board_comes_as_a_workbook_with_who_owes_and_whom_to_call(
    client_of, coordinator, period, smolensk_officer, smolensk, vyazma
):
    """Nil and not handed in are told apart; without an officer the municipality's card answers."""
    vyazma.phone, vyazma.email = "8 (48131) 0-00-00", "vyazma@card.example"
    vyazma.save()
    make_submission(period, smolensk, state="submitted", is_nil=True, officer=smolensk_officer)
    Period.objects.update(deadline=timezone.localdate() - datetime.timedelta(days=3))
    response = client_of(coordinator).get(BOARD)
    assert response["Content-Type"] == XLSX
    today = even(write_date(timezone.localdate()))
    assert file_name(response) == f"Сбор отчётов, IV квартал 2024 года, на {today}.xlsx"
    handed_in, owed = entries_of(read_workbook(bytes_of(response)).sheets["Сбор отчётов"])
    assert handed_in == {
        "Муниципальное образование": "город Смоленск",
        "Состояние": "на проверке",
        "Нет мероприятий": "нет мероприятий",
        "Строк в отчёте": 0,
        "Впервые сдан": timezone.localdate(),
        "Сдан": timezone.localdate(),
        "Опоздание, дней": 3,
        "Исполнитель": "Белова\u00a0Т.\u00a0И.",
        "Телефон": "8 (4812) 00-01-20",
    }
    assert owed == {
        "Муниципальное образование": "Вяземский район",
        "Состояние": "ещё не сдал",
        "Строк в отчёте": 0,
        "Опоздание, дней": 3,
        "Исполнитель": "не назначен",
        "Телефон": "8 (48131) 0-00-00",
        "Электронная почта": "vyazma@card.example",
    }


@pytest.mark.parametrize(
    ("query", "found", "ending"),
    [
        ("", ["город Смоленск", "Вяземский район"], ""),
        ("?show=owed", ["Вяземский район"], ", ещё не сдали"),
        ("?show=waiting&q=смол", ["город Смоленск"], ", ждут решения"),
        ("?q=вязьма+смоленск", [], ""),
        ("?show=%00rubbish", ["город Смоленск", "Вяземский район"], ""),
    ],
)
def test_the_board_as_a_workbook_respects_the_filter(client_of, coordinator, period, smolensk, query, found, ending):
    make_submission(period, smolensk, state="submitted")
    response = client_of(coordinator).get(BOARD + query)
    entries = entries_of(read_workbook(bytes_of(response)).sheets["Сбор отчётов"])
    assert [entry["Муниципальное образование"] for entry in entries] == found
    assert file_name(response).endswith(f"{even(write_date(timezone.localdate()))}{ending}.xlsx")


def test_pages_offer_the_workbooks_with_what_they_show(client_of, coordinator, period, smolensk):
    make_submission(period, smolensk, state="submitted")
    client = client_of(coordinator)
    page = client.get("/periods/2024-4/consolidated/?scope=handed-in").content.decode()
    assert f'href="{WORKBOOK}?scope=handed-in"' in page
    assert f'href="{BOARD}"' in client.get("/periods/2024-4/").content.decode()
    page = client.get("/periods/2024-4/?show=waiting&q=смол").content.decode()
    assert f'href="{BOARD}?show=waiting&amp;q=%D1%81%D0%BC%D0%BE%D0%BB"' in page


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        *(("Отчёт.docx", "Отчёт.docx"), ("Отчёт.PDF", "Отчёт.PDF"), ("Таблица.txt", "Таблица.txt")),
        *(
            ("Отчёт", "Отчёт.txt"),
            ("Вставленная таблица.html", "Вставленная таблица.html.txt"),
            (".js", "отчёт.js.txt"),
        ),
        *(("Отчёт.docx.js", "Отчёт.docx.js.txt"), ("Отчёт.docx .", "Отчёт.docx.txt"), ("Отчёт.hta ", "Отчёт.hta.txt")),
        *(("Отчёт\u202excod.bat", "Отчёт xcod.bat.txt"), ("../..\\Отчёт.docx", "Отчёт.docx")),
        *(
            ("Отчёт.docx::$DATA.docx", "Отчёт.docx $DATA.docx"),
            ("я" * 500 + ".docx", "я" * 150 + ".docx"),
            ("", "отчёт.txt"),
        ),
    ],
)
def test_an_uploaded_file_is_saved_under_an_ending_that_runs_nothing(name, saved):
    assert downloads.name_of_upload(name) == saved
