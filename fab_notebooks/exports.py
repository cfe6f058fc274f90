"""The files a mesh can be taken away as."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import trimesh

from fab_notebooks.glb import glb_bytes
from fab_notebooks.mesh_file import stl_bytes
from fab_notebooks.picture import picture
from fab_notebooks.threemf import write_3mf

EXPORTS: Mapping[str, Callable[[trimesh.Trimesh, str], bytes]] = {
    "stl": lambda mesh, title: stl_bytes(mesh),
    "3mf": lambda mesh, title: write_3mf(mesh, title=title, picture=picture(mesh)),
    "glb": lambda mesh, title: glb_bytes(mesh),
}
"""By the ending of the file; what each is for: slicers, slicers with units and a picture, web pages."""


def export(mesh: trimesh.Trimesh, kind: str, title: str) -> bytes:
    """The mesh as a file of this kind."""
    return EXPORTS[kind](mesh, title)
