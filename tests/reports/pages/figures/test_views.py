"""The answer page: every number is the count of the rows that its link opens; who sees what; bad addresses."""

import re
from html import unescape
from urllib.parse import parse_qs

import pytest
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from municipalities.models import Municipality
from reports.models import Period
from reports.queries.archive import rows_for
from reports.rules.archive_filter import ArchiveFilter
from tests import factories
from tests.reports import archive_world

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

LINK = re.compile(r'<a\s+href="(?P<href>[^"]*)"(?P<rest>[^>]*)>(?P<text>.*?)</a>', re.S)
NUMBER = re.compile(r'data-number="([^"]*)"')
SUMS = re.compile(r'data-sums="(\w+)"')
FILTERS = ["", "year=2024", "country=BY&country=CN", "documents=agreement", "once=1", "month=none&month=2024-11"]
MORE = ["quarter=2024-4", "documents=none", "included=all&form=online&form=unknown", "once=1&year=2024&state=approved"]
ASKED = [("coordinator", query) for query in FILTERS + MORE]
ASKED += [(person, query) for person in ("officer", "observer") for query in FILTERS[::2]]


@pytest.fixture(scope="module")
def everybody(made_once):
    """The cast over random rows, made once: looking changes nothing."""
    with made_once():
        smolensk = factories.make_municipality("Смоленск", label="город Смоленск", is_capital=True, oktmo="66701000")
        factories.make_municipality("Вяземский")
        factories.make_municipality("Велижский", oktmo="66503000")
        people = {
            "officer": factories.make_user("officer"),
            "coordinator": factories.make_user("coordinator", is_coordinator=True),
            "observer": factories.make_user("observer", is_observer=True),
            "lists": factories.make_user("lists", is_list_administrator=True),
        }
        factories.make_officer(people["officer"], smolensk)
        archive_world.fill(1)
    return people


def numbers(page):
    """{(what the link asks, column that is summed): numbers that were shown with it}, and the numbers as they read."""
    found = {}
    for link in LINK.finditer(page):
        address, _, query = unescape(link["href"]).partition("?")
        number = NUMBER.search(link["rest"])
        if number and address == reverse("archive"):
            sums = SUMS.search(link["rest"])
            shown = int(re.sub(r"\D", "", number[1]))
            found.setdefault((query, sums and sums[1]), set()).add(shown)
            texts = re.findall(r"(?:\A|>)\s*(\d[\d\u00a0]*)\s*(?:<|\Z)", link["text"])
            assert {int(text.replace("\u00a0", "")) for text in texts} == {shown}, link[0]
    return found


def counted(user, query, sums):
    rows = rows_for(user, ArchiveFilter.from_query(parse_qs(query)))
    return rows.aggregate(found=Sum(sums))["found"] if sums else rows.count()


@pytest.mark.parametrize(("person", "query"), ASKED)
def test_every_number_is_the_count_of_the_rows_that_its_link_opens(person, query, everybody, client_of):
    """Pictures, tables, phrases, matrix: over random rows, under filters that narrow and that join."""
    user = everybody[person]
    page = client_of(user).get(f"{reverse('figures')}?{query}").content.decode()
    found = numbers(page)
    assert {key: {counted(user, *key)} for key in found} == found
    assert len(found) > (20 if query in FILTERS[:4] else 0) or query in MORE


def test_no_number_of_events_stands_beside_its_link(everybody, client_of):
    """In the drawings, the phrases and the matrix a number without a link is a nought."""
    page = client_of(everybody["coordinator"]).get(reverse("figures")).content.decode()
    without = re.sub(LINK, "", page)
    for part in re.findall(r"<svg class=\"chart.*?</svg>", without, re.S):
        part = re.sub(r'<g aria-hidden="true">\s*(?:<line.*?/>)?\s*<text.*?</g>', "", part, flags=re.S)
        assert set(re.findall(r">(\d+)<", part)) <= {"0"}
    assert set(re.findall(r"<b>(\d+)</b>", without)) <= {"0"}


def test_the_page_asks_few_queries(everybody, client_of, django_assert_max_num_queries):
    for person, user in everybody.items():
        client = client_of(user)
        for query in ("", "year=2024"):
            with django_assert_max_num_queries(15):
                assert client.get(f"{reverse('figures')}?{query}").status_code == 200, person


BAD = [
    "year=abc",
    "year=1991",
    "quarter=2024-9",
    "municipality=x",
    "country=%00",
    "month=2024-13",
    "q=%00",
    "year=2024&year=2019",
]


@pytest.mark.parametrize("query", BAD)
def test_a_filter_with_rubbish_is_a_sentence(query, everybody, client_of):
    response = client_of(everybody["coordinator"]).get(f"{reverse('figures')}?{query}")
    assert response.status_code == 200
    page = response.content.decode()
    if query == "year=1991":
        assert "кварталов в программе нет" in page and reverse("figures") in page
    if query in ("year=abc", "quarter=2024-9", "municipality=x", "month=2024-13"):
        assert "Не поняты и не учтены" in page


def test_without_any_quarter_the_page_says_so(everybody, client_of):
    Period.objects.update(closed_at=timezone.now(), taken_back_at=timezone.now())
    page = client_of(everybody["coordinator"]).get(reverse("figures")).content.decode()
    assert "кварталов в программе нет" in page


def test_a_person_without_a_role_sees_no_figures(everybody, stranger, client_of):
    assert client_of(stranger).get(reverse("figures")).status_code == 403


def test_an_officer_learns_of_others_what_was_released_alone(everybody, client_of):
    """How a report of others stands is told to whoever follows the quarters."""
    page = client_of(everybody["officer"]).get(reverse("figures")).content.decode()
    row = re.search(r"Вяземский</abbr></th>(.*?)</tr>", page, re.S)[1]
    assert not re.search("молчит|опоздал|доработк|нет<", row)
    assert "не сдал" not in page


def test_the_years_keep_the_rest_of_the_filter(everybody, client_of):
    page = client_of(everybody["coordinator"]).get(f"{reverse('figures')}?country=BY&year=2024").content.decode()
    assert "?year=2023&amp;country=BY" in page
    assert re.search(r'aria-current="true">\s*2024', page)


def test_a_municipality_without_a_place_on_the_map_stands_below_it(everybody, client_of):
    """The names are of the database; the places are known by the code."""
    Municipality.objects.filter(short_name="Вяземский").update(oktmo="99999999")
    page = client_of(everybody["coordinator"]).get(reverse("figures")).content.decode()
    drawn = re.search(r"<svg class=\"chart chart-map.*?</svg>", page, re.S)[0]
    assert all(name in re.sub(r"<[^>]*>|\s", "", drawn) for name in ("Велижский", "Вяземский", "Смоленск"))


def test_words_are_counted_as_the_archive_finds_them(everybody, client_of):
    """A sentence that is copied says by which words it was counted."""
    coordinator = everybody["coordinator"]
    vyazma = Municipality.objects.get(short_name="Вяземский")
    officer = factories.make_user("vyazma")
    factories.make_officer(officer, vyazma)
    report = factories.make_submission(
        factories.make_period(2025, 1), vyazma, state="submitted", officer=officer, events=2
    )
    page = client_of(coordinator).get(f"{reverse('figures')}?q=фестивали").content.decode()
    found = numbers(page)
    assert found and {key: {counted(coordinator, *key)} for key in found} == found
    assert "(по словам «фестивали»)" in page and report.events.count() == 2
    assert "мероприятий нет" in client_of(coordinator).get(f"{reverse('figures')}?q=Клязьма").content.decode()


def test_the_filter_is_offered_when_it_is_asked_for(everybody, client_of):
    client = client_of(everybody["coordinator"])
    page = client.get(f"{reverse('figures')}?year=2024").content.decode()
    assert "year=2024&amp;filter=open#filter" in page and 'id="filter"' not in page
    page = client.get(f"{reverse('figures')}?year=2024&filter=open").content.decode()
    assert 'id="filter"' in page and '<details class="fold" open>' in page
