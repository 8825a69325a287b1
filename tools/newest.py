"""The fast tests on the newest Django and Python that can be had here: `make newest`. Allowed to fail.

What the next LTS will ask of the program shows early: its deprecations are printed, not raised. It takes the newest
Python of this machine (from 3.12 on, for Django 6) and of the index the newest Django for it; everything else stays
pinned. The environment is its own and is kept. Where neither is newer than what runs, it says so and ends.

Ends with 0 whatever the tests say: a figure for people, no gate. `--seconds N` bounds the whole.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".venv-newest"
TO_END = 20  # seconds that pytest has to sum up when its time is over
NEWEST, OLDEST = 14, 12  # of Python 3
# No browser, no LibreOffice, no long run.
TESTS = (
    *("tests/reports/rules", "tests/reports/prose"),
    *("tests/config/test_headers.py", "tests/config/test_errors.py", "tests/config/accounts/test_reset.py"),
)


def main(seconds):
    until = time.monotonic() + seconds
    python = newest_python()
    try:
        prepare(python, until)
        running = said(
            [PLACE / "bin/python", "-c", "import django, sys; print(sys.version.split()[0], django.__version__)"]
        )
        python_version, django_version = running.split()
        now = said([sys.executable, "-c", "import django, sys; print(sys.version.split()[0], django.__version__)"])
        if running == now:
            return close(f"nothing newer than Python {python_version} with Django {django_version} can be had")
        return close(f"Python {python_version}, Django {django_version}: {tests(until)}")
    except subprocess.TimeoutExpired:
        return close(f"not finished in {seconds} seconds")
    except subprocess.CalledProcessError as error:
        return close(f"not installed: {(error.stderr or '').strip().splitlines()[-1:]}")


def newest_python():
    """The newest python3.N in PATH or of pyenv, else the one that runs this."""
    pyenv = sorted(Path.home().glob(".pyenv/versions/3.*/bin/python3"), key=lambda path: numbers(path.parts[-3]))
    for minor in range(NEWEST, OLDEST - 1, -1):
        candidates = [str(path) for path in pyenv if path.parts[-3].startswith(f"3.{minor}.")]
        for found in filter(None, [shutil.which(f"python3.{minor}"), *reversed(candidates)]):
            if subprocess.run([found, "-c", "import ensurepip"], capture_output=True).returncode == 0:
                return found
    return sys.executable


def numbers(version):
    return [int(number) for number in re.findall(r"\d+", version)]


def prepare(python, until):
    """The pinned libraries with Django unpinned, in an environment of their own."""
    lines = [line for name in ("requirements.txt", "requirements-dev.txt") for line in (ROOT / name).open()]
    pins = [line.split("\\")[0].strip() for line in lines if re.match(r"[A-Za-z].*==", line)]
    wanted = PLACE / "wanted.txt"
    command = [PLACE / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if not (PLACE / "bin/python").exists() or said([PLACE / "bin/python", "-V"]) != said([python, "-V"]):
        run([python, "-m", "venv", "--clear", PLACE], until)
    wanted.write_text("\n".join("Django>=5.2" if pin.lower().startswith("django==") else pin for pin in pins))
    run([*command, "--upgrade", "--requirement", wanted], until)


def tests(until):
    """The closing line of pytest, and how many kinds of deprecations it has met."""
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DEBUG", "SECRET_KEY")}
    words = ["-q", "-n", "2", "-p", "no:cacheprovider", "-W", "default::DeprecationWarning"]
    words += ["-W", "default::PendingDeprecationWarning"]
    process = subprocess.Popen(
        [PLACE / "bin/python", "-m", "pytest", *words, *TESTS],
        cwd=ROOT,
        env=clean,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        told, _ = process.communicate(timeout=max(1, until - time.monotonic() - TO_END))
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)  # it says what it has seen so far
        try:
            told, _ = process.communicate(timeout=TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
    # Many tests fail of one cause, so the causes are what is worth reading.
    causes = Counter(
        line[1:].strip()[:160] for line in told.splitlines() if re.match(r"E +[\w.]+(Error|Exception)", line)
    )
    for cause, count in causes.most_common(10):
        print(f"{count} × {cause}")
    kinds = sorted(set(re.findall(r"(RemovedIn\w+Warning: [^\n]*)", told)))
    print(*kinds, sep="\n")
    return f"{told.strip().splitlines()[-1].strip('= ')}; {len(kinds)} kinds of deprecations"


def run(command, until):
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=max(1, until - time.monotonic()))


def said(command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def close(words):
    print(f"newest: {words} (allowed to fail)")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=900)
    sys.exit(main(parser.parse_args().seconds))
