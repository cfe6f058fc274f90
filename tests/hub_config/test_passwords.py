"""Passwords: what is refused, how first ones look, how guessing slows down."""

import re

import pytest

from hub_config.passwords import (
    LONGEST_BYTES,
    LONGEST_TYPED,
    Guesses,
    PasswordFault,
    fault_of,
    first_password,
    normal,
)

NAMES = ("amina.b", "Amina", "Benali")
COMMON = frozenset({"motdepasse", "1234567890", "azertyuiop"})


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("court", PasswordFault.TOO_SHORT),
        ("é" * 37 + "abcde", PasswordFault.TOO_LONG),
        ("aaaaaaaaaaaa", PasswordFault.TOO_PLAIN),
        ("MotDePasse", PasswordFault.TOO_COMMON),
        ("motdepasse2026!", PasswordFault.TOO_COMMON),
        ("jesuisbenali", PasswordFault.HOLDS_NAME),
        ("le chat dort bien", None),
        ("x7!kQ-9vBzé", None),
    ],
)
def test_a_password_is_long_and_not_what_a_guesser_tries_first(password: str, fault: PasswordFault | None):
    """Length counts, not a mixture of signs; a sentence is welcome."""
    assert fault_of(password, names=NAMES, common=COMMON) is fault


def test_first_passwords_can_be_read_aloud_and_differ():
    """A first password is three plain words and a number."""
    passwords = {first_password() for _ in range(200)}
    assert len(passwords) == 200
    assert all(re.fullmatch(r"[a-z]{4}-[a-z]{4}-[a-z]{4}-[1-9][0-9]", password) for password in passwords)


def test_a_letter_with_an_accent_is_one_sign_on_every_keyboard():
    """The two ways to write é are one password."""
    assert normal("e\u0301te\u0301") == normal("été") == "été"


def test_a_megabyte_of_accents_is_not_sorted():
    """Sorting takes the square of their number in time: a stranger's form would hold up the whole hub."""
    longest = normal("a" + "\u0301\u0327" * 1000)
    assert len(longest) <= LONGEST_TYPED
    assert fault_of(longest, names=(), common=COMMON) is PasswordFault.TOO_LONG


@pytest.mark.parametrize("sign", ["a", "é", "e\u0301", "\u03b1\u0313\u0300\u0345", "\u1112\u1161\u11ab"])
def test_what_is_cut_off_is_too_long_in_any_case(sign: str):
    """No password is right because its end was not looked at: also where four signs become one letter."""
    cut = normal(sign * LONGEST_TYPED)
    assert len(cut.encode()) > LONGEST_BYTES


class Clock:
    """A clock the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_guessing_slows_down_and_a_right_password_forgives():
    """The fifth wrong password costs half a minute, each further one twice as much, up to a quarter of an hour."""
    clock = Clock()
    guesses = Guesses(clock)
    waits = []
    for _ in range(12):
        clock.now += guesses.wait_s("amina.b")
        guesses.count("amina.b")
        waits.append(guesses.wait_s("amina.b"))
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
    assert guesses.wait_s("paul.m") == 0
    guesses.forget("amina.b")
    assert guesses.wait_s("amina.b") == 0


def test_many_names_do_not_fill_the_memory():
    """The names longest untouched are forgotten first."""
    guesses = Guesses(Clock(), free=1, most_names=2)
    for name in ("a", "b", "c"):
        guesses.count(name)
    assert [guesses.wait_s(name) for name in ("a", "b", "c")] == [0, 30, 30]


def test_names_longer_than_anybodys_count_together():
    """Strangers who type a book as their name fill no memory, and wait as everybody does."""
    guesses = Guesses(Clock(), free=2)
    for letter in "abc":
        guesses.count(letter * 100_000)
    assert guesses.wait_s("d" * 100_000) == 60
    assert guesses.wait_s("amina.b") == 0
    assert [len(name) for name in guesses._tries] == [0]
