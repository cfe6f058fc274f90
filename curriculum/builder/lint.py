"""Plain French for people who find reading hard: short sentences, kind words, "vous", nothing that is hard to see.

It reads the files of a unit as they are written, so that each fault has its line. What it looks for is in
`plain_french.yml`. It cannot tell a good sentence; a person has to read.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from curriculum.builder.faults import Fault, in_order
from curriculum.builder.fields import scalars
from curriculum.builder.lessons import OPENING, ExercisePlace, read_lesson
from curriculum.builder.plain_french import count_words, lint_message, lint_text, plain_french
from curriculum.builder.typography import french

ALTERNATIVE_WORDS = 2
FILE_NAME = re.compile(r"\S+\.(svg|png|jpe?g|webp|gif)", re.IGNORECASE)
CODE_WORD = "`code`"  # stands for a piece of code in a sentence: one word, nothing in it is looked at
# The texts for learners in each YAML file, by the last key that names them.
SPOKEN = {
    "unit.yml": {"title", "outcomes", "glossary"},
    "exercise.yml": {"title", "choices", "messages", "questions"},
    "recall.yml": {"questions"},
}
UNSPOKEN = {"id", "notion", "kind", "en", "dwwm", "mdn", "pix", "rgaa", "rgesn", "fab"}


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
            if token[0].type == "image" and (sentence := _fault_of_alternative(token[0].content.strip())):
                faults.append(Fault(path, token[1], sentence))
    return faults


def _fault_of_alternative(words: str) -> str | None:
    """What is wrong with the words that stand for a picture; None if nothing a machine can see."""
    if not words:
        return "shows a picture without saying what is on it"
    if words.casefold().replace("’", "'").startswith(plain_french().picture_openings):
        return f"has a picture called « {words} »; say what is on it, a screen reader has said that it is a picture"
    if count_words(words) < ALTERNATIVE_WORDS or FILE_NAME.fullmatch(words):
        return f"has a picture called « {words} »; expected a sentence that says what is on it"
    return None


def _lint_yaml(path: Path) -> Iterator[Fault]:
    rules = plain_french()
    for keys, (text, line) in scalars(path).items():
        if keys[0] not in SPOKEN[path.name] or UNSPOKEN & set(keys):
            continue
        if keys[0] == "messages":
            yield from lint_message(path, french(text), line, example=keys[2:] == ("hints", "2"))
            continue
        for fault in lint_markdown(path, text, rules.sentence_words):
            yield Fault(path, line, fault.sentence)


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
