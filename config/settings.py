"""All settings of the project. Every default works on a laptop; docs/operating.md lists the variables."""

from pathlib import Path

from config import environment
from config.version import VERSION as VERSION  # the footer names it to administrators

BASE_DIR = Path(__file__).resolve().parent.parent

# From the environment

DEBUG = environment.flag("DEBUG", default=True)
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", default=("localhost", "127.0.0.1", "[::1]"))
environment.refuse_debug_in_public(DEBUG, ALLOWED_HOSTS)
# What suits a laptop only is a trouble here (config/troubles.py). Said aloud, because tests switch DEBUG off later.
IS_SERVER = not DEBUG
SECRET_KEY = environment.secret_key("SECRET_KEY", debug=DEBUG)
HAS_OWN_HISTORY_KEY = environment.is_given("HISTORY_KEY")
HISTORY_KEYS = environment.history_keys("HISTORY_KEY", "HISTORY_KEYS_BEFORE", signing_key=SECRET_KEY)
CSRF_TRUSTED_ORIGINS = environment.origins("CSRF_TRUSTED_ORIGINS", debug=DEBUG)
HAS_OWN_DATABASE = environment.is_given("DATABASE_URL")
DATABASES = {
    "default": environment.database("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}", debug=DEBUG)
}
# Past a pool of connections (PgBouncer) to the same database: for whoever needs a session of his own.
_direct = environment.direct_database(
    "DATABASE_DIRECT_URL", is_pool="postgres" in DATABASES["default"]["ENGINE"], debug=DEBUG
)
IS_POOL_KNOWN = _direct is not None
IS_POOLED = IS_POOL_KNOWN and not environment.is_command()
if _direct and not IS_POOLED:
    DATABASES["default"] = _direct
vars().update(environment.email("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10  # seconds; a mail server that does not answer must not hold a web process
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("DEFAULT_FROM_EMAIL", default="pobratim@localhost")
# What letters written by a command name: no request tells it a host.
SITE_URL = environment.site_url(
    "SITE_URL",
    default="http://127.0.0.1:8000" if DEBUG else f"https://{ALLOWED_HOSTS[0]}",
    debug=DEBUG,
)
REGION_NAME = environment.text("REGION_NAME", default="Смоленская область")
REGION_GENITIVE = environment.text("REGION_GENITIVE", default="Смоленской области")
# LibreOffice, which opens old formats and makes PDF and ODT; "" where there is none, and then pages say so.
CONVERTER = environment.program("CONVERTER", default="soffice")
IS_CONVERTER_MISSED = environment.is_missed("CONVERTER", CONVERTER)
# Who reads uploaded tables: the web process that took them, or `manage.py import_worker` beside it.
IMPORT_WORKER = environment.choice("IMPORT_WORKER", default="embedded", among=("embedded", "service"))
# The coordinator and administrators sign in with a code from their phone. On a laptop nobody has to.
SECOND_FACTOR = environment.choice(
    "SECOND_FACTOR", default="optional" if DEBUG else "required", among=("required", "optional")
)
# Close what the database keeps of it: the keys of phones, the digests of recovery codes.
SECOND_FACTOR_KEYS = environment.second_factor_keys(
    "SECOND_FACTOR_KEY", "SECOND_FACTOR_KEYS_BEFORE", signing_key=SECRET_KEY
)

# Opens the backups of `manage.py backup`; without it none is made.
BACKUP_KEY = environment.optional_text("BACKUP_KEY", default="")

# Whose X-Forwarded-For is believed; nobody's by default.
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")

# Signing in by the header of a proxy that has asked the domain; off by default (config/accounts/proxy.py).
REMOTE_USER_HEADER = environment.remote_user_header("REMOTE_USER_HEADER")
REMOTE_USER_PROXIES = environment.remote_user_proxies("REMOTE_USER_PROXIES")
REMOTE_USER_REALMS = environment.words("REMOTE_USER_REALMS")

# How the log is written; config/logs.py reads it, too, for the server's own lines.
LOG_FORMAT = environment.choice("LOG_FORMAT", default="line", among=("line", "json"))

# Parts

INSTALLED_APPS = [
    "config.apps.PobratimAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",  # so that a laptop serves static files with the same headers
    "django.contrib.staticfiles",
    "django.forms",  # its widgets' templates, for FORM_RENDERER
    "import_export",  # its Russian words; all pages are ours
    "municipalities",
    "reports",
]

MIDDLEWARE = [
    "config.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.ContentSecurityPolicyMiddleware",
    "config.middleware.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.CompressedPagesMiddleware",
    "config.middleware.NoStoreMiddleware",
    "config.middleware.PlacedSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.accounts.same_rights.SameRightsMiddleware",
    "config.middleware.SignedInByDefaultMiddleware",
    "reports.pages.kept_filter.KeptFilterMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.middleware.OwnErrorPagesMiddleware",
    "config.middleware.DatabaseUnavailableMiddleware",
]

FORM_RENDERER = "reports.pages.form_look.PobratimRenderer"

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.door.application"  # of runserver; config.wsgi is for servers and refuses DEBUG

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_database = DATABASES["default"]
_database["CONN_MAX_AGE"] = 60  # seconds; opening SQLite anew costs a page 2 ms too
_database["CONN_HEALTH_CHECKS"] = True
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["ENGINE"] = "config.sqlite"
    # On a server a file that is gone must be missed: an empty one in its place would look like a fresh start.
    _database["MAY_CREATE"] = DEBUG or environment.is_migrating()
    # Django's defaults lose half of the concurrent read-then-write transactions to «database is
    # locked»; these lose none.
    _database["OPTIONS"] = {
        "timeout": 20,  # seconds
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    # A file: live_server and threads would share the cache of an in-memory database, in which the
    # timeout does not apply.
    _database["TEST"] = {"NAME": f"{_database['NAME']}.test"}
else:
    _database["ENGINE"] = "config.postgresql"
    # A link that is cut in silence is given up after half a minute; the kernel alone would wait two hours.
    _link = {"keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 30_000}
    _limits = {
        "statement_timeout": 20_000,  # milliseconds, as the patience of SQLite; our longest statement takes under one
        # Imports and exports work between two statements; this ends what a frozen process has left open.
        "idle_in_transaction_session_timeout": 300_000,
    }
    _given = _database.get("OPTIONS", {})
    _words = [f"-c {name}={value}" for name, value in _limits.items()]
    if environment.is_migrating() or IS_POOLED:  # a pool takes no such words and has the limits itself (ops/)
        _words = []
    _words += filter(None, [_given.get("options")])  # those of DATABASE_URL come last and win
    _database["OPTIONS"] = {"connect_timeout": 5, **_link, **_given, "options": " ".join(_words)}
    # Between two transactions a pool may give another session, which knows nothing of a cursor.
    _database["DISABLE_SERVER_SIDE_CURSORS"] = IS_POOLED
    # A pool answers while PostgreSQL is silent, so that one is asked by itself.
    _database["BEHIND_POOL"] = environment.servers_of(_direct) if IS_POOLED else []

# People

AUTH_USER_MODEL = "municipalities.User"
AUTHENTICATION_BACKENDS = ["config.people.PeopleBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "NumericPasswordValidator",
    )
] + [{"NAME": "config.accounts.passwords.EasyToGuessValidator"}]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # the link for a first password, in seconds
SECURITY_CONTACT = environment.contact("SECURITY_CONTACT")
LISTS_PHONE = environment.optional_text("LISTS_PHONE", default="8 (4812) 00-00-16" if DEBUG else "")
SESSION_ENGINE = "municipalities.models.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day since the sign-in, in seconds; unused, it ends sooner

# Language and time

LANGUAGE_CODE = "ru"
LOCALE_PATHS = [BASE_DIR / "locale"]  # Django's own sentences in the words of this program
TIME_ZONE = "Europe/Moscow"
USE_TZ = True

# Static files

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.collected.CollectedFilesStorage"
    },
}
# Said aloud, because tests switch DEBUG off after this file was read.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Security

# In the form of Django 6, which has this setting.
SECURE_CSP = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "connect-src": ["'self'"],
    "font-src": ["'self'"],
    "form-action": ["'self'"],
    "object-src": ["'none'"],
    "frame-src": ["'none'"],
    "worker-src": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
# A browser takes a cookie of such a name from this host over TLS only, so no neighbour under the domain can set it.
COOKIE_PREFIX = "" if DEBUG else "__Host-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
MESSAGE_STORAGE = "config.messages.HostMessages"

if not DEBUG:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the watchdog from inside, without TLS
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # nginx sets it, see docs/operating.md
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    # Both reach beyond this host, and the lists of browsers let nobody out for months: the office decides.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.flag("HSTS_SUBDOMAINS", default=False)
    SECURE_HSTS_PRELOAD = environment.hsts_preload("HSTS_PRELOAD", subdomains=SECURE_HSTS_INCLUDE_SUBDOMAINS)
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # they ask for these two
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# Room for a form full of long texts: a letter of Russian is 6 bytes when it is sent as %D0%90.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Django's own set-up writes to the console only when DEBUG is on, and mails nobody we know.
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.server": {"level": "CRITICAL"},  # of runserver; it would write queries
    },
}
