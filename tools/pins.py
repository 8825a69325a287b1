"""Pinned requirements with the digests of their files: `python tools/pins.py` and `python tools/pins.py --outdated`.

Without words it writes requirements.txt and requirements-dev.txt anew: each pin keeps its place, its version and the
comments above it, and gets the SHA-256 of every file of that release. So pip takes nothing else, on whatever machine.
To move a pin, change its version by hand and run this.

`--outdated` lists the pins that are not the newest release that our oldest Python takes: name, pinned, newest, kind of
step. It never fails: without a network it says so.

Needs nothing but Python and `packaging`. The index is PIP_INDEX_URL, or pypi.org.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parent.parent
FILES = ("requirements.txt", "requirements-dev.txt")
OLDEST_PYTHON = "3.11"
# The extras in brackets matter: where another library asks for them, pip wants them pinned by that name.
PIN = re.compile(r"^([A-Za-z0-9._-]+)(\[[a-z,]+\])?==([\w.]+)(?: \\)?(?:  (#.*))?$")
HASH = re.compile(r"^    --hash=sha256:([0-9a-f]{64})(?: \\)?$")
WAIT = 20  # seconds for one answer of the index


class Unknown(Exception):
    """The index does not have what a pin names."""


def pins_of(text):
    """The pins of a requirements file, as (name, version, set of its digests) in their order."""
    found = []
    for line in text.splitlines():
        if pin := PIN.match(line):
            found.append((pin[1], pin[3], set()))
        elif (digest := HASH.match(line)) and found:
            found[-1][2].add(digest[1])
    return found


def with_hashes(text, files_of):
    """The file with the digests of `files_of(name)` below each pin. Raises Unknown for a release without files."""
    lines = []
    for line in text.splitlines():
        if HASH.match(line):
            continue
        if not (pin := PIN.match(line)):
            lines.append(line)
            continue
        name, extras, version, comment = pin.groups(default="")
        digests = sorted({file["hashes"]["sha256"] for file in files_of(name) if version_of(file) == Version(version)})
        if not digests:
            raise Unknown(f"{name} {version}")
        lines += [comment] if comment else []  # pip takes no comment behind a line that goes on
        lines += [
            f"{line} \\" for line in [f"{name}{extras}=={version}", *(f"    --hash=sha256:{one}" for one in digests)]
        ]
        lines[-1] = lines[-1].removesuffix(" \\")
    return "\n".join(lines) + "\n"


def outdated(pins, files_of):
    """(name, pinned, newest, kind of step) of every pin that a newer release could replace, in their order."""
    found = []
    for name, version, _ in pins:
        newest = max(filter(None, map(_usable, files_of(name))), default=None)
        if newest and newest > Version(version):
            found.append((name, version, str(newest), _step(Version(version), newest)))
    return found


def version_of(file):
    """The version that a file of the index belongs to, or None for a kind of file that pip does not take."""
    name = file["filename"]
    try:
        return parse_wheel_filename(name)[1] if name.endswith(".whl") else parse_sdist_filename(name)[1]
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None


def _usable(file):
    version = version_of(file)
    if version is None or version.is_prerelease or file.get("yanked"):
        return None
    try:
        takes = SpecifierSet(file.get("requires-python") or "")
    except InvalidSpecifier:
        return None
    return version if takes.contains(OLDEST_PYTHON) else None


def _step(old, new):
    """How much a step may break, by the first number that changes."""
    if old.major != new.major:
        return "major"
    return "minor" if old.minor != new.minor else "patch"


def ask_index(name):
    """All files of a project, as the index describes them. Raises OSError without a network."""
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/")
    project = re.sub(r"[-_.]+", "-", name).lower()
    wanted = urllib.request.Request(f"{index}/{project}/", headers={"Accept": "application/vnd.pypi.simple.v1+json"})
    with urllib.request.urlopen(wanted, timeout=WAIT) as answer:
        return json.load(answer)["files"]


def _asked_beforehand(names):
    """A function that knows the files of these projects, asked a few at a time."""
    with ThreadPoolExecutor(6) as pool:
        known = dict(zip(names, pool.map(ask_index, names), strict=True))
    return known.__getitem__


def main(words):
    """Exit status 1 when the files could not be made anew; a list of outdated pins always ends with 0."""
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in FILES}
    pins = [pin for text in texts.values() for pin in pins_of(text)]
    try:
        files_of = _asked_beforehand([name for name, _, _ in pins])
        if "--outdated" in words:
            rows = outdated(pins, files_of)
            for row in rows:
                print("{:<24} {:<22} {:<22} {}".format(*row))
            print(f"{len(rows)} of {len(pins)} pins have a newer release.")
            return 0
        for name, text in texts.items():
            (ROOT / name).write_text(with_hashes(text, files_of), encoding="utf-8")
    except (OSError, ValueError, urllib.error.URLError) as error:
        print(f"The index does not answer: {error}", file=sys.stderr)
        return 0 if "--outdated" in words else 1
    except Unknown as error:
        print(f"The index has no such release: {error}", file=sys.stderr)
        return 1
    print(f"{len(pins)} pins.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
