"""Rehearse docs/operating.md on a bare Debian: `python tools/rehearse.py [FOLDER]`, as root.

Makes the smallest Debian in FOLDER (debootstrap; an existing one goes on from its packages) and follows the guide there
to the letter: every command of «A server», «Backup and restore» and «Upgrade», in order, with the answers of an
administrator. It looks at the units (systemd-analyze verify) and at nginx (nginx -t). It walks through nginx by
requests: the first steps, an officer's password, his first saved event, which is there again after restore and upgrade.

Prints each command. Exit status 0 when all went well; 1 with the step that did not; 2 where it cannot run.

No init runs in such a folder: tools/rehearse_init.py stands in for systemctl and systemd-run, and the rehearsal itself
starts PostgreSQL and nginx, as their packages do on a machine.
"""

import os
import pty
import re
import select
import shutil
import socket
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from rehearse_walk import HOST, PASSWORD, Failed, walk_after, walk_first

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
PATIENCE = 180  # seconds without a word
MIRROR = "http://deb.debian.org/debian"
DATABASE_PASSWORD = "stol-okno-reka-77"
CERTIFICATE = (
    "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={host} -keyout /etc/ssl/private/pobratim.key "
    "-out /etc/ssl/pobratim.crt 2>/dev/null"
)
CLUSTER = "pg_ctlcluster $(pg_lsclusters -h | tr -s ' ' | cut -d' ' -f1,2)"
# What an earlier rehearsal has left in this folder.
FORGET = f"""rm -rf /srv/repository /srv/pobratim /etc/pobratim.env /etc/nginx/conf.d/pobratim.conf /run/rehearsal
if command -v pg_ctlcluster; then
    {CLUSTER} start || true
    sudo -u postgres dropdb --if-exists pobratim
    sudo -u postgres dropuser --if-exists pobratim
    {CLUSTER} stop
fi"""
LEAVE = "systemctl stop pobratim.target; nginx -s stop; " + CLUSTER + " stop -m fast"
# What a command asks, and what the administrator answers.
ANSWERS = [
    (r"password for new role:|Enter it again:", DATABASE_PASSWORD),
    (r"continue\? \[Y/n\]", "Y"),
    (r"Имя для входа[^\n]*:|Username[^\n]*:", "admin"),
    (r"(?:ФИО|Фамилия|Full name)[^\n]*:", "Тихонов Андрей Борисович"),
    (r"(?:почт|Email)[^\n]*:", f"admin@{HOST}"),
    (r"Password[^\n]*:|Пароль[^\n]*:", PASSWORD),
]


def main(folder):
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        print("Needs root and debootstrap.", file=sys.stderr)
        return 2
    debian = Debian(folder)
    try:
        debian.prepare()
        count = debian.follow("A server", until="First start", then=debian.fill_in)
        count += debian.follow("A server", after="First start")
        debian.look()
        walk_first(debian.type)
        print(f"{count} commands from a bare Debian to the first saved event")
        debian.follow("Backup and restore", skip=("sqlite3", "db.sqlite3"), day="2025-01-20")
        walk_after()
        debian.follow("Upgrade")
        walk_after()
    except (Failed, subprocess.CalledProcessError) as failure:
        print(f"FAILED: {failure}", file=sys.stderr)
        return 1
    finally:
        debian.leave()
    print("The guide holds.")
    return 0


class Debian:
    """A Debian in a folder, in which commands are run as an administrator would type them."""

    def __init__(self, folder):
        self.folder = Path(folder).resolve()

    def prepare(self):
        """A bare system with sudo, this checkout as the REPOSITORY, and the stand-in for systemd."""
        if not (self.folder / "etc").exists():
            subprocess.run(["debootstrap", "--variant=minbase", "bookworm", self.folder, MIRROR], check=True)
        for kind in ("proc", "dev", "dev/pts", "dev/shm"):
            if not os.path.ismount(self.folder / kind):
                subprocess.run(["mount", "--bind", f"/{kind}", self.folder / kind], check=True)
        shutil.copy("/etc/resolv.conf", self.folder / "etc/resolv.conf")
        (self.folder / "etc/hosts").write_text(f"127.0.0.1 localhost {socket.gethostname()}\n")
        if certificate := os.environ.get("PIP_CERT"):  # this machine reaches the package index through its own
            shutil.copy(certificate, self.folder / "etc/package-index.crt")
            (self.folder / "etc/pip.conf").write_text("[global]\ncert = /etc/package-index.crt\n")
        self.run("apt-get update -q && apt-get install -q -y --no-install-recommends sudo")
        self.run(FORGET)
        subprocess.run(["git", "clone", "--quiet", "--bare", ROOT, self.folder / "srv/repository"], check=True)
        for name in ("systemctl", "systemd-run"):
            shutil.copy(ROOT / "tools" / "rehearse_init.py", self.folder / "usr/local/bin" / name)
            (self.folder / "usr/local/bin" / name).chmod(0o755)

    def follow(self, section, *, until="", after="", then=None, skip=(), day=None):
        """Run the commands of that section of the guide, of the part between two words; returns how many they are."""
        text = re.search(rf"(?ms)^## {section}\n(.*?)(?=^## )", GUIDE)[1]
        text = text.partition(after)[2] if after else text
        text = text.partition(until)[0] if until else text
        blocks = re.findall(r"(?ms)^```\n(.*?)^```", text)
        commands = [line for block in blocks for line in block.replace("\\\n", "").splitlines() if line.strip()]
        commands = [line for line in commands if not any(word in line for word in skip)]
        for command in commands:
            command = command.replace("REPOSITORY", "/srv/repository").replace("pobratim.example.ru", HOST)
            print(f"$ {command}", flush=True)
            self.type(command if day is None else command.replace("$(date +%F)", day))
            if " apt install " in command:
                self.run(f"{CLUSTER} start; nginx")
        if then:
            then()
        return len(commands)

    def fill_in(self):
        """The administrator's own values, in the two files that the guide names."""
        env, nginx = self.folder / "etc/pobratim.env", self.folder / "etc/nginx/conf.d/pobratim.conf"
        text = (
            env.read_text().replace("pobratim.example.ru", HOST).replace(":PASSWORD@127", f":{DATABASE_PASSWORD}@127")
        )
        env.write_text(re.sub(r"(?m)^EMAIL_URL=.*$", "EMAIL_URL=smtp://127.0.0.1:2525", text))
        nginx.write_text(nginx.read_text().replace("pobratim.example.ru", HOST))
        self.run(CERTIFICATE.format(host=HOST))

    def look(self):
        """Raises CalledProcessError when a unit or the configuration of nginx has a fault."""
        self.run("apt-get install -q -y --no-install-recommends systemd")
        self.run("systemd-analyze verify /etc/systemd/system/pobratim*.service /etc/systemd/system/pobratim*.t*")
        self.run("nginx -t")

    def run(self, command):
        """What a step of the rehearsal itself needs, silently."""
        quiet = {
            "DEBIAN_FRONTEND": "noninteractive",
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        }
        done = subprocess.run(
            ["chroot", self.folder, "sh", "-c", command],
            env=quiet,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Failed(f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def type(self, command):
        """Run a command at a terminal and answer what it asks. Raises Failed when it does not end with 0."""
        said, pid_and_terminal = "", pty.fork()
        if pid_and_terminal[0] == 0:
            os.chroot(self.folder)
            os.chdir("/root")
            kept = {
                "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME": "/root",
                "TERM": "dumb",
            }
            os.execve("/bin/bash", ["bash", "-c", command], kept | {"LANG": "C.UTF-8"})
        pid, terminal = pid_and_terminal
        answered = 0
        while True:
            if not select.select([terminal], [], [], PATIENCE)[0]:
                raise Failed(f"{command} waits for something: {said[-500:]}")
            try:
                part = os.read(terminal, 4096)
            except OSError:  # the terminal of an ended command
                break
            if not part:
                break
            said += part.decode(errors="replace")
            for question, answer in ANSWERS:
                if re.search(rf"({question})\s*$", said[answered:], re.IGNORECASE):
                    os.write(terminal, f"{answer}\n".encode())
                    answered = len(said)
        _, status = os.waitpid(pid, 0)
        os.close(terminal)
        if os.waitstatus_to_exitcode(status):
            raise Failed(f"{command}\n{said[-3000:]}")

    def leave(self):
        """Stop what runs in the folder and let go of it."""
        subprocess.run(["chroot", self.folder, "sh", "-c", LEAVE], capture_output=True)
        for kind in ("dev/shm", "dev/pts", "dev", "proc"):
            subprocess.run(["umount", "--lazy", self.folder / kind], capture_output=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "/var/tmp/pobratim-rehearsal"))
