"""The learner's files, read with limits."""

import pytest

from graders.checks import Failure
from graders.work import ARCHIVE_BYTES, FILE_BYTES, PICTURE_BYTES, Work
from tests.graders.exercises import an_exercise


def the_failure(work: Work, name: str) -> tuple[str, str | None]:
    """Message id and file of what reading `name` raises."""
    with pytest.raises(Failure) as caught:
        work.text(name)
    return caught.value.message_id, caught.value.file


@pytest.mark.parametrize(
    ("files", "message_id"),
    [
        ({}, "missing-file"),
        ({"index.html": b""}, "empty-file"),
        ({"index.html": b"\xef\xbb\xbf \r\n\t"}, "empty-file"),
        ({"index.html": b"x" * (FILE_BYTES + 1)}, "too-large"),
    ],
)
def test_a_file_that_cannot_be_read(files: dict[str, bytes], message_id: str):
    """Missing, empty and too large each have their own message."""
    work = Work(an_exercise(), files)
    failure = work.defect()
    assert the_failure(work, "index.html") == (message_id, "index.html")
    assert failure is not None
    assert failure.message_id == message_id


def test_a_file_in_another_encoding_is_read_like_a_browser_reads_it():
    """A byte that is not UTF-8 becomes the replacement sign; nothing breaks."""
    assert Work(an_exercise(), {"index.html": "été".encode("latin-1")}).text("index.html") == "\ufffdt\ufffd"


@pytest.mark.parametrize(
    ("handed_in", "unchanged"),
    [
        (b"<p>\na</p>", True),
        (b"<p>  \r\na</p>\r\n\r\n", True),
        (b"<p>\na</p> b", False),
        (b"<p>\n a</p>", False),
        (b"", False),
    ],
)
def test_line_ends_do_not_count_as_a_change(handed_in: bytes, unchanged: bool):
    """An editor that rewrites line ends has not done the exercise."""
    work = Work(an_exercise(start={"index.html": b"<p>\na</p>\n"}), {"index.html": handed_in})
    assert work.is_unchanged() is unchanged


def test_a_file_neither_handed_out_nor_in_is_unchanged():
    """An exercise that asks for a new file starts without it."""
    exercise = an_exercise(learner_files=("index.html", "adresse.html"), start={"index.html": b"a"})
    assert Work(exercise, {"index.html": b"a"}).is_unchanged()


def test_a_browser_gets_the_learners_files_and_the_given_ones():
    """A learner replaces only the files of the exercise that are theirs."""
    exercise = an_exercise(start={"index.html": b"start", "logo.svg": b"given"})
    work = Work(exercise, {"index.html": b"mine", "logo.svg": b"forged", "extra.js": b"smuggled"})
    assert dict(work.served()) == {"index.html": b"mine", "logo.svg": b"given"}


def test_a_picture_may_have_more_than_a_page():
    """A photograph is served up to its own limit; beyond it has its own message."""
    exercise = an_exercise(learner_files=("plan.png", "Grand.JPG"))
    work = Work(exercise, {"plan.png": b"x" * PICTURE_BYTES, "Grand.JPG": b"x" * (PICTURE_BYTES + 1)})
    assert list(work.served()) == ["plan.png"]
    assert the_failure(work, "Grand.JPG") == ("too-large-picture", "Grand.JPG")


def test_a_given_file_is_read_as_it_was_given():
    """A file that is not the learner's cannot be replaced by sending one."""
    exercise = an_exercise(start={"index.html": b"start", "charte.html": b"given"})
    work = Work(exercise, {"index.html": b"mine", "charte.html": b"forged"})
    assert (work.text("index.html"), work.text("charte.html")) == ("mine", "given")


def test_pages_are_what_can_be_shown():
    """Empty and missing pages are not opened."""
    exercise = an_exercise(learner_files=("index.html", "style.css", "vide.html", "absent.html"))
    work = Work(exercise, {"index.html": b"a", "style.css": b"p{}", "vide.html": b" "})
    assert work.pages() == ["index.html"]


@pytest.mark.parametrize(
    ("files", "message_id"),
    [
        ({}, "missing-file"),
        ({"depot.bundle": b""}, "empty-file"),
        ({"depot.bundle": b"x" * (ARCHIVE_BYTES + 1)}, "files-too-large"),
        ({"depot.bundle": b"\xff" * ARCHIVE_BYTES}, None),
    ],
)
def test_an_archive_is_read_as_bytes(files: dict[str, bytes], message_id: str | None):
    """A repository or a zip is no text, and may be bigger than a page."""
    work = Work(an_exercise(learner_files=("depot.bundle",)), files)
    failure = work.defect()
    assert (failure.message_id if failure else None) == message_id
    if message_id is None:
        assert work.data("depot.bundle") == files["depot.bundle"]


@pytest.mark.parametrize(
    ("files", "unchanged"),
    [
        ({"photos/a.txt": b"a\r\n", "photos/vide.txt": b""}, True),
        ({"photos/a.txt": b"a", "photos/vide.txt": b"", "corbeille/b.txt": b"b"}, True),
        ({"photos/a.txt": b"a"}, False),
        ({"photos/b.txt": b"a", "photos/vide.txt": b""}, False),
        ({"photos/a.txt": b"b", "photos/vide.txt": b""}, False),
        ({"photos/a.txt": b"a", "photos/vide.txt": b"", "photos/b.txt": b""}, False),
    ],
)
def test_a_folder_changes_with_its_names(files: dict[str, bytes], unchanged: bool):
    """A file renamed, taken away or added is work; what lies beside the folder is not."""
    exercise = an_exercise(learner_files=("photos/",), start={"photos/a.txt": b"a\n", "photos/vide.txt": b""})
    work = Work(exercise, files)
    assert (work.is_unchanged(), work.defect()) == (unchanged, None)
