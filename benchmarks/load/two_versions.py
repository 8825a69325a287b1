"""An upgrade under load: `python -m benchmarks.load.two_versions [REVISION]`.

The code of REVISION serves officers behind nginx; without it that of the last commit before the number of the version
changed, which is the release before only where a release begins with its number. Its libraries are installed. Then
comes the upgrade as ops/upgrade.sh does it: nginx is closed, the old web processes stop, this version migrates the
database, its own start. Whoever works meanwhile gets nginx's page, keeps the form that he has open and sends it to the
new version. `--together` shows why it is closed: the old web processes go on while the database is migrated, and after
it until the new ones are there.
"""

import argparse
import subprocess
import sys
import time

from benchmarks.load.day import Day
from benchmarks.load.stage import ROOT, Stage, address_of, healthy
from tools.old_database import PYTHON_OF, libraries

COORDINATORS = 2
MOST = 60  # seconds of the page that says that the program rests


def main(words):
    """Exit status 1 where anything was lost, or people waited longer than MOST."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load.two_versions")
    parser.add_argument("revision", nargs="?")
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--together", action="store_true")
    asked = parser.parse_args(words)
    revision = asked.revision or f"{_git('log', '-1', '--format=%h', '--', 'config/version.py')}^"
    with Stage() as stage:
        old = stage.folder / "old"
        _git("worktree", "add", "--quiet", "--detach", str(old), revision)
        try:
            return _upgrade(stage, old, asked)
        finally:
            _git("worktree", "remove", "--force", str(old))


def _upgrade(stage, old, asked):
    stage.surroundings["DATABASE_URL"] = address_of(stage.postgres(durable=False))
    libraries(old, stage.folder)
    stage.python_of |= PYTHON_OF
    stage.prepare(asked.people, COORDINATORS, cwd=old)
    # The new version lies ready beside the old one.
    stage.python("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
    before = [stage.node("old", workers=2, cwd=old)]
    door, told, after = stage.nginx(before), {}, []
    day = Day(door.port, asked.people, asked.minutes, COORDINATORS)

    def upgrade(is_over):
        is_over(asked.minutes * 60 / 2)
        began = time.monotonic()
        if not asked.together:
            stage.closed.touch()
            before[0].stop()
        stage.python("manage.py", "migrate", "--verbosity", "0")
        told["migrated after"] = time.monotonic() - began
        if asked.together:
            is_over(10)
            before[0].stop()
        after.append(stage.node("new", workers=2, port=before[0].port))
        stage.closed.unlink(missing_ok=True)
        while not healthy(door.port):
            time.sleep(0.2)
        told["pages there after"] = time.monotonic() - began

    day.work(upgrade)
    print(f"from {_git('log', '-1', '--format=%h of %ad', '--date=short', cwd=old)} to this version")
    for what, seconds in told.items():
        print(f"{what} {seconds:.1f} s")
    day.print(before + after)
    gone = day.reconcile(stage)
    return 0 if day.is_whole and not gone and told.get("pages there after", MOST + 1) <= MOST else 1


def _git(*words, cwd=ROOT):
    done = subprocess.run(["git", *words], cwd=cwd, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
