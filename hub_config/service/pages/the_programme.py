"""What the programme covers, for who teaches: hours, competences and criteria, on a page that can be printed."""

from __future__ import annotations

from typing import ClassVar

from curriculum.builder.coverage_page import coverage_tables
from hub_config.service.auth import TEACH, PageHandler, Scopes


class TheProgramme(PageHandler):
    """Every unit of the programme, handed out or not."""

    scopes: ClassVar[Scopes] = {"GET": TEACH}

    def get(self) -> None:
        """The page."""
        programme = self.parts.programme
        self.page("le-programme.html", programme=programme, tables=coverage_tables(programme))
