"""Carry a database of an older revision over to this one: `python tools/old_database.py REVISION`.

The older code, with the libraries of its own time, fills a database with the demo and writes the official table. It
moves a quarter on through its pages: an import, a release, an unsaved text, a sign-in that stays open. Then this code
migrates that database. Each part of the tables must be the same byte for byte, the histories whole, the sign-in open,
the unsaved text and the import still there. Exit status 0 when all of that holds, otherwise 1 with a line for each
thing that does not.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUARTER = ("2024", "4")
# Checkout → its Python, where that is another than ours.
PYTHON_OF = {}

# Runs in the older checkout; names of modules change, addresses and models keep theirs.
LIVE = """
import json, time, uuid
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html
from reports.models import EditDraft, ImportJob, Period, Release, State, Submission

def signed_in(username):
    client = Client(HTTP_HOST="localhost")
    answer = client.post(reverse("login"), {"username": username, "password": "pobratim-demo"})
    assert answer.status_code == 302, (username, answer.status_code)
    return client

def sent(answer, *, ok=(200, 302)):
    assert answer.status_code in ok, (answer.status_code, answer.content.decode()[:2000])
    return answer

coordinator = signed_in("coordinator")
period = Period.objects.get(year=2024, quarter=4)
place = [period.year, period.quarter]
close = reverse("period_close", args=place)
page = html.fromstring(sent(coordinator.get(close)).content.decode())
form = next(form for form in page.forms if form.method == "POST" and "close" in (form.action or close))
sent(coordinator.post(close, {name: value for name, value in form.form_values() if value}))

report = Submission.objects.filter(period__year__gt=2024, state__in=[State.DRAFT, State.RETURNED]).order_by("pk")
report = report.filter(municipality__officers__isnull=False, events__isnull=False).first()
officer = report.municipality.officers.first().user
client = signed_in(officer.username)
table = b"".join(sent(client.get(reverse("report_docx", args=[report.pk]))).streaming_content)
upload = {"file": SimpleUploadedFile("table.docx", table)}
sent(client.post(reverse("report_import", args=[report.pk]), upload))
for _ in range(300):
    job = ImportJob.objects.latest("pk")
    if job.state not in ("waiting", "reading"):
        break
    time.sleep(0.1)

size = {"size": 31} if hasattr(EditDraft, "size") else {}
EditDraft.objects.create(
    by=officer, submission=report, event=report.events.first(), uid=report.events.first().uid,
    base_version=report.events.first().version, page=uuid.uuid4(), number=1, saved_at=timezone.now(),
    fields=[["name", "Набранное и не сохранённое"], ["purpose", "Слова"]], **size,
)
print(json.dumps({
    "session": client.cookies["sessionid"].value, "report": report.pk, "event": str(report.events.first().uid),
    "job": str(job.uid), "job_state": job.state, "releases": Release.objects.count(),
    "pages": [reverse("report", args=[report.pk]), reverse("event", args=[report.events.first().uid]),
              reverse("import", args=[job.uid]), reverse("report_history", args=[report.pk]), reverse("profile")],
}))
"""

# Runs in this checkout, on the migrated database.
SEE = """
import json
from django.test import Client
from reports.models import EditDraft, ImportJob, Release

was = json.loads(WAS)
client = Client(HTTP_HOST="localhost")
client.cookies["sessionid"] = was["session"]
wrong = [f"{page}: {answer}" for page in was["pages"] if (answer := client.get(page).status_code) != 200]
draft = EditDraft.objects.filter(uid=was["event"], is_closed=False).first()
if draft is None or draft.name != "Набранное и не сохранённое":
    wrong.append("the unsaved text is gone")
if "Набранное и не сохранённое" not in client.get(f"/event/{was['event']}/").content.decode():
    wrong.append("the unsaved text is not offered")
if Release.objects.count() != was["releases"] or not was["releases"]:
    wrong.append("no release")
if ImportJob.objects.get(uid=was["job"]).state != was["job_state"]:
    wrong.append("the import has moved")
print(json.dumps(wrong))
"""


def main(words):
    """Build, carry over and compare; 2 for a missing revision."""
    if len(words) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder, "old")
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", old, words[0]], cwd=ROOT, check=True)
        try:
            wrong = carried_over(old, Path(folder))
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", old], cwd=ROOT, check=True)
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{len(wrong)} things differ after the migration from {words[0]}")
    return bool(wrong)


def libraries(old, folder):
    """Make the older code an environment of its own where its requirements are others."""
    wanted = (old / "requirements.txt").read_bytes()
    if wanted == (ROOT / "requirements.txt").read_bytes():
        return
    place = folder / "libraries"
    venv.create(place, with_pip=True)
    PYTHON_OF[old] = place / "bin" / "python"
    install = [PYTHON_OF[old], "-m", "pip", "install", "--quiet", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "-r", old / "requirements.txt"], check=True)


def carried_over(old, folder):
    """What differs, as lines."""
    libraries(old, folder)
    database = folder / "pobratim.sqlite3"
    manage(old, database, "migrate", "--verbosity", "0")
    manage(old, database, "load_demo")
    was = manage(old, database, "shell", "--no-imports", "--command", LIVE).strip().splitlines()[-1]
    before = tables(old, database, folder)
    manage(ROOT, database, "migrate", "--verbosity", "0")
    after = tables(ROOT, database, folder)
    wrong = [f"{part}: other bytes" for part in sorted({*before, *after}) if before.get(part) != after.get(part)]
    wrong += json.loads(manage(ROOT, database, "shell", "--no-imports", "--command", SEE.replace("WAS", repr(was))))
    print(manage(ROOT, database, "verify_history").strip())
    return wrong


def tables(checkout, database, folder):
    """File and part → digest: the official table as this checkout writes it, each part of its package by itself."""
    found = {}
    for kind in ("docx", "xlsx"):
        path = folder / f"table.{kind}"
        manage(checkout, database, "export_report", *QUARTER, "--format", kind, "--output", str(path), "--all")
        with zipfile.ZipFile(path) as package:
            for part in package.namelist():
                found[f"{path.name}: {part}"] = hashlib.sha256(package.read(part)).hexdigest()
    return found


def manage(checkout, database, *command):
    """What a command of a checkout prints. Raises CalledProcessError where it fails, with what it said."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "DEBUG": "True",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [PYTHON_OF.get(checkout, sys.executable), "manage.py", *command],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        done.check_returncode()
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
