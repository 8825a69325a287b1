"""What a parser that was taken over can do in the child: nothing of the list in attacks.py, as root and as nobody.

Each attack is first shown to come through without the rings, so that a refusal means something. Each ring is then asked
alone: one that the kernel lacks is made up for by the others.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.answers import told
from tests.conftest import ROOT

from .attacks import ATTACKS

pytestmark = [
    pytest.mark.child_process,
    pytest.mark.skipif(sys.platform != "linux", reason="the rings are of Linux; elsewhere limits alone hold"),
]

NOBODY = 65534
# Nobody may not even read an interpreter that lies in a home, so it keeps the right to read, which the child gives up.
AS_NOBODY = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
AS_NOBODY += ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]
# Without these coming through, the machine is a cage already and the test shows nothing.
COMES_THROUGH = {"read_the_file_of_keys", "make_a_file", "fork", "call_by_tcp", "signal_to_the_service"}


@pytest.fixture(scope="module", params=["root", "nobody"])
def seen(request, tmp_path_factory):
    """What became of each attack, and who tried."""
    user, way = request.param, []
    if os.geteuid() != 0 and user == "root":
        pytest.skip("needs root")
    if os.geteuid() == 0 and user == "nobody":
        if not shutil.which("setpriv"):
            pytest.skip("no setpriv to become nobody with")
        way = AS_NOBODY
    folder = Path(tmp_path_factory.mktemp("attacks", numbered=True))
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "listener"))
        listener.listen()
        prepare(folder, NOBODY if way else os.geteuid())
        other = subprocess.Popen([*way, "sleep", "600"])
        targets = {
            "folder": str(folder),
            "secret": str(folder / "secret"),
            "listener": str(folder / "listener"),
            "port": tcp.getsockname()[1],
            "other": other.pid,
        }
        code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from {ATTACKS_MODULE} import service; service()"
        try:
            answer = subprocess.run(
                [*way, sys.executable, "-c", code, json.dumps(targets)],
                capture_output=True,
                text=True,
                env={"PATH": os.defpath, "SECRET_KEY": "geheim"},
            )
        finally:
            other.kill()
            other.wait()
    assert answer.returncode == 0, answer.stderr
    return user, json.loads(answer.stdout)


ATTACKS_MODULE = "tests.reports.files.read.attacks"


def prepare(folder, owner):
    """Equal folders for each try: an attack that came through has changed its own."""
    (folder / "secret").write_text("SECRET_KEY=geheim")
    for name in ("none", "rights", "landlock", "limits", "seccomp", "all"):
        for file in ("file", "cut", "gone", "old"):
            (folder / name).mkdir(exist_ok=True)
            (folder / name / file).write_text("a text")
        for below in ("empty", "empty2"):
            (folder / name / below).mkdir()
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner, owner)


def comes_through_alone(user, rings):
    """Nobody has the rights that root gives up, and is kept from hidden memory."""
    return user == "root" or not rings & {"rights", "hidden"}


def test_without_rings_an_attack_comes_through(seen):
    user, outcome = seen
    bare = outcome["alone"]["none"][1]
    if refused := {name: bare[name] for name in COMES_THROUGH if bare[name]}:
        pytest.skip(f"this machine is a cage already: {refused}")
    wrong = [name for name, (_, rings) in ATTACKS.items() if bare[name] and comes_through_alone(user, rings)]
    print("Not shown on this machine, which refuses it to everybody:", {name: bare[name] for name in wrong})
    assert len(wrong) <= 6


def test_with_all_rings_no_attack_comes_through(seen):
    """Where the kernel lacks a ring, the others hold what they can; the rest is named."""
    user, outcome = seen
    bare, held = outcome["alone"]["none"][1], rings_of(user, outcome)
    open_yet = [name for name, refusal in outcome["all"].items() if not refusal]
    assert [name for name in open_yet if ATTACKS[name][1] & held] == []
    assert outcome["left"] == [] or open_yet
    if open_yet:
        missing = {name: sorted(ATTACKS[name][1] - held) for name in open_yet if not bare[name]}
        pytest.skip(f"this kernel has no ring against it: {missing}")


@pytest.mark.parametrize("ring", ["rights", "landlock", "limits", "seccomp"])
def test_each_ring_holds_alone_what_it_is_there_for(seen, ring):
    user, outcome = seen
    is_set, refusals = outcome["alone"][ring]
    if not is_set:
        pytest.skip(f"this kernel has no ring of {ring}")
    held = rings_of(user, outcome)
    names = [name for name, (_, rings) in ATTACKS.items() if {kind for kind in rings & held if is_of(kind, ring)}]
    assert names
    through = [name for name in names if not refusals[name]]
    assert through == [], told([(name, "came through") for name in through], len(names))


def is_of(kind, ring):
    return kind.rstrip("0123456789") == ring or (kind, ring) == ("processes", "limits")


def rings_of(user, outcome):
    """The rings of attacks.py that hold on this machine."""
    held = {ring for ring, (is_set, _) in outcome["alone"].items() if is_set}
    if "landlock" in held:
        held |= {f"landlock{version}" for version in range(1, outcome["landlock"] + 1)}
    if user == "root":
        return held
    return held | {"processes", "hidden"}
