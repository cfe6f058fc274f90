"""Questions with one right answer each: `quiz("securite-imprimante")` in a notebook.

For oneself: each answer says why at once, and one may answer again. Nobody gets a right by it; a right to print is
signed by a person who has watched.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import traitlets
import yaml

from fab_notebooks.front_module import FrontWidget, front_module, page_words

QUIZZES = Path(__file__).parent / "quizzes"


@dataclass(frozen=True)
class Question:
    """One question."""

    ask: str
    answers: tuple[str, ...]
    right: int
    """The place of the right answer, counted from 1."""
    why: str


class Quiz(FrontWidget):
    """The questions on their page (`front/quiz.js`)."""

    _esm = front_module("quiz")
    title = traitlets.Unicode().tag(sync=True)
    questions: traitlets.List[Any] = traitlets.List().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)


def quiz_names() -> list[str]:
    """All there are."""
    return sorted(path.stem for path in QUIZZES.glob("*.yml"))


def read_quiz(name: str) -> tuple[str, tuple[Question, ...]]:
    """Title and questions; KeyError with the known names if there is none of this name."""
    if name not in quiz_names():
        raise KeyError(f"no quiz {name!r}; expected one of {', '.join(quiz_names())}")
    content = yaml.safe_load((QUIZZES / f"{name}.yml").read_text(encoding="utf-8"))
    questions = (Question(**{**each, "answers": tuple(each["answers"])}) for each in content["questions"])
    return str(content["title"]), tuple(questions)


def quiz(name: str) -> Quiz:
    """The quiz of this name, ready to answer."""
    title, questions = read_quiz(name)
    told = [{**vars(question), "answers": list(question.answers)} for question in questions]
    return Quiz(title=title, questions=told, words=page_words())
