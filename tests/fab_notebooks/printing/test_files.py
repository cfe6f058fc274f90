"""The files of jobs: on the disk before anything is written about them."""

from __future__ import annotations

import os
from pathlib import Path

from fab_notebooks.printing.files import PrintFiles


def test_a_file_is_on_the_disk_with_its_name(tmp_path, monkeypatch):
    """Its content, then its folder, then the folder around: a name that is not written there is lost with the power."""
    written: list[str] = []
    sync = os.fsync

    def watched(descriptor: int) -> None:
        written.append(Path(os.readlink(f"/proc/self/fd/{descriptor}")).relative_to(tmp_path).as_posix())
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    files = PrintFiles(tmp_path / "prints")
    files.put("a1", "upload", b"solid")
    assert written == [f"prints/a1/.upload.{os.getpid()}", "prints/a1", "prints"]
    assert files.get("a1", "upload") == b"solid"


def test_of_an_ended_job_one_file_is_kept_or_none(tmp_path):
    """And what is not there is nothing."""
    files = PrintFiles(tmp_path)
    for name in ("upload", "picture.png"):
        files.put("a1", name, b"x")
    files.keep_only("a1", "picture.png")
    files.keep_only("b2", "picture.png")
    assert [files.get("a1", name) for name in ("upload", "picture.png")] == [None, b"x"]
    files.drop("a1")
    files.drop("b2")
    assert list(tmp_path.iterdir()) == []
