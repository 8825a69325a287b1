"""The pages of one event: the form and its live row, two people at once, deletion, history."""

import datetime
import json
import os
import re
import subprocess
import sys
import uuid
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from municipalities.models import PartnerCity
from reports.actions import events, remarks, workflow
from reports.models import Event, Submission
from reports.models.event import Source
from reports.pages.events.data import data_of
from reports.prose.words import write_date
from reports.queries import event_content
from reports.queries.reference_lists import reference_lists
from reports.rules import event_limits
from reports.rules.event_fields import EMPTY
from tests import factories
from tests.conftest import MANY, ROOT

pytestmark = pytest.mark.django_db

OTHER_NAME = "Форум молодых мастеров"


@pytest.fixture
def submission(period, smolensk, smolensk_officer):
    return Submission.objects.get(period=period, municipality=smolensk)


@pytest.fixture
def event(submission, smolensk_officer):
    return factories.make_event(submission, by=smolensk_officer)


@pytest.fixture
def client(client_of, smolensk_officer):
    return client_of(smolensk_officer)


@pytest.fixture
def colleague(smolensk):
    user = factories.make_user("colleague", "Козлов Пётр Ильич")
    factories.make_officer(user, smolensk)
    return user


def fields(values=None, **others):
    """What a browser sends of the form, agreements and all, with these values."""
    data = {}
    for name, value in data_of({**factories.EVENT, **(values or {})}):
        data.setdefault(name, []).append(value)
    return {**data, **others}


def of(event, **others):
    """The same of an event as it is stored, with its version."""
    return fields(event_content.values_of(event), version=event.version, **others)


def add(submission):
    return reverse("event_add", args=[submission.pk])


def page(event, view="event", *more):
    return reverse(view, args=[event.uid, *more])


def text_of(response):
    return response.content.decode()


def fresh(event):
    return Event.objects.get(pk=event.pk)


# Adding


def test_an_officer_adds_an_event_and_comes_back_to_the_report(client, submission):
    response = client.post(add(submission), fields({"name": OTHER_NAME}, uid=str(uuid.uuid4()), action="save"))
    [saved] = Event.objects.all()
    assert (response.status_code, saved.name) == (302, OTHER_NAME)
    assert response["Location"] == f"/reports/2024-4/#report-{submission.pk}"
    assert saved.start == datetime.date(2024, 11, 4)


def test_saving_without_naming_a_button_saves(client, submission):
    assert client.post(add(submission), fields()).status_code == 302
    assert Event.objects.count() == 1


def test_an_inexact_number_is_kept_and_told_of_before_and_after_saving(client, submission):
    data = fields({"total": "около 1 200"})
    told = "Записано 1\u00a0200: в подсчётах число без слова «около»"
    assert told in client.post(reverse("event_live", args=[submission.pk]), data).json()["notes"]["total"]
    response = client.post(add(submission), {**data, "action": "save"}, follow=True)
    assert told in text_of(response)
    assert Event.objects.get().total == 1200
    assert told not in text_of(client.get(page(Event.objects.get())))


def test_save_and_add_more_opens_an_empty_form_with_the_message(client, submission):
    response = client.post(add(submission), fields(action="save_add"), follow=True)
    assert response.redirect_chain == [(add(submission), 302)]
    assert "Сохранено: «Фестиваль дружбы «Две реки»." in text_of(response)
    assert response.context["form"].values() == EMPTY


def test_saving_and_going_on_with_a_copy_begins_the_next_form_with_the_same_words(client, submission):
    response = client.post(add(submission), fields({"purpose": "Цель", "note": "Для себя"}, action="save_copy"))
    saved = Event.objects.get()
    assert response.url == f"{add(submission)}?copy={saved.uid}"
    form = client.get(response.url).context["form"]
    assert (form["name"].value(), form["purpose"].value(), form["note"].value()) == (saved.name, "Цель", "")
    assert form["uid"].value() != saved.uid


def test_the_same_form_sent_twice_makes_one_event(client, submission):
    uid = str(uuid.uuid4())
    for _ in range(2):
        assert client.post(add(submission), fields(uid=uid)).status_code == 302
    [saved] = Event.objects.all()
    assert saved.version == 1


@pytest.mark.parametrize(("choice", "name"), [("mine", OTHER_NAME), ("theirs", factories.EVENT["name"])])
def test_other_words_under_a_number_that_is_taken_are_asked_about(client, submission, choice, name):
    """A tab that was duplicated knows nothing of what the first one saved: both texts are shown, none wins."""
    uid = str(uuid.uuid4())
    client.post(add(submission), fields(uid=uid))
    response = client.post(add(submission), fields({"name": OTHER_NAME}, uid=uid))
    assert response.status_code == 409
    assert [(one["theirs"], one["mine"]) for one in response.context["conflicts"]] == [
        (factories.EVENT["name"], OTHER_NAME)
    ]
    saved = Event.objects.get()
    assert (saved.name, saved.version) == (factories.EVENT["name"], 1)
    chosen = sent_by(response, choice_name=choice, name=OTHER_NAME, action="resolve")
    assert client.post(page(saved), chosen).status_code == 302
    assert fresh(saved).name == name


def test_the_uid_of_another_report_reaches_nothing(client, submission, period, vyazma):
    foreign = factories.make_event(Submission.objects.get(period=period, municipality=vyazma), name="Чужая строка")
    assert client.post(add(submission), fields(uid=str(foreign.uid))).status_code == 302
    assert fresh(foreign).name == "Чужая строка"
    assert submission.events.count() == 1


def test_a_refused_form_keeps_every_word_and_leads_to_the_error(client, submission):
    response = client.post(add(submission), fields(name="", total="180", total_foreign="210"))
    html = text_of(response)
    assert (response.status_code, Event.objects.count()) == (200, 0)
    assert "<title>Ошибка: Новое мероприятие" in html
    assert factories.EVENT["purpose"] in html
    assert '<a href="#id_total_foreign">Иностранных участников (210) больше, чем всего (180)' in html
    assert '<a href="#id_name">' in html


def test_the_coordinator_adds_at_review_and_goes_back_to_the_row(client_of, coordinator, submission, smolensk_officer):
    submission = factories.make_submission(submission.period, submission.municipality, state="submitted")
    response = client_of(coordinator).post(add(submission), fields())
    added = Event.objects.order_by("pk").last()
    assert response["Location"] == reverse("review", args=[submission.pk]) + f"#row-{added.pk}"
    assert added.created_by == coordinator


def test_agreement_is_appended_to_the_purpose_on_saving(client, submission):
    row = {"kind": "agreement", "title": "Соглашение о дружбе", "parties": "", "append": True}
    client.post(add(submission), fields({"agreements": [row]}))
    [saved] = Event.objects.all()
    assert saved.agreements.get().title == "Соглашение о дружбе"
    assert saved.purpose.endswith("\nПодписано Соглашение о дружбе")


@pytest.mark.parametrize("action", ["show", "add_agreement", "remove_0", "keep_0", "fix_period", "fix_place"])
def test_buttons_that_only_show_write_nothing_and_keep_the_text(client, submission, action):
    response = client.post(add(submission), fields({"name": OTHER_NAME}, action=action))
    assert (response.status_code, Event.objects.count()) == (200, 0)
    assert response.context["form"]["name"].value() == OTHER_NAME


def test_the_form_says_what_is_written_otherwise_and_one_button_does_it(client, submission, event):
    """While it is written, too; nothing is saved by that."""
    text = 'Ансамбль "Заря" получил 3 диплом'
    parts = client.post(reverse("event_live", args=[submission.pk]), fields({"purpose": text})).json()
    assert "число и слово не согласованы" in json.dumps(parts, ensure_ascii=False)
    html = text_of(client.post(add(submission), fields({"purpose": text}, action="show")))
    assert "Принято писать: Ансамбль «Заря» (" in html and "Принято писать: 3 диплома (" in html
    assert "Привести к образцу (мест: 2)" in html and 'value="fix_purpose"' in html
    shown = client.post(add(submission), fields({"purpose": text}, action="fix_purpose"))
    assert shown.context["form"]["purpose"].value() == "Ансамбль «Заря» получил 3 диплома"
    assert "fix_purpose" not in text_of(shown)
    assert Event.objects.count() == 1
    assert "fix_purpose" not in text_of(client.get(page(event)))


def test_showing_prints_the_row_with_the_sentence_that_saving_will_add(client, submission):
    row = {"kind": "agreement", "title": "Соглашение о дружбе", "parties": "", "append": True}
    html = text_of(client.post(add(submission), fields({"agreements": [row]}, action="show")))
    assert '<span class="in-text">Подписано Соглашение о дружбе</span>' in html


def test_a_signed_document_of_the_text_is_entered_with_one_click(client, submission):
    factories.make_country()
    text = "Подписано Соглашение о сотрудничестве между городом Смоленском и городом Витебском"
    shown = client.post(add(submission), fields({"purpose": text}, action="show"))
    html = text_of(shown)
    assert "в тексте назван подписанный документ «Соглашение о сотрудничестве», но он не внесён" in html
    [action] = re.findall(r'value="(enter_\d+)"', html)
    response = client.post(add(submission), fields({"purpose": text}, action=action))
    values = response.context["form"].values()
    assert [row["title"] for row in values["agreements"]] == ["Соглашение о сотрудничестве"]
    assert "но он не внесён" not in text_of(response)
    assert "Уже назван в тексте цели" in text_of(response)
    assert Event.objects.count() == 0
    client.post(add(submission), fields({"purpose": text, "agreements": values["agreements"]}))
    [saved] = Event.objects.all()
    assert saved.purpose == text
    assert saved.agreements.get().parties == "город Смоленск\nгород Витебск"
    assert [country.pk for country in saved.agreements.get().countries.all()] == ["BY"]


# Copies


def test_a_copy_begins_with_the_texts_but_not_the_signed_documents(client, submission, event):
    row = {"kind": "contract", "title": "Договор", "parties": "", "signed_on": None, "signed_text": ""}
    events.save_event(
        event, by=event.created_by, values={"agreements": [row], "window_reason": "Позже"}, base_version=1
    )
    response = client.get(add(submission), {"copy": str(event.uid)})
    values = response.context["form"].values()
    assert (values["name"], values["agreements"], values["window_reason"]) == (event.name, [], "")
    assert "Копия строки 1: измените что нужно." in text_of(response)
    assert "такое же мероприятие внесено ещё раз" in text_of(response)


@pytest.mark.parametrize("uid", ["", "rubbish", "\x00", "2ca45060-5aa7-4d25-858b-1df3d9f878a7"])
def test_a_copy_of_nothing_is_not_found(client, submission, uid):
    assert client.get(add(submission), {"copy": uid}).status_code == 404


def test_a_copy_of_another_municipality_is_not_found(client, submission, period, vyazma):
    foreign = factories.make_event(Submission.objects.get(period=period, municipality=vyazma))
    assert client.get(add(submission), {"copy": str(foreign.uid)}).status_code == 404


# Editing


def test_an_edit_saves_the_new_version(client, event):
    response = client.post(page(event), of(event, name=OTHER_NAME))
    assert response.status_code == 302
    assert (fresh(event).name, fresh(event).version) == (OTHER_NAME, 2)


def test_an_edit_without_its_version_overwrites_nothing(client, event):
    for version in ("", "x", "999"):
        response = client.post(page(event), {**of(event, name=OTHER_NAME), "version": version})
        assert response.status_code == 200
        assert "Непонятно, какой текст вы правили" in text_of(response)
    assert fresh(event).version == 1


def test_a_period_that_is_not_understood_blocks_nothing(client, event):
    assert client.post(page(event), of(event, period_text="как-нибудь осенью")).status_code == 302
    html = text_of(client.get(page(event)))
    assert 'class="msg msg-wait"' in html
    assert fresh(event).start is None


def test_days_pinned_by_hand_wait_for_a_confirmation_when_the_text_changes(client, event):
    client.post(page(event), of(event, pin_start="2024-11-04", pin_end="2024-11-05"))
    event = fresh(event)
    assert event.period_source == Source.HAND
    client.post(page(event), of(event, period_text="начало ноября 2024 года"))
    html = text_of(client.get(page(event)))
    assert "Вручную указано для прежнего текста: с 4 ноября" in html
    event = fresh(event)
    client.post(page(event), of(event, confirm_pins="on"))
    assert fresh(event).period_pinned_for == "начало ноября 2024 года"
    assert "Указано вручную: с 4 ноября" in text_of(client.get(page(event)))


def test_a_note_is_kept_and_shown_but_not_printed(client, event):
    """It contains what an import found no column for; saving another field leaves it."""
    events.save_event(event, by=event.created_by, values={"note": "Код строки: 17/3"}, base_version=1)
    shown = client.get(page(event))
    assert shown.context["form"]["note"].value() == "Код строки: 17/3"
    assert "Код строки" not in str(shown.context["rows"])
    client.post(page(event), fields(event_content.values_of(fresh(event)) | {"name": OTHER_NAME}, version=2))
    assert (fresh(event).name, fresh(event).note) == (OTHER_NAME, "Код строки: 17/3")
    assert "Заметка (в таблицу не идёт)" in text_of(client.get(page(event, "event_history")))


def test_the_reason_of_the_window_is_asked_only_outside_of_it(client, event):
    assert re.search(r"<div data-reason hidden>", text_of(client.get(page(event))))
    client.post(page(event), of(event, period_text="4 мая 2024 года"))
    assert re.search(r"<div data-reason>", text_of(client.get(page(event))))


def test_who_may_only_read_sees_the_whole_exchange_about_each_remark(
    client_of, coordinator, smolensk_officer, submission, django_assert_num_queries
):
    """As on the review page; the number of queries does not grow with the remarks and their answers."""
    submission = factories.make_submission(submission.period, submission.municipality, state="submitted")
    event = submission.events.get()
    reading = client_of(smolensk_officer)

    def exchange():
        remark = remarks.add_remark(
            submission, by=coordinator, text="Где?", event=event, field="place_text", quote="Минск"
        )
        remarks.answer_remark(remark, by=smolensk_officer, answer="В Доме дружбы")
        remarks.reply_to_remark(remark, by=coordinator, text="На какой улице?")
        remarks.answer_remark(remark, by=smolensk_officer, answer="На Садовой")
        remarks.accept_remark(remark, by=coordinator)
        remarks.reopen_remark(remark, by=coordinator)

    exchange()
    with CaptureQueriesContext(connection) as one:
        shown = text_of(reading.get(page(event)))
    text = " ".join(re.sub(r"<[^>]+>", " ", shown).replace("\u00a0", " ").split())
    day = timezone.localdate()
    steps = ["Где?", "В Доме дружбы", "На какой улице?", "На Садовой", "Снято", "Открыто снова"]
    assert re.search(".*".join(map(re.escape, steps)), text)
    assert "к словам «Минск»" in text and "есть ответ" in text and f"Орлова Е. В., {day.day} " in text
    exchange(), exchange()
    with django_assert_num_queries(len(one)):
        shown = text_of(reading.get(page(event)))
    assert shown.count("На какой улице?") == 3 and 'action="/remark/' not in shown


def test_the_coordinator_is_not_sent_to_the_coordinator(client_of, coordinator, submission):
    """An approved report is opened again by himself: he gets the button, the officer the words whom to ask."""
    submission = factories.make_submission(submission.period, submission.municipality, state="approved")
    event = submission.events.get()
    desk, own_words = client_of(coordinator), "попросите координатора"
    answers = [
        desk.get(page(event)),
        desk.post(page(event), of(event)),
        desk.post(page(event, "event_delete"), {"version": event.version}),
        desk.get(reverse("submit", args=[submission.pk]) + "?for=municipality"),
        desk.get(reverse("declare_nil", args=[submission.pk]) + "?for=municipality"),
    ]
    for answer in answers:
        html = text_of(answer)
        assert "кнопка «Открыть снова»" in html and own_words not in html
        assert f'href="{reverse("reopen", args=[submission.pk])}"' in html
    html = text_of(client_of(event.created_by).get(page(event)))
    assert own_words in html and reverse("reopen", args=[submission.pk]) not in html


def test_remarks_stand_beside_their_field_with_a_form_to_answer(
    client, client_of, coordinator, smolensk_officer, submission
):
    submission = factories.make_submission(submission.period, submission.municipality, state="submitted")
    event = submission.events.get()
    remark = remarks.add_remark(submission, by=coordinator, text="Назовите город", event=event, field="place_text")
    workflow.return_for_changes(Submission.objects.get(pk=submission.pk), by=coordinator, note="")
    response = client.get(page(event))
    assert [r.remark for r in response.context["fields"]["place_text"].remarks] == [remark]
    assert f'<form id="answer-{remark.pk}" action="{reverse("remark_answer", args=[remark.pk])}"' in text_of(response)
    answer = {"answer": "Назвали", "next": f"{page(event)}#remark-{remark.pk}"}
    assert client.post(reverse("remark_answer", args=[remark.pk]), answer)["Location"] == answer["next"]


def test_forty_thousand_letters_and_control_characters_are_saved_clean(client, event):
    text = "Итог\x00\x0b " + "и\u0306" * 40_000
    assert client.post(page(event), of(event, purpose=text)).status_code == 302
    assert fresh(event).purpose == "Итог\n " + "й" * 40_000


# Those who may not change it now


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_an_officer_reads_what_is_out_of_his_hands_and_loses_no_word(client, submission, state):
    submission = factories.make_submission(submission.period, submission.municipality, state=state)
    event = submission.events.get()
    response = client.get(page(event))
    assert response.status_code == 200
    assert "<textarea" not in text_of(response)
    response = client.post(page(event), of(event, purpose="Слова, набранные с трудом"))
    assert response.status_code == 409
    assert "Слова, набранные с трудом</textarea>" in text_of(response)
    assert fresh(event).version == event.version


def test_after_the_last_day_the_officer_reads(client, event):
    period = event.submission.period
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    type(period).objects.filter(pk=period.pk).update(deadline=yesterday, hard_deadline=yesterday)
    shown = text_of(client.get(page(event)))
    assert f"Приём отчётов закончен {write_date(yesterday)}" in shown
    assert reverse("ask_extension", args=[event.submission.pk]) in shown
    assert client.post(page(event), of(event, name=OTHER_NAME)).status_code == 409
    assert client.get(add(event.submission)).status_code == 409
    response = client.post(add(event.submission), fields({"name": OTHER_NAME}))
    assert response.status_code == 409
    assert OTHER_NAME in text_of(response)
    assert Event.objects.count() == 1


def test_the_coordinator_reads_a_draft_and_edits_at_review(client_of, coordinator, submission, smolensk_officer):
    event = factories.make_event(submission, by=smolensk_officer)
    boss = client_of(coordinator)
    assert "Отчёт сейчас у исполнителя" in text_of(boss.get(page(event)))
    assert boss.post(page(event), of(event, name=OTHER_NAME)).status_code == 409
    workflow.submit(submission, by=smolensk_officer)
    assert boss.post(page(event), of(event, name=OTHER_NAME)).status_code == 302
    assert fresh(event).revisions.last().cause == "coordinator"


# Two people at once


def test_changes_to_different_fields_join_by_themselves(client, event, colleague):
    data = of(event, purpose="Моя цель")
    events.save_event(event, by=colleague, values={"name": OTHER_NAME}, base_version=1)
    assert client.post(page(event), data).status_code == 302
    assert (fresh(event).name, fresh(event).purpose) == (OTHER_NAME, "Моя цель")


@pytest.fixture
def conflict(client, event, colleague):
    """Both changed the purpose, the colleague also the name: the page with both texts."""
    data = of(event, purpose="Моя цель", participants="Мои участники")
    events.save_event(event, by=colleague, values={"purpose": "Цель коллеги", "name": OTHER_NAME}, base_version=1)
    response = client.post(page(event), data)
    assert response.status_code == 409
    return response


def sent_by(response, **others):
    """The form of a page as a browser would send it untouched, but for `others`."""
    html = text_of(response)
    main = html[html.index('<main id="main"') :]
    data = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', main):
        data.setdefault(name, []).append(value)
    for name, value in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', main):
        data[name] = [value]
    return {**data, **others}


def test_both_texts_stand_side_by_side_and_nothing_is_saved(conflict, event):
    html = text_of(conflict)
    assert "Цель коллеги" in html
    assert "Моя цель</textarea>" in html
    assert "Козлов" in html
    assert (fresh(event).version, fresh(event).purpose) == (2, "Цель коллеги")
    assert [c["key"] for c in conflict.context["conflicts"]] == ["purpose"]


@pytest.mark.parametrize(("choice", "purpose"), [("mine", "Моя цель"), ("theirs", "Цель коллеги")])
def test_the_chosen_text_is_saved_with_the_merged_rest(client, conflict, event, choice, purpose):
    response = client.post(page(event), sent_by(conflict, choice_purpose=choice, action="resolve"))
    saved = fresh(event)
    assert response.status_code == 302
    assert (saved.purpose, saved.name, saved.participants) == (purpose, OTHER_NAME, "Мои участники")


def test_ones_own_text_may_be_mended_while_choosing(client, conflict, event):
    data = sent_by(conflict, choice_purpose="mine", purpose="Общая цель", action="resolve")
    client.post(page(event), data)
    assert fresh(event).purpose == "Общая цель"


def test_without_a_choice_the_question_stands_again_with_the_text(client, conflict, event):
    response = client.post(page(event), sent_by(conflict, action="resolve", purpose="Моя цель, поправленная"))
    assert response.status_code == 409
    assert "Моя цель, поправленная</textarea>" in text_of(response)
    assert fresh(event).version == 2


def test_a_third_person_between_page_and_choice_comes_up_again(client, conflict, event, colleague):
    """The choice is against the version that the page showed, never against what nobody has read."""
    events.save_event(event, by=colleague, values={"participants": "Третьи"}, base_version=2)
    response = client.post(page(event), sent_by(conflict, choice_purpose="theirs", action="resolve"))
    assert response.status_code == 409
    assert [c["key"] for c in response.context["conflicts"]] == ["participants"]
    assert fresh(event).participants == "Третьи"


def test_lists_are_chosen_whole(client, event, colleague):
    mine, theirs = factories.make_partner("г. Витебск"), factories.make_partner("г. Орша")
    data = of(event, partners=[str(mine.pk)])
    events.save_event(event, by=colleague, values={"partners": [[theirs.pk, theirs.name]]}, base_version=1)
    response = client.post(page(event), data)
    html = text_of(response)
    assert "г. Витебск" in html and "г. Орша" in html
    client.post(page(event), sent_by(response, choice_partners="mine", action="resolve"))
    assert [partner.pk for partner in fresh(event).partners.all()] == [mine.pk]


@pytest.mark.parametrize(("choice", "names"), [("mine", {"г. Витебск", "г. Гродно"}), ("theirs", {"г. Орша"})])
def test_a_typed_partner_belongs_to_the_choice_between_partners(client, event, colleague, choice, names):
    mine, theirs = factories.make_partner("г. Витебск"), factories.make_partner("г. Орша")
    data = of(event, partners=[str(mine.pk)], new_partner="г. Гродно", new_partner_country="BY")
    events.save_event(event, by=colleague, values={"partners": [[theirs.pk, theirs.name]]}, base_version=1)
    response = client.post(page(event), data)
    assert response.status_code == 409
    assert "г. Витебск; г. Гродно" in text_of(response)
    assert not PartnerCity.objects.filter(name="г. Гродно").exists()
    client.post(page(event), sent_by(response, choice_partners=choice, action="resolve"))
    assert {partner.name for partner in fresh(event).partners.all()} == names


@pytest.mark.parametrize("version", ["", "0", "77", "9" * 30])
def test_a_choice_about_no_version_changes_nothing(client, conflict, event, version):
    data = sent_by(conflict, choice_purpose="mine", action="resolve", version=version)
    assert client.post(page(event), data).status_code in {200, 404}
    assert fresh(event).version == 2


@pytest.fixture
def deleted_meanwhile(client, event, colleague):
    data = of(event, purpose="Моя цель")
    events.save_event(event, by=colleague, values={"name": OTHER_NAME}, base_version=1)
    events.delete_event(event, by=colleague)
    response = client.post(page(event), data)
    assert response.status_code == 409
    assert "Моя цель" in text_of(response)
    return response


def test_a_row_deleted_meanwhile_comes_back_with_my_text_and_theirs(client, deleted_meanwhile, event):
    client.post(page(event), sent_by(deleted_meanwhile, action="undelete_save"))
    saved = fresh(event)
    assert (saved.is_deleted, saved.purpose, saved.name) == (False, "Моя цель", OTHER_NAME)


def test_a_row_deleted_meanwhile_can_be_kept_as_a_new_one(client, deleted_meanwhile, event, submission):
    data = sent_by(deleted_meanwhile, action="save_as_new")
    for _ in range(2):
        assert client.post(page(event), data).status_code == 302
    assert fresh(event).is_deleted
    assert submission.events.present().get().purpose == "Моя цель"


# Deleting


def test_deleting_offers_an_undo_that_brings_the_row_back(client, event):
    response = client.post(page(event, "event_delete"), {"version": 1}, follow=True)
    assert fresh(event).is_deleted
    assert f'action="{page(event, "event_undelete")}"' in text_of(response)
    client.post(page(event, "event_undelete"))
    assert not fresh(event).is_deleted


def test_a_row_that_was_changed_meanwhile_is_not_deleted(client, event, colleague):
    events.save_event(event, by=colleague, values={"name": OTHER_NAME}, base_version=1)
    for version in (1, "", "x", "9" * 40):
        assert client.post(page(event, "event_delete"), {"version": version}).status_code == 409
    assert not fresh(event).is_deleted


def test_the_page_of_a_deleted_row_says_so_and_gives_it_back(client, event):
    events.delete_event(event, by=event.created_by)
    response = client.get(page(event))
    assert response.status_code == 200
    assert "Вернуть строку" in text_of(response)


@pytest.mark.parametrize("view", ["event_delete", "event_undelete"])
def test_deleting_is_refused_kindly_when_the_report_is_out_of_ones_hands(client, submission, view):
    submission = factories.make_submission(submission.period, submission.municipality, state="submitted")
    event = submission.events.get()
    response = client.post(page(event, view), {"version": event.version})
    assert response.status_code == 409
    assert "отзовите отчёт" in text_of(response)


# History


def test_history_tells_who_changed_what(client, event, colleague):
    events.save_event(event, by=colleague, values={"name": OTHER_NAME, "total": 12}, base_version=1)
    response = client.get(page(event, "event_history"))
    steps = response.context["steps"]
    assert [(s.revision.version, s.what, [c.label for c in s.changes]) for s in steps] == [
        (2, "изменено", ["Наименование мероприятия", "Всего, человек"]),
        (1, "внесено", []),
    ]
    assert "Козлов Пётр Ильич" in text_of(response)


def test_an_earlier_text_comes_back_as_a_new_version(client, event, colleague):
    events.save_event(event, by=colleague, values={"name": OTHER_NAME}, base_version=1)
    response = client.post(page(event, "event_restore", 1), {"version": 2})
    assert response["Location"] == page(event)
    assert (fresh(event).name, fresh(event).version) == (event.name, 3)


def test_restoring_over_a_newer_text_or_from_no_version_changes_nothing(client, event, colleague):
    events.save_event(event, by=colleague, values={"name": OTHER_NAME}, base_version=1)
    assert client.post(page(event, "event_restore", 1), {"version": 1}).status_code == 409
    assert client.post(page(event, "event_restore", 1), {}).status_code == 409
    assert client.post(page(event, "event_restore", 7), {"version": 2}).status_code == 404
    assert client.post(page(event, "event_restore", 10**40), {"version": 2}).status_code == 404
    assert fresh(event).version == 2


def test_history_of_every_kind_of_change_can_be_read(client, event):
    partner = factories.make_partner()
    changes = {
        "partners": [[partner.pk, partner.name]],
        "countries": ["BY"],
        "period_pin": ["2024-10-01", "2024-10-31", "month"],
        "place_pin": ["online", "", ""],
        "agreements": [{"kind": "plan", "title": "План", "parties": "А\nБ", "signed_on": datetime.date(2024, 11, 4)}],
    }
    events.save_event(event, by=event.created_by, values=changes, base_version=1)
    events.delete_event(event, by=event.created_by)
    html = re.sub(r"<[^>]+>", "", text_of(client.get(page(event, "event_history"))))
    for words in ("г. Витебск", "Беларусь", "октябрь 2024 года (по месяцам)", "дистанционно", "план (перечень)"):
        assert words in html
    assert "Версия 3: удалено" in html


def test_history_shows_the_whole_text_of_the_version_that_can_come_back(client, event):
    [step] = client.get(page(event, "event_history")).context["steps"]
    assert step.texts == [
        ("Наименование мероприятия", event.name),
        ("Место проведения", event.place_text),
        ("Сроки проведения", event.period_text),
        ("Цель, содержание и результат", event.purpose),
        ("Кто участвовал", event.participants),
    ]


# The live row


COMPUTING = """
import sys, time, types
import django
django.setup()
from django.db import connection
from reports.pages.events.limits import one_preview
connection.settings_dict.update(zip(("HOST", "PORT", "NAME"), sys.argv[2:]))
with one_preview(types.SimpleNamespace(pk=int(sys.argv[1]))) as is_free:
    print(is_free, flush=True)
    time.sleep(600)
"""


@contextmanager
def computed_elsewhere(person):
    """Another process that computes a preview of the person and never ends."""
    database = [str(connection.settings_dict.get(key)) for key in ("HOST", "PORT", "NAME")]
    command = [sys.executable, "-c", COMPUTING, str(person.pk), *database]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as process:
        try:
            assert process.stdout.readline() == "True\n"
            yield process
        finally:
            process.kill()


def ask_live(client, submission):
    return client.post(reverse("event_live", args=[submission.pk]), fields())


def test_a_second_preview_of_a_person_is_not_computed_beside_the_first(
    client, client_of, colleague, submission, smolensk_officer
):
    with computed_elsewhere(smolensk_officer) as process:
        with CaptureQueriesContext(connection) as queries:
            response = ask_live(client, submission)
        assert (response.status_code, response.content, response["Retry-After"]) == (204, b"", "1")
        assert not any("reports_event" in query["sql"] for query in queries)
        assert ask_live(client_of(colleague), submission).status_code == 200
        process.kill()
        process.wait()
        assert ask_live(client, submission).status_code == 200


def test_a_preview_that_fails_leaves_the_way_free(client, submission, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("reports.pages.events.views.Parts", None)
        with pytest.raises(TypeError):
            ask_live(client, submission)
    assert ask_live(client, submission).status_code == 200


def test_previews_go_on_where_the_system_lends_no_names(client, submission, monkeypatch):
    monkeypatch.setattr("reports.pages.events.limits._name_of", lambda person: "/nowhere/at/all")
    assert ask_live(client, submission).status_code == 200


def test_a_preview_leaves_no_file(client, submission, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert ask_live(client, submission).status_code == 200
    assert not list(tmp_path.iterdir())


def live(client, submission, data):
    response = client.post(reverse("event_live", args=[submission.pk]), data)
    assert response.status_code == 200
    return response.json()


def test_live_says_what_was_understood_and_writes_nothing(client, submission):
    parts = live(client, submission, fields({"period_text": "28-29.09.2024", "place_text": "г. Минск, Беларусь"}))
    assert "Понято: с 28 сентября" in parts["period"]
    assert 'data-canonical="28–29 сентября 2024 года"' in parts["period"]
    assert "Понято: город Минск, Беларусь, очно" in parts["place"]
    assert Event.objects.count() == 0


def test_live_shows_the_row_between_its_neighbours_with_its_number(client, submission):
    for day in (1, 9, 20):
        factories.make_event(submission, name=f"Соседняя строка {day}", period_text=f"{day} ноября 2024 года")
    row = live(client, submission, fields({"period_text": "10 ноября 2024 года"}))["row"]
    assert re.findall(r'<td class="c">(\d+)\.</td>', row) == ["2", "3", "4"]
    assert "Соседняя строка 9" in row and "Соседняя строка 20" in row and "Соседняя строка 1<" not in row


def test_live_moves_the_row_when_its_days_change(client, submission, event):
    factories.make_event(submission, name="Соседняя строка", period_text="9 ноября 2024 года")
    row = live(client, submission, of(event, uid=str(event.uid), period_text="20 ноября 2024 года"))["row"]
    current = row[row.index("is-current") :]
    assert re.findall(r'<td class="c">(\d+)\.</td>', current) == ["2"]
    assert fresh(event).period_text == "4 ноября 2024 года"


def test_live_keeps_an_order_set_by_hand(client, submission, event, smolensk_officer, coordinator):
    """A stored row stays where it was put; a new one goes behind the last that is not later."""
    late = factories.make_event(submission, name="Декабрь", period_text="20 декабря 2024 года")
    workflow.submit(submission, by=smolensk_officer)
    events.set_order(submission, by=coordinator, uids=[late.uid, event.uid])
    workflow.return_for_changes(submission, by=coordinator, note="Проверьте порядок")
    row = live(client, submission, of(event, uid=str(event.uid), period_text="1 октября 2024 года"))["row"]
    assert re.findall(r'<td class="c">(\d+)\.</td>', row[row.index("is-current") :]) == ["2"]
    row = live(client, submission, fields({"period_text": "5 ноября 2024 года"}))["row"]
    assert re.findall(r'<td class="c">(\d+)\.</td>', row[row.index("is-current") :]) == ["3"]


def test_live_asks_for_the_reason_outside_the_window(client, submission):
    assert live(client, submission, fields({"period_text": "4 мая 2024"}))["is_outside"] is True
    assert live(client, submission, fields({"period_text": "4 ноября 2024"}))["is_outside"] is False


def test_live_scolds_nobody_for_what_is_not_typed_yet(client, submission):
    parts = live(client, submission, fields(EMPTY))
    assert "Ошибка" not in str(parts)
    assert "Ещё не заполнено: место проведения" in parts["findings"]


def test_live_names_the_errors_of_numbers_at_once(client, submission):
    parts = live(client, submission, fields(total="180", total_foreign="210"))
    assert "Ошибка: иностранных участников (210) больше, чем всего (180)" in parts["notes"]["total_foreign"]


@pytest.mark.parametrize(
    "rubbish",
    [{}, {"uid": "\x00"}, {"agreements-TOTAL_FORMS": "x"}, {"name": "\x00", "total": "9" * 5000, "partners": "x"}],
)
def test_live_answers_rubbish(client, submission, rubbish):
    live(client, submission, rubbish)


def test_live_asks_the_database_four_times(client, submission, event, django_assert_num_queries):
    for name in ("Одна", "Другая"):
        factories.make_event(submission, name=name)
    live = reverse("event_live", args=[submission.pk])
    partner = factories.make_partner()
    for data in (fields({"partners": [[partner.pk, partner.name]]}), of(event)):
        client.post(live, data)
        with django_assert_num_queries(4):
            client.post(live, data)


def test_live_reaches_no_event_of_another_report(client, submission, period, vyazma):
    foreign = factories.make_event(Submission.objects.get(period=period, municipality=vyazma), name="Чужая строка")
    assert "Чужая" not in str(live(client, submission, fields(uid=str(foreign.uid))))


# Partners that are not in the list

MARKER = "Клязьминский край"


def test_a_typed_partner_is_saved_as_proposed_and_marked_so(client, submission):
    factories.make_country()
    data = fields(uid=str(uuid.uuid4()), new_partner=["г. Гродно", ""], new_partner_country=["BY", "BY"])
    for _ in range(2):  # the same form sent twice
        assert client.post(add(submission), data).status_code == 302
    event = Event.objects.get()
    assert event.partners.get() == PartnerCity.objects.get(is_confirmed=False, name="г. Гродно")
    html = text_of(client.get(page(event)))
    assert 'г. Гродно, Республика Беларусь <span class="tag">предложен</span>' in html


def test_a_refused_form_keeps_the_typed_partner_and_proposes_nothing(client, submission):
    factories.make_country()
    response = client.post(add(submission), fields({"name": ""}, new_partner="г. Гродно", new_partner_country="BY"))
    assert 'value="г. Гродно"' in text_of(response)
    assert not PartnerCity.objects.exists()


def test_a_typed_partner_is_shown_when_the_report_is_out_of_ones_hands(client, submission, event):
    Submission.objects.filter(pk=submission.pk).update(is_nil=False)
    workflow.submit(submission, by=event.created_by)
    response = client.post(page(event), of(event, new_partner="г. Гродно", new_partner_country="BY"))
    assert response.status_code == 409
    assert "г. Гродно" in text_of(response)


def test_live_says_whether_the_list_has_the_typed_partner(client, submission):
    factories.make_partner("г. Витебск")
    rows = {"new_partner": ["Витебск", "г. Гродно"], "new_partner_country": ["BY", "BY"]}
    notes = live(client, submission, fields(**rows))["notes"]["new_partners"]
    assert "Есть в списке: «г. Витебск»" in notes
    assert "«г. Гродно» запишем сразу" in notes


def test_nobody_else_reads_or_takes_a_proposed_partner(client, client_of, submission, event, period, vyazma_officer):
    """A proposal is a municipality's own words until an administrator has confirmed it."""
    other = Submission.objects.get(period=period, municipality__short_name="Вяземский")
    client.post(page(event), of(event, new_partner=MARKER, new_partner_country="BY"))
    proposed = PartnerCity.objects.get(name=MARKER)
    assert MARKER in text_of(client.get(add(submission)))  # there is something to leak
    neighbour = client_of(vyazma_officer)
    assert MARKER not in text_of(neighbour.get(add(other)))
    forged = fields(uid=str(uuid.uuid4()), partners=[str(proposed.pk)])
    response = neighbour.post(add(other), forged)
    assert MARKER not in text_of(response) and not other.events.exists()
    forged = {**fields(), "new_partner": MARKER[:5], "new_partner_country": "BY", "partners": [str(proposed.pk)]}
    assert MARKER not in str(live(neighbour, other, forged))


def test_a_copy_into_another_municipalitys_report_takes_a_proposed_partner_along(
    client, submission, event, period, vyazma, smolensk_officer
):
    """An officer of two municipalities copies; the partner proposed for the one is proposed again by its name."""
    factories.make_officer(smolensk_officer, vyazma)
    client.force_login(smolensk_officer)  # other rights end the session
    client.post(page(event), of(event, new_partner="г. Гродно", new_partner_country="BY"))
    other = Submission.objects.get(period=period, municipality=vyazma)
    html = text_of(client.get(add(other) + f"?copy={event.uid}"))
    assert 'name="new_partner" value="г. Гродно"' in html


def test_the_review_says_which_partner_is_proposed(client, client_of, coordinator, submission, event):
    client.post(page(event), of(event, new_partner="г. Гродно", new_partner_country="BY"))
    address = reverse("review", args=[submission.pk])
    html = text_of(client_of(coordinator).get(address))
    assert "Партнёр предложен</span><p>г. Гродно</p>" in html
    PartnerCity.objects.update(is_confirmed=True)
    assert "Партнёр предложен" not in text_of(client_of(coordinator).get(address))


# Cost


def count_queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_report(client, submission, event):
    addresses = [page(event), page(event, "event_history"), add(submission)]
    reference_lists()  # read once, and again when they have changed
    with_one = [count_queries(client, address) for address in addresses]
    for number in range(MANY - 1):
        factories.make_event(submission, name=f"Строка {number}")
    for version in range(1, MANY):
        events.save_event(event, by=event.created_by, values={"total": version}, base_version=version)
    assert [count_queries(client, address) for address in addresses] == with_one
    print(with_one)


# A full report, and texts over the limits


def test_a_full_report_keeps_what_was_typed_and_says_what_to_do(client, submission, event, monkeypatch):
    monkeypatch.setattr(event_limits, "MOST_EVENTS", 1)
    response = client.post(add(submission), fields({"purpose": "Набранный текст"}))
    assert (response.status_code, submission.events.count()) == (200, 1)
    assert "Удалите лишние строки" in text_of(response)
    assert "Набранный текст" in text_of(response)


def test_text_without_room_in_the_report_is_kept_in_the_form_and_says_what_to_do(
    client, submission, event, monkeypatch
):
    monkeypatch.setattr(event_limits, "MOST_LETTERS", 300)
    long = "Набранный текст " * 20
    for answer in (
        client.post(add(submission), fields({"purpose": long})),
        client.post(page(event), of(event, purpose=long)),
    ):
        assert answer.status_code == 200
        assert "слишком много текста" in text_of(answer)
        assert long.strip() in text_of(answer)
    assert (submission.events.count(), fresh(event).version) == (1, 1)


def test_an_earlier_version_without_room_in_the_report_is_not_restored_and_says_why(
    client, event, smolensk_officer, monkeypatch
):
    events.save_event(event, by=smolensk_officer, values={"purpose": "Короткий"}, base_version=1)
    monkeypatch.setattr(event_limits, "MOST_LETTERS", 10)
    response = client.post(page(event, "event_restore", 1), {"version": 2})
    assert (response.status_code, fresh(event).purpose) == (409, "Короткий")
    assert "слишком много текста" in text_of(response)


def test_a_row_does_not_come_back_into_a_full_report(client, submission, event, smolensk_officer, monkeypatch):
    events.delete_event(event, by=smolensk_officer)
    factories.make_event(submission, by=smolensk_officer)
    monkeypatch.setattr(event_limits, "MOST_EVENTS", 1)
    response = client.post(page(event, "event_undelete"))
    assert (response.status_code, fresh(event).is_deleted) == (409, True)
    assert "Удалите лишние строки" in text_of(response)
    rescue = client.post(page(event), of(fresh(event), purpose="Набранный текст", action="undelete_save"))
    assert (rescue.status_code, fresh(event).is_deleted) == (409, True)
    assert "Набранный текст" in text_of(rescue)


def test_a_version_over_todays_limits_is_not_restored_and_says_why(client, event, smolensk_officer, monkeypatch):
    events.save_event(event, by=smolensk_officer, values={"purpose": "Короткий"}, base_version=1)
    monkeypatch.setattr(event_limits, "LONGEST_TEXT", 10)
    response = client.post(page(event, "event_restore", 1), {"version": 2})
    assert (response.status_code, fresh(event).purpose) == (409, "Короткий")
    assert "Слишком длинно" in text_of(response)
