"""Names and sizes: what is taken, what is refused and why."""

import pytest

from graders.exchange.file_names import (
    ASSIGNMENT_ID,
    STUDENT_ID,
    FilesRefusedError,
    Limits,
    TooBigError,
    check_files,
    check_id,
    check_names,
    name_fault,
)

SMALL = Limits(file_bytes=10, total_bytes=15, files=2)


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "03-reparer/index.html",
        ".htaccess",
        "mes photos/été à la mer.jpg",
        "👩‍🍳.png",
        "a/b/c/d/e/f/g",
        "C:x",
        "...",
    ],
)
def test_plain_names_travel(name):
    """Anything a person may call a file in their folder is taken, spaces and accents too."""
    assert name_fault(name) is None


INSIDE = "is not a path inside the assignment's folder"
CONTROL = "holds a control sign or a backslash"


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", INSIDE),
        ("/etc/passwd", INSIDE),
        ("../amina/index.html", INSIDE),
        ("a/../../b", INSIDE),
        ("a/..", INSIDE),
        ("a//b", INSIDE),
        ("a/", INSIDE),
        ("./a", INSIDE),
        ("a\0.html", CONTROL),
        ("a\n.html", CONTROL),
        ("a\x1b[2J", CONTROL),
        ("a\u2028b", CONTROL),
        ("..\\..\\a", CONTROL),
        ("photo\u202egnp.exe", "holds a sign that turns the direction of writing"),
        ("\udcff.html", "is not written in UTF-8"),
        ("x" * 201, "is too long"),
        ("é" * 101, "is too long"),
        ("/".join(["x" * 60] * 7), "is too long"),
        ("/".join("x" * 11), "lies more than 9 folders deep"),
    ],
)
def test_names_that_could_do_harm_are_refused(name, fault):
    """No name leaves the folder, hides what it is, or breaks a file system, a log or a command."""
    assert name_fault(name) == fault


def test_a_name_is_not_both_file_and_folder():
    """`a` beside `a/b` could not be laid out."""
    with pytest.raises(FilesRefusedError, match="'a' is both a file and the folder of 'a/b/c'"):
        check_names(["a", "a/b/c"])


@pytest.mark.parametrize(
    ("files", "error", "message"),
    [
        ({}, FilesRefusedError, "there is no file in it; expected at least one"),
        ({"a": b"", "b": b"", "c": b""}, TooBigError, "there are 3 files; expected at most 2"),
        ({"a": b"x" * 11}, TooBigError, "'a' has 11 bytes; expected at most 10"),
        ({"a": b"x" * 8, "b": b"x" * 8}, TooBigError, "the files have 16 bytes together; expected at most 15"),
        ({"../a": b""}, FilesRefusedError, "the file name '../a' is not a path inside the assignment's folder"),
    ],
)
def test_what_breaks_a_limit_is_refused(files, error, message):
    """The refusal names the file, what was found and what is expected."""
    with pytest.raises(error, match=message):
        check_files(files, SMALL)


def test_what_just_fits_is_taken():
    """A limit is the biggest allowed, not the smallest refused."""
    check_files({"a": b"x" * 10, "b": b"x" * 5}, SMALL)


@pytest.mark.parametrize("value", ["amina", "amina.diallo", "a+b@example.org", "_x-1"])
def test_hub_names_can_be_students(value):
    """What the hub calls people can name a folder."""
    check_id(STUDENT_ID, value)


@pytest.mark.parametrize("value", ["", ".", "..", "-x", "*", "a*", "a/b", "a b", "[a]", "é", "x" * 129])
def test_names_that_are_patterns_or_paths_are_refused(value):
    """nbgrader would take a star for a whole class."""
    for pattern in (STUDENT_ID, ASSIGNMENT_ID):
        with pytest.raises(FilesRefusedError, match="cannot be the name of a folder"):
            check_id(pattern, value)
