"""Words of the trade are explained before they are used: in a glossary, and where the lesson first says them.

A term of the unit's own glossary is marked where the lesson first says it: in bold, by a sentence that says what it is,
or in a table, whose other cells do. A technical word (`plain_french.yml`) that no glossary explains up to here is a
fault wherever it stands.

    Ces repères s'appellent des **balises**.      marked, and explained
    Le navigateur lit les balises.                « navigateur »: fine if an earlier unit's glossary has it
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from curriculum.builder.faults import Fault
from curriculum.builder.plain_french import SENTENCE_END, plain_french
from curriculum.builder.units import Unit

SAYS_WHAT_IT_IS = re.compile(
    r"c['’]est|ce sont|\best (?:une?|l[ea]|l['’])|\bsont [dl]es|ve(?:ut|ulent) dire|s['’]appelle(?:nt)?|"
    r"signifie|désigne|vien(?:t|nent) de|ser(?:t|vent) à|\bfait une?\b|\bfont des\b|on dit|en anglais",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sentence:
    """A sentence of running text, without its code; `bold` are the pieces of it in bold type."""

    text: str
    bold: tuple[str, ...]
    line: int
    in_table: bool = False


def lint_terms(unit: Unit, earlier: Iterable[Unit]) -> list[Fault]:
    """The faults of a unit's lesson, tasks and hints; `earlier` are the units taught before it."""
    lesson = sentences_of(unit.path / "lesson.md")
    own = [term.french for term in unit.glossary]
    explained = {word for other in earlier for term in other.glossary for word in _words_of(term.french)}
    faults = list(
        _unmarked(unit.path / "lesson.md", [name for name in own if not explained & set(_words_of(name))], lesson)
    )
    explained |= {word for name in own for word in _words_of(name)}
    unknown = [word for word in plain_french().technical if word.casefold() not in explained]
    marked = {word for word in unknown if (first := _first(word, lesson)) and _is_marked(word, first)}
    for path in [unit.path / "lesson.md", *_around(unit)]:
        sentences = lesson if path.name == "lesson.md" else sentences_of(path)
        for word in unknown:
            if word not in marked and (first := _first(word, sentences)):
                what = "a word of the trade that no glossary explains up to here"
                faults.append(Fault(path, first.line, f"says « {word} », {what}"))
    return faults


def _unmarked(path: Path, names: Iterable[str], lesson: list[Sentence]) -> Iterator[Fault]:
    for name in names:
        first = _first(name, lesson)
        if first and not _is_marked(name, first):
            what = "put it in bold there, or say what it is"
            yield Fault(path, first.line, f"first says « {name} », which its glossary explains; {what}")


def _first(name: str, sentences: Iterable[Sentence]) -> Sentence | None:
    return next((sentence for sentence in sentences if _pattern(name).search(sentence.text)), None)


def _is_marked(name: str, sentence: Sentence) -> bool:
    bold = any(_pattern(name).search(piece) for piece in sentence.bold)
    return bold or sentence.in_table or SAYS_WHAT_IT_IS.search(sentence.text) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """The term, in the singular or the plural, whole: "lecteur d'écran" finds « lecteurs d’écran »."""
    words = r"\s+".join(re.escape(word).replace("'", "['’]") + "[sx]?" for word in name.split())
    return re.compile(rf"(?<![\w-]){words}(?![\w-])", re.IGNORECASE)


def _words_of(name: str) -> list[str]:
    """A term as it is looked up: "balise" and "balises", "adresse (URL)" and its parts."""
    whole = name.casefold().replace("’", "'")
    parts = [part.strip() for part in re.split(r"[(),/]|\bou\b", whole) if part.strip()]
    return [form for part in {whole, *parts} for form in (part, part.removesuffix("s"))]


def _around(unit: Unit) -> list[Path]:
    return [taught.path / name for taught in unit.exercises for name in ("task.md", "hints.md")]


def sentences_of(path: Path) -> list[Sentence]:
    """The running text of a Markdown file: no code, no headings, no words of pictures."""
    text = path.read_text(encoding="utf-8")
    without_boxes = "\n".join("" if line.startswith(":::") else line for line in text.splitlines())
    found: list[Sentence] = []
    heading = table = False
    for block in MarkdownIt("commonmark").enable("table").parse(without_boxes):
        heading = block.type == "heading_open" or (heading and block.type != "heading_close")
        table = block.type == "table_open" or (table and block.type != "table_close")
        if block.type == "inline" and not heading:
            found += _sentences(block, in_table=table)
    return found


def _sentences(block: Token, *, in_table: bool) -> Iterator[Sentence]:
    text, bold = "", []
    for token in block.children or []:
        if token.type in {"strong_open", "strong_close"}:
            bold.append(len(text))
        elif token.type in {"text", "text_special"}:
            text += token.content
        elif token.type in {"softbreak", "hardbreak"}:
            text += "\n"
    spans = list(zip(bold[::2], bold[1::2], strict=True))
    ends = [*(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
    for start, end in zip([0, *ends], ends, strict=False):
        pieces = tuple(text[max(a, start) : min(b, end)] for a, b in spans if a < end and b > start)
        line = (block.map or [0])[0] + 1 + text.count("\n", 0, start)
        yield Sentence(text[start:end], pieces, line, in_table)
