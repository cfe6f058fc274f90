"""Folders, zips and repositories as learners hand them in."""

from __future__ import annotations

import io
import os
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from graders.checker import Checker
from graders.checks import Check
from graders.exercise import Engine, Exercise
from graders.results import Report
from tests.graders.exercises import an_exercise

BUNDLE, ZIP = "depot.bundle", "projet.zip"
IDENTITY = {
    "GIT_AUTHOR_NAME": "Awa Diallo",
    "GIT_AUTHOR_EMAIL": "awa@example.org",
    "GIT_COMMITTER_NAME": "Awa Diallo",
    "GIT_COMMITTER_EMAIL": "awa@example.org",
    "GIT_AUTHOR_DATE": "2026-11-24T09:30:00+0100",
    "GIT_COMMITTER_DATE": "2026-11-24T09:30:00+0100",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
}


class Depot:
    """A repository on disk, made step by step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, data: bytes | None = None) -> str:
        """What a git command says."""
        command = ["/usr/bin/git", *arguments]
        environment = {**IDENTITY, "PATH": os.environ["PATH"], "HOME": str(self.folder)}
        done = subprocess.run(command, cwd=self.folder, env=environment, input=data, capture_output=True, check=True)
        return done.stdout.decode().strip()

    def commit(self, message: str, files: Mapping[str, str | None] | None = None) -> Depot:
        """The depot with one commit more; a file whose text is None is taken away."""
        for name, text in (files or {}).items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink() if text is None else path.write_text(text, encoding="utf-8")
        self.git("add", "--all", "--force")
        self.git("commit", "-q", "--allow-empty", "--allow-empty-message", "-m", message)
        return self

    def bundle(self, *what: str) -> bytes:
        """What the learner hands in."""
        path = self.folder.with_suffix(".bundle")
        self.git("bundle", "create", "-q", str(path), *(what or ("--all",)))
        return path.read_bytes()


def a_zip(files: Mapping[str, bytes], changes: Callable[[zipfile.ZipInfo], None] | None = None) -> bytes:
    """A zip with these files; `changes` may forge each entry."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if changes:
                changes(entry)
            archive.writestr(entry, content)
    return data.getvalue()


def a_files_exercise(names: tuple[str, ...], *rules: Callable[[Any], object]) -> Exercise:
    """An exercise on files, with a check of one point for each rule."""
    checks = (Check(f"rule_{number}", "Le dossier convient.", 1.0, rule) for number, rule in enumerate(rules))
    return an_exercise(*checks, engine=Engine.FILES, learner_files=names, start={})


async def report_on(files: Mapping[str, bytes], *rules: Callable[[Any], object]) -> Report:
    """The real checker's report on files handed in; on a busy machine too, what ends a reading is its own limit."""
    return await Checker(deadline_s=30).check(a_files_exercise(tuple(files), *rules), files)


async def message_on(files: Mapping[str, bytes], rule: Callable[[Any], object]) -> str | None:
    """The id of the message a learner reads; None for full marks."""
    report = await report_on(files, rule)
    assert report.notice != "our-fault"
    assert report.message_id is None or report.results[0].message
    return report.message_id
