"""The small questions of a unit that come back days and weeks later.

- id: web-s04-lang
  notion: langue
  question: À quoi sert l'attribut lang ?
  kind: choice
  choices: ["À dire la langue de la page", "À changer la couleur"]
  answer: "À dire la langue de la page"
  why: Le lecteur d'écran choisit alors la bonne voix.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from curriculum.builder.faults import Fault
from curriculum.builder.fields import Fields, read_fields
from curriculum.builder.typography import french_markdown

KEYS = ("id", "notion", "question", "kind", "choices", "answer", "accept", "why")
AT_LEAST = 8
QUESTION_WORDS = 25


class RecallKind(Enum):
    """How a question is answered: by choosing, or by typing a few signs."""

    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True)
class RecallItem:
    """One question; itself, its choices and `why` are Markdown.

    `choices` are empty unless it is answered by choosing; `accept` are other right typed answers.
    """

    item_id: str
    notion: str
    question: str
    kind: RecallKind
    choices: tuple[str, ...]
    answer: str
    accept: tuple[str, ...]
    why: str


def read_recall(path: Path, faults: list[Fault]) -> tuple[RecallItem, ...]:
    """The questions of a `recall.yml`, under its key `questions`."""
    fields = read_fields(path, faults, known=("questions",))
    groups = fields.groups("questions", known=KEYS) if fields is not None else ()
    if fields is not None and len(groups) < AT_LEAST:
        fields.fault("questions", f"holds {len(groups)} questions; expected at least {AT_LEAST}")
    items = tuple(_read_item(group) for group in groups)
    ids = [item.item_id for item in items]
    for group, item in zip(groups, items, strict=True):
        if ids.count(item.item_id) > 1:
            group.fault("id", f"is {item.item_id!r}, which another question has too")
    return items


def _read_item(group: Fields) -> RecallItem:
    kind = group.one_of("kind", RecallKind)
    # A typed answer is often code: it is shown as it is.
    put = french_markdown if kind is RecallKind.CHOICE else str
    item = RecallItem(
        item_id=group.text("id"),
        notion=group.text("notion"),
        question=french_markdown(group.text("question")),
        kind=kind,
        choices=tuple(map(put, group.texts("choices"))),
        answer=put(group.text("answer")),
        accept=group.texts("accept"),
        why=french_markdown(group.text("why")),
    )
    if item.kind is RecallKind.CHOICE and (len(item.choices) < 2 or item.answer not in item.choices):
        group.fault("choices", f"is {list(item.choices)}; expected at least two, one of them the answer")
    if item.kind is RecallKind.TEXT and item.choices:
        group.fault("choices", "is there, but the kind is text")
    if item.kind is RecallKind.CHOICE and item.accept:
        group.fault("accept", "is there, but the kind is choice")
    if len(item.question.split()) > QUESTION_WORDS:
        group.fault("question", f"has {len(item.question.split())} words; expected at most {QUESTION_WORDS}")
    return item
