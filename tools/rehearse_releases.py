"""The upgrades of tools/rehearse.py: releases made for it are pushed into the REPOSITORY, and the guide is followed.

Two go well. One fails in its second migration and one answers badly for ever: both must leave the old release, the old
database and an open door behind, and say so.
"""

import re
import subprocess
import tempfile
from pathlib import Path

from rehearse_walk import Failed, walk_after

WORKS = """from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("municipalities", "{before}")]
    operations = [migrations.RunSQL("CREATE TABLE rehearsal_{name} (number integer)", "DROP TABLE rehearsal_{name}")]
"""
FAILS = WORKS.replace("CREATE TABLE rehearsal_{name} (number integer)", "SELECT nothing FROM nowhere")


def rehearse(debian):
    """Every kind of upgrade, in order. Raises Failed where one goes otherwise than the guide says."""
    with tempfile.TemporaryDirectory() as folder:
        work = Work(Path(folder, "work"), debian.folder / "srv/repository")
        work.release("1.901")
        upgrade(debian, "1.901")
        work.migration("one", WORKS)
        work.release("1.902")
        upgrade(debian, "1.902")
        tables = debian.run('cd / && sudo -u postgres psql -tA -c "SELECT count(*) FROM pg_tables" pobratim')

        works, fails = work.migration("two", WORKS), work.migration("three", FAILS)
        work.release("1.903")
        refused(debian, "1.902", "Обновляю базу")
        for path in (fails, works):
            path.unlink()
        red = work.folder / "config" / "health.py"
        text = red.read_text(encoding="utf-8")
        red.write_text(text.replace("def health(request):", "def health(request):\n    raise RuntimeError", 1))
        work.migration("two", WORKS)
        work.release("1.904")
        refused(debian, "1.902", "Жду, пока она ответит")
        if debian.run('cd / && sudo -u postgres psql -tA -c "SELECT count(*) FROM pg_tables" pobratim') != tables:
            raise Failed("A failed upgrade has left tables behind")
        red.write_text(text, encoding="utf-8")
        work.release("1.905")
        upgrade(debian, "1.905")
    kept = debian.run("ls /opt/pobratim/releases").split()
    if len(kept) != 3:
        raise Failed(f"Of the old releases there are {kept}")


class Work:
    """A working copy of the REPOSITORY."""

    def __init__(self, folder, repository):
        self.folder, self.repository = folder, repository
        subprocess.run(["git", "clone", "--quiet", repository, folder], check=True)
        self.branch = self._git("branch", "--show-current").strip()

    def migration(self, name, words):
        """Put a migration behind the last one; returns its path."""
        place = self.folder / "municipalities" / "migrations"
        last = sorted(place.glob("[0-9]*.py"))[-1].stem
        path = place / f"{int(last[:4]) + 1:04}_rehearsal_{name}.py"
        path.write_text(words.format(before=last, name=name))
        return path

    def release(self, version):
        file = self.folder / "config" / "version.py"
        file.write_text(re.sub(r'VERSION = ".*"', f'VERSION = "{version}"', file.read_text(encoding="utf-8")))
        self._git("add", "--all")
        self._git("-c", "user.name=x", "-c", "user.email=x@x", "commit", "--quiet", "--message", version)
        self._git("push", "--quiet", "origin", self.branch)

    def _git(self, *words):
        done = subprocess.run(["git", "-C", self.folder, *words], check=True, capture_output=True, text=True)
        return done.stdout


def upgrade(debian, version):
    """The guide's commands; the program is the new one, and people find their work."""
    debian.follow("Upgrade")
    print(" ".join(re.findall(r"Работает версия[^\n]*", debian.said)), flush=True)
    running(debian, version)


def refused(debian, version, step):
    """The same, and the old one is back."""
    try:
        debian.follow("Upgrade")
    except Failed:
        if f"Не получилось: {step}." not in debian.said or "Работает прежняя версия" not in debian.said:
            raise
    else:
        raise Failed("A release that cannot work was not refused")
    print(re.findall(r"ОСТАНОВЛЕНО[^\n]*", debian.said)[-1], flush=True)
    running(debian, version)


def running(debian, version):
    walk_after()
    current = debian.run("readlink -f /opt/pobratim/current").strip().rsplit("/", 1)[-1]
    if current != version:
        raise Failed(f"{current} runs, and not {version}")
    if debian.run("ls /opt/pobratim").split() != ["current", "releases"]:
        raise Failed("The door is still closed")
