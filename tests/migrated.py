"""One migrated database for all workers of a run: `python -m tests.migrated FOLDER`, on DATABASE_URL.

To migrate takes a process four seconds, and every worker needs a database of its own. So the run starts this beside the
collecting of its workers, and each worker takes a copy: of a file on SQLite, of a template on PostgreSQL. The template
stays on the server until the next run makes it anew.
"""

import os
import shutil
import subprocess
import sys
import time
import traceback
from pathlib import Path

PATIENCE = 300  # seconds
ANSWER = "migrated.txt"
FILE = "migrated.sqlite3"


def start(folder):
    """By the process that starts the workers."""
    root = Path(__file__).resolve().parents[1]
    words = [sys.executable, "-W", "ignore", "-m", "tests.migrated", str(folder)]
    return subprocess.Popen(words, cwd=root, env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"})


def wait(folder):
    """The folder, when what `start` has begun is done."""
    answer, ends = Path(folder, ANSWER), time.monotonic() + PATIENCE
    while not answer.exists():
        assert time.monotonic() < ends, "the database of the run does not get ready"
        time.sleep(0.05)
    told = answer.read_text(encoding="utf-8")
    assert not told, told
    return Path(folder)


def take(folder, connection, path):
    """By a worker: the test database, which pytest-django makes next, is a copy."""
    wait(folder)
    test = connection.settings_dict["TEST"]
    test["MIGRATE"] = False
    if connection.vendor == "sqlite":
        shutil.copy(Path(folder, FILE), path)
    else:
        test["TEMPLATE"] = template_of(connection)


def template_of(connection):
    return f"test_{connection.settings_dict['NAME']}_migrated"


def make(folder):
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        settings["NAME"] = str(Path(folder, FILE))
    else:
        name = template_of(connection)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
        settings["NAME"] = name
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()


if __name__ == "__main__":
    folder = sys.argv[1]
    try:
        make(folder)
        answer = ""
    except Exception:
        answer = traceback.format_exc()
    Path(folder, "answer").write_text(answer, encoding="utf-8")
    Path(folder, "answer").rename(Path(folder, ANSWER))
