"""A lesson in MyST Markdown, cut into what the notebook shows.

    Une page web est un texte avec des repères.

    ## Les balises

    :::{note} Le mot à retenir
    Une balise s'écrit entre `<` et `>`.
    :::

    :::{exercise} 01
    :::

JupyterLab shows CommonMark only. So a box becomes a quotation that opens with its name in bold, `{exercise}` is the
place of an exercise, and each `##` opens a new cell. Nothing else of MyST is known here, and the rest is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from curriculum.builder.faults import Fault, did_you_mean
from curriculum.builder.fields import read_text

BOXES = ("important", "note", "tip")
EXERCISE = "exercise"
OPENING = re.compile(r"^:::+\s*\{(?P<name>[\w-]+)\}\s*(?P<argument>.*?)\s*$")
CLOSING = re.compile(r"^:::+\s*$")
FENCE = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})")
IMAGE = re.compile(r"!\[(?P<alternative>[^\]]*)\]\((?P<target>[^)\s]+)[^)]*\)")


@dataclass(frozen=True)
class Prose:
    """Markdown as it stands; `line` is its first line in the file."""

    markdown: str
    line: int


@dataclass(frozen=True)
class Box:
    """A box: its kind (one of BOXES), its own title if it has one, and its Markdown."""

    kind: str
    title: str
    markdown: str
    line: int


@dataclass(frozen=True)
class ExercisePlace:
    """Here stands the exercise of this number."""

    number: str
    line: int


@dataclass(frozen=True)
class Section:
    """What one cell of the notebook shows; it opens with a heading, but for the first one."""

    blocks: tuple[Prose | Box, ...]


@dataclass(frozen=True)
class Lesson:
    """The lesson in order; `images` are the files it shows, by their path beside lesson.md."""

    parts: tuple[Section | ExercisePlace, ...]
    images: tuple[str, ...]

    @property
    def places(self) -> tuple[ExercisePlace, ...]:
        """Where the lesson stops for an exercise."""
        return tuple(part for part in self.parts if isinstance(part, ExercisePlace))


def read_lesson(path: Path, faults: list[Fault]) -> Lesson:
    """The lesson of a `lesson.md`; its faults go to the list."""
    text = read_text(path, faults)
    if text is None:
        return Lesson((), ())
    for image in IMAGE.finditer(text):
        if not (path.parent / image["target"]).is_file():
            line = text.count("\n", 0, image.start()) + 1
            faults.append(Fault(path, line, f"shows {image['target']!r}, which is not there"))
    images = tuple(dict.fromkeys(image["target"] for image in IMAGE.finditer(text)))
    return Lesson(tuple(_parts(_blocks(path, text, faults))), images)


def _parts(blocks: Iterator[Prose | Box | ExercisePlace]) -> Iterator[Section | ExercisePlace]:
    """Blocks gathered into sections: a second-level heading or an exercise ends the one before."""
    section: list[Prose | Box] = []
    for block in blocks:
        ends = isinstance(block, ExercisePlace) or (isinstance(block, Prose) and block.markdown.startswith("## "))
        if ends and section:
            yield Section(tuple(section))
            section = []
        if isinstance(block, ExercisePlace):
            yield block
        else:
            section.append(block)
    if section:
        yield Section(tuple(section))


def _blocks(path: Path, text: str, faults: list[Fault]) -> Iterator[Prose | Box | ExercisePlace]:
    """The text cut at second-level headings and directives, none of them inside a block of code."""
    prose: list[str] = []
    opened: re.Match[str] | None = None
    fence, start = "", 1
    for number, line in enumerate([*text.splitlines(), ""], 1):
        fence_before, fence = fence, _fence_after(fence, line)
        in_code = bool(fence or fence_before)
        opening, closing = (OPENING.match(line), CLOSING.match(line)) if not in_code else (None, None)
        if not (opening or closing or (line.startswith("## ") and not in_code and opened is None)):
            if line.startswith("# ") and not in_code:
                faults.append(Fault(path, number, 'opens with "# "; the title is in unit.yml'))
            prose.append(line)
            continue
        body = "\n".join(prose).strip("\n")
        if opened is not None:
            if not closing:
                faults.append(Fault(path, number, f"opens a box before the one of line {start} is closed by :::"))
            yield from _directive(path, opened, body, start, faults)
        elif body.strip():
            yield Prose(body, start)
        if closing and opened is None:
            faults.append(Fault(path, number, "closes a box that is not open"))
        prose, opened, start = [] if opening or closing else [line], opening, number
    body = "\n".join(prose).strip("\n")
    if opened is not None:
        faults.append(Fault(path, start, f"{{{opened['name']}}} is not closed; expected a line :::"))
    elif body.strip():
        yield Prose(body, start)


def _directive(
    path: Path, opened: re.Match[str], body: str, line: int, faults: list[Fault]
) -> Iterator[Box | ExercisePlace]:
    name, argument = opened["name"], opened["argument"]
    if name == EXERCISE:
        yield ExercisePlace(argument, line)
    elif name in BOXES:
        yield Box(name, argument, body, line)
    else:
        faults.append(Fault(path, line, f"unknown box {{{name}}}{did_you_mean(name, (*BOXES, EXERCISE))}"))


def _fence_after(fence: str, line: str) -> str:
    """The fence of the block of code that is open after this line; empty if none is."""
    match = FENCE.match(line)
    if not match:
        return fence
    if not fence:
        return match["fence"]
    return "" if match["fence"].startswith(fence) and not line.strip().strip(fence[0]) else fence
