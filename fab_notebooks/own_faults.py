"""What went wrong in a person's own design, in French: the line, what was found, what to do."""

from __future__ import annotations

import errno
from pathlib import Path
from types import TracebackType

from fab_notebooks.parameters import DeclarationError, ParameterError
from fab_notebooks.sentences import say

MOST_FOUND = 200


def in_words(error: BaseException) -> str:
    """One or two sentences for the author, without the place."""
    match error:
        case ParameterError() | DeclarationError():
            return str(error)
        case MemoryError():
            return say("own-design-memory")
        case IndentationError():
            return say("own-design-indent")
        case SyntaxError():
            return say("own-design-syntax")
        case NameError():
            return say("own-design-name", found=error.name or "?")
        case ImportError():
            return say("own-design-module", found=error.name or "?")
        case ZeroDivisionError():
            return say("own-design-zero")
        case OSError(errno=errno.EFBIG):
            return say("own-design-heavy")
        case OSError():
            return say("own-design-forbidden")
        case SystemExit():
            return say("own-design-exit")
    found = " ".join(f"{type(error).__name__} {error}".split())
    return say("own-design-raised", found=found[:MOST_FOUND])


def line_of(error: BaseException, file: Path) -> int:
    """The last line of the file that was at work; 0 if it is not in this file."""
    if isinstance(error, SyntaxError) and _is(file, error.filename or ""):
        return error.lineno or 0
    here: TracebackType | None = error.__traceback__
    line = 0
    while here:
        line = here.tb_lineno if _is(file, here.tb_frame.f_code.co_filename) else line
        here = here.tb_next
    return line


def _is(file: Path, name: str) -> bool:
    return Path(name).absolute() == file.absolute()
