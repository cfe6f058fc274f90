"""What a stylesheet is made of: rules, their declarations, and the breaks in its syntax."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from graders.text import quote
from graders.web.css.masking import split_list

# Blocks that hold declarations named by the standard for them alone, and blocks that hold rules.
DESCRIPTORS = frozenset(
    {"font-face", "page", "counter-style", "property", "font-palette-values", "view-transition", "function"}
)
KEYFRAMES = frozenset({"keyframes", "-webkit-keyframes", "-moz-keyframes", "-o-keyframes"})


@dataclass(frozen=True)
class SyntaxFault:
    """One break of the syntax: its `rule_id` in graders/messages/fr/css.yml, its line, and what the sentence names."""

    rule_id: str
    line: int
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Declaration:
    """`name: value` as written, without comments and `!important`; a name is in small letters but for `--own` ones."""

    name: str
    value: str
    line: int
    important: bool = False


@dataclass
class Rule:
    """A rule with a block, or an at-rule without one (`@import`).

    `at` is the name of an at-rule, "" for a rule with a selector; `prelude` is what stands before its brace.
    `column` counts signs from the start of its line.
    """

    at: str
    prelude: str
    line: int
    column: int = 0
    parent: Rule | None = field(default=None, repr=False)
    declarations: list[Declaration] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def around(self) -> Iterator[Rule]:
        """The rules around this one, nearest first."""
        rule = self.parent
        while rule is not None:
            yield rule
            rule = rule.parent

    @property
    def is_nested(self) -> bool:
        """True if its selector is read from within another's."""
        return any(not rule.at or rule.at == "scope" for rule in self.around())

    @property
    def is_keyframe(self) -> bool:
        """True for `from`, `to` and `50%`, which are no selectors."""
        return self.parent is not None and self.parent.at in KEYFRAMES

    @property
    def spoken(self) -> str:
        """How a message names it: « h1 » or « @media print »."""
        return quote(f"@{self.at} {self.prelude}" if self.at else self.prelude, 40)

    def selectors(self) -> list[str]:
        """The selectors of its list."""
        return [] if self.at or self.is_keyframe or not self.prelude else split_list(self.prelude)


class TooDeep(Exception):
    """More rules within rules than anybody writes."""


@dataclass
class ParsedSheet:
    """What a text says as a stylesheet; `faults` in source order, `swallowing` if one hides what follows it."""

    rules: list[Rule]
    faults: list[SyntaxFault]
    swallowing: SyntaxFault | None = None

    def every_rule(self) -> Iterator[Rule]:
        """All rules in source order, those within rules after the one around them."""
        waiting = list(reversed(self.rules))
        while waiting:
            rule = waiting.pop()
            yield rule
            waiting.extend(reversed(rule.rules))
