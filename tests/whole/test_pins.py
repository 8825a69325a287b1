"""Digests of pinned libraries, and which of them are old, by an index of the test."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tools import pins


def files(*names, **facts):
    """What the index says of files; the digest is made of the place in the list."""
    return [
        {"filename": name, "hashes": {"sha256": f"{number:064x}"}, "requires-python": None} | facts
        for number, name in enumerate(names)
    ]


INDEX = {
    "Django": files("django-5.2.18.tar.gz", "django-5.2.19.tar.gz", "django-5.2.19-py3-none-any.whl", "Django.exe"),
    "et-xmlfile": files("et_xmlfile-2.0.0-py3-none-any.whl"),
}


def test_each_pin_gets_the_digests_of_all_files_of_its_release_and_keeps_its_comment():
    before = (
        "# Direct.\nDjango==5.2.19  # long-term support\n\n"
        f"et-xmlfile==2.0.0 \\\n    --hash=sha256:{9:064x}\n-r other.txt\n"
    )
    after = pins.with_hashes(before, INDEX.__getitem__)
    assert after == (
        "# Direct.\n# long-term support\n"
        f"Django==5.2.19 \\\n    --hash=sha256:{1:064x} \\\n    --hash=sha256:{2:064x}\n\n"
        f"et-xmlfile==2.0.0 \\\n    --hash=sha256:{0:064x}\n-r other.txt\n"
    )
    assert pins.with_hashes(after, INDEX.__getitem__) == after
    assert pins.pins_of(after) == [
        ("Django", "5.2.19", {f"{1:064x}", f"{2:064x}"}),
        ("et-xmlfile", "2.0.0", {f"{0:064x}"}),
    ]


def test_extras_of_a_pin_stay():
    pinned = f"et-xmlfile[toml]==2.0.0 \\\n    --hash=sha256:{0:064x}\n"
    assert pins.with_hashes("et-xmlfile[toml]==2.0.0\n", INDEX.__getitem__) == pinned
    assert pins.pins_of(pinned) == [("et-xmlfile", "2.0.0", {f"{0:064x}"})]


def test_a_release_that_the_index_does_not_have_is_named():
    with pytest.raises(pins.Unknown, match=r"Django 5\.2\.99"):
        pins.with_hashes("Django==5.2.99\n", INDEX.__getitem__)


@pytest.mark.parametrize(
    ("name", "facts", "found"),
    [
        ("a-1.2.4.tar.gz", {}, ("1.2.4", "patch")),
        ("a-1.3-py3-none-any.whl", {}, ("1.3", "minor")),
        ("a-10.0.tar.gz", {}, ("10.0", "major")),
        ("a-1.2.3.post1.tar.gz", {}, ("1.2.3.post1", "patch")),
        ("a-1.2.3.tar.gz", {}, None),
        ("a-1.2.2.tar.gz", {}, None),
        ("a-2.0rc1.tar.gz", {}, None),
        ("a-2.0.tar.gz", {"yanked": "broken"}, None),
        ("a-2.0.tar.gz", {"requires-python": ">=3.12"}, None),
        ("a-2.0.tar.gz", {"requires-python": ">=3.9"}, ("2.0", "major")),
        ("a-2.0.tar.gz", {"requires-python": "rubbish"}, None),
        ("a-2.0.exe", {}, None),
    ],
)
def test_a_pin_is_old_when_our_oldest_python_takes_a_newer_release(name, facts, found):
    rows = pins.outdated([("a", "1.2.3", set())], lambda _: files(name, **facts))
    assert rows == ([("a", "1.2.3", *found)] if found else [])


@pytest.mark.parametrize(("words", "status"), [(["--outdated"], 0), ([], 1)])
def test_without_a_network_the_list_says_so_and_fails_nobody(words, status, monkeypatch, capsys):
    def away(name):
        raise OSError("no route")

    monkeypatch.setattr(pins, "ask_index", away)
    before = (ROOT / "requirements.txt").read_bytes()
    assert pins.main(words) == status
    assert "no route" in capsys.readouterr().err
    assert (ROOT / "requirements.txt").read_bytes() == before


def test_pip_refuses_a_file_that_was_put_in_the_place_of_a_pinned_one(tmp_path):
    """The wheel is whole, only its bytes are other ones; nothing is installed."""
    pin, _, digests = pins.pins_of((ROOT / "requirements.txt").read_text())[1]
    (tmp_path / f"{pin}-0.7.1-py2.py3-none-any.whl").write_bytes(b"PK\x05\x06" + bytes(18))
    given = tmp_path / "one.txt"
    given.write_text(f"{pin}==0.7.1 " + " ".join(f"--hash=sha256:{one}" for one in digests))
    words = ["install", "--no-index", "--find-links", str(tmp_path), "--target", str(tmp_path / "into"), "--no-deps"]
    result = subprocess.run(
        [sys.executable, "-m", "pip", "--isolated", *words, "--require-hashes", "-r", str(given)],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        check=False,
    )
    assert pin == "defusedxml"
    assert result.returncode != 0
    assert "DO NOT MATCH THE HASHES" in result.stderr
    assert not (tmp_path / "into").exists()


def test_the_index_is_asked_by_its_own_name_of_the_project(monkeypatch):
    asked = []

    class Answer:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def read(self):
            return json.dumps({"files": []}).encode()

    def opened(request, timeout):
        asked.append((request.full_url, timeout))
        return Answer()

    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple/")
    monkeypatch.setattr(pins.urllib.request, "urlopen", opened)
    assert pins.ask_index("Django_Import.Export") == []
    assert asked == [("https://mirror.example/simple/django-import-export/", pins.WAIT)]
