"""Tracebacks that are made quickly are those that IPython makes."""

import json
import subprocess
import sys

CELLS = [
    "def mean(xs):\n    total = sum(xs)\n    return total / len(xs)\n\nmean([])",
    "assert [n for n in range(3)] == [0, 1, 3], 'they differ'",
    "def broken(xs) return 1",
    "def down(n):\n    return down(n + 1)\n\ndown(0)",
    "import json\njson.loads('{')",
    "try:\n    {}['é']\nexcept KeyError as error:\n    raise ValueError('no key') from error",
]
SHOW = """
import json, sys
import graders.notebook.classic.inside.shell as shell
if sys.argv[1] == "as IPython makes them":
    shell.keep_what_tracebacks_share = lambda: None
made = shell.warm_shell()
shell.rehearse(made)
failures = [shell.run_cell(made, cell, count)["failure"] for count, cell in enumerate(json.load(sys.stdin), 1)]
json.dump(failures, sys.__stdout__)
"""


def failures(how: str) -> list[dict[str, object]]:
    """The cells' error messages, from a process of their own."""
    command = [sys.executable, "-c", SHOW, how]
    said = subprocess.run(command, input=json.dumps(CELLS), capture_output=True, text=True, check=True).stdout
    found: list[dict[str, object]] = json.loads(said)
    return found


def test_they_are_the_same():
    """Text, colours, context, frames left out: all of it."""
    ours = failures("quickly")
    assert [failure["ename"] for failure in ours] == [
        "ZeroDivisionError", "AssertionError", "SyntaxError", "RecursionError", "JSONDecodeError", "ValueError",
    ]  # fmt: skip
    assert ours == failures("as IPython makes them")
