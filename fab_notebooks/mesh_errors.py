"""The one error of reading a mesh file, and the limits that every format shares."""

from __future__ import annotations

from fab_notebooks.sentences import say

MOST_FACES = 2_000_000
"""A plate of 250 mm in triangles of 0.2 mm. More is a scan to be thinned out first; 10⁷ would fill the memory."""
MOST_FILE_BYTES = 250 * 1024 * 1024
"""An STL of `MOST_FACES` has 100 MB, a text format up to three times as much."""
LARGEST_MM = 1e7
"""Ten kilometres: beyond it, a number is no place."""
MOST_CORNERS = 4096
"""Of one face of an OBJ or PLY; a round lid has hundreds."""


class MeshFileError(ValueError):
    """A file that can't be read as a mesh; the message is a French sentence for whoever chose it."""


def refuse(sentence_id: str, **values: object) -> MeshFileError:
    """The error with this sentence of `messages/files.yml`, to be raised."""
    return MeshFileError(say(sentence_id, **values))
