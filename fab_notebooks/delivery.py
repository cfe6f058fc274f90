"""An object on its way to the printers of the place: sent once however often it is tried, then the slicer's word."""

from __future__ import annotations

import asyncio
import uuid

import trimesh

from fab_notebooks.picture import picture
from fab_notebooks.recipe import Recipe
from fab_notebooks.sending import Parcel, SendError, Service, Sliced, send, sliced
from fab_notebooks.threemf import write_3mf

ASK_TIMES = 60
"""The slicer needs some seconds; a queue of them, a minute."""


class Delivery:
    """Between one studio and the service; `ask_every_s` is how often the slicer is asked."""

    def __init__(self, service: Service, ask_every_s: float) -> None:
        self._service = service
        self._ask_every_s = ask_every_s
        self._parcel: Parcel | None = None  # kept until it arrived: sent again, it is the same job
        self._mesh: trimesh.Trimesh | None = None

    def pack(self, mesh: trimesh.Trimesh, title: str, recipe: Recipe | None) -> Parcel:
        """The parcel of this object: the last one, if it is the same object and has not arrived."""
        if self._parcel is None or self._parcel.title != title or self._mesh is not mesh:
            model = write_3mf(mesh, title=title, picture=picture(mesh))
            self._parcel, self._mesh = Parcel(uuid.uuid4().hex, title, model, recipe), mesh
        return self._parcel

    async def send(self, parcel: Parcel) -> str:
        """The id of the new job; SendError if there is none."""
        job_id = await asyncio.to_thread(send, self._service, parcel)
        self._parcel = None  # the same object once more is another print
        return job_id

    async def sliced(self, job_id: str) -> Sliced | None:
        """What the slicer says of a job, once it does; None if it takes too long, or nobody answers."""
        for _ in range(ASK_TIMES):
            await asyncio.sleep(self._ask_every_s)
            try:
                found = await asyncio.to_thread(sliced, self._service, job_id)
            except SendError:  # it was sent: its page will say the rest
                return None
            if found.is_known:
                return found
        return None
