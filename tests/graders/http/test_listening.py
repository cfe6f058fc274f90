"""Where a program listens is read from the kernel's tables."""

from pathlib import Path

import pytest

from graders.http.listening import Address, addresses, best_address

HEADER = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def test_the_tables_are_read(tmp_path: Path):
    """IPv4, IPv6, IPv4 within IPv6; what is connected but does not listen is left out."""
    net = tmp_path / "7" / "net"
    net.mkdir(parents=True)
    (net / "tcp").write_text(
        HEADER
        + "   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 5612 1\n"
        + "   1: 0100007F:1F41 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 5613 1\n"
        + "   2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 5614 1\n"
    )
    zeros = "0" * 24
    (net / "tcp6").write_text(
        HEADER
        + f"   0: {zeros}00000000:0BB8 {zeros}00000000:0000 0A 0:0 00:0 0  1000        0 1 1\n"
        + f"   1: {zeros}01000000:0BB9 {zeros}00000000:0000 0A 0:0 00:0 0  1000        0 1 1\n"
        + f"   2: 0000000000000000FFFF00000100007F:0BBA {zeros}00000000:0000 0A 0:0 00:0 0  1000        0 1 1\n"
    )
    assert addresses(7, tmp_path) == [
        Address("127.0.0.1", 8000),
        Address("0.0.0.0", 80),
        Address("::", 3000),
        Address("::1", 3001),
        Address("127.0.0.1", 3002),
    ]


def test_a_process_that_is_gone_listens_nowhere(tmp_path: Path):
    """Its tables are gone with it."""
    assert addresses(7, tmp_path) == []


WANTED, OWN, LOW = Address("0.0.0.0", 8000), Address("::", 3000), Address("127.0.0.1", 90)
ODD = Address("127.0.0.5", 8000)


@pytest.mark.parametrize(
    ("found", "best"),
    [([OWN, WANTED, LOW], WANTED), ([OWN, LOW], LOW), ([ODD, OWN], OWN), ([ODD], ODD), ([], None)],
)
def test_the_best_address(found: list[Address], best: Address | None):
    """One that localhost leads to, on the port asked for, else the lowest."""
    assert best_address(found, 8000) == best
