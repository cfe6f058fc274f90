"""IPython's own shell, whose output are messages: the same texts that a Jupyter kernel sends, without a kernel.

One is made in the warm process and used once, by the fork that a notebook runs in. What ipykernel does differently from
IPython itself is done here in the same way: streams that are sent when a cell ends or something is displayed, errors as
messages, `input()` refused, pagers and colours.
"""

from __future__ import annotations

import asyncio
import base64
import builtins
import io
import os
import sys
import time
import types
from collections.abc import Callable
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import CBool, Type
from traitlets.config import Config

from graders.notebook.classic.inside.quick_tracebacks import keep_what_tracebacks_share

Message = dict[str, Any]
FLUSH_AFTER_S = 0.2
INSIDE = os.path.dirname(__file__)
REHEARSAL = (
    "import warnings as _warm\n_warm",
    "def _warm(one):\n    return one + None\n\n_warm(1)",
    "assert [one for one in range(3)] == 2, 'warm'",
    "def _warm(one) return 1",
)
"""Cells of each kind of ending: a value, an error below another frame, a failed test, a text that is no Python."""


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr`: text is sent together, as ipykernel does."""

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, name: str, descriptor: int, send: Callable[[Message], None]) -> None:
        self.name = f"<{name}>"
        self._stream, self._descriptor, self._send = name, descriptor, send
        self._parts: list[str] = []
        self._since = 0.0

    def write(self, text: str) -> int:
        """Keeps the text for a moment."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        now = time.monotonic()
        if not self._parts:
            self._since = now
        self._parts.append(text)
        if now - self._since > FLUSH_AFTER_S:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Sends what there is."""
        text, self._parts = "".join(self._parts), []
        if text:
            self._send({"out": "stream", "name": self._stream, "text": text})

    def fileno(self) -> int:
        """The real descriptor, for child processes."""
        return self._descriptor

    def isatty(self) -> bool:
        """No."""
        return False

    def writable(self) -> bool:
        """Yes."""
        return True

    def close(self) -> None:
        """A notebook's streams stay open."""


class MessageDisplayHook(DisplayHook):
    """The value of a cell's last line."""

    def write_output_prompt(self) -> None:
        """No prompt: the number goes with the message."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """The value in its formats."""
        _flush()
        message = {"out": "execute_result", "data": _texts(format_dict), "metadata": md_dict or {}}
        _shell_of(self).send(message)

    def finish_displayhook(self) -> None:
        """Nothing more is written."""
        _flush()


class MessageDisplayPublisher(DisplayPublisher):
    """What `display()` shows."""

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        source: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        """Sends it."""
        _flush()
        display_id = (transient or {}).get("display_id")
        _shell_of(self).send(
            {
                "out": "update_display_data" if update else "display_data",
                "data": _texts(data),
                "metadata": metadata or {},
                "display_id": display_id,
            }
        )

    def clear_output(self, wait: bool = False) -> None:
        """Takes back what this cell has shown."""
        _flush()
        _shell_of(self).send({"out": "clear_output", "wait": bool(wait)})


class MessageShell(InteractiveShell):
    """A shell that has no terminal; `send` is set by whoever runs cells in it."""

    displayhook_class = Type(MessageDisplayHook)
    display_pub_class = Type(MessageDisplayPublisher)
    colors_force = CBool(True)
    readline_use = CBool(False)
    autoindent = CBool(False)

    send: Callable[[Message], None] = staticmethod(lambda _: None)
    failure: Message | None = None

    def init_virtualenv(self) -> None:
        """A notebook has the environment it is in."""

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        _flush()
        lines = getattr(evalue, "__remote_frames__", None)
        if isinstance(lines, list):
            stb = [*stb[:-1], *lines, *stb[-1:]]
        self.failure = {"out": "error", "ename": str(etype.__name__), "evalue": str(evalue), "traceback": list(stb)}
        self.send(self.failure)

    def _format_exception_for_storage(self, *_: Any, **__: Any) -> list[str]:
        """Nothing: a history that nobody reads would have each traceback made a second time."""
        return []

    def _get_exc_info(self, exc_tuple: Any = None) -> Any:
        etype, value, tb = super()._get_exc_info(exc_tuple)  # type: ignore[no-untyped-call]
        return etype, value, without_our_frames(tb)

    def system_piped(self, cmd: str) -> None:
        """A command with its output on the cell."""
        self.user_ns["_exit_code"] = os.waitstatus_to_exitcode(os.system(cmd)) if cmd.strip() else 0

    system = system_piped

    def ask_exit(self) -> None:
        """`exit()` ends nothing: the notebook goes on."""


def warm_shell() -> MessageShell:
    """The one shell of this process, ready to be forked."""
    for name, value in (("TERM", "xterm-color"), ("CLICOLOR", "1"), ("FORCE_COLOR", "1"), ("CLICOLOR_FORCE", "1"),
                        ("PAGER", "cat"), ("GIT_PAGER", "cat")):  # fmt: skip
        os.environ[name] = value
    config = Config()
    # Its database would need a thread, and a fork has none.
    config.HistoryManager.enabled = False
    shell: Any = MessageShell.instance(config=config, user_module=types.ModuleType("__main__"))
    sys.modules["__main__"] = shell.user_module
    made: MessageShell = shell
    return made


def rehearse(shell: Any) -> None:
    """Loads and works out what a first cell and a first error would have to, after all imports: a traceback looks
    through every module there is."""
    keep_what_tracebacks_share()
    try:
        for source in REHEARSAL:
            shell.run_cell(source, store_history=False)
    finally:
        shell.reset(new_session=True)
        shell.execution_count = 1


def settle(shell: MessageShell, send: Callable[[Message], None]) -> None:
    """The shell's output goes to `send` from now on; `input()` answers as in a notebook that nobody watches."""
    shell.send = send
    sys.stdout = Stream("stdout", 1, lambda message: shell.send(message))
    sys.stderr = Stream("stderr", 2, lambda message: shell.send(message))
    builtins.input = refuse_input
    builtins.display = sys.modules["IPython.display"].display  # type: ignore[attr-defined]
    asyncio.set_event_loop(asyncio.new_event_loop())


def refuse_input(prompt: object = "") -> str:
    """In the place of `input` and `getpass`."""
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")


def run_cell(shell: Any, source: str, count: int) -> Message:
    """Runs one cell; `{"ok": …, "failure": the error message or None}`, when all output is sent."""
    shell.execution_count = count
    shell.failure = None
    result = shell.run_cell(source, store_history=True)
    _flush()
    failure = None
    if not result.success:
        error = result.error_before_exec or result.error_in_exec
        named = {"out": "error", "ename": type(error).__name__, "evalue": str(error), "traceback": []}
        failure = shell.failure or named
    return {"ok": bool(result.success), "failure": failure}


def without_our_frames(tb: types.TracebackType | None) -> types.TracebackType | None:
    """The traceback without the modules of this folder: a notebook's author has not written them."""
    if tb is None:
        return None
    rest = without_our_frames(tb.tb_next)
    if os.path.dirname(tb.tb_frame.f_code.co_filename) == INSIDE:
        return rest
    return types.TracebackType(rest, tb.tb_frame, tb.tb_lasti, tb.tb_lineno)


def _shell_of(part: Any) -> MessageShell:
    shell: MessageShell = part.shell
    return shell


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


def _texts(data: Any) -> dict[str, Any]:
    """A bundle as JSON can hold it; pictures as IPython's formatters encode them."""
    return {
        str(kind): base64.b64encode(content).decode("ascii") if isinstance(content, bytes) else content
        for kind, content in dict(data).items()
    }
