"""The filter of system calls, run as the kernel would run it."""

import struct

import pytest

from graders.system_calls import ALLOW, AUDIT_ARCH, REFUSE, REFUSED, X32_FROM, seccomp_filter


def verdict(program: bytes, number: int, architecture: int) -> int:
    """What the filter says to this call; the few instructions it is made of, interpreted."""
    instructions = list(struct.iter_unpack("=HBBI", program))
    value = at = 0
    while True:
        code, if_true, if_false, k = instructions[at]
        at += 1
        if code == 0x20:
            value = {0: number, 4: architecture}[k]
        elif code in (0x15, 0x35):
            at += if_true if (value == k if code == 0x15 else value >= k) else if_false
        else:
            return k


@pytest.mark.parametrize("machine", AUDIT_ARCH)
def test_exactly_the_listed_calls_are_refused(machine: str):
    """On each machine its own numbers, and no other of the first thousand."""
    column = list(AUDIT_ARCH).index(machine)
    program = seccomp_filter(machine)
    refused = {number for number in range(1000) if verdict(program, number, AUDIT_ARCH[machine]) == REFUSE}
    assert refused == {numbers[column] for numbers in REFUSED.values()}
    assert verdict(program, 0, AUDIT_ARCH[machine]) == ALLOW


@pytest.mark.parametrize("machine", AUDIT_ARCH)
def test_there_is_no_second_way_to_a_call(machine: str):
    """Neither another architecture's table nor the x32 one leads past the filter."""
    program = seccomp_filter(machine)
    assert verdict(program, 0, 0x40000003) == REFUSE  # i386
    assert verdict(program, X32_FROM + 1, AUDIT_ARCH[machine]) == REFUSE


def test_an_unknown_machine_has_no_filter():
    """Wrong numbers would be worse than none; the other walls stand."""
    assert seccomp_filter("riscv64") == b""
