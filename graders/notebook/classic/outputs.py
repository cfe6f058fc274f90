"""A cell's messages as nbformat outputs, as Jupyter's client would have written them down.

The messages come out of a sandbox: what is no output of the notebook format is left out, what is too long is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import nbformat

TRACEBACK_LINES_MAX = 2_000


class OutputArea:
    """The outputs of one notebook's cells; a display that has an id can be updated by a later cell."""

    def __init__(self) -> None:
        self._displays: dict[str, list[Any]] = {}

    def outputs(self, messages: Sequence[dict[str, Any]], count: int) -> list[Any]:
        """The outputs of the cell with this number."""
        outputs: list[Any] = []
        clear_next = False
        for message in messages:
            kind = message.get("out")
            if kind == "clear_output":
                clear_next = bool(message.get("wait"))
                if not clear_next:
                    outputs.clear()
                continue
            if kind == "update_display_data":
                self._update(message)
                continue
            output = _output(message, count)
            if output is None:
                continue
            if clear_next:
                outputs.clear()
                clear_next = False
            if kind == "display_data" and isinstance(message.get("display_id"), str):
                self._displays.setdefault(message["display_id"], []).append(output)
            if output.output_type == "stream" and outputs and outputs[-1].get("name") == output.name:
                outputs[-1].text += output.text
            else:
                outputs.append(output)
        return outputs

    def _update(self, message: dict[str, Any]) -> None:
        shown = self._displays.get(message["display_id"], []) if isinstance(message.get("display_id"), str) else []
        for output in shown:
            output.data, output.metadata = _bundle(message.get("data")), _bundle(message.get("metadata"))


def error_output(name: str, value: str, lines: Sequence[str] = ()) -> Any:
    """An error, with its name in red as IPython has it."""
    in_red = f"\x1b[0;31m{name}\x1b[0m: {value}"
    return nbformat.v4.new_output("error", ename=name, evalue=value, traceback=list(lines) or [in_red])


def _output(message: dict[str, Any], count: int) -> Any | None:
    kind = message.get("out")
    if kind == "stream" and message.get("name") in ("stdout", "stderr"):
        return nbformat.v4.new_output("stream", name=message["name"], text=str(message.get("text")))
    if kind == "error":
        lines = message.get("traceback")
        lines = [str(line) for line in lines][:TRACEBACK_LINES_MAX] if isinstance(lines, list) else []
        return nbformat.v4.new_output(
            "error", ename=str(message.get("ename")), evalue=str(message.get("evalue")), traceback=lines
        )
    if kind not in ("execute_result", "display_data"):
        return None
    parts = {"data": _bundle(message.get("data")), "metadata": _bundle(message.get("metadata"))}
    if kind == "execute_result":
        parts["execution_count"] = count
    return nbformat.v4.new_output(kind, **parts)


def _bundle(data: Any) -> Any:
    """A bundle of formats; JSON ones may be anything, all others are text."""
    if not isinstance(data, dict):
        return nbformat.NotebookNode()
    kept = {
        str(name): value
        for name, value in data.items()
        if isinstance(value, str) or str(name).endswith("json") or "/" not in str(name)
    }
    return nbformat.from_dict(kept)
