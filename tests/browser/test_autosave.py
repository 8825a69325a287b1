"""A sentence survives every trouble in its middle: a killed tab, a cut link, an ended sign-in, a
server that restarts, a browser that keeps nothing. The five troubles for the officer of a draft and for the coordinator
at review. Troubles of the computer are tried for the officer alone: the script does not know who types."""

import json
import re
import uuid

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from reports.actions import drafts, workflow
from reports.models import EditDraft, Event
from tests import factories
from tests.conftest import STRESS

from .conftest import Visitor, sign_in, until

pytestmark = pytest.mark.stress  # by both who may edit, and each way that a clock and a kept text may be wrong

HALF = "Жители двух городов посадили аллею дружбы и догово"
PURPOSE = "Цель, содержание и результат"
CUT = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
FORBIDDEN = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
)
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"
DAY = 24 * 60 * 60 * 1000
OF_THE_OFFICER = pytest.mark.parametrize("writer", ["officer"], indirect=True)
DAYS = [-1, 1] if STRESS else [1]  # by which a clock is wrong
# What makes a kept text one of an older page, in the short run its age alone.
CHANGES = ["(kept) => { kept.schema = 0; }", f"(kept) => {{ kept.at -= {31 * DAY}; }}"][0 if STRESS else 1 :]
# What Chromium writes of every request that fails or is refused, asked for by a script or not.
OF_THE_LINK = re.compile(r"Failed to load resource: (net::ERR_|the server responded with a status of 401)")


@pytest.fixture
def report(period, smolensk):
    return factories.make_submission(period, smolensk)


@pytest.fixture(params=["officer", "coordinator"] if STRESS else ["officer"])
def writer(request, report, smolensk_officer, coordinator):
    """Who may edit now: the officer of a draft, the coordinator of what was handed in."""
    factories.make_event(report, by=smolensk_officer)
    if request.param == "officer":
        return smolensk_officer
    workflow.submit(report, by=smolensk_officer)
    return coordinator


@pytest.fixture
def event(writer):
    return Event.objects.get()


@pytest.fixture
def window(visitor, writer):
    return visitor(writer)


def open_form(window, event):
    return window.go(f"/event/{event.uid}/")


def write(page, text=HALF):
    """Type the last word as people do, and stop in mid-sentence."""
    control = page.get_by_label(PURPOSE, exact=True)
    control.fill(text[:-6])
    control.press("End")
    control.press_sequentially(text[-6:])


def line(page):
    return page.locator("[data-draft-line]")


def after_the_tab_is_killed(window, event):
    tab = window.beside()
    window.page.close()
    return tab, open_form(tab, event)


def cut(page):
    """Function that takes the wire out, or puts it back; the network of this tab alone."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def link(is_cut):
        session.send("Network.emulateNetworkConditions", {**CUT, "offline": is_cut})

    return link


def forgive_the_link(window):
    window.wrong[:] = [line for line in window.wrong if not OF_THE_LINK.search(line)]


def go_on(page):
    expect(page.locator("[data-offer]")).to_have_count(1)
    page.get_by_role("link", name="Продолжить с ним").click()
    expect(page.get_by_label(PURPOSE, exact=True)).to_have_value(HALF)


def save_and_see(page):
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Сохранено")).to_be_visible()
    assert Event.objects.get().purpose == HALF
    assert not EditDraft.objects.open().exists()


def nothing_is_left_here(page):
    """The local text goes a moment after the server has it; the page's policy forbids to wait for it by a script."""
    for _ in range(50):
        if page.evaluate("Object.keys(localStorage).length") == 0:
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate("Object.keys(localStorage)"))


def test_after_the_tab_is_killed_the_sentence_is_offered(window, event):
    page = open_form(window, event)
    write(page)
    expect(line(page)).to_contain_text("сохранено в")
    window.judge_page()
    tab, page = after_the_tab_is_killed(window, event)
    expect(page.locator("[data-offer]")).to_have_count(1)
    page.get_by_text("Что отличается").click()
    expect(page.locator("ins").first).to_be_visible()
    tab.judge_page()
    go_on(page)
    tab.judge_page()
    save_and_see(page)


def test_killed_before_anything_was_sent_the_sentence_comes_from_this_computer(window, event):
    page = open_form(window, event)
    page.route("**/events/draft/", lambda route: None)  # never answered
    write(page)
    while not page.evaluate("Object.keys(localStorage).length"):
        page.wait_for_timeout(50)
    _, page = after_the_tab_is_killed(window, event)
    go_on(page)
    save_and_see(page)


def test_a_link_followed_while_a_text_comes_home_is_followed(window, event):
    """The page loads itself again when it has brought a text home; a link that was followed meanwhile goes first."""
    page = open_form(window, event)
    page.route("**/events/draft/", lambda route: None)
    write(page)
    until(page, "Object.keys(localStorage).length > 0")
    tab, held = window.beside(), []
    tab.page.route("**/events/draft/", lambda route: held.append(route))
    tab.page.route("**/help/", lambda route: held.append(route))
    page.close()
    page = open_form(tab, event)
    page.get_by_role("link", name="Помощь", exact=True).click(no_wait_after=True)
    while len(held) < 2:
        page.wait_for_timeout(50)
    with page.expect_response("**/events/draft/"):
        next(route for route in held if "draft" in route.request.url).continue_()
    next(route for route in held if "help" in route.request.url).continue_()
    expect(page).to_have_url(re.compile("/help/"))


def test_with_the_link_cut_the_sentence_stays_on_this_computer(window, event):
    page = open_form(window, event)
    cut(page)(True)
    write(page)
    expect(line(page)).to_contain_text("не сохранено: нет связи, текст цел на этом компьютере")
    assert not EditDraft.objects.exists()
    window.expect_accessible()
    _, page = after_the_tab_is_killed(window, event)
    forgive_the_link(window)
    go_on(page)
    save_and_see(page)
    nothing_is_left_here(page)


@OF_THE_OFFICER
def test_when_the_link_is_back_the_page_sends_by_itself(window, event):
    page = open_form(window, event)
    link = cut(page)
    link(True)
    write(page)
    expect(line(page)).to_contain_text("нет связи")
    link(False)
    expect(line(page)).to_contain_text("сохранено в")
    forgive_the_link(window)
    assert dict(EditDraft.objects.get().fields)["purpose"] == HALF
    nothing_is_left_here(page)
    save_and_see(page)


def test_after_the_sign_in_has_ended_one_signs_in_again_in_place(window, event, writer):
    page = open_form(window, event)
    Session.objects.all().delete()
    page.context.clear_cookies()
    write(page)
    expect(line(page)).to_contain_text("вход закончился")
    window.expect_accessible()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="войдите снова").click()
    tab = Visitor(opened.value, window.address)
    sign_in(tab, writer.username)
    expect(tab.page.get_by_role("heading", level=1)).not_to_have_text("Вход")
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(line(page)).to_contain_text("сохранено в")
    forgive_the_link(window)
    save_and_see(page)


def test_while_the_server_restarts_the_page_waits_and_sends_again(window, event):
    page = open_form(window, event)
    page.route("**/events/**", lambda route: route.fulfill(status=502, body="Bad Gateway"))
    write(page)
    expect(line(page)).to_contain_text("не сохранено: нет связи, текст цел на этом компьютере")
    page.unroute("**/events/**")
    expect(line(page)).to_contain_text("сохранено в")
    window.wrong[:] = [line for line in window.wrong if "502" not in line]
    _, page = after_the_tab_is_killed(window, event)
    go_on(page)
    save_and_see(page)


@OF_THE_OFFICER
@pytest.mark.parametrize("trouble", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_a_browser_that_keeps_nothing_is_told_of_and_the_server_keeps_the_sentence(window, event, trouble):
    window.page.context.add_init_script(trouble)
    page = open_form(window, event)
    link = cut(page)
    link(True)
    write(page)
    expect(line(page)).to_contain_text("браузер не даёт: не закрывайте эту страницу")
    link(False)
    expect(line(page)).to_contain_text("сохранено в")
    _, page = after_the_tab_is_killed(window, event)
    forgive_the_link(window)
    go_on(page)
    save_and_see(page)


# What may be wrong with what lies on a computer


def mirrored(window, event, change):
    """The sentence written without a link, and `change` made to what the computer has kept of it."""
    page = open_form(window, event)
    page.route("**/events/draft/", lambda route: route.abort())
    write(page)
    expect(line(page)).to_contain_text("цел на этом компьютере")
    # Closing the tab would send once more, and the link of this test is cut only while the tab is open.
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no link')); }")
    page.evaluate(
        f"""() => {{ const key = Object.keys(localStorage)[0], kept = JSON.parse(localStorage.getItem(key));
        ({change})(kept); localStorage.setItem(key, JSON.stringify(kept)); }}"""
    )
    forgive_the_link(window)
    return after_the_tab_is_killed(window, event)


@OF_THE_OFFICER
def test_without_a_link_for_days_the_sentence_is_offered_with_its_day(window, event):
    _, page = mirrored(window, event, f"(kept) => {{ kept.at -= {3 * DAY}; }}")
    expect(page.locator("[data-offer]")).to_contain_text(re.compile(r"от \d+\s[а-я]+(\s\d{4}\sгода)?, \d\d:\d\d"))
    go_on(page)
    save_and_see(page)


@OF_THE_OFFICER
@pytest.mark.parametrize("change", CHANGES)
def test_what_an_older_page_has_left_is_shown_to_be_copied(window, event, change):
    tab, page = mirrored(window, event, change)
    text = page.get_by_label("Текст", exact=True)
    expect(text).to_have_value(re.compile(HALF))
    tab.judge_page()
    page.get_by_role("button", name="Убрать с этого компьютера").click()
    expect(text).to_have_count(0)
    nothing_is_left_here(page)


@OF_THE_OFFICER
def test_rubbish_on_the_computer_stops_nothing(window, event, writer):
    window.page.context.add_init_script(f"localStorage.setItem('pobratim-draft:{writer.pk}:x', '{{rubbish')")
    page = open_form(window, event)
    write(page)
    expect(line(page)).to_contain_text("сохранено в")
    save_and_see(page)


@OF_THE_OFFICER
@pytest.mark.parametrize("days", DAYS)
def test_a_clock_that_is_wrong_by_a_day_does_not_matter(window, event, days):
    """The time on the page, and the age of what was kept, are the server's."""
    window.page.add_init_script(f"const right = Date.now.bind(Date); Date.now = () => right() + {days * DAY};")
    _, page = mirrored(window, event, "(kept) => {}")
    expect(page.locator("[data-offer]")).to_contain_text(re.compile(r"от \d\d:\d\d"))
    go_on(page)
    save_and_see(page)


# Two tabs, two people at one computer


@OF_THE_OFFICER
def test_of_two_tabs_each_keeps_its_own_and_is_told_of_the_other(window, event):
    first = open_form(window, event)
    tab = window.beside()
    second = open_form(tab, event)
    write(first)
    expect(line(first)).to_contain_text("сохранено в")
    write(second, "Другие слова")
    expect(line(second)).to_contain_text("этот текст изменён в другой вкладке")
    assert {dict(draft.fields)["purpose"] for draft in EditDraft.objects.open()} == {HALF, "Другие слова"}
    first.bring_to_front()
    save_and_see_in_two(first)
    assert dict(EditDraft.objects.open().get().fields)["purpose"] == "Другие слова"


def save_and_see_in_two(page):
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Сохранено")).to_be_visible()
    assert Event.objects.get().purpose == HALF


@OF_THE_OFFICER
def test_another_person_at_this_computer_sees_nothing_of_it(window, event, visitor, smolensk):
    tab, _ = mirrored(window, event, "(kept) => { kept.schema = 0; }")
    keys = tab.page.evaluate("JSON.stringify(localStorage)")
    other = factories.make_user("second", "Второва Вера Викторовна")
    factories.make_officer(other, smolensk)
    stranger = visitor(other)
    stranger.page.add_init_script(f"Object.assign(localStorage, JSON.parse({json.dumps(keys)}))")
    page = stranger.go("/")
    expect(page.locator("body")).not_to_contain_text(HALF)
    assert not EditDraft.objects.exists()


def test_an_event_begun_without_a_link_is_offered_on_the_page_of_the_quarter(
    visitor, report, smolensk_officer, smolensk
):
    window = visitor(smolensk_officer)
    page = window.go(f"/report/{report.pk}/events/add/")
    page.route("**/events/draft/", lambda route: route.abort())
    page.get_by_label("Наименование мероприятия", exact=True).press_sequentially("Начатое мероприятие двух городов")
    expect(line(page)).to_contain_text("цел на этом компьютере")
    forgive_the_link(window)
    tab, spare = window.beside(), window.beside()
    page.close()
    page = tab.go("/")
    expect(page.get_by_text("Написано, но не сохранено")).to_be_visible()
    page.wait_for_load_state("networkidle")  # the page may show itself anew when the text has reached the server
    tab.judge_page()
    page.get_by_role("link", name="Продолжить").first.click()
    expect(page.get_by_label("Наименование мероприятия", exact=True)).to_have_value("Начатое мероприятие двух городов")
    page.close()
    page = spare.go("/")
    page.get_by_role("button", name="Отбросить").click()
    expect(page.get_by_role("status").filter(has_text="отброшен")).to_be_visible()
    assert not EditDraft.objects.open().exists()


def test_a_letter_typed_and_removed_leaves_no_text_anywhere(visitor, report, smolensk_officer):
    window = visitor(smolensk_officer)
    page = window.go(f"/report/{report.pk}/events/add/")
    name = page.get_by_label("Наименование мероприятия", exact=True)
    name.press_sequentially("М")
    expect(line(page)).to_contain_text("сохранено в")
    name.press("Backspace")
    expect(line(page)).to_contain_text("сохранять нечего")
    assert not EditDraft.objects.open().exists()
    name.press_sequentially("Ярмарка")
    expect(line(page)).to_contain_text("сохранено в")
    assert EditDraft.objects.open().get().name == "Ярмарка"
    nothing_is_left_here(page)


def test_what_was_written_after_the_saving_whose_answer_was_lost_is_brought_and_offered(
    visitor, report, smolensk_officer
):
    """«Сохранить» reached the server, the answer did not; the person went back, wrote on without a link, was killed."""
    event = factories.make_event(report, by=smolensk_officer)
    window = visitor(smolensk_officer)
    page = open_form(window, event)
    page.route("**/events/draft/", lambda route: route.abort())
    write(page)
    expect(line(page)).to_contain_text("цел на этом компьютере")
    uid = uuid.UUID(page.evaluate("document.getElementById('event-form').elements.draft_page.value"))
    drafts.close(smolensk_officer, report, pages={uid: 0}, uid=event.uid)
    forgive_the_link(window)
    _, page = after_the_tab_is_killed(window, event)
    go_on(page)
    nothing_is_left_here(page)
