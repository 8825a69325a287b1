"""The walk of tools/rehearse.py: people's first pages, by requests through nginx, as a browser would send them."""

import base64
import hashlib
import hmac
import http.cookiejar
import re
import socket
import ssl
import struct
import time
import urllib.error
import urllib.parse
import urllib.request

from lxml import html

HOST = "pobratim.example.test"
SITE = f"https://{HOST}"
PASSWORD, OFFICERS_PASSWORD = "стол-окно-река-7", "море-берег-лодка-3"
QUARTER = "2026 4"
KEPT = {}  # the administrator's phone and browser
EVENT = {
    "name": "Фестиваль дружбы «Две реки»",
    "period_text": "4 ноября 2026 года",
    "place_text": "г. Минск (Республика Беларусь)",
    "purpose": "Знакомство жителей двух городов с ремеслами",
    "participants": "Мастера двух городов",
}


class Failed(Exception):
    """A step of the rehearsal went otherwise than the guide says; the text tells which and what was seen."""


class Browser:
    """Keeps cookies and the last page; every host name leads to this machine, and its own certificate is accepted."""

    def __init__(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=context),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )
        self.address = f"{SITE}/"

    def open(self, address, data=None):
        """Go to an address and keep its page. Raises Failed for an answer of 400 and more."""
        self.address = urllib.parse.urljoin(self.address, address)
        sent = urllib.parse.urlencode(data).encode() if data is not None else None
        request = urllib.request.Request(self.address, sent, {"Referer": self.address})
        try:
            with self.opener.open(request, timeout=30) as answer:
                self.address, self.text = answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            words = re.sub(r"<[^>]+>|\s+", " ", error.read().decode(errors="replace"))
            raise Failed(f"{self.address} answers {error.code}: {words[:500]}") from None
        return self

    def send(self, values, of=""):
        """Fill the first form that has all these fields, and `of` in its markup, and send it."""
        forms = [form for form in html.fromstring(self.text).forms if form.method == "POST"]
        forms = [
            form for form in forms if set(values) <= set(form.fields) and of in html.tostring(form, encoding="unicode")
        ]
        if not forms:
            raise Failed(f"{self.address} has no form with {', '.join(values) or of}")
        sent = [(name, value) for name, value in forms[0].form_values() if name not in values]
        return self.open(forms[0].action or self.address, [*sent, *values.items()])

    def choice(self, field, words):
        """The value of the choice of that field whose text begins so."""
        options = html.fromstring(self.text).xpath(f"//select[@name='{field}']/option")
        return next(option.get("value") for option in options if option.text_content().strip().startswith(words))

    def expect(self, words):
        """Raises Failed unless the page says so."""
        if words not in " ".join(html.fromstring(self.text).text_content().split()):
            raise Failed(f"{self.address} does not say «{words}»")
        return self


def here(host, *others, _real=socket.getaddrinfo, **options):
    return _real("127.0.0.1" if host == HOST else host, *others, **options)


socket.getaddrinfo = here


def signed_in(username, password):
    return Browser().open("/accounts/login/").send({"username": username, "password": password})


def code_of(secret, moment):
    """What a phone shows at that moment for the key of the page (RFC 6238)."""
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.digest(key, struct.pack(">Q", int(moment) // 30), hashlib.sha1)
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def set_first_password(link):
    """What who installed it does first: a password by the printed link, and the second step with a phone."""
    admin = Browser().open(link)
    admin.send({"new_password1": PASSWORD, "new_password2": PASSWORD})
    KEPT["secret"] = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", admin.text)[0]
    admin.send({"code": code_of(KEPT["secret"], time.time())}).expect("Запасные коды")
    KEPT["admin"] = admin


def walk_first(by_hand):
    """From the first sign-in of who installed it to the first saved event of an officer. `by_hand` runs a command."""
    admin = KEPT["admin"].open("/first-steps/").expect("Первые шаги")
    person = {"full_name": "Новикова Анна Петровна", "username": "novikova", "is_active": "on"}
    admin.open("/admin/municipalities/user/add/").send(person)
    admin.send({}, of="Создать ссылку")
    link = re.search(rf"{re.escape(SITE)}/accounts/first-password/[\w-]+/[\w-]+/", admin.text)[0]
    admin.open("/admin/municipalities/officer/add/")
    admin.send({"user": admin.choice("user", "Новикова"), "municipality": admin.choice("municipality", "Вяз")})
    by_hand(f"pobratim open_period {QUARTER}")

    officer = Browser().open(link)
    officer.send({"new_password1": OFFICERS_PASSWORD, "new_password2": OFFICERS_PASSWORD})
    officer.open("/")
    officer.open(re.search(r'href="(/report/\d+/events/add/)"', officer.text)[1])
    officer.send(EVENT).expect(EVENT["name"])


def walk_after():
    """The service is whole, and the officer's event is still there."""
    for seconds in range(0, 60, 5):  # a machine that does much else at the same time may answer late
        try:
            Browser().open("/healthz")
            break
        except Failed:
            if seconds == 55:
                raise
            time.sleep(5)
    signed_in("novikova", OFFICERS_PASSWORD).open("/").expect(EVENT["name"])
