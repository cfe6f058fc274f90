"""What the service is made of, handed to every handler as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from jinja2 import Environment

from curriculum.builder.programme import Programme
from graders.checker import Checker
from graders.exchange.store import ExchangeStore
from graders.notebook.queue import GradingQueue
from hub_config.service.attempts import AttemptLog
from hub_config.service.catalogue import Catalogue
from hub_config.service.classroom import Classroom
from hub_config.service.grade_all import GradeAll
from hub_config.service.grading import GradingRunner
from hub_config.service.hands import Hands
from hub_config.service.notes import Notes
from hub_config.service.people import People
from hub_config.service.print_shop import PrintShop
from hub_config.service.recall import RecallBook
from hub_config.service.reports import KeptReports
from hub_config.service.turns import Turns


@dataclass(frozen=True)
class Parts:
    """`base_url` is the service's own prefix with its last slash, `hub_url` the hub's; `clock` gives aware UTC.

    `worker_token` is the secret by which our own grading worker is known to `api/checks`, and to nothing else.
    """

    base_url: str
    hub_url: str
    clock: Callable[[], datetime]
    templates: Environment
    programme: Programme
    catalogue: Catalogue
    people: People
    attempts: AttemptLog
    reports: KeptReports
    hands: Hands
    notes: Notes
    recall: RecallBook
    turns: Turns
    checker: Checker
    store: ExchangeStore
    queue: GradingQueue
    runner: GradingRunner
    grade_all: GradeAll
    classroom: Classroom
    worker_token: str
    prints: PrintShop
