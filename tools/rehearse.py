"""Rehearse docs/operating.md on a bare Debian: `python tools/rehearse.py [FOLDER]`, as root.

Makes the smallest Debian in FOLDER (debootstrap; an existing one goes on from its packages) and follows the guide there
to the letter: every command of «A server», «Backup and restore» and «Upgrade», in order, with the answers of an
administrator. A second installation must change nothing. It looks at the units (systemd-analyze verify) and at nginx
(nginx -t). It walks through nginx by requests: the first password, the second step, the first steps, an officer's
password, his first saved event, which is there again after restore and after each upgrade: one that changes the code
only, one that changes the database, one whose second migration fails, and one that never answers well.

Prints each command. Exit status 0 when all went well; 1 with the step that did not; 2 where it cannot run.

No init runs in such a folder: tools/rehearse_init.py stands in for systemctl and systemd-run. What it does not show:
the fences of the units, timers by the clock, a restart after a crash, the order at the start of a machine.
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
import rehearse_releases
from rehearse_walk import HOST, Failed, set_first_password, walk_after, walk_first

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
PATIENCE = 240  # seconds without a word
MIRROR = "http://deb.debian.org/debian"
CLUSTER = "pg_ctlcluster $(pg_lsclusters -h | tr -s ' ' | cut -d' ' -f1,2)"
# What an earlier rehearsal has left in this folder.
FORGET = f"""rm -rf /srv/repository /srv/pobratim /opt/pobratim ~/pobratim /etc/pobratim.env /run/rehearsal \
    /etc/nginx/conf.d/pobratim.conf* /etc/systemd/system/pobratim* /var/backups/pobratim /etc/ssl/pobratim.crt \
    /etc/ssl/private/pobratim.key
if command -v pg_ctlcluster; then
    {CLUSTER} start || true
    for name in $(sudo -u postgres psql -tA -c "SELECT datname FROM pg_database" | grep -E "^(pobratim|failed_)"); do
        sudo -u postgres dropdb $name
    done
    sudo -u postgres dropuser --if-exists pobratim
    {CLUSTER} stop
fi"""
LEAVE = "systemctl stop pobratim.target; nginx -s stop; " + CLUSTER + " stop -m fast"
# What a command asks, and what the administrator answers.
ANSWERS = [
    (r"continue\? \[Y/n\]", "Y"),
    (r"Имя узла[^\n]*:", HOST),
    (r"Файл сертификата[^\n]*:", ""),
    (r"Адрес базы[^\n]*:", ""),
    (r"Имя для входа на почтовый[^\n]*:", ""),
    (r"Почтовый сервер[^\n]*:", "127.0.0.1"),
    (r"Порт почтового[^\n]*:", "2525"),
    (r"Шифрование[^\n]*:", "нет"),
    (r"От кого[^\n]*:", ""),
    (r"Телефон[^\n]*:", ""),
    (r"Фамилия, имя[^\n]*:", "Тихонов Андрей Борисович"),
    (r"Его электронная почта[^\n]*:", f"admin@{HOST}"),
    (r"Его имя для входа[^\n]*:", ""),
]
# What a second installation must leave as it is.
KEPT = (
    "sha256sum /etc/pobratim.env /etc/nginx/conf.d/pobratim.conf /etc/ssl/pobratim.crt; readlink /opt/pobratim/current"
)


def main(folder):
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        print("Needs root and debootstrap.", file=sys.stderr)
        return 2
    debian = Debian(folder)
    try:
        debian.prepare()
        count = debian.follow("A server")
        set_first_password(re.search(r"https://\S+/first-password/\S+", debian.said)[0])
        walk_first(debian.type)
        print(f"{count} commands from a bare Debian to the first sign-in")
        debian.install_again()
        debian.look()
        debian.follow("Backup and restore", skip=("db.sqlite3",), backup=True)
        walk_after()
        rehearse_releases.rehearse(debian)
    except (Failed, subprocess.CalledProcessError) as failure:
        print(f"FAILED: {failure}", file=sys.stderr)
        return 1
    finally:
        debian.leave()
    print("The guide holds.")
    return 0


class Debian:
    """A Debian in a folder, in which commands are run as an administrator would type them. `said`: by the last one."""

    def __init__(self, folder):
        self.folder, self.said = Path(folder).resolve(), ""

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
        self.run("apt-get install -q -y --no-install-recommends python3")  # of the stand-in

    def follow(self, section, *, skip=(), backup=False):
        """Run the commands of that section of the guide; returns how many they are. `backup`: the file that the guide
        names is the newest one."""
        text = re.search(rf"(?ms)^## {section}\n(.*?)(?=^## )", GUIDE)[1]
        blocks = [
            block for block in re.findall(r"(?ms)^```\n(.*?)^```", text) if not any(word in block for word in skip)
        ]
        commands = [line for block in blocks for line in block.replace("\\\n", "").splitlines() if line.strip()]
        for command in commands:
            command = command.replace("REPOSITORY", "/srv/repository")
            if backup:
                newest = "$(ls -t /var/backups/pobratim/* | head -1)"
                command = re.sub(r"/var/backups/pobratim/\S+\.pobratim", newest, command)
            print(f"$ {command}", flush=True)
            self.type(command)
        return len(commands)

    def install_again(self):
        """The installer once more, with nobody to answer it: what people wrote stays."""
        before = self.run(KEPT)
        print("$ sudo bash pobratim/ops/install.sh (again)", flush=True)
        self.run("cd ~ && sudo bash pobratim/ops/install.sh")
        if self.run(KEPT) != before:
            raise Failed("A second installation has changed what was there")
        walk_after()

    def look(self):
        """Raises Failed when a unit or the configuration of nginx has a fault."""
        self.run("apt-get install -q -y --no-install-recommends systemd")
        self.run("systemd-analyze verify /etc/systemd/system/pobratim*.*")
        self.run("nginx -t")

    def run(self, command):
        """What a step of the rehearsal itself needs, silently."""
        quiet = {
            "DEBIAN_FRONTEND": "noninteractive",
            "HOME": "/root",
            "LANG": "C.UTF-8",
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        }
        done = subprocess.run(
            ["chroot", self.folder, "sh", "-c", command],
            env=quiet,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        self.said = done.stdout + done.stderr
        if done.returncode:
            raise Failed(f"{command}\n{self.said[-3000:]}")
        return done.stdout

    def type(self, command):
        """Run a command at a terminal and answer what it asks. Raises Failed when it does not end with 0."""
        told, said, pid_and_terminal = b"", "", pty.fork()
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
            told += part  # a letter may come in two parts
            said = told.decode(errors="replace")
            for question, answer in ANSWERS:
                if re.search(rf"({question})\s*$", said[answered:], re.IGNORECASE):
                    os.write(terminal, f"{answer}\n".encode())
                    answered = len(said)
                    break
        _, status = os.waitpid(pid, 0)
        os.close(terminal)
        self.said = said
        if os.waitstatus_to_exitcode(status):
            raise Failed(f"{command}\n{said[-3000:]}")

    def leave(self):
        """Stop what runs in the folder and let go of it."""
        subprocess.run(["chroot", self.folder, "sh", "-c", LEAVE], capture_output=True)
        for kind in ("dev/shm", "dev/pts", "dev", "proc"):
            subprocess.run(["umount", "--lazy", self.folder / kind], capture_output=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "/var/tmp/pobratim-rehearsal"))
