"""Slices what waits for it: a draft for its estimate and picture, an approved job for its G-code."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from fab_notebooks.mesh_errors import MeshFileError
from fab_notebooks.mesh_file import stl_size_mm
from fab_notebooks.printing.jobs import Job, JobMoveError, JobState
from fab_notebooks.printing.store import PrintStore
from fab_notebooks.printing.uploaded_model import read_upload
from fab_notebooks.slicer import Run, Sliced, SlicingError, SlicingFault, StoppedError, slice_mesh
from fab_notebooks.slicing_profile import ProfileError, slicing_profile

log = logging.getLogger(__name__)

TRIES_MAX = 3
"""A slicer that is killed once may be chance, or an operator; three times, it is the model that eats the memory."""


@dataclass(frozen=True)
class JobSlicer:
    """The slicer for jobs; `run` starts it behind whatever walls there are."""

    run: Run
    tries: Counter[str] = field(default_factory=Counter)
    """How often the slicer was killed over a job, in this process."""

    async def next(self, store: PrintStore, scratch: Path) -> bool:
        """Slices the oldest job that waits; False if none does."""
        waiting = list(store.jobs(states={JobState.APPROVED}))
        waiting += [job for job in store.jobs(states={JobState.DRAFT}) if job.seconds is None and job.fault is None]
        if not waiting:
            return False
        await asyncio.to_thread(self._slice, waiting[0], store, scratch / waiting[0].job_id)
        return True

    def _slice(self, job: Job, store: PrintStore, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True)
        try:
            sliced = self._sliced(job, store, folder)
            if job.state is JobState.APPROVED:
                store.files.put(job.job_id, "job.gcode", sliced.gcode)
                store.set_state(job.job_id, JobState.SLICED)
        except StoppedError:
            log.info("slicing of %s was stopped", job.job_id)
        except SlicingError as error:
            self.tries[job.job_id] += 1
            if error.fault is SlicingFault.KILLED and self.tries[job.job_id] < TRIES_MAX:
                log.warning("slicing of %s: %s; once more", job.job_id, error)
                return
            store.set_fault(job.job_id, error.fault.value, str(error))
        except MeshFileError as error:
            store.set_fault(job.job_id, SlicingFault.UNREADABLE.value, "the upload cannot be read", reason=str(error))
        except ProfileError as error:
            store.set_fault(job.job_id, SlicingFault.BROKEN.value, str(error))
        except JobMoveError as error:  # cancelled while it was sliced
            log.info("%s", error)
        except Exception as error:
            # A model that surprises us must not stop the models behind it.
            log.exception("slicing of %s failed", job.job_id)
            store.set_fault(job.job_id, SlicingFault.BROKEN.value, f"{type(error).__name__}: {error}")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            store.tidy(job.job_id)

    def _sliced(self, job: Job, store: PrintStore, folder: Path) -> Sliced:
        stl = store.files.get(job.job_id, "model.stl")
        if stl is None:
            model = read_upload(store.files.get(job.job_id, "upload") or b"", _empty(folder / "model"), self.run)
            stl = model.stl
            store.files.put(job.job_id, "picture.png", model.picture)
            store.files.put(job.job_id, "model.stl", stl)
        profile = slicing_profile(job.profile)
        sliced = slice_mesh(stl, profile, _empty(folder / "job"), copies=job.copies, run=self.run)
        if job.state is JobState.DRAFT:
            size = " × ".join(f"{value:.1f}".rstrip("0").rstrip(".").replace(".", ",") for value in stl_size_mm(stl))
            found = sliced.estimate
            store.set_estimate(
                job.job_id, seconds=found.seconds, grams=found.grams, euros=sliced.euros, size_mm=f"{size} mm"
            )
        return sliced


def _empty(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    return folder
