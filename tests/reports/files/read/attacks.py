"""What a parser that was taken over may try, as a reader of its own inside the child; `test_attacks.py` asks.

Runs in the child alone: nothing of pytest or Django here. Each attack returns where the kernel lets it, and raises
where it is refused. What it needs beside it stands in TARGETS: pids, a folder, a file that holds a secret, a port.
"""

import ctypes
import importlib
import json
import mmap
import os
import platform
import resource
import signal
import socket
import sys
import threading

from reports.files import fences, landlock
from reports.files.read import child, process

LIBC = ctypes.CDLL(None, use_errno=True)
IS_ARM = platform.machine() == "aarch64"
TARGETS = {}
ATTACKS = {}


def attack(*rings):
    """Decorator: refused by each of these rings alone. `landlock6`: since its version 6. `processes`: by the limits,
    but not to root. `rights` of root that the child gives up, and `hidden` memory of the service: nobody else has a
    way anyhow."""

    def note(function):
        ATTACKS[function.__name__] = (function, set(rings))
        return function

    return note


def call(x86, arm, *words):
    """A call of the kernel by its number: its answer. Raises OSError."""
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in words]
    return answered(LIBC.syscall(ctypes.c_long(arm if IS_ARM else x86), *words))


def answered(result):
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def opened(path, flags=os.O_RDONLY):
    os.close(os.open(path, flags, 0o600))


def inside(name):
    return os.path.join(TARGETS["folder"], name)


# Files


@attack("seccomp", "landlock", "limits")
def read_the_list_of_users():
    opened("/etc/passwd")


@attack("seccomp", "landlock", "limits")
def read_the_file_of_keys():
    opened(TARGETS["secret"])


@attack("seccomp", "landlock", "limits")
def read_the_program_itself():
    opened(__file__)


@attack("seccomp", "landlock", "limits")
def open_by_the_newest_call():
    call(437, 437, -100, TARGETS["secret"].encode(), bytes(24), 24)


@attack("seccomp", "landlock", "limits")
def list_a_folder():
    os.listdir(TARGETS["folder"])


@attack("seccomp")
def ask_whether_a_file_is_there():
    os.stat(TARGETS["secret"])


@attack("seccomp", "landlock", "limits")
def make_a_file():
    opened(inside("new"), os.O_WRONLY | os.O_CREAT)


@attack("seccomp", "landlock", "limits")
def write_into_a_file():
    opened(inside("file"), os.O_WRONLY)


@attack("seccomp", "landlock3")
def cut_a_file():
    os.truncate(inside("cut"), 0)


@attack("seccomp", "landlock")
def remove_a_file():
    os.unlink(inside("gone"))


@attack("seccomp", "landlock")
def rename_a_file():
    os.rename(inside("old"), inside("renamed"))


@attack("seccomp", "landlock")
def link_a_file():
    os.link(inside("file"), inside("link"))


@attack("seccomp", "landlock")
def make_a_symbolic_link():
    os.symlink("/etc", inside("symlink"))


@attack("seccomp", "landlock")
def make_a_folder():
    os.mkdir(inside("folder"))


@attack("seccomp", "landlock")
def remove_a_folder():
    os.rmdir(inside("empty"))


@attack("seccomp", "landlock")
def make_a_fifo():
    os.mkfifo(inside("fifo"))


@attack("seccomp")
def change_the_rights_of_a_file():
    os.chmod(inside("file"), 0o777)


@attack("seccomp")
def change_the_owner_of_a_file():
    os.chown(inside("file"), os.getuid(), os.getgid())


@attack("seccomp")
def change_the_times_of_a_file():
    os.utime(inside("file"))


@attack("seccomp", "limits")
def watch_a_folder():
    os.close(answered(LIBC.inotify_init1(0)))


@attack("seccomp", "limits")
def open_the_answer_anew():
    opened("/proc/self/fd/1", os.O_WRONLY)


@attack("seccomp", "landlock", "limits")
def load_a_module():
    importlib.import_module("this")


@attack("seccomp", "landlock", "limits")
def load_a_library():
    ctypes.CDLL("libanl.so.1")


# The service and other processes


@attack("seccomp", "landlock", "limits", "rights", "hidden")
def read_the_environment_of_the_service():
    opened(f"/proc/{TARGETS['service']}/environ")


@attack("seccomp", "landlock", "limits", "rights", "hidden")
def read_the_memory_of_the_service():
    opened(f"/proc/{TARGETS['service']}/mem")


@attack("seccomp", "landlock", "rights", "hidden")
def copy_the_memory_of_the_service():
    peek(TARGETS["service"])


@attack("seccomp", "landlock", "limits")
def read_the_command_line_of_another():
    opened(f"/proc/{TARGETS['other']}/cmdline")


@attack("seccomp", "landlock", "limits")
def read_the_environment_of_another():
    opened(f"/proc/{TARGETS['other']}/environ")


@attack("seccomp", "landlock")
def copy_the_memory_of_another():
    peek(TARGETS["other"])


def peek(pid):
    """A wrong address says that the memory would be copied."""
    place = (ctypes.c_size_t * 2)(8, 8)
    try:
        call(310, 270, pid, place, 1, place, 1, 0)
    except OSError as error:
        if error.errno != 14:  # EFAULT
            raise


@attack("seccomp", "landlock")
def trace_another():
    answered(LIBC.ptrace(0x4206, TARGETS["other"], None, None))  # PTRACE_SEIZE, until this process ends


@attack("seccomp", "landlock6")
def signal_to_the_service():
    os.kill(TARGETS["service"], 0)


@attack("seccomp", "landlock6")
def signal_to_another():
    os.kill(TARGETS["other"], signal.SIGCONT)


@attack("seccomp", "landlock6")
def signal_to_a_thread_of_the_service():
    call(234, 131, TARGETS["service"], TARGETS["service"], 0)


@attack("seccomp", "limits")
def hold_another_by_a_descriptor():
    os.close(call(434, 434, TARGETS["other"], 0))


@attack("seccomp")
def change_the_limits_of_another():
    limits = resource.prlimit(TARGETS["other"], resource.RLIMIT_NOFILE)
    resource.prlimit(TARGETS["other"], resource.RLIMIT_NOFILE, limits)


@attack("seccomp")
def make_another_slow():
    os.setpriority(os.PRIO_PROCESS, TARGETS["other"], 19)


# Processes and programs


@attack("seccomp", "processes")
def fork():
    os.waitpid(os.fork() or os._exit(0), 0)


@attack("seccomp", "processes")
def clone():
    pid = call(56, 220, signal.SIGCHLD, 0, 0, 0, 0)
    os.waitpid(pid or os._exit(0), 0)


@attack("seccomp", "processes", "landlock")
def start_a_program():
    os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)


@attack("seccomp", "processes")
def start_a_thread():
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


@attack("seccomp")
def become_a_program():
    """That there is none of the name says that another would run."""
    try:
        os.execv("/no/such/program", ["a"])
    except FileNotFoundError:
        return


@attack("seccomp", "limits")
def keep_a_program_in_memory():
    os.close(os.memfd_create("a"))


@attack("seccomp")
def run_what_was_written():
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


# The network


@attack("seccomp", "limits")
def call_by_tcp():
    with socket.create_connection(("127.0.0.1", TARGETS["port"]), timeout=5):
        pass


@attack("seccomp", "limits")
def listen_by_tcp():
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))


@attack("seccomp", "limits")
def send_by_udp():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        own.sendto(b"a", ("127.0.0.1", TARGETS["port"]))


@attack("seccomp", "limits")
def ask_a_name():
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM):
        pass


@attack("seccomp", "limits")
def call_whoever_listens_here():
    with socket.socket(socket.AF_UNIX) as own:
        own.connect(TARGETS["listener"])


@attack("seccomp", "limits")
def take_an_abstract_name():
    with socket.socket(socket.AF_UNIX) as own:
        own.bind(f"\0pobratim-{os.getpid()}")


@attack("seccomp", "limits")
def ask_the_kernel_for_its_addresses():
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).close()


@attack("seccomp", "limits", "rights")
def open_a_raw_socket():
    socket.socket(socket.AF_INET, socket.SOCK_RAW, 1).close()


@attack("seccomp", "limits")
def open_a_pair_of_sockets():
    for end in socket.socketpair():
        end.close()


# Memory that others share


@attack("seccomp")
def share_memory():
    answered(LIBC.shmctl(answered(LIBC.shmget(0, 4096, 0o1600)), 0, None))


@attack("seccomp")
def make_a_queue_of_messages():
    answered(LIBC.msgctl(answered(LIBC.msgget(0, 0o1600)), 0, None))


@attack("seccomp")
def make_a_semaphore():
    answered(LIBC.semctl(answered(LIBC.semget(0, 1, 0o1600)), 0, 0))


@attack("seccomp")
def open_a_named_queue():
    """That there is none of the name says that one would be made."""
    try:
        call(240, 180, b"pobratim", os.O_RDWR, 0, None)
    except FileNotFoundError:
        return


@attack("seccomp", "landlock", "limits")
def make_shared_memory_with_a_name():
    opened(f"/dev/shm/pobratim-{os.getpid()}", os.O_RDWR | os.O_CREAT)
    os.unlink(f"/dev/shm/pobratim-{os.getpid()}")


# More rights


@attack("seccomp", "rights")
def change_the_root():
    os.chroot("/")


@attack("seccomp", "rights")
def take_other_groups():
    os.setgroups([])


@attack("seccomp", "rights", "landlock")
def mount():
    answered(LIBC.mount(b"none", inside("empty2").encode(), b"tmpfs", 0, None))
    answered(LIBC.umount2(inside("empty2").encode(), 2))


@attack("seccomp")
def take_a_key():
    call(248, 217, b"user", b"pobratim", b"a", 1, -3)


@attack("seccomp", "rights", "limits")
def measure_others():
    call(298, 241, (ctypes.c_uint64 * 14)(1 | 112 << 32), -1, 0, -1, 0)


@attack("seccomp", "rights", "limits")
def load_code_into_the_kernel():
    call(321, 280, 0, (ctypes.c_uint32 * 18)(2, 4, 4, 1), 72)


@attack("seccomp", "limits")
def hold_faults_of_pages():
    os.close(call(323, 282, 1))


@attack("seccomp", "limits")
def queue_calls_in_a_ring():
    os.close(call(425, 425, 1, (ctypes.c_uint32 * 30)()))


@attack("seccomp")
def raise_an_own_limit():
    resource.setrlimit(resource.RLIMIT_CORE, resource.getrlimit(resource.RLIMIT_CORE))


@attack("seccomp")
def enter_a_world_of_its_own():
    """Last: it changes who this process is."""
    answered(LIBC.unshare(0x10000000))


# The way in


def outcomes():
    """Name of an attack → "" where it came through, else what refused it."""
    told = {}
    for name, (function, _) in ATTACKS.items():
        try:
            function()
            told[name] = ""
        except Exception as error:
            told[name] = f"{type(error).__name__}: {error}"
    return told


def hostile(targets):
    """In the child, in the place of its reader: without rings, with each ring alone, and with all, as the service sets
    them. What a ring says of itself stands beside it."""
    TARGETS.update(targets)
    alone = {name: in_a_fork(name, close) for name, close in {"none": bool, **fences.RINGS}.items()}
    TARGETS["folder"] = os.path.join(targets["folder"], "all")
    told = {"alone": alone, "landlock": landlock.version()}
    child._read = lambda data, wishes: {**told, "all": outcomes(), "left": fences.left()}
    child.main()


def in_a_fork(name, close):
    source, sink = os.pipe()
    if os.fork() == 0:
        TARGETS["folder"] = os.path.join(TARGETS["folder"], name)
        os.dup2(sink, 1)
        os.closerange(3, 100)
        os.write(1, json.dumps([bool(close()), outcomes()]).encode())
        os._exit(0)
    os.close(sink)
    with open(source, "rb") as pipe:
        told = json.load(pipe)
    os.wait()
    return told


def service():
    """A service with a key in its environment, which starts the child as ever, but for the reader in it."""
    targets = {**json.loads(sys.argv[1]), "service": os.getpid()}
    way = process._START.partition("from ")[0]
    process._START = f"{way}from {attack.__module__} import hostile; hostile({targets!r})"
    print(json.dumps(process._answer(b"a file", {"name": "a"}, 60)))
