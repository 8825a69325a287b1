"""The next report after each decision, several approved at once, and the undo of approving."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from municipalities.models import User
from reports.actions import events, remarks, workflow
from reports.models import StateChange, Submission
from tests import factories
from tests.documents import even

pytestmark = pytest.mark.django_db

BOARD = "/periods/2024-4/"
SEVERAL = "/periods/2024-4/approve/"
STATES = ("draft", "submitted", "returned", "approved")


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


@pytest.fixture
def waiting(period, smolensk, vyazma, smolensk_officer, vyazma_officer):
    """Three reports that wait, in the order of the board: Смоленск, Вязьма, Руднянский (nothing to report)."""
    rudnya = factories.make_municipality("Руднянский")
    factories.make_submission(period, vyazma, state="submitted", officer=vyazma_officer, events=2)
    factories.make_submission(period, smolensk, state="submitted", officer=smolensk_officer)
    factories.make_submission(period, rudnya, state="submitted", is_nil=True)
    return list(Submission.objects.in_period(period).in_report_order())


def page_of(response):
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def words(element):
    return even(element.text_content())


def notices(page):
    return [words(notice) for notice in page.xpath("//main//div[contains(@class, 'notice')]/div")]


def state_of(submission):
    return Submission.objects.get(pk=submission.pk).state


def ticked(*submissions, despite=()):
    """What the page sends when these reports are ticked."""
    versions = {f"version-{submission.pk}": submission.version for submission in submissions}
    return {"report": [submission.pk for submission in submissions], "despite": [one.pk for one in despite], **versions}


def unapprove_address(submission):
    (approval,) = workflow.approvals_of([submission])
    return reverse("unapprove", args=[2024, 4, approval.pk])


# Who is next


def test_after_each_decision_the_next_report_that_waits_is_offered(client, waiting):
    """On from the one decided, and round to the beginning; the last one says that nobody waits."""
    smolensk, vyazma, rudnya = waiting
    response = client.post(reverse("approve", args=[vyazma.pk]), {"version": vyazma.version}, follow=True)
    (notice,) = page_of(response).xpath("(//main//div[contains(@class, 'notice')])[1]")
    (link,) = notice.xpath(".//a")
    assert words(link) == "Следующий: Руднянский район, нет мероприятий"
    assert link.get("href") == reverse("review", args=[rudnya.pk])

    response = client.post(
        reverse("return_for_changes", args=[rudnya.pk]), {"version": rudnya.version, "note": "Точно?"}, follow=True
    )
    assert notices(page_of(response))[0] == (
        "Отчёт возвращён на доработку: Руднянский район.Следующий: город Смоленск, 1 строка"
    )
    response = client.post(reverse("approve", args=[smolensk.pk]), {"version": smolensk.version}, follow=True)
    assert notices(page_of(response))[0].startswith("Отчёт принят: город Смоленск. Больше никто не ждёт решения.")


def test_the_review_leads_to_the_reports_before_and_after(client, waiting):
    def links(submission):
        page = page_of(client.get(reverse("review", args=[submission.pk])))
        return [words(link) for link in page.xpath("//nav[contains(@class, 'queue')]/a")]

    smolensk, vyazma, rudnya = waiting
    assert links(smolensk) == ["Дальше: Вяземский район, 2 строки →"]
    assert links(vyazma) == ["← Назад: город Смоленск", "Дальше: Руднянский район, нет мероприятий →"]
    assert links(rudnya) == ["← Назад: Вяземский район"]


def test_only_reports_of_the_same_quarter_are_next(client, waiting, smolensk):
    older = factories.make_submission(factories.make_period(2023, 4), smolensk, state="submitted")
    page = page_of(client.get(reverse("review", args=[older.pk])))
    assert page.xpath("//nav[contains(@class, 'queue')]") == []


# Several at once


def test_the_list_tells_what_waits_and_ticks_what_nothing_speaks_against(
    client, waiting, coordinator, smolensk_officer
):
    smolensk, vyazma, _ = waiting
    events.save_event(vyazma.events.first(), by=coordinator, values={"period_text": "когда-нибудь"}, base_version=1)
    remark = factories.make_remark(smolensk, by=coordinator)
    remarks.answer_remark(remark, by=smolensk_officer, answer="Исправили")
    factories.make_remark(smolensk, by=coordinator)
    for report in (smolensk, vyazma):
        client.get(reverse("review", args=[report.pk]))
    rows = page_of(client.get(SEVERAL)).xpath("//tbody[not(@data-keys-list)]/tr")
    assert [[words(cell) for cell in row][:4] for row in rows] == [
        ["город Смоленск", "1 строка", "вопросов нет", "1 открыто, 1 с ответом Принять и так: город Смоленск"],
        ["Вяземский район", "2 строки", "1 вопрос", "замечаний нет"],
        ["Руднянский район", "нет мероприятий", "вопросов нет", "замечаний нет"],
    ]
    assert [bool(row.xpath(".//input[@name='report']/@checked")) for row in rows] == [False, False, True]


def test_nothing_is_ticked_that_nobody_has_opened_as_it_is_now(client, client_of, waiting, coordinator):
    """Opened by any coordinator; what was changed since counts as unread, «нет мероприятий» is read in the list."""
    smolensk, vyazma, _ = waiting

    def list_of():
        return [
            ("не открывали" in words(row), bool(row.xpath(".//input[@name='report']/@checked")))
            for row in page_of(client.get(SEVERAL)).xpath("//tbody[not(@data-keys-list)]/tr")
        ]

    assert list_of() == [(True, False), (True, False), (False, True)]
    colleague = client_of(factories.make_user("colleague", is_coordinator=True))
    for report in (smolensk, vyazma, smolensk):
        assert colleague.get(reverse("review", args=[report.pk])).status_code == 200
    assert list_of() == [(False, True), (False, True), (False, True)]
    events.save_event(vyazma.events.first(), by=coordinator, values={"purpose": "Иначе"}, base_version=1)
    assert list_of() == [(False, True), (True, False), (False, True)]


def test_ticked_reports_are_approved_in_one_go_and_undone_in_one_go(client, waiting):
    smolensk, vyazma, _ = waiting
    response = client.post(SEVERAL, ticked(smolensk, vyazma), follow=True)
    page = page_of(response)
    assert notices(page)[0].startswith("Приняты 2 отчёта, 3 строки: город Смоленск и Вяземский район.")
    assert [state_of(one) for one in waiting] == ["approved", "approved", "submitted"]

    (undo,) = page.xpath("//main//form[contains(@action, '/unapprove/')]/@action")
    page = page_of(client.post(undo, follow=True))
    assert notices(page)[0] == "Принятие отменено. Снова на проверке: город Смоленск и Вяземский район."
    assert [state_of(one) for one in waiting] == ["submitted"] * 3

    page = page_of(client.post(undo, follow=True))
    assert [text.split(":")[0] for text in notices(page)[:2]] == ["город Смоленск", "Вяземский район"]
    assert all("принятие не отменено" in text for text in notices(page)[:2])


def test_what_moved_or_has_remarks_is_skipped_with_the_reason(client, waiting, coordinator, vyazma_officer):
    smolensk, vyazma, rudnya = waiting
    factories.make_remark(smolensk, by=coordinator)
    data = ticked(smolensk, vyazma, rudnya)
    workflow.withdraw(vyazma, by=vyazma_officer)
    page = page_of(client.post(SEVERAL, data, follow=True))
    assert [state_of(one) for one in waiting] == ["submitted", "draft", "approved"]
    skipped = [text for text in notices(page) if "не принят" in text]
    assert [text.split(" не принят. ")[0] for text in skipped] == ["город Смоленск:", "Вяземский район:"]
    assert "не сняты" in skipped[0] and "«черновик»" in skipped[1]
    links = page.xpath("//main//div[contains(@class, 'notice-wait')]//a/@href")
    assert links == [reverse("review", args=[one.pk]) for one in (smolensk, vyazma)]

    client.post(SEVERAL, ticked(smolensk, despite=[smolensk]))
    assert state_of(smolensk) == "approved"


def test_reports_without_events_are_not_counted_in_rows(client, waiting):
    for report in waiting:
        client.get(reverse("review", args=[report.pk]))
    page = page_of(client.get(SEVERAL))
    (caption,) = page.xpath("//caption")
    assert words(caption).endswith("сняты все замечания: 3 отчёта, 3 строки.")
    page = page_of(client.post(SEVERAL, ticked(waiting[2]), follow=True))
    assert notices(page)[0].startswith("Принят 1 отчёт: Руднянский район.")


def test_a_newer_text_than_the_list_showed_is_not_approved(client, waiting):
    _, vyazma, _ = waiting
    data = ticked(vyazma)
    events.save_event(
        vyazma.events.first(),
        by=User.objects.get(is_coordinator=True),
        values={"purpose": "Другие слова"},
        base_version=1,
    )
    page = page_of(client.post(SEVERAL, data, follow=True))
    assert "текст отчёта изменился" in notices(page)[0]
    assert state_of(vyazma) == "submitted"


def test_a_second_click_approves_nothing_more(client, waiting):
    data = ticked(*waiting)
    client.post(SEVERAL, data)
    count = StateChange.objects.count()
    page = page_of(client.post(SEVERAL, data, follow=True))
    assert StateChange.objects.count() == count
    assert sum("не принят" in text for text in notices(page)) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"report": []},
        {"report": ["x"]},
        {"report": ["9" * 400]},
        {"report": ["1\x00"]},
        {"despite": ["-1"]},
        {"version": ""},
        {"version": "0"},
        {"version": "9" * 400},
    ],
)
def test_rubbish_is_a_sentence_and_approves_nothing(change, client, waiting):
    smolensk = waiting[0]
    data = ticked(smolensk)
    if "version" in change:
        change = {f"version-{smolensk.pk}": change["version"]}
    page = page_of(client.post(SEVERAL, {**data, **change}, follow=True))
    assert notices(page)[0].startswith(("Не отмечен ни один отчёт", "Страница устарела"))
    assert state_of(smolensk) == "submitted"


def test_reports_of_another_quarter_cannot_be_ticked(client, waiting, smolensk):
    older = factories.make_submission(factories.make_period(2023, 4), smolensk, state="submitted")
    client.post(SEVERAL, ticked(older))
    assert state_of(older) == "submitted"


def test_the_list_takes_as_many_queries_for_many_reports_as_for_one(client, period):
    def add(name):
        report = factories.make_submission(period, factories.make_municipality(name), state="submitted", events=2)
        factories.make_remark(report, by=User.objects.get(is_coordinator=True))

    def queries():
        client.get(SEVERAL)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(SEVERAL).status_code == 200
        return len(captured)

    add("Первый")
    one = queries()
    for number in range(9):
        add(f"Ещё {number}")
    assert queries() == one <= 12


# Taking back


@pytest.mark.parametrize("role", ["owner", "other", "coordinator", "lists", "stranger", "nobody"])
@pytest.mark.parametrize("state", STATES)
def test_only_the_coordinator_takes_back_and_only_what_is_approved(
    state,
    role,
    period,
    smolensk,
    smolensk_officer,
    vyazma_officer,
    coordinator,
    list_administrator,
    stranger,
    client_of,
):
    """By direct POST: an accepted one leaves one StateChange, every other answer leaves the report as it was."""
    people = {
        "owner": smolensk_officer,
        "other": vyazma_officer,
        "coordinator": coordinator,
        "lists": list_administrator,
        "stranger": stranger,
        "nobody": None,
    }
    report = factories.make_submission(
        period, smolensk, state="approved", officer=smolensk_officer, coordinator=coordinator
    )
    address = unapprove_address(report)
    if state != "approved":
        report = workflow.unapprove(workflow.approvals_of([report])[0], by=coordinator)
    if state == "draft":
        report = workflow.withdraw(report, by=smolensk_officer)
    if state == "returned":
        report = workflow.return_for_changes(report, by=coordinator, note="Исправьте")
    before = Submission.objects.filter(pk=report.pk).values().get()
    changes = StateChange.objects.count()
    status = client_of(people[role]).post(address).status_code
    assert status == {"coordinator": 302, "nobody": 401}.get(role, 403)
    if role == "coordinator" and state == "approved":
        assert StateChange.objects.count() == changes + 1
        assert state_of(report) == "submitted"
    else:
        assert StateChange.objects.count() == changes
        assert Submission.objects.filter(pk=report.pk).values().get() == before


def test_the_undo_of_one_leads_back_to_its_page(client, waiting):
    smolensk = waiting[0]
    client.post(reverse("approve", args=[smolensk.pk]), {"version": smolensk.version})
    response = client.post(unapprove_address(smolensk))
    assert response["Location"] == reverse("review", args=[smolensk.pk])


@pytest.mark.parametrize("written", ["x", "-", "0", "1-", "9" * 400, "99999999", "1_2"])
def test_an_address_that_names_no_approval_is_not_found(written, client, waiting):
    assert client.post(f"{BOARD}unapprove/{written}/").status_code == 404


def test_an_approval_of_another_quarter_is_not_found(client, waiting, smolensk):
    older = factories.make_submission(factories.make_period(2023, 4), smolensk, state="approved")
    assert client.post(unapprove_address(older)).status_code == 404
    assert state_of(older) == "approved"
