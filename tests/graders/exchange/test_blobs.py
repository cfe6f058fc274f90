"""Contents by their SHA-256: once, whole, looked at again."""

import hashlib
import os
import re

import pytest

from graders.exchange.blobs import BlobError, BlobStore

HELLO = hashlib.sha256(b"bonjour").hexdigest()


def test_what_was_put_is_got(tmp_path):
    """Contents come back by their digest, an empty one too."""
    blobs = BlobStore(tmp_path)
    digests = blobs.put({"a": b"bonjour", "b": b""})
    assert {name: blobs.get(digest) for name, digest in digests.items()} == {"a": b"bonjour", "b": b""}


def test_the_same_content_is_stored_once(tmp_path):
    """Two names, two calls, two stores on one folder: one file."""
    BlobStore(tmp_path).put({"a": b"bonjour", "b": b"bonjour"})
    BlobStore(tmp_path).put({"c": b"bonjour"})
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [HELLO]


def test_a_damaged_content_is_not_given_out(tmp_path):
    """A changed byte on the disk is noticed."""
    BlobStore(tmp_path).put({"a": b"bonjour"})
    (tmp_path / HELLO).write_bytes(b"bonsoir")
    with pytest.raises(BlobError, match=re.escape(f"{HELLO} is damaged: its SHA-256 is ")):
        BlobStore(tmp_path).get(HELLO)


def test_a_missing_content_is_an_error(tmp_path):
    """Nothing is made up for it."""
    with pytest.raises(BlobError, match=f"{HELLO} cannot be read: No such file"):
        BlobStore(tmp_path).get(HELLO)


@pytest.mark.parametrize("found", [b"bon", b"", b"bonsoir"])
def test_a_damaged_content_is_healed_by_the_next_hand_in(tmp_path, found):
    """Whoever sends the same content again repairs it."""
    blobs = BlobStore(tmp_path)
    (tmp_path / HELLO).write_bytes(found)
    blobs.put({"a": b"bonjour"})
    assert blobs.get(HELLO) == b"bonjour"


def test_leftovers_of_a_killed_process_go_after_a_day(tmp_path):
    """What is being written now stays."""
    BlobStore(tmp_path)
    old, new = tmp_path / "incoming" / "old", tmp_path / "incoming" / "new"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    BlobStore(tmp_path)
    assert (old.exists(), new.exists()) == (False, True)
