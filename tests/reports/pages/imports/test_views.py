"""The pages of an uploaded table: the upload, the preview with its choices, the result, the undo."""

import datetime
import io
import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reports.actions import events as event_actions
from reports.actions import workflow
from reports.files.read.rows import AgreementRow, Doubt, Loose, Problem, ReadFile, ReadSection, Unreadable
from reports.imports import jobs, undo
from reports.models import Event, ImportJob, StoredFile
from reports.pages.imports import paging, views
from reports.pages.imports.forms import PreviewFilter
from reports.rules import event_limits
from tests import factories
from tests.conftest import MANY
from tests.factories import make_import, make_row
from tests.reports.files.read.packages import EVENT, HEADINGS, word_file, word_table

pytestmark = pytest.mark.django_db

State = ImportJob.State
A_DOCUMENT = word_file(word_table(HEADINGS, EVENT))


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk)


@pytest.fixture
def client(client_of, smolensk_officer):
    return client_of(smolensk_officer)


@pytest.fixture
def upload(report, smolensk_officer):
    """Function rows → the officer's import of them, read."""

    def make(*rows, **fields):
        return make_import(report.period, report.municipality, by=smolensk_officer, rows=rows, **fields)

    return make


@pytest.fixture
def reads(monkeypatch):
    """What the reader finds in any file: set `reads.result`; `reads.asked` is what it was given."""

    class Reads:
        result = ReadFile()
        asked = ()

        def __call__(self, data, *, name, year, quarter, kind=None, tell=None, converter="", towns=None):
            self.asked, self.converter = (data, name, kind), converter
            if isinstance(self.result, Exception):
                raise self.result
            return kind or "docx", self.result

    reads = Reads()
    monkeypatch.setattr(jobs, "read_table", reads)
    return reads


def marked(event, where="строка 1", **changed):
    """The row of our own file in which the event came back, with these texts changed."""
    texts = {"place": event.place_text, "period": event.period_text}
    texts |= {key: getattr(event, key) for key in ("name", "purpose", "participants")}
    return make_row(where=where, uid=str(event.uid), version=event.version, **{**texts, **changed})


def page(job, view="import", **query):
    ending = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(view, args=[job.uid]) + (f"?{ending}" if ending else "")


def text_of(response):
    """The page's words, with ordinary blanks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " ").split())


def fresh(job):
    return ImportJob.objects.get(pk=job.pk)


def names(report):
    return sorted(report.events.present().values_list("name", flat=True))


def row_html(response, number):
    """The HTML of one row of the preview."""
    return re.search(rf'<tr id="row-{number}".*?</tr>', response.content.decode(), re.S)[0]


def cell_html(response, number, label):
    return re.search(rf'<td class="([^"]*)" data-label="{label}">(.*?)</td>', row_html(response, number), re.S).groups()


def is_ticked(response, number):
    return bool(re.search(rf'name="take-{number}" value="add"[^>]*checked', row_html(response, number)))


# The door


def door(report):
    return reverse("report_import", args=[report.pk])


def a_file(data=None, name="Отчёт.docx"):
    return SimpleUploadedFile(name, A_DOCUMENT if data is None else data)


def test_a_file_is_read_kept_and_shown(client, report, reads):
    reads.result = ReadFile(rows=[make_row()])
    response = client.post(door(report), {"file": a_file()})
    job = ImportJob.objects.get()
    assert response.url == page(job)
    assert (job.state, job.municipality, job.file.name) == (State.READY, report.municipality, "Отчёт.docx")
    assert reads.asked == (A_DOCUMENT, "Отчёт.docx", None)
    assert "Приехал хор из Витебска" in text_of(client.get(response.url))


WRONG_FILES = [
    (b"", "Отчёт.docx", "Файл пуст"),
    (b"%PDF-1.7", "Отчёт.docx", "Это документ PDF"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
        "Отчёт.doc",
        "сохраните его как документ",
    ),
    (b"PK\x03\x04 cut off", "Отчёт.docx", "Файл повреждён"),
]


@pytest.mark.parametrize(("data", "name", "words"), WRONG_FILES)
def test_a_wrong_file_is_refused_beside_the_field_and_not_kept(client, report, data, name, words):
    response = client.post(door(report), {"file": a_file(data, name)})
    assert response.status_code == 200
    assert words.lower() in text_of(response).lower()
    assert "<title>Ошибка: " in response.content.decode()
    assert (ImportJob.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(("office", "more"), [("", ""), ("/usr/bin/soffice", ",.doc,.xls,.pdf")])
def test_the_page_and_its_dialog_name_what_is_read(client, report, settings, office, more):
    settings.CONVERTER = office
    page = client.get(door(report)).content.decode()
    assert f'accept=".docx,.xlsx,.odt,.ods,.fodt,.fods,.rtf,.csv,.zip{more}"' in page
    assert (".doc и .xls" in page) is bool(office)


def test_an_old_document_is_kept_for_reading_where_there_is_libreoffice(client, report, reads, settings):
    settings.CONVERTER = "/usr/bin/soffice"
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")
    client.post(door(report), {"file": a_file(old, "Отчёт.doc")})
    assert reads.asked == (old, "Отчёт.doc", None)
    assert reads.converter == "/usr/bin/soffice"


def test_a_file_over_30_megabytes_is_refused_unread(client, report, monkeypatch):
    monkeypatch.setattr("reports.pages.imports.forms.MAX_BYTES", 10)
    assert "помещается 30 МБ" in text_of(client.post(door(report), {"file": a_file()}))


def test_without_a_file_the_field_asks_for_one(client, report):
    assert "Выберите файл" in text_of(client.post(door(report), {}))


def test_a_pasted_text_goes_to_the_reader_as_it_came(client, report, reads):
    """Tabs and empty cells say where the columns are."""
    client.post(door(report), {"text": "1\t\tг. Минск\n2\tИмя\t", "html": ""})
    assert reads.asked == ("1\t\tг. Минск\n2\tИмя\t".encode(), "Вставленная таблица.txt", "tsv")


def test_a_pasted_table_wins_over_its_text(client, report, reads):
    client.post(door(report), {"text": "1\t2", "html": "<table><tr><td>1<td>2</table>"})
    assert reads.asked[2] == "html"


def test_a_refused_paste_keeps_what_was_typed(client, report):
    response = client.post(door(report), {"text": " \n\t ", "html": ""})
    assert "Сначала вставьте таблицу" in text_of(response)
    assert "<title>Ошибка: " in response.content.decode()


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_a_report_that_takes_no_rows_says_so(client_of, period, vyazma, vyazma_officer, coordinator, state):
    report = factories.make_submission(period, vyazma, state=state, officer=vyazma_officer)
    response = client_of(vyazma_officer).get(door(report))
    assert response.status_code == 409
    assert report.get_state_display() in text_of(response)


def test_the_door_lists_the_earlier_imports_with_their_files(client, report, upload, vyazma, vyazma_officer):
    mine = upload(make_row(), name="Моя таблица.docx")
    make_import(report.period, vyazma, by=vyazma_officer, name="Чужая таблица.docx")
    words = text_of(client.get(door(report)))
    assert "Моя таблица.docx" in words
    assert mine.file.content.sha256[:12] in words
    assert "Белова Т. И." in words.replace("И.", "И.")
    assert "Чужая" not in words


def test_the_coordinators_door_takes_a_consolidated_table(client_of, coordinator, report, reads):
    address = reverse("period_import", args=[report.period.year, report.period.quarter])
    client = client_of(coordinator)
    assert "сначала откройте его" in text_of(client.get(address))
    client.post(address, {"file": a_file()})
    assert ImportJob.objects.get().is_consolidated


# Until it is read


def test_a_running_import_shows_how_far_it_is_and_can_be_cancelled(client, upload, monkeypatch):
    monkeypatch.setattr(jobs, "restart_if_dead", lambda job: None)
    job = upload(state="reading", done=120, total=530)
    response = client.get(page(job))
    assert "Прочитано 120 строк из 530." in text_of(response)
    assert "<progress" in response.content.decode()
    answer = client.get(page(job, "import_status")).json()
    words = "Прочитано 120\u00a0строк из\u00a0530."
    assert answer == {"is_running": True, "done": 120, "total": 530, "words": words, "left_lying": ""}
    client.post(page(job, "import_cancel"))
    assert fresh(job).is_cancel_wanted


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "waiting", "at": 11}, "Чтение ещё не началось"),
        ({"state": "waiting", "at": 9}, ""),
        ({"state": "reading", "at": 60, "beat_at": 16}, "Чтение остановилось"),
        ({"state": "reading", "at": 60, "beat_at": 14}, ""),
        ({"state": "applying", "at": 60}, "Внесение ещё не началось"),
        ({"state": "applying", "at": 60, "beat_at": 16}, "Внесение остановилось"),
    ],
)
def test_where_no_worker_runs_the_page_says_so_and_the_import_can_still_be_cancelled(
    client, upload, settings, monkeypatch, fields, words
):
    """By the seconds since the file was uploaded, or since its worker gave a sign. The file is kept."""
    settings.IMPORT_WORKER = "service"
    now = timezone.now()  # it stands still: a second more is another answer
    monkeypatch.setattr(timezone, "now", lambda: now)
    ago = {key: now - datetime.timedelta(seconds=n) for key, n in fields.items() if key != "state"}
    job = upload(state=fields["state"])
    ImportJob.objects.filter(pk=job.pk).update(**ago)
    shown, told = text_of(client.get(page(job))), client.get(page(job, "import_status")).json()["left_lying"]
    assert told.startswith(words) and bool(told) == bool(words)
    assert ("Сообщите об этом администратору" in shown) == bool(words)
    if words and fields != {"state": "applying", "at": 60, "beat_at": 16}:
        client.post(page(job, "import_cancel"))
        assert fresh(job).state == State.CANCELLED


def test_a_queue_behind_a_worker_that_is_busy_is_only_a_queue(client, upload, settings):
    settings.IMPORT_WORKER = "service"
    job, before = upload(state="waiting"), upload(state="reading", beat_at=timezone.now())
    ImportJob.objects.update(at=timezone.now() - datetime.timedelta(minutes=2))
    assert client.get(page(job, "import_status")).json()["left_lying"] == ""
    ImportJob.objects.filter(pk=before.pk).update(beat_at=timezone.now() - datetime.timedelta(minutes=1))
    assert client.get(page(job, "import_status")).json()["left_lying"]


def test_a_waiting_import_is_cancelled_at_once(client, upload, monkeypatch):
    monkeypatch.setattr(jobs, "restart_if_dead", lambda job: None)
    job = upload(state="waiting")
    assert "ждёт очереди" in text_of(client.get(page(job)))
    response = client.post(page(job, "import_cancel"), follow=True)
    assert fresh(job).state == State.CANCELLED
    assert "в отчёт ничего не внесено" in text_of(response)


def test_a_file_that_could_not_be_read_says_why_and_is_kept(client, report, reads):
    reads.result = Unreadable("Файл защищён паролем. Снимите пароль.")
    response = client.post(door(report), {"file": a_file()}, follow=True)
    assert "Файл защищён паролем. Снимите пароль." in text_of(response)
    assert reverse("import_file", args=[ImportJob.objects.get().uid]) in response.content.decode()


def test_the_file_comes_back_as_it_was_and_is_never_shown(client, upload):
    response = client.get(page(upload(data=b"<script>alert(1)</script>", name="Таблица.html"), "import_file"))
    assert b"".join(response) == b"<script>alert(1)</script>"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")


# The preview


def test_a_good_row_is_ticked_a_doubtful_one_is_not(client, upload):
    job = upload(make_row("Первая"), make_row("Вторая", doubts=(Doubt("проверьте год", "period"),)))
    response = client.get(page(job))
    assert (is_ticked(response, 0), is_ticked(response, 1)) == (True, False)
    assert "Внести, исправлю потом" in row_html(response, 1)
    assert [number for _, _, number, _ in response.context["preview"].tabs] == [2, 1, 2]


def test_a_doubt_stands_in_its_cell(client, upload):
    response = client.get(page(upload(make_row(doubts=(Doubt("год не назван", "period"), Doubt("весь ряд странный"))))))
    css, html = cell_html(response, 0, "Сроки проведения")
    assert "is-doubt" in css
    assert "Год не назван." in html
    css, html = cell_html(response, 0, "Место проведения")
    assert "is-doubt" not in css
    assert "Весь ряд странный." in row_html(response, 0).split('class="note"')[1]


def test_what_was_understood_stands_under_the_text(client, upload):
    document = AgreementRow("Соглашение о дружбе", parties="Смоленск\nВитебск")
    response = client.get(page(upload(make_row(total=180, foreign=74, agreements=(document,)))))
    assert "Понято: " in cell_html(response, 0, "Место проведения")[1]
    assert "Понято: " in cell_html(response, 0, "Сроки проведения")[1]
    assert "Подписанный документ: «Соглашение о дружбе», Смоленск; Витебск" in cell_html(
        response, 0, "Цель, содержание и результат"
    )[1].replace("\n", " ")
    assert "всего 180, из них иностранных 74" in cell_html(response, 0, "Участники")[1]


def test_who_takes_part_is_shown_with_the_words_that_name_them(client, upload):
    factories.make_country()
    response = client.get(page(upload(make_row(name="Концерт", participants="Коллективы из Республики Беларусь"))))
    html = cell_html(response, 0, "Участники")[1]
    assert "Страна: Республика Беларусь – по словам «Коллективы из Республики Беларусь»" in html


def test_what_fits_no_column_is_shown_as_a_note_and_kept(client, upload, report):
    job = upload(make_row(notes=("Ответственный: Петрова",)))
    assert "останется заметкой: Ответственный: Петрова" in text_of(client.get(page(job)))
    apply(client, job)
    assert report.events.get().note == "Ответственный: Петрова"


def test_loose_text_and_problems_of_the_file_are_shown(client, upload):
    read = ReadFile(
        rows=[make_row()],
        loose=[Loose("Исп. Белова", "после таблицы")],
        problems=[Problem("warning", "Назван другой квартал")],
    )
    words = text_of(client.get(page(upload(read=read))))
    assert "После таблицы Исп. Белова" in words
    assert "Назван другой квартал." in words


def test_texts_of_a_file_are_never_html(client, upload):
    bad = "<script>alert(1)</script>"
    row = make_row(bad, purpose=bad, notes=(bad,), doubts=(Doubt(bad, "place"), Doubt(bad)), where=bad)
    read = ReadFile(rows=[row], loose=[Loose(bad, bad)], problems=[Problem("warning", bad)])
    response = client.get(page(upload(read=read, name=f"{bad}.docx")))
    assert bad not in response.content.decode()
    assert response.content.decode().count("&lt;script&gt;") >= 7


def test_rows_that_are_there_already_are_folded(client, report, upload):
    event = factories.make_event(report)
    response = client.get(page(upload(marked(event))))
    words = text_of(response)
    assert "Без изменений: 1 строка" in words
    assert "В таблице всё так же, как в отчёте." in words
    assert "Внести отмеченное" not in words


# Choosing


def apply(client, job, **data):
    return client.post(page(job), {"action": "apply", **data})


def test_ticked_rows_go_in_and_can_be_taken_back(client, report, upload):
    job = upload(make_row("Первая"), make_row("Вторая", where="строка 2"))
    response = apply(client, job, row=["0", "1"], **{"take-0": "add"})
    assert names(report) == ["Первая"]
    words = text_of(client.get(response.url))
    assert "Внесена 1 строка." in words
    assert "Вторая строка 2 Строка не отмечена." in words
    words = text_of(client.post(page(job, "import_undo"), follow=True))
    assert names(report) == []
    assert "Загрузка отменена. Убрана 1 строка." in words
    assert fresh(job).state == State.UNDONE


def test_rows_of_pages_that_nobody_opened_go_in_as_they_are_ticked(client, report, upload, monkeypatch):
    """Unless they were marked otherwise on their own page."""
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    rows = [make_row(f"Строка {number}", where=f"строка {number}") for number in range(6)]
    job = upload(*rows)
    assert "Строка 2" not in text_of(client.get(page(job)))
    response = client.post(page(job), {"row": ["0", "1"], "take-0": "add", "here": ".1", "go": ".2"})
    assert response.url == page(job, page=2) + "#rows"
    assert fresh(job).choices["rows"]["1"]["take"] == "skip"
    apply(client, job, row=["2", "3"], **{"take-2": "add"})
    assert names(report) == ["Строка 0", "Строка 2", "Строка 4", "Строка 5"]


def test_the_filter_shows_its_rows_and_keeps_the_ticks(client, upload):
    job = upload(make_row("Хорошая"), make_row("Странная", doubts=(Doubt("проверьте"),)))
    response = client.post(page(job), {"row": ["0", "1"], "take-1": "add", "go": "doubtful.1"}, follow=True)
    assert 'id="row-0"' not in response.content.decode()
    assert is_ticked(response, 1)
    assert response.context["preview"].counts == {"added": 1, "changed": 0, "deleted": 0, "left": 1}
    assert response.context["preview"].elsewhere == {"added": 0, "changed": 0, "deleted": 0, "left": 1}


@pytest.mark.parametrize(
    ("action", "ticked"), [("good", [True, False]), ("all", [True, True]), ("none", [False, False])]
)
def test_all_ticks_are_set_at_once(client, upload, action, ticked):
    job = upload(make_row("Хорошая"), make_row("Странная", doubts=(Doubt("проверьте"),)))
    client.post(page(job), {"row": ["0", "1"], "action": action})
    response = client.get(page(job))
    assert [is_ticked(response, number) for number in (0, 1)] == ticked


def test_a_row_without_a_name_asks_for_one(client, report, upload):
    job = upload(make_row("Первая"), make_row(""))
    response = apply(client, job, row=["0", "1"], **{"take-0": "add", "take-1": "add", "name-1": " "})
    assert response.status_code == 200
    assert "<title>Ошибка: " in response.content.decode()
    assert 'href="#id_name-1"' in response.content.decode()
    assert names(report) == []
    apply(client, job, row=["0", "1"], **{"take-0": "add", "take-1": "add", "name-1": "Вторая"})
    assert names(report) == ["Вторая", "Первая"]


def test_a_name_stays_while_other_pages_are_looked_at(client, upload):
    job = upload(make_row(""))
    client.post(page(job), {"row": "0", "name-0": "Моё имя", "go": "new.1"})
    assert "Моё имя</textarea>" in client.get(page(job)).content.decode()


# Rows that went out and came home


def test_a_changed_row_is_a_proposal_per_field(client, report, upload):
    event = factories.make_event(report)
    job = upload(marked(event, place="г. Орша (Республика Беларусь)", purpose=f"{event.purpose} и кухней"))
    response = client.get(page(job))
    html = row_html(response, 0)
    assert "<ins>" in cell_html(response, 0, "Место проведения")[1]
    assert re.findall(r'name="field-0" value="(\w+)"[^>]* checked', html) == ["place_text", "purpose"]
    apply(client, job, row="0", **{"field-0": ["purpose"], f"version-{event.uid}": event.version})
    saved = Event.objects.get()
    assert saved.purpose.endswith("и кухней")
    assert saved.place_text == event.place_text


def test_a_field_that_both_changed_is_said_and_not_ticked(client, report, upload):
    event = factories.make_event(report)
    job = upload(marked(event, purpose="Слова из файла"))
    event_actions.save_event(event, by=event.created_by, values={"purpose": "Слова в отчёте"}, base_version=1)
    response = client.get(page(job))
    assert " checked" not in row_html(response, 0)
    words = text_of(response)
    assert "менялось и в отчёте" in words
    assert f"Было в скачанном файле {event.purpose}" in words
    assert response.context["preview"].counts["changed"] == 0
    apply(client, job, row="0", **{"field-0": "purpose"})
    assert Event.objects.get().purpose == "Слова из файла"


def test_a_row_that_was_changed_after_the_page_was_shown_is_not_overwritten(client, report, upload):
    event = factories.make_event(report)
    job = upload(marked(event, purpose="Слова из файла"))
    event_actions.save_event(event, by=event.created_by, values={"purpose": "Слова в отчёте"}, base_version=1)
    response = apply(client, job, row="0", **{"field-0": "purpose", f"version-{event.uid}": "1"})
    assert Event.objects.get().purpose == "Слова в отчёте"
    assert "Не внесено: 1 строка" in text_of(client.get(response.url))


def test_a_row_like_one_in_the_report_asks_what_it_is(client, report, upload):
    event = factories.make_event(report)
    twin = replace(marked(event, purpose="Другая цель"), uid="", version=None)
    for take, expected in (("skip", [event.purpose]), ("change", ["Другая цель"])):
        job = upload(twin)
        response = client.get(page(job))
        assert re.search(r'value="change"\s[^>]* checked', row_html(response, 0))
        apply(client, job, row="0", **{"take-0": take, "field-0": "purpose", f"version-{event.uid}": "1"})
        assert list(report.events.present().values_list("purpose", flat=True)) == expected
    job = upload(replace(twin, purpose="Третья цель"))
    apply(client, job, row="0", **{"take-0": "add"})
    assert report.events.present().count() == 2


def test_a_row_that_the_file_has_no_more_is_deleted_only_when_ticked(client, report, upload):
    kept, gone = factories.make_event(report, name="Осталась"), factories.make_event(report, name="Убрана")
    report.refresh_from_db()
    section = ReadSection("Город Смоленск", "строка 1", report.pk, report.version)
    read = ReadFile(rows=[marked(kept, section=section.title)], sections=[section])
    job = upload(read=read)
    response = client.get(page(job))
    assert "В файле этих строк больше нет" in text_of(response)
    assert "data-deletes checked" not in response.content.decode()
    apply(client, job, **{"gone-row": str(gone.uid)})
    assert names(report) == ["Осталась", "Убрана"]
    job = upload(read=read)
    apply(client, job, **{"gone-row": str(gone.uid), "gone": str(gone.uid), f"version-{gone.uid}": gone.version})
    assert names(report) == ["Осталась"]
    client.post(page(job, "import_undo"))
    assert names(report) == ["Осталась", "Убрана"]


# Wrong times and invalid values


def test_rubbish_changes_nothing_and_is_no_error(client, report, upload):
    job = upload(make_row(), make_row("", where="строка 2"))
    rubbish = {
        "row": ["9999999999999", "x", "-1", "\x00", "1"],
        "take-1": "steal",
        "field-0": "submission",
        "gone": "zzz",
        "gone-row": "zzz",
        "name-1": "\x00" + "ы" * 9000,
        "here": "???.99999999999999999999",
        "go": "<b>.-1",
        "section-zzz": "1",
        "section-0": "99999999999999999999",
    }
    assert client.post(page(job), rubbish).url == page(job) + "#rows"
    assert client.post(page(job, "import_sections"), rubbish).status_code == 302
    assert client.get(page(job), {"show": "\x00", "page": "9" * 30}).status_code == 200
    assert client.get(page(job), {"page": "77"}).status_code == 200
    assert names(report) == []


def test_a_second_click_applies_nothing_twice(client, report, upload):
    job = upload(make_row())
    for _ in range(2):
        assert apply(client, job, row="0", **{"take-0": "add"}).status_code == 302
    assert len(names(report)) == 1


def test_a_report_handed_in_meanwhile_takes_no_rows(client, report, upload, smolensk_officer):
    factories.make_event(report)
    job = upload(make_row())
    report.refresh_from_db()
    workflow.submit(report, by=smolensk_officer)
    response = apply(client, job, row="0", **{"take-0": "add"})
    assert len(names(report)) == 1
    words = text_of(client.get(page(job)))
    assert "Отчёт на проверке" in words
    assert response.status_code in {302, 200}


@pytest.mark.parametrize("view", ["import_undo", "import_sections"])
def test_moves_of_another_state_lead_to_the_page(client, upload, view):
    job = upload(state="cancelled")
    assert client.post(page(job, view)).url == page(job)
    assert fresh(job).state == State.CANCELLED


def test_the_mark_of_another_municipalitys_event_reaches_nothing(client, report, upload, period, vyazma):
    """Whoever writes a foreign mark into a file gets a new row and reads nothing."""
    foreign = factories.make_event(factories.make_submission(period, vyazma), purpose="Тайна Вязьмы")
    job = upload(marked(foreign, purpose="Моё"))
    response = client.get(page(job))
    assert "Тайна" not in response.content.decode()
    assert "Новая строка" in row_html(response, 0)
    apply(client, job, row="0", **{"take-0": "add", "gone": str(foreign.uid), "gone-row": str(foreign.uid)})
    assert Event.objects.get(pk=foreign.pk).purpose == "Тайна Вязьмы"


# The coordinator


@pytest.fixture
def consolidated(report, period, vyazma, vyazma_officer, coordinator):
    """A consolidated table of three sections: Смоленск, Вязьма (approved), one that nobody knows."""
    factories.make_submission(period, vyazma, state="approved", officer=vyazma_officer, coordinator=coordinator)
    titles = ("Город Смоленск", "Муниципальное образование «Вяземский район»", "Тридевятый район")
    rows = [make_row(f"Из раздела {n}", section=title, where=f"строка {n}") for n, title in enumerate(titles)]
    return make_import(period, None, by=coordinator, rows=rows)


def test_sections_go_to_their_reports_and_unknown_ones_are_asked_for(
    client_of, coordinator, consolidated, report, smolensk
):
    client = client_of(coordinator)
    words = text_of(client.get(page(consolidated)))
    assert "Чьи это строки? Этих разделов программа не узнала." in words
    assert "Отчёт принят." in words
    client.post(page(consolidated, "import_sections"), {"section-2": smolensk.pk, "row": "0"})
    response = client.get(page(consolidated))
    assert "Чьи это строки?" not in text_of(response)
    assert not is_ticked(response, 0)  # what was unticked on the page before stays so
    assert is_ticked(response, 2)
    apply(client, consolidated)
    assert names(report) == ["Из раздела 2"]


def test_a_section_that_takes_no_rows_is_only_compared(client_of, coordinator, consolidated):
    response = client_of(coordinator).get(page(consolidated))
    html = row_html(response, 1)
    assert "take-1" not in html
    assert "Только сравнение" in html


def test_the_section_of_another_municipality_can_be_claimed_by_the_officer(client, upload, report, vyazma):
    """The title names Вязьма; the officer of Смоленск says that the rows are the own ones."""
    job = upload(make_row("Спорная", section="Муниципальное образование «Вяземский район»"))
    assert "Это строки нашего отчёта" in text_of(client.get(page(job)))
    client.post(page(job, "import_sections"), {"section-0": report.municipality_id})
    apply(client, job)
    assert names(report) == ["Спорная"]


def test_nobody_claims_a_section_for_somebody_else(client, upload, vyazma, period):
    job = upload(make_row("Спорная", section="Муниципальное образование «Вяземский район»"))
    client.post(page(job, "import_sections"), {"section-0": vyazma.pk})
    assert fresh(job).choices["sections"] == {}


# What it costs


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_preview_asks_the_database_as_often_for_many_rows_as_for_one(client, upload):
    one = upload(make_row(total=3))
    many = upload(*(make_row(f"Строка {n}", where=f"строка {n}", total=n) for n in range(MANY)))
    assert queries(client, page(one)) == queries(client, page(many)) <= 12


def test_the_preview_of_changed_rows_asks_as_often_for_many_as_for_one(client, report, upload):
    events = [factories.make_event(report, name=f"Событие {number}") for number in range(MANY)]
    rows = [marked(event, where=f"строка {n}", purpose="Новая цель") for n, event in enumerate(events)]
    assert queries(client, page(upload(rows[0]))) == queries(client, page(upload(*rows)))


def test_the_result_asks_as_often_for_many_rows_as_for_one(client, upload):
    def applied(*rows):
        job = upload(*rows)
        apply(client, job)
        return page(job)

    many = applied(*(make_row(f"Строка {n}", where=f"строка {n}") for n in range(MANY)))
    assert queries(client, applied(make_row())) == queries(client, many) <= 12


def test_the_door_asks_as_often_for_many_imports_as_for_one(client, report, upload):
    upload()
    before = queries(client, door(report))
    for _ in range(MANY - 1):
        upload()
    assert queries(client, door(report)) == before <= 12


def test_a_filter_of_rubbish_is_no_filter():
    asked = PreviewFilter.of_button("zzz.zzz")
    assert (asked.chosen, asked.page_number) == ("", 1)


def test_an_import_keeps_no_open_file(client, report, reads):
    """An upload above the limit of the memory lands in a file of the disk, which is closed when it was read."""
    large = io.BytesIO(A_DOCUMENT + bytes(3_000_000))
    large.name = "Большая.docx"
    assert client.post(door(report), {"file": large}).status_code in {200, 302}


# Limits


def test_a_row_over_the_limits_stays_in_the_preview_and_the_result_with_the_reason(client, upload, report):
    job = upload(make_row(name="Обычная"), make_row(name="Длинная", purpose="я" * 50_001))
    response = client.get(page(job))
    assert "take-0" in row_html(response, 0)
    assert "take-1" not in row_html(response, 1)
    assert "помещается 50 000" in text_of(response)
    client.post(page(job), {"action": "apply", "row": ["0", "1"], "take-0": "add", "take-1": "add"})
    assert names(report) == ["Обычная"]
    assert "помещается 50 000" in text_of(client.get(page(job)))


def test_rows_past_the_room_of_the_report_are_told_before_and_after(client, upload, report, monkeypatch):
    monkeypatch.setattr(event_limits, "MOST_EVENTS", 1)
    job = upload(make_row(name="Первая"), make_row(name="Вторая"))
    response = client.get(page(job))
    assert [is_ticked(response, number) for number in (0, 1)] == [True, False]
    assert "помещается 1 мероприятий" in text_of(response)
    client.post(page(job), {"action": "apply", "row": ["0", "1"], "take-0": "add", "take-1": "add"})
    assert (names(report), fresh(job).state) == (["Первая"], State.APPLIED)
    assert "Удалите лишние строки" in text_of(client.get(page(job)))


def applied(client, upload, number):
    job = upload(*(make_row(name=f"Строка {one}", where=f"строка {one}") for one in range(number)))
    rows = {"row": list(range(number)), **{f"take-{one}": "add" for one in range(number)}}
    client.post(page(job), {"action": "apply", **rows})
    return fresh(job)


def test_a_long_undo_says_how_much_is_left_and_goes_on_at_the_next_click(client, upload, report, monkeypatch):
    monkeypatch.setattr(undo, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(undo, "ENOUGH", 2)
    job = applied(client, upload, 3)
    response = client.post(page(job, "import_undo"), follow=True)
    assert (len(names(report)), fresh(job).state) == (1, State.APPLIED)
    assert "Осталось отменить: 1 строка" in text_of(response)
    client.post(page(job, "import_undo"))
    assert (names(report), fresh(job).state) == ([], State.UNDONE)


def test_of_many_rows_that_an_undo_leaves_a_few_are_named(client, upload, report, smolensk_officer, monkeypatch):
    monkeypatch.setattr(views, "LEFT_NAMED", 2)
    job = applied(client, upload, 4)
    for event in report.events.all():
        event_actions.save_event(event, by=smolensk_officer, values={"purpose": "Другое"}, base_version=event.version)
    response = client.post(page(job, "import_undo"), follow=True)
    assert text_of(response).count("После загрузки строку изменили") == 2
    assert "Осталось ещё 2 строки" in text_of(response)


def test_of_a_long_text_the_preview_shows_the_beginning_and_says_how_long_it_is(client, upload):
    texts = dict.fromkeys(("purpose", "participants"), "слово " * 8000)
    long = make_row(name="Длинная", notes=("заметка " * 3_000,), doubts=(Doubt("вопрос " * 3_000),), **texts)
    response = client.get(page(upload(long)))
    words = text_of(response)
    assert words.count("Показано начало, всего 48 000 знаков") == 2
    assert words.count("слово ") < 1_000
    assert words.count("заметка ") < 500
    assert words.count("вопрос ") < 500


@pytest.mark.one_database
def test_a_page_of_rows_far_over_the_limits_is_no_larger_for_that(client, upload):
    texts = dict.fromkeys(("name", "place", "period", "purpose", "participants"), "я" * 190000)
    agreements = tuple(AgreementRow("д" * 10_000, parties="с" * 10_000) for _ in range(100))
    rows = [make_row(where=f"строка {one}", agreements=agreements, notes=("з" * 9_000,), **texts) for one in range(2)]
    response = client.get(page(upload(*rows)))
    assert len(response.content) < 2 * 350_000
    assert "всего 190 000 знаков" in text_of(response)


def test_of_two_long_texts_the_part_that_differs_is_shown(client, upload, report, smolensk_officer):
    event = factories.make_event(report, by=smolensk_officer, purpose="слово " * 5_000 + "старое")
    response = client.get(page(upload(marked(event, purpose="слово " * 5_000 + "новое"))))
    words = text_of(response)
    assert "старое" in words
    assert "новое" in words
    assert words.count("слово ") < 1_000


def test_texts_outside_the_rows_are_shown_up_to_a_number_and_a_length(client, upload, monkeypatch):
    monkeypatch.setattr(views, "LOOSE_SHOWN", 1)
    loose = [Loose("я" * 5_000, "абзац 1"), Loose("второй", "абзац 2")]
    job = upload(read=ReadFile(rows=[make_row()], loose=loose))
    words = text_of(client.get(page(job)))
    assert "И ещё 1 текст" in words
    assert words.count("я" * 2_000) == 1
    assert "я" * 2_001 not in words
