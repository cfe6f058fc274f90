"""What a good password is, how a first one looks, and how guessing is slowed down."""

from __future__ import annotations

import secrets
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import Enum

from hub_config.people import LONGEST_NAME

SHORTEST = 10
"""Signs. ref: CNIL recommendation of 14 October 2022: fewer signs are enough where guessing is slowed down."""
LONGEST_BYTES = 72
"""bcrypt reads no further."""
LONGEST_TYPED = 4 * LONGEST_BYTES
"""Signs. At most four of them become one, of two bytes or more: what is longer is too long for bcrypt in any case."""


class PasswordFault(Enum):
    """Why a password is refused; the sentence for it is in the page."""

    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    TOO_COMMON = "too-common"
    HOLDS_NAME = "holds-name"
    TOO_PLAIN = "too-plain"
    NOT_TWICE = "not-twice"
    NOT_NEW = "not-new"


def normal(password: str) -> str:
    """One spelling for one password: an é is one sign here and two on another keyboard. ref: RFC 8265

    Only of the first `LONGEST_TYPED` signs: accents are sorted, in a time that grows with the square of their number. A
    megabyte of them, sent by anybody, would hold up the whole hub for an hour.
    """
    return unicodedata.normalize("NFC", password[:LONGEST_TYPED])


def fault_of(password: str, *, names: Iterable[str], common: Collection[str]) -> PasswordFault | None:
    """What is wrong with a new password, if anything.

    Parameters
    ----------
    names : what everyone knows of the person: identifiant, first name, last name
    common : passwords that guessers try first, small letters
    """
    small = password.lower()
    if len(password) < SHORTEST:
        return PasswordFault.TOO_SHORT
    if len(password.encode()) > LONGEST_BYTES:
        return PasswordFault.TOO_LONG
    if len(set(small)) < 5:
        return PasswordFault.TOO_PLAIN
    if small in common or small.rstrip("0123456789!?.") in common:
        return PasswordFault.TOO_COMMON
    if any(len(name) >= 4 and name.lower() in small for name in names):
        return PasswordFault.HOLDS_NAME
    return None


def first_password() -> str:
    """Three words that can be said aloud and a number, such as `bamo-kiru-felo-52`; 37 bits of chance.

    Enough for something that works once and only as fast as `Guesses` lets it be tried.
    """
    syllables = [secrets.choice("bcdfgjklmnprstv") + secrets.choice("aeiou") for _ in range(6)]
    words = [first + second for first, second in zip(syllables[::2], syllables[1::2], strict=True)]
    return "-".join([*words, str(secrets.randbelow(90) + 10)])


@dataclass
class _Tries:
    wrong: int = 0
    closed_until_s: float = 0


class Guesses:
    """Wrong passwords, counted per name: after some of them the name waits, twice as long after each further one.

    A name nobody has counts like any other, so that waiting tells nothing; those that are longer than anybody's count
    together, so that they fill no memory. What is counted is lost with the hub: a restart gives some tries more.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        free: int = 5,
        first_wait_s: float = 30,
        longest_wait_s: float = 900,
        most_names: int = 10_000,
    ) -> None:
        self._clock = clock
        self._free = free
        self._first_wait_s = first_wait_s
        self._longest_wait_s = longest_wait_s
        self._most_names = most_names
        self._tries: OrderedDict[str, _Tries] = OrderedDict()

    def wait_s(self, name: str) -> float:
        """Seconds until the name may be tried again; 0 now."""
        tries = self._tries.get(_known_by(name))
        return max(0.0, tries.closed_until_s - self._clock()) if tries else 0.0

    def count(self, name: str) -> None:
        """A try begins. It counts as wrong until `forget`, so that many at once are no way around."""
        name = _known_by(name)
        tries = self._tries.setdefault(name, _Tries())
        self._tries.move_to_end(name)
        tries.wrong += 1
        if tries.wrong >= self._free:
            wait_s = self._first_wait_s * 2.0 ** min(tries.wrong - self._free, 16)
            tries.closed_until_s = self._clock() + min(wait_s, self._longest_wait_s)
        while len(self._tries) > self._most_names:
            self._tries.popitem(last=False)

    def forget(self, name: str) -> None:
        """The right password came, or a trainer gave a new one."""
        self._tries.pop(_known_by(name), None)


def _known_by(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else ""
