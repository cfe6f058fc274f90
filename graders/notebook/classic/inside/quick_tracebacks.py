"""The same tracebacks in a third of the time: what their libraries work out anew for each one is worked out once.

A notebook of a learner who is not there yet is full of tracebacks. For each, IPython and stack_data make a class of
colours, a formatter with a table of them, and a lexer with its rules. All of it depends on the theme alone; it is kept
here, in the warm process, so that every fork has it already.
"""

from __future__ import annotations

import functools
from typing import Any

import stack_data
from pygments.formatters.terminal256 import Terminal256Formatter
from pygments.lexer import RegexLexerMeta


def keep_what_tracebacks_share() -> None:
    """For the rest of this process's life, and in all its forks. Call once."""
    colours: Any = stack_data
    colours.style_with_executing_node = functools.cache(colours.style_with_executing_node)
    Terminal256Formatter.__init__ = _once_per_style(Terminal256Formatter.__init__)
    RegexLexerMeta.process_tokendef = _inherited(RegexLexerMeta.process_tokendef)


def _once_per_style(initialise: Any) -> Any:
    made: dict[Any, dict[str, Any]] = {}

    def __init__(self: Any, **options: Any) -> None:
        if options.keys() != {"style"} or isinstance(options["style"], str):
            initialise(self, **options)
            return
        if options["style"] not in made:
            initialise(self, **options)
            made[options["style"]] = dict(vars(self))
        vars(self).update(made[options["style"]])

    return __init__


def _inherited(process: Any) -> Any:
    """A lexer class without rules of its own has its parent's, which pygments would work out again."""

    def process_tokendef(cls: Any, name: str, tokendefs: Any = None) -> Any:
        parent = cls.__mro__[1]
        if name == "" and "tokens" not in vars(cls) and "_tokens" in vars(parent):
            cls._all_tokens = parent._all_tokens
            return parent._tokens
        return process(cls, name, tokendefs)

    return process_tokendef
