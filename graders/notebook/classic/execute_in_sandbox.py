"""nbgrader's `Execute` in a sandbox: the same outputs, and no learner's code near gradebook, solutions or tests.

Any nbgrader course can have it, by configuration alone:

    c.Autograde.autograde_preprocessors = [
        "graders.notebook.classic.execute_in_sandbox.ExecuteInSandbox",
        "nbgrader.preprocessors.IgnorePattern",
        …                                             # the rest of nbgrader's own list
    ]

Outputs are those of a Jupyter kernel; only the colours and the lines around a traceback's own may differ.

Scores are nbgrader's own: `SaveAutoGrades` reads them off the outputs, and finds there what `judging.py` decided; an
output that a learner made up is none. With `save_verdicts.SaveVerdicts` in its place the decisions themselves are
saved, and what a person has to look at waits for one, where nbgrader's knows only 0.

Options are those of `Execute` (`c.Execute.timeout` …) and the ones below.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute
from traitlets import Bool

from graders.http.files import FolderFull, read_folder
from graders.notebook.classic.cells import Cell, Kind, cells_of
from graders.notebook.classic.judging import Judged, Judgement, Rules, judge
from graders.notebook.classic.reference import reference_for
from graders.notebook.classic.session import Files
from graders.notebook.classic.warm import SandboxGoneError, shared_sandbox
from graders.notebook.save_verdicts import VERDICTS
from graders.sandbox import SandboxError

LANGUAGE_INFO = {
    "name": "python",
    "mimetype": "text/x-python",
    "file_extension": ".py",
    "pygments_lexer": "ipython3",
    "codemirror_mode": {"name": "ipython", "version": 3},
    "nbconvert_exporter": "python",
}


class UnknownKernelError(Exception):
    """The notebook is not in Python."""


class ExecuteInSandbox(Execute):  # type: ignore[misc]
    """Runs and judges the code cells of one sanitised notebook."""

    allow_unsandboxed = Bool(
        False,
        help="True: where no sandbox can be made, and for kernels other than Python's, run the submission as nbgrader"
        " does, with all rights of this account. False: refuse.",
    ).tag(config=True)
    only_tests = Bool(False, help="True: a notebook without tests of its own runs nothing.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any, km: Any = None) -> tuple[Any, Any]:
        """The notebook with outputs and, verdicts in the resources; SandboxError or UnknownKernelError: refused."""
        cells = cells_of(nb)
        if self.only_tests and not any(cell.kind is Kind.TEST for cell in cells):
            return nb, resources
        language = _language(nb)
        try:
            if language != "python":
                raise UnknownKernelError(f"the kernel language is {language!r}; submissions are run in Python only")
            judgement = self._judge(nb, cells, resources)
        except (SandboxError, UnknownKernelError):
            if self.allow_unsandboxed:
                executed: tuple[Any, Any] = super().preprocess(nb, resources, km)
                return executed
            raise
        for judged in judgement.cells:
            self._write(nb.cells[judged.cell.index], judged)
        nb.metadata["language_info"] = nbformat.from_dict(LANGUAGE_INFO | {"version": platform.python_version()})
        resources.setdefault(VERDICTS, {}).update(
            {judged.cell.grade_id: judged.score for judged in judgement.cells if judged.score is not None}
        )
        return nb, resources

    def _judge(self, nb: Any, cells: list[Cell], resources: Any) -> Judgement:
        marks = resources["nbgrader"]
        course = CourseDirectory(parent=self)
        source = Path(course.format_path(course.source_directory, ".", marks["assignment"]))
        submitted = Path(course.format_path(course.submitted_directory, marks["student"], marks["assignment"]))
        folder = Path(resources["metadata"]["path"])
        files = files_for(folder, submitted, source)
        warm = shared_sandbox()
        timeout_s = float(self.timeout) if self.timeout and self.timeout > 0 else None
        environment = {name: value for name in ("NBGRADER_EXECUTION",) if (value := os.environ.get(name)) is not None}

        def judgement() -> Judgement:
            reference = reference_for(warm, source / f"{marks['notebook']}.ipynb", cells, files.course, timeout_s)
            return judge(warm, files, cells, Rules(reference, timeout_s, environment), leavings=_leavings)

        try:
            judged = judgement()
        except SandboxGoneError:
            judged = judgement()  # in a new one
        keep(judged.files, files, folder)
        return judged

    def _write(self, cell: Any, judged: Judged) -> None:
        cell.outputs = judged.outputs
        cell.execution_count = judged.cell.count
        if judged.held is not None:
            cell.metadata.setdefault("atelier", nbformat.NotebookNode())["held"] = judged.held


def files_for(folder: Path, submitted: Path, source: Path) -> Files:
    """What the learner's process and the examiner's find in their folders: no notebook, and nothing behind a link.

    nbgrader copies what a link in a submission points to, be it the gradebook; such a copy is deleted.
    """
    laid_out, handed_in, course = (_files(path) for path in (folder, submitted, source))
    linked = [name for name in laid_out if name not in handed_in and name not in course]
    for name in linked:
        if (submitted / name).is_symlink() or any(parent.is_symlink() for parent in (submitted / name).parents):
            (folder / name).unlink()
            del laid_out[name]
    return Files(laid_out, course)


def keep(left: Mapping[str, bytes], before: Files, folder: Path) -> None:
    """Writes the files that the learner's code made or changed beside the notebook, as nbgrader has it.

    No notebook: the next one to be graded lies there. No file of the course's: they are the trainer's.
    """
    for name, content in left.items():
        if name in before.course or before.learner.get(name) == content or name.endswith(".ipynb"):
            continue
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.write_bytes(content)


def _leavings(folder: int) -> Mapping[str, bytes]:
    try:
        return {name: one.data for name, one in read_folder(folder).items() if one.data is not None}
    except FolderFull:
        return {}


def _files(folder: Path) -> dict[str, bytes]:
    """The regular files below a folder that are no notebooks."""
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return {}
    try:
        found = read_folder(opened)
    finally:
        os.close(opened)
    return {name: one.data for name, one in found.items() if one.data is not None and not name.endswith(".ipynb")}


def _language(nb: Any) -> str:
    kernel = nb.metadata.get("kernelspec", {})
    return str(kernel.get("language") or "python").lower()
