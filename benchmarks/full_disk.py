"""Backup and restore where the disk is full: `python -m benchmarks.full_disk [sqlite|postgresql]`.

As root, because it mounts small disks. A database with some megabytes of files is saved onto disks of every size from
nothing to enough, and restored with a temporary folder, and onto a place, of every size. Each time the command either
does the whole or ends with 1 and a Russian sentence; nothing is left of a failure, and the data that were there stay.
Prints a line for each; exit status 1 where anything is not so.
"""

import contextlib
import os
import re
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.faults_places import MEGABYTE, Postgres, Sqlite, fill, small_disk
from config import backup_file

ROOT = Path(__file__).resolve().parent.parent
FILLING = "filling"  # the file that takes a disk's last byte
MEGABYTES = 6  # of files in the database
FILL = f"""import django; django.setup()
import secrets
from municipalities.models import User
from reports.models import StoredFile
by = User.objects.create_user("officer", full_name="Анна Петрова")
for number in range({MEGABYTES}):
    StoredFile.keep(secrets.token_bytes(2**20), name=f"{{number}}.pdf", content_type="application/pdf", by=by)"""
COUNT = """import django; django.setup()
from reports.models import StoredFile
print(StoredFile.objects.count())"""


def main(words):
    """Exit status: 0 all is as it shall be, 1 not, 2 it cannot run here."""
    if os.geteuid():
        print("Needs root.", file=sys.stderr)
        return 2
    wrong = 0
    for place in (Sqlite, Postgres):
        if not words or place.name.lower() in words:
            with tempfile.TemporaryDirectory(prefix="pobratim-full-") as folder:
                Path(folder).chmod(0o755)
                wrong += Rehearsal(Path(folder), place).run()
    return 1 if wrong else 0


class Rehearsal:
    """One database, and the disks around it."""

    def __init__(self, folder, place):
        self.folder, self.place = folder, place(folder / "disk")
        self.file, self.number = folder / "whole.pobratim", 0
        self.surroundings = os.environ | {
            "DATABASE_URL": self.place.url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "BACKUP_KEY": backup_file.new_key(),
            "HISTORY_KEY": secrets.token_urlsafe(64),
            "CONVERTER": "off",
            "PATH": f"{getattr(self.place, 'programs', '')}:{os.environ['PATH']}",
        }

    def run(self):
        """Returns how often it was not as it shall be."""
        with small_disk(self.folder / "disk", 400), self.place.running():
            self._python("manage.py", "migrate", "--verbosity", "0")
            self._python("-c", FILL)
            self.place.made()
            self._python("manage.py", "backup", str(self.file))
            wrong = sum(not self._backup(size) for size in (0, 1, 4, 7, 10, 15, 20, 60))
            wrong += sum(not self._restore(f"temporary folder of {size} MB", temporary=size) for size in (0, 4, 10, 60))
            return wrong + sum(not self._restore(f"{left} MB in the place", left=left) for left in (0, 2, 5, 60))

    def _backup(self, size):
        """Onto a disk of so many megabytes."""
        with self._disk(size) as disk:
            done = self._ask("backup", str(disk / "copy.pobratim"))
            left = [path.name for path in disk.iterdir() if path.name != FILLING]
            is_whole = done.returncode == 0 and left == ["copy.pobratim"]
            if is_whole:
                is_whole = self._ask("restore", "--check", str(disk / "copy.pobratim")).returncode == 0
        return self._tell(f"backup onto {size} MB", done, is_whole, left=[] if is_whole else left)

    def _restore(self, what, *, temporary=100, left=None):
        """Into an empty place on a disk of its own, on which so many megabytes are left."""
        with self._disk(temporary) as temp, self._disk(100) as disk, self.place.empty(disk) as (url, content):
            if left is not None:
                fill(disk)
                os.truncate(disk / FILLING, (disk / FILLING).stat().st_size - left * MEGABYTE)
            there = {"DATABASE_URL": url, "TMPDIR": str(temp)}
            done = self._ask("restore", str(self.file), **there)
            (disk / FILLING).unlink(missing_ok=True)  # PostgreSQL lets nobody in without a byte
            is_whole = done.returncode == 0 and self._python("-c", COUNT, **there) == str(MEGABYTES)
            found = [path.name for path in temp.iterdir() if path.name != FILLING]
            return self._tell(f"restore, {what}", done, is_whole, left=found + ([] if is_whole else content()))

    def _tell(self, what, done, is_whole, *, left):
        words = done.stderr.strip().splitlines()[:1] or [""]
        is_refused = done.returncode == 1 and re.search("[а-я]", done.stderr) and "Traceback" not in done.stderr
        is_kept = self._python("-c", COUNT) == str(MEGABYTES)
        wrong = [] if is_whole or is_refused else [f"status {done.returncode}"]
        wrong += [f"left behind: {', '.join(left)}"] if left else []
        wrong += [] if is_kept else ["the data that were there are not"]
        told = "whole" if is_whole else words[0][:110]
        print(f"{self.place.name:10} {what:40} {told} | {'; '.join(wrong) or 'as it shall be'}", flush=True)
        return not wrong

    @contextlib.contextmanager
    def _disk(self, megabytes):
        """A disk of that size; of 0 one without a free byte."""
        self.number += 1
        with small_disk(self.folder / f"disk{self.number}", megabytes or 1) as disk:
            if not megabytes:
                fill(disk)
            yield disk

    def _ask(self, *words, **changes):
        return subprocess.run(
            [sys.executable, "-W", "ignore", "manage.py", *words],
            cwd=ROOT,
            env=self.surroundings | changes,
            capture_output=True,
            text=True,
            check=False,
        )

    def _python(self, *words, **changes):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", *words],
            cwd=ROOT,
            env=self.surroundings | changes,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
