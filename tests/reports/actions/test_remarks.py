"""The exchange about remarks, the words that they quote, and the frequent ones."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from reports.actions import events, remarks, workflow
from reports.models import ChainLink, FrequentRemark, Notice, Remark, RemarkChange, Submission
from reports.queries.chain import broken_histories
from tests import factories

# The exchange


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer)


@pytest.fixture
def remark(report, coordinator):
    return factories.make_remark(report, by=coordinator)


def steps(remark):
    return [(change.kind, change.text, change.by.username) for change in remark.changes.all()]


def test_every_step_is_kept_in_order_and_in_the_chain(report, remark, coordinator, smolensk_officer):
    remarks.answer_remark(remark, by=smolensk_officer, answer="Минск")
    replied = remarks.reply_to_remark(remark, by=coordinator, text="Какой зал?")
    assert (replied.state, replied.answer, replied.answered_by, replied.answered_at) == ("open", "", None, None)
    remarks.answer_remark(remark, by=smolensk_officer, answer="Большой зал")
    remarks.accept_remark(remark, by=coordinator)
    remarks.reopen_remark(remark, by=coordinator)
    assert steps(remark) == [
        ("added", "Уточните место", "coordinator"),
        ("answered", "Минск", "smolensk"),
        ("replied", "Какой зал?", "coordinator"),
        ("answered", "Большой зал", "smolensk"),
        ("accepted", "", "coordinator"),
        ("reopened", "", "coordinator"),
    ]
    assert ChainLink.objects.filter(submission=report, kind="remarkchange").count() == 6
    assert not list(broken_histories(Submission.objects.with_names()))


def test_taking_an_acceptance_back_leaves_the_remark_as_it_was(remark, coordinator, smolensk_officer):
    """An answered one is answered again: the officer has done his part, and the coordinator may ask on."""
    remarks.accept_remark(remark, by=coordinator)
    assert remarks.reopen_remark(remark, by=coordinator).state == "open"
    remarks.answer_remark(remark, by=smolensk_officer, answer="Минск")
    remarks.accept_remark(remark, by=coordinator)
    reopened = remarks.reopen_remark(remark, by=coordinator)
    assert (reopened.state, reopened.answer, reopened.accepted_by) == ("answered", "Минск", None)
    assert remarks.reply_to_remark(remark, by=coordinator, text="Какой зал?").state == "open"


def test_an_own_remark_is_corrected_and_the_history_keeps_both_wordings(report, remark, coordinator):
    corrected = remarks.correct_remark(remark, by=coordinator, text=" Уточните зал\r\n")
    assert (corrected.text, corrected.state, corrected.version) == ("Уточните зал", "open", remark.version)
    remarks.correct_remark(remark, by=coordinator, text="Уточните зал")
    assert steps(remark) == [("added", "Уточните место", "coordinator"), ("corrected", "Уточните зал", "coordinator")]
    assert not list(broken_histories(Submission.objects.with_names()))


def test_a_remark_that_somebody_has_acted_on_is_not_corrected(report, remark, coordinator, smolensk_officer):
    other = factories.make_user("second", is_coordinator=True)
    with pytest.raises(remarks.RemarkRefused, match="кто его написал"):
        remarks.correct_remark(remark, by=other, text="Иначе")
    with pytest.raises(remarks.RemarkRefused, match="Напишите"):
        remarks.correct_remark(remark, by=coordinator, text=" ")
    workflow.return_for_changes(report, by=coordinator)
    with pytest.raises(remarks.RemarkRefused, match="уже ушло исполнителю"):
        remarks.correct_remark(remark, by=coordinator, text="Иначе")
    later = factories.make_remark(report, by=coordinator, text="Ещё одно")
    remarks.correct_remark(later, by=coordinator, text="Ещё два")
    remarks.answer_remark(later, by=smolensk_officer, answer="Вот")
    with pytest.raises(remarks.RemarkRefused, match="уже ответили"):
        remarks.correct_remark(later, by=coordinator, text="Иначе")


def test_a_remark_sent_twice_is_one(report, coordinator, smolensk_officer):
    event = report.events.get()
    place = {"event": event, "field": "purpose", "quote": "жителей"}
    first = remarks.add_remark(report, by=coordinator, text="Каких?", **place)
    assert remarks.add_remark(report, by=coordinator, text=" Каких?\r\n", **place) == first
    assert first.changes.count() == 1
    assert remarks.add_remark(report, by=coordinator, text="Каких?") != first  # about the whole report
    remarks.answer_remark(first, by=smolensk_officer, answer="Минска")
    assert remarks.add_remark(report, by=coordinator, text="Каких?", **place) != first


def test_the_remarks_of_a_report_taken_back_are_still_answered(report, remark, coordinator, smolensk_officer):
    """A draft that was handed in once keeps them; the coordinator goes on when it comes again."""
    workflow.withdraw(report, by=smolensk_officer)
    assert remarks.answer_remark(remark, by=smolensk_officer, answer="Минск").state == "answered"
    with pytest.raises(remarks.RemarkRefused):
        remarks.accept_remark(remark, by=coordinator)


def test_a_changed_step_breaks_the_chain(remark):
    super(type(RemarkChange.objects.all()), RemarkChange.objects.all()).update(text="Не уточняйте")
    found, *_ = broken_histories(Submission.objects.with_names())
    assert "запись о замечании" in found.text


def test_a_reply_needs_an_answer(remark, coordinator):
    with pytest.raises(remarks.RemarkRefused):
        remarks.reply_to_remark(remark, by=coordinator, text="Ну же")
    assert remark.changes.count() == 1


def test_a_refused_step_leaves_no_trace(report, remark, coordinator, smolensk_officer):
    workflow.approve(report, by=coordinator, version=report.version)
    for step in (
        lambda: remarks.answer_remark(remark, by=smolensk_officer, answer="Поздно"),
        lambda: remarks.accept_remark(remark, by=coordinator),
        lambda: remarks.add_remark(report, by=coordinator, text="Поздно"),
    ):
        with pytest.raises(remarks.RemarkRefused):
            step()
    assert RemarkChange.objects.count() == 1


def test_the_officer_is_told_of_a_reply(remark, coordinator, smolensk_officer):
    remarks.answer_remark(remark, by=smolensk_officer, answer="Минск")
    Notice.objects.all().delete()
    remarks.reply_to_remark(remark, by=coordinator, text="Какой зал?")
    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.is_urgent) == (smolensk_officer, Notice.Kind.REMARK, False)
    assert "Какой зал?" in notice.text


def test_a_quote_needs_a_field(report, coordinator):
    event = report.events.get()
    with pytest.raises(ValidationError, match="Назовите столбец"):
        remarks.add_remark(report, by=coordinator, text="Что это?", event=event, quote="Минск")
    with pytest.raises(IntegrityError), transaction.atomic():
        Remark.objects.create(submission=report, event=event, quote="Минск", text="?", by=coordinator, version=1)


# The pages


def page_of(response):
    return response.content.decode().replace("\u00a0", " ")


@pytest.fixture
def reviewing(client_of, coordinator):
    return client_of(coordinator)


def adding(report, **values):
    event = report.events.get()
    return f"{reverse('remark_add', args=[report.pk])}?event={event.uid}", {"text": "Уточните", **values}


def test_words_sent_with_the_address_stand_in_the_form(reviewing, report):
    address, _ = adding(report)
    html = page_of(reviewing.get(f"{address}&field=place_text&quote=Республика+Беларусь&number=1"))
    assert ">\nРеспублика Беларусь</textarea>" in html
    assert '<option value="place_text" selected>' in html


def test_a_remark_on_words_is_marked_until_they_are_gone(reviewing, report, coordinator):
    address, values = adding(report, field="place_text", quote="Минск", quote_number="1")
    assert reviewing.post(address, values).status_code == 302
    html = page_of(reviewing.get(reverse("review", args=[report.pk])))
    assert 'г. <mark class="in-text">Минск</mark>' in html
    assert "к словам «Минск»" in html and "этих слов больше нет" not in html
    event = report.events.get()
    events.save_event(event, by=coordinator, values={"place_text": "г. Брест"}, base_version=event.version)
    html = page_of(reviewing.get(reverse("review", args=[report.pk])))
    assert "<mark" not in html and "этих слов больше нет" in html


@pytest.mark.parametrize(
    "values, says",
    [
        ({"field": "", "quote": "Минск"}, "Назовите столбец, в котором стоят эти слова."),
        ({"field": "place_text", "quote": "Мин"}, "В столбце «место» таких слов нет."),
        ({"field": "place_text", "quote": "Минск", "quote_number": "99999999999"}, "Ошибка"),
        ({"text": ""}, "Напишите замечание"),
        ({"text": "я" * 501, "remember": "on"}, "не длиннее 500 знаков"),
        ({"frequent": "чужое"}, "Ошибка"),
    ],
)
def test_a_refused_remark_keeps_what_was_typed(reviewing, report, coordinator, values, says):
    remarks.remember_frequent("Укажите число участников", by=coordinator)
    address, sent = adding(report, **values)
    response = reviewing.post(address, sent)
    assert response.status_code == 200
    assert says in page_of(response)
    assert sent["text"] in page_of(response)
    assert not Remark.objects.exists()


def test_a_frequent_remark_is_remembered_offered_counted_and_forgotten(reviewing, report, coordinator):
    address, values = adding(report, remember="on")
    reviewing.post(address, values)
    (frequent,) = FrequentRemark.objects.all()
    assert (frequent.by, frequent.text, frequent.used) == (coordinator, "Уточните", 1)
    assert '<option value="Уточните">' in page_of(reviewing.get(address))
    reviewing.post(address, {"text": "", "frequent": "Уточните"})
    reviewing.post(address, {"text": "Какой зал?", "frequent": "Уточните"})
    assert [remark.text for remark in Remark.objects.order_by("pk")] == ["Уточните", "Какой зал?\nУточните"]
    frequent.refresh_from_db()
    assert frequent.used == 2
    assert "Уточните" in page_of(reviewing.get(reverse("frequent_remarks")))
    reviewing.post(reverse("frequent_forget", args=[frequent.pk]))
    assert not FrequentRemark.objects.exists()


def test_nobody_else_sees_or_forgets_a_frequent_remark(client_of, coordinator, report):
    remarks.remember_frequent("Моё замечание", by=coordinator)
    other = client_of(factories.make_user("second", is_coordinator=True))
    assert "Моё замечание" not in page_of(other.get(reverse("frequent_remarks")))
    assert "Моё замечание" not in page_of(other.get(adding(report)[0]))
    forget = reverse("frequent_forget", args=[FrequentRemark.objects.get().pk])
    assert other.post(forget).status_code == 404


def test_an_own_remark_is_corrected_on_its_page_and_both_sides_see_what_it_was(
    reviewing, client_of, report, remark, smolensk_officer
):
    correct, review = reverse("remark_correct", args=[remark.pk]), reverse("review", args=[report.pk])
    assert f'href="{correct}"' in page_of(reviewing.get(review))
    assert "Уточните место" in page_of(reviewing.get(correct))
    assert reviewing.post(correct, {"text": ""}).status_code == 200
    assert reviewing.post(correct, {"text": "Уточните зал"}).status_code == 302
    for client, name in ((reviewing, "review"), (client_of(smolensk_officer), "report")):
        html = page_of(client.get(reverse(name, args=[report.pk])))
        assert "Уточните зал" in html and "было: «Уточните место»" in html
    remarks.answer_remark(remark, by=smolensk_officer, answer="Большой")
    assert f'href="{correct}"' not in page_of(reviewing.get(review))
    late = reviewing.post(correct, {"text": "Уточните этаж"})
    assert late.status_code == 409 and "Уточните этаж" in page_of(late)


def test_the_coordinator_answers_an_answer_and_both_read_the_thread(
    reviewing, client_of, report, remark, coordinator, smolensk_officer
):
    remarks.answer_remark(remark, by=smolensk_officer, answer="В Минске")
    reply = reverse("remark_reply", args=[remark.pk])
    assert reply in page_of(reviewing.get(reverse("review", args=[report.pk])))
    assert "В Минске" in page_of(reviewing.get(reply))
    assert reviewing.post(reply, {"text": ""}).status_code == 200
    assert reviewing.post(reply, {"text": "В каком зале?"}).status_code == 302
    for client, name in ((reviewing, "review"), (client_of(smolensk_officer), "report")):
        html = page_of(client.get(reverse(name, args=[report.pk])))
        assert 0 < html.index("Уточните место") < html.index("В Минске") < html.index("В каком зале?")
    again = reviewing.post(reply, {"text": "И ещё вопрос"})
    assert again.status_code == 409
    assert "И ещё вопрос" in page_of(again)


def test_approving_with_open_remarks_asks_once(reviewing, report, remark):
    approve, values = reverse("approve", args=[report.pk]), {"version": report.version}
    asked = reviewing.post(approve, values)
    assert asked.status_code == 409
    assert "Принять с открытыми замечаниями?" in page_of(asked) and "Уточните место" in page_of(asked)
    assert Submission.objects.get(pk=report.pk).state == "submitted"
    for rubbish in ("on", "\x00", "9" * 40):
        assert reviewing.post(approve, {**values, "despite": rubbish}).status_code == 409
    assert reviewing.post(approve, {**values, "despite": remark.pk}).status_code == 302
    assert Submission.objects.get(pk=report.pk).state == "approved"


def test_a_remark_that_came_after_the_question_is_asked_about_too(reviewing, report, remark, coordinator):
    """A colleague's, say: what the page did not show, nobody has agreed to leave open."""
    approve, values = reverse("approve", args=[report.pk]), {"version": report.version}
    asked = page_of(reviewing.post(approve, values))
    assert f'name="despite" value="{remark.pk}"' in asked
    later = factories.make_remark(report, by=coordinator, text="Назовите зал")
    again = reviewing.post(approve, {**values, "despite": remark.pk})
    assert again.status_code == 409
    assert "Назовите зал" in page_of(again)
    assert reviewing.post(approve, {**values, "despite": [remark.pk, later.pk]}).status_code == 302


def test_a_text_that_moved_is_shown_before_the_open_remarks(reviewing, report, remark, coordinator):
    event = report.events.get()
    events.save_event(event, by=coordinator, values={"place_text": "г. Брест"}, base_version=event.version)
    response = reviewing.post(reverse("approve", args=[report.pk]), {"version": report.version, "despite": remark.pk})
    assert response.status_code == 409
    assert "Брест" in page_of(response)


def test_handing_in_names_what_has_no_answer_and_takes_a_tick(client_of, report, remark, coordinator, smolensk_officer):
    factories.make_remark(report, by=coordinator, text="Назовите зал")
    returned = workflow.return_for_changes(report, by=coordinator)
    client, submit = client_of(smolensk_officer), reverse("submit", args=[report.pk])
    html = page_of(client.get(submit))
    assert "Без ответа 2 замечания" in html and "Назовите зал" in html
    assert client.post(submit, {"version": returned.version}).status_code == 200
    assert Submission.objects.get(pk=report.pk).state == "returned"
    assert client.post(submit, {"version": returned.version, "confirm": "on"}).status_code == 302
    assert Submission.objects.get(pk=report.pk).state == "submitted"
