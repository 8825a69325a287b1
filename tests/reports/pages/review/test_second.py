"""The second review: the page that shows what became of each remark."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.actions import workflow
from reports.models import Submission
from reports.pages.review.second import gather_second_review
from tests.reports.resubmissions import (
    FIELD,
    MEETING,
    MINSK,
    OTHER,
    PURPOSE,
    ROW,
    Script,
    edit,
    play,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def script(period, smolensk, smolensk_officer, coordinator):
    submission = Submission.objects.get(period=period, municipality=smolensk)
    return Script(submission, smolensk_officer, coordinator)


@pytest.fixture
def reviewing(client_of, coordinator):
    return client_of(coordinator)


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " ").split())


def review(script):
    return reverse("review", args=[script.submission.pk])


def test_a_resubmission_opens_with_what_changed_and_leads_to_the_whole_report(script, reviewing):
    play(script, {"1": MINSK, "2": {"row": "В"}}, [edit(purpose=PURPOSE.replace("Минске", "Бресте")), ("add", "Г")])
    response = reviewing.get(review(script))
    html, page = response.content.decode(), words(response)
    assert "исправлено – 1 , без изменений – 1" in page
    assert "Минске.</del>" in html and "Бресте.</ins>" in html
    assert "этих слов больше нет" in page
    assert "Мероприятие Г" in page and "Мероприятие Б" not in page
    assert '<a href="?view=changes">Весь отчёт</a>' in html
    assert "Мероприятие Б" in words(reviewing.get(review(script), {"view": "changes"}))


def test_words_that_still_stand_are_marked_in_the_difference(script, reviewing):
    play(script, {"1": {**MEETING, "number": 2}}, [edit(purpose=PURPOSE.replace("договор", "протокол"))])
    html = reviewing.get(review(script)).content.decode()
    assert re.search(r"Подписан <del>.*?</ins> <mark class=\"in-text\">Встреча</mark> в Гомеле", html)
    assert html.count("<mark") == 1


def test_a_first_review_shows_the_whole_sheet(script, reviewing):
    script.ask("1", **FIELD)
    page = words(reviewing.get(review(script), {"view": "changed"}))
    assert "Мероприятие Б" in page and "С возврата" not in page


def test_a_new_remark_of_this_pass_is_not_judged(script, reviewing):
    play(script, {"1": FIELD}, [])
    script.ask("новое", "Б")
    labels, _ = script.result()
    assert labels == {"1": "без изменений", "новое": "открыто"}


def test_a_decision_in_the_whole_report_comes_back_to_it(script, reviewing):
    play(script, {"1": FIELD}, [])
    accept = reverse("remark_accept", args=[script.remarks["1"].pk])
    assert f'{accept}?view=changes"' in reviewing.get(review(script), {"view": "changes"}).content.decode()
    assert "?view=changes#row-" in reviewing.post(f"{accept}?view=changes").url


FIRST_VISIT = 13  # queries, one of which remember that this text was opened


def test_the_number_of_queries_does_not_grow(script, reviewing, django_assert_num_queries):
    play(script, {"1": FIELD}, [edit(place_text=OTHER)])
    with django_assert_num_queries(FIRST_VISIT):
        reviewing.get(review(script))
    script.give_back()
    for number in range(10):
        script.add(f"{number}")
        script.ask(f"{number}", f"{number}", "purpose", "Знакомство")
        script.edit(f"{number}", purpose="Знакомство с ремеслами")
        script.answer(f"{number}")
    script.hand_in()
    with django_assert_num_queries(FIRST_VISIT):
        reviewing.get(review(script))


def test_a_report_reopened_after_approval_shows_what_changed_since(script, reviewing):
    script.ask("1", **FIELD)
    workflow.approve(script.fresh(), by=script.coordinator, version=script.fresh().version)
    workflow.reopen(script.fresh(), by=script.coordinator, reason="Ошибка в месте", until=timezone.localdate())
    script.edit("А", place_text=OTHER)
    script.hand_in()
    assert script.result() == ({"1": "исправлено"}, {})


def test_what_is_not_printed_is_named_beside_the_remark_that_asked_for_it(script, reviewing):
    """«Исправлено» with nothing to see would be no help."""
    play(script, {"1": ROW}, [edit(window_reason="Поздно узнали")])
    page = words(reviewing.get(review(script)))
    assert "Изменены сведения, которые не печатаются: причина вне периода сбора." in page
    sheet = words(reviewing.get(review(script), {"view": "changes"}))
    assert "сведения, которые не печатаются: причина вне периода сбора." in sheet


def test_who_moved_the_rows_is_not_named_as_who_changed_the_words(script):
    play(script, {"1": FIELD}, [edit(place_text=OTHER), ("hand_in",), ("reorder", "ВБА")])
    [row] = gather_second_review(*script.read(), can_remark=True, can_edit=True).asked
    assert row.written_by == script.officer


def test_while_the_officer_works_nothing_is_called_untouched(script):
    """The remark is still open; what is done already is shown."""
    script.ask("1", **FIELD)
    script.ask("2", "В")
    script.give_back()
    script.edit("А", place_text=OTHER)
    labels, _, _ = script.whole_sheet()
    assert labels == {"1": "исправлено", "2": "открыто"}
