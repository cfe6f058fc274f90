"""One's own raised hand: `POST`, `DELETE` or `GET api/hands/<unit>/<number>`, the same twice as once.

    {"raised": true, "since": "2026-11-27T09:05:00+00:00", "seen": false}

`seen` is true once a trainer said that they are on the way.
"""

from __future__ import annotations

from typing import ClassVar

from hub_config.service.auth import OWN_WORK, ApiHandler, RefusedError, Scopes


class OwnHand(ApiHandler):
    """Nobody's but one's own."""

    scopes: ClassVar[Scopes] = {"GET": OWN_WORK, "POST": OWN_WORK, "DELETE": OWN_WORK}

    async def prepare(self) -> None:
        """Also refuse what is no exercise."""
        await super().prepare()
        assignment_id, number = self.path_args
        if self.parts.catalogue.exercise(assignment_id, number) is None:
            raise RefusedError(404, f"There is no exercise {number!r} in {assignment_id!r}.")

    def get(self, assignment_id: str, number: str) -> None:
        """How it is."""
        hand = self.parts.hands.of(self.current_user_name, assignment_id, number)
        self.write(
            {
                "raised": hand is not None,
                "since": hand.raised_at.isoformat() if hand else None,
                "seen": hand is not None and hand.seen_at is not None,
            }
        )

    def post(self, assignment_id: str, number: str) -> None:
        """Raise it."""
        self.parts.hands.put_up(self.current_user_name, assignment_id, number)
        self.get(assignment_id, number)

    def delete(self, assignment_id: str, number: str) -> None:
        """Lower it."""
        self.parts.hands.put_down(self.current_user_name, assignment_id, number)
        self.get(assignment_id, number)
