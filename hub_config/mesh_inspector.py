"""Measures pieces for the checker, with the studio's own functions in a sandbox of their own (`graders.mesh`)."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fab_notebooks.inspection import ANSWER, PIECE
from fab_notebooks.own_design import DESIGN, PARAMETERS
from graders.checks import GraderBroken, MachineBusy
from graders.mesh.inspector import Measures, PieceRefusedError
from graders.processor import cpu_s, descendants
from graders.sandbox import SandboxError, kill, start
from hub_config.service.sandboxed_slicer import reading_sandbox

WITHIN_S = 15.0
"""A piece of a million faces takes three; the page waits twenty."""
ANSWER_BYTES = 100_000
TOO_MUCH = "Cette pièce est trop compliquée pour être mesurée. Gardez un objet plus petit ou avec moins de détails."


class MeshInspector:
    """Measures a piece in a child; may be asked from several threads at once."""

    def __init__(self, within_s: float = WITHIN_S) -> None:
        self._within_s = within_s

    def file(self, data: bytes) -> Measures:
        """Of somebody's file; PieceRefusedError in French, GraderBroken if the child could not be asked."""
        return self._measured({PIECE: data})

    def design(self, source: bytes, values: Mapping[str, float]) -> Measures:
        """Of what a `design.py` of the curriculum builds for these values."""
        return self._measured({DESIGN: source, PARAMETERS: json.dumps(dict(values)).encode()})

    def _measured(self, files: Mapping[str, bytes]) -> Measures:
        with tempfile.TemporaryDirectory(prefix="atelier-piece-") as name:
            folder = Path(name)
            for file, content in files.items():
                (folder / file).write_bytes(content)
            answer = self._answer(folder)
        if "sorry" in answer:
            raise PieceRefusedError(str(answer["sorry"]))
        try:
            return Measures.from_json(answer)
        except (KeyError, TypeError, ValueError) as error:
            raise GraderBroken(f"the inspector of meshes answered something else: {error}") from error

    def _answer(self, folder: Path) -> Mapping[str, Any]:
        command = [sys.executable, "-m", "fab_notebooks.inspection"]
        try:
            process = start(
                reading_sandbox(folder),
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        except (SandboxError, OSError) as error:
            raise GraderBroken(f"the inspector of meshes did not start: {error}") from error
        try:
            said, _ = process.communicate(timeout=self._within_s)
        except subprocess.TimeoutExpired as error:
            used_s = sum(map(cpu_s, descendants(process.pid)))
            kill(process.pid)
            process.communicate()
            if used_s < self._within_s / 2:
                raise MachineBusy(f"a piece was not measured within {self._within_s:g} s") from error
            raise PieceRefusedError(TOO_MUCH) from error
        words = said.decode("utf-8", "replace")
        if process.returncode:
            if "MemoryError" in words:
                raise PieceRefusedError(TOO_MUCH)
            raise GraderBroken(f"the inspector of meshes ended with {process.returncode}: {words.strip()[-300:]}")
        return _read(folder / ANSWER)


def _read(path: Path) -> Mapping[str, Any]:
    # The child may have left a link to somewhere else, or more than it was asked for.
    if path.is_symlink() or not path.is_file() or path.stat().st_size > ANSWER_BYTES:
        raise GraderBroken("the inspector of meshes left no answer")
    try:
        answer = json.loads(path.read_bytes())
    except ValueError as error:
        raise GraderBroken(f"the inspector of meshes answered no JSON: {error}") from error
    if not isinstance(answer, dict):
        raise GraderBroken("the inspector of meshes answered no object")
    return answer
