"""The guide and its pictures: every role finds its page, what it names exists, and its examples are true."""

import re
import struct
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from reports.pages.guide import PAGES
from reports.prose.periods.understand import understand_period
from reports.prose.places.understand import understand_place
from tests.conftest import ROOT
from tests.whole.test_project import files, read
from tools import screens

GUIDE = "static/img/help/"
README = "docs/img/"
LIMITS = {GUIDE: 60 * 1024, README: 200 * 1024}  # bytes of a picture


class Page(HTMLParser):
    """What a test asks of a page: links, anchors, pictures, contents, rows of the tables of examples."""

    def __init__(self, html):
        super().__init__()
        self.links, self.anchors, self.pictures, self.examples = [], set(), [], {}
        self._table = self._row = self._cell = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if attrs.get("id"):
            self.anchors.add(attrs["id"])
        if tag == "a":
            self.links.append(attrs["href"])
        elif tag == "img":
            self.pictures.append(attrs)
        elif tag == "table" and "data-examples" in attrs:
            self._table = self.examples.setdefault(attrs["data-examples"], [])
        elif tag == "tr" and self._table is not None:
            self._row = []
        elif tag == "td" and self._row is not None:
            self._cell = ""

    def handle_data(self, data):
        if self._cell is not None:
            self._cell += data

    def handle_endtag(self, tag):
        if tag == "td" and self._cell is not None:
            self._row.append(self._cell)
            self._cell = None
        elif tag == "tr" and self._row:
            self._table.append(tuple(self._row))
            self._row = None
        elif tag == "table":
            self._table = self._row = None


@pytest.fixture
def page_of(client_of, smolensk_officer):
    """Function role → the page of the guide, as an officer sees it."""

    def get(role):
        response = client_of(smolensk_officer).get(reverse("help_page", args=[role]))
        assert response.status_code == 200
        return Page(response.content.decode())

    return get


@pytest.mark.django_db
def test_everybody_is_led_to_the_page_of_their_own_role(
    client_of, smolensk_officer, coordinator, list_administrator, stranger
):
    people = {smolensk_officer: "officer", coordinator: "coordinator", list_administrator: "lists", stranger: "officer"}
    led = {user: client_of(user).get(reverse("help")).headers["Location"] for user in people}
    assert led == {user: reverse("help_page", args=[role]) for user, role in people.items()}


@pytest.mark.django_db
def test_every_page_leads_to_help(client_of, smolensk_officer, list_administrator):
    """In the foot, also in the admin; who is not signed in is not led to a sign-in for it."""
    link = f'href="{reverse("help")}"'
    for user, address in ((smolensk_officer, "/reports/"), (list_administrator, "/admin/"), (None, "/x/")):
        assert (link in client_of(user).get(address).content.decode()) is (user is not None), address


@pytest.mark.django_db
def test_there_is_no_help_for_a_role_that_does_not_exist(client_of, smolensk_officer):
    assert client_of(smolensk_officer).get("/help/minister/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("role", PAGES)
def test_links_of_the_guide_lead_somewhere(role, page_of, client_of, smolensk_officer):
    """Every address answers and has the anchor; every section is in the contents."""
    own, page = reverse("help_page", args=[role]), page_of(role)
    client, wrong = client_of(smolensk_officer), []
    for link in page.links:
        address, anchor = urldefrag(urljoin(own, link))
        there = page if address == own else None
        if there is None:
            response = client.get(address, follow=True)
            wrong += [link] if response.status_code != 200 else []
            there = Page(response.content.decode())
        wrong += [link] if anchor and anchor not in there.anchors else []
    assert wrong == []
    sections = set(re.findall(r'<section aria-labelledby="([\w-]+)"', read(f"templates/help/{role}.html")))
    assert sections == {link[1:] for link in page.links if link.startswith("#") and link != "#main"}


@pytest.mark.django_db
def test_the_examples_of_the_guide_are_understood_as_it_says(page_of):
    plain = str.maketrans("\u00a0", " ")
    dates, places = page_of("officer").examples["dates"], page_of("officer").examples["places"]
    assert min(len(dates), len(places)) > 3
    assert [(text, understand_period(text).canonical.translate(plain)) for text, _ in dates] == [
        (text, shown.translate(plain)) for text, shown in dates
    ]
    assert [(text, understand_place(text).canonical.translate(plain)) for text, _ in places] == [
        (text, shown.translate(plain)) for text, shown in places
    ]


# In «…», but no words of a page.
NOT_ON_PAGES = {
    *("ёлочками", "Включайте мероприятия с … по …", "14–16 июля", "Понято: …", "Подписано Соглашение …"),
    # what a form offers of a text, countries as they are typed, headings of other tables
    *("40 / 12", "г. Витебск – партнёр", "Сербия, КНР", "Место проведения: …", "Событие", "Окончание"),
}
SAID_BY_A_LIBRARY = {"Импорт", "Экспорт"}  # django-import-export


@pytest.mark.parametrize("role", PAGES)
def test_the_guide_names_only_what_the_pages_say(role):
    """A button that was renamed is renamed here, too."""
    sources = files(".html", under="templates/") + files(".py", ".js", under="reports/") + files(".py", under="config/")
    sources += files(".py", under="municipalities/") + files(".js", under="static/js/")
    words = " ".join(read(path) for path in sources if not path.startswith("templates/help/"))
    words = " ".join(words.replace("&nbsp;", " ").split())
    text = " ".join(read(f"templates/help/{role}.html").split())
    named = set(re.findall("«([^«»]+)»", text)) - NOT_ON_PAGES - SAID_BY_A_LIBRARY
    assert {name for name in named if name not in words} == set()


# Pictures


def size_of(path):
    """Width and height of a PNG file, pixels: the first words of its header."""
    start = (ROOT / path).read_bytes()[:24]
    assert start[:8] == b"\x89PNG\r\n\x1a\n", path
    return struct.unpack(">II", start[16:24])


def test_the_pictures_are_those_that_the_script_makes():
    """None is missing, none is left over, each has its size and is light."""
    there = files(".png", under=GUIDE) + files(".png", under=README)
    assert {path: size_of(path) for path in there} == screens.sizes()
    heavy = [
        path
        for path in there
        for under, limit in LIMITS.items()
        if path.startswith(under) and (ROOT / path).stat().st_size > limit
    ]
    assert heavy == []


@pytest.mark.django_db
def test_the_guide_shows_every_picture_with_its_size_and_words(page_of):
    shown = {}
    for role in PAGES:
        for picture in page_of(role).pictures:
            shown[picture["src"].removeprefix("/")] = (int(picture["width"]), int(picture["height"]))
            assert re.search("[а-я]{3}", picture["alt"]) and picture["loading"] == "lazy"
    assert shown == {path: size for path, size in screens.sizes().items() if path.startswith(GUIDE)}


def test_links_and_pictures_of_the_documents_exist():
    """README, the changelog and docs/: files that they point at, and headings within them."""
    missing = []
    for path in ("README.md", "CHANGELOG.md", *files(".md", under="docs/")):
        for target in re.findall(r"\]\(([^)\s]+)\)", read(path)):
            file, anchor = urldefrag(target)
            if re.match(r"[a-z]+:", target):
                continue
            there = (ROOT / path).parent / file if file else ROOT / path
            if not there.exists() or (anchor and anchor not in _anchors(there)):
                missing.append(f"{path}: {target}")
    assert missing == []


def test_readme_shows_its_three_pictures():
    shown = set(re.findall(rf"!\[[^\]]{{10,}}\]\(({README}[\w-]+\.png)\)", read("README.md")))
    assert shown == {path for path in screens.sizes() if path.startswith(README)}


def _anchors(path):
    """As code hosts make them of headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# The icon, and the pages for what cannot be shown


@pytest.mark.django_db
def test_a_browser_that_asks_for_the_icon_by_itself_gets_it(client_of):
    address = client_of(None).get("/favicon.ico").headers["Location"]
    assert finders.find(address.removeprefix("/static/"))


@pytest.mark.django_db
def test_the_page_for_what_is_not_there_leads_each_to_their_work(
    client_of, period, smolensk_officer, coordinator, list_administrator, stranger
):
    def links(user):
        response = client_of(user).get("/no-such-page/")
        assert response.status_code == 404
        main = response.content.decode().split("<main")[1].split("</main>")[0]
        return Page(main).links

    assert links(smolensk_officer) == [reverse("home"), reverse("my_reports"), reverse("help")]
    assert links(coordinator) == [reverse("home"), reverse("periods"), reverse("help")]
    assert links(list_administrator) == links(stranger) == [reverse("home"), reverse("help")]
    assert links(None) == [reverse("login")]


@pytest.mark.django_db
def test_the_coordinator_finds_a_report_from_the_page_for_what_is_not_there(client_of, period, coordinator):
    html = client_of(coordinator).get("/no-such-page/").content.decode()
    action = re.search(r'role="search" action="([^"]+)"', html)[1]
    assert action == reverse("board", args=[period.year, period.quarter])
    assert client_of(coordinator).get(action, {"q": "Вяз"}).status_code == 200


@pytest.mark.django_db
def test_without_any_quarter_there_is_nothing_to_search(client_of, coordinator):
    assert 'role="search" action=' not in client_of(coordinator).get("/no-such-page/").content.decode()


@pytest.mark.django_db
def test_the_page_for_what_is_forbidden_says_who_one_is(client_of, coordinator):
    response = client_of(coordinator).get(reverse("my_reports"))
    assert response.status_code == 403
    assert f"Вы вошли как {coordinator.full_name}, региональный координатор." in response.content.decode()
