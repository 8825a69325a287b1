"""The review of one report: reading it, remarks, the decision, rows left out, the order of rows."""

import datetime
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.actions import events as event_actions
from reports.actions import remarks, workflow
from reports.models import Event, Move, Remark, Submission
from reports.pages.differences import difference
from tests import factories
from tests.conftest import MANY

pytestmark = pytest.mark.django_db

NEXT_WEEK = timezone.localdate() + datetime.timedelta(days=7)


@pytest.fixture
def reviewing(client_of, coordinator):
    """The coordinator's client."""
    return client_of(coordinator)


@pytest.fixture
def submitted(period, smolensk, smolensk_officer, coordinator):
    return factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer, events=3)


def address(name, submission):
    return reverse(name, args=[submission.pk])


def fresh(submission):
    return Submission.objects.get(pk=submission.pk)


def rows_of(submission):
    return list(submission.events.present().in_report_order())


def text_of(response):
    """The page's words, with ordinary blanks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " ").split())


def edit(event, by, **values):
    return event_actions.save_event(event, by=by, values=values, base_version=event.version)


# Reading


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "approved"])
def test_the_coordinator_reads_a_report_in_every_state(
    reviewing, period, smolensk, smolensk_officer, coordinator, state
):
    submission = factories.make_submission(period, smolensk, state=state, officer=smolensk_officer)
    page = text_of(reviewing.get(address("review", submission)))
    assert "Фестиваль дружбы «Две реки» 1" in page
    assert ("Принять отчёт" in page, "Открыть снова" in page) == (state == "submitted", state == "approved")
    assert ("Продлить срок" in page, "ещё работает" in page) == (state in {"draft", "returned"},) * 2


def test_an_officer_does_not_review(client_of, submitted, smolensk_officer, vyazma_officer):
    """Forbidden for the report's own officer, not found for another municipality's."""
    assert client_of(smolensk_officer).get(address("review", submitted)).status_code == 403
    assert client_of(vyazma_officer).get(address("review", submitted)).status_code == 404


def test_remarks_findings_and_reasons_stand_in_the_margin(reviewing, submitted, coordinator, smolensk_officer):
    first, second, _ = rows_of(submitted)
    remark = factories.make_remark(submitted, by=coordinator, event=first, field="place_text", text="Назовите область")
    remarks.answer_remark(remark, by=smolensk_officer, answer="Область не пишем")
    edit(second, coordinator, period_text="3 мая 2023 года", window_reason="В прошлый отчёт не вошло")
    page = text_of(reviewing.get(address("review", submitted)))
    assert "Место: Назовите область" in page
    assert "Область не пишем" in page
    assert "есть ответ" in page
    assert "Прошло вне периода сбора. Причина: В прошлый отчёт не вошло" in page


def test_a_row_outside_the_table_has_its_reason_and_no_number(reviewing, submitted, coordinator):
    event_actions.leave_out(rows_of(submitted)[0], by=coordinator, reason="Внутрироссийское мероприятие")
    response = reviewing.get(address("review", submitted))
    assert re.findall(r'<td class="c">([^<]*)</td><td data-label="Наименование', response.content.decode()) == [
        "",
        "1.",
        "2.",
    ]
    assert "Не входит в сводный отчёт Внутрироссийское мероприятие" in text_of(response)


def test_a_nil_report_says_so_instead_of_a_table(reviewing, period, smolensk, smolensk_officer):
    submission = factories.make_submission(period, smolensk, state="submitted", is_nil=True, officer=smolensk_officer)
    page = text_of(reviewing.get(address("review", submission)))
    assert "Город Смоленск: мероприятий не было." in page
    assert "Принять отчёт" in page


def resubmitted(submission, officer, coordinator):
    """Returned with a remark on the first row; then the first row changed, the third deleted, one added."""
    first, _, third = rows_of(submission)
    factories.make_remark(submission, by=coordinator, event=first, field="participants", text="Назовите число")
    workflow.return_for_changes(submission, by=coordinator, note="")
    edit(first, officer, participants="Мастера и коллективы трех городов")
    event_actions.delete_event(third, by=officer)
    factories.make_event(submission, by=officer, name="Позднее мероприятие")
    return workflow.submit(fresh(submission), by=officer)


def test_a_resubmission_shows_what_changed_since_the_return(reviewing, submitted, smolensk_officer, coordinator):
    resubmitted(submitted, smolensk_officer, coordinator)
    response = reviewing.get(address("review", submitted), {"view": "changes"})
    html, page = response.content.decode(), text_of(response)
    assert re.findall(r"<del><span[^>]*>удалено: </span>([^<]*)", html) == [
        "творческие",
        "двух",
        "Фестиваль дружбы «Две реки» 3",
    ]
    assert re.findall(r"<ins><span[^>]*>добавлено: </span>([^<]*)", html) == ["трех"]
    assert page.count("Новая строка") == 1
    assert re.search(r"исправлено Участники: Назовите число", page)
    assert re.search(r"Изменено Белова Т\. И\., \d+ [а-я]+( \d{4} года)?: участники\.", page)


def test_the_clean_sheet_shows_no_changes_in_the_text(reviewing, submitted, smolensk_officer, coordinator):
    resubmitted(submitted, smolensk_officer, coordinator)
    html = reviewing.get(address("review", submitted), {"view": "clean"}).content.decode()
    assert "<ins>" not in html
    assert "Мастера и коллективы трех городов" in html
    assert reviewing.get(address("review", submitted), {"view": "\x00rubbish"}).status_code == 200


def test_the_difference_is_in_words_and_escaped():
    assert difference("один <два> три четыре пять шесть", "один <2> три четыре пять шесть") == (
        'один <del><span class="visually-hidden">удалено: </span>&lt;два&gt;</del> '
        '<ins><span class="visually-hidden">добавлено: </span>&lt;2&gt;</ins> три четыре пять шесть'
    )


def test_queries_do_not_grow_with_the_rows(
    reviewing, period, smolensk, vyazma, smolensk_officer, vyazma_officer, coordinator, django_assert_num_queries
):
    """With remarks, findings and changes on every row."""
    for municipality, officer, count in [(smolensk, smolensk_officer, 1), (vyazma, vyazma_officer, MANY)]:
        submission = factories.make_submission(period, municipality, state="submitted", officer=officer, events=count)
        for event in rows_of(submission):
            factories.make_remark(submission, by=coordinator, event=event)
        workflow.return_for_changes(submission, by=coordinator, note="")
        for event in rows_of(submission):
            name = f"{municipality.short_name}: {event.pk}"  # nothing that is told twice
            edit(event, officer, name=name, purpose="Обмен опытом", place_text="неизвестно где")
        workflow.submit(fresh(submission), by=officer)
        reviewing.get(address("review", submission))  # the first visit is remembered
        for view, queries in (("changed", 12), ("changes", 11), ("clean", 11)):
            with django_assert_num_queries(queries):
                reviewing.get(address("review", submission), {"view": view})


# Deciding


def test_approving_the_version_that_was_read(reviewing, submitted, coordinator):
    response = reviewing.post(address("approve", submitted), {"version": submitted.version})
    assert response.status_code == 302
    now = fresh(submitted)
    assert (now.state, now.approved_by, now.approved_version) == ("approved", coordinator, submitted.version)


def test_a_text_that_moved_is_shown_and_not_approved(reviewing, submitted, coordinator):
    """A colleague's words, an added and a deleted row; the fresh button approves the new version."""
    first, second, _ = rows_of(submitted)
    edit(first, coordinator, name="Фестиваль дружбы «Три реки»")
    event_actions.delete_event(second, by=coordinator)
    factories.make_event(fresh(submitted), by=coordinator, name="Внесено позже")
    response = reviewing.post(address("approve", submitted), {"version": submitted.version})
    page = text_of(response)
    assert response.status_code == 409
    assert fresh(submitted).state == "submitted"
    assert "удалено: «Две реки» 1 добавлено: «Три реки»" in page
    assert "Строка удалена" in page
    assert "Новая строка" in page
    assert "Внесено позже" in page
    version = re.search(r'name="version" value="(\d+)"', response.content.decode())[1]
    assert reviewing.post(address("approve", submitted), {"version": version}).status_code == 302
    assert fresh(submitted).state == "approved"


def test_the_new_words_are_told_of_by_who_wrote_them(reviewing, submitted, coordinator):
    """Not by who moved the rows after that; and a restored row is not called new."""
    first, second, third = rows_of(submitted)
    colleague = factories.make_user("second", "Зайцева Ольга Игоревна", is_coordinator=True)
    event_actions.delete_event(third, by=coordinator)
    version = fresh(submitted).version
    edit(first, colleague, name="Фестиваль дружбы «Три реки»")
    event_actions.undelete_event(third, by=colleague)
    uids = [event.uid for event in (third, second, first)]
    event_actions.set_order(fresh(submitted), by=coordinator, uids=uids)
    page = text_of(reviewing.post(address("approve", submitted), {"version": version}))
    assert page.count("Зайцева О. И.") == 2
    assert "Удалённая строка возвращена" in page and "Новая строка" not in page


def test_a_row_left_out_meanwhile_is_shown_before_approving(reviewing, submitted, coordinator):
    event_actions.leave_out(rows_of(submitted)[0], by=coordinator, reason="Повтор")
    response = reviewing.post(address("approve", submitted), {"version": submitted.version})
    assert "Не входит в сводный отчёт: Повтор" in text_of(response)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 400, "\x00"])
def test_approving_no_known_version_is_refused_with_a_sentence(reviewing, submitted, version):
    response = reviewing.post(address("approve", submitted), {"version": version})
    assert response.status_code == 400
    assert "Непонятно, какой текст вы читали" in text_of(response)
    assert fresh(submitted).state == "submitted"


def test_a_second_click_on_approve_gets_the_kind_page(reviewing, submitted):
    reviewing.post(address("approve", submitted), {"version": submitted.version})
    response = reviewing.post(address("approve", submitted), {"version": submitted.version})
    assert response.status_code == 409
    assert "действие выполнено раньше" in text_of(response)
    assert submitted.state_changes.filter(move=Move.APPROVE).count() == 1


def test_returning_needs_a_note_or_an_open_remark(reviewing, submitted, coordinator):
    response = reviewing.post(
        address("return_for_changes", submitted), {"note": " \x00 ", "version": submitted.version}
    )
    assert response.status_code == 200
    assert "Напишите, что исправить" in text_of(response)
    assert fresh(submitted).state == "submitted"
    factories.make_remark(submitted, by=coordinator)
    assert "Уточните место" in text_of(reviewing.get(address("return_for_changes", submitted)))
    reviewing.post(address("return_for_changes", submitted), {"note": "", "version": submitted.version})
    assert fresh(submitted).state == "returned"


def test_the_list_of_open_remarks_names_their_places(reviewing, submitted, coordinator):
    """Before a return and before approving: the whole report is named too, quotation marks close once."""
    event = submitted.events.first()
    edit(event, coordinator, name="Фестиваль «Две Руси»")
    remarks.add_remark(fresh(submitted), by=coordinator, event=event, field="purpose", text="Что именно?")
    remarks.add_remark(fresh(submitted), by=coordinator, text="Где подпись?")
    page = text_of(reviewing.get(address("return_for_changes", submitted)))
    assert "«Фестиваль «Две Руси», цель, содержание и результат: Что именно?" in page
    assert "К отчёту в целом: Где подпись?" in page


def test_a_note_too_long_is_refused_with_the_text_kept(reviewing, submitted):
    note = "я" * 40_000
    response = reviewing.post(address("return_for_changes", submitted), {"note": note, "version": submitted.version})
    assert "Слишком длинный текст" in text_of(response)
    assert note in response.content.decode()
    assert fresh(submitted).state == "submitted"


def test_returning_a_text_that_moved_keeps_the_note_and_asks_again(reviewing, submitted, coordinator):
    edit(rows_of(submitted)[0], coordinator, name="Другое имя")
    response = reviewing.post(
        address("return_for_changes", submitted), {"note": "Поправьте даты", "version": submitted.version}
    )
    assert response.status_code == 409
    assert "Поправьте даты" in text_of(response)
    assert fresh(submitted).state == "submitted"
    version = re.search(r'name="version" value="(\d+)"', response.content.decode())[1]
    reviewing.post(address("return_for_changes", submitted), {"note": "Поправьте даты", "version": version})
    assert fresh(submitted).return_note == "Поправьте даты"


def test_returning_twice_gets_the_kind_page_with_the_note(reviewing, submitted):
    for note in ("Первый раз", "Второй раз"):
        response = reviewing.post(
            address("return_for_changes", submitted), {"note": note, "version": submitted.version}
        )
    assert response.status_code == 409
    assert "Вы написали: «Второй раз»" in text_of(response)
    assert fresh(submitted).return_note == "Первый раз"


def test_reopening_and_extending_name_a_reason_and_a_day(reviewing, period, smolensk, smolensk_officer, coordinator):
    submission = factories.make_submission(period, smolensk, state="approved", officer=smolensk_officer)
    data = {"reason": "Нашлась ошибка", "until": NEXT_WEEK.isoformat(), "version": submission.version}
    for wrong, sentence in [
        ({"reason": ""}, "Назовите причину"),
        ({"until": "2020-01-01"}, "Этот день уже прошёл"),
        ({"until": "31.12.9999"}, "Проверьте год"),
        ({"until": "\x00"}, "Такого дня нет"),
    ]:
        page = reviewing.post(address("reopen", submission), {**data, **wrong})
        assert sentence in text_of(page)
        assert fresh(submission).state == "approved"
    assert reviewing.post(address("reopen", submission), data).status_code == 302
    assert (fresh(submission).state, fresh(submission).extended_to) == ("returned", NEXT_WEEK)
    later = NEXT_WEEK + datetime.timedelta(days=3)
    reviewing.post(address("extend", submission), {"reason": "Болезнь", "until": f"{later:%d.%m.%Y}"})
    assert (fresh(submission).extended_to, fresh(submission).extension_reason) == (later, "Болезнь")


def test_a_week_ahead_is_offered(reviewing, period, smolensk, submitted):
    """Of the last day that holds now, so that the offer is always an extension."""
    offered = period.hard_deadline + datetime.timedelta(days=7)
    assert f'value="{offered.isoformat()}"' in reviewing.get(address("extend", submitted)).content.decode()


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("return_for_changes", "approved"),
        ("reopen", "submitted"),
        ("extend", "approved"),
        ("remark_add", "draft"),
        ("order", "returned"),
        ("order_by_date", "approved"),
    ],
)
def test_a_wrong_state_gets_the_kind_page(reviewing, period, smolensk, smolensk_officer, coordinator, name, state):
    submission = factories.make_submission(period, smolensk, state=state, officer=smolensk_officer)
    response = reviewing.post(address(name, submission), {"text": "Написано", "reason": "Написано", "note": "Написано"})
    assert response.status_code == 409
    assert fresh(submission).state == state


# Remarks


def test_a_remark_goes_to_the_report_a_row_or_a_column(reviewing, submitted, coordinator):
    event = rows_of(submitted)[1]
    for query, data in [
        ("", {"text": "К отчёту"}),
        (f"?event={event.uid}", {"text": "К строке", "field": ""}),
        (f"?event={event.uid}&field=purpose", {"text": "К столбцу", "field": "purpose"}),
    ]:
        assert reviewing.get(address("remark_add", submitted) + query).status_code == 200
        assert reviewing.post(address("remark_add", submitted) + query, data).status_code == 302
    assert list(Remark.objects.order_by("pk").values_list("text", "event", "field")) == [
        ("К отчёту", None, ""),
        ("К строке", event.pk, ""),
        ("К столбцу", event.pk, "purpose"),
    ]
    page = text_of(reviewing.get(address("review", submitted)))
    assert "3 замечания открыты: отчёт в целом , строка 2" in page


def test_a_remark_on_another_reports_row_is_not_found(reviewing, submitted, period, vyazma, vyazma_officer):
    other = factories.make_submission(period, vyazma, state="submitted", officer=vyazma_officer)
    for event in (rows_of(other)[0].uid, uuid.uuid4(), "rubbish", "%00"):
        response = reviewing.post(f"{address('remark_add', submitted)}?event={event}", {"text": "Чужое"})
        assert response.status_code == 404
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"), [("я" * 40_000, "Слишком длинный текст"), ("\x00\x1f", "Напишите замечание")]
)
def test_a_remark_that_cannot_be_kept_is_refused_with_the_text_kept(reviewing, submitted, text, sentence):
    response = reviewing.post(address("remark_add", submitted), {"text": text})
    assert sentence in text_of(response)
    assert text.strip("\x00\x1f") in response.content.decode()
    assert not Remark.objects.exists()


def test_accepting_a_remark_can_be_undone(reviewing, submitted, coordinator):
    remark = factories.make_remark(submitted, by=coordinator)
    response = reviewing.post(reverse("remark_accept", args=[remark.pk]), follow=True)
    assert "Замечание снято. Отменить" in text_of(response)
    assert reviewing.post(reverse("remark_accept", args=[remark.pk])).status_code == 409
    reviewing.post(reverse("remark_reopen", args=[remark.pk]))
    assert Remark.objects.get().state == "open"


def test_an_answer_that_came_meanwhile_is_not_settled_unread(reviewing, submitted, coordinator, smolensk_officer):
    remark = factories.make_remark(submitted, by=coordinator)
    accept = reverse("remark_accept", args=[remark.pk])

    def seen():
        html = reviewing.get(address("review", submitted)).content.decode()
        return re.search(rf'action="{accept}".*?name="seen" value="(\d+)"', html, re.S)[1]

    old = seen()
    remarks.answer_remark(remark, by=smolensk_officer, answer="Место верное")
    for stale in (old, "rubbish", "-1", "9" * 40):
        response = reviewing.post(accept, {"seen": stale})
        assert response.status_code == 409
        assert "Прочитайте, что в нём теперь" in text_of(response)
        assert Remark.objects.get().state == "answered"
    assert reviewing.post(accept, {"seen": seen()}).status_code == 302
    assert Remark.objects.get().state == "accepted"


# Rows


def test_leaving_a_row_out_needs_a_reason_and_can_be_undone(reviewing, submitted):
    event = rows_of(submitted)[0]
    page = reverse("event_leave_out", args=[event.uid])
    assert reviewing.get(page).status_code == 200
    assert "Назовите причину" in text_of(reviewing.post(page, {"reason": "", "version": event.version}))
    response = reviewing.post(page, {"reason": "Не международное", "version": event.version}, follow=True)
    assert "Не войдёт в сводный отчёт" in text_of(response)
    event.refresh_from_db()
    assert (event.is_included, event.exclusion_reason) == (False, "Не международное")
    reviewing.post(reverse("event_include", args=[event.uid]))
    event.refresh_from_db()
    assert event.is_included


def test_leaving_out_a_row_that_changed_keeps_the_reason_and_asks_again(reviewing, submitted, coordinator):
    event = rows_of(submitted)[0]
    edit(event, coordinator, name="Другое имя")
    response = reviewing.post(
        reverse("event_leave_out", args=[event.uid]), {"reason": "Не международное", "version": event.version}
    )
    assert response.status_code == 409
    assert "Не международное" in text_of(response)
    assert Event.objects.get(pk=event.pk).is_included


def test_a_single_new_number_puts_the_row_exactly_there(reviewing, submitted):
    """Upwards before, downwards behind the row that has the number now."""
    for moved, place, expected in [(3, 1, [3, 1, 2]), (1, 3, [1, 2, 3])]:
        events = rows_of(submitted)
        places = {f"place-{number}": number for number in (1, 2, 3)}
        data = {"rows": ",".join(str(event.uid) for event in events), **places, f"place-{moved}": place}
        assert reviewing.post(address("order", submitted), data).status_code == 302
        assert [int(event.name[-1]) for event in rows_of(submitted)] == expected
    assert fresh(submitted).is_ordered_by_hand
    reviewing.post(address("order_by_date", submitted))
    assert not fresh(submitted).is_ordered_by_hand


def test_an_order_of_other_rows_is_refused_with_the_new_list(reviewing, submitted, coordinator):
    rows = ",".join(str(event.uid) for event in rows_of(submitted))
    factories.make_event(submitted, by=coordinator, name="Внесено позже")
    for read in (rows, "", "rubbish", f"{rows},{rows}", "\x00"):
        response = reviewing.post(address("order", submitted), {"rows": read, "place-1": 3, "place-2": 2, "place-3": 1})
        assert response.status_code == 409
        assert "Внесено позже" in text_of(response)
    assert not fresh(submitted).is_ordered_by_hand


@pytest.mark.parametrize("number", ["", "0", "4", "много", "9" * 400, "\x00"])
def test_a_number_that_is_no_place_is_refused_with_a_sentence(reviewing, submitted, number):
    rows = ",".join(str(event.uid) for event in rows_of(submitted))
    data = {"rows": rows, "place-1": number, "place-2": 2, "place-3": 3}
    response = reviewing.post(address("order", submitted), data)
    assert "Напишите число от 1 до 3" in text_of(response)
    assert not fresh(submitted).is_ordered_by_hand


@pytest.mark.parametrize("name", ["approve", "return_for_changes", "reopen", "extend", "remark_add", "order"])
def test_an_officer_decides_nothing(client_of, submitted, smolensk_officer, name):
    assert client_of(smolensk_officer).post(address(name, submitted), {"version": 1}).status_code == 403
    assert fresh(submitted).state == "submitted"
