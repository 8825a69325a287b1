"""Reads environment variables and refuses what it does not understand.

Each function raises ImproperlyConfigured with a Russian sentence that names the variable, the value found and the
values accepted. A slip in a unit file must stop the start and never be taken for another setting.
"""

import hashlib
import ipaddress
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = ("True", "true", "1", "on", "yes")
FALSE_WORDS = ("False", "false", "0", "off", "no")
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
EMAIL_SCHEMES = ("consolemail", "smtp", "smtp+tls", "smtp+ssl", "dummymail")
DEVELOPMENT_KEY = "development-only-key-that-production-refuses-to-start-with"
LEAST_HISTORY_KEY = 32  # letters
HOST = re.compile(r"[\w-]+(\.[\w-]+)*|\[[0-9A-Fa-f:]+\]")  # one host, named in full
CONTACT = re.compile(r"mailto:[^\s@:]+@[\w.-]+|https://[^\s]+|tel:\+[\d-]+")  # as RFC 9116 takes them
SERVER = re.compile(rf"(?P<host>{HOST.pattern})(?::(?P<port>\d{{1,5}}))?")  # one of several of PostgreSQL
WRITING = ("read-write", "primary")  # of libpq's target_session_attrs: those of a server that takes writes
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]", ".localhost")

env = environ.Env()


def refuse(name, found, accepted):
    """Raise ImproperlyConfigured: the variable, what it holds, what it may hold."""
    raise ImproperlyConfigured(f"Переменная окружения {name}: значение «{found}» не подходит. Допустимо: {accepted}.")


def flag(name, default):
    """True or False from one of a few exact words; django-environ reads any other word as False."""
    word = env.str(name, default=str(default))
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    refuse(name, word, ", ".join(TRUE_WORDS + FALSE_WORDS))


def is_given(name):
    """Is the variable set to anything? Defaults suit a laptop; on a server some of them are named as troubles."""
    return bool(env.str(name, default="").strip())


def text(name, default):
    """One line of text that is not empty."""
    value = env.str(name, default=default)
    if not value.strip() or "\n" in value:
        refuse(name, value, "одна непустая строка")
    return value.strip()


def optional_text(name, default):
    """One line of text, or nothing."""
    value = env.str(name, default=default).strip()
    if "\n" in value:
        refuse(name, value, "одна строка, можно пустая")
    return value


def hosts(name, default):
    """Host names without scheme and port, separated by commas; at least one.

    Each is named in full: a pattern would let a visitor choose the host that letters and links name.
    """
    accepted = "полные имена узлов через запятую, без http://, порта, «*» и точки в начале"
    found = _items(name, default)
    if not found:
        refuse(name, "пусто", accepted)
    for host in found:
        if host != ".localhost" and not HOST.fullmatch(host):
            refuse(name, host, accepted)
    return found


def origins(name, *, debug):
    """Addresses with a scheme, as CSRF_TRUSTED_ORIGINS wants them; none by default.

    With DEBUG off only https: whoever can write into an http page of that host could send forms of ours.
    """
    found = _items(name, ())
    for origin in found:
        if not _is_origin(origin, _schemes(debug)):
            refuse(name, _without_person(origin), f"{_WHOLE_ADDRESS}, через запятую")
    return found


def contact(name):
    """Where somebody can be reached, as an address with a scheme; "" by default. A bare e-mail address is one, too."""
    given = env.str(name, default="").strip()
    found = f"mailto:{given}" if given and ":" not in given else given
    if found and not CONTACT.fullmatch(found):
        refuse(name, given, "адрес почты, https://… или tel:+7…")
    return found


def networks(name):
    """IP addresses or networks, separated by commas; none by default."""
    found = _items(name, ())
    for item in found:
        try:
            ipaddress.ip_network(item)
        except ValueError:
            refuse(name, item, "адреса или сети через запятую, например 127.0.0.1 или 10.0.0.0/8")
    return found


def remote_user_header(name):
    """The header by which a proxy names who has signed in there; "" by default, and then none is read.

    Its name begins with «X-», so that it can be none that means something else. Letters, figures and dashes: a server
    makes a dash of «_», and two headers would look like one.
    """
    header = optional_text(name, default="")
    if (header and not re.fullmatch(r"X(-[A-Za-z0-9]+)+", header, re.ASCII)) or header.lower().startswith(
        "x-forwarded"
    ):
        refuse(name, header, "имя заголовка вида X-Remote-User или пусто")
    return header


def remote_user_proxies(name):
    """Whose header is believed: as `networks`, and never everybody's."""
    found = networks(name)
    for item in found:
        if ipaddress.ip_network(item).prefixlen == 0:
            refuse(name, item, "адреса самих прокси, например 127.0.0.1")
    return found


def words(name):
    """Texts without blanks, separated by commas; none by default."""
    return _items(name, ())


def database(name, default, *, debug):
    """Django's settings of one database, from a URL of SQLite or PostgreSQL.

    With DEBUG off the file of SQLite needs an absolute path. A database in memory ends with its process. A relative
    path would name another file in each folder where a command is started.

    PostgreSQL may be several servers that copy each other, `h1:5432,h2:5432`: the one that takes writes is found.
    """
    url = env.str(name, default=default)
    accepted = "sqlite:///путь/к/файлу или postgres://пользователь:пароль@узел:порт/база (узлов может быть несколько)"
    scheme, separator, rest = url.partition("://")
    if scheme not in DATABASE_SCHEMES or not separator or not rest.strip("/"):
        # Only the scheme is repeated: the rest may hold a password.
        refuse(name, f"{scheme}://…" if separator else "без ://", accepted)
    try:
        config = environ.Env.db_url_config(url)
    except ValueError:  # such as a port that is no number
        refuse(name, f"{scheme}://…", accepted)
    if not config.get("NAME"):
        refuse(name, f"{scheme}://… без имени базы", accepted)
    if scheme == "sqlite" and not debug and not _is_file_path(config):
        refuse(name, f"{scheme}://…", "sqlite:////полный/путь/к/файлу (четыре черты), когда DEBUG выключен")
    if scheme != "sqlite":
        _understand_servers(name, config, rest)
    return config


def direct_database(name, *, is_pool, debug):
    """Settings of the same PostgreSQL past the pool of connections that DATABASE_URL leads to; None where there is no
    pool."""
    if not is_given(name):
        return None
    accepted = "postgres://… – адрес самого PostgreSQL, когда DATABASE_URL ведёт к нему через PgBouncer"
    if not is_pool or env.str(name).startswith("sqlite:"):
        refuse(name, f"{env.str(name).partition('://')[0]}://…", accepted)
    return database(name, default="", debug=debug)


def servers_of(config):
    """Host and port of each server that settings of a PostgreSQL name."""
    hosts, ports = (str(config.get(name) or "").split(",") for name in ("HOST", "PORT"))
    return [(host, port or "5432") for host, port in zip(hosts, ports, strict=True) if host]


def is_command():
    """Is this process `manage.py`, which works for itself, and no web process, of which there are many?"""
    return Path(sys.argv[0]).name == "manage.py"


def is_migrating():
    """Does this process run `manage.py migrate`, which alone may make a database and take its time?"""
    return is_command() and sys.argv[1:2] == ["migrate"]


def email(name, default):
    """Django's EMAIL_* settings from a URL."""
    url = env.str(name, default=default)
    scheme, separator, _ = url.partition("://")
    accepted = "consolemail://, dummymail:// или smtp+tls://имя:пароль@узел:порт (также smtp, smtp+ssl)"
    if scheme not in EMAIL_SCHEMES or not separator:
        refuse(name, f"{scheme}://…" if separator else "без ://", accepted)
    try:
        parts = urlsplit(url)
        host, has_port = parts.hostname or "", parts.port != 0
    except ValueError:  # such as a port that is no number
        refuse(name, f"{scheme}://…", accepted)
    # A password with an unescaped «/», «?» or «#» ends the host too early: the rest shows it.
    rest = parts.path.strip("/") + parts.query + parts.fragment
    if scheme.startswith("smtp") and (rest or not has_port or not HOST.fullmatch(f"[{host}]" if ":" in host else host)):
        refuse(name, f"{scheme}://…", accepted)
    return environ.Env.email_url_config(url)


def program(name, default):
    """The whole path of a program that the server may have; "" where it is not there, and for an empty variable or
    «off». One that is named and missing stops nothing: `is_missed` says so."""
    wanted = env.str(name, default=default).strip()
    return "" if wanted.lower() == "off" else (shutil.which(wanted) or "" if wanted else "")


def is_missed(name, found):
    """Whether the variable names a program that is not there."""
    return is_given(name) and not found and env.str(name).strip().lower() != "off"


def choice(name, default, among):
    """One word of a few."""
    word = env.str(name, default=default).strip()
    if word not in among:
        refuse(name, word, ", ".join(among))
    return word


def site_url(name, default, *, debug):
    """The address that letters name, without the last slash; with DEBUG off it is https, because links for passwords
    lead there."""
    address = env.str(name, default=default).strip().rstrip("/")
    if not _is_origin(address, _schemes(debug)):
        refuse(name, _without_person(address), _WHOLE_ADDRESS)
    return address


def hsts_preload(name, *, subdomains):
    """Whether browsers may keep this host in their own lists, which takes all its subdomains along."""
    if not (wanted := flag(name, default=False)) or subdomains:
        return wanted
    raise ImproperlyConfigured(
        f"Переменная окружения {name}: списки браузеров принимают узел только вместе со всеми поддоменами. "
        "Допустимо: False или вместе с HSTS_SUBDOMAINS=True."
    )


def secret_key(name, *, debug):
    """The signing key: required and hard to guess when DEBUG is off; a known one is good enough on a laptop."""
    key = env.str(name, default="").strip()
    if debug:
        return key or DEVELOPMENT_KEY
    # The limits are those of Django's `check --deploy`, held at the start.
    if key == DEVELOPMENT_KEY or key.startswith("django-insecure-") or len(key) < 50 or len(set(key)) < 5:
        # The key is never repeated: a short one may be in use elsewhere.
        refuse(name, "не показано" if key else "пусто", "случайная строка от 50 знаков, когда DEBUG выключен")
    return key


def history_keys(name, before, *, signing_key):
    """The keys that seal the histories: the one in force first, then those of before. Without one in force it is made
    of the signing key. What was sealed so still verifies once there is a key of its own."""
    key = env.str(name, default="").strip()
    if key and len(key) < LEAST_HISTORY_KEY:
        refuse(name, "…", f"случайная строка от {LEAST_HISTORY_KEY} знаков")
    derived = hashlib.sha256(f"history:{signing_key}".encode()).hexdigest()
    return list(dict.fromkeys(filter(None, [key, *_items(before, ()), derived])))


def second_factor_keys(name, before, *, signing_key):
    """The keys that open what the database keeps of the second step, as identities of age: the one in force first,
    then those of before. Without one in force the signing key stands for it, and it goes on opening what it closed."""
    key = env.str(name, default="").strip()
    if key and len(key) < LEAST_HISTORY_KEY:
        refuse(name, "…", f"случайная строка от {LEAST_HISTORY_KEY} знаков")
    given = dict.fromkeys(filter(None, [key, *_items(before, ()), signing_key]))
    return [_identity_of(hashlib.sha256(f"second-factor:{one}".encode()).digest()) for one in given]


def refuse_debug_in_public(debug, allowed_hosts):
    """Stop when DEBUG, which shows settings and code to visitors, meets a host that others can reach."""
    public = [host for host in allowed_hosts if host not in LOOPBACK_HOSTS]
    if debug and public:
        raise ImproperlyConfigured(
            f"DEBUG включён, а ALLOWED_HOSTS содержит «{', '.join(public)}». Режим отладки показывает "
            f"посетителям внутреннее устройство: задайте DEBUG=False или оставьте в ALLOWED_HOSTS только "
            f"{', '.join(LOOPBACK_HOSTS)}."
        )


def refuse_debug_under_a_server(debug):
    """Stop a real server whose unit file forgot DEBUG: the default suits a laptop's `manage.py runserver` only."""
    if debug:
        raise ImproperlyConfigured(
            "DEBUG включён, а программу запускает сервер (config.wsgi). Режим отладки показывает посетителям "
            "внутреннее устройство: задайте DEBUG=False, SECRET_KEY и ALLOWED_HOSTS."
        )


BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def _identity_of(secret):
    """32 bytes as age writes its keys: five bits a letter, then six letters by which a slip shows (BIP 173)."""
    prefix = "age-secret-key-"
    bits = int.from_bytes(secret) << 4  # 256 bits, filled up to 52 letters
    values = [bits >> 5 * place & 31 for place in reversed(range(52))]
    checked = [ord(one) >> 5 for one in prefix] + [0] + [ord(one) & 31 for one in prefix] + values + [0] * 6
    sum_ = _polymod(checked) ^ 1
    values += [sum_ >> 5 * place & 31 for place in reversed(range(6))]
    return f"{prefix}1{''.join(BECH32[value] for value in values)}".upper()


def _polymod(values):
    sum_ = 1
    for value in values:
        top, sum_ = sum_ >> 25, (sum_ & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            sum_ ^= generator if top >> place & 1 else 0
    return sum_


_WHOLE_ADDRESS = "адрес вида https://otchet.example.ru, без имени, пути и «*» (http:// – только при DEBUG=True)"


def _schemes(debug):
    return ("http", "https") if debug else ("https",)


def _is_origin(address, schemes):
    """Whether an address is a scheme, a host named in full and perhaps a port, and nothing else."""
    scheme, _, rest = address.partition("://")
    host, port = re.fullmatch(r"(.*?)(?::(\d{1,5}))?", rest, re.DOTALL).groups()
    return scheme in schemes and bool(HOST.fullmatch(host)) and (port is None or 0 < int(port) < 65536)


def _without_person(address):
    """An address for a message: the part before «@» may contain a password."""
    _, separator, rest = address.rpartition("@")
    return f"…@{rest}" if separator else address


def _understand_servers(name, config, rest):
    """Put HOST, PORT and target_session_attrs of several servers into Django's settings as libpq takes them."""
    attributes = config.get("OPTIONS", {}).get("target_session_attrs")
    servers = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2].split(",")
    is_one = len(servers) == 1
    if attributes not in (*WRITING, None, *(["any"] if is_one else [])):
        refuse(name, f"target_session_attrs={attributes}", " или ".join(WRITING))
    if is_one:
        return
    found = [SERVER.fullmatch(server) for server in servers]
    if not all(found) or not all(0 < int(one["port"] or 5432) < 65536 for one in found):
        refuse(name, "несколько узлов", "postgres://пользователь:пароль@узел1:порт,узел2:порт/база")
    config["HOST"] = ",".join(one["host"].strip("[]") for one in found)
    config["PORT"] = ",".join(one["port"] or "5432" for one in found)
    config.setdefault("OPTIONS", {}).setdefault("target_session_attrs", WRITING[0])


def _is_file_path(config):
    path = config["NAME"]
    is_inside_memory = ":memory:" in path or "mode" in config.get("OPTIONS", {})
    return path.startswith("/") and not path.endswith("/") and not is_inside_memory


def _items(name, default):
    value = env.str(name, default=",".join(default))
    return [item.strip() for item in value.split(",") if item.strip()]
