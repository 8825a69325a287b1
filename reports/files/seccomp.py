"""Filters of system calls, which no later step of the process can take back: a few lines of BPF and one call of prctl.

Two ways. Of the reader it is known what it still needs, so all else is refused. LibreOffice needs other calls in each
version, so what it is refused is named. A refused call answers EPERM and kills nobody: a library that tries something
new and goes on without it shall not cost a clerk his file. Numbers of calls are those of the kernel's headers.
"""

import ctypes
import errno
import platform
import struct
import sys
from collections.abc import Callable

from .closed import take_no_rights

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _HAS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF: ld abs, jeq, jge, jset, ret
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # places in what the kernel tells of a call
_X32 = 0x40000000  # x86_64 called by the second set of numbers

# Machine → its number for the kernel, and which of the two columns below is its own.
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

_EXECUTABLE = 0x4  # PROT_EXEC
_AF_UNIX, _NO_STREAM = 1, 0b110  # a datagram needs no `connect` to reach whoever listens
_NAMESPACES = 0x7E020000  # all flags CLONE_NEW… of clone

# What a reader that holds its file in memory still does: take memory, tell the time, answer, end. No memory may become
# code. The names are comments for whoever compares; None: the machine has no such call.
_OF_READER = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "lseek": (8, 62),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "getrusage": (98, 165),
    "times": (100, 153),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "time": (201, None),
    "futex": (202, 98),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
}
_MEMORY_OF_READER = {"mmap": (9, 222), "mprotect": (10, 226)}

# What LibreOffice is refused: other processes and their memory, other namespaces, what changes files without opening
# them (Landlock does not see it), ways around Landlock, and doors of the kernel that no document needs.
_NOT_FOR_OFFICE = {
    # signals, memory, descriptors and pace of others
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "kcmp": (312, 272),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    "setpriority": (141, 140),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "ioprio_set": (251, 30),
    # groups of its own, which would outlive the signal to its group
    "setsid": (112, 157),
    "setpgid": (109, 154),
    # whoever listens, such as the database
    "connect": (42, 203),
    # namespaces and mounts
    "unshare": (272, 97),
    "setns": (308, 268),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "mount": (165, 40),
    "umount2": (166, 39),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    # what changes or watches a file by its name
    "chmod": (90, None),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "setxattrat": (463, 463),
    "removexattrat": (466, 466),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    # programs without a file, memory that everybody shares
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmctl": (31, 195),
    "shmat": (30, 196),
    "semget": (64, 190),
    "semctl": (66, 191),
    "semop": (65, 193),
    "semtimedop": (220, 192),
    "msgget": (68, 186),
    "msgctl": (71, 187),
    "msgrcv": (70, 188),
    "msgsnd": (69, 189),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    # doors of the kernel
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "personality": (135, 92),
    "syslog": (103, 116),
}
_SOCKET, _CLONE, _CLONE3, _PRLIMIT = (41, 198), (56, 220), (435, 435), (302, 261)


def close_reader() -> bool:
    """Leave this process nothing but memory, the time, its answer and its end. Whether the kernel has done it.

    Changes nothing on a machine whose numbers are not known here.
    """
    return _set(_reader)


def close_office() -> bool:
    """Refuse this process, and all that it starts, what `_NOT_FOR_OFFICE` names, each socket but those of files, and
    each namespace; clone3, whose flags no filter can see, is unknown to it. Otherwise as `close_reader`."""
    return _set(_office)


def _reader(column: int) -> bytes:
    rules = [_on(numbers[column], _answer(_ALLOW)) for numbers in _OF_READER.values()]
    for numbers in _MEMORY_OF_READER.values():
        rules.append(_on(numbers[column], _asked(2, _HAS, _EXECUTABLE, _refusal(errno.EPERM), _ALLOW)))
    return b"".join(rules) + _answer(_refusal(errno.EPERM))


def _office(column: int) -> bytes:
    refusal = _refusal(errno.EPERM)
    rules = [_on(numbers[column], _answer(refusal)) for numbers in _NOT_FOR_OFFICE.values()]
    rules += [
        _on(_SOCKET[column], _unless(0, _EQUAL, _AF_UNIX, refusal) + _asked(1, _HAS, _NO_STREAM, refusal, _ALLOW)),
        _on(_CLONE[column], _asked(0, _HAS, _NAMESPACES, refusal, _ALLOW)),
        _on(_PRLIMIT[column], _asked(0, _EQUAL, 0, _ALLOW, refusal)),  # its own limits only
        _on(_CLONE3[column], _answer(_refusal(errno.ENOSYS))),
    ]
    return b"".join(rules) + _answer(_ALLOW)


# --- A little assembler ----------------------------------------------------------------------------------


def _step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_so, if_not, value)


def _answer(value: int) -> bytes:
    return _step(_RETURN, value)


def _refusal(number: int) -> int:
    return 0x00050000 | number  # SECCOMP_RET_ERRNO


def _on(number: int | None, then: bytes) -> bytes:
    """`then`, for this call only; it has to end with an answer."""
    return b"" if number is None else _step(_EQUAL, number, 0, len(then) // 8) + then


def _asked(argument: int, test: int, value: int, if_so: int, if_not: int) -> bytes:
    """One answer or the other, by the lower half of an argument."""
    return _step(_LOAD, _ARGUMENTS + 8 * argument) + _step(test, value, 0, 1) + _answer(if_so) + _answer(if_not)


def is_known() -> bool:
    """Whether the calls of this machine are known here by their numbers."""
    return sys.platform == "linux" and ctypes.sizeof(ctypes.c_void_p) == 8 and platform.machine() in _MACHINES


def _unless(argument: int, test: int, value: int, if_not: int) -> bytes:
    """An answer unless the lower half of an argument is so; else what follows."""
    return _step(_LOAD, _ARGUMENTS + 8 * argument) + _step(test, value, 1, 0) + _answer(if_not)


def _set(program: Callable[[int], bytes]) -> bool:
    if not is_known():
        return False
    architecture, column = _MACHINES[platform.machine()]
    code = _step(_LOAD, _ARCHITECTURE) + _step(_EQUAL, architecture, 1, 0) + _answer(_KILL) + _step(_LOAD, _NUMBER)
    if column == 0:
        code += _step(_AT_LEAST, _X32, 0, 1) + _answer(_refusal(errno.EPERM))
    code += program(column)
    steps = ctypes.create_string_buffer(code, len(code))
    take_no_rights()
    whole = ctypes.create_string_buffer(struct.pack("@HP", len(code) // 8, ctypes.addressof(steps)))
    return ctypes.CDLL(None).prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, whole, 0, 0) == 0
