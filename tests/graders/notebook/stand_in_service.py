"""In the place of the atelier service: answers checks by `says_fini`, and can keep the grader waiting."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.graders.notebook.makers import says_fini

TOKEN = "jeton-du-service"


class StandInService(ThreadingHTTPServer):
    """`asked` is set by the first check; none is answered while `may_answer` is not set, `waiting` counts them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Checks)
        self.asked = threading.Event()
        self.waiting, self.count = 0, threading.Lock()
        self.may_answer = threading.Event()
        self.may_answer.set()

    @property
    def url(self) -> str:
        """Where it answers, as ATELIER_SERVICE_URL."""
        return f"http://127.0.0.1:{self.server_port}/services/atelier"


class _Checks(BaseHTTPRequestHandler):
    server: StandInService

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.set()
        with self.server.count:
            self.server.waiting += 1
        self.server.may_answer.wait(60)
        with self.server.count:
            self.server.waiting -= 1
        if self.headers["Authorization"] != f"token {TOKEN}":
            self.send_error(403)
            return
        path, _, query = self.path.partition("?")
        *prefix, assignment_id, number = path.split("/")
        if prefix != ["", "services", "atelier", "api", "checks"] or query != "as=grading":
            self.send_error(404)
            return
        files = {name: base64.b64decode(content) for name, content in body["files"].items()}
        answer = json.dumps(says_fini(assignment_id, number, files).to_json()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def a_service() -> Iterator[StandInService]:
    """A running one."""
    with StandInService() as service:
        thread = threading.Thread(target=service.serve_forever, daemon=True)
        thread.start()
        try:
            yield service
        finally:
            service.may_answer.set()
            service.shutdown()
            thread.join()
