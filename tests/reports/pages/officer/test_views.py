"""The officer's pages: one next step, the check before handing in, answers; nothing typed is lost."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Municipality
from reports.actions import events as event_actions
from reports.actions import extensions, remarks, workflow
from reports.models import Period, State, StateChange, Submission
from reports.pages import addresses
from reports.pages.officer import case as cases
from reports.pages.officer import time_left
from tests import factories
from tests.conftest import MANY

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
OUTSIDE = "20 апреля 2024 года"
NBSP = "\u00a0"


@pytest.fixture
def submission(period, smolensk, smolensk_officer):
    """The draft of Смоленск without events."""
    return factories.make_submission(period, smolensk)


@pytest.fixture
def client(client_of, smolensk_officer):
    return client_of(smolensk_officer)


def page_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def main_of(html):
    """Without the head, the foot and the dialog of keys, which every page has."""
    return html.partition("<main")[2].partition("</main>")[0]


def quarter_page(client, submission):
    return page_of(client.get(addresses.quarter_address(submission).partition("#")[0]))


def again(submission):
    """The report as it is now, with what `cases_of` asks for."""
    fresh = Submission.objects.with_names().select_related("period", "municipality").get(pk=submission.pk)
    fresh.deleted_count = fresh.events.exclude(deleted_at=None).count()
    return fresh


def step_of(user, submission):
    [case] = cases.cases_of(user, [again(submission)], [])
    return case.step


def primary_buttons(html):
    return re.findall(r'class="btn btn-primary"[^>]*href="([^"]*)"|<button class="btn btn-primary"', html)


def post_submit(client, submission, **data):
    return client.post(
        reverse("submit", args=[submission.pk]), {"version": again(submission).version, "confirm": "on", **data}
    )


class TestNextStep:
    """One situation, one step, at most one primary button."""

    def test_an_empty_draft_asks_for_the_first_event_or_for_nil(self, submission, smolensk_officer):
        step = step_of(smolensk_officer, submission)
        assert step.button.href == reverse("event_add", args=[submission.pk])
        assert step.second.href == reverse("declare_nil", args=[submission.pk])

    def test_errors_lead_to_the_first_field_with_an_error(self, submission, smolensk_officer):
        event = factories.make_event(submission, place_text="", participants="")
        step = step_of(smolensk_officer, submission)
        assert step.title == f"Исправьте 2{NBSP}ошибки"
        assert step.button.href == f"{reverse('event', args=[event.uid])}#id_place_text"

    def test_an_open_remark_comes_before_the_errors(self, submission, smolensk_officer, coordinator):
        event = factories.make_event(submission)
        workflow.submit(submission, by=smolensk_officer)
        factories.make_remark(submission, event=event, field="purpose")
        workflow.return_for_changes(submission, by=coordinator)
        event_actions.save_event(event, by=smolensk_officer, values={"place_text": ""}, base_version=event.version)
        step = step_of(smolensk_officer, submission)
        assert step.title == "Ответьте на замечание и исправьте ошибку"
        assert step.button.href == f"{reverse('event', args=[event.uid])}#id_purpose"

    def test_a_remark_on_the_whole_report_is_answered_on_its_page(self, submission, smolensk_officer, coordinator):
        factories.make_event(submission)
        workflow.submit(submission, by=smolensk_officer)
        remark = factories.make_remark(submission)
        workflow.return_for_changes(submission, by=coordinator)
        step = step_of(smolensk_officer, submission)
        assert step.button.href == f"{reverse('report', args=[submission.pk])}#remark-{remark.pk}"

    def test_a_ready_report_leads_to_the_check(self, submission, smolensk_officer):
        factories.make_event(submission)
        assert step_of(smolensk_officer, submission).button.href == reverse("submit", args=[submission.pk])

    def test_a_returned_report_without_questions_is_handed_in_again(self, submission, smolensk_officer, coordinator):
        factories.make_event(submission)
        workflow.submit(submission, by=smolensk_officer)
        workflow.return_for_changes(submission, by=coordinator, note="Уточните цель")
        step = step_of(smolensk_officer, submission)
        assert "снова" in step.title
        assert step.button.href == reverse("submit", args=[submission.pk])

    @pytest.mark.parametrize("state", ["submitted", "approved"])
    def test_what_is_handed_in_asks_nothing(self, state, period, smolensk, smolensk_officer):
        submission = factories.make_submission(period, smolensk, state=state, officer=smolensk_officer)
        step = step_of(smolensk_officer, submission)
        assert (step.button, step.text) == (None, "Делать ничего не нужно.")

    def test_after_the_last_day_the_coordinator_is_asked(self, smolensk, smolensk_officer, coordinator):
        period = factories.make_period(is_open=False)
        submission = again(factories.make_submission(period, smolensk))
        [case] = cases.cases_of(smolensk_officer, [submission], [coordinator])
        assert case.step.title == "Приём отчётов закончен"
        assert "Орлова" in case.step.text
        assert case.step.button.href == reverse("ask_extension", args=[submission.pk])

    def test_who_has_asked_for_more_time_reads_whole_sentences(self, smolensk, smolensk_officer, coordinator):
        coordinator.phone = "8 (4812) 00-00-15"
        submission = factories.make_submission(factories.make_period(is_open=False), smolensk)
        extensions.ask(submission, by=smolensk_officer, reason="Ждём данных")
        [case] = cases.cases_of(smolensk_officer, [again(submission)], [coordinator])
        assert (case.step.title, case.step.button) == ("Приём отчётов закончен.", None)
        assert f"8{NBSP}(4812){NBSP}00-00-15." in case.step.text

    def test_an_extension_opens_the_report_again(self, smolensk, smolensk_officer, coordinator):
        period = factories.make_period(is_open=False)
        submission = factories.make_submission(period, smolensk)
        extensions.extend(submission, by=coordinator, reason="Болезнь исполнителя", until=TODAY + DAY)
        assert step_of(smolensk_officer, submission).button.href == reverse("event_add", args=[submission.pk])


def unsaved(state=State.DRAFT, *, deadline, hard=30, extended=None, first=None, sent=None, closed=False):
    """A report with its quarter, not stored; days are counted from today."""
    period = Period(
        year=2024,
        quarter=4,
        deadline=TODAY + deadline * DAY,
        hard_deadline=TODAY + hard * DAY,
        closed_at=timezone.now() if closed else None,
    )
    moment = [None if days is None else timezone.now() + days * DAY for days in (first, sent)]
    return Submission(
        period=period,
        municipality=Municipality(short_name="Смоленск"),
        state=state,
        extended_to=None if extended is None else TODAY + extended * DAY,
        first_submitted_at=moment[0],
        submitted_at=moment[1],
    )


class TestDays:
    def test_days_left_are_counted_to_the_deadline(self):
        days = time_left.days_of(unsaved(deadline=5))
        assert (days.number, days.noun, days.css) == (5, "дней", "")

    def test_few_days_are_marked(self):
        assert time_left.days_of(unsaved(deadline=2)).css == "days-few"

    def test_the_deadline_counts_whole(self):
        assert time_left.days_of(unsaved(deadline=0)).noun == "Сегодня"

    def test_after_the_deadline_both_days_are_named(self):
        days = time_left.days_of(unsaved(deadline=-2))
        assert days.words == f"срок прошёл 2{NBSP}дня назад, принимают до {time_left.day(TODAY + 30 * DAY)}"

    def test_a_report_returned_after_a_hand_in_is_not_late(self):
        days = time_left.days_of(unsaved(State.RETURNED, deadline=-2, first=-5))
        assert days.words == f"сдать снова можно до {time_left.day(TODAY + 30 * DAY)}"

    def test_an_extension_is_the_new_deadline(self):
        days = time_left.days_of(unsaved(deadline=-2, extended=4))
        assert (days.number, days.words) == (4, f"до продлённого срока, {time_left.day(TODAY + 4 * DAY)}")

    def test_a_closed_quarter_has_no_days_left(self):
        assert time_left.days_of(unsaved(deadline=5, closed=True)).words.startswith("приём закончен")

    def test_lateness_is_that_of_the_first_hand_in(self):
        words = time_left.days_of(unsaved(State.SUBMITTED, deadline=-3, first=-5, sent=-1)).words
        assert words.startswith("сдан снова") and words.endswith("в срок")

    def test_a_late_hand_in_says_by_how_much(self):
        words = time_left.days_of(unsaved(State.SUBMITTED, deadline=-3, first=-2, sent=-2)).words
        assert words.endswith(f"на 1{NBSP}день позже срока")


class TestQuarter:
    def test_it_says_who_returned_the_report_and_what_to_change(self, client, period, smolensk, smolensk_officer):
        boss = factories.make_user("boss", "Орлова Елена Викторовна", is_coordinator=True, phone="8 (4812) 00-00-15")
        submission = factories.make_submission(
            period, smolensk, state="returned", officer=smolensk_officer, coordinator=boss
        )
        html = quarter_page(client, submission)
        assert submission.return_note in html
        assert f"возвращён {time_left.day(TODAY)}, {boss.short_name}" in html
        assert 'href="tel:84812000015"' in html

    def test_every_question_is_a_link_to_its_field(self, client, submission):
        event = factories.make_event(submission, place_text="", period_text="когда-нибудь")
        html = quarter_page(client, submission)
        address = reverse("event", args=[event.uid])
        assert f'href="{address}#id_place_text"' in html
        assert f'href="{address}#id_period_text"' in html

    def test_it_shows_why_an_event_is_left_out_and_numbers_the_others(
        self, client, period, smolensk, smolensk_officer, coordinator
    ):
        submission = factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer, events=3)
        first = submission.events.in_report_order().first()
        event_actions.leave_out(first, by=coordinator, reason="Не международное")
        html = quarter_page(client, submission)
        assert "Не войдёт в сводный отчёт: Не международное" in html
        assert re.findall(r'<td class="num nowrap">(.)</td>', html) == ["–", "1", "2"]

    def test_a_report_out_of_hand_is_not_said_to_have_no_questions(self, client, period, smolensk, smolensk_officer):
        """Nobody has checked it for this page, so «нет» would promise too much."""
        submission = factories.make_submission(period, smolensk, state="approved", officer=smolensk_officer)
        assert "Вопросы" not in quarter_page(client, submission)

    def test_one_primary_button_for_each_report(self, client, submission, period, vyazma, smolensk_officer):
        factories.make_officer(smolensk_officer, vyazma)
        client.force_login(smolensk_officer)  # other rights end the session
        factories.make_event(submission)
        html = quarter_page(client, submission)
        assert html.count('class="case"') == 2
        assert len(primary_buttons(html)) == 2

    def test_deleted_events_can_be_reached(self, client, submission, smolensk_officer):
        event = factories.make_event(submission)
        event_actions.delete_event(event, by=smolensk_officer)
        assert f'{reverse("report", args=[submission.pk])}#deleted">' in quarter_page(client, submission)

    def test_other_open_quarters_and_past_ones_are_linked(self, client, submission, smolensk):
        past = factories.make_submission(factories.make_period(2024, 3, is_open=False), smolensk)
        factories.make_period(2025, 1)
        html = quarter_page(client, submission)
        assert f'<a href="{reverse("officer_quarter", args=[2025, 1])}">I квартал 2025 года</a> ещё не сдан.' in html
        assert f'<a href="{reverse("officer_quarter", args=[2024, 3])}">' not in html
        assert f'<a href="{reverse("report", args=[past.pk])}">III' in html

    @pytest.mark.parametrize(
        ("state", "words"),
        [("returned", " ещё не сдан: возвращён на доработку."), ("submitted", ": всё сдано.")],
    )
    def test_how_another_open_quarter_stands_is_said(
        self, client, submission, smolensk, smolensk_officer, state, words
    ):
        other = factories.make_submission(
            factories.make_period(2025, 1), smolensk, state=state, officer=smolensk_officer
        )
        assert f"{other.period}</a>{words}" in quarter_page(client, submission)

    def test_a_quarter_without_own_reports_is_not_found(self, client, submission):
        assert client.get(reverse("officer_quarter", args=[2019, 1])).status_code == 404
        assert client.get("/reports/99999999999999999999-7/").status_code == 404

    def test_the_coordinator_has_another_desk(self, client_of, coordinator, submission):
        assert client_of(coordinator).get(reverse("officer_quarter", args=[2024, 4])).status_code == 403

    def test_another_municipality_is_not_shown(self, client, submission, period, vyazma, vyazma_officer):
        other = factories.make_submission(period, vyazma)
        factories.make_event(other, name="Чужой праздник")
        html = quarter_page(client, submission)
        assert "Чужой праздник" not in html and "Вяземский" not in html


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


class TestNumberOfQueries:
    """The same at one and at many rows, and not more than 10."""

    @pytest.mark.parametrize("name", ["officer_quarter", "my_reports", "report", "report_sheet", "submit"])
    def test_it_does_not_grow(self, name, client, submission, smolensk, vyazma, smolensk_officer, coordinator):
        args = {"officer_quarter": [2024, 4], "my_reports": []}.get(name, [submission.pk])
        factories.make_submission(factories.make_period(2023, 1), smolensk)
        self._fill(submission, smolensk_officer, coordinator, events=1)
        client.get(reverse(name, args=args))  # reads the lists that a process keeps
        few = queries_of(client, reverse(name, args=args))
        self._fill(submission, smolensk_officer, coordinator, events=MANY)
        factories.make_officer(smolensk_officer, vyazma)
        client.force_login(smolensk_officer)  # other rights end the session
        for quarter in (1, 2, 3):
            factories.make_period(2024, quarter)
        assert (queries_of(client, reverse(name, args=args)), few <= 10) == (few, True)

    @staticmethod
    def _fill(submission, officer, coordinator, *, events):
        made = [factories.make_event(submission, by=officer, name=f"Встреча {n}") for n in range(events)]
        deleted = factories.make_event(submission, by=officer)
        event_actions.delete_event(deleted, by=officer)
        workflow.submit(submission, by=officer)
        for event in made[:5]:
            factories.make_remark(submission, by=coordinator, event=event)
        workflow.return_for_changes(submission, by=coordinator)


class TestMyReports:
    def test_it_lists_every_quarter_newest_first(self, client, submission, smolensk, period):
        factories.make_submission(factories.make_period(2025, 1), smolensk)
        html = page_of(client.get(reverse("my_reports")))
        assert html.index("I квартал 2025") < html.index("IV квартал 2024")
        assert f'href="{reverse("report", args=[submission.pk])}"' in html

    def test_an_officer_without_reports_is_told_so(self, client, smolensk):
        assert "не закреплено ни одного отчёта" in page_of(client.get(reverse("my_reports")))


class TestReport:
    def test_it_shows_the_history_of_the_states(self, client, period, smolensk, smolensk_officer, coordinator):
        submission = factories.make_submission(
            period, smolensk, state="returned", officer=smolensk_officer, coordinator=coordinator
        )
        html = page_of(client.get(reverse("report", args=[submission.pk])))
        history = html[html.index('id="history"') :]
        assert history.index("сдан") < history.index("возвращён на доработку") < history.index("Уточните сведения")
        assert coordinator.short_name in history

    def test_a_deleted_event_can_be_brought_back_only_while_it_may_be_edited(
        self, client, submission, smolensk_officer, coordinator
    ):
        factories.make_event(submission)
        event = factories.make_event(submission, name="Удалённая встреча")
        event_actions.delete_event(event, by=smolensk_officer)
        address, undo = reverse("report", args=[submission.pk]), reverse("event_undelete", args=[event.uid])
        assert f'action="{undo}"' in page_of(client.get(address))
        workflow.submit(submission, by=smolensk_officer)
        html = page_of(client.get(address))
        assert "Удалённая встреча" in html and undo not in html

    def test_remarks_stand_with_their_answers(self, client, submission, smolensk_officer, coordinator):
        factories.make_event(submission)
        workflow.submit(submission, by=smolensk_officer)
        remark = factories.make_remark(submission, by=coordinator, text="Проверьте число")
        remarks.answer_remark(remark, by=smolensk_officer, answer="Проверили, верно")
        html = page_of(client.get(reverse("report", args=[submission.pk])))
        assert "Проверьте число" in html and "Проверили, верно" in html
        assert f'action="{reverse("remark_answer", args=[remark.pk])}"' in html

    def test_an_accepted_remark_asks_for_no_answer(self, client, submission, smolensk_officer, coordinator):
        factories.make_event(submission)
        workflow.submit(submission, by=smolensk_officer)
        remark = factories.make_remark(submission, by=coordinator)
        remarks.accept_remark(remark, by=coordinator)
        assert reverse("remark_answer", args=[remark.pk]) not in page_of(
            client.get(reverse("report", args=[submission.pk]))
        )


class TestSubmit:
    def test_a_clean_report_is_handed_in_without_a_question(self, client, submission, smolensk_officer):
        factories.make_event(submission)
        html = page_of(client.get(reverse("submit", args=[submission.pk])))
        assert "Вопросов нет" in html and "checkbox" not in main_of(html)
        version = again(submission).version
        response = client.post(reverse("submit", args=[submission.pk]), {"version": version})
        assert response.headers["Location"] == addresses.quarter_address(submission)
        submission = again(submission)
        assert (submission.state, submission.submitted_by) == (State.SUBMITTED, smolensk_officer)

    def test_errors_stop_and_lead_to_their_fields(self, client, submission):
        event = factories.make_event(submission, participants="")
        html = page_of(client.get(reverse("submit", args=[submission.pk])))
        assert f'{reverse("event", args=[event.uid])}#id_participants"' in html
        assert "Сдать отчёт</button>" not in html
        page_of(post_submit(client, submission), status=409)
        assert again(submission).state == State.DRAFT

    def test_warnings_ask_for_a_tick(self, client, submission):
        factories.make_event(submission, period_text="когда-нибудь")
        page = page_of(client.post(reverse("submit", args=[submission.pk]), {"version": again(submission).version}))
        # In the summary too the sentence is alone: the label of the tick says the opposite.
        assert page.count(">Проверьте предупреждения и поставьте отметку.</a>") == 1
        assert "<title>Ошибка: " in page
        assert again(submission).state == State.DRAFT
        assert post_submit(client, submission).status_code == 302

    def test_an_event_outside_the_window_is_asked_for_a_reason_once(self, client, submission, smolensk_officer):
        event = factories.make_event(submission, period_text=OUTSIDE)
        name = f"reason_{event.uid}"
        assert f'name="{name}"' in page_of(client.get(reverse("submit", args=[submission.pk])))
        assert "Поясните одной фразой" in page_of(post_submit(client, submission))
        assert "Поясните одной фразой" in page_of(post_submit(client, submission, **{name: "\x00 \x07"}))
        assert post_submit(client, submission, **{name: "Не вошло в прошлый отчёт"}).status_code == 302
        event.refresh_from_db()
        assert event.window_reason == "Не вошло в прошлый отчёт"
        assert event.revisions.last().by == smolensk_officer
        workflow.withdraw(again(submission), by=smolensk_officer)
        assert name not in page_of(client.get(reverse("submit", args=[submission.pk])))

    def test_typed_reasons_stay_when_something_else_is_wrong(self, client, submission):
        first = factories.make_event(submission, period_text=OUTSIDE)
        factories.make_event(submission, period_text=OUTSIDE, name="Вторая встреча")
        html = page_of(post_submit(client, submission, **{f"reason_{first.uid}": "Поздно узнали"}))
        assert "Поздно узнали" in html

    def test_a_text_that_is_too_long_is_refused_with_a_sentence_and_kept(self, client, submission):
        event = factories.make_event(submission, period_text=OUTSIDE)
        html = page_of(post_submit(client, submission, **{f"reason_{event.uid}": "я" * 40_000}))
        assert "Слишком длинный текст" in html and "я" * 40_000 in html

    def test_a_changed_report_is_not_handed_in_unseen(self, client, submission):
        event = factories.make_event(submission, period_text=OUTSIDE)
        version = again(submission).version
        event_actions.save_event(
            event, by=event.created_by, values={"purpose": "Новая цель"}, base_version=event.version
        )
        html = page_of(
            post_submit(client, submission, version=version, **{f"reason_{event.uid}": "Поздно узнали"}), status=409
        )
        assert "изменился" in html and "Поздно узнали" in html
        assert f'name="version" value="{again(submission).version}"' in html
        event.refresh_from_db()
        assert (again(submission).state, event.window_reason) == (State.DRAFT, "")

    def test_reasons_are_not_kept_without_the_hand_in(self, client, submission):
        """One transaction: an error elsewhere in the report keeps everything out."""
        event = factories.make_event(submission, period_text=OUTSIDE)
        factories.make_event(submission, name="Без места", place_text="")
        before = again(submission).version
        page_of(post_submit(client, submission, **{f"reason_{event.uid}": "Поздно узнали"}), status=409)
        event.refresh_from_db()
        assert (event.window_reason, again(submission).version) == ("", before)

    def test_what_was_typed_stands_in_the_refusal_of_a_report_that_a_colleague_has_handed_in(
        self, client, submission, smolensk_officer, coordinator
    ):
        event = factories.make_event(submission, period_text=OUTSIDE)
        workflow.submit(submission, by=smolensk_officer)
        reasons = {f"reason_{event.uid}": "Поздно узнали"}
        assert "Поздно узнали" in page_of(post_submit(client, submission, **reasons), status=409)
        workflow.approve(again(submission), by=coordinator, version=again(submission).version)
        asked = client.post(reverse("ask_extension", args=[submission.pk]), {"reason": "Заболел бухгалтер"})
        assert "Заболел бухгалтер" in page_of(asked, status=409)

    def test_an_empty_report_is_led_to_its_two_ways(self, client, submission):
        html = page_of(client.get(reverse("submit", args=[submission.pk])))
        assert reverse("event_add", args=[submission.pk]) in html
        assert reverse("declare_nil", args=[submission.pk]) in html
        page_of(post_submit(client, submission), status=409)

    def test_open_remarks_are_shown_before_handing_in_again(self, client, submission, smolensk_officer, coordinator):
        factories.make_event(submission)
        workflow.submit(submission, by=smolensk_officer)
        factories.make_remark(submission, text="Проверьте число")
        workflow.return_for_changes(submission, by=coordinator)
        assert "Проверьте число" in page_of(client.get(reverse("submit", args=[submission.pk])))

    def test_after_the_last_day_the_page_says_whom_to_ask(self, client, smolensk, smolensk_officer):
        submission = factories.make_submission(factories.make_period(is_open=False), smolensk)
        html = page_of(client.get(reverse("submit", args=[submission.pk])), status=409)
        assert "попросите координатора продлить срок" in html


class TestNil:
    def test_two_clicks_and_back(self, client, submission):
        html = page_of(client.get(reverse("declare_nil", args=[submission.pk])))
        assert "Да, мероприятий не было" in html
        data = {"version": submission.version}
        response = client.post(reverse("declare_nil", args=[submission.pk]), data, follow=True)
        assert "Отозвать отчёт" in page_of(response)
        assert again(submission).is_nil
        response = client.post(reverse("withdraw", args=[submission.pk]), data, follow=True)
        assert "снова можно править" in page_of(response)
        assert (again(submission).state, again(submission).is_nil) == (State.DRAFT, False)

    def test_a_report_with_events_names_them_and_has_no_button(self, client, submission):
        event = factories.make_event(submission)
        html = page_of(client.get(reverse("declare_nil", args=[submission.pk])))
        assert event.name in html and '<button class="btn' not in main_of(html)
        html = page_of(
            client.post(reverse("declare_nil", args=[submission.pk]), {"version": again(submission).version}), 409
        )
        assert event.name in html

    def test_a_page_that_is_out_of_date_changes_nothing(self, client, submission, smolensk_officer):
        event = factories.make_event(submission)
        event_actions.delete_event(event, by=smolensk_officer)
        address = reverse("declare_nil", args=[submission.pk])
        page_of(client.post(address, {"version": submission.version}), status=409)
        page_of(client.post(address, {"version": "\x00"}), status=409)
        assert again(submission).state == State.DRAFT


class TestWithdraw:
    def test_a_report_that_was_returned_before_is_worked_over_again(
        self, client, period, smolensk, smolensk_officer, coordinator
    ):
        submission = factories.make_submission(
            period, smolensk, state="returned", officer=smolensk_officer, coordinator=coordinator
        )
        submission = workflow.submit(submission, by=smolensk_officer)
        response = client.post(reverse("withdraw", args=[submission.pk]), {"version": submission.version}, follow=True)
        assert "Не забудьте сдать" in page_of(response)
        assert again(submission).state == State.RETURNED

    def test_a_stale_page_withdraws_nothing(self, client, period, smolensk, smolensk_officer):
        submission = factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer)
        for version in (submission.version + 1, "", "9" * 400):
            page_of(client.post(reverse("withdraw", args=[submission.pk]), {"version": version}), status=409)
        assert again(submission).state == State.SUBMITTED
        assert StateChange.objects.filter(move="withdraw").count() == 0


class TestSheet:
    @pytest.mark.parametrize(
        ("state", "words"), [("draft", "не принят"), ("submitted", "не принят"), ("approved", "принят")]
    )
    def test_the_sheet_says_that_it_is_no_release(self, state, words, client, period, smolensk, smolensk_officer):
        submission = factories.make_submission(period, smolensk, state=state, officer=smolensk_officer)
        html = page_of(client.get(reverse("report_sheet", args=[submission.pk])))
        assert f'<p class="draft-mark">проект, на {timezone.localdate():%d.%m.%Y}, отчёт {words}</p>' in html
        assert submission.events.get().name in html
        assert "Глава муниципального образования" in html and "И.И. Петров" in html

    def test_a_nil_report_says_so_in_the_table(self, client, period, smolensk, smolensk_officer):
        submission = factories.make_submission(
            period, smolensk, state="submitted", is_nil=True, officer=smolensk_officer
        )
        assert "Мероприятий не было" in page_of(client.get(reverse("report_sheet", args=[submission.pk])))


class TestAnswer:
    @pytest.fixture
    def remark(self, submission, smolensk_officer, coordinator):
        event = factories.make_event(submission)
        workflow.submit(submission, by=smolensk_officer)
        remark = factories.make_remark(submission, event=event, text="Проверьте число")
        workflow.return_for_changes(submission, by=coordinator)
        return remark

    def answer(self, client, remark, **data):
        return client.post(reverse("remark_answer", args=[remark.pk]), data)

    def test_it_is_kept_and_the_officer_goes_on(self, client, remark, submission, smolensk_officer):
        response = self.answer(client, remark, answer="Проверили")
        assert response.headers["Location"] == addresses.quarter_address(submission)
        remark.refresh_from_db()
        assert (remark.answer, remark.answered_by, remark.state) == ("Проверили", smolensk_officer, "answered")

    def test_two_answers_sent_together_are_told_in_one_message(self, client, remark, submission):
        for one in (remark, factories.make_remark(submission, text="И ещё одно")):
            self.answer(client, one, answer="Проверили")
        page = page_of(client.get(reverse("report", args=[submission.pk])))
        assert page.count("Ответ сохранён") == 1

    def test_of_two_officers_none_overwrites_the_answer_of_the_other(self, client, client_of, remark, smolensk):
        colleague = factories.make_user("second", "Второва Вера Викторовна")
        factories.make_officer(colleague, smolensk)
        self.answer(client, remark, answer="Проверили")
        late = self.answer(client_of(colleague), remark, answer="Сто человек")
        shown = page_of(late, status=409)
        assert "Проверили" in shown
        assert "Сто человек</textarea>" in shown
        remark.refresh_from_db()
        assert remark.answer == "Проверили"
        over = late.context["form"]["over"].value()
        assert self.answer(client_of(colleague), remark, answer="Сто человек", over=over).status_code == 302
        remark.refresh_from_db()
        assert remark.answer == "Сто человек"
        assert [step.text for step in remark.changes.all()] == ["Проверьте число", "Проверили", "Сто человек"]

    def test_the_same_answer_sent_twice_is_one_step(self, client, remark):
        for _ in range(2):
            assert self.answer(client, remark, answer="Проверили").status_code == 302
        assert remark.changes.count() == 2

    @pytest.mark.parametrize("over", ["", "0", "\x00", "9" * 40, "²"])
    def test_rubbish_replaces_no_answer(self, client, client_of, remark, smolensk, over):
        colleague = factories.make_user("second", "Второва Вера Викторовна")
        factories.make_officer(colleague, smolensk)
        self.answer(client, remark, answer="Проверили")
        assert self.answer(client_of(colleague), remark, answer="Сто", over=over).status_code == 409

    def test_an_answer_that_comes_too_late_is_shown_again(
        self, client, remark, submission, smolensk_officer, coordinator
    ):
        submission = workflow.submit(submission, by=smolensk_officer)
        workflow.approve(submission, by=coordinator, version=submission.version)
        late = self.answer(client, remark, answer="Проверили каждого")
        assert "Проверили каждого" in page_of(late, status=409)

    @pytest.mark.parametrize(
        ("address", "is_taken"),
        [
            ("/report/1/#remark-2", True),
            ("https://elsewhere.example/", False),
            ("//elsewhere.example/", False),
            ("/\\elsewhere.example", False),
            ("javascript:alert(1)", False),
            ("report/1/", False),
            ("\x00", False),
        ],
    )
    def test_it_goes_on_to_a_local_address_only(self, address, is_taken, client, remark, submission):
        response = self.answer(client, remark, answer="Проверили", next=address)
        assert response.headers["Location"] == (address if is_taken else addresses.quarter_address(submission))

    @pytest.mark.parametrize("answer", ["", "  ", "\x07", "я" * 40_000])
    def test_what_cannot_be_kept_stays_in_the_field(self, answer, client, remark):
        html = page_of(self.answer(client, remark, answer=answer, next="/reports/"))
        assert "Ошибка: " in html and "Проверьте число" in html
        assert 'value="/reports/"' in html
        if answer.strip("\x07 "):
            assert answer in html
        remark.refresh_from_db()
        assert remark.answer == ""

    def test_a_settled_remark_gets_the_kind_page(self, client, remark, coordinator):
        remarks.accept_remark(remark, by=coordinator)
        page_of(self.answer(client, remark, answer="Проверили"), status=409)

    def test_an_accepted_report_gets_the_kind_page(self, client, remark, smolensk_officer, coordinator):
        submission = workflow.submit(remark.submission, by=smolensk_officer)
        workflow.approve(submission, by=coordinator, version=submission.version)
        page_of(self.answer(client, remark, answer="Проверили"), status=409)


class TestErrorPages:
    def test_not_found_and_forbidden_lead_home(self, client, client_of, coordinator, submission):
        for response in (
            client.get("/nowhere/"),
            client_of(coordinator).get(reverse("report", args=[submission.pk])),
        ):
            assert response.status_code in {403, 404}
            assert f'href="{reverse("home")}"' in response.content.decode()

    def test_a_form_from_an_old_page_is_told_what_to_do(self, smolensk_officer, submission):
        client = Client(enforce_csrf_checks=True)
        client.force_login(smolensk_officer)
        response = client.post(reverse("withdraw", args=[submission.pk]), {"version": 1})
        assert "Страница устарела" in page_of(response, status=403)

    def test_an_error_of_ours_is_drawn_without_the_database(self, client, submission, monkeypatch):
        def broken(*args, **kwargs):
            raise RuntimeError("broken")

        monkeypatch.setattr("reports.pages.officer.views.exchange_of", broken)
        client.raise_request_exception = False
        assert "Ошибка в программе" in page_of(client.get(reverse("report", args=[submission.pk])), status=500)

    def test_a_request_that_cannot_be_read_is_told_so(self, client):
        response = client.get("/", headers={"host": "bad_host!"})
        assert "Запрос не понят" in page_of(response, status=400)


def test_a_report_taken_back_shows_its_remarks_and_leads_to_the_first(
    client_of, period, smolensk, smolensk_officer, coordinator
):
    """It is a draft again, with open remarks: they are the next step, as after a return."""
    submission = factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer)
    event = submission.events.get()
    remark = factories.make_remark(submission, by=coordinator, event=event, field="place_text")
    workflow.withdraw(submission, by=smolensk_officer)
    client = client_of(smolensk_officer)
    html = client.get(reverse("officer_quarter", args=[2024, 4])).content.decode()
    assert "Ответьте на замечание" in html and f"{reverse('event', args=[event.uid])}#id_place_text" in html
    assert "Уточните место" in client.get(reverse("submit", args=[submission.pk])).content.decode()
    client.post(reverse("remark_answer", args=[remark.pk]), {"answer": "Минск"})
    html = client.get(reverse("officer_quarter", args=[2024, 4])).content.decode()
    assert "Проверить и сдать" in html


@pytest.mark.parametrize("events", [1, 50])
def test_the_quarter_asks_seven_queries_whatever_the_number_of_rows(
    client, submission, smolensk_officer, django_assert_num_queries, events
):
    """Session, the person with municipalities, all own reports, coordinators, events with agreements, remarks, names
    of earlier quarters. The own reports say whether the person has unsaved texts in them, and has asked for time."""
    for number in range(events):
        factories.make_event(submission, by=smolensk_officer, name=f"Фестиваль {number}")
    address = addresses.quarter_address(submission).partition("#")[0]
    with django_assert_num_queries(7):
        page_of(client.get(address))


def test_what_can_be_done_stands_under_plain_headings(client, smolensk_officer, submission):
    """Ten links in a line are read one by one; under three headings one is found."""
    client.force_login(smolensk_officer)
    factories.make_event(submission, by=smolensk_officer)
    case = client.get(reverse("officer_quarter", args=[2024, 4])).context["cases"][0]
    menu = {heading: [link.words for link in links] for heading, links in case.menu}
    assert list(menu) == ["Внести", "Отчёт целиком"]
    assert menu["Внести"][:3] == ["Внести мероприятие", "Писать в таблице", "Внести серию"]
    assert "Скачать Word" in menu["Отчёт целиком"]
