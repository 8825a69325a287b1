"""A document that was sent stays as it was sent; what comes later goes out as an addendum."""

import datetime
import hashlib
import io
import random
import threading
import zipfile
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from reports.actions import events, releases, workflow
from reports.actions.releases import NothingToRelease, find_release, make_release, pending
from reports.files import table
from reports.models import Release, StateChange, StoredContent, StoredFile
from reports.queries.consolidated import consolidated_table
from tests import factories
from tests.documents import read_official_sheet, read_report, read_workbook

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def period():
    return factories.make_period()


@pytest.fixture
def approved(period, smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator):
    """Two approved reports of two rows each; the names say whose they are."""
    made = {}
    for municipality, officer in ((smolensk, smolensk_officer), (vyazma, vyazma_officer)):
        report = factories.make_submission(period, municipality, events=0, officer=officer)
        for number in (1, 2):
            factories.make_event(report, name=f"{municipality.short_name} {number}")
        report = workflow.submit(report, by=officer)
        made[municipality.short_name] = workflow.approve(report, by=coordinator, version=report.version)
    return made


def change(report, officer, coordinator, then):
    """Open an approved report again, do something to it, and approve it anew."""
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    workflow.reopen(report, by=coordinator, reason="Исправить", until=tomorrow)
    then(report)
    report.refresh_from_db()
    report = workflow.submit(report, by=officer)
    return workflow.approve(report, by=coordinator, version=report.version)


def edit(name, **values):
    def then(report):
        event = report.events.get(name=name)
        events.save_event(event, by=report.submitted_by, values=values, base_version=event.version)

    return then


def content(stored):
    return bytes(stored.content.data)


def word_of(release):
    return read_report(content(release.document))


def names(release):
    return [row.name for row in word_of(release).rows]


def test_closing_the_quarter_makes_a_release(client_of, coordinator, approved, period):
    answer = client_of(coordinator).post(reverse("period_close", args=[2024, 4]), follow=True)
    release = Release.objects.get()
    assert release.number == 0
    assert release.code in answer.content.decode()
    assert names(release) == ["Смоленск 1", "Смоленск 2", "Вяземский 1", "Вяземский 2"]
    assert release.digest == hashlib.sha256(content(release.document)).hexdigest()


def test_a_quarter_without_approved_rows_is_closed_without_a_release(client_of, coordinator, period):
    client_of(coordinator).post(reverse("period_close", args=[2024, 4]))
    period.refresh_from_db()
    assert period.is_closed
    assert not Release.objects.exists()


def test_the_code_stands_at_the_foot_of_both_files(approved, period, coordinator):
    release = make_release(period, by=coordinator)
    for stored in (release.document, release.workbook):
        assert release.code in text_of_parts(content(stored))


def text_of_parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "".join(
            package.read(name).decode("utf-8") for name in package.namelist() if "footer" in name or "sheet1" in name
        )


def test_no_other_document_carries_a_code(client_of, coordinator, approved):
    answer = client_of(coordinator).get(reverse("consolidated_docx", args=[2024, 4]))
    assert "Код проверки" not in text_of_parts(b"".join(answer))


def test_the_bytes_stay_after_later_edits(client_of, approved, period, smolensk_officer, coordinator):
    release = make_release(period, by=coordinator)
    before = content(release.document), content(release.workbook)
    change(approved["Смоленск"], smolensk_officer, coordinator, edit("Смоленск 1", purpose="Иначе"))
    asked = client_of(coordinator)
    for route, data, digest in (
        ("release_docx", before[0], release.digest),
        ("release_xlsx", before[1], release.workbook_digest),
    ):
        answer = asked.get(reverse(route, args=[release.pk]))
        assert answer.content == data
        assert hashlib.sha256(answer.content).hexdigest() == digest


@pytest.mark.parametrize("seed", range(10))
def test_one_changed_word_changes_the_code(approved, period, coordinator, seed):
    """Any letter of any printed cell of any row, in a report that is otherwise the same."""
    chance = random.Random(seed)
    code = make_release(period, by=coordinator).code
    Release.objects.all()._raw_delete(Release.objects.db)
    event = chance.choice(list(approved["Смоленск"].events.all()))
    field = chance.choice(["name", "place_text", "period_text", "purpose", "participants"])
    text = getattr(event, field)
    place = chance.choice([n for n, letter in enumerate(text) if letter.isalpha()])
    other = text[:place] + ("ж" if text[place] != "ж" else "щ") + text[place + 1 :]
    type(event).objects.filter(pk=event.pk).update(**{field: other})
    assert make_release(period, by=coordinator).code != code


def test_the_same_words_have_the_same_code_whatever_the_file(approved, period, coordinator):
    code = make_release(period, by=coordinator).code
    Release.objects.all()._raw_delete(Release.objects.db)
    assert make_release(period, by=coordinator).code == code


def test_an_addendum_has_the_changed_row_alone_and_says_which_it_replaces(
    approved, period, vyazma_officer, coordinator
):
    make_release(period, by=coordinator)
    change(approved["Вяземский"], vyazma_officer, coordinator, edit("Вяземский 2", purpose="Иначе"))
    addendum = make_release(period, by=coordinator)
    assert str(addendum) == "Дополнение № 1, IV квартал 2024 года"
    assert names(addendum) == ["Вяземский 2\n(взамен строки 4)"]
    assert word_of(addendum).title.startswith("Дополнение № 1")
    assert addendum.rows[0]["instead"] == [0, 4]


@pytest.mark.parametrize("is_older", [False, True])
def test_a_column_that_the_table_gets_later_makes_no_addendum(
    is_older, approved, period, vyazma_officer, coordinator, monkeypatch
):
    """Also after a release of which only the digests of its rows are known. A row that is written anew goes out with
    the new column, and is compared in it from then on."""
    first = make_release(period, by=coordinator)
    if is_older:
        bare = [{key: value for key, value in row.items() if key != "columns"} for row in first.rows]
        QuerySet.update(Release.objects.filter(pk=first.pk), rows=bare)
    monkeypatch.setattr(table, "COLUMNS", (*table.COLUMNS, replace(table.COLUMNS[-1], field="seventh")))
    monkeypatch.setattr(table.PrintedRow, "seventh", "бюджет", raising=False)
    assert pending(period).is_empty
    change(approved["Вяземский"], vyazma_officer, coordinator, edit("Вяземский 2", purpose="Иначе"))
    (row,) = make_release(period, by=coordinator).rows
    assert row["columns"] == ["name", "place", "period", "purpose", "participants", "seventh"]
    assert pending(period).is_empty
    monkeypatch.setattr(table.PrintedRow, "seventh", "грант")
    assert [place.number for _, rows in pending(period).sections for _, place in rows] == [1]


def test_a_second_addendum_names_the_place_in_the_first(approved, period, vyazma_officer, coordinator):
    make_release(period, by=coordinator)
    report = change(approved["Вяземский"], vyazma_officer, coordinator, edit("Вяземский 2", purpose="Иначе"))
    make_release(period, by=coordinator)
    change(report, vyazma_officer, coordinator, edit("Вяземский 2", purpose="Совсем иначе"))
    assert names(make_release(period, by=coordinator)) == ["Вяземский 2\n(взамен строки 1 дополнения № 1)"]


@pytest.mark.django_db(transaction=True)
def test_a_report_approved_while_a_release_is_made_loses_no_rows(
    approved, period, smolensk_officer, vyazma_officer, coordinator, monkeypatch
):
    """Without a lock the rows are read before the approval, and which reports are approved after it."""
    make_release(period, by=coordinator)
    report = approved["Смоленск"]
    workflow.reopen(report, by=coordinator, reason="Исправить", until=timezone.localdate())
    report = workflow.submit(report, by=smolensk_officer)
    change(approved["Вяземский"], vyazma_officer, coordinator, edit("Вяземский 1", purpose="Иное"))

    def approve():
        try:
            workflow.approve(report, by=coordinator, version=report.version)
        finally:
            connections.close_all()

    thread = threading.Thread(target=approve)

    def gather_and_approve(*args, **kwargs):
        table = consolidated_table(*args, **kwargs)
        table = replace(table, sections=[replace(one, rows=list(one.rows)) for one in table.sections])
        if kwargs.get("with_facts"):
            thread.start()
            thread.join(1)  # the approval goes through or, as it should, waits until the release is made
        return table

    monkeypatch.setattr(releases, "consolidated_table", gather_and_approve)
    addendum = make_release(period, by=coordinator)
    thread.join()
    assert (len(addendum.rows), addendum.removed) == (1, [])
    report.refresh_from_db()
    assert report.state == "approved"


def test_new_rows_and_removed_ones_are_named(approved, period, smolensk_officer, coordinator):
    make_release(period, by=coordinator)

    def then(report):
        events.delete_event(report.events.get(name="Смоленск 2"), by=smolensk_officer)
        factories.make_event(report, name="Смоленск 3")

    change(approved["Смоленск"], smolensk_officer, coordinator, then)
    addendum = make_release(period, by=coordinator)
    assert names(addendum) == ["Смоленск 3\n(новая строка)"]
    assert addendum.removed == [
        {"uid": str(approved["Смоленск"].events.get(name="Смоленск 2").uid), "release": 0, "number": 2}
    ]
    assert "Исключена строка 2: «Смоленск 2»" in "".join(word_of(addendum).after)


def test_a_removed_row_is_named_whole(approved, period, smolensk_officer, coordinator):
    """An official page cuts no name: «Конкурс …, номинация А» and «… Б» would read the same."""
    name = "Участие в Международном конкурсе изобразительного искусства для детей " * 2 + "«Кисть», номинация «Б»"
    change(approved["Смоленск"], smolensk_officer, coordinator, lambda report: factories.make_event(report, name=name))
    make_release(period, by=coordinator)

    def then(report):
        events.delete_event(report.events.get(name=name), by=smolensk_officer)

    change(approved["Смоленск"], smolensk_officer, coordinator, then)
    assert f": «{name}." in "".join(word_of(make_release(period, by=coordinator)).after)


def test_a_report_that_is_only_opened_again_removes_nothing(approved, period, coordinator):
    make_release(period, by=coordinator)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    workflow.reopen(approved["Вяземский"], by=coordinator, reason="Исправить", until=tomorrow)
    assert pending(period).is_empty


def test_nothing_new_makes_no_addendum(approved, period, coordinator):
    make_release(period, by=coordinator)
    with pytest.raises(NothingToRelease, match="дополнять нечего"):
        make_release(period, by=coordinator)


def test_the_first_release_is_made_by_closing_the_quarter_and_not_before(approved, period, coordinator, client_of):
    """Otherwise one click too early would make an addendum of most of the report."""
    client, page = client_of(coordinator), reverse("releases", args=[period.year, period.quarter])
    assert "Закрыть квартал" in client.get(page).content.decode()
    assert "Квартал ещё открыт" in client.post(page, follow=True).content.decode()
    assert not Release.objects.exists()
    client.post(reverse("period_close", args=[period.year, period.quarter]), {"confirm": "on"})
    assert Release.objects.get().number == 0
    workflow.reopen(approved["Вяземский"], by=coordinator, reason="Исправить", until=timezone.localdate())
    assert client.post(page, follow=True).status_code == 200
    assert Release.objects.count() == 1


def test_what_stands_unprinted_makes_no_addendum(approved, period, smolensk_officer, coordinator):
    make_release(period, by=coordinator)
    change(approved["Смоленск"], smolensk_officer, coordinator, edit("Смоленск 1", note="Для себя"))
    assert pending(period).is_empty


@pytest.mark.parametrize("write", [str.lower, lambda code: code.replace("-", ""), lambda code: f"  {code} "])
def test_a_code_is_found_however_it_is_typed(approved, period, coordinator, write):
    release = make_release(period, by=coordinator)
    assert find_release(write(release.code)) == release


def test_letters_that_look_alike_are_one(approved, period, coordinator):
    release = make_release(period, by=coordinator)
    typed = release.code.translate(str.maketrans("013ABEKMHPCTXY", "OlЗАВЕКМНРСТХУ"))
    assert find_release(typed) == release


def test_a_release_remembers_how_far_each_history_reached(approved, period, coordinator):
    release = make_release(period, by=coordinator)
    report = approved["Вяземский"]
    number, _ = release.anchors[str(report.pk)]
    assert number == report.chain.count() >= StateChange.objects.filter(submission=report).count()


def test_both_files_say_the_same(approved, period, coordinator):
    release = make_release(period, by=coordinator)
    book = read_workbook(content(release.workbook))
    _, _, sections = read_official_sheet(book.sheets["Сводный отчёт"])
    assert [row.name for _, rows in sections for row in rows] == names(release)


def test_the_bytes_stay_after_a_migration(approved, period, coordinator):
    """What a migration does to the tables: a column more, a column fewer."""
    release = make_release(period, by=coordinator)
    connection.check_constraints()
    with connection.cursor() as cursor:
        for model in (Release, StoredFile, StoredContent):
            cursor.execute(f"ALTER TABLE {model._meta.db_table} ADD COLUMN later varchar(10) DEFAULT 'x'")
    again = Release.objects.get(pk=release.pk)
    assert hashlib.sha256(content(again.document)).hexdigest() == release.digest
    with connection.cursor() as cursor:
        for model in (Release, StoredFile, StoredContent):
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DROP COLUMN later")
    again = Release.objects.get(pk=release.pk)
    assert hashlib.sha256(content(again.workbook)).hexdigest() == release.workbook_digest


@pytest.mark.parametrize("file", ["document", "workbook"])
def test_bytes_of_a_release_that_were_changed_are_found(approved, period, coordinator, file):
    release = make_release(period, by=coordinator)
    call_command("verify_history")
    StoredContent.objects.filter(files=getattr(release, file)).update(data=b"PK")
    with pytest.raises(CommandError, match=r"Сводный отчёт, IV квартал 2024 года: файлы выпуска уже не те"):
        call_command("verify_history", "2024", "4")
