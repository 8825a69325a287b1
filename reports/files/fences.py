"""What a process gives up for good before it looks at a stranger's file: rings around a parser that is taken over.

One ring holds where the kernel lacks another. docs/design/reading.md says which ring refuses what, and since when.
"""

import contextlib
import ctypes
import os
import struct
from collections.abc import Callable

from . import landlock, seccomp
from .closed import die_with_parent, give_up_rights, hide_memory

try:
    import resource
except ImportError:  # Windows
    resource = None

# What LibreOffice reads: programs, fonts, its own settings. Neither /etc nor /proc as a whole, and nobody's home.
READABLE = (
    *("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts"),
    *("/etc/libreoffice", "/var/cache/fontconfig", "/var/lib/libreoffice", "/var/spool/libreoffice"),
    *("/etc/localtime", "/dev/random", "/dev/urandom"),
)
WRITABLE = ("/dev/null", "/dev/zero")
# It makes the socket by which it would find itself, in one of these and nowhere else.
FOR_SOCKETS = ("/tmp", "/var/tmp")


def limit(**limits: int) -> bool:
    """Set limits of this process for good («FSIZE» …), as far as the system knows and allows them. Whether it did."""
    is_set = bool(resource)
    for name, value in limits.items():
        try:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
        except (AttributeError, ValueError, OSError):
            is_set = False
    return is_set


def _limit_reader() -> bool:
    """No descriptor more is no file and no socket, on every system; an own user starts no process."""
    return limit(FSIZE=0, CORE=0, NPROC=0, NOFILE=0)


RINGS: dict[str, Callable[[], object]] = {
    "rights": give_up_rights,
    "landlock": landlock.close,
    "limits": _limit_reader,
    "seccomp": seccomp.close_reader,
}


def close_reader() -> None:
    """Leave this process its memory, its standard output and the time: no file, network, other process, nor memory
    that becomes code. What it has not imported by now it cannot import any more."""
    hide_memory()
    die_with_parent()
    os.closerange(0, 1)
    _close_others()
    for close in RINGS.values():
        close()


def close_office(folder: str, program: str) -> None:
    """Leave this process, and all that it starts, `folder` to read and write, the system's programs and fonts to read,
    and no network, no signal to others, and no memory of theirs. `program`: the whole path of what will run."""
    _close_others()
    give_up_rights()
    home = os.path.dirname(os.path.realpath(program))
    if os.path.basename(home) == "program":  # LibreOffice outside the system's folders: its libraries lie beside
        home = os.path.dirname(home)
    apart = () if os.path.dirname(home) == home else (home,)
    landlock.close(readable=(*READABLE, *apart), writable=(*WRITABLE, folder), for_sockets=FOR_SOCKETS)
    seccomp.close_office()


def _close_others() -> None:
    """All descriptors but the standard ones."""
    os.closerange(3, 65_536)


# --- What holds ------------------------------------------------------------------------------------------


def left(*, is_office: bool = False) -> list[str]:
    """What this process still can of this, found by trying: read one of the system's "files", "writing" beside its own
    folder, "network", "processes" (not asked of LibreOffice), "signals" to whoever has started it, its "memory"."""
    if os.name != "posix":  # no ring at all, and a try would do harm
        return list(_ACTS)
    able = []
    for name, act in _ACTS.items():
        with contextlib.suppress(OSError):
            if not (is_office and act is _start_a_process):
                act()
                able.append(name)
    return able


def _read_a_file() -> None:
    os.close(os.open("/etc/passwd", os.O_RDONLY))


def _write_beside() -> None:
    folder = f"/var/tmp/pobratim-{os.getpid()}"
    os.mkdir(folder, 0o700)
    os.rmdir(folder)


def _reach_the_network() -> None:
    """A way to this machine's own addresses is one; nothing is sent."""
    libc = ctypes.CDLL(None)
    own = libc.socket(2, 2, 0)  # AF_INET, SOCK_DGRAM
    address = struct.pack("=H", 2) + struct.pack("!H", 9) + bytes((127, 0, 0, 1)) + bytes(8)
    refused = own < 0 or libc.connect(own, address, len(address))
    if own >= 0:
        os.close(own)
    if refused:
        raise OSError


def _start_a_process() -> None:
    os.waitpid(os.fork() or os._exit(0), 0)


def _signal_to_parent() -> None:
    os.kill(os.getppid(), 0)


def _read_the_parent() -> None:
    os.close(os.open(f"/proc/{os.getppid()}/environ", os.O_RDONLY))


_ACTS: dict[str, Callable[[], None]] = {
    "files": _read_a_file,
    "writing": _write_beside,
    "network": _reach_the_network,
    "processes": _start_a_process,
    "signals": _signal_to_parent,
    "memory": _read_the_parent,
}
