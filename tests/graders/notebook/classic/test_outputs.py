"""Messages out of a sandbox as outputs of a notebook."""

from typing import Any

import nbformat
import pytest

from graders.notebook.classic.outputs import OutputArea

HI = {"out": "stream", "name": "stdout", "text": "hi "}


@pytest.mark.parametrize(
    ("messages", "outputs"),
    [
        ([HI, HI], [{"output_type": "stream", "name": "stdout", "text": "hi hi "}]),
        ([HI, {"out": "clear_output", "wait": False}], []),
        ([HI, {"out": "clear_output", "wait": True}], [{"output_type": "stream", "name": "stdout", "text": "hi "}]),
        (
            [HI, {"out": "clear_output", "wait": True}, HI],
            [{"output_type": "stream", "name": "stdout", "text": "hi "}],
        ),
        (
            [{"out": "execute_result", "data": {"text/plain": "3"}, "metadata": {}}],
            [{"output_type": "execute_result", "data": {"text/plain": "3"}, "metadata": {}, "execution_count": 7}],
        ),
        (
            [{"out": "error", "ename": "E", "evalue": "v", "traceback": ["a", 3]}],
            [{"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["a", "3"]}],
        ),
        ([{"out": "comm"}, {"out": "stream", "name": "log", "text": "x"}, {}, {"out": 3}], []),
        (
            [{"out": "display_data", "data": {"text/html": 3, "text/plain": "a"}, "metadata": "no"}],
            [{"output_type": "display_data", "data": {"text/plain": "a"}, "metadata": {}}],
        ),
    ],
)
def test_messages_become_outputs(messages: list[dict[str, Any]], outputs: list[Any]):
    """Valid ones, in their order; what is no output is left out."""
    made = OutputArea().outputs(messages, 7)
    assert made == outputs
    nbformat.validate(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=made)]))


def test_a_later_cell_updates_a_display():
    """As `handle.update()` does."""
    area = OutputArea()
    first = area.outputs([{"out": "display_data", "data": {"text/plain": "1"}, "metadata": {}, "display_id": "a"}], 1)
    update = {"out": "update_display_data", "data": {"text/plain": "2"}, "metadata": {}, "display_id": "a"}
    assert area.outputs([update], 2) == []
    assert first[0].data == {"text/plain": "2"}
