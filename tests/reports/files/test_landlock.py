"""Landlock, asked for the paths that are let through; what it refuses else is in read/test_attacks.py."""

import pytest

from reports.files import landlock
from tests.conftest import unavailable

from .apart import REFUSAL, answer_of


@pytest.fixture(autouse=True)
def _has_landlock():
    if not landlock.version():
        unavailable("this kernel has no Landlock (5.13)")


def test_a_path_is_read_written_or_holds_sockets_as_it_was_let_through(tmp_path):
    for name in ("read", "written", "sockets", "away"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("a")
    told = answer_of(f"""{REFUSAL}
import socket
from reports.files import landlock
os.chdir({str(tmp_path)!r})
sockets = [socket.socket(socket.AF_UNIX) for _ in range(4)]
landlock.close(readable=["read", "none"], writable=["written", "away/file"], for_sockets=["sockets"])
answer = {{name: [
    refusal(lambda: open(f"{{name}}/file").close()),
    refusal(lambda: os.listdir(name)),
    refusal(lambda: open(f"{{name}}/file", "r+").close()),
    refusal(lambda: open(f"{{name}}/new", "w").close()),
    refusal(lambda: os.symlink("a", f"{{name}}/link")),
    refusal(lambda: sockets.pop().bind(f"{{name}}/socket")),
    refusal(lambda: os.remove(f"{{name}}/file")),
] for name in ("read", "written", "sockets", "away")}}""")
    yes, no = "", "PermissionError"
    assert told == {
        "read": [yes, yes, no, no, no, no, no],
        "written": [yes, yes, yes, yes, no, yes, yes],
        "sockets": [no, no, no, no, no, yes, yes],
        "away": [yes, no, yes, no, no, no, no],  # the file alone
    }


@pytest.mark.parametrize(("version", "size"), [(1, 8), (2, 8), (3, 8), (4, 16), (5, 16), (6, 24), (99, 24)])
def test_an_older_kernel_is_asked_for_what_it_knows(monkeypatch, version, size):
    """A newer one for what we know: it would refuse all for a right that it does not know."""
    asked = []

    def call(number, *arguments):
        asked.append((number, arguments))
        return version if arguments[0] is None else -1

    monkeypatch.setattr(landlock, "_call", call)
    monkeypatch.setattr(landlock, "take_no_rights", lambda: True)
    assert landlock.close() == 0
    (_, (_, _, wants_version)), (_, (rules, told_size, _)) = asked
    rights = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16, 6: 16, 99: 16}[version]
    assert (wants_version, len(rules), told_size) == (1, size, size)
    assert int.from_bytes(rules[:8], "little") == 2**rights - 1


def test_without_landlock_nothing_is_done(monkeypatch):
    monkeypatch.setattr(landlock.platform, "machine", lambda: "e2k")
    assert (landlock.version(), landlock.close()) == (0, 0)
