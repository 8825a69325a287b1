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
CLUSTER = "pg_ctlcluster $(pg_lsclusters -h | tr -s ' ' | cut -d' ' -f1,2)"
# Services of Debian's packages, whose units do not lie there: name → what a word does.
PACKAGES = {
    "nginx": {"reload": "nginx -s reload", "restart": "nginx -s stop; nginx", "start": "nginx"},
    "postgresql": {"start": f"pg_lsclusters -h | grep -q online || {CLUSTER} start"},
}
START = 5  # seconds until a service that cannot work has ended
PATIENCE = 20  # seconds until what was stopped must be gone


def main(name, words):
    RUNNING.mkdir(exist_ok=True)
    if name == "systemd-run":
        return run_once(words)
    verb, *units = [word for word in words if not word.startswith("--")]
    if verb == "daemon-reload":
        return 0
    if units and units[0] in PACKAGES:
        return subprocess.run(["sh", "-c", PACKAGES[units[0]][verb]], stdout=subprocess.DEVNULL).returncode
    if verb in ("enable", "disable"):
        enabled = set(ENABLED.read_text().split()) if ENABLED.exists() else set()
        names = {full_name(unit) for unit in units}
        ENABLED.write_text("\n".join(enabled | names if verb == "enable" else enabled - names))
        if "--now" not in words:
            return 0
    for unit in with_parts(units):
        (stop if verb in ("stop", "disable") else start)(unit)
    return 0


def full_name(unit):
    return unit if "." in unit else f"{unit}.service"


def with_parts(units):
    """The units by their full names, and for a target those that are a part of it and switched on."""
    found = []
    for unit in units:
        unit = full_name(unit)
        if not (UNITS / unit).exists():
            sys.exit(f"Unit {unit} not found.")
        found += (
            with_parts([one for one in ENABLED.read_text().split() if one != unit])
            if unit.endswith(".target") and ENABLED.exists()
            else []
        )
        found += [] if unit.endswith(".target") else [unit]
    return list(dict.fromkeys(found))


def values(unit):
    """Name → value of the last line of that name."""
    return dict(re.findall(r"(?m)^(\w+)=(.*)$", (UNITS / unit).read_text()))


def start(unit):
    if is_running(unit):
        return
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


def is_running(unit):
    note = RUNNING / f"{unit}.pid"
    path = Path("/proc", note.read_text(), "cmdline") if note.exists() else None
    return bool(path and path.exists() and path.read_bytes())


def stop(unit):
    if not is_running(unit):
        return
    os.killpg(int((RUNNING / f"{unit}.pid").read_text()), signal.SIGTERM)
    for _ in range(PATIENCE * 10):
        if not is_running(unit):
            return
        time.sleep(0.1)
    sys.exit(f"{unit} does not end")


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
