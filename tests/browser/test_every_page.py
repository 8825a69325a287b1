"""Every page at the width of a desk and of a phone passes the gates: axe, the console, requests to other hosts,
scrolling sideways, forms that would be refused. The pages are those of the table of routes."""

from dataclasses import dataclass

import pytest
from django.contrib import admin
from django.contrib.auth.tokens import default_token_generator
from django.urls import NoReverseMatch, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from playwright.sync_api import expect

from municipalities.models import Officer, Partnership
from reports.actions import events, workflow
from reports.models import Submission
from tests import factories
from tests.conftest import STRESS
from tests.whole.test_routes import CAST, ROUTES, SIGN_IN_ROUTES, named_routes
from tests.whole.test_routes import cast as cast
from tests.whole.test_routes import world as world

pytestmark = pytest.mark.stress  # every page, and not every third, is judged with axe at the width of a phone too


@dataclass(frozen=True)
class Page:
    """A route, the member of the cast who has it open, and what differs from the table of routes."""

    route: str
    person: str = "owner"
    args: str = ""
    query: str = ""

    def __str__(self):
        return "-".join(filter(None, (self.route, self.args, self.query.strip("?"), self.person)))


FILES = {name for name in ROUTES if name.endswith(("_docx", "_xlsx", "_zip"))}
NO_PAGES = {
    "agreement_scan",
    "api_description",
    "event_choices",
    "event_phrases",
    "healthz",
    "import_file",
    "import_status",
    "package_part",
}
# Every route of the table, by the first person who gets a page of it: nothing can be forgotten here.
PAGES = [
    Page(name, CAST[statuses.index(200)])
    for name, statuses in [
        *((name, route.get) for name, route in ROUTES.items()),
        *((name, methods["GET"]) for name, methods in SIGN_IN_ROUTES.items()),
    ]
    if 200 in statuses and name not in FILES | NO_PAGES
]
# The same routes where they look different.
OTHER_STATES = [
    Page("officer_quarter", args="quarter_handed_in"),
    Page("report", args="handed_in"),
    Page("submit", args="empty"),
    Page("declare_nil", args="draft"),
    Page("event", args="deleted_event"),
    Page("event", args="handed_in_event"),
    Page("event", "coordinator", "handed_in_event"),
    Page("review", "coordinator", query="?view=clean"),
    Page("review", "coordinator", "approved"),
    Page("review", "coordinator", "draft"),
    Page("report_history", "coordinator", "handed_in"),
    Page("report_history", "coordinator", "handed_in", "?what=imports"),
    Page("remark_add", "coordinator", query="on_event"),
    Page("board", "coordinator", "quarter_handed_in"),
    Page("board", "coordinator", query="?q=zzz"),
    Page("agreements", "coordinator", query="?q=zzz&state=lapsed&year=x"),
    Page("agreement", "coordinator"),
    Page("archive", "coordinator", query="?q=zzz&country=BY&year=x"),
    Page("board", "observer", "quarter_handed_in"),
    Page("periods", "observer"),
    Page("period_opening", "coordinator", query="?year=2031&quarter=2"),
    Page("consolidated", "coordinator", "quarter_handed_in", "?scope=handed-in"),
    Page("password_reset_confirm", "nobody", "right_link"),
]


@pytest.fixture
def address_of(world, cast):
    """Function Page → its address."""
    handed_in = world.handed_in_report
    link = {"uidb64": urlsafe_base64_encode(force_bytes(cast["stranger"].pk))}
    own = {
        "": None,
        "returned": world.handed_in(),
        "quarter_handed_in": {"year": handed_in.period.year, "quarter": handed_in.period.quarter},
        "wrong_link": link | {"token": "wrong-token"},
        "right_link": link | {"token": default_token_generator.make_token(cast["stranger"])},
    }
    queries = {"on_event": f"?event={world.the_handed_in_event.uid}&field=purpose"}

    def find(page):
        if page.args == "returned":
            workflow.withdraw(handed_in, by=cast["owner"])
        route = ROUTES.get(page.route)
        args = page.args or (route.args if route else {"password_reset_confirm": "wrong_link"}.get(page.route, ""))
        kwargs = own[args] if args in own else getattr(world, args)()
        return reverse(page.route, kwargs=kwargs) + queries.get(page.query, page.query)

    return find


@pytest.mark.parametrize("person", sorted({page.person for page in [*PAGES, *OTHER_STATES]}))
def test_the_pages_of_a_person_are_accessible_and_quiet_and_fit(person, visitor, cast, address_of):
    """In one window one after the other: looking changes nothing. On paper each has its heading and no part that only
    a screen can use, and the ink is black."""
    one = visitor(cast[person])
    for page in [*PAGES, *OTHER_STATES]:
        if page.person == person:
            one.go(address_of(page))
            one.judge_page()
            one.judge_paper()


def test_the_pages_for_what_is_not_there_and_not_allowed(visitor, cast, world):
    officer = visitor(cast["owner"])
    for status, address in [(404, "/no-such-page/"), (403, reverse("review", kwargs=world.draft()))]:
        with officer.expecting(status):
            officer.page.goto(officer.address + address)
        officer.judge_page()


def test_the_kind_page_and_the_text_that_moved(visitor, cast, world):
    """Two who were faster: the officer's new words are shown instead of approving, a colleague's decision is kept."""
    coordinator = visitor(cast["coordinator"])
    page = coordinator.go(reverse("review", kwargs=world.handed_in()))
    workflow.withdraw(world.handed_in_report, by=cast["owner"])
    event = world.the_handed_in_event
    events.save_event(event, by=cast["owner"], values={"purpose": "Другие слова"}, base_version=event.version)
    report = workflow.submit(Submission.objects.get(pk=world.handed_in_report.pk), by=cast["owner"])
    with coordinator.expecting(409):
        page.get_by_role("button", name="Принять отчёт").click()
    expect(page.locator("ins")).to_contain_text("Другие слова")
    coordinator.judge_page()
    workflow.approve(report, by=cast["coordinator"], version=report.version)
    with coordinator.expecting(409):
        page.get_by_role("button", name="Принять с новым текстом").click()
    expect(page.get_by_role("alert")).to_contain_text("принят")
    coordinator.judge_page()


# What is sent wrong: (page, what is typed by label or name, the button)
MISTAKES = [
    (Page("event_add"), {"Наименование мероприятия": ""}, "Сохранить"),
    (Page("submit"), {}, "Сдать отчёт"),
    (Page("report", args="returned"), {}, "Отправить ответ"),
    (Page("remark_add", "coordinator"), {}, "Добавить замечание"),
    (Page("reopen", "coordinator"), {"Причина": ""}, "Открыть отчёт снова"),
    (Page("extend", "coordinator"), {"Причина": ""}, "Продлить срок"),
    (Page("event_leave_out", "coordinator"), {"Почему не входит": ""}, "Не включать"),
    (Page("order", "coordinator"), {"[name=place-1]": "9"}, "Сохранить порядок"),
    (Page("period_dates", "coordinator"), {"[name=deadline]": ""}, "Сохранить сроки"),
    (Page("periods", "coordinator"), {"Год": "1999"}, "Открыть квартал"),
    (Page("agreement", "coordinator"), {}, "Заменить"),
    (
        Page("password_change"),
        {"Нынешний пароль": "не тот", "Новый пароль": "1", "Новый пароль ещё раз": "2"},
        "Сменить пароль",
    ),
]


def type_in(page, typed):
    for name, text in typed.items():
        control = page.locator(name) if name.startswith("[") else page.get_by_label(name, exact=True)
        control.first.fill(text)


@pytest.mark.parametrize("person", ["owner", "coordinator"])
def test_after_a_mistake_the_summary_of_errors_has_the_focus(person, visitor, cast, address_of):
    """It is read out first, also without JavaScript; its links lead to the fields, and the title says it too. The short
    run makes every second mistake without it, the stress run all of them both ways."""
    without_script, with_script = visitor(cast[person], javascript=False), visitor(cast[person])
    own = [mistake for mistake in MISTAKES if mistake[0].person == person]
    for number, (page, typed, button) in enumerate(own):
        address = address_of(page)
        with_script.page.close()  # in a tab of its own: a script asks before a form is left that is wrong
        with_script = with_script.beside()
        both = (without_script, with_script)
        for one in both if STRESS else both[number % 2 :][:1]:
            opened = one.go(address)
            type_in(opened, typed)
            opened.get_by_role("button", name=button, exact=True).last.click()
            summary = opened.locator("[role=alert]").first
            expect(summary).to_be_focused()
            assert opened.title().startswith("Ошибка: "), page
        one.judge_page()
        link = summary.get_by_role("link").first
        field = opened.locator(link.get_attribute("href"))
        link.press("Enter")
        expect(field).to_be_focused()


def test_after_a_wrong_password_one_types_again_at_once(visitor, vyazma_officer):
    """The error is an alert; the focus waits where the next letters belong."""
    one = visitor()
    page = one.go(reverse("login"))
    type_in(page, {"Имя для входа или электронная почта": "vyazma", "Пароль": "не тот"})
    page.get_by_role("button", name="Войти", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Имя или пароль не подошли")
    expect(page.get_by_label("Пароль", exact=True)).to_be_focused()
    one.judge_page()


KEYBOARD = [
    Page("officer_quarter"),
    Page("event"),
    Page("submit"),
    Page("report"),
    Page("board", "coordinator"),
    Page("review", "coordinator"),
    Page("order", "coordinator"),
    Page("consolidated", "coordinator", "quarter_handed_in", "?scope=handed-in"),
]
# What a person sees of the focused control: its outline or its band (base.css), and where it is.
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const isSeen = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  return [one === document.body, isSeen && box.width > 1 && box.height > 1, one.outerHTML.slice(0, 200)];
}"""


@pytest.mark.parametrize("person", ["owner", "coordinator"])
def test_by_keyboard_the_way_past_the_head_comes_first_and_the_focus_is_always_seen(
    person,
    visitor,
    cast,
    address_of,
):
    one = visitor(cast[person])
    for page in KEYBOARD:
        if page.person == person:
            _walk_by_keyboard(one.go(address_of(page)))


def _walk_by_keyboard(opened):
    opened.evaluate("document.activeElement.blur()")
    opened.keyboard.press("Tab")
    expect(opened.get_by_role("link", name="Перейти к содержанию")).to_be_focused()
    expect(opened.get_by_role("link", name="Перейти к содержанию")).to_be_in_viewport()
    unseen, reached = [], 0
    for _ in range(200):
        opened.keyboard.press("Tab")
        is_over, is_seen, html = opened.evaluate(FOCUSED)
        if is_over:
            break
        reached += 1
        if not is_seen:
            unseen.append(html)
    assert unseen == [], opened.url
    assert is_over and reached > 3, opened.url
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    expect(opened.locator("main")).to_be_focused()


def test_a_form_works_before_its_script_has_come(visitor, cast, address_of):
    """The controls that the script replaces are judged as they are without it (axe itself needs JavaScript)."""
    one = visitor(cast["owner"])
    one.page.route("**/static/js/*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    for name in ("event_add", "event"):
        one.go(address_of(Page(name)))
        one.judge_page()


LISTS = [model._meta.model_name for model in admin.site._registry if model._meta.app_label == "municipalities"]


def test_the_pages_of_the_lists_are_accessible_and_quiet_and_fit(visitor, cast, world, vyazma, client_of):
    """The administrator's start, and the pages of every list that open by an address, in one window: all of them in the
    stress run, every second in the short one."""
    objects = {
        "user": cast["stranger"],
        "municipality": vyazma,
        "officer": Officer.objects.first(),
        "country": factories.make_country(),
        "partnercity": factories.make_partner(municipality=vyazma),
        "partnership": vyazma.partnerships.first() or Partnership.objects.first(),
        "municipalityname": vyazma.names.get(),
    }
    one, asked = visitor(cast["lists"]), client_of(cast["lists"])
    for model in ["", *LISTS]:
        opened = 0
        for name in sorted(set(named_routes())):
            if not name.startswith(f"admin:municipalities_{model}_" if model else ("admin:index", "admin:app_list")):
                continue
            address = admin_address(name, objects.get(model))
            response = asked.get(address)
            if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
                continue
            opened += 1
            if STRESS or opened % 2:
                one.go(address)
                one.judge_page()
                one.judge_paper()
        assert opened >= (2 if model else 1), model


def admin_address(name, record):
    """Its address: as it is, of the application, of the record, or of something that belongs to the record."""
    key = record.pk if record else "municipalities"
    for arguments in ([], [key], [key, 1]):
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name} has no address")
