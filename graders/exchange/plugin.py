"""nbgrader's verbs over the exchange's HTTP API; named in `c.ExchangeFactory`.

nbgrader finds the options of a class by its name, so each has the name of the class it stands for. Who acts is whom the
hub token of this server belongs to: a `--student` is never believed about oneself.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any, NoReturn

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange import abc
from nbgrader.exchange.abc import ExchangeError
from traitlets import Bool

from graders.exchange import listing
from graders.exchange.client import AnswerError, ExchangeClient, ExchangeClientError, client_from
from graders.exchange.file_names import FilesRefusedError, Limits
from graders.exchange.folder import IGNORED, Work, place_release, read_work
from graders.exchange.records import Assignment, Submission
from graders.notebook.submission import place_submission, submitted_at_of


class Exchange(abc.Exchange):  # type: ignore[misc]
    """What all verbs share: the client, and refusals in nbgrader's way."""

    def init_src(self) -> None:
        """Nothing to prepare on either side: the transfer is one step."""

    def init_dest(self) -> None:
        """Nothing either."""

    def start(self) -> Any:
        """Do it; whatever the exchange or the files refuse ends as nbgrader's ExchangeError, with one sentence."""
        with self.refusals():
            return super().start()

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Turns our errors into nbgrader's, which its commands and pages know how to show."""
        try:
            yield
        except (ExchangeClientError, FilesRefusedError, OSError) as error:
            self.refuse(str(error), error)

    def refuse(self, message: str, cause: BaseException | None = None) -> NoReturn:
        """Stop with one sentence; nbgrader's commands show only what is logged."""
        self.log.fatal(message)
        raise ExchangeError(message) from cause

    @property
    def client(self) -> ExchangeClient:
        """The exchange, as the person whose server this is."""
        return client_from(os.environ)

    @property
    def assignment_id(self) -> str:
        """The assignment that was named."""
        name: str = self.coursedir.assignment_id
        if name in {"", "*"}:
            self.refuse("No assignment was named; say which one.")
        return name

    @property
    def course_root(self) -> Path:
        """Where the course is, for those who teach."""
        return Path(self.coursedir.root)

    def home_folder(self, assignment_id: str) -> Path:
        """Where an assignment is in the person's home."""
        return Path(self.assignment_dir, assignment_id).absolute()

    def read_folder(self, folder: Path) -> Work:
        """The files of a folder that may travel; the others are named in the log."""
        if not folder.is_dir():
            self.refuse(f"There is no folder {folder}")
        found = read_work(folder, Limits(), (*IGNORED, *self.coursedir.ignore))
        for name, reason in found.left_out.items():
            self.log.warning("Left out: %r (%s)", name, reason.value)
        return found

    def wants(self, submission: Submission) -> bool:
        """Whether `--student` and `--assignment` leave this hand-in in."""
        asked = (
            (self.coursedir.student_id, submission.student_id),
            (self.coursedir.assignment_id, submission.assignment_id),
        )
        return all(pattern in {"", "*", value} for pattern, value in asked)


class ExchangeFetchAssignment(Exchange, abc.ExchangeFetchAssignment):  # type: ignore[misc]
    """`nbgrader fetch_assignment`: what is missing is written, what the person changed is kept."""

    def copy_files(self) -> None:
        """Fetch; as everywhere in nbgrader, a folder that is there already needs `--replace`."""
        folder = self.home_folder(self.assignment_id)
        if folder.is_dir() and not self.replace_missing_files:
            self.refuse(f"You already have a copy of the assignment in this directory: {folder.name}")
        _, files, earlier = self.client.release(self.assignment_id)
        for name in place_release(folder, files, earlier):
            self.log.info("Fetched: %s/%s", folder.name, name)


class ExchangeSubmit(Exchange, abc.ExchangeSubmit):  # type: ignore[misc]
    """`nbgrader submit`."""

    def copy_files(self) -> None:
        """Hand in the folder as it is now."""
        if self.coursedir.student_id not in {"", "*", os.environ.get("JUPYTERHUB_USER")}:
            self.refuse("Everyone hands in for themselves: leave --student out.")
        folder = self.home_folder(self.assignment_id)
        files = self.read_folder(folder).files
        self._compare_notebooks(folder.name, files)
        submission = self.client.submit(folder.name, files)
        self.log.info(
            "Submitted as: %s %s %s (attempt %d%s)",
            self.coursedir.course_id,
            submission.assignment_id,
            listing.timestamp(submission.submitted_at),
            submission.attempt,
            ", late" if submission.late else "",
        )

    def _compare_notebooks(self, assignment_id: str, files: Any) -> None:
        """Say which of the released notebooks are missing; refuse if `--strict`."""
        released = _find(self.client.assignments(), assignment_id)
        expected = () if released is None else released.notebooks
        missing = [f"{name}.ipynb" for name in expected if f"{name}.ipynb" not in files]
        if missing and self.strict:
            self.refuse(f"Assignment {assignment_id} not submitted: {', '.join(missing)} missing")
        if missing:
            self.log.warning("Missing from what is submitted: %s", ", ".join(missing))


class ExchangeFetchFeedback(Exchange, abc.ExchangeFetchFeedback):  # type: ignore[misc]
    """`nbgrader fetch_feedback`: into `<assignment>/feedback/<time of the hand-in>/`."""

    def copy_files(self) -> None:
        """Fetch the feedback on every hand-in of one's own that has some."""
        own = [each for each in self.client.submissions() if each.assignment_id == self.assignment_id]
        for submission in own:
            folder = self.home_folder(self.assignment_id) / "feedback" / listing.timestamp(submission.submitted_at)
            if not submission.feedback:
                self.log.warning("No feedback yet on what was submitted at %s", folder.name)
                continue
            for name, content in self.client.feedback(submission.submission_id).items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content)
                self.log.info("Fetched feedback: %s", folder / name)


class ExchangeReleaseAssignment(Exchange, abc.ExchangeReleaseAssignment):  # type: ignore[misc]
    """`nbgrader release_assignment`: a new version of `release/<assignment>`, with the gradebook's due date."""

    def copy_files(self) -> None:
        """Hand out."""
        assignment_id = self.assignment_id
        released = _find(self.client.assignments(), assignment_id)
        if released is not None and not self.force:
            self.refuse(f"{assignment_id} is released already, add --force to release it anew")
        folder = Path(self.coursedir.format_path(self.coursedir.release_directory, ".", assignment_id))
        if not folder.is_dir():
            self.refuse(f"There is no {folder}; run `nbgrader generate_assignment {assignment_id}` first")
        version = self.client.put_release(assignment_id, self.read_folder(folder).files)
        self._set_due_date(version)
        self.log.info("Released as: %s %s, version %d", self.coursedir.course_id, assignment_id, version.version)

    def _set_due_date(self, assignment: Assignment) -> None:
        """Tell the exchange the due date that was set in the formgrader, if one was."""
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            try:
                due_date = gradebook.find_assignment(assignment.assignment_id).duedate
            except MissingEntry:
                return
        if due_date is not None:
            due_at = due_date.replace(tzinfo=UTC)  # nbgrader keeps naive UTC
            self.client.put_deadline(assignment.assignment_id, due_at, assignment.terms.closes_at)


class ExchangeReleaseFeedback(Exchange, abc.ExchangeReleaseFeedback):  # type: ignore[misc]
    """`nbgrader release_feedback`: each page goes to the very hand-in it is about, known by its time."""

    def copy_files(self) -> None:
        """Give the feedback of everybody who has some in `feedback/`, but for those excluded."""
        excluded = set(self.coursedir.student_id_exclude.split(","))
        submissions = self.client.class_submissions(assignment_id=self.assignment_id)
        for submission in submissions:
            if not self.wants(submission) or submission.student_id in excluded:
                continue
            pages = self._pages(submission)
            if pages:
                self.client.put_feedback(submission.submission_id, pages)
                self.log.info("Feedback released: %s %s", submission.student_id, submission.assignment_id)

    def _pages(self, submission: Submission) -> dict[str, bytes]:
        """The page of each graded notebook, if this is the hand-in they are about; not a learner's own pages."""
        graded, feedback = (
            Path(self.coursedir.format_path(step, submission.student_id, submission.assignment_id))
            for step in (self.coursedir.autograded_directory, self.coursedir.feedback_directory)
        )
        if submitted_at_of(feedback) != submission.submitted_at:
            return {}
        pages = [feedback / f"{notebook.stem}.html" for notebook in sorted(graded.glob("*.ipynb"))]
        return {page.name: page.read_bytes() for page in pages if page.is_file()}


class ExchangeCollect(Exchange, abc.ExchangeCollect):  # type: ignore[misc]
    """`nbgrader collect`: everybody's latest hand-in into `submitted/`, with the server's time."""

    def copy_files(self) -> None:
        """Collect those that are not there yet; with `--update`, also newer ones."""
        by_student: dict[str, list[Submission]] = {}
        for submission in self.client.class_submissions(assignment_id=self.assignment_id):
            if self.wants(submission):
                by_student.setdefault(submission.student_id, []).append(submission)
        if not by_student:
            self.log.warning("No submissions of '%s' to collect", self.assignment_id)
        for _, submissions in sorted(by_student.items()):
            self._collect(self._chosen(submissions))

    def _chosen(self, submissions: list[Submission]) -> Submission:
        """The latest; with `--before-duedate` the latest that is not late, if there is one."""
        in_time = [submission for submission in submissions if not submission.late]
        return in_time[-1] if self.before_duedate and in_time else submissions[-1]

    def _collect(self, submission: Submission) -> None:
        label = f"{submission.student_id} {submission.assignment_id}"
        folder = self.course_root / "submitted" / submission.student_id / submission.assignment_id
        there = submitted_at_of(folder)
        if there == submission.submitted_at or (folder.is_dir() and not (self.update or self.before_duedate)):
            self.log.info("Submission already exists, use --update to update: %s", label)
            return
        if there is not None and there > submission.submitted_at:
            if not self.before_duedate:
                self.log.info("No newer submission to collect: %s", label)
                return
            shutil.rmtree(folder)
        files = self.client.files_of(submission.submission_id)
        place_submission(
            self.course_root, submission.student_id, submission.assignment_id, files, submission.submitted_at
        )
        self.log.info("Collected: %s (%s)", label, listing.timestamp(submission.submitted_at))


class ExchangeList(Exchange, abc.ExchangeList):  # type: ignore[misc]
    """`nbgrader list`: what is handed out, or what was handed in; `--json` prints it for programs.

    `--inbound` is the class for those who teach and oneself for everyone else; `--cached` is always oneself. What was
    handed in cannot be removed: `--remove` withdraws a release.
    """

    as_json = Bool(False, help="Print out assignments as json.").tag(config=True)

    def copy_files(self) -> None:
        """Listing copies nothing."""

    def list_files(self) -> list[dict[str, Any]]:
        """Everything asked for, as nbgrader's dictionaries."""
        infos = self._submitted() if self.inbound or self.cached else self._released()
        if self.as_json:
            json.dump(infos, sys.stdout, indent=2)
            sys.stdout.write("\n")
        elif self.inbound or self.cached:
            self._log("Submitted assignments:", [each for group in infos for each in group["submissions"]])
        else:
            self._log("Released assignments:", infos)
        return infos

    def remove_files(self) -> list[dict[str, Any]]:
        """Withdraw one release."""
        if self.inbound or self.cached:
            self.refuse("What was submitted is kept: it cannot be removed.")
        infos = [info for info in self._released() if info["assignment_id"] == self.assignment_id]
        if not infos:
            self.refuse(f"{self.assignment_id} is not released")
        self.client.withdraw(self.assignment_id)
        self._log("Removed:", infos)
        return [{**info, "status": "removed"} for info in infos]

    def _log(self, title: str, infos: list[dict[str, Any]]) -> None:
        line = listing.submission_line if self.inbound or self.cached else listing.release_line
        self.log.info(title)
        for info in infos:
            self.log.info(line(info))

    def _released(self) -> list[dict[str, Any]]:
        wanted = self.coursedir.assignment_id
        return [
            listing.release_info(each, self.coursedir.course_id, self.home_folder(each.assignment_id))
            for each in self.client.assignments()
            if wanted in {"", "*", each.assignment_id}
        ]

    def _submitted(self) -> list[dict[str, Any]]:
        found = filter(self.wants, self._class_submissions() if self.inbound else self.client.submissions())
        course_id = self.coursedir.course_id
        return listing.grouped(
            listing.submission_info(each, course_id, self.home_folder(each.assignment_id)) for each in found
        )

    def _class_submissions(self) -> tuple[Submission, ...]:
        try:
            return self.client.class_submissions()
        except AnswerError as error:
            if error.status != 403:
                raise
            return self.client.submissions()


def _find(assignments: tuple[Assignment, ...], assignment_id: str) -> Assignment | None:
    return next((each for each in assignments if each.assignment_id == assignment_id), None)
