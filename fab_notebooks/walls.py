"""Walls that a process puts up around itself, for good: what it and its threads may no longer do.

For code that runs inside a person's sandbox, where no second one can be made: the first forbids the user namespaces
that bubblewrap needs. Two things of the kernel that need no namespace and no rights take their place.

- Landlock: of all files it may open only those below the given folders, and ask nothing of processes outside, whose
  memory and environment are files too. (Names, permissions and times it may still see and set: Landlock leaves these.)
- A filter of system calls: no other process, no other program, no socket of any kind, no signal to anybody.

ref: https://docs.kernel.org/userspace-api/landlock.html ; seccomp(2) ; prctl(2) ; linux/landlock.h, linux/filter.h
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path

NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2  # PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every architecture

EXECUTE, WRITE, READ, LIST = 1, 2, 4, 8  # LANDLOCK_ACCESS_FS_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR
ACCESS_BITS = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many kinds of access the kernel's version of Landlock knows; later versions know 16 (`_IOCTL_DEV`)."""

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF_LD…, BPF_JMP…, BPF_RET, all with BPF_K
ALLOW, REFUSE = 0x7FFF0000, 0x00050000  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data, on little-endian machines
CLONE_THREAD = 0x10000
X32_FROM = 0x40000000
"""On x86-64, numbers from here on are a second way to the same calls."""

# machine: (AUDIT_ARCH, clone); ref: linux/audit.h, arch/x86/entry/syscalls/syscall_64.tbl, asm-generic/unistd.h
MACHINES: Mapping[str, tuple[int, int]] = {"x86_64": (0xC000003E, 56), "aarch64": (0xC00000B7, 220)}
# name: ((x86_64, aarch64), what the caller is told); -1 where there is no such call
REFUSED: Mapping[str, tuple[tuple[int, int], int]] = {
    "fork": ((57, -1), errno.EAGAIN),
    "vfork": ((58, -1), errno.EAGAIN),
    # Its arguments are in memory, where a filter cannot look; told that there is none, glibc calls clone.
    "clone3": ((435, 435), errno.ENOSYS),
    "execve": ((59, 221), errno.EACCES),
    "execveat": ((322, 281), errno.EACCES),
    "socket": ((41, 198), errno.EACCES),
    # Opens sockets too.
    "io_uring_setup": ((425, 425), errno.ENOSYS),
    "kill": ((62, 129), errno.EPERM),
    "tkill": ((200, 130), errno.EPERM),
    "tgkill": ((234, 131), errno.EPERM),
    "rt_sigqueueinfo": ((129, 138), errno.EPERM),
    "rt_tgsigqueueinfo": ((297, 240), errno.EPERM),
    "pidfd_send_signal": ((424, 424), errno.EPERM),
}


def wall_in(readable: Iterable[Path], writable: Iterable[Path], machine: str = platform.machine()) -> None:
    """From now on this process opens no other files, and does none of the calls of REFUSED.

    On a kernel without Landlock (before 5.13, or switched off) files stay as they were; on a machine whose numbers
    nobody has written down, calls do. OSError if the kernel refuses what it should know.
    """
    kernel = ctypes.CDLL(None, use_errno=True)
    _done(kernel.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _close_files(kernel, readable, writable)
    if machine in MACHINES:
        program = call_filter(machine)
        held = ctypes.create_string_buffer(program, len(program))
        # struct sock_fprog {u16 instructions; struct sock_filter *program;}
        whole = struct.pack("@HP", len(program) // 8, ctypes.addressof(held))
        _done(kernel.prctl(SECCOMP, FILTER, whole, 0, 0))


def landlock_version() -> int:
    """Of this kernel; 0 where it has none, or is started without (`lsm=` on its command line)."""
    return max(0, int(ctypes.CDLL(None).syscall(CREATE_RULESET, None, 0, 1)))


def call_filter(machine: str) -> bytes:
    """The filter of a machine of MACHINES: instructions of 8 bytes, struct sock_filter {u16; u8; u8; u32}."""
    architecture, clone = MACHINES[machine]
    column = list(MACHINES).index(machine)
    program = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, REFUSE | errno.ENOSYS)]
    program += [(LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, X32_FROM), (RETURN, 0, 0, REFUSE | errno.ENOSYS)]
    for numbers, told in REFUSED.values():
        if numbers[column] >= 0:
            program += [(EQUAL, 0, 1, numbers[column]), (RETURN, 0, 0, REFUSE | told)]
    # Threads are part of the process and end with it: libraries that compute on several cores need them.
    program += [(EQUAL, 0, 3, clone), (LOAD, 0, 0, FIRST_ARGUMENT), (ANY_BIT, 1, 0, CLONE_THREAD)]
    program += [(RETURN, 0, 0, REFUSE | errno.EAGAIN), (RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)


def _close_files(kernel: ctypes.CDLL, readable: Iterable[Path], writable: Iterable[Path]) -> None:
    version = landlock_version()
    if not version:
        return
    everything = (1 << ACCESS_BITS.get(version, 16)) - 1
    rules = _done(kernel.syscall(CREATE_RULESET, struct.pack("=Q", everything), 8, 0))
    for paths, access in ((readable, EXECUTE | READ | LIST), (writable, everything)):
        for path in filter(Path.exists, paths):
            # A file takes no rules about what is in a folder.
            wanted = access if path.is_dir() else access & (EXECUTE | READ | WRITE)
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
            _done(kernel.syscall(ADD_RULE, rules, 1, struct.pack("=Qi", wanted, place), 0))
            os.close(place)
    _done(kernel.syscall(RESTRICT_SELF, rules, 0))
    os.close(rules)


def _done(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
