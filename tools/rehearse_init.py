#!/usr/bin/env python3
"""Stands in for `systemctl` and `systemd-run` where no systemd runs; tools/rehearse.py puts it into its Debian.

It reads the same units of /etc/systemd/system: what a service starts, as whom, where, with which variables. A timer
that is switched on or started runs its service once. A start that fails is an error, as is a name without a unit.
"""

import os
import pwd
import re
import signal
import subprocess
import sys
import time
from itertools import takewhile
from pathlib import Path

UNITS, RUNNING = Path("/etc/systemd/system"), Path("/run/rehearsal")
ENABLED = RUNNING / "enabled"
START = 5  # seconds until a service that cannot work has ended
PATIENCE = 20  # seconds until what was stopped must be gone


def main(name, words):
    RUNNING.mkdir(exist_ok=True)
    if name == "systemd-run":
        return run_once(words)
    verb, *units = [word for word in words if not word.startswith("--")]
    if verb == "daemon-reload":
        return 0
    if verb == "reload" and units == ["nginx"]:
        return subprocess.run(["nginx", "-s", "reload"]).returncode
    if verb == "enable":
        ENABLED.write_text("\n".join(units))
    for unit in with_parts(units):
        (stop if verb == "stop" else start)(unit)
    return 0


def with_parts(units):
    """The units by their full names, and for a target those that are a part of it and switched on."""
    found = []
    for unit in units:
        unit = unit if "." in unit else f"{unit}.service"
        if not (UNITS / unit).exists():
            sys.exit(f"Unit {unit} not found.")
        found += (
            with_parts(ENABLED.read_text().replace(unit, "").split())
            if unit.endswith(".target") and ENABLED.exists()
            else []
        )
        found += [] if unit.endswith(".target") else [unit]
    return list(dict.fromkeys(found))


def values(unit):
    """Name → value of the last line of that name."""
    return dict(re.findall(r"(?m)^(\w+)=(.*)$", (UNITS / unit).read_text()))


def start(unit):
    told = values(unit.replace(".timer", ".service"))
    if unit.endswith(".timer") or told.get("Type") == "oneshot":
        subprocess.run(as_user(told, told["ExecStart"].split()), check=True)
        return
    path, command = RUNNING / f"{unit}.log", as_user(told, told["ExecStart"].split())
    with path.open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    time.sleep(START)
    if process.poll() is not None:
        sys.exit(f"{unit} has ended: {path.read_text()[-2000:]}")
    (RUNNING / f"{unit}.pid").write_text(str(process.pid))


def stop(unit):
    note = RUNNING / f"{unit}.pid"
    if not note.exists():
        return
    pid = int(note.read_text())
    os.killpg(pid, signal.SIGTERM)
    for _ in range(PATIENCE * 10):
        if not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes():
            break
        time.sleep(0.1)
    else:
        sys.exit(f"{unit} does not end")
    note.unlink()


def run_once(words):
    options = list(takewhile(lambda word: word.startswith("--"), words))
    command = words[len(options) :]
    told = dict(option[2:].replace("property=", "").split("=", 1) for option in options if "=" in option)
    told = {"User": told["uid"], "WorkingDirectory": told["working-directory"], **told}
    return subprocess.run(as_user(told, command)).returncode


def as_user(told, command):
    """The command under `setpriv`, with nothing but the variables of the file."""
    lines = Path(told["EnvironmentFile"]).read_text().splitlines()
    variables = [line for line in lines if line and not line.startswith("#")]
    user = pwd.getpwnam(told["User"])
    os.chdir(told["WorkingDirectory"])
    settled = [f"HOME={user.pw_dir}", "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", *variables]
    return [
        "setpriv",
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
        "env",
        "-i",
        *settled,
        *command,
    ]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[0]).name, sys.argv[1:]))
