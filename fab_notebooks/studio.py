"""The studio of one design: move a slider, see the object, learn whether it prints, send it.

The page (`front/studio.js`) sends messages: `{"kind": "set", "name": "height", "value": 40, "last": true, "count": 7}`,
"preset", "undo", "redo", "keep", "open", "upload", "repair", "design", "export", "send"; what it shows is the trait
`state`. Where the sliders stand is on the disk after each of them is let go: a new kernel goes on from there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import trimesh

from fab_notebooks.background import Background
from fab_notebooks.delivery import Delivery
from fab_notebooks.design import Design, design_names, find_design
from fab_notebooks.exports import EXPORTS, export
from fab_notebooks.findings import Machine, Report
from fab_notebooks.live_view import in_words
from fab_notebooks.mesh_errors import MOST_FILE_BYTES, MeshFileError
from fab_notebooks.opened import Opened, open_file, reopen
from fab_notebooks.own_bench import own_studio
from fab_notebooks.own_design import OwnDesignError
from fab_notebooks.own_file import OWN
from fab_notebooks.parameters import ParameterError, fitting
from fab_notebooks.pieces import Pieces
from fab_notebooks.printability import check
from fab_notebooks.recipe import recipe_of
from fab_notebooks.sending import Parcel, SendError, values_of
from fab_notebooks.sentences import say
from fab_notebooks.shelf import Kept, ShelfError, tidy_name
from fab_notebooks.steps import Steps
from fab_notebooks.studio_page import being_checked, best_sentence, facts, form, verdict
from fab_notebooks.studio_place import StudioPlace, this_place
from fab_notebooks.studio_view import StudioView
from fab_notebooks.threemf import write_3mf

REST_S = 0.15
"""The full check waits until the hand rests this long."""


class Studio:
    """One design on the bench of one person."""

    def __init__(self, design: Design, place: StudioPlace, machine: Machine | None = None) -> None:
        self.design = design
        self.place = place
        self.view = StudioView(machine, form=form(design))
        draft = place.shelf.draft(design.name)
        self._steps = Steps((fitting(design.parameters, draft or {}),))
        self._pieces = Pieces(MOST_FILE_BYTES)
        self._opened: Opened | None = None
        self._report: Report | None = None
        self._delivery = Delivery(place.service, place.ask_every_s)
        self._title = ""
        self._count = 0
        self.background = Background()
        self._mesh = design.make(self._steps.present)
        self._state: dict[str, Any] = {
            "values": self._steps.present,
            "fault": {"name": "", "say": ""},
            "notice": {"text": say("studio-found-again") if draft and design.fields else ""},
            "sending": False,
            "source": {"text": ""},
        }
        self._draw()
        self._judge(check(self._mesh, self.view.machine))
        self.view.on_msg(lambda _, message, buffers: self.hear(message, buffers))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self.view._repr_mimebundle_(**kwargs)

    def hear(self, message: Mapping[str, Any], buffers: Sequence[Any] = ()) -> None:
        """Do what the page asks."""
        match message:
            case {"kind": "set", "name": str(name), "value": value, "last": bool(last), "count": int(count)}:
                self._count = count
                self._choose(name, value, last)
            case {"kind": "preset", "label": str(label)} if label in self.design.presets:
                self._step(self._steps.then(asdict(self.design.presets[label])))
            case {"kind": "undo"}:
                self._step(self._steps.undone())
            case {"kind": "redo"}:
                self._step(self._steps.redone())
            case {"kind": "keep", "name": str(name)}:
                self._keep(name)
            case {"kind": "open", "name": str(name)}:
                self._open(name)
            case {"kind": "upload", "name": str(name), "piece": int(piece), "pieces": int(pieces)}:
                self._receive(name, piece, pieces, buffers)
            case {"kind": "repair"} if self._opened is not None:
                self._take(self._opened.repaired())
            case {"kind": "design"}:
                self._step(self._steps)
            case {"kind": "export", "format": str(kind)} if kind in EXPORTS:
                self._export(kind)
            case {"kind": "send", "name": str(name)}:
                self._send(name)
            case {"kind": "hello"}:
                self._tell()

    @property
    def values(self) -> Mapping[str, Any]:
        """How the sliders stand."""
        return dict(self._state["values"])

    def exchange(self, design: Design, values: Mapping[str, Any], mesh: trimesh.Trimesh) -> None:
        """Another design on the bench, with the mesh that it gives for these values."""
        self.design, self._steps = design, Steps((values,))
        self.view.form = form(design)
        self._show(values, mesh)

    def tell_source(self, text: str, kind: str) -> None:
        """Say how it stands with the file that the design is in: "good" or "bad"."""
        self._state["source"] = {"text": text, "kind": kind, "path": self.design.name}
        self._tell()

    def take_up(self, job_id: str) -> None:
        """The object of one's own print again, as one more step of the sliders."""
        try:
            values = values_of(self.place.service, job_id, self.design.name)
            is_back = self._step(self._steps.then(asdict(self.design.checked(values))))
        except (SendError, ParameterError):
            is_back = False
        self._say(*(("studio-again",) if is_back else ("studio-not-again", "bad")))
        self._tell()

    # The sliders

    def _choose(self, name: str, value: Any, last: bool) -> None:
        values = {**self._state["values"], name: value}
        if self._build(values, name) and last:
            self._steps = self._steps.then(self._state["values"])
            self._keep_draft()
        self._tell()

    def _step(self, steps: Steps) -> bool:
        if is_built := self._build(steps.present):
            self._steps = steps
            self._keep_draft()
        self._tell()
        return is_built

    def _build(self, values: Mapping[str, Any], name: str = "") -> bool:
        """Whether these values give an object; if not, the one before stays."""
        try:
            mesh = self.design.make(values)
        except (ParameterError, OwnDesignError) as error:
            self._state["fault"] = {"name": name, "say": str(error)}
            return False
        except ValueError:
            self._state["fault"] = {"name": name, "say": say("studio-build-failed")}
            return False
        self._show(asdict(self.design.checked(values)), mesh)
        return True

    def _show(self, values: Mapping[str, Any], mesh: trimesh.Trimesh) -> None:
        self._opened, self._mesh = None, mesh
        self._state |= {"values": values, "fault": {"name": "", "say": ""}, "notice": {"text": ""}}
        self._draw()

    def _keep_draft(self) -> None:
        try:
            self.place.shelf.keep_draft(self.design.name, self._steps.present)
        except OSError:
            self._say("studio-draft-fault", "bad")

    # What is shown

    def _draw(self) -> None:
        self.view.show(self._mesh)
        self._report = None
        self._state |= {"facts": facts(self._mesh), "verdict": being_checked()}
        self.background.begin(self._check_soon(self._mesh))

    async def _check_soon(self, mesh: trimesh.Trimesh) -> None:
        await asyncio.sleep(REST_S)
        if mesh is not self._mesh or self._report is not None:
            return
        report = await asyncio.to_thread(check, mesh, self.view.machine)
        if mesh is self._mesh:
            self._judge(report)

    def _judge(self, report: Report) -> None:
        self._report = report
        expected = 0 if self._opened else self.design.bodies(self.design.checked(self._state["values"]))
        told = verdict(self._mesh, report, expected)
        self._state["verdict"] = told
        self.view.mark(report.findings)
        self.view.summary = in_words(self._name(), report, best_sentence(told))
        self._tell()

    def _name(self) -> str:
        return self._opened.title if self._opened else self.design.label

    def _say(self, sentence_id: str, kind: str = "info", link: str = "", **values: object) -> None:
        self._state["notice"] = {"text": say(sentence_id, **values), "kind": kind, "link": link}

    def _tell(self) -> None:
        opened = self._opened
        self.view.state = {
            **self._state,
            "undo": self._steps.can_undo,
            "redo": self._steps.can_redo,
            "count": self._count,
            "name": self._title,
            "kept": self.place.shelf.names,
            "file": opened and {"title": opened.title, "lines": opened.lines, "repairable": opened.is_repairable},
        }

    # Keeping and opening

    def _keep(self, typed: str) -> None:
        name = tidy_name(typed)
        if not name:
            self._say("studio-name-missing", "bad")
        else:
            kept = Kept(name, self.design.name, self._state["values"])
            if self._opened:
                kept = Kept(name, "", {}, write_3mf(self._mesh, title=name))
            try:
                self.place.shelf.keep(kept)
            except OSError:
                self._say("studio-draft-fault", "bad")
            else:
                self._title = name
                self._say("studio-kept", "good", name=name)
        self._tell()

    def _open(self, name: str) -> None:
        try:
            kept = self.place.shelf.open(name)
            if kept.mesh:
                self._take(reopen(name, kept.mesh))
            elif kept.design != self.design.name:
                label = find_design(kept.design).label if kept.design in design_names() else kept.design
                self._say("studio-other-design", "bad", name=name, label=label)
                return self._tell()
            else:
                self._step(self._steps.then(asdict(self.design.checked(kept.values))))
        except (ShelfError, MeshFileError, ParameterError):
            self._say("studio-not-opened", "bad", name=name)
        else:
            self._title = name
            self._say("studio-opened", "good", name=name)
        self._tell()

    def _receive(self, name: str, piece: int, pieces: int, buffers: Sequence[Any]) -> None:
        if data := self._pieces.add(piece, pieces, buffers):
            try:
                self._take(open_file(name, data))
            except MeshFileError as error:
                self._state["notice"] = {"text": str(error), "kind": "bad"}
                self._tell()

    def _take(self, opened: Opened) -> None:
        self._opened, self._mesh, self._title = opened, opened.mesh, opened.title
        self._state["notice"] = {"text": ""}
        self._draw()
        self._tell()

    # Taking away and sending

    def _export(self, kind: str) -> None:
        name = f"{tidy_name(self._title or self._name()) or 'objet'}.{kind}"
        self.view.give_file(name, export(self._mesh, kind, self._name()))
        self._say("studio-downloaded", "good", name=name)
        self._tell()

    def _send(self, typed: str) -> None:
        if self._state["sending"]:
            return
        report = self._report = self._report or check(self._mesh, self.view.machine)
        if not report.prints:
            self._say("studio-stopped", "bad", found=report.next_step)
            return self._tell()
        recipe = None if self._opened else recipe_of(self.design, self._state["values"])
        parcel = self._delivery.pack(self._mesh, typed.strip() or self._name(), recipe)
        self._state["sending"] = True
        self._say("studio-sending")
        self._tell()
        self.background.begin(self._deliver(parcel))

    async def _deliver(self, parcel: Parcel) -> None:
        page, mesh = self.place.service.prints_page, self._mesh
        try:
            job_id = await self._delivery.send(parcel)
        except SendError as error:
            self._say(error.sentence, "bad", link=page if error.sentence == "studio-too-many" else "")
        else:
            self._say("studio-sent", "good", link=page)
            self.background.begin(self._ask_slicer(job_id, mesh))
        self._state["sending"] = False
        self._tell()

    async def _ask_slicer(self, job_id: str, mesh: trimesh.Trimesh) -> None:
        """Put the slicer's own figures in the place of ours, unless the object has changed meanwhile."""
        found = await self._delivery.sliced(job_id)
        if found and mesh is self._mesh:
            if found.estimate:
                self._state["facts"] = facts(mesh, found.estimate)
            self._state["notice"] = {"text": found.words, "kind": "info", "link": self.place.service.prints_page}
            self._tell()


def studio(name: str) -> Studio:
    """The studio of a design of this house, or of a person's own: `studio("repair-knob")`, `studio("mon-objet.py")`.

    A file is looked for beside the notebook. KeyError with the names of the house's designs if it is none of them.
    """
    place = this_place()
    if name.endswith(OWN):
        view = own_studio(Path(name), place, lambda design: Studio(design, place))
    else:
        view = Studio(find_design(name), place)
    if place.again:
        view.take_up(place.again)
    return view
