"""A place without a hub: timers that go off when told, a clock that stands, a service that answers what it is given."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from graders.exchange.records import Submission
from graders.exercise_widget.editor import Editor
from graders.exercise_widget.place import Place

SAMPLE = Path(__file__).parent / "sample"
PARIS = timezone(timedelta(hours=1))
NOON = datetime(2026, 11, 3, 14, 5, tzinfo=PARIS)


@dataclass
class Alarm:
    """One call that waits."""

    call: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class Alarms:
    """A `Later` whose time passes only by `ring`."""

    waiting: list[Alarm] = field(default_factory=list)

    def later(self, delay_s: float, call: Callable[[], None]) -> Alarm:
        self.waiting.append(Alarm(call))
        return self.waiting[-1]

    def ring(self) -> None:
        """Make every call that waits now; what they ask for waits for the next ring."""
        due, self.waiting = self.waiting, []
        for alarm in due:
            if not alarm.cancelled:
                alarm.call()


def a_place(folder: Path, alarms: Alarms | None = None, service_url: str = "http://127.0.0.1:9") -> Place:
    """A notebook's place at five past two."""
    return Place(folder, service_url, "secret-token", clock=lambda: NOON, later=(alarms or Alarms()).later)


def a_sample(tmp_path: Path) -> Path:
    """A copy of the sample assignment, as a learner has it."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "web-essai"))


def a_submission(*, late: bool = False) -> Submission:
    """A hand-in the exchange took at five past two, Paris time."""
    moment = datetime(2026, 11, 3, 13, 5, tzinfo=UTC)
    return Submission("s1", "amina", "web-essai", 1, moment, late)


def type_in(editor: Editor, name: str, content: str) -> None:
    """Write a file's whole text, as the page of the notebook tells it."""
    [file] = [file for file in editor.fields.files if file["name"] == name]
    message = {"kind": "typed", "name": name, "text": content, "version": file["version"], "client": "page"}
    editor.fields._handle_custom_msg({**message, "count": file["count"] + 1}, [])


def shown(editor: Editor, name: str) -> str:
    """What the page of the notebook is told of a file."""
    [content] = [file["text"] for file in editor.fields.files if file["name"] == name]
    return str(content)


@dataclass
class Service:
    """A stand-in for the atelier service: keeps what was asked, answers `answer` with `status`.

    `answers` and `statuses` are those of other addresses, by how they end.
    """

    url: str = ""
    status: int = 200
    answer: Any = None
    answers: dict[str, Any] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    hands: list[str] = field(default_factory=list)
    """What was asked of the hand, in turn; it is up after a POST."""
    notes: list[dict[str, Any]] = field(default_factory=list)
    """What a trainer wrote beside every exercise."""

    def hand(self, method: str) -> dict[str, object]:
        """How the hand is after this."""
        self.hands.append(method)
        moved = [each for each in self.hands if each != "GET"]
        is_up = moved[-1:] == ["POST"]
        return {"raised": is_up, "since": "2026-11-03T13:05:00+00:00" if is_up else None, "seen": False}


@contextmanager
def a_service() -> Iterator[Service]:
    """A service on a free port, under the path the real one has."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.reply(json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)) or "null"))

        def do_GET(self) -> None:
            self.reply(None)

        do_DELETE = do_GET

        def reply(self, body: Any) -> None:
            if "/api/hands/" in self.path:
                return self.send(service.hand(self.command))
            if "/api/notes/" in self.path:
                read = (body or {}).get("read", [])
                service.notes = [note | {"read": note["read"] or note["id"] in read} for note in service.notes]
                return self.send({"notes": service.notes})
            service.asked.append({"path": self.path, "token": self.headers["Authorization"], "body": body})
            own = (answer for end, answer in service.answers.items() if self.path.endswith(end))
            answer = next(own, service.answer)
            return self.send(answer(body) if callable(answer) else answer)

        def send(self, answer: object) -> None:
            data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            statuses = (status for end, status in service.statuses.items() if self.path.endswith(end))
            self.send_response(next(statuses, service.status))
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    service.url = f"http://127.0.0.1:{server.server_port}/services/atelier"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def a_picture(words: str) -> bytes:
    """A picture that says what is on it."""
    drawn = f'<title>{words}</title><circle cx="4" cy="4" r="4"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{drawn}</svg>\n'.encode()


PHOTOS = {
    "photos/IMG 1.svg": a_picture("Lampe bleue"),
    "photos/affiche.txt": a_picture("Affiche"),
    "photos/prix.txt": "Lampe : 4 €\n".encode(),
    "photos/textiles/manteau.svg": a_picture("Manteau vert"),
}


def add_a_folder(assignment: Path) -> Path:
    """Exercise 04 of a learner's copy, in which files are moved; its folder."""
    path = assignment / "exercices.json"
    sheet = json.loads(path.read_text(encoding="utf-8"))
    given = {name: base64.b64encode(content).decode() for name, content in PHOTOS.items()}
    own = {"folder": "04-ranger", "title": "Ranger", "engine": "files", "files": ["photos/"], "start": {}}
    sheet["exercises"]["04"] = {**sheet["exercises"]["03"], **own, "given": given}
    path.write_text(json.dumps(sheet), encoding="utf-8")
    for name, content in PHOTOS.items():
        (assignment / "04-ranger" / name).parent.mkdir(parents=True, exist_ok=True)
        (assignment / "04-ranger" / name).write_bytes(content)
    return assignment / "04-ranger"


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
