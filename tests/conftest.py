"""What all tests share. Which database they run on is decided by DATABASE_URL, as everywhere.

Without it they run on SQLite; `python tools/with_postgres.py python -m pytest` runs those that use the
database on PostgreSQL.
"""

import gc
import json
import os
import shutil
from collections import Counter
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import login
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import Client

from reports.files.read import first_look, printed, process, safe
from reports.files.read.child import read_file, read_list
from reports.files.read.rows import Unreadable
from reports.imports import jobs
from tests import clients, emptied, factories, migrated, replayed, rewritten

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
UNDER_CI = bool(os.environ.get("CI"))
STRESS = bool(os.environ.get("POBRATIM_STRESS"))
MANY = 50 if STRESS else 4  # rows or reports, where there must not be more queries than for one
# They begin, so that nobody waits for them at the end. PostgreSQL has some more of them than SQLite.
LONGEST = ("test_kills.py", "test_move_from_sqlite.py", "test_two_sessions.py", "test_state_machine.py")
SAMPLE = 30  # of so many tests of a file one runs on PostgreSQL, where the file has no mark
ROWS = 5  # and of so many rows of one test, where it has
REPEATING = tuple(f"tests/reports/{folder}/" for folder in ("actions", "imports", "management", "pages", "queries"))
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "admin_user", "admin_client"}
MIGRATING = pytest.StashKey()  # the process that migrates a database for all workers

# Playwright keeps an event loop running in the thread of the tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure(config):
    """Hash passwords of the cast cheaply: the real hasher takes a quarter of a second for each."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CONVERTER = ""  # whatever this machine has; tests of LibreOffice ask for it
    emptied.install()
    clients.install()
    replayed.install()


def pytest_sessionstart(session):
    """Migrate one database for all workers, while they collect, and share the work of collecting among them."""
    config = session.config
    if _is_worker(config):
        rewritten.rewrite_share(config)
    if getattr(config.option, "numprocesses", None) and not (_is_worker(config) or config.option.collectonly):
        config.stash[MIGRATING] = migrated.start(config._tmp_path_factory.getbasetemp())


def pytest_unconfigure(config):
    if process := config.stash.get(MIGRATING, None):
        process.wait()


def pytest_collection_finish(session):
    """What was imported and collected stays to the end: the collector of garbage need not go through it each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """On PostgreSQL run what may answer otherwise there: tests that use the database, without a browser. All of the
    files marked `every_database` (of a test with many rows every fifth, unless the mark says `rows="all"`) and all with
    transactions of their own, of the others a sample, the first of each file among it. No test of seconds that asks the
    database nothing of its own (`one_database`). The stress run asks for all."""
    items.sort(key=lambda item: item.path.name not in LONGEST)
    if os.environ.get("CI"):
        for item in items:
            # LibreOffice is a program of others that stumbles on a busy machine; the closing line counts such runs.
            if "needs_program" in item.fixturenames:
                item.add_marker(pytest.mark.flaky(reruns=1))
    if connection.vendor == "sqlite":
        return
    kept, dropped, seen = [], [], Counter()
    for item in items:
        is_dear = not STRESS and bool(item.get_closest_marker("one_database"))
        needed = _uses_database(item) and "browser" not in item.fixturenames and not is_dear
        if needed and not (STRESS or _has_own_transactions(item)):
            mark = item.get_closest_marker("every_database")
            counted = (item.path, item.originalname) if mark else item.path
            seen[counted] += 1
            if not (mark and mark.kwargs.get("rows") == "all"):
                needed = seen[counted] % (ROWS if mark else SAMPLE) == 1
        (kept if needed else dropped).append(item)
    config.hook.pytest_deselected(items=dropped)
    items[:] = kept


def _uses_database(item):
    return bool(item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames))


def _has_own_transactions(item):
    mark = item.get_closest_marker("django_db")
    return bool((mark and mark.kwargs.get("transaction")) or "transactional_db" in item.fixturenames)


# They know no database, and a browser has one: on PostgreSQL the half of all tests need not even be collected.
collect_ignore = [] if connection.vendor == "sqlite" else ["browser", "reports/prose", "reports/files"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, request, tmp_path_factory):
    """Give SQLite a file of this run and worker, so that two runs in one checkout do not meet. It need not outlive the
    machine, so nothing waits for the disk. A worker takes a copy of the database that was migrated for all."""
    path = tmp_path_factory.mktemp("database") / "test.sqlite3"
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(path)
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    if _is_worker(request.config):
        migrated.take(tmp_path_factory.getbasetemp().parent, connection, path)


@pytest.fixture(scope="session")
def django_db_keepdb(request):
    """The copied file is the database; otherwise it would be removed first."""
    return connection.vendor == "sqlite" and _is_worker(request.config)


@pytest.fixture(scope="session")
def migrated_file(request, tmp_path_factory):
    """An SQLite file with today's tables, to be copied; None where the run has made none for its workers."""
    if connection.vendor != "sqlite" or not _is_worker(request.config):
        return None
    return migrated.wait(tmp_path_factory.getbasetemp().parent) / migrated.FILE


def _is_worker(config):
    return hasattr(config, "workerinput")


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


# What Chromium draws of its own window for each new page, and no test ever sees: a process that takes a third of a
# second. The other names are those that Playwright turns off; a second switch of the same name replaces the first.
WINDOW_PARTS = (
    "WebUIOmniboxAimPopup,WebUIOmniboxPopup,WebUIOmniboxFullPopup,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,MediaRouter,OptimizationHints,"
    "PaintHolding,ThirdPartyStoragePartitioning"
)


@pytest.fixture(scope="session")
def browser_type_launch_args(needs_program):
    """Start the Chromium of the system, as root too, and keep it from calling home. Its build without a window opens a
    page in a fifth of the time; the stress run takes the one that people have."""
    without_window = shutil.which("chromium-headless-shell")
    return {
        "executable_path": without_window if without_window and not STRESS else needs_program("chromium"),
        "args": [
            f"--disable-features={WINDOW_PARTS}",
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


@pytest.fixture(autouse=True)
def no_converter(monkeypatch):
    """LibreOffice takes two seconds a file: a test that wants it switches it on (`settings.CONVERTER`)."""
    monkeypatch.setattr(settings, "CONVERTER", "")


@pytest.fixture(autouse=True)
def tables_read_here(request, monkeypatch):
    """Files are read in this process, because another one takes ten times as long to start as most of them to be read.
    What the process itself does, its limits and hostile files are tested under the mark `child_process`."""
    if not request.node.get_closest_marker("child_process"):
        monkeypatch.setattr(process, "_answer", _answer_here)


@pytest.fixture(scope="session", autouse=True)
def run_begins():
    """What pytest itself replaces is replaced by now."""
    replayed.run_begins()


@pytest.fixture(autouse=True)
def factories_repeat(request, monkeypatch, imports_at_once, no_converter, tables_read_here):
    """What factories have made from the same rows before, they make again by its statements (replayed.py)."""
    if request.path.relative_to(ROOT).as_posix().startswith(REPEATING):
        replayed.begin(monkeypatch)
    yield
    replayed.end()


def _answer_here(data, wishes, seconds, tell=None):
    """What the child would answer, by way of JSON as from there; an error of the program is raised as it is."""

    def told(*counts):
        if tell and tell(*counts) is False:
            raise process.Stopped

    wishes = dict(wishes)
    try:
        if wishes.pop("is_probe", False):
            answer = {"left": []}
        elif "look" in wishes:
            answer = first_look.answer(data, wishes)
        elif wishes.pop("is_list", False):
            answer = read_list(data)
        elif "printed" in wishes:
            answer = printed.as_json(printed.read_printed(data, wishes["printed"]))
        else:
            kind, read = read_file(data, tell=told, **wishes)
            answer = {"kind": kind, "read": asdict(read)}
    except (MemoryError, RecursionError) as error:
        raise Unreadable(safe.TOO_COMPLEX) from error
    return json.loads(json.dumps(answer))


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker):
    """Function → the context in which a fixture of a whole module fills the database. What it makes is there for every
    test of the module, and each test takes back only its own. For dear worlds, beside which nothing else is made: not
    where tests have transactions of their own or a live server."""
    everything = transaction.atomic()
    everything._from_testcase = True  # so that code may ask for an outermost transaction
    with django_db_blocker.unblock():
        everything.__enter__()
    replayed.another_world()
    yield django_db_blocker.unblock
    replayed.another_world()
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        everything.__exit__(None, None, None)


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
            _sign_in(client, user)
        return client

    return make


def _sign_in(client, user):
    client.cookies[settings.SESSION_COOKIE_NAME] = _session_of(user)


@replayed.replayed
def _session_of(user):
    """As `force_login`, but without the session of nobody that it makes, saves and deletes first: half of its time."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, user, settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    return request.session.session_key


@pytest.fixture
def period(smolensk, vyazma):
    """The open quarter of the two municipalities."""
    return factories.make_period()
