"""A YAML file read field by field: every value with its line, every fault noted and reading goes on.

    title: Écrire une page
    minutes: {lesson: 90, exercises: 400, project: 480}

A field that is missing or of the wrong kind is noted in the list of faults and read as an empty value; whoever reads
must not use what was read if there are faults.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TypeVar

import yaml

from curriculum.builder.faults import Fault, did_you_mean

Choice = TypeVar("Choice", bound=Enum)
LOADER = yaml.CSafeLoader  # the parser in C reads the whole curriculum in a tenth of the time
NUMBER = re.compile(r"\d+(\.\d+)?")
KINDS = {
    "tag:yaml.org,2002:str": "a text",
    "tag:yaml.org,2002:int": "a number",
    "tag:yaml.org,2002:float": "a number",
    "tag:yaml.org,2002:bool": "true or false",
    "tag:yaml.org,2002:timestamp": "a date",
    "tag:yaml.org,2002:null": "nothing",
    "tag:yaml.org,2002:seq": "a list",
    "tag:yaml.org,2002:map": "a group of keys",
}
TEXT = "tag:yaml.org,2002:str"
BOOL = "tag:yaml.org,2002:bool"


class Fields:
    """One mapping of a YAML file; `known` are the keys it may have, None if any."""

    def __init__(
        self, path: Path, node: yaml.MappingNode, faults: list[Fault], *, known: Iterable[str] | None, where: str = ""
    ) -> None:
        self.path = path
        self.line = node.start_mark.line + 1
        self._faults = faults
        self._where = where
        self._values: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        for key_node, value in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key in self._values:
                self.note(line, f"{self._name(key)} is there twice; the first is on line {self._lines[key]}")
            elif known is not None and key not in known:
                self.note(line, f"unknown key {self._name(key)}{did_you_mean(key, known)}")
            else:
                self._values[key], self._lines[key] = value, line

    def __contains__(self, key: str) -> bool:
        return key in self._values

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys it has, in their order."""
        return tuple(self._values)

    def line_of(self, key: str) -> int:
        """Where the key stands; the line of the mapping if it is not there."""
        return self._lines.get(key, self.line)

    def fault(self, key: str, sentence: str) -> None:
        """Note that what the key says is wrong: "minutes is 0; expected …"."""
        self.note(self.line_of(key), f"{self._name(key)} {sentence}")

    def note(self, line: int, sentence: str) -> None:
        """Note a fault of this file at a line."""
        self._faults.append(Fault(self.path, line, sentence))

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; `default` if the key may be left out."""
        node = self._value(key, optional=default is not None)
        if node is None:
            return default or ""
        return self._text(node, self._name(key))

    def number(self, key: str) -> float:
        """A number above 0."""
        node = self._value(key)
        if node is None:
            return 0.0
        number = float(node.value) if isinstance(node, yaml.ScalarNode) and NUMBER.fullmatch(node.value) else 0.0
        if node.tag == TEXT or not number:
            self.fault(key, f"is {_shown(node)}; expected a number above 0, such as 1.5")
            return 0.0
        return number

    def whole_number(self, key: str) -> int:
        """A whole number above 0."""
        node = self._value(key)
        if node is None:
            return 0
        if not isinstance(node, yaml.ScalarNode) or not node.value.isdecimal() or node.tag == TEXT or node.value == "0":
            self.fault(key, f"is {_shown(node)}; expected a whole number above 0, such as 10")
            return 0
        return int(node.value)

    def is_true(self, key: str) -> bool:
        """Whether the key says true; false if it is not there."""
        node = self._value(key, optional=True)
        if node is not None and (node.tag != BOOL or node.value not in {"true", "false"}):
            self.fault(key, f"is {_shown(node)}; expected true or false")
        return node is not None and node.value == "true"

    def day(self, key: str) -> date:
        """A date such as 2026-11-23."""
        node = self._value(key)
        try:
            if node is not None:
                return date.fromisoformat(str(node.value))
        except ValueError:
            self.fault(key, f"is {_shown(node)}; expected a date such as 2026-11-23")
        return date.min

    def one_of(self, key: str, choices: type[Choice]) -> Choice:
        """A member of the enum, by its value."""
        found, values = self.text(key), {choice.value: choice for choice in choices}
        if found and found not in values:
            self.fault(key, f"is {found!r}{did_you_mean(found, values)}")
        return values.get(found) or next(iter(choices))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty if the key is not there."""
        return tuple(text for text, _ in self.texts_with_lines(key))

    def texts_with_lines(self, key: str) -> tuple[tuple[str, int], ...]:
        """A list of texts, each with its line."""
        name = self._name(key)
        return tuple((self._text(node, f"{name} entry"), node.start_mark.line + 1) for node in self._items(key))

    def text_map(self, key: str) -> dict[str, str]:
        """A group of texts by name; empty if the key is not there."""
        inner = self.group(key, known=None)
        return {name: inner.text(name) for name in inner.keys} if inner is not None else {}

    def group(self, key: str, *, known: Iterable[str] | None, optional: bool = True) -> Fields | None:
        """The mapping under the key; None if it is not there or is none."""
        node = self._value(key, optional=optional)
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            self.fault(key, f"is {KINDS.get(node.tag, node.tag)}; expected keys and values")
            return None
        return Fields(self.path, node, self._faults, known=known, where=self._name(key))

    def has_group(self, key: str) -> bool:
        """True if a mapping stands under the key."""
        return isinstance(self._values.get(key), yaml.MappingNode)

    def groups(self, key: str, *, known: Iterable[str]) -> tuple[Fields, ...]:
        """The list of mappings under the key; empty if it is not there."""
        found = []
        for node in self._items(key):
            if isinstance(node, yaml.MappingNode):
                found.append(Fields(self.path, node, self._faults, known=known, where=self._name(key)))
            else:
                self.note(node.start_mark.line + 1, f"{self._name(key)} entry is {_shown(node)}; expected keys")
        return tuple(found)

    def _items(self, key: str) -> list[yaml.Node]:
        node = self._value(key, optional=True)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.fault(key, f"is {KINDS.get(node.tag, node.tag)}; expected a list")
            return []
        return list(node.value)

    def _value(self, key: str, optional: bool = False) -> yaml.Node | None:
        if key not in self._values and not optional:
            self.note(self.line, f"{self._name(key)} is missing")
        return self._values.get(key)

    def _text(self, node: yaml.Node, name: str) -> str:
        if node.tag != TEXT:
            kind = KINDS.get(node.tag, node.tag)
            self.note(node.start_mark.line + 1, f"{name} is {kind}; expected a text (put it between quotes)")
            return ""
        if not node.value.strip():
            self.note(node.start_mark.line + 1, f"{name} is empty; expected a text")
        return str(node.value).strip()

    def _name(self, key: str) -> str:
        return f"{self._where}.{key}" if self._where else key


def read_text(path: Path, faults: list[Fault]) -> str | None:
    """The text of a file; None, and a fault, if it is missing or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        faults.append(Fault(path, None, "is missing"))
    except UnicodeDecodeError as error:
        faults.append(Fault(path, None, f"is not UTF-8: {error}"))
    return None


def read_fields(path: Path, faults: list[Fault], *, known: Iterable[str] | None) -> Fields | None:
    """The mapping a YAML file is; None, and a fault, if it cannot be read or is something else."""
    if (text := read_text(path, faults)) is None:
        return None
    try:
        node = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.append(Fault(path, mark.line + 1 if mark else None, f"is not YAML: {error.problem}"))
    else:
        if isinstance(node, yaml.MappingNode):
            return Fields(path, node, faults, known=known)
        faults.append(Fault(path, 1, "holds no keys; expected a YAML mapping"))
    return None


def scalars(path: Path) -> Mapping[tuple[str, ...], tuple[str, int]]:
    """Every text of a YAML file with its line, under the keys that lead to it (places in lists as "0", "1" …)."""
    found: dict[tuple[str, ...], tuple[str, int]] = {}

    def walk(node: yaml.Node | None, keys: tuple[str, ...]) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                walk(value, (*keys, str(key.value)))
        elif isinstance(node, yaml.SequenceNode):
            for place, value in enumerate(node.value):
                walk(value, (*keys, str(place)))
        elif isinstance(node, yaml.ScalarNode):
            found[keys] = (str(node.value), node.start_mark.line + 1)

    walk(yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER), ())
    return found


def _shown(node: yaml.Node | None) -> str:
    if isinstance(node, yaml.ScalarNode):
        return repr(node.value)
    return KINDS.get(node.tag, node.tag) if node is not None else "nothing"
