"""Writing a server: the program, and a panel that sends it one request."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from graders.exercise_widget.desk import Later
from graders.exercise_widget.editor import Editor
from graders.exercise_widget.markup import label, note
from graders.exercise_widget.question import WAIT_S
from graders.exercise_widget.replies import tried_reply
from graders.exercise_widget.texts import text
from graders.exercise_widget.try_out import Trial, TryOut

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WITH_BODY = {"POST", "PUT", "PATCH"}
KINDS = {"body-json": "application/json", "body-form": "application/x-www-form-urlencoded", "body-text": "text/plain"}


class RequestPanel:
    """An editor, and below it what a browser would send: method, path, headers and, where there is one, a body."""

    def __init__(self, editor: Editor, trial: Trial, later: Later) -> None:
        self.editor = editor
        self._later = later
        self._is_sent = False  # Enter was pressed, and not acted upon yet
        self.method = _field(widgets.Dropdown(options=METHODS, description=text("request-method")))
        self.path = _field(widgets.Text(value="/", description=text("request-path"), continuous_update=False))
        self.headers = _field(widgets.Textarea(rows=2, description=text("request-headers"), continuous_update=False))
        self.kind = _field(
            widgets.Dropdown(
                options=[(text(key), kind) for key, kind in KINDS.items()], description=text("request-kind")
            )
        )
        self.body = _field(widgets.Textarea(rows=4, description=text("request-body"), continuous_update=False))
        self.try_out = TryOut(text("send"), trial, tried_reply, self.request)
        self.method.observe(lambda _: self._show_fields(), names="value")
        self.path.on_msg(lambda _, content, __: self._entered() if content.get("event") == "submit" else None)
        self.path.observe(lambda _: self._send_entered(), names="value")
        self._line = widgets.HBox([self.method, self.path])
        self._line.add_class("atelier-request-line")
        self._fields = widgets.VBox([])
        panel = widgets.VBox(
            [widgets.HTML(label(text("request")) + note(text("request-how"))), self._fields, self.try_out.widget]
        )
        panel.add_class("atelier-request")
        self.widget = widgets.VBox([editor.widget, panel])
        self.widget.add_class("atelier-desk")
        self._show_fields()

    def refresh(self) -> None:
        """Show what the desk holds."""
        self.editor.refresh()

    def request(self) -> dict[str, Any]:
        """What the panel says, as the service takes it."""
        path = self.path.value.strip()
        headers = {
            name.strip(): value.strip()
            for name, colon, value in (line.partition(":") for line in self.headers.value.split("\n"))
            if colon and name.strip()
        }
        body = self.body.value if self.method.value in WITH_BODY else ""
        if body and "content-type" not in {name.lower() for name in headers}:
            headers["Content-Type"] = self.kind.value
        return {
            "method": self.method.value,
            "path": path if path.startswith("/") else f"/{path}",
            "headers": headers,
            "body": body,
        }

    def _entered(self) -> None:
        """A field tells of its Enter first and then what was written, if that is new."""
        self._is_sent = True
        self._later(WAIT_S, self._send_entered)

    def _send_entered(self) -> None:
        if self._is_sent:
            self._is_sent = False
            self.try_out.start()

    def _show_fields(self) -> None:
        sends = [self.kind, self.body] if self.method.value in WITH_BODY else []
        self._fields.children = [self._line, *sends, self.headers]


def _field(widget: widgets.Widget) -> widgets.Widget:
    widget.add_class("atelier-field")
    return widget
