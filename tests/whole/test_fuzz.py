"""Seeded dice ask every address as every person: with forms filled in as a person would, with broken ones, and raw.

A life is some hundred requests of the whole cast to one world, whose states grow deep: events are added, handed in,
returned, approved and released with hostile texts between. Its number is its seed: a failure names the life and the
step. POBRATIM_FUZZ sends another number of requests. No answer may be a 500 or cost more processor time than a page
may. Memory must not grow with requests.
"""

import datetime
import json
import os
import random
import resource
import time
import traceback
import uuid
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django.utils import timezone
from lxml import html

from reports.actions import machines
from reports.models import Submission
from tests.payloads import MARK, PAYLOADS, made_of
from tests.scans import pdf, png
from tests.whole.test_routes import cast as cast
from tests.whole.test_routes import world as world

from .test_routes import CAST, METHODS, ROUTES

pytestmark = [pytest.mark.django_db, pytest.mark.stress, pytest.mark.every_database]

STRESS = bool(os.environ.get("POBRATIM_STRESS"))
# The short run of PostgreSQL asks what the first lives of the short run of SQLite have asked.
SHORT = 500 if connection.vendor == "sqlite" else 250
REQUESTS = int(os.environ.get("POBRATIM_FUZZ", 50_000 if STRESS else SHORT))
FIRST = int(os.environ.get("POBRATIM_FUZZ_FIRST", 0))  # number of the first life: a run may go on where one has ended
SHARES = 10 if STRESS else 2  # of the requests, so that several processes may send them
WITH_TOKENS = ("owner", "coordinator", "lists")
LIFE = 250  # requests to one world, before the next begins from the same start
MOST_SECONDS = 2  # of processor for one request; held by the stress run, on a machine that does nothing else
MOST_GROWTH = 200  # MB of memory in one share

NUMBERS = ["", "0", "-1", "1", "2024", "5", "13", "9" * 30, "1e9", "１", "NaN", "2147483648", "9223372036854775808"]
DAYS = ["2024-11-04", "2024-02-30", "0000-00-00", "9999-12-31", "31.12.2024", "2024-11-04T10:00", "завтра"]
PLAIN = [
    "Концерт хора «Берегиня»",
    "г. Минск (Республика Беларусь)",
    "4 ноября 2024 года",
    "с 1 по 3 ноября 2024 года",
    "Подписано соглашение о сотрудничестве от 5 ноября 2024 года № 12",
    "12 человек, в том числе 3 ребёнка",
    "somova@vyazma.example",
    "on",
]
HOSTILE = [
    "",
    " ",
    "\x00нуль",
    "\x00",
    "\ufffe\uffffзнаки вне XML\x0b\x1f",
    "\ud83d",
    "🇷🇺👩‍👩‍👧",
    "и\u0306" * 300,
    "a\u0301" * 2_000,
    "\u202eперевёрнуто\u200b\u2066",
    "строка\r\nвторая\rтретья\u2028четвёртая\u0085",
    "я" * 20_000,
    "недо" * 5_000,
    "\u1c81. Шил\u1c82\u1c80\u1c82",
    "«" * 500,
    "1 " * 3_000,
    "№" * 400,
    "с 1 по 2 " * 200,
    "(" * 1_000,
    "%00%0d%0aSet-Cookie: a=b",
    "../../etc/passwd",
    "' OR 1=1 --",
    "//evil.example",
    "http:\\\\evil.example",
    "null",
    "[]",
    '{"a": 1}',
    "True",
]
FIELDS = [
    "q",
    "page",
    "state",
    "view",
    "next",
    "for",
    "copy",
    "draft",
    "undo",
    "event",
    "field",
    "quote",
    "since",
]
FIELDS += ["o", "p", "e", "_popup", "_to_field", "_changelist_filters", "action", "_selected_action", "what", "who"]
FIELDS += ["scope", "group", "code", "version", "uid", "text", "note", "reason", "until", "report", "municipality"]
# No charsets: config/door.py refuses them before Django, and the test client comes in behind it.
TYPES = [
    "application/json",
    "text/plain",
    "text/xml",
    "application/octet-stream",
    "multipart/form-data",
    "",
    "a/b; c=я",
]
TYPES += ["multipart/form-data; boundary=", "application/x-www-form-urlencoded; a"]
BODIES = [
    b"",
    b"\x00",
    b"{",
    b"[]",
    b"null",
    b"a=%ff%fe",
    b"a=%",
    b"&=&=",
    b"--x\r\n\r\n--x--",
    b"--x",
    "я".encode("cp1251"),
]
BODIES += [b"version=1&version=2", json.dumps({"name": ["a"] * 50}).encode(), b"[" * 5_000, b"a=b&" * 3_000]
HEADERS = [
    {"Referer": "http://[::1"},
    {"Referer": "https://evil.example/"},
    {"Cookie": "sessionid=a b; csrftoken="},
    {"Cookie": "messages=a:b:c"},
    {"Cookie": 'messages=W1siX19qc29uX21lc3NhZ2UiXV0:1abc:def; a="'},
    {"If-Modified-Since": "вчера"},
    {"If-None-Match": "*"},
    {"Range": "bytes=9-1"},
    {"Accept-Language": "ru-" * 300},
    {"Accept": "application/json"},
    {"X-Forwarded-For": "1.1.1.1, ::ffff:1, я"},
    {"X-Requested-With": "XMLHttpRequest"},
    {"X-Requested-With": "fetch"},
    {"Authorization": "Bearer я"},
    {"Authorization": "Bearer " + "a" * 5_000},
    {"User-Agent": "\udc80" * 3},
    {"Host": "evil.example"},
    {"Host": "localhost:99999999"},
]
FILES = [
    ("отчёт.docx", b"PK\x03\x04" + b"\x00" * 40),
    ("a.xlsx", b""),
    ("a.csv", "код;название\r\nBY;<xmark>\r\n=1+1;\x00".encode()),
    ("../a.txt", "1\tПриехал хор\tг. Минск\t4 ноября 2024 года\tКонцерт\tХор".encode()),
    ("a.json", b'[{"name": "a"}, 1, null]'),
    ("a" * 300 + ".docx", b"\xd0\xcf\x11\xe0" * 20),
]
# By the first word of an address's name: what it shows, so that the number or code of a living one is asked for.
SHOWN = {
    "agreement": "reports.agreement",
    "agreements": "reports.founddocument",
    "partner": "municipalities.partnercity",
    "package": "reports.package",
    "letter": "reports.letter",
    "frequent": "reports.frequentremark",
    "token": "municipalities.accesstoken",
    "release": "reports.release",
    "remark": "reports.remark",
    "notice": "reports.notice",
    "import": "reports.importjob",
    "invitation": "reports.invitation",
}
SLUGS = {
    "act": ["dismiss", "restore", "take", "accept", "revoke", "again", "close", "extend"],
    "role": ["officer", "coordinator", "lists", "observer", "api"],
    "rest": ["", "quarters", "rows.json", "я/../quarters/"],
}
SKIPPED = {"logout", "admin:logout"}  # each would end the session that the next steps need


def all_patterns(patterns=None, prefix="", before=()):
    """(name, converters or None where the address is a regular expression) of every address with a name."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        found = {**dict(before), **pattern.pattern.converters}
        if isinstance(pattern, URLPattern):
            if pattern.name and prefix + pattern.name not in SKIPPED:
                yield prefix + pattern.name, found
        else:
            namespace = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from all_patterns(pattern.url_patterns, prefix + namespace, found.items())


class Unanswered(Exception):
    """A request that ended in an exception, a 500, or a page on which a payload came to life; the words say which, and
    how to send it again."""


class Life:
    """One world and its cast under the dice of one number."""

    def __init__(self, number, world, cast, costs):
        self.dice, self.world, self.costs = random.Random(number), world, costs
        self.clients = {person: Client() for person in CAST}
        self.tokens, self.feeds, self.names = [], [], list(FIELDS)
        for person, user in cast.items():
            if user is not None:
                self.clients[person].force_login(user)
            if person in WITH_TOKENS:
                until = timezone.localdate() + datetime.timedelta(days=30)
                self.tokens.append(machines.make_token(by=user, name="Портал", expires_on=until)[1])
                self.feeds.append(machines.secret_of_feed(machines.make_feed(by=user)))
        self.patterns = sorted(all_patterns(), key=lambda pair: pair[0])
        self.seen = {person: ["/", "/admin/"] for person in CAST}
        self.asked, self.answers = 0, Counter()

    def live(self, requests):
        """Send so many requests; raises Unanswered."""
        ways = [self.fill_in_a_form, self.send_what_the_table_has, self.ask_anything, self.send_raw, self.follow]
        while self.asked < requests:
            self.dice.choices(ways, (35, 25, 20, 10, 10))[0](self.dice.choices(CAST, (4, 1, 4, 1, 3, 1, 1))[0])

    # What is asked

    def fill_in_a_form(self, person):
        """Open a page and send one of its forms, mostly as the page meant it."""
        address = self.an_address_of(person)
        page = self.ask(person, "GET", address)
        forms = (
            [form for form in page.forms if form.action is not None or form.inputs.keys()] if page is not None else []
        )
        if not forms:
            return
        form = self.dice.choice(forms)
        pairs = [(key, value) for key, value in form.form_values() if key != "csrfmiddlewaretoken"]
        pairs += self.choices_in(form)
        action = urljoin(address, form.action or "")
        if "logout" in action or urlsplit(action).netloc not in {"", "testserver"}:
            return
        if form.method == "GET":
            wanted = self.mutated(pairs, among=4)
            self.ask(person, "GET", action.partition("?")[0] + "?" + query(wanted))
        else:
            self.ask(person, "POST", action, data=self.mutated(pairs, among=8))

    def choices_in(self, form):
        """What a person may have chosen in a form: boxes, options, one of the buttons, a file."""
        dice = self.dice
        self.names = (self.names + [name for name in form.fields if name])[-300:]
        pairs = [
            (box.get("name"), box.get("value") or "on")
            for box in form.xpath('.//input[@type="checkbox"]')
            if dice.random() < 0.3
        ]
        for select in form.xpath(".//select[@name]"):
            options = select.xpath(".//option/@value")
            if options and dice.random() < 0.3:
                pairs.append((select.get("name"), dice.choice(options)))
        buttons = form.xpath('.//button[@name]|.//input[@type="submit"][@name]')
        if buttons:
            button = dice.choice(buttons)
            pairs.append((button.get("name"), button.get("value") or ""))
        files = form.xpath('.//input[@type="file"]')
        if files and dice.random() < 0.5:
            pairs.append((files[0].get("name"), self.a_file()))
        return [(name, value) for name, value in pairs if name]

    def a_file(self):
        """One that is broken, or one that is what it says."""
        release = self.world.the_release
        whole = [
            ("выпуск.docx", lambda: bytes(release.document.content.data)),
            ("выпуск.xlsx", lambda: bytes(release.workbook.content.data)),
            ("скан.png", png),
            ("скан.pdf", pdf),
        ]
        name, make = self.dice.choice([*whole, *((name, lambda data=data: data) for name, data in FILES)])
        return SimpleUploadedFile(name, make())

    def send_what_the_table_has(self, person):
        """A valid POST of the table of routes, or one with a field or two wrong."""
        name = self.dice.choice(sorted(name for name, route in ROUTES.items() if route.post))
        route = ROUTES[name]
        address = reverse(name, kwargs=getattr(self.world, route.args)() if route.args else None)
        data = getattr(self.world, route.data)()
        pairs = [(key, one) for key, value in data.items() for one in (value if isinstance(value, list) else [value])]
        self.ask(person, "POST", address, data=self.mutated(pairs, among=3))

    def ask_anything(self, person):
        """Any address with any method, wild arguments, a wild query and wild fields."""
        address = self.a_wild_address()
        method = self.dice.choice(METHODS)
        wild = [(self.dice.choice(self.names), self.a_value()) for _ in range(self.dice.randint(0, 3))]
        if method == "POST":
            self.ask(person, method, address, data=self.mutated(wild, among=1))
        else:
            self.ask(person, method, address + "?" + query(wild))

    def send_raw(self, person):
        """A body that is no form, or headers that no browser sends."""
        dice = self.dice
        address = self.an_address_of(person)
        raw = {"data": dice.choice(BODIES), "content_type": dice.choice(TYPES)}
        self.ask(person, dice.choice(METHODS), address, raw=raw, headers=dice.choice([None, *HEADERS]))

    def follow(self, person):
        """One of the links that this person's pages had, perhaps with another's eyes."""
        links = self.seen[self.dice.choice((person, *CAST))]
        self.ask(person, "GET", self.dice.choice(links))

    # Addresses and values

    def an_address_of(self, person):
        if self.dice.random() < 0.5:
            return self.dice.choice(self.seen[person])
        name = self.dice.choice(sorted(ROUTES))
        return reverse(name, kwargs=getattr(self.world, ROUTES[name].args)() if ROUTES[name].args else None)

    def a_wild_address(self):
        while True:
            name, converters = self.dice.choice(self.patterns)
            arguments = {key: self.an_argument(name, key) for key in converters}
            if name in ROUTES and ROUTES[name].args and self.dice.random() < 0.5:
                living = getattr(self.world, ROUTES[name].args)()
                arguments = {
                    key: value if self.dice.random() < 0.8 else arguments.get(key, value)
                    for key, value in living.items()
                }
            try:
                return reverse(name, kwargs=arguments)
            except NoReverseMatch:  # of the wrong type for its converter: another one
                continue

    def an_argument(self, name, key):
        dice = self.dice
        if dice.random() < 0.2:
            return dice.choice(
                ["0", "1", "9" * 30, "1_2F", "%00", "я", "_5B", "x" * 300, "_00", "2024", str(uuid.UUID(int=1))]
            )
        if name.startswith("admin:") and key == "object_id":
            return self.a_key_of(*name.removeprefix("admin:").split("_")[:2])
        if key == "secret":
            return dice.choice(self.feeds)
        if key in SLUGS:
            return dice.choice(SLUGS[key])
        if key == "code":
            return dice.choice([self.a_key_of("municipalities", "country"), self.world.the_release.code])
        if key in {"number", "version", "after", "until"}:
            return dice.choice([0, 1, 2, 3, 2**31, 2**63])
        shown = SHOWN.get(name.partition("_")[0])
        if shown and key in {"pk", "uid"} and dice.random() < 0.8:
            return self.a_key_of(*shown.split("."), field=key)
        if key in {"uid", "uidb64", "token", "other", "page"}:
            return self.a_key_of("reports", dice.choice(["event", "importjob"]), "uid")
        if key in {"year", "quarter"}:
            return {"year": dice.choice([2023, 2024]), "quarter": dice.randint(1, 4)}[key]
        return self.a_key_of("reports", dice.choice(["submission", "remark", "release", "notice", "statechange"]))

    def a_program_asks(self):
        """The headers of a program with a token that lives."""
        return {"Authorization": f"Bearer {self.dice.choice(self.tokens)}"}

    def a_key_of(self, app, model, field="pk"):
        try:
            model = apps.get_model(app, model)
        except LookupError:
            return "1"
        keys = list(model.objects.order_by("pk").values_list(field, flat=True)[:50])
        return self.dice.choice(keys) if keys else "1"

    def a_value(self):
        kinds = (PLAIN, HOSTILE, PAYLOADS, NUMBERS, DAYS)
        value = self.dice.choice(self.dice.choices(kinds, (4, 3, 2, 1, 1))[0])
        return value.encode("utf-8", "replace").decode()

    def mutated(self, pairs, among):
        """The fields as a dictionary of lists; one step in `among` leaves some field as it was not meant."""
        dice, data = self.dice, {}
        for key, value in pairs:
            data.setdefault(key, []).append(value)
        for key in data:
            if isinstance(data[key][0], str) and data[key][0] == "" and dice.random() < 0.4:
                data[key] = [dice.choice(PLAIN)]
        if dice.random() < 2 / among:
            for _ in range(dice.randint(1, 3)):
                key = dice.choice([*sorted(data), dice.choice(FIELDS)])
                how = dice.randrange(4)
                if how == 0:
                    data.pop(key, None)
                elif how == 1:
                    data[key] = [*data.get(key, []), self.a_value()]
                elif how == 2:
                    data[key[:150] + dice.choice(["[]", "-0", "-99999999999", "__in", "\x00"])] = [self.a_value()]
                else:
                    data[key] = [self.a_value()]
        return data

    # Asking

    def ask(self, person, method, address, *, data=None, raw=None, headers=None):
        """Send one request; the answer as a parsed page, or None where it is no page. Raises Unanswered."""
        self.asked += 1
        client = self.clients[person]
        if address.startswith("/api/") and headers is None and self.dice.random() < 0.8:
            headers = self.a_program_asks()
        started = time.process_time()
        try:
            with transaction.atomic():
                if data is not None:
                    response = client.post(address, data, headers=headers)
                else:
                    response = client.generic(method, address, **(raw or {}), headers=headers)
                body = b"".join(response) if response.streaming else response.content
        except Exception as error:
            raise Unanswered(
                self.told(person, method, address, data or raw, headers, traceback.format_exc())
            ) from error
        if response.status_code >= 500:
            raise Unanswered(self.told(person, method, address, data or raw, headers, response.status_code))
        self.costs.append((time.process_time() - started, f"{method} {address[:150]} by {person}"))
        self.answers[response.status_code] += 1
        if response.status_code == 302 and response.url.startswith("/"):
            self.seen[person].append(response.url)
        if not response.headers.get("Content-Type", "").startswith("text/html") or not body.strip():
            return None
        words = body.decode("utf-8", "replace")
        if MARK in words and (made := made_of(words)):
            raise Unanswered(self.told(person, method, address, data or raw, headers, f"came to life: {made[:5]}"))
        page = html.document_fromstring(words)
        self.remember_links(person, address, page)
        return page

    def remember_links(self, person, address, page):
        links = [urljoin(address, link).partition("#")[0] for link in page.xpath("//a/@href")]
        ours = [link for link in links if link.startswith("/") and "logout" not in link]
        self.seen[person] = (self.seen[person] + self.dice.sample(ours, min(8, len(ours))))[-300:]

    def told(self, person, method, address, sent, headers, what):
        return f"step {self.asked}: {method} {address} by {person}\nsent: {sent!r:.1500}\nheaders: {headers}\n{what}"


def query(pairs):
    """The part of an address behind «?», of pairs or of a dictionary of lists."""
    pairs = [(key, one) for key, values in pairs.items() for one in values] if isinstance(pairs, dict) else pairs
    return urlencode([(key, str(value)) for key, value in pairs], errors="replace")


def memory():
    """MB that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024 / 1024


@pytest.mark.parametrize("share", range(SHARES))
def test_whatever_is_asked_no_answer_is_a_500(share, world, cast):
    """Costs and memory are printed; the stress run holds them."""
    costs, answers, faults, before = [], Counter(), {}, None
    lives = max(1, REQUESTS // LIFE)
    for number in range(FIRST + share, FIRST + lives, SHARES):
        with transaction.atomic():
            life = Life(number, world, cast, costs)
            while life.asked < LIFE:
                try:
                    life.live(LIFE)
                except Unanswered as fault:
                    faults.setdefault(str(fault).splitlines()[-1], f"life {number}, {fault}")
            transaction.set_rollback(True)
        answers += life.answers
        before = before or memory()
    grown = memory() - before
    worst, address = max(costs)
    told = f"{connection.vendor}, share {share + 1} of {SHARES}: {len(costs)} answers {dict(sorted(answers.items()))}"
    print(f"{told}, {len(faults)} kinds of 500, at most {worst:.2f} s of processor ({address}), {grown:+.0f} MB")
    assert not faults, "\n\n".join(faults.values())
    assert answers[302] and Submission.objects.exists()
    if STRESS:
        assert worst <= MOST_SECONDS, address
        assert grown <= MOST_GROWTH
