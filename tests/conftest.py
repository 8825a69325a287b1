"""What all tests share. Which database they run on is decided by DATABASE_URL, as everywhere.

Without it they run on SQLite; `python tools/with_postgres.py python -m pytest` runs those that use the
database on PostgreSQL.
"""

import copy
import gc
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from municipalities.lists import fixtures
from reports.imports import jobs
from tests import factories

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
UNDER_CI = bool(os.environ.get("CI"))
STRESS = bool(os.environ.get("POBRATIM_STRESS"))
SAMPLE = 5  # of so many plain tests of a file one runs on PostgreSQL
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "admin_user", "admin_client"}

# Playwright keeps an event loop running in the thread of the tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure(config):
    """Hash passwords of the cast cheaply: the real hasher takes a quarter of a second for each."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_finish(session):
    """What was imported and collected stays to the end: the collector of garbage need not go through it each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL run what may answer otherwise there: tests that use the database, without a browser. A sample of
    the tests marked `plain_sql` is enough, unless the stress run asks for all or the test has transactions of its own.
    Order, search, locks, limits and constraints have their tests in files without the mark."""
    if connection.vendor == "sqlite":
        return
    kept, dropped, plain = [], [], Counter()
    for item in items:
        needed = _uses_database(item) and "browser" not in item.fixturenames
        if needed and not STRESS and item.get_closest_marker("plain_sql") and not _has_own_transactions(item):
            plain[item.path] += 1
            needed = plain[item.path] % SAMPLE == 2
        (kept if needed else dropped).append(item)
    config.hook.pytest_deselected(items=dropped)
    items[:] = kept


def _uses_database(item):
    return bool(item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames))


def _has_own_transactions(item):
    mark = item.get_closest_marker("django_db")
    return bool((mark and mark.kwargs.get("transaction")) or "transactional_db" in item.fixturenames)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """Give SQLite a file of this run and worker, so that two runs in one checkout do not meet."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


def unavailable(reason):
    """Skip the test on a laptop; fail it under CI, where everything has been installed."""
    if UNDER_CI:
        pytest.fail(f"{reason} (under CI this is an error)", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared():
    """Folder with the official report and the reference lists, beside the checkout."""
    if not SHARED.is_dir():
        unavailable(f"the folder {SHARED.name} with the official report is not beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def needs_program():
    """Function name → path of an installed program; ends the test without one."""

    def find(name):
        path = shutil.which(name)
        if path is None:
            unavailable(f"the program {name} is not installed")
        return path

    return find


@pytest.fixture(scope="session")
def browser_type_launch_args(needs_program):
    """Start the Chromium of the system, as root too, and keep it from calling home."""
    return {
        "executable_path": needs_program("chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(autouse=True)
def imports_at_once(monkeypatch):
    """Uploaded tables are worked on where they are handed over, in this thread and this transaction."""
    monkeypatch.setattr(jobs, "in_background", jobs.work)


@pytest.fixture(autouse=True, scope="session")
def shipped_lists_are_read_once():
    """Each of them costs a child process, and many tests begin with them."""
    plain, known = fixtures.read_list, {}

    def read_list(data):
        if data not in known:
            known[data] = plain(data)
        return copy.deepcopy(known[data])

    fixtures.read_list = read_list
    yield
    fixtures.read_list = plain


# The cast: two officers of different municipalities, coordinator, observer, list administrator, stranger,
# nobody.


@pytest.fixture
def smolensk(db):
    return factories.make_municipality("Смоленск", label="город Смоленск", heading="город Смоленск", is_capital=True)


@pytest.fixture
def vyazma(db):
    return factories.make_municipality("Вяземский")


@pytest.fixture
def smolensk_officer(smolensk):
    user = factories.make_user("smolensk", "Белова Татьяна Ивановна", phone="8 (4812) 00-01-20")
    factories.make_officer(user, smolensk)
    return user


@pytest.fixture
def vyazma_officer(vyazma):
    user = factories.make_user("vyazma", "Сомова Лидия Андреевна", email="somova@vyazma.example")
    factories.make_officer(user, vyazma)
    return user


@pytest.fixture
def coordinator(db):
    return factories.make_user("coordinator", "Орлова Елена Викторовна", is_coordinator=True)


@pytest.fixture
def observer(db):
    """Reads how the quarters go, and writes nothing."""
    return factories.make_user("observer", "Лебедев Константин Юрьевич", is_observer=True)


@pytest.fixture
def list_administrator(db):
    return factories.make_user("lists", "Зимин Павел Олегович", is_list_administrator=True)


@pytest.fixture
def stranger(db):
    """Signed in, but with no role."""
    return factories.make_user("stranger", "Чужой Сергей Львович")


@pytest.fixture
def client_of():
    """Function user → signed-in client; None gives a client that is not signed in."""

    def make(user):
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return make


@pytest.fixture
def period(smolensk, vyazma):
    """The open quarter of the two municipalities."""
    return factories.make_period()
