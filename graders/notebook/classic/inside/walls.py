"""A fresh set of namespaces for one forked process, with a folder of its own in memory, inside the warm sandbox.

bubblewrap cannot do this: it starts programs, and a fork of a warm one is not a program. So the same calls are made
here: `unshare` for user, mount, process, network and IPC namespaces, small memory file systems over every writable
place, limits, and then no capability and no further namespace is left to the process.

ref: unshare(2), user_namespaces(7), capabilities(7), mount(2), prctl(2)
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal

WORK = "/tmp/work"
"""The folder a notebook runs in."""

NEW_MOUNTS, NEW_IPC, NEW_USER, NEW_PROCESSES, NEW_NETWORK = 0x20000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
NO_SUID, NO_DEVICES, NO_PROGRAMS = 2, 4, 8
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
CAPABILITIES = 64
CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> None:
    """The kernel kills this process when its parent ends."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def leave_namespaces() -> None:
    """Call before the fork whose child shall be process number 1 of its own world."""
    user, group = os.getuid(), os.getgid()
    _checked(_libc.unshare(NEW_USER | NEW_MOUNTS | NEW_PROCESSES | NEW_NETWORK | NEW_IPC), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def build(limits: dict[str, int]) -> None:
    """The walls around this process and all it starts: call in the child, before anything of a learner's is there."""
    size = f"size={limits['folder_bytes']},nr_inodes=20000,mode=700".encode()
    _mount(b"tmpfs", b"/tmp", NO_SUID | NO_DEVICES, size)
    _mount(b"tmpfs", b"/dev/shm", NO_SUID | NO_DEVICES, size)
    # Only its own processes exist.
    _mount(b"proc", b"/proc", NO_SUID | NO_DEVICES | NO_PROGRAMS, None)
    # A nested user namespace would bring the capabilities back that are given up below, and a fresh count of processes.
    with open("/proc/sys/user/max_user_namespaces", "w", encoding="ascii") as file:
        file.write("0")
    os.mkdir(WORK)
    os.chdir(WORK)
    for kind, limit in (
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_DATA, limits["data_bytes"]),
        (resource.RLIMIT_FSIZE, limits["folder_bytes"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    for capability in range(CAPABILITIES):
        _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # EINVAL above the last one this kernel knows
    _checked(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    header, none = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    _checked(_libc.capset(header, none), "capset")


def _mount(kind: bytes, target: bytes, flags: int, options: bytes | None) -> None:
    _checked(_libc.mount(kind, target, kind, ctypes.c_ulong(flags), options), f"mount {target.decode()}")


def _checked(result: int, what: str) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
