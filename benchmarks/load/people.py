"""The people of deadline day, as their browsers ask: pages, live answers, drafts, saves, an uploaded table.

Whoever gets an error waits a little and tries again, as a person does: a page is loaded anew, a form is sent again with
the same fields. What an answer acknowledged is noted, so that it can be looked for in the database afterwards.
"""

import datetime
import html
import http.client
import io
import math
import random
import re
import threading
import time
import uuid
from collections import defaultdict
from urllib.parse import urlencode

from benchmarks.data import texts
from reports.files.table import PrintedRow, Table, TableSection
from reports.files.write import word

PASSWORD = "стол-окно-река-7"
EVENTS, LIVE, DRAFTS = 3, 6, 3  # events that are typed, and what is asked while one is
ROWS = 3  # of the uploaded table
PATIENCE = 60  # seconds for an answer
AWAY = (0, 502, 503, 504)  # no connection, nginx without anybody behind it, the database away
TRIES = 60  # of a person who gets such an answer, a few seconds apart
# What only the page of a table that went in has, and that of a report that is handed in.
APPLIED, HANDED_IN = "Отменить загрузку", "Отозвать отчёт"
COOKIE = re.compile(r"^([^=]+)=([^;]*)")


class Tally:
    """How long each answer took, by kind, and what failed. Shared by all threads."""

    def __init__(self):
        self.lock, self.times, self.failures = threading.Lock(), defaultdict(list), []
        self.statuses, self.away = defaultdict(int), defaultdict(int)
        self.signed_out, self.longest_away = 0, 0
        # Acknowledged: (officer, name of an event), officers whose report is handed in, whose table went in.
        self.saved, self.handed_in, self.taken = set(), set(), set()

    def add(self, kind, seconds, status, address):
        with self.lock:
            self.times[kind].append(1000 * seconds)
            self.statuses[status // 100 * 100] += 1
            if status in AWAY:
                self.away[status] += 1
            elif status >= 500:
                self.failures.append(f"{kind} {address}: {status}")

    def acknowledge(self, among, what):
        with self.lock:
            among.add(what)

    def fail(self, words):
        with self.lock:
            self.failures.append(words)

    @property
    def number(self):
        return sum(map(len, self.times.values()))

    def count(self, hundred):
        return self.statuses[hundred]

    def kinds(self):
        return sorted(self.times)

    def times_of(self, kind):
        return len(self.times[kind])

    def part(self, kind, share):
        """Milliseconds in which this share of the answers was there."""
        found = sorted(self.times[kind])
        return found[max(0, math.ceil(share * len(found)) - 1)] if found else 0

    def p95(self, kind):
        return self.part(kind, 0.95)


class Browser:
    """Cookies, and requests as nginx hands them on."""

    def __init__(self, port, tally, address):
        self.port, self.tally, self.cookies = port, tally, {}
        self.host, self.is_signed_in = "127.0.0.1", False
        self.address = address  # of the town hall, so that the limits of one address are not those of all

    def ask(self, kind, address, data=None, *, file=None, is_script=False):
        """(status, Location, text) of the answer, after as many tries as a person has patience for. A script tries
        once: the next letter is its next try."""
        began = time.monotonic()
        for _ in range(1 if is_script else TRIES):
            status, place, text = self._ask(kind, address, data, file, is_script)
            if status not in AWAY:
                break
            time.sleep(random.uniform(1, 3))
        away = time.monotonic() - began
        with self.tally.lock:
            if status in AWAY and not is_script:
                self.tally.failures.append(f"{kind} {address}: {status or 'dropped'} for {away:.0f} s")
            elif not is_script and self.is_signed_in and self._is_sign_in(status, place, text):
                self.tally.signed_out += 1
        return status, place, text

    @staticmethod
    def _is_sign_in(status, place, text):
        return place.startswith("/accounts/login/") or 'name="password"' in text

    def _ask(self, kind, address, data, file, is_script):
        headers = {
            "Host": self.host,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": self.address,
            "Origin": f"https://{self.host}",
            "Referer": f"https://{self.host}/",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Encoding": "identity",
        }
        if is_script:
            headers["X-Requested-With"] = "fetch"
        body = None
        if data is not None:
            body, headers["Content-Type"] = _body(data, file)
        began = time.monotonic()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            link.request("GET" if data is None else "POST", address, body, headers)
            answer = link.getresponse()
            content = answer.read()
        except OSError:
            self.tally.add(kind, time.monotonic() - began, 0, address)
            return 0, "", ""
        finally:
            link.close()
        self.tally.add(kind, time.monotonic() - began, answer.status, address)
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, value = COOKIE.match(line).groups()
            self.cookies[name.strip()] = value
        return answer.status, answer.headers.get("Location", ""), content.decode(errors="replace")

    def sign_in(self, name):
        _, _, page = self.ask("page", "/accounts/login/")
        fields = {**_hidden(page), "username": name, "password": PASSWORD}
        self.is_signed_in = self.ask("sign-in", "/accounts/login/", fields)[0] == 302
        return self.is_signed_in


class Officer:
    """Signs in after `begin` seconds, and works for about so many seconds."""

    def __init__(self, port, tally, number, *, begin, seconds):
        self.browser = Browser(port, tally, f"10.{number // 250}.{number % 250}.7")
        self.tally, self.number, self.begin = tally, number, begin
        self.dice = random.Random(number)
        self.pause = seconds / (EVENTS * (LIVE + DRAFTS + 2) + 8)

    def rest(self):
        time.sleep(self.pause * self.dice.uniform(0.5, 1.3))

    def work(self):
        time.sleep(self.begin)
        try:
            self._work()
        except (StopIteration, KeyError, AttributeError, ValueError) as error:
            self.tally.fail(f"officer{self.number}: {error!r}")

    def _work(self):
        if not self.browser.sign_in(f"officer{self.number}"):
            return self.tally.fail(f"officer{self.number}: not signed in")
        _, place, _ = self.browser.ask("page", "/")
        _, _, quarter = self.browser.ask("page", place)
        report = re.search(r"/report/(\d+)/", quarter)[1]
        for number in range(EVENTS):
            self._type(report, number)
        self._upload(report)
        self._hand_in(report)

    def _type(self, report, number):
        """One event: the form, live answers and drafts while it is typed, the save."""
        self.rest()
        _, _, page = self.browser.ask("page", f"/report/{report}/events/add/")
        form = page[page.index('id="event-form"') :]
        fields = _hidden(form[: form.index("</form>")])
        name, place, period, purpose, participants = texts(1000 * self.number + number)
        page_number = str(uuid.uuid4())
        typed = {"name": f"{name} № {number + 1}", "place_text": place, "period_text": period}
        typed |= {"purpose": purpose, "participants": participants, "total": "", "total_foreign": ""}
        for step in range(LIVE):
            self.rest()
            so_far = {key: value[: max(1, len(value) * (step + 1) // LIVE)] for key, value in typed.items() if value}
            self.browser.ask("live", f"/report/{report}/events/live/", {**fields, **so_far}, is_script=True)
            if step % 2:
                draft = {"draft_page": page_number, "draft_number": step + 1, "draft_by": fields["written_by"]}
                address = f"/report/{report}/events/draft/"
                self.browser.ask("autosave", address, {**fields, **so_far, **draft}, is_script=True)
        self.rest()
        sent = {**fields, **typed, "draft_page": page_number, "draft_number": "99", "action": "save"}
        status, _, answer = self.browser.ask("save", f"/report/{report}/events/add/", sent)
        if status == 302:
            self.tally.acknowledge(self.tally.saved, (self.number, typed["name"]))
        else:
            self.tally.fail(f"officer{self.number}: event not saved, {status} {_error_of(answer)}")

    def _upload(self, report):
        self.rest()
        _, _, page = self.browser.ask("page", f"/report/{report}/import/")
        fields = _hidden(page[page.index("<form", page.index("<main")) :])
        status, place, answer = self.browser.ask(
            "upload", f"/report/{report}/import/", fields, file=("file", "Таблица.docx", _table(self.number))
        )
        if status != 302:
            return self.tally.fail(f"officer{self.number}: table not taken, {status} {_error_of(answer)}")
        if self._wait_for(place):
            _, _, preview = self.browser.ask("page", place)
            _, mark, form = preview.partition('id="choices"')
            if not mark:
                return self.tally.fail(f"officer{self.number}: no rows to choose, but {_error_of(preview)}")
            fields = [*_fields(form[: form.index("</form>")]), ("action", "apply")]
            self.browser.ask("save", place, fields)
            if self._wait_for(place):
                _, _, told = self.browser.ask("page", place)
                if APPLIED in told:
                    self.tally.acknowledge(self.tally.taken, self.number)
                else:
                    self.tally.fail(f"officer{self.number}: the table did not go in: {_error_of(told)}")

    def _wait_for(self, place):
        """Whether the table was read, or written, in a minute."""
        for _ in range(60):
            time.sleep(1)
            _, _, told = self.browser.ask("status", f"{place}status/", is_script=True)
            if '"is_running": false' in told:
                return True
        return self.tally.fail(f"officer{self.number}: the table is not ready after a minute")

    def _hand_in(self, report):
        for _ in range(20):
            self.rest()
            _, _, page = self.browser.ask("page", f"/report/{report}/submit/")
            form = next((part for part in page.split("<form") if f"/report/{report}/submit/" in part[:200]), "")
            if form:
                break
        fields = _hidden(form) | dict.fromkeys(re.findall(r'type="checkbox" name="([^"]+)"', form), "1")
        status, _, answer = self.browser.ask("save", f"/report/{report}/submit/", fields)
        if status != 302 and HANDED_IN in self.browser.ask("page", f"/report/{report}/")[2]:
            status = 302  # the answer to the first try was lost, and it had done it
        if status == 302:
            self.tally.acknowledge(self.tally.handed_in, self.number)
        else:
            self.tally.fail(f"officer{self.number}: not handed in, {status} {_error_of(answer)}")


class Coordinator:
    """Looks at the board, at reviews and at the consolidated table until everybody is ready."""

    def __init__(self, port, tally, number, over):
        self.browser = Browser(port, tally, f"10.200.{number}.7")
        self.tally, self.number, self.over = tally, number, over
        self.dice = random.Random(-number - 1)

    def work(self):
        if not self.browser.sign_in(f"coordinator{self.number}"):
            return self.tally.fail(f"coordinator{self.number}: not signed in")
        while not self.over.wait(self.dice.uniform(3, 8)):
            _, _, board = self.browser.ask("page", "/periods/2024-4/")
            reviews = re.findall(r'href="(/review/\d+/)', board)
            if reviews:
                self.browser.ask("page", self.dice.choice(reviews))
            if self.dice.random() < 0.2:
                self.browser.ask("docx", "/periods/2024-4/consolidated.docx?scope=handed-in")


def _hidden(page):
    return dict(_fields(page))


def _fields(form):
    """[(name, value)] of what a browser would send of it: hidden fields, and boxes that are ticked."""
    found = []
    for tag in re.findall(r"<input[^>]*>", form):
        words = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        is_sent = words.get("type") == "hidden" or (words.get("type") in ("checkbox", "radio") and " checked" in tag)
        if is_sent and "name" in words:
            found.append((words["name"], words.get("value", "on")))
    return found


def _error_of(page):
    found = re.search(r'class="notice notice-bad.*?</div>', page, re.S) or re.search(
        r"<title>(.*?)</title>", page, re.S
    )
    return re.sub(r"<[^>]+>|\s+", " ", found[0])[:200] if found else ""


def _body(data, file):
    if file is None:
        return urlencode(data, doseq=True).encode(), "application/x-www-form-urlencoded"
    mark, (name, file_name, content) = uuid.uuid4().hex, file
    lines = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in data.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n\r\n'
    body = "".join(lines).encode() + head.encode() + content + f"\r\n--{mark}--\r\n".encode()
    return body, f"multipart/form-data; boundary={mark}"


def _table(number):
    """A Word table with rows of this officer's own."""
    rows = [PrintedRow(*texts(500_000 + 10 * number + row)) for row in range(ROWS)]
    stream = io.BytesIO()
    created = datetime.datetime(2024, 12, 31, tzinfo=datetime.UTC)
    word.write(Table("Отчёт", [TableSection("Район", rows)], author="Район", created=created), stream)
    return stream.getvalue()
