"""The task read aloud by the browser, for those who read slowly or not at all (`front/listen.js`)."""

from __future__ import annotations

import traitlets

from graders.exercise_widget.front_widget import FrontWidget, front_module
from graders.exercise_widget.texts import templates


class Listen(FrontWidget):
    """A button; nothing where the browser has no French voice or the task is not above."""

    _esm = front_module("listen")
    words: traitlets.Dict[str, str] = traitlets.Dict(templates("listen", "listen-stop")).tag(sync=True)
