"""Where people land after signing in."""

from __future__ import annotations

from typing import ClassVar

from curriculum.builder.units import Track
from hub_config.roles import Role
from hub_config.service.auth import ENTER_SERVICE, MANAGE_PRINTS, TEACH, PageHandler, Scopes


class Home(PageHandler):
    """The class for who teaches, the printers for who runs them, the week for who learns, else a welcome."""

    scopes: ClassVar[Scopes] = {"GET": ENTER_SERVICE}

    def get(self) -> None:
        """Send people where they work."""
        if self.holds(TEACH):
            self.redirect(f"{self.parts.base_url}la-classe")
        elif self.holds(MANAGE_PRINTS):
            self.redirect(f"{self.parts.base_url}les-imprimantes")
        elif Role.TRAINEE.group in self.current_user["groups"]:
            self.redirect(f"{self.parts.base_url}ma-semaine")
        else:
            self.page("bienvenue.html", workshops=self.parts.classroom.of_track(Track.FAB3D))
