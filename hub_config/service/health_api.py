"""Says that the service answers."""

from __future__ import annotations

from typing import ClassVar

from hub_config.service.auth import PUBLIC, ApiHandler, Scopes


class Health(ApiHandler):
    """For whoever waits until the service is up."""

    scopes: ClassVar[Scopes] = {"GET": PUBLIC}

    def get(self) -> None:
        """The service answers."""
        self.write({"status": "ok"})
