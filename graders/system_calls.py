"""The few system calls untrusted work does without, as a seccomp filter for bubblewrap.

Two of them hide memory from every limit and watch (a file or segment in memory that no process has mapped); the others
are doors into the kernel that ordinary programs never open and that have had holes. A program that asks gets ENOSYS,
as on a kernel without them, and falls back.

A filter is a program of 8-byte instructions, struct sock_filter {u16 code; u8 jump if true, if false; u32 k}.
ref: seccomp(2), https://docs.kernel.org/userspace-api/seccomp_filter.html ; linux/audit.h, linux/bpf_common.h
"""

from __future__ import annotations

import errno
import platform
import struct
from collections.abc import Mapping, Sequence
from types import MappingProxyType

LOAD_WORD = 0x20  # BPF_LD | BPF_W | BPF_ABS
JUMP_IF_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
JUMP_IF_AT_LEAST = 0x35  # BPF_JMP | BPF_JGE | BPF_K
RETURN = 0x06  # BPF_RET | BPF_K
ALLOW = 0x7FFF0000  # SECCOMP_RET_ALLOW
REFUSE = 0x00050000 | errno.ENOSYS  # SECCOMP_RET_ERRNO

# Offsets in struct seccomp_data {int nr; u32 arch; …}
NUMBER, ARCHITECTURE = 0, 4
X32_FROM = 0x40000000
"""On x86-64, numbers from here on are a second way to the same calls."""

AUDIT_ARCH: Mapping[str, int] = MappingProxyType({"x86_64": 0xC000003E, "aarch64": 0xC00000B7})

# name: (x86_64, aarch64); ref: arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h
REFUSED: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        # Memory that is nobody's resident size.
        "memfd_create": (319, 279),
        "memfd_secret": (447, 447),
        "shmget": (29, 194),
        # Doors into the kernel.
        "add_key": (248, 217),
        "request_key": (249, 218),
        "keyctl": (250, 219),
        "bpf": (321, 280),
        "perf_event_open": (298, 241),
        "userfaultfd": (323, 282),
        "io_uring_setup": (425, 425),
    }
)


def seccomp_filter(machine: str = platform.machine()) -> bytes:
    """The filter for this machine; empty where nobody has written down its numbers."""
    if machine not in AUDIT_ARCH:
        return b""
    column = list(AUDIT_ARCH).index(machine)
    return _assembled(AUDIT_ARCH[machine], sorted(numbers[column] for numbers in REFUSED.values()))


def _assembled(architecture: int, refused: Sequence[int]) -> bytes:
    """Calls of another architecture's table are refused, then each number of the list; the rest is allowed.

    A jump counts instructions to skip; REFUSE is the last one, ALLOW the one before.
    """
    count = len(refused)
    program = [
        (LOAD_WORD, 0, 0, ARCHITECTURE),
        (JUMP_IF_EQUAL, 0, count + 3, architecture),
        (LOAD_WORD, 0, 0, NUMBER),
        (JUMP_IF_AT_LEAST, count + 1, 0, X32_FROM),
        *((JUMP_IF_EQUAL, count - at, 0, number) for at, number in enumerate(refused)),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
