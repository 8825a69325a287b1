"""Runs in the process that LibreOffice becomes, before it: limits, no network, fences. `convert.py` starts it in the
folder that is LibreOffice's own, with the limits (memory, processor, bytes of a file) and the command as arguments."""

import ctypes
import json
import os
import shutil
import signal
import sys
import time

from . import fences

_OF_USERS, _OF_NETWORKS = 0x10000000, 0x40000000  # namespaces


def main() -> None:
    """Become the command; without one, print as JSON what the fences leave (`fences.left`)."""
    memory, processor, written, *command = sys.argv[2:]
    if os.fork() == 0:
        _wait_for_the_end()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    fences.limit(AS=int(memory), CPU=int(processor), FSIZE=int(written), CORE=0)
    _leave_the_network()
    fences.close_office(os.getcwd(), command[0] if command else sys.executable)
    if command:
        os.execv(command[0], command)
    print(json.dumps(fences.left(is_office=True)), flush=True)


def _wait_for_the_end() -> None:
    """Beside LibreOffice, until whoever asked is gone: a worker that was killed kills nothing and clears nothing."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.read(0, 1)
    os.killpg(0, signal.SIGTERM)
    time.sleep(0.5)  # those that obey write nothing into the folder any more
    shutil.rmtree(os.getcwd(), ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def _leave_the_network() -> None:
    """Where the kernel lets everybody. A namespace without names for people would make everybody «nobody», so the own
    number is carried over."""
    if sys.platform != "linux":
        return
    user, group = os.getuid(), os.getgid()
    if ctypes.CDLL(None).unshare(_OF_USERS | _OF_NETWORKS) != 0:
        return
    for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        try:
            with open(f"/proc/self/{name}", "w") as file:
                file.write(line)
        except OSError:
            return
