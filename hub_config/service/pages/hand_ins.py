"""What was handed in, to keep."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Mapping
from typing import ClassVar

from graders.exchange.store import NoSuchSubmissionError
from hub_config.service.auth import OWN_WORK, TEACH, PageHandler, RefusedError, Scopes


class HandIn(PageHandler):
    """One hand-in as a zip file: one's own, or anybody's for who teaches."""

    scopes: ClassVar[Scopes] = {"GET": (OWN_WORK, TEACH)}

    async def get(self, submission_id: str) -> None:
        """The file. Somebody else's is as unknown as one that does not exist."""
        owner = None if self.holds(TEACH) else self.current_user_name
        try:
            submission = self.parts.store.submission(submission_id, owner)
        except NoSuchSubmissionError as error:
            raise RefusedError(404, "There is no such hand-in.") from error
        name = f"{submission.assignment_id}-{submission.student_id}-{submission.attempt}.zip"
        self.set_header("Content-Type", "application/zip")
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.set_header("Content-Security-Policy", "sandbox; default-src 'none'")
        # Compressing some megabytes takes a second, in which nobody else should wait.
        self.finish(await asyncio.to_thread(lambda: zipped(self.parts.store.files_of(submission))))


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip file of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
