"""What the live view tells its page."""

from typing import Any

import numpy as np
import trimesh

from fab_notebooks.findings import Finding, Machine, Weight
from fab_notebooks.live_view import MARKS, LiveView, face_marks, live_view


def sent_by(view: LiveView, show: trimesh.Trimesh) -> set[str]:
    """The traits that travel when a mesh is shown."""
    told: set[str] = set()
    view.send_state = lambda key=None: told.update([key] if isinstance(key, str) else key or [])
    view.show(show)
    return told


def test_vertices_alone_travel_when_the_faces_stay():
    """The faces of a stretched object are not sent again: its page fills its buffer in place."""
    view = LiveView()
    ball = trimesh.creation.icosphere(3, 20)
    assert {"positions", "faces", "version"} <= sent_by(view, ball)
    stretched = ball.copy()
    stretched.vertices = ball.vertices * [1, 1, 1.5]
    assert sent_by(view, stretched) == {"positions", "version"}


def test_the_object_stands_on_the_middle_of_the_plate():
    """Wherever its file put it; the plate has the size of the printer's."""
    view = LiveView(Machine(bed_mm=(180, 160, 150)))
    far = trimesh.creation.box((10, 20, 30))
    far.apply_translation((500, -500, 99))
    view.show(far)
    positions = np.frombuffer(view.positions, "<f4").reshape(-1, 3)
    assert positions.min(axis=0).tolist() == [-5, -10, 0]
    assert positions.max(axis=0).tolist() == [5, 10, 30]
    assert view.plate == {"width_mm": 180, "depth_mm": 160}


def test_each_kind_of_finding_has_a_mark_of_its_own():
    """A face may have several."""
    findings = [
        Finding("overhang", Weight.WARNS, {}, np.array([0, 1])),
        Finding("thin-wall", Weight.WARNS, {}, np.array([1])),
        Finding("open-edges", Weight.STOPS, {}, np.array([3])),
        Finding("several-bodies", Weight.TELLS, {}),
    ]
    assert face_marks(4, findings).tolist() == [1, 3, 0, 4]
    assert MARKS == {"overhang": 1, "thin": 2, "other": 4}


def test_what_is_seen_is_said_too():
    """Size, volume, findings; the legend names only the marks that are there."""
    table = trimesh.util.concatenate(
        [
            trimesh.creation.box(bounds=[(0, 0, 20), (60, 60, 25)]),
            trimesh.creation.box(bounds=[(25, 25, 0), (35, 35, 21)]),
        ]
    )
    view = live_view(trimesh.boolean.union(table.split(), engine="manifold"), "Table")
    assert view.summary.startswith("Table : 60 × 60 × 25 mm, 20 cm³. ")
    assert "penchent dans le vide" in view.summary
    assert [entry["mark"] for entry in view.legend] == ["overhang"]


def test_a_browser_without_graphics_gets_a_picture():
    """Made when it asks, forgotten with the object."""
    view = LiveView()
    view.show(trimesh.creation.icosphere(2, 20))
    assert view.still == b""
    view._handle_custom_msg({"kind": "still"}, [])
    assert view.still.startswith(b"\x89PNG")
    view.show(trimesh.creation.box())
    assert view.still == b""


def test_an_empty_mesh_is_no_trouble():
    """Nothing is drawn."""
    view = LiveView()
    view.show(trimesh.Trimesh())
    answer: Any = view._handle_custom_msg({"kind": "still"}, [])
    assert (answer, view.positions, view.still) == (None, b"", b"")
