"""The whole history of one report: every record in words, in the right order, for those who may read it."""

import datetime
import re
from html import unescape

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reports.actions import events, extensions, house_style, remarks, workflow
from reports.actions.releases import make_release
from reports.imports import jobs
from reports.imports.choices import Choices
from reports.models import (
    EventRevision,
    ExtensionRequest,
    ImportChange,
    ImportJob,
    Move,
    Release,
    Remark,
    RemarkChange,
    StateChange,
    Submission,
)
from reports.pages.history import views as report_history
from reports.pages.history import words
from reports.pages.history.views import RUN_GAP, UNDONE, Record, runs_of
from reports.rules.event_fields import LABELS
from reports.rules.permissions import THE_PROGRAM
from tests import factories
from tests.conftest import MANY

Cause = EventRevision.Cause


# Every kind of record has its words


def revision(cause, **content):
    return EventRevision(cause=cause, version=2, content={"name": "Хор", **content})


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_a_sentence_of_its_own(cause):
    others = {
        words.tell_revision(revision(other), revision(Cause.CREATED), {}).what for other in Cause if other != cause
    }
    told = words.tell_revision(revision(cause), revision(Cause.CREATED), {})
    assert re.fullmatch(r"[А-ЯЁ][а-яё ]+", told.what) and told.what not in others
    assert words.tell_revision(revision(cause), None, {}).what


@pytest.mark.parametrize("move", Move)
def test_every_move_has_a_sentence_of_its_own(move):
    others = {words.tell_move(StateChange(move=other)).what for other in Move if other != move}
    told = words.tell_move(StateChange(move=move, note="Пояснение", until=datetime.date(2025, 1, 20)))
    assert told.note == "Пояснение" and told.what.endswith(" до 20\u00a0января 2025\u00a0года")
    assert words.tell_move(StateChange(move=move)).what not in others


@pytest.mark.parametrize("kind", RemarkChange.Kind)
def test_every_step_of_a_remark_has_a_sentence_of_its_own(kind):
    def told(kind):
        return words.tell_remark_change(RemarkChange(remark=Remark(text="Уточните"), kind=kind, text="Слова"))

    assert told(kind).what not in {told(other).what for other in RemarkChange.Kind if other != kind}
    assert told(kind).note == "Слова"
    assert ("Уточните" in told(kind).about) == (kind != RemarkChange.Kind.ADDED)


@pytest.mark.parametrize("kind", ImportChange.Kind)
def test_every_change_of_an_import_knows_how_it_is_undone(kind):
    assert words.UNDONE_BY[kind] in Cause


@pytest.mark.parametrize("cause", words.RUNS)
def test_a_run_says_of_how_many_rows(cause):
    assert words.tell_run(cause, 12).endswith(": 12\u00a0строк")


def test_a_change_is_told_field_by_field_with_before_and_after():
    before = revision(Cause.CREATED, place_text="г. Минск", total=5, countries=["BY"])
    after = revision(Cause.EDITED, place_text="г. Брест", total=7, countries=["BY", "RS"])
    told = words.tell_revision(after, before, {"BY": "Беларусь", "RS": "Сербия"})
    assert [change.label for change in told.changes] == [
        "Место проведения",
        "Всего, человек",
        "Страны иностранных участников",
    ]
    assert re.sub(r"<[^>]+>|удалено: |добавлено: ", "", told.changes[0].html) == "г. Минск Брест"
    assert "<del>" in told.changes[1].html and "Сербия" in told.changes[2].html


def test_a_change_that_nobody_can_see_is_told_in_words():
    before, after = (revision(Cause.EDITED, place_text=text) for text in ("г. Минск", "г.\u00a0Минск"))
    [change] = words.tell_revision(after, before, {}).changes
    assert "только неразрывные пробелы" in change.html and "<del>" not in change.html


def test_a_save_that_changed_no_word_says_so():
    told = words.tell_revision(revision(Cause.EDITED), revision(Cause.CREATED), {})
    assert told.changes == [] and "не изменились" in told.note


def test_leaving_out_tells_the_reason():
    left_out = revision(Cause.LEFT_OUT, exclusion_reason="Не международное")
    assert words.tell_revision(left_out, revision(Cause.CREATED), {}).note == "Не международное"


def test_a_remark_tells_what_it_is_about():
    remark = Remark(text="Уточните", event_id=1, field="place_text", quote="г. Минск")
    told = words.tell_remark_change(RemarkChange(remark=remark, kind="added", text="Уточните"))
    assert (told.what, told.about) == ("Новое замечание к столбцу «место»", "К словам «г. Минск»")
    whole = words.tell_remark_change(RemarkChange(remark=Remark(text="Всё хорошо"), kind="added", text="Всё хорошо"))
    assert whole.what == "Новое замечание к отчёту в целом"


# What is one entry


NOW = datetime.datetime(2025, 1, 20, 12, tzinfo=datetime.UTC)


def record(pk, seconds_ago, run):
    at = NOW - datetime.timedelta(seconds=seconds_ago)
    return Record(at, None, pk, "imports", event=pk, version=1, cause="deleted", run=run)


def numbers(runs):
    return [[record.pk for record in run] for run in runs]


def test_neighbours_of_one_run_are_one_entry_and_others_are_not():
    gap = RUN_GAP.total_seconds()
    records = [record(6, 0, ("a",)), record(5, 1, ("a",)), record(4, 2, ("b",)), record(3, 3, ("a",))]
    records += [record(2, 4 + gap, ("a",)), record(1, 5 + gap, None), record(0, 5 + gap, None)]
    assert numbers(runs_of(records)) == [[6, 5], [4], [3], [2], [1], [0]]


def test_of_two_runs_that_could_have_undone_an_import_the_later_did():
    """Before, somebody had deleted a row by hand: that stays a deletion."""
    runs = runs_of([record(3, 0, (UNDONE, 1)), record(2, 0, (UNDONE, 1)), record(1, 500, (UNDONE, 1))])
    assert numbers(runs) == [[3, 2], [1]]
    assert (runs[0][0].kind, runs[1][0].kind, runs[1][0].run) == ("imports", "events", None)


# The page


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk)


@pytest.fixture
def client(client_of, smolensk_officer):
    return client_of(smolensk_officer)


def read(client, report, **query):
    """The page's response, with `entries`: the sentences of its entries."""
    response = client.get(reverse("report_history", args=[report.pk]), query)
    assert response.status_code == 200
    response.entries = [entry for _, entries in response.context["days"] for entry in entries]
    response.sentences = [entry.told.what for entry in response.entries]
    return response


def fresh(report):
    return Submission.objects.get(pk=report.pk)


def whole_life(report, officer, coordinator):
    """A report through everything that can happen to it. Returns its event."""
    event = factories.make_event(report, by=officer, countries=["BY"])
    event = events.save_event(event, by=officer, values={"place_text": "г. Брест"}, base_version=1)
    extensions.ask(report, by=officer, reason="Болела")
    extensions.decline(report, by=coordinator, answer="Срок прежний")
    handed_in = workflow.submit(fresh(report), by=officer)
    remark = remarks.add_remark(handed_in, by=coordinator, text="Уточните страну", event=event, field="place_text")
    workflow.return_for_changes(handed_in, by=coordinator, note="Одно замечание")
    remarks.answer_remark(remark, by=officer, answer="Беларусь")
    handed_in = workflow.submit(fresh(report), by=officer)
    remarks.accept_remark(remark, by=coordinator)
    workflow.approve(handed_in, by=coordinator, version=handed_in.version)
    make_release(report.period, by=coordinator)
    return event


@pytest.mark.django_db
def test_the_whole_life_of_a_report_newest_first(client, report, smolensk_officer, coordinator):
    event = whole_life(report, smolensk_officer, coordinator)
    page = read(client, report)
    assert page.sentences == [
        "Вышел документ за квартал: Сводный отчёт",
        "Отчёт принят",
        "Замечание снято",
        "Отчёт сдан на проверку",
        "Ответ на замечание",
        "Отчёт возвращён на доработку",
        "Новое замечание к столбцу «место»",
        "Отчёт сдан на проверку",
        "Координатор не продлил срок",
        "Исполнитель просит продлить срок",
        "Изменено мероприятие",
        "Внесено мероприятие",
    ]
    who = [entry.who for entry in page.entries]
    assert who[1] == "Орлова\u00a0Е.\u00a0В." and who[-1] == "Белова\u00a0Т.\u00a0И."
    html = unescape(page.content.decode())
    for text in ("Одно замечание", "Уточните страну", "Беларусь", "Болела", "Срок прежний", event.name):
        assert text in html
    assert Release.objects.get().code in html
    assert "<ins>" in html and "<del>" in html
    assert f"{reverse('event_history', args=[event.uid])}#version-2" in html


@pytest.mark.django_db
def test_both_sides_read_it_and_find_it_from_their_pages(client, client_of, report, smolensk_officer, coordinator):
    address = reverse("report_history", args=[report.pk])
    assert address in client.get(reverse("report", args=[report.pk])).content.decode()
    assert address in client_of(coordinator).get(reverse("review", args=[report.pk])).content.decode()
    assert read(client_of(coordinator), report).context["section"] == "board"


@pytest.mark.django_db
def test_a_report_with_which_nothing_was_done_says_so(client, report):
    page = read(client, report)
    assert page.entries == [] and "С отчётом ещё ничего не делали" in page.content.decode()


@pytest.mark.django_db
def test_the_version_that_is_linked_stands_on_the_page_of_the_event(client, report):
    event = factories.make_event(report)
    assert 'id="version-1"' in client.get(reverse("event_history", args=[event.uid])).content.decode()


# Imports and other runs


def imported(report, officer, *names):
    """An applied import of rows with these names, as its page makes it."""
    rows = [factories.make_row(name) for name in names]
    job = factories.make_import(report.period, report.municipality, by=officer, rows=rows, name="Осень.docx")
    choices = {"rows": {str(number): {"take": "add"} for number in range(len(names))}}
    jobs.apply(job, officer, Choices.from_json(choices))
    job = ImportJob.objects.get(pk=job.pk)
    assert job.state == ImportJob.State.APPLIED and job.changes.count() == len(names)
    return job


@pytest.mark.django_db
def test_an_import_is_one_entry_with_its_rows_and_so_is_its_undoing(client, report, smolensk_officer):
    job = imported(report, smolensk_officer, "Приехал хор", "Приехал театр", "Приехала школа")
    [entry] = read(client, report).entries
    assert entry.told.what == "Загружено из файла «Осень.docx»: 3\u00a0строки"
    assert entry.import_address == reverse("import", args=[job.uid])
    assert {(line.name, line.told.what) for line in entry.lines} == {
        ("Приехал хор", "внесено"),
        ("Приехал театр", "внесено"),
        ("Приехала школа", "внесено"),
    }
    by_hand = job.changes.first().event
    events.delete_event(by_hand, by=smolensk_officer)
    older = timezone.now() - datetime.timedelta(minutes=5)
    past = EventRevision.objects.filter(event=by_hand, cause=Cause.DELETED)
    QuerySet.update(past, at=older)  # five minutes before the undoing
    past = EventRevision.objects.filter(cause=Cause.IMPORTED)
    QuerySet.update(past, at=older - datetime.timedelta(minutes=5))
    jobs.undo(job, smolensk_officer)
    page = read(client, report)
    assert page.sentences == [
        "Загрузка из файла «Осень.docx» отменена: 2\u00a0строки",
        "Удалено мероприятие",
        "Загружено из файла «Осень.docx»: 3\u00a0строки",
    ]
    assert [line.told.what for line in page.entries[0].lines] == ["удалено", "удалено"]
    assert all(line.undelete for line in page.entries[0].lines) and page.entries[1].line.undelete
    assert [entry.told.what for entry in read(client, report, what="imports").entries] == page.sentences[::2]


@pytest.mark.django_db
def test_the_name_of_a_consolidated_file_is_the_coordinators_alone(
    client, client_of, report, vyazma, vyazma_officer, smolensk_officer, coordinator
):
    """It may speak of other municipalities. The coordinator reads whose table the officer uploaded."""
    job = imported(report, smolensk_officer, "Приехал хор")
    ImportJob.objects.filter(pk=job.pk).update(municipality=None)
    page = read(client, report)
    assert page.sentences == ["Загружено из сводной таблицы: 1\u00a0строка"] and page.entries[0].import_address == ""
    assert "Осень.docx" not in page.content.decode()
    page = read(client_of(coordinator), report)
    assert page.sentences == ["Загружено из файла «Осень.docx»: 1\u00a0строка"] and page.entries[0].import_address
    ImportJob.objects.filter(pk=job.pk).update(municipality=report.municipality)
    assert read(client_of(coordinator), report).entries[0].import_address == ""


@pytest.mark.django_db
def test_house_style_in_one_click_is_one_entry_with_before_and_after(client, report, smolensk_officer):
    for number in range(3):
        factories.make_event(report, name=f"Вечер {number}", purpose='Встреча "друзей"')
    keys = {advice.key for advice in house_style.advice_for(report)}
    changed, before, after = house_style.accept_advice(report, by=smolensk_officer, keys=keys)
    assert len(changed) == 3
    page = read(client, report)
    assert page.sentences[0] == "Приведено к образцу: 3\u00a0строки" and len(page.entries) == 4
    for line in page.entries[0].lines:
        assert "«друзей»</ins>" in {change.label: change.html for change in line.told.changes}[LABELS["purpose"]]
    house_style.undo_advice(report, by=smolensk_officer, after=before, until=after)
    assert read(client, report).sentences[0] == "Возвращён прежний текст: 3\u00a0строки"


# Deleted events


@pytest.mark.django_db
def test_a_deletion_can_be_undone_from_the_page_while_the_person_may_edit(client, report, smolensk_officer):
    event = events.delete_event(factories.make_event(report), by=smolensk_officer)
    factories.make_event(report)
    page = read(client, report)
    [undelete] = [entry.line.undelete for entry in page.entries if entry.line.undelete]
    assert f'action="{undelete}"' in page.content.decode()
    assert client.post(undelete).status_code == 302
    event.refresh_from_db()
    assert not event.is_deleted
    page = read(client, report)
    assert page.sentences[0] == "Удаление отменено" and not any(entry.line.undelete for entry in page.entries)


@pytest.mark.django_db
def test_only_the_last_deletion_of_an_event_offers_its_undoing(client, report, smolensk_officer):
    event = events.delete_event(factories.make_event(report), by=smolensk_officer)
    event = events.undelete_event(event, by=smolensk_officer)
    events.delete_event(event, by=smolensk_officer)
    offered = [bool(entry.line.undelete) for entry in read(client, report).entries]
    assert offered == [True, False, False, False]


@pytest.mark.django_db
def test_who_may_not_edit_is_offered_no_undoing(client, client_of, report, smolensk_officer, coordinator):
    events.delete_event(factories.make_event(report), by=smolensk_officer)
    factories.make_event(report)
    assert not any(entry.line.undelete for entry in read(client_of(coordinator), report).entries)
    workflow.submit(fresh(report), by=smolensk_officer)
    assert not any(entry.line and entry.line.undelete for entry in read(client, report).entries)
    assert any(entry.line and entry.line.undelete for entry in read(client_of(coordinator), report).entries)


# Filters and pages


@pytest.mark.django_db
def test_the_history_by_kind_and_by_person(client, report, smolensk_officer, coordinator):
    whole_life(report, smolensk_officer, coordinator)
    assert len(read(client, report, what="events").entries) == 2
    assert len(read(client, report, what="states").entries) == 7
    assert len(read(client, report, what="remarks").entries) == 3
    page = read(client, report, who=coordinator.pk)
    assert {entry.who for entry in page.entries} == {"Орлова\u00a0Е.\u00a0В."} and len(page.entries) == 6
    both = read(client, report, who=coordinator.pk, what="remarks")
    assert both.sentences == ["Замечание снято", "Новое замечание к столбцу «место»"]
    nothing = read(client, report, what="imports")
    assert nothing.entries == [] and "записей нет" in nothing.content.decode()


@pytest.mark.django_db
def test_what_a_command_wrote_is_the_programs(client, report):
    events.create_event(report, by=THE_PROGRAM, values=factories.EVENT, importing=True)
    factories.make_event(report)
    page = read(client, report, who=report_history.PROGRAM)
    assert [(entry.who, entry.told.what) for entry in page.entries] == [("программа", "Мероприятие загружено из файла")]
    assert page.entries == read(client, report, what="imports").entries


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        {"what": "\x00"},
        {"what": "нет такого"},
        {"who": "9" * 5000},
        {"who": "-1"},
        {"who": "\x00"},
        {"page": "9" * 5000},
        {"page": "\x00"},
        {"page": "-3"},
    ],
)
def test_rubbish_in_the_address_is_passed_over(client, report, query):
    factories.make_event(report)
    page = read(client, report, **query)
    assert page.sentences == ["Внесено мероприятие"]
    assert ("не учтена" in page.content.decode()) == ("page" not in query)


@pytest.mark.django_db
def test_a_long_history_comes_in_pages_that_keep_the_filter(client, report, smolensk_officer, monkeypatch):
    monkeypatch.setattr(report_history, "ON_A_PAGE", 2)
    for number in range(5):
        factories.make_event(report, name=f"Вечер {number}")
    names = [[entry.line.name for entry in read(client, report, page=number).entries] for number in (1, 2, 3)]
    assert names == [["Вечер 4", "Вечер 3"], ["Вечер 2", "Вечер 1"], ["Вечер 0"]]
    page = read(client, report, what="events", who=smolensk_officer.pk, page=2)
    assert page.context["older"] == f"?what=events&who={smolensk_officer.pk}&page=3"
    assert unescape(page.content.decode()).count(page.context["newer"]) == 1


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_entries(
    client, client_of, report, vyazma, vyazma_officer, smolensk_officer, coordinator, monkeypatch
):
    """Two reports in which everything has happened, one of them with more entries than a page shows."""
    monkeypatch.setattr(report_history, "ON_A_PAGE", MANY * 3)
    other = factories.make_submission(report.period, vyazma)
    for one, officer in ((report, smolensk_officer), (other, vyazma_officer)):
        imported(one, officer, "Приехал хор")
        one_more = MANY * 4 if one == other else 0
        event = factories.make_event(one, by=officer)
        for number in range(one_more):
            values = {"purpose": f"Цель {number}", "countries": ["BY"]}
            event = events.save_event(event, by=officer, values=values, base_version=event.version)
    whole_life(report, smolensk_officer, coordinator)
    extensions.ask(other, by=vyazma_officer, reason="Болела")
    for person, one in ((smolensk_officer, report), (vyazma_officer, other), (coordinator, other)):
        browser = client_of(person)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            browser.get(reverse("report_history", args=[one.pk]))
        assert len(captured) <= 12, [query["sql"][:120] for query in captured]


@pytest.mark.django_db
def test_nobody_reads_the_history_of_another_municipality(
    client, client_of, report, vyazma, vyazma_officer, coordinator, list_administrator, stranger
):
    """Not as a page of its own, and not a word of it in one's own."""
    theirs = factories.make_submission(report.period, vyazma)
    event = factories.make_event(theirs, by=vyazma_officer, name="Клязьминский вечер")
    events.delete_event(event, by=vyazma_officer)
    extensions.ask(theirs, by=vyazma_officer, reason="Клязьминская причина")
    imported(theirs, vyazma_officer, "Клязьминский хор")
    factories.make_event(report)
    for person in (client, client_of(list_administrator), client_of(stranger)):
        assert person.get(reverse("report_history", args=[theirs.pk])).status_code == 404
    assert "Клязьминск" not in read(client, report).content.decode()
    assert "Клязьминск" not in read(client_of(coordinator), report).content.decode()
    assert "Клязьминск" in read(client_of(vyazma_officer), theirs).content.decode()
    assert ExtensionRequest.objects.count() == 1
