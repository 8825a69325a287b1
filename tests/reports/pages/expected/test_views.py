"""«Было раньше»: the list with its ticks, the message with the undo, and the button on a past event."""

import pytest
from django.urls import reverse

from reports.actions import workflow
from reports.models import Expected
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(smolensk, smolensk_officer):
    return factories.make_submission(factories.make_period(2025, 4), smolensk, events=0, officer=smolensk_officer)


@pytest.fixture
def before(report, smolensk):
    past = factories.make_submission(factories.make_period(2024, 4), smolensk, events=0)
    return factories.make_event(past, name="XXII фестиваль «Две реки»")


@pytest.fixture
def page(client, smolensk_officer, report):
    client.force_login(smolensk_officer)
    return reverse("report_expected", args=[report.pk])


def shown(event, **chosen):
    return {f"shown-{event.pk}": "1", **{f"{name}-{event.pk}": value for name, value in chosen.items()}}


def test_a_new_quarter_opens_with_what_there_was_before(client, page, report, before):
    body = client.get(reverse("officer_quarter", args=[2025, 4])).content.decode()
    assert "Раньше у вас было 1" in body.replace("\u00a0", " ")
    assert page in body


def test_the_page_marks_what_was_raised_and_says_from_when(client, page, before):
    body = client.get(page).content.decode()
    assert "XXIII</ins>" in body
    assert "IV квартал 2024 года" in body.replace("\u00a0", " ")


def test_ticked_ones_come_as_rows_with_one_undo(client, page, report, before):
    answer = client.post(page, shown(before, held="on"), follow=True)
    assert report.events.present().get().name == "XXIII фестиваль «Две реки»"
    body = answer.content.decode()
    assert "Взято: 1" in body.replace("\u00a0", " ")
    assert "Предупреждение" in body or "предупреждение" in body
    undo = next(tag for tag in body.split('action="')[1:] if "/expected/undo/" in tag.split('"')[0]).split('"')[0]
    client.post(undo)
    assert not report.events.present().exists()
    assert before.name.removeprefix("XXII") in client.get(page).content.decode()


def test_what_is_left_unticked_is_not_offered_again_until_it_is_asked_for(client, page, report, before):
    client.post(page, shown(before, answer="not_held"))
    assert Expected.objects.get().answer == "not_held"
    body = client.get(page).content.decode()
    assert "не состоялось" in body
    client.post(reverse("expected_again", args=[report.pk, before.uid]))
    assert f"held-{before.pk}" in client.get(page).content.decode()


def test_what_the_page_has_not_shown_gets_no_answer(client, page, before):
    client.post(page, {}, follow=True)
    assert not Expected.objects.exists()


def test_a_choice_that_is_none_is_refused_with_words(client, page, before):
    answer = client.post(page, shown(before, answer="перенесено"))
    assert answer.status_code == 200
    assert "Ничего не взято" in answer.content.decode()
    assert not Expected.objects.exists()


def test_a_past_event_can_be_taken_from_its_own_page(client, page, report, before, smolensk_officer):
    past = before.submission
    workflow.submit(past, by=smolensk_officer)
    body = client.get(reverse("event", args=[before.uid])).content.decode()
    assert "Взять в IV квартал 2025 года" in body.replace("\u00a0", " ")
    answer = client.post(reverse("event_take", args=[before.uid]))
    row = report.events.present().get()
    assert answer.headers["Location"] == reverse("event", args=[row.uid])


def test_without_an_open_quarter_the_refusal_says_when(client, page, report, before, smolensk_officer):
    factories.make_event(report, by=smolensk_officer)
    workflow.submit(report, by=smolensk_officer)
    answer = client.post(reverse("event_take", args=[before.uid]))
    assert answer.status_code == 409
    assert "нет открытого квартала" in answer.content.decode()


def test_a_taken_row_is_asked_about_until_a_press_says_that_it_is_right(client, page, report, before):
    client.post(page, shown(before, held="on"))
    row, quarter = report.events.present().get(), reverse("officer_quarter", args=[2025, 4])
    press = reverse("event_checked", args=[row.uid])
    assert press in client.get(quarter).content.decode()
    body = client.post(press, {"next": quarter}, follow=True).content.decode()
    assert "Проверено: " in body and press not in body


def test_the_form_saves_and_says_that_all_is_right(client, page, report, before):
    client.post(page, shown(before, held="on"))
    row = report.events.present().get()
    address = reverse("event", args=[row.uid])
    form = client.get(address)
    assert "Проверено, сохранить" in form.content.decode()
    sent = {name: value for name, value in form.context["form"].initial.items() if isinstance(value, str)}
    sent |= {"name": row.name, "version": "1", "uid": str(row.uid), "purpose": "Новый итог", "action": "save_checked"}
    sent |= {f"agreements-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    assert client.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert row.purpose == "Новый итог" and Expected.objects.get(taken=row).to_check == ""
