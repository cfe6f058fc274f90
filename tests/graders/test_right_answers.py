"""Typical exercises, each with at least five different right answers: none may lose a point.

In `tests/data/right_answers/`, one folder each: `checks.py`, `exercise.yml` (engine, learner_files, the message that
each wrong answer must get and maybe its line, and `ways`: what is otherwise for one answer, such as its language),
`start/`, `right/NAME/`, `wrong/NAME/`. In place of files an answer may hold `depot.sh`, which makes a Git repository.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from graders.checker import Checker
from graders.checks import load_checks
from graders.exercise import Engine, Exercise, Rung
from graders.messages.catalogue import Message
from graders.results import Outcome
from tests.graders.files.makers import BUNDLE, IDENTITY, Depot

pytestmark = [pytest.mark.browser, pytest.mark.sandbox]

FOLDERS = sorted(path for path in (Path(__file__).parents[1] / "data" / "right_answers").iterdir() if path.is_dir())


def answers(kind: str) -> list[Any]:
    """Each answer of a kind, under the exercise's name and its own."""
    return [
        pytest.param(folder, answer, id=f"{folder.name}-{answer.name}")
        for folder in FOLDERS
        for answer in sorted((folder / kind).iterdir())
    ]


@cache
def settings(folder: Path) -> dict[str, Any]:
    """What `exercise.yml` says."""
    found: dict[str, Any] = yaml.safe_load((folder / "exercise.yml").read_text(encoding="utf-8"))
    return found


def files(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their path in it, or the repository that its `depot.sh` makes."""
    if (script := folder / "depot.sh").exists():
        return {BUNDLE: bundle_of(script)}
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def bundle_of(script: Path) -> bytes:
    """What a learner hands in of a repository made by these commands."""
    with tempfile.TemporaryDirectory() as place:
        depot = Depot(Path(place) / "depot")
        environment = {**IDENTITY, "PATH": os.environ["PATH"], "HOME": place}
        subprocess.run(["sh", "-e", str(script)], cwd=depot.folder, env=environment, capture_output=True, check=True)
        return depot.bundle()


@cache
def exercise(folder: Path, answer: str = "") -> Exercise:
    """The exercise of a folder, as `ways` says for the answer of this name."""
    said = settings(folder)
    said = {**said, **said.get("ways", {}).get(answer, {})}
    return Exercise(
        unit_id="web-s99-essai",
        number=folder.name[:2],
        folder=folder.name,
        title=folder.name,
        rung=Rung.WRITE,
        engine=Engine(said["engine"]),
        checks=load_checks(folder / "checks.py"),
        learner_files=tuple(said["learner_files"]),
        start=files(folder / "start"),
        messages={name: Message(text) for name, text in said.get("messages", {}).items()},
        serve=tuple(said.get("serve", ())),
    )


def test_the_corpus_is_whole():
    """Ten exercises or more, each with five right answers or more and a wrong one."""
    assert len(FOLDERS) >= 10
    assert [folder.name for folder in FOLDERS if len(list((folder / "right").iterdir())) < 5] == []
    assert [folder.name for folder in FOLDERS if not list((folder / "wrong").iterdir())] == []


@pytest.mark.parametrize(("folder", "answer"), answers("right"))
async def test_a_right_answer_loses_no_point(checker: Checker, folder: Path, answer: Path):
    """Whatever elements, selectors, quotes or ways it is made of."""
    report = await checker.check(exercise(folder, answer.name), files(answer))
    assert [(one.check_id, one.message, one.found) for one in report.results if one.outcome is not Outcome.PASSED] == []
    assert report.score == report.max_score > 0


@pytest.mark.parametrize(("folder", "answer"), answers("wrong"))
async def test_a_wrong_answer_is_told_what_it_lacks(checker: Checker, folder: Path, answer: Path):
    """The same checks do say no, for the reason, and where."""
    report = await checker.check(exercise(folder, answer.name), files(answer))
    said = settings(folder)["wrong"][answer.name]
    wanted = said if isinstance(said, dict) else {"message": said}
    step = report.next_step
    told = {"message": report.message_id, "line": step and step.line, "text": step and step.message}
    assert told == {**told, **wanted}
    assert report.score < report.max_score
