"""What is written and not saved yet: kept for its author alone, offered at the next visit, gone with saving."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.actions import drafts, workflow
from reports.actions import events as event_actions
from reports.models import EditDraft, Event, EventRevision
from tests import factories
from tests.whole.test_routes import FORMSET

pytestmark = pytest.mark.django_db

MINE = "Мой новый текст цели, который жалко потерять."
THEIRS = "Текст, который коллега сохранил первым."
PAGE = uuid.UUID(int=1)
OTHER_PAGE = uuid.UUID(int=2)


@pytest.fixture
def report(period, smolensk):
    return factories.make_submission(period, smolensk)


@pytest.fixture
def event(report, smolensk_officer):
    return factories.make_event(report, by=smolensk_officer)


@pytest.fixture
def officer(client_of, smolensk_officer):
    return client_of(smolensk_officer)


@pytest.fixture
def colleague(smolensk):
    """The second officer of Смоленск."""
    user = factories.make_user("second", "Второва Вера Викторовна")
    factories.make_officer(user, smolensk)
    return user


def form_of(event, **changes):
    """What the browser would send for the event as it was read."""
    fields = {name: getattr(event, name) for name in ("name", "period_text", "place_text", "purpose", "participants")}
    countries = [country.pk for country in event.countries.all()]
    return {**FORMSET, **fields, "countries": countries, "uid": event.uid, "version": event.version, **changes}


def sending(form, user, *, page=PAGE, number=1, **more):
    return {**form, "draft_page": page, "draft_number": number, "draft_by": user.pk, **more}


def send(client, report, data):
    address = reverse("event_draft", args=[report.pk])
    return client.post(address, data, headers={"accept": "application/json"})


def text_of(draft):
    return dict(draft.fields)["purpose"]


def page_text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def offers(response):
    return page_text(response).count("data-offer=")


# Keeping


def test_what_is_written_is_kept_and_the_event_stays_as_it_was(officer, report, event, smolensk_officer):
    version = type(report).objects.get(pk=report.pk).version
    response = send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    draft = EditDraft.objects.get()
    assert response.json() == {
        "saved_at": f"{timezone.localtime(draft.saved_at):%H:%M}",
        "number": 1,
        "others": [],
        "is_stale": False,
    }
    assert (draft.by, draft.event, draft.base_version, text_of(draft)) == (smolensk_officer, event, 1, MINE)
    assert Event.objects.get().purpose != MINE
    assert EventRevision.objects.count() == 1
    assert type(report).objects.get(pk=report.pk).version == version


@pytest.mark.parametrize("events", [1, 50])
def test_keeping_asks_five_queries_whatever_the_number_of_events(
    officer, report, event, smolensk_officer, django_assert_num_queries, events
):
    """Session, the person, the report with the event, the person's drafts of it, the writing."""
    for number in range(events - 1):
        factories.make_event(report, by=smolensk_officer, name=f"Фестиваль {number}")
    form = form_of(event, purpose=MINE)
    for number in (1, 2):
        with django_assert_num_queries(5):
            send(officer, report, sending(form, smolensk_officer, number=number))


def test_the_same_sending_twice_is_one(officer, report, event, smolensk_officer):
    data = sending(form_of(event, purpose=MINE), smolensk_officer)
    first, second = send(officer, report, data), send(officer, report, data)
    assert first.json() == second.json()
    assert text_of(EditDraft.objects.get()) == MINE


def test_a_late_sending_never_overwrites_a_newer_one(officer, report, event, smolensk_officer):
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer, number=2))
    response = send(officer, report, sending(form_of(event, purpose="Старое"), smolensk_officer, number=1))
    assert (response.status_code, response.json()["number"]) == (200, 2)
    assert text_of(EditDraft.objects.get()) == MINE


def test_two_windows_of_one_person_keep_a_text_each_and_are_told(officer, report, event, smolensk_officer):
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    second = send(officer, report, sending(form_of(event, purpose="Другое"), smolensk_officer, page=OTHER_PAGE))
    assert [state for state, _ in second.json()["others"]] == [f"{PAGE} 1"]
    assert {text_of(draft) for draft in EditDraft.objects.all()} == {MINE, "Другое"}


def test_a_colleague_who_saves_meanwhile_is_told_of(officer, report, event, smolensk_officer, colleague):
    event_actions.save_event(event, by=colleague, values={"note": THEIRS}, base_version=1)
    response = send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    assert response.json()["is_stale"] is True


def test_the_text_of_a_report_handed_in_meanwhile_is_kept_and_can_be_copied(officer, report, event, smolensk_officer):
    workflow.submit(report, by=smolensk_officer)
    assert send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer)).status_code == 200
    address = reverse("event", args=[event.uid])
    link = f"{address}?draft={PAGE}"
    assert link in page_text(officer.get(address))
    assert MINE in page_text(officer.get(link), 409)


# Refusing


@pytest.mark.parametrize(
    "wrong",
    [
        {"draft_page": "x"},
        {"draft_number": "0"},
        {"draft_number": "9" * 40},
        {"draft_by": ""},
        {"uid": "не номер"},
        {"version": "-1"},
        {"draft_age": "nan"},
        {"draft_age": "1e400"},
    ],
)
def test_rubbish_is_refused_in_words(officer, report, event, smolensk_officer, wrong):
    response = send(officer, report, {**sending(form_of(event), smolensk_officer), **wrong})
    assert response.status_code == 400
    assert "скопировать" in response.json()["error"]
    assert not EditDraft.objects.exists()


def test_an_empty_post_is_refused_in_words(officer, report):
    assert "error" in send(officer, report, {}).json()


def test_what_no_column_could_hold_is_cleaned_and_unknown_fields_are_left(officer, report, event, smolensk_officer):
    form = form_of(event, purpose="а\x00б\ud800в".encode("utf-8", "surrogatepass"), password="тайна")
    assert send(officer, report, sending(form, smolensk_officer)).status_code == 200
    names = {name for name, _ in EditDraft.objects.get().fields}
    assert "\x00" not in text_of(EditDraft.objects.get())
    assert not names & {"password", "uid", "version", "csrfmiddlewaretoken"}


def test_too_long_a_text_is_refused_in_words(officer, report, event, smolensk_officer):
    response = send(officer, report, sending(form_of(event, purpose="я" * 400_001), smolensk_officer))
    assert (response.status_code, "длинный" in response.json()["error"]) == (400, True)


def test_too_many_windows_are_refused_in_words(officer, report, event, smolensk_officer):
    for number in range(drafts.MOST_OF_ONE_EVENT):
        page = uuid.UUID(int=100 + number)
        assert send(officer, report, sending(form_of(event), smolensk_officer, page=page)).status_code == 200
    assert send(officer, report, sending(form_of(event), smolensk_officer)).status_code == 409


def test_after_the_sign_in_has_ended_the_script_is_told_so(client_of, report, event, smolensk_officer):
    response = send(client_of(None), report, sending(form_of(event), smolensk_officer))
    assert (response.status_code, response.json()) == (401, {"signed_out": True})


def test_another_person_who_has_signed_in_gets_no_draft_of_words_that_are_not_theirs(
    client_of, report, event, smolensk_officer, colleague
):
    response = send(client_of(colleague), report, sending(form_of(event, purpose=MINE), smolensk_officer))
    assert response.status_code == 409
    assert not EditDraft.objects.exists()


# For its author alone


def test_nobody_else_sees_discards_or_goes_on_with_a_draft(
    client_of, officer, report, event, smolensk_officer, colleague, coordinator, vyazma_officer
):
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    begun = {**FORMSET, "uid": uuid.uuid4(), "name": "Начатое", "purpose": MINE}
    send(officer, report, sending(begun, smolensk_officer, page=OTHER_PAGE))
    event_page, add = reverse("event", args=[event.uid]), reverse("event_add", args=[report.pk])
    quarter = reverse("officer_quarter", args=[report.period.year, report.period.quarter])
    pages = [event_page, add, f"{event_page}?draft={PAGE}", f"{add}?draft={OTHER_PAGE}", quarter]
    pages.append(reverse("report", args=[report.pk]))
    seen = [MINE in page_text(officer.get(page)) or "Начатое" in page_text(officer.get(page)) for page in pages]
    assert all(seen), "the author does see them"
    for other in (colleague, coordinator, vyazma_officer):
        client = client_of(other)
        for page in pages:
            words = client.get(page).content.decode()
            assert MINE not in words and "Начатое" not in words, (other, page)
        address = reverse("event_draft_discard", args=[report.pk])
        assert client.post(address, {"draft": PAGE}).status_code == 404
        back = reverse("event_draft_bring_back", args=[report.pk, PAGE])
        assert client.post(back).status_code == 404
    assert EditDraft.objects.open().count() == 2


def test_who_has_lost_the_municipality_no_longer_reaches_the_draft(
    client_of, officer, report, event, smolensk, smolensk_officer
):
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    smolensk.officers.update(until=timezone.localdate().replace(year=2021))
    officer = client_of(type(smolensk_officer).objects.get(pk=smolensk_officer.pk))
    assert send(officer, report, sending(form_of(event), smolensk_officer, number=2)).status_code == 404
    assert officer.get(reverse("event", args=[event.uid]) + f"?draft={PAGE}").status_code == 404
    assert officer.post(reverse("event_draft_discard", args=[report.pk]), {"draft": PAGE}).status_code == 404
    assert text_of(EditDraft.objects.get()) == MINE


def test_a_number_of_another_reports_event_reaches_nothing_of_it(
    client_of, officer, report, period, vyazma, vyazma_officer, smolensk_officer
):
    foreign = factories.make_event(factories.make_submission(period, vyazma), by=vyazma_officer)
    response = send(officer, report, sending(form_of(foreign, purpose=MINE), smolensk_officer))
    assert response.json()["is_stale"] is False
    assert EditDraft.objects.get().event is None


# Offered, gone on with, discarded


def test_the_next_visit_offers_the_text_and_tells_what_differs(officer, report, event, smolensk_officer):
    address = reverse("event", args=[event.uid])
    assert offers(officer.get(address)) == 0
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    words = page_text(officer.get(address))
    assert words.count("data-offer=") == 1
    section = words.partition("data-offer=")[2].partition("</section>")[0]
    assert "Цель, содержание и результат" in section
    assert "Место проведения" not in section


def test_a_draft_that_says_what_the_event_says_is_not_offered(officer, report, event, smolensk_officer):
    send(officer, report, sending(form_of(event), smolensk_officer))
    assert offers(officer.get(reverse("event", args=[event.uid]))) == 0


def go_on(client, address, page=PAGE):
    """The form as it is filled when the person goes on with the draft: what its browser would send."""
    form = client.get(f"{address}?draft={page}").context["form"]
    names = ("name", "period_text", "place_text", "purpose", "participants", "uid", "version")
    data = {name: form[name].value() for name in names}
    return {**FORMSET, **{k: v for k, v in data.items() if v is not None}, "draft_continues": page}


def test_going_on_fills_the_form_and_saving_ends_the_draft(officer, report, event, smolensk_officer):
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    address = reverse("event", args=[event.uid])
    data = go_on(officer, address)
    assert (data["purpose"], data["version"]) == (MINE, "1")
    assert officer.post(address, data).status_code == 302
    assert Event.objects.get().purpose == MINE
    assert not EditDraft.objects.open().exists()
    assert offers(officer.get(address)) == 0


def test_saving_merges_what_a_colleague_has_written_into_another_field(
    officer, report, event, smolensk_officer, colleague
):
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    event_actions.save_event(event, by=colleague, values={"participants": THEIRS}, base_version=1)
    address = reverse("event", args=[event.uid])
    assert officer.post(address, go_on(officer, address)).status_code == 302
    saved = Event.objects.get()
    assert (saved.purpose, saved.participants) == (MINE, THEIRS)


def test_saving_asks_when_a_colleague_has_written_into_the_same_field_and_the_draft_lives_until_it_is_decided(
    officer, report, event, smolensk_officer, colleague
):
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    event_actions.save_event(event, by=colleague, values={"purpose": THEIRS}, base_version=1)
    address = reverse("event", args=[event.uid])
    data = go_on(officer, address)
    response = officer.post(address, data)
    words = page_text(response, 409)
    assert MINE in words and THEIRS in words
    assert EditDraft.objects.open().count() == 1
    hidden = dict(response.context["hidden"])
    assert hidden["draft_continues"] == str(PAGE)
    choice = {"action": "resolve", "conflict": "purpose", "choice_purpose": "mine", "version": 2}
    assert officer.post(address, {**data, **choice}).status_code == 302
    assert Event.objects.get().purpose == MINE
    assert not EditDraft.objects.open().exists()


def test_an_event_begun_is_offered_on_the_pages_of_the_report_until_it_is_saved(officer, report, smolensk_officer):
    begun = {**FORMSET, "uid": uuid.uuid4(), "name": "Начатое", "purpose": MINE}
    send(officer, report, sending(begun, smolensk_officer))
    add = reverse("event_add", args=[report.pk])
    quarter = reverse("officer_quarter", args=[report.period.year, report.period.quarter])
    link = f"{add}?draft={PAGE}"
    for page in (add, quarter, reverse("report", args=[report.pk])):
        assert link in page_text(officer.get(page)), page
    data = go_on(officer, add)
    assert (data["name"], str(data["uid"])) == ("Начатое", str(begun["uid"]))
    assert officer.post(add, data).status_code == 302
    assert str(Event.objects.get().uid) == str(begun["uid"])
    assert link not in page_text(officer.get(quarter))
    assert offers(officer.get(add)) == 0


def test_discarded_it_is_gone_and_a_late_sending_does_not_bring_it_back(officer, report, event, smolensk_officer):
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    here = reverse("event", args=[event.uid])
    discard = reverse("event_draft_discard", args=[report.pk])
    for _ in range(2):
        assert officer.post(discard, {"draft": PAGE, "next": here}).url == here
    assert officer.post(discard, {"draft": PAGE, "next": "https://elsewhere.example/"}).url == "/"
    late = send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer, number=2))
    assert (late.status_code, "closed" in late.json()) == (200, True)
    assert not EditDraft.objects.open().exists()


def test_the_message_of_discarding_has_the_way_back(officer, report, event, smolensk_officer):
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    here = reverse("event", args=[event.uid])
    officer.post(reverse("event_draft_discard", args=[report.pk]), {"draft": PAGE, "next": here})
    said = officer.get(here)
    assert offers(said) == 0
    back = re.search(r'action="([^"]*bring-back[^"]*)"', said.content.decode())[1]
    assert "Вернуть текст" in page_text(said)
    for _ in range(2):
        assert officer.post(back).url == here
    said = officer.get(here)
    assert "снова у вас" in page_text(said)
    assert offers(said) == 1
    assert go_on(officer, here)["purpose"] == MINE


def test_the_page_of_the_report_lists_what_its_author_has_discarded(
    client_of, officer, report, event, smolensk_officer, colleague
):
    send(officer, report, sending(form_of(event, name="Брошенное", purpose=MINE), smolensk_officer))
    here = reverse("report", args=[report.pk])
    officer.post(reverse("event_draft_discard", args=[report.pk]), {"draft": PAGE, "next": here})
    officer.get(here)
    page = page_text(officer.get(here))  # the message has been read
    back = re.search(r'action="([^"]*bring-back[^"]*)"', page)[1]
    assert "Брошенное, отброшено" in page
    assert "Брошенное" not in page_text(client_of(colleague).get(here))
    assert officer.post(back).url == here
    officer.get(here)
    assert "Отброшенные тексты" not in page_text(officer.get(here))


def test_what_the_coordinator_discards_of_a_municipalitys_is_listed_where_it_was_written(
    client_of, report, event, coordinator
):
    desk, here = client_of(coordinator), reverse("on_behalf", args=[report.pk])
    send(desk, report, sending(form_of(event, name="Брошенное", purpose=MINE), coordinator))
    desk.post(reverse("event_draft_discard", args=[report.pk]), {"draft": PAGE, "next": here})
    desk.get(here)
    assert "Брошенное, отброшено" in page_text(desk.get(here))


def test_what_cannot_be_brought_back_is_said_with_the_reason(officer, report, event, smolensk_officer, monkeypatch):
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    here, back = reverse("event", args=[event.uid]), reverse("event_draft_bring_back", args=[report.pk, PAGE])
    discard = reverse("event_draft_discard", args=[report.pk])
    officer.post(discard, {"draft": PAGE})
    with monkeypatch.context() as less:
        less.setattr(drafts, "MOST_OF_ONE_EVENT", 0)
        assert "слишком много" in page_text(officer.post(back), 409)
        less.setattr(drafts, "MOST_OF_ONE_EVENT", 9)
        less.setattr(drafts, "why_no_draft", lambda others, draft, size: "Нет места.")
        assert "Нет места. Отброшенный текст цел" in page_text(officer.post(back), 409)
    drafts.close(smolensk_officer, report, pages={PAGE: 9}, uid=event.uid)
    assert "Вернуть нечего" in page_text(officer.post(back), 409)
    officer.post(discard, {"draft": PAGE, "next": here})
    assert "уже сохранён в отчёте" in page_text(officer.get(here))


def test_a_first_sending_that_arrives_after_the_saving_does_not_make_a_draft(officer, report, event, smolensk_officer):
    form = form_of(event, purpose=MINE)
    officer.post(reverse("event", args=[event.uid]), {**form, "draft_page": PAGE})
    assert "closed" in send(officer, report, sending(form, smolensk_officer)).json()
    assert not EditDraft.objects.open().exists()


def test_saving_in_one_window_leaves_the_text_of_the_other(officer, report, event, smolensk_officer):
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    address = reverse("event", args=[event.uid])
    officer.post(address, {**form_of(event, name="Другое имя"), "draft_page": OTHER_PAGE})
    assert text_of(EditDraft.objects.open().get()) == MINE
    assert offers(officer.get(address)) == 1


def test_who_goes_on_takes_the_draft_over_and_the_old_window_keeps_its_own(officer, report, event, smolensk_officer):
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    new = sending(form_of(event, purpose="Дальше"), smolensk_officer, page=OTHER_PAGE, draft_continues=PAGE)
    assert send(officer, report, new).json()["others"] == []
    assert text_of(EditDraft.objects.get()) == "Дальше"
    old = sending(form_of(event, purpose="Позже"), smolensk_officer, number=2)
    assert "closed" in send(officer, report, old).json()
    assert text_of(EditDraft.objects.get()) == "Дальше"


def test_a_form_that_was_refused_goes_on_with_its_draft(officer, report, event, smolensk_officer):
    """The page with the errors is a new one, but the text is the same."""
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    words = page_text(
        officer.post(reverse("event", args=[event.uid]), {**form_of(event, name="", purpose=MINE), "draft_page": PAGE})
    )
    assert f'name="draft_continues" value="{PAGE}"' in words
    assert "data-offer=" not in words


def test_words_brought_late_from_a_computer_have_the_time_when_they_were_typed(
    officer, report, event, smolensk_officer
):
    data = sending(form_of(event, purpose=MINE), smolensk_officer, draft_age=3 * 24 * 3600)
    assert "," in send(officer, report, data).json()["saved_at"], "the day is named"
    assert (timezone.now() - EditDraft.objects.get().saved_at).days == 3


def test_a_copy_of_a_deleted_events_draft_comes_back_with_the_event(officer, report, event, smolensk_officer):
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    officer.post(reverse("event_delete", args=[event.uid]), {"version": 1})
    quarter = reverse("officer_quarter", args=[report.period.year, report.period.quarter])
    assert str(PAGE) not in page_text(officer.get(quarter))
    officer.post(reverse("event_undelete", args=[event.uid]))
    assert offers(officer.get(reverse("event", args=[event.uid]))) == 1


def test_a_coordinator_goes_on_with_a_text_about_a_report_handed_in(
    client_of, report, event, smolensk_officer, coordinator
):
    workflow.submit(report, by=smolensk_officer)
    client = client_of(coordinator)
    send(client, report, sending(form_of(event, purpose=MINE), coordinator))
    address = reverse("event", args=[event.uid])
    assert offers(client.get(address)) == 1
    assert client.post(address, go_on(client, address)).status_code == 302
    assert Event.objects.get().purpose == MINE


# What offers nothing, and what is offered in the right way


def test_a_letter_typed_into_a_new_event_and_removed_again_leaves_nothing(officer, report, smolensk_officer):
    begun = {**FORMSET, "uid": uuid.uuid4(), "new_partner": "", "new_partner_country": "BY", "pin_precision": "day"}
    send(officer, report, sending({**begun, "name": "М"}, smolensk_officer))
    answer = send(officer, report, sending({**begun, "name": " "}, smolensk_officer, number=2)).json()
    assert answer["is_nothing"] and answer["closed"] != str(PAGE)
    assert not EditDraft.objects.open().exists()
    late = send(officer, report, sending({**begun, "name": "М"}, smolensk_officer)).json()
    assert late["is_newer"] is False
    assert not EditDraft.objects.open().exists()


def test_a_form_that_is_again_as_it_was_drawn_closes_its_draft_in_five_queries(
    officer, report, event, smolensk_officer, django_assert_max_num_queries
):
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    again = sending(form_of(event), smolensk_officer, number=2, draft_same="on")
    with django_assert_max_num_queries(5):
        answer = send(officer, report, again)
    assert answer.json()["is_nothing"] is True
    assert not EditDraft.objects.open().exists()


@pytest.mark.parametrize("typed", [{"name": "Ярмарка"}, {"agreements-0-title": "Соглашение"}, {"new_partner": "Орша"}])
def test_whatever_is_typed_into_a_new_event_is_kept(officer, report, smolensk_officer, typed):
    begun = {**FORMSET, "uid": uuid.uuid4(), "new_partner_country": "BY", **typed}
    assert "saved_at" in send(officer, report, sending(begun, smolensk_officer)).json()
    quarter = reverse("officer_quarter", args=[report.period.year, report.period.quarter])
    assert str(PAGE) in page_text(officer.get(quarter))


def test_empty_drafts_and_those_equal_to_their_event_are_not_offered_on_the_pages_of_the_report(
    officer, report, event, smolensk_officer
):
    """Also those that were kept before such drafts closed themselves, or became equal by another window's saving."""
    fields = {"fields": [["name", ""], ["new_partner_country", "BY"]], "page": PAGE, "uid": uuid.uuid4()}
    EditDraft.objects.create(by=smolensk_officer, submission=report, number=1, saved_at=timezone.now(), **fields)
    same = sending(form_of(event), smolensk_officer, page=OTHER_PAGE)
    assert "saved_at" in send(officer, report, same).json()
    quarter = reverse("officer_quarter", args=[report.period.year, report.period.quarter])
    for page in (quarter, reverse("report", args=[report.pk])):
        words = page_text(officer.get(page))
        assert str(PAGE) not in words and str(OTHER_PAGE) not in words
    send(officer, report, {**same, "draft_number": 2, "total": "180"})
    assert str(OTHER_PAGE) in page_text(officer.get(quarter)), "a number alone is a difference"


def test_the_offer_keeps_the_marker_of_writing_for_a_municipality(client_of, report, event, coordinator):
    client = client_of(coordinator)
    begun = {**FORMSET, "uid": uuid.uuid4(), "name": "Начатое за другого"}
    send(client, report, sending(form_of(event, purpose=MINE), coordinator))
    send(client, report, sending(begun, coordinator, page=OTHER_PAGE))
    add, edit = reverse("event_add", args=[report.pk]), reverse("event", args=[event.uid])
    link = f'href="{edit}?for=municipality&amp;draft={PAGE}"'
    assert link in page_text(client.get(f"{edit}?for=municipality"))
    assert link in page_text(client.get(edit)), "the row can only be read, the text is gone on with on purpose"
    listed = page_text(client.get(reverse("on_behalf", args=[report.pk])))
    new = f"{add}?for=municipality&draft={OTHER_PAGE}"
    assert link in listed and new.replace("&", "&amp;") in listed
    words = page_text(client.get(new))
    assert "Начатое за другого" in words and f'action="{add}?for=municipality"' in words


# What comes between


def test_the_text_of_an_event_begun_in_a_report_that_is_handed_in_or_closed_since_can_be_copied(
    officer, report, event, smolensk_officer
):
    begun = {**FORMSET, "uid": uuid.uuid4(), "name": "Начатое", "purpose": MINE}
    send(officer, report, sending(begun, smolensk_officer))
    workflow.submit(report, by=smolensk_officer)
    assert MINE in page_text(officer.get(f"{reverse('event_add', args=[report.pk])}?draft={PAGE}"), 409)


def test_a_text_about_a_row_that_a_colleague_has_deleted_is_offered_and_brings_it_back(
    officer, report, event, smolensk_officer, colleague
):
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer))
    event_actions.delete_event(event, by=colleague, base_version=1)
    address = reverse("event", args=[event.uid])
    quarter = reverse("officer_quarter", args=[report.period.year, report.period.quarter])
    link = f"{address}?draft={PAGE}"
    assert link in page_text(officer.get(quarter))
    assert link in page_text(officer.get(address))
    response = officer.get(link)
    assert MINE in page_text(response)
    hidden = {"uid": uuid.uuid4(), "version": 1, "action": "undelete_save", **dict(response.context["hidden"])}
    assert officer.post(address, hidden).status_code == 302
    saved = Event.objects.get()
    assert (saved.purpose, saved.is_deleted) == (MINE, False)
    assert not EditDraft.objects.open().exists()


def test_a_version_that_never_was_does_not_stop_the_form(officer, report, event, smolensk_officer):
    send(officer, report, sending(form_of(event, purpose=MINE, version=99), smolensk_officer))
    assert offers(officer.get(reverse("event", args=[event.uid]))) == 1


def continues_of(response):
    words = page_text(response)
    return words.partition('name="draft_continues" value="')[2].partition('"')[0]


def test_who_goes_on_never_overwrites_what_the_first_window_has_written_since(officer, report, event, smolensk_officer):
    """The offer was read at the first sending; the window that is still open has sent a second one since."""
    send(officer, report, sending(form_of(event, purpose="Начало"), smolensk_officer))
    read = continues_of(officer.get(f"{reverse('event', args=[event.uid])}?draft={PAGE}"))
    send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer, number=2))
    new = sending(form_of(event, purpose="Дальше"), smolensk_officer, page=OTHER_PAGE, draft_continues=read)
    assert [state for state, _ in send(officer, report, new).json()["others"]] == [f"{PAGE} 2"]
    assert {text_of(draft) for draft in EditDraft.objects.open()} == {MINE, "Дальше"}
    saved = {**form_of(event, purpose="Дальше"), "draft_page": OTHER_PAGE, "draft_number": 1, "draft_continues": read}
    officer.post(reverse("event", args=[event.uid]), saved)
    assert text_of(EditDraft.objects.open().get()) == MINE


def test_what_was_written_after_the_saving_under_the_same_number_of_the_page_is_known_as_newer(
    officer, report, event, smolensk_officer
):
    """The answer to «Сохранить» was lost on the way; the person went back to the page and wrote on without a link."""
    officer.post(
        reverse("event", args=[event.uid]), {**form_of(event, purpose="Было"), "draft_page": PAGE, "draft_number": 3}
    )
    late = send(officer, report, sending(form_of(event, purpose="Было"), smolensk_officer, number=3)).json()
    assert late["is_newer"] is False
    newer = send(officer, report, sending(form_of(event, purpose=MINE), smolensk_officer, number=4)).json()
    assert newer["is_newer"] is True
    brought = sending(form_of(event, purpose=MINE), smolensk_officer, page=newer["closed"])
    assert "saved_at" in send(officer, report, brought).json()
    assert text_of(EditDraft.objects.open().get()) == MINE


def test_partners_countries_and_documents_come_back_as_they_were_chosen(officer, report, event, smolensk_officer):
    partner = factories.make_partner("Орша")
    rows = {"agreements-TOTAL_FORMS": 2, "agreements-0-title": "О дружбе", "agreements-0-kind": "agreement"}
    rows |= {"agreements-1-title": "О спорте", "agreements-1-parties": "Первая\nВторая", "agreements-1-kind": "other"}
    typed = {"new_partner": ["Гродно", "Лида"], "new_partner_country": ["BY", "BY"], "countries": ["BY"]}
    data = {**form_of(event), **rows, **typed, "partners": [partner.pk]}
    send(officer, report, sending(data, smolensk_officer))
    response = officer.get(f"{reverse('event', args=[event.uid])}?draft={PAGE}")
    values = response.context["form"].values()
    assert [row["title"] for row in values["agreements"]] == ["О дружбе", "О спорте"]
    assert values["agreements"][1]["parties"] == "Первая\nВторая"
    assert values["partners"] == [[partner.pk, partner.name]]
    assert values["new_partners"] == [["Гродно", "BY"], ["Лида", "BY"]]
    assert values["countries"] == ["BY"]


def test_the_mark_of_another_site_or_rubbish_in_the_pages_stops_nothing(officer, report, event, smolensk_officer):
    rubbish = f"x,{OTHER_PAGE}.99999999999999,{OTHER_PAGE}.-1,.."
    data = {**form_of(event, purpose=MINE), "draft_page": PAGE, "draft_number": "9" * 99, "draft_continues": rubbish}
    assert officer.post(reverse("event", args=[event.uid]), data).status_code == 302


A, B, C = (uuid.UUID(int=number) for number in (11, 12, 13))


def sent_by_a(read):
    """The Sending of page A, which goes on with what it has read."""
    return drafts.Sending(uid=C, page=A, number=1, fields=[], continues=read)


def stored(page, number=1, *, before=None, is_closed=False):
    return EditDraft(page=page, number=number, page_before=before, is_closed=is_closed)


@pytest.mark.parametrize(
    ("rows", "read", "draft", "others", "is_own"),
    [
        ([], {}, None, [], False),
        ([stored(A)], {}, A, [], True),
        ([stored(B)], {}, None, [B], False),
        ([stored(B)], {B: 1}, B, [], False),
        ([stored(B, 2)], {B: 1}, None, [B], False),  # it has sent more since
        ([stored(A), stored(B)], {B: 1}, A, [], True),
        ([stored(B), stored(C)], {B: 1}, B, [C], False),
        ([stored(A, is_closed=True)], {}, A, [], True),
        ([stored(B, is_closed=True)], {B: 1}, None, [], False),
    ],
)
def test_a_page_writes_over_its_own_text_or_one_that_it_goes_on_with(rows, read, draft, others, is_own):
    """What another page has sent since it was read stays beside it; a closed text of another page is nothing."""
    place = drafts._place_of(sent_by_a(read), rows)
    assert (place.draft and place.draft.page, [row.page for row in place.others]) == (draft, others)
    assert place.is_own is is_own


def test_a_page_that_another_one_has_gone_on_with_is_closed():
    with pytest.raises(drafts.DraftClosed) as closed:
        drafts._place_of(sent_by_a({}), [stored(B, before=A)])
    assert closed.value.is_newer
