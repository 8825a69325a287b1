"""A browser with the gates that every page must pass: no console error, no request to another host and no unexpected
question. Where a test asks for it, also no violation that axe finds and no scrolling sideways."""

import os
import time
import zlib
from contextlib import contextmanager

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect

from tests import factories
from tests.conftest import STRESS

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

# Milliseconds that a page may take beside other tests on the same processors; no test waits that long when all is well.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
# Every page of a window brings axe along once it was asked for; it is read when a page is judged, because reading takes
# as long as half of a page. The library's own `run` hands over the whole script for each question.
BRING_AXE = f"window.readAxe = () => {{\n{AXE_SCRIPT}\n}};"
# Null without axe. What was kept is not brought back; nor are the places, which take a third of the time and are asked
# for once something is wrong. The style sheets that axe would load first are for rules that it does not ask.
ASK_AXE = """
([context, rules, selectors]) => {
  if (!window.axe && window.readAxe) window.readAxe();
  if (!window.axe) return null;
  return axe.run(context || document, {resultTypes: ["violations"], preload: false, rules, selectors})
    .then(({violations}) => ({violations}));
}
"""
# In one question, because the first one of another kind costs a page as much as loading it.
FACTS = """
() => ({
  title: document.title,
  wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  headings: document.querySelectorAll("main h1").length,
  unmarked: document.querySelectorAll("form[method=post]:not(:has([name=csrfmiddlewaretoken]))").length,
})
"""

ONLY_FOR_SCREENS = (
    "button, nav, header, footer, .btn, .linkish, [type=submit], [type=checkbox], [type=radio], [type=password]"
)
# A colour is the same at every width, and takes axe as long as all the rest.
WITHOUT_COLOURS = {"color-contrast": {"enabled": STRESS}}
# Elements that are drawn and are not for screen readers alone, by their beginnings.
DRAWN = """
(questions) => questions.map(([selector, ofColour]) => Array.from(document.querySelectorAll(selector))
  .filter((element) => element.getClientRects().length && !element.closest(".visually-hidden, .skip"))
  .filter((element) => !ofColour || new Set(getComputedStyle(element).color.match(/[0-9]+/g).slice(0, 3)).size > 1)
  .map((element) => element.outerHTML.slice(0, 120)))
"""


def pytest_collection_modifyitems(items):
    """Under CI a browser test that fails is run once more: a shared machine stops a browser for seconds. The closing
    line counts such runs («rerun»), and whoever reads it looks for the race."""
    if os.environ.get("CI"):
        for item in items:
            if "browser" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.flaky(reruns=1))


class Visitor:
    """One person at one browser window. What goes wrong on the way is gathered, and judged at the end."""

    def __init__(self, page, address, *, javascript=True):
        self.page = page
        self.address = address
        self.javascript = javascript
        self.wrong = []
        self._told = []  # what Chromium says of documents that a test expects to be refused
        page.set_default_timeout(PATIENCE)
        page.on("console", self._note_console)
        page.context.on("console", self._note_violation)
        page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        page.on("request", self._note_foreign)
        page.on("dialog", self._note_dialog)

    def _note_console(self, message):
        if message.type in {"error", "warning"}:
            self.wrong.append(f"console: {message.text} ({message.location['url']})")

    def _note_violation(self, message):
        """Chromium tells of each violation of the policy in the console. Those of other tabs count too."""
        if message.page != self.page and "Content Security Policy" in message.text:
            self.wrong.append(f"another tab: {message.text}")

    def _note_foreign(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.wrong.append(f"another host: {request.url}")

    def _note_dialog(self, dialog):
        self.wrong.append(f"question: {dialog.type} {dialog.message}")
        dialog.accept()

    def beside(self):
        """A second tab of the same browser, which knows the files of the site already; its faults count as those of the
        first."""
        tab = Visitor(self.page.context.new_page(), self.address, javascript=self.javascript)
        tab.wrong, tab._told = self.wrong, self._told
        return tab

    def go(self, path):
        response = self.page.goto(self.address + path)
        assert response.status < 400, f"{path}: {response.status}"
        return self.page

    @contextmanager
    def expecting(self, status):
        """The navigation inside answers with this status; Chromium writes one line about it in the console,
        and that line alone is allowed."""

        def is_document(response):
            return response.request.is_navigation_request() and response.frame == self.page.main_frame

        with self.page.expect_response(is_document) as answer:
            yield
        response = answer.value
        assert response.status == status, f"{response.url}: {response.status}, expected {status}"
        self.page.wait_for_load_state()
        line = f"Failed to load resource: the server responded with a status of {status} ({response.status_text})"
        self._told.append(f"console: {line} ({response.url})")

    @contextmanager
    def expecting_question(self):
        """The browser asks inside whether to leave what is not saved; the person stays."""
        self.page.remove_listener("dialog", self._note_dialog)
        asked = []

        def stay(dialog):
            asked.append(dialog.type)
            dialog.dismiss()

        self.page.on("dialog", stay)
        yield
        self.page.remove_listener("dialog", stay)
        self.page.on("dialog", self._note_dialog)
        assert asked == ["beforeunload"]

    def expect_accessible(self, context=None, rules=None):
        """Judge the page that is open with axe (WCAG 2.1 A and AA and its good practices). Axe is JavaScript, so
        without it nothing is judged; the same pages come with it too. `rules` are as in its options."""
        if not self.javascript:
            return
        question = [context, rules or {}, False]
        found = self.page.evaluate(ASK_AXE, question)
        if found is None:
            self.page.evaluate(AXE_SCRIPT)
            self.page.context.add_init_script(BRING_AXE)
            found = self.page.evaluate(ASK_AXE, question)
        if found["violations"]:
            results = AxeResults(self.page.evaluate(ASK_AXE, [context, rules or {}, True]))
            self.wrong.append(f"axe on {self.page.url}: {results.generate_report()}")

    def expect_nothing_sideways(self):
        """The page itself never scrolls sideways. Returns what a page is asked in the same breath (FACTS)."""
        facts = self.page.evaluate(FACTS)
        if facts["wider"] > 0:
            width = self.page.viewport_size["width"]
            self.wrong.append(f"{self.page.url} is {facts['wider']} px wider than the window of {width} px")
        return facts

    def judge_page(self):
        """All questions to the page that is open, at the width of a desk and of a phone. Axe costs more than all the
        rest, so it checks a page once: of every third title at the width of a phone, of the others at that of a desk, a
        half of them with the colours. In the stress run it checks all of them both times."""
        facts = self.expect_nothing_sideways()
        third = zlib.crc32(facts["title"].encode()) % 3
        if STRESS or third:
            self.expect_accessible(rules={} if third == 1 else WITHOUT_COLOURS)
        self.page.set_viewport_size(PHONE)
        if STRESS or third == 0:
            self.expect_accessible(rules=WITHOUT_COLOURS)
        self.expect_nothing_sideways()
        self.page.set_viewport_size(WIDE)
        headings, unmarked = facts["headings"], facts["unmarked"]
        if headings != 1 or unmarked:
            self.wrong.append(f"{self.page.url} has {headings} headings and {unmarked} forms that would be refused")

    def judge_paper(self):
        """Navigation, buttons and forms of action stay off the paper; the heading or the sheet stays; the ink is
        black."""
        self.page.emulate_media(media="print")
        questions = [ONLY_FOR_SCREENS, False], ["main *", True], ["h1, .sheet-title, .official thead", False]
        drawn, coloured, headings = self.page.evaluate(DRAWN, questions)
        self.wrong += [f"{self.page.url} prints: {element}" for element in drawn]
        self.wrong += [f"{self.page.url} prints coloured: {element}" for element in coloured]
        if not headings:
            self.wrong.append(f"{self.page.url} prints no heading")
        self.page.emulate_media(media="screen")

    def verdict(self):
        """Everything that went wrong and was not expected."""
        wrong = list(self.wrong)
        for line in self._told:
            if line in wrong:
                wrong.remove(line)
        return wrong


@pytest.fixture
def visitor(browser, live_server, db):
    """Function (user, javascript=True, viewport=WIDE) → Visitor, signed in unless the user is None."""
    visitors, contexts = [], []

    def arrive(user=None, *, javascript=True, viewport=WIDE, **options):
        context = browser.new_context(
            java_script_enabled=javascript, viewport=viewport, locale="ru-RU", timezone_id="Europe/Moscow", **options
        )
        contexts.append(context)
        if user is not None:
            context.add_cookies([_session_cookie(user, live_server.url)])
        visitors.append(Visitor(context.new_page(), live_server.url, javascript=javascript))
        return visitors[-1]

    yield arrive
    for context in contexts:
        context.close()
    wrong = [line for visitor in visitors for line in visitor.verdict()]
    assert not wrong, "\n".join(wrong)


WAYS = {"with-javascript": True, "without-javascript": False}


@pytest.fixture(params=[*WAYS.values()], ids=[*WAYS])
def javascript(request):
    """Every way through the product is gone twice."""
    return request.param


def in_stress_without_javascript(test):
    """A test of one step of such a way: the short run has gone it without JavaScript, and takes this step with it."""
    ways = WAYS if STRESS else ["with-javascript"]
    return pytest.mark.stress(pytest.mark.parametrize("javascript", [WAYS[way] for way in ways], ids=ways)(test))


def until(page, expression, arg=None):
    """Wait for what a script says to be true. Playwright's own `wait_for_function` asks again from inside the page,
    where our Content-Security-Policy lets no text be run."""
    ends = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(expression, arg):
        assert time.monotonic() < ends, f"never true: {expression}"
        page.wait_for_timeout(50)


def sign_in(visitor, username):
    """Fill in the sign-in form of the page that is open."""
    page = visitor.page
    page.get_by_label("Имя для входа").fill(username)
    page.get_by_label("Пароль").fill(factories.PASSWORD)
    page.get_by_role("button", name="Войти").click()


def _session_cookie(user, address):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": address}
