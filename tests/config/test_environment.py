"""A wrong value of a variable is refused by name; a right one is understood."""

import pyrage
import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment
from tests.answers import for_each

BAD_ADDRESSES = [
    "https://*",
    "https://*.pobratim.example",
    "https://.pobratim.example",
    "https://u:geheim@pobratim.example",
    "https://pobratim.example/path",
    "https://pobratim.example?a=b",
    "https://pobratim.example#a",
    "https://pobratim.example:0",
    "https://pobratim.example:99999",
    "https://pobratim.example:port",
    "https://",
    "ftp://pobratim.example",
    "//pobratim.example",
    "pobratim.example",
    "javascript://pobratim.example",
    "https://pobratim.example\\evil.example",
    "https://a b",
]
BAD_CONTACTS = [
    "Тихонов",
    "mailto:",
    "http://example.ru",
    "tel:8 4812",
    "a@b\nExpires: never",
    "javascript:alert(1)",
    "a b@c",
]
BAD_SERVERS = [
    "postgres://u:geheim@h1,,h2/base",
    "postgres://u:geheim@h1,/base",
    "postgres://u:geheim@,h1/base",
    "postgres://u:geheim@h1:port,h2/base",
    "postgres://u:geheim@h1:0,h2/base",
    "postgres://u:geheim@h1,h2:99999/base",
    "postgres://u:geheim@h1,h 2/base",
    "postgres://u:geheim@h1,*/base",
    "postgres://u:geheim@h1,h2",
    "postgres://u:geheim@h1,h2/",
    "postgres://u:geheim@h1,h2/base?target_session_attrs=read-only",
    "postgres://u:geheim@h1,h2/base?target_session_attrs=any",
    "postgres://u:geheim@h1/base?target_session_attrs=standby",
    "postgres://u:geheim@h1/base?target_session_attrs=prefer-standby",
]
WRONG = [
    (lambda: environment.flag("X", default=True), "maybe"),
    (lambda: environment.flag("X", default=True), ""),
    (lambda: environment.flag("X", default=True), "TRUE "),
    (lambda: environment.text("X", default="a"), " "),
    (lambda: environment.text("X", default="a"), "a\nb"),
    (lambda: environment.hosts("X", default=()), "https://pobratim.example"),
    (lambda: environment.hosts("X", default=()), "pobratim.example:8000"),
    (lambda: environment.hosts("X", default=()), "a b"),
    (lambda: environment.hosts("X", default=()), "*"),
    (lambda: environment.hosts("X", default=()), "localhost,*"),
    (lambda: environment.hosts("X", default=()), "."),
    (lambda: environment.hosts("X", default=()), "*.ru"),
    (lambda: environment.hosts("X", default=()), ".ru"),
    (lambda: environment.hosts("X", default=()), ".pobratim.example"),
    (lambda: environment.hosts("X", default=("localhost",)), ""),
    (lambda: environment.origins("X", debug=True), "pobratim.example"),
    (lambda: environment.origins("X", debug=True), "https://pobratim.example/path"),
    *((lambda: environment.contact("X"), value) for value in BAD_CONTACTS),
    (lambda: environment.database("X", default="", debug=True), ""),
    (lambda: environment.database("X", default="", debug=True), "db.sqlite3"),
    (lambda: environment.database("X", default="", debug=True), "mysql://u:geheim@host/base"),
    (lambda: environment.database("X", default="", debug=True), "postgres://u:geheim@host:port/base"),
    (lambda: environment.database("X", default="", debug=True), "postgres://u:geheim@host"),
    (lambda: environment.database("X", default="", debug=True), "sqlite://"),
    *((lambda: environment.database("X", default="", debug=True), value) for value in BAD_SERVERS),
    (lambda: environment.direct_database("X", is_pool=True, debug=True), "sqlite:////srv/db.sqlite3"),
    (lambda: environment.direct_database("X", is_pool=False, debug=True), "postgres://u:geheim@h1/base"),
    *((lambda: environment.origins("X", debug=True), value) for value in BAD_ADDRESSES),
    (lambda: environment.origins("X", debug=False), "http://pobratim.example"),
    (lambda: environment.origins("X", debug=False), "https://pobratim.example,http://other.example"),
    *((lambda: environment.site_url("X", default="", debug=True), value) for value in BAD_ADDRESSES),
    (lambda: environment.site_url("X", default="", debug=True), ""),
    (lambda: environment.site_url("X", default="", debug=False), "http://pobratim.example"),
    (lambda: environment.database("X", default="", debug=False), "sqlite://:memory:"),
    (lambda: environment.database("X", default="", debug=False), "sqlite:///:memory:"),
    (lambda: environment.database("X", default="", debug=False), "sqlite:///db.sqlite3"),
    (lambda: environment.database("X", default="", debug=False), "sqlite:///../db.sqlite3"),
    (lambda: environment.database("X", default="", debug=False), "sqlite:///file::memory:"),
    (lambda: environment.database("X", default="", debug=False), "sqlite:////srv/db.sqlite3?mode=memory"),
    (lambda: environment.database("X", default="", debug=False), "sqlite:////srv/pobratim/"),
    (lambda: environment.email("X", default=""), "smtp://"),
    (lambda: environment.email("X", default=""), "smtp+tls://:587"),
    (lambda: environment.email("X", default=""), "smtp+tls://u:geheim@"),
    (lambda: environment.email("X", default=""), "smtp+tls://u:geheim@host:0"),
    (lambda: environment.email("X", default=""), "smtp+tls://u:geheim@host:99999"),
    (lambda: environment.email("X", default=""), "smtp+tls://u:1/geheim@host:25"),
    (lambda: environment.email("X", default=""), "smtp+tls://u:1#geheim@host:25"),
    (lambda: environment.email("X", default=""), "smtp+tls://u:geheim@*.host:25"),
    (lambda: environment.email("X", default=""), "smtp://ho st"),
    (lambda: environment.email("X", default=""), "pigeon://u:geheim@host"),
    (lambda: environment.email("X", default=""), "smtp+tls://u:geheim@host:port"),
    (lambda: environment.secret_key("X", debug=False), ""),
    (lambda: environment.secret_key("X", debug=False), environment.DEVELOPMENT_KEY),
    (lambda: environment.secret_key("X", debug=False), "geheim"),
    (lambda: environment.secret_key("X", debug=False), "abcd" * 20),
    (lambda: environment.secret_key("X", debug=False), "django-insecure-" + "q8w7e6r5t4" * 5),
]


@for_each(("ask", "value"), WRONG)
def test_a_wrong_value_is_refused_by_name(ask, value):
    """The sentence names the variable and its allowed values, and repeats no password."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("X", value)
        with pytest.raises(ImproperlyConfigured, match=r"(?s)^Переменная окружения X: .* Допустимо: .+\.$") as refusal:
            ask()
    assert "geheim" not in str(refusal.value)


@pytest.mark.parametrize(
    ("word", "meaning"),
    [(word, True) for word in environment.TRUE_WORDS] + [(word, False) for word in environment.FALSE_WORDS],
)
def test_a_flag_has_a_few_exact_words(word, meaning, monkeypatch):
    monkeypatch.setenv("X", word)
    assert environment.flag("X", default=not meaning) is meaning


def test_a_variable_that_is_not_set_has_its_default(monkeypatch):
    monkeypatch.delenv("X", raising=False)
    assert environment.flag("X", default=False) is False
    assert environment.text("X", default="Смоленская область") == "Смоленская область"
    assert environment.hosts("X", default=("localhost", "[::1]")) == ["localhost", "[::1]"]
    assert environment.origins("X", debug=True) == []


def test_a_program_is_found_by_its_name_or_path_and_may_be_missing(monkeypatch):
    path = environment.program("X", default="sh")
    assert path.endswith("/sh")
    assert environment.program("X", default="no-such-program") == ""
    assert not environment.is_missed("X", "")
    for value, answer in (("", ""), (" ", ""), ("off", ""), ("Off", ""), ("sh", path), (path, path)):
        monkeypatch.setenv("X", value)
        assert environment.program("X", default="sh") == answer
        assert not environment.is_missed("X", answer)
    for value in ("no-such-program", "/no/such/program", "/"):
        monkeypatch.setenv("X", value)
        assert environment.program("X", default="sh") == ""
        assert environment.is_missed("X", "")


def test_addresses_are_understood(monkeypatch):
    for address in ("https://pobratim.example", "https://отчёт.example:8443", "https://10.0.0.5", "https://[::1]:8443"):
        monkeypatch.setenv("X", f"{address}/")
        assert environment.site_url("X", default="", debug=False) == address
        monkeypatch.setenv("X", f"{address},https://other.example")
        assert environment.origins("X", debug=False) == [address, "https://other.example"]
    monkeypatch.setenv("X", "http://127.0.0.1:8000")
    assert environment.site_url("X", default="", debug=True) == "http://127.0.0.1:8000"


def test_databases_are_understood(monkeypatch):
    monkeypatch.setenv("X", "postgres://pobratim:pass%20word@db.example:5433/reports")
    found = environment.database("X", default="", debug=True)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", 5433, "reports")
    assert (found["USER"], found["PASSWORD"]) == ("pobratim", "pass word")
    monkeypatch.setenv("X", "sqlite:////srv/pobratim/db.sqlite3")
    found = environment.database("X", default="", debug=False)
    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", "/srv/pobratim/db.sqlite3")


SERVERS = [
    ("h1/base", ("h1", "", None)),
    ("h1:5433/base?target_session_attrs=read-write", ("h1", 5433, "read-write")),
    # Of several servers only the one that takes writes will do, whether that is said or not.
    ("h1,h2/base", ("h1,h2", "5432,5432", "read-write")),
    ("h1:5432,h2:5433/base?target_session_attrs=read-write", ("h1,h2", "5432,5433", "read-write")),
    ("h1:5433,h2/base?target_session_attrs=primary", ("h1,h2", "5433,5432", "primary")),
    ("h1,h2,10.0.0.5:6432/base", ("h1,h2,10.0.0.5", "5432,5432,6432", "read-write")),
    ("[::1]:5433,[fe80::2]/base", ("::1,fe80::2", "5433,5432", "read-write")),
]


@pytest.mark.parametrize(("rest", "answer"), SERVERS, ids=[rest for rest, _ in SERVERS])
def test_several_servers_of_one_database_are_understood(rest, answer, monkeypatch):
    monkeypatch.setenv("X", f"postgresql://pobratim:pass%2Cw%40rd@{rest}")
    found = environment.database("X", default="", debug=False)
    assert (found["HOST"], found["PORT"], found.get("OPTIONS", {}).get("target_session_attrs")) == answer
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("pobratim", "pass,w@rd", "base")


def test_commands_go_past_a_pool_of_connections(monkeypatch):
    """pg_dump, a migration and a long read need a session of their own; pages share those of the pool."""
    monkeypatch.delenv("X", raising=False)
    assert environment.direct_database("X", is_pool=True, debug=False) is None
    monkeypatch.setenv("X", "postgres://pobratim:word@h1:5432,h2:5432/base")
    assert environment.direct_database("X", is_pool=True, debug=False)["HOST"] == "h1,h2"


def test_a_contact_is_an_address_with_a_scheme(monkeypatch):
    """And nothing is one by default."""
    monkeypatch.delenv("X", raising=False)
    assert environment.contact("X") == ""
    for given, found in (
        ("security@example.ru", "mailto:security@example.ru"),
        ("mailto:security@example.ru", "mailto:security@example.ru"),
        ("https://example.ru/security", "https://example.ru/security"),
        ("tel:+7-4812-00-00-16", "tel:+7-4812-00-00-16"),
    ):
        monkeypatch.setenv("X", given)
        assert environment.contact("X") == found


def test_mail_is_understood(monkeypatch):
    monkeypatch.setenv("X", "smtp+tls://pobratim:word@mail.example:587")
    found = environment.email("X", default="")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == ("mail.example", 587, True)


@pytest.mark.parametrize("host", ["pobratim.example", "*", "192.168.0.5", ".example"])
def test_debug_is_refused_where_others_can_reach_it(host):
    with pytest.raises(ImproperlyConfigured, match="DEBUG"):
        environment.refuse_debug_in_public(True, ["localhost", host])
    environment.refuse_debug_in_public(False, ["localhost", host])
    environment.refuse_debug_in_public(True, ["localhost", "127.0.0.1", "[::1]"])


@pytest.mark.parametrize(
    ("subdomains", "preload", "answer"), [("0", "0", False), ("1", "0", False), ("1", "1", True), ("0", "1", None)]
)
def test_browsers_keep_the_host_in_their_lists_only_with_its_subdomains(monkeypatch, subdomains, preload, answer):
    """And only when somebody wishes so: the lists let nobody out for months."""
    monkeypatch.delenv("PRELOAD", raising=False)
    assert environment.hsts_preload("PRELOAD", subdomains=True) is False
    monkeypatch.setenv("PRELOAD", preload)
    if answer is None:
        with pytest.raises(ImproperlyConfigured, match=r"PRELOAD.*HSTS_SUBDOMAINS"):
            environment.hsts_preload("PRELOAD", subdomains=subdomains == "1")
    else:
        assert environment.hsts_preload("PRELOAD", subdomains=subdomains == "1") is answer


def test_the_key_of_histories_outlives_the_signing_key(monkeypatch):
    """The key in force comes first; what was sealed before it was set, or with an older one, still verifies."""
    derived = environment.history_keys("HISTORY_KEY", "HISTORY_KEYS_BEFORE", signing_key="one")
    assert len(derived) == 1
    monkeypatch.setenv("HISTORY_KEY", "n" * 32)
    monkeypatch.setenv("HISTORY_KEYS_BEFORE", "older, oldest")
    keys = environment.history_keys("HISTORY_KEY", "HISTORY_KEYS_BEFORE", signing_key="one")
    assert keys == ["n" * 32, "older", "oldest", *derived]


def test_a_short_key_of_histories_stops_the_start(monkeypatch):
    monkeypatch.setenv("HISTORY_KEY", "short")
    with pytest.raises(ImproperlyConfigured, match="HISTORY_KEY"):
        environment.history_keys("HISTORY_KEY", "HISTORY_KEYS_BEFORE", signing_key="one")


def test_the_keys_of_the_second_step_are_such_as_age_takes_and_the_signing_key_is_the_last(monkeypatch):
    names = "SECOND_FACTOR_KEY", "SECOND_FACTOR_KEYS_BEFORE"
    derived = environment.second_factor_keys(*names, signing_key="one")
    assert derived != environment.second_factor_keys(*names, signing_key="two")
    monkeypatch.setenv("SECOND_FACTOR_KEY", "n" * 32)
    monkeypatch.setenv("SECOND_FACTOR_KEYS_BEFORE", "older, oldest")
    keys = environment.second_factor_keys(*names, signing_key="one")
    assert (len(set(keys)), keys[-1:]) == (4, derived)
    for key in keys:
        assert str(pyrage.x25519.Identity.from_str(key)) == key
    monkeypatch.setenv("SECOND_FACTOR_KEY", "short")
    with pytest.raises(ImproperlyConfigured, match="SECOND_FACTOR_KEY"):
        environment.second_factor_keys(*names, signing_key="one")


@pytest.mark.parametrize(("header", "is_taken"), [
    ("", True), ("X-Remote-User", True), ("X-SSO-Name2", True), ("Remote-User", False), ("X_Remote_User", False),
    ("X-Remote_User", False), ("Host", False), ("X-", False), ("X-Forwarded-For", False), ("x-forwarded-proto", False),
    ("X-Имя", False), ("X-Remote-User:", False),
])  # fmt: skip
def test_the_header_of_the_proxy_is_one_that_means_nothing_else(monkeypatch, header, is_taken):
    monkeypatch.setenv("HEADER", header)
    if is_taken:
        assert environment.remote_user_header("HEADER") == header
    else:
        with pytest.raises(ImproperlyConfigured, match="HEADER"):
            environment.remote_user_header("HEADER")


@pytest.mark.parametrize("everybody", ["0.0.0.0/0", "::/0", "10.0.0.1, 0.0.0.0/0", "proxy.example"])
def test_the_proxy_that_names_people_is_never_everybody(monkeypatch, everybody):
    monkeypatch.setenv("PROXIES", everybody)
    with pytest.raises(ImproperlyConfigured, match="PROXIES"):
        environment.remote_user_proxies("PROXIES")
    monkeypatch.setenv("PROXIES", "127.0.0.1, fd00::/8")
    assert environment.remote_user_proxies("PROXIES") == ["127.0.0.1", "fd00::/8"]
