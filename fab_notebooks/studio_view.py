"""The page of the studio as a widget: the live view with all that is around it (`front/studio.js`)."""

from __future__ import annotations

import traitlets

from fab_notebooks.front_module import front_module
from fab_notebooks.live_view import LiveView


class StudioView(LiveView):
    """What the page is told: `form` changes with the design, `state` with everything else."""

    _esm = front_module("studio")
    form = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def give_file(self, name: str, content: bytes) -> None:
        """A file for the person's downloads."""
        self.send({"kind": "file", "name": name}, [content])
