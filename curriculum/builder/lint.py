"""Plain French for people who find reading hard: short sentences, kind words, "vous", nothing that is hard to see.

It reads the files of a unit as they are written, so that each fault has its line. What it looks for is in
`plain_french.yml`. It cannot tell a good sentence; a person has to read.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from curriculum.builder.faults import Fault, in_order
from curriculum.builder.fields import scalars
from curriculum.builder.lessons import OPENING, ExercisePlace, read_lesson

WORD = re.compile(r"\w")
SENTENCE_END = re.compile(r"(?<=[.!?…])[\s\u00a0\u202f»)]+(?=\S)")
CODE_WORD = "`code`"  # stands for a piece of code in a sentence: one word, nothing in it is looked at
# The texts for learners in each YAML file, by the last key that names them.
SPOKEN = {
    "unit.yml": {"title", "outcomes", "glossary"},
    "exercise.yml": {"title", "choices", "messages"},
    "recall.yml": {"questions"},
}
UNSPOKEN = {"id", "notion", "kind", "en", "dwwm", "mdn", "pix", "rgaa", "rgesn", "fab"}


@dataclass(frozen=True)
class PlainFrench:
    """What `plain_french.yml` says."""

    sentence_words: int
    lesson_sentence_words: int
    message_words: int
    first_action_words: int
    banned: tuple[str, ...]
    familiar: tuple[str, ...]
    capitals: frozenset[str]


@cache
def plain_french() -> PlainFrench:
    """The rules of this house."""
    rules = yaml.safe_load(Path(__file__).with_name("plain_french.yml").read_text(encoding="utf-8"))
    return PlainFrench(
        **{name: value for name, value in rules.items() if isinstance(value, int)},
        banned=tuple(rules["banned"]),
        familiar=tuple(rules["familiar"]),
        capitals=frozenset(rules["capitals"]),
    )


def lint_unit(folder: Path) -> tuple[Fault, ...]:
    """What is hard to read in a unit's texts for learners; the trainer's sheet is not looked at."""
    faults: list[Fault] = []
    for path in sorted(folder.rglob("*")):
        if path.name == "lesson.md":
            faults += lint_lesson(path)
        elif path.name in {"task.md", "hints.md"}:
            faults += lint_markdown(path, path.read_text(encoding="utf-8"), plain_french().sentence_words)
        elif path.name in SPOKEN:
            faults += _lint_yaml(path)
        elif path.name == "checks.py":
            faults += _lint_titles(path)
    return in_order(faults)


def lint_lesson(path: Path) -> list[Fault]:
    """The faults of a lesson's sentences, and of one that talks too long before there is something to do."""
    rules, text = plain_french(), path.read_text(encoding="utf-8")
    without_boxes = "\n".join("" if line.startswith(":::") else line for line in text.splitlines())
    faults = lint_markdown(path, without_boxes, rules.lesson_sentence_words)
    for number, line in enumerate(text.splitlines(), 1):
        if (opening := OPENING.match(line)) and opening["argument"]:
            faults += lint_text(path, opening["argument"], number, rules.lesson_sentence_words)
    before = 0
    for part in read_lesson(path, []).parts:
        if isinstance(part, ExercisePlace):
            break
        before += sum(len(block.markdown.split()) for block in part.blocks)
    if before > rules.first_action_words:
        sentence = f"says {before} words before the first exercise; expected at most {rules.first_action_words}"
        faults.append(Fault(path, 1, sentence))
    return faults


def lint_markdown(path: Path, text: str, sentence_words: int) -> list[Fault]:
    """The faults of a Markdown text; code is not looked at."""
    faults = []
    for block in MarkdownIt("commonmark").enable("table").parse(text):
        if block.type != "inline":
            continue
        line = (block.map or [0])[0] + 1
        faults += lint_text(path, "".join(_words(block.children or [])), line, sentence_words)
        for token in _with_lines(block.children or [], line):
            if token[0].type == "em_open":
                faults.append(Fault(path, token[1], "is in italics, which is hard to read; use bold or nothing"))
            if token[0].type == "image" and not token[0].content.strip():
                faults.append(Fault(path, token[1], "shows a picture without saying what is on it"))
    return faults


def lint_text(path: Path, text: str, line: int, sentence_words: int) -> list[Fault]:
    """The faults of one block of plain text that starts on `line` and keeps its line ends."""
    faults = []
    for sentence, offset in _sentences(text):
        words = [word for word in sentence.split() if WORD.search(word)]
        if len(words) > sentence_words:
            said = f"has a sentence of {len(words)} words, expected at most {sentence_words}: « {_tidy(sentence)} »"
            faults.append(Fault(path, line + offset, said))
    for pattern, what in _patterns().items():
        for match in re.finditer(pattern, text, re.IGNORECASE):
            faults.append(Fault(path, line + text.count("\n", 0, match.start()), f"says « {_tidy(match[0])} »: {what}"))
    for match in re.finditer(r"\b[A-ZÀ-Þ]{2,}\b", text):
        if match[0] not in plain_french().capitals:
            place = line + text.count("\n", 0, match.start())
            faults.append(Fault(path, place, f"says « {match[0]} » in capitals, which is hard to read"))
    return faults


def _lint_yaml(path: Path) -> Iterator[Fault]:
    rules = plain_french()
    for keys, (text, line) in scalars(path).items():
        if keys[0] not in SPOKEN[path.name] or UNSPOKEN & set(keys):
            continue
        for fault in lint_markdown(path, text, rules.sentence_words):
            yield Fault(path, line, fault.sentence)
        if keys[0] == "messages" and len(text.split()) > rules.message_words:
            yield Fault(path, line, f"has {len(text.split())} words; a message has at most {rules.message_words}")


def _lint_titles(path: Path) -> Iterator[Fault]:
    """The docstring of a check is the rule a learner reads; those of helpers are for us."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.decorator_list and (title := ast.get_docstring(node)):
            yield from lint_text(path, title, node.body[0].lineno, plain_french().sentence_words)


def _words(tokens: list[Token]) -> Iterator[str]:
    """The text of inline tokens, with a word for each piece of code."""
    for token in tokens:
        if token.type in {"text", "text_special"}:
            yield token.content
        elif token.type == "code_inline":
            yield CODE_WORD
        elif token.type in {"softbreak", "hardbreak"}:
            yield "\n"
        elif token.type == "image":
            yield token.content


def _with_lines(tokens: list[Token], line: int) -> Iterator[tuple[Token, int]]:
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            line += 1
        yield token, line


def _sentences(text: str) -> Iterator[tuple[str, int]]:
    """Each sentence, and how many lines below the start of the text it begins."""
    start = 0
    for end in [*(match.end() for match in SENTENCE_END.finditer(text)), len(text)]:
        yield text[start:end], text.count("\n", 0, start)
        start = end


@cache
def _patterns() -> Mapping[str, str]:
    rules = plain_french()
    banned = "|".join(re.escape(word).replace("'", "['’]") for word in rules.banned)
    familiar = "|".join(
        re.escape(word).replace("'", "['’]") + ("" if word[-1] == "'" else r"\b") for word in rules.familiar
    )
    return {
        rf"\b({banned})\b": "a word that makes those who don't know feel small",
        rf"(?<![-\w])({familiar})": "learners are addressed with « vous »",
    }


def _tidy(text: str) -> str:
    return " ".join(text.split())
