"""Servers a learner might write, right and wrong, and makers of exercises for them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from graders.checks import Check
from graders.exercise import Engine, Exercise
from tests.graders.exercises import an_exercise

SAMPLES = Path(__file__).parent / "samples"

PRELUDE = """\
import json, os, socket, subprocess, sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer, SimpleHTTPRequestHandler
PORT = int(os.environ["PORT"])
def serve(handler, host="localhost", port=PORT):
    HTTPServer((host, port), handler).serve_forever()
class Says(BaseHTTPRequestHandler):
    def log_message(self, *words): pass
    def say(self, status=200, kind="text/plain", body=b"", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items(): self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
    def tell(self, value, status=200):
        self.say(status, "application/json", json.dumps(value).encode())
"""
PRELUDE_LINES = PRELUDE.count("\n")


def sample(name: str) -> str:
    """The text of a file of samples/."""
    return (SAMPLES / name).read_text(encoding="utf-8")


def handling(body: str, end: str = "serve(Mine)") -> str:
    """A Python server whose answer to every GET and POST is `body`, statements that call self.say or self.tell."""
    lines = "\n".join(f"        {line}" for line in body.splitlines())
    return f"{PRELUDE}class Mine(Says):\n    def do_GET(self):\n{lines}\n    do_POST = do_GET\n{end}\n"


def raw(reply: str) -> str:
    """A Python server without any library: `reply` are statements that use `connection`."""
    lines = "\n".join(f"    {line}" for line in reply.splitlines())
    return (
        f"{PRELUDE}listening = socket.create_server(('localhost', PORT))\n"
        "while True:\n    connection, _ = listening.accept()\n    connection.recv(65536)\n"
        f"{lines}\n    connection.close()\n"
    )


def a_server_exercise(
    *checks: Check | Callable[[Any], None], serve: tuple[str, ...] = ("python3", "server.py"), **options: Any
) -> Exercise:
    """An exercise whose learner writes the last word of `serve`; plain functions are checks of one point."""
    made = tuple(
        one if isinstance(one, Check) else Check(f"check_{at}", "Une règle.", 1.0, one) for at, one in enumerate(checks)
    )
    exercise = an_exercise(*made, learner_files=(serve[-1],), engine=Engine.HTTP, **options)
    return replace(exercise, serve=serve)


def files(source: str, name: str = "server.py") -> Mapping[str, bytes]:
    """What the learner hands in."""
    return {name: source.encode()}
