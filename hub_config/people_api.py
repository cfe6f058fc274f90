"""The hub's API about people: name them, take them in, give a new first password.

GET  /hub/api/people                 list:users               [{name, first_name, last_name, role, …}]
POST /hub/api/people                 admin:users              {people: [{name, first_name, last_name, role}]}
                                                              201 {people: [{name, first_password}], already_here: []}
POST /hub/api/people/NAME/password   custom:passwords:reset   200 {name, first_password}
"""

from __future__ import annotations

import json
from typing import Any

from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.scopes import define_custom_scopes, has_scope, needs_scope
from sqlalchemy.exc import IntegrityError
from tornado.web import HTTPError

from hub_config import register
from hub_config.people import NewPerson, PeopleError, check_people
from hub_config.roles import CUSTOM_SCOPES, MAY_BE_RESET, RESET_PASSWORDS, Role

# The decorator below looks the scope up when this module is imported; the hub defines it later, to the same effect.
define_custom_scopes(CUSTOM_SCOPES)


class PeopleHandler(APIHandler):  # type: ignore[misc]
    """Everyone, and newcomers."""

    @needs_scope("list:users")  # type: ignore[untyped-decorator]
    async def get(self) -> None:
        """Everyone in the register, by last name."""
        self.finish(json.dumps([person.as_json() for person in register.people(self.authenticator.db)]))

    @needs_scope("admin:users")  # type: ignore[untyped-decorator]
    async def post(self) -> None:
        """Takes in all who are not here yet, or nobody; those who are here stay as they are."""
        people = newcomers(self.get_json_body())
        taken = register.names_taken(self.authenticator.db, [person.name for person in people])
        try:
            passwords = await self.authenticator.take_in([person for person in people if person.name not in taken])
        except IntegrityError as error:
            raise HTTPError(409, "someone else took in one of these people just now; try again") from error
        self.set_status(201)
        first = [{"name": name, "first_password": password} for name, password in passwords.items()]
        self.finish({"people": first, "already_here": sorted(taken)})


class PasswordHandler(APIHandler):  # type: ignore[misc]
    """A new first password for someone who forgot theirs."""

    @needs_scope(RESET_PASSWORDS)  # type: ignore[untyped-decorator]
    async def post(self, name: str) -> None:
        """The new first password, shown this once.

        Whoever may only reset passwords does so for trainees and residents; for the others it takes `admin:users`, as
        with their password one has their rights.
        """
        person = register.find(self.authenticator.db, name)
        if person is None:
            raise HTTPError(404, f"nobody here is called {name!r}")
        if person.role not in MAY_BE_RESET and not has_scope("admin:users", self.parsed_scopes):
            raise HTTPError(403, f"{name} is a {person.role.value}; only an administrator resets that password")
        password = await self.authenticator.reset_password(name)
        self.log.info("%s has a new first password, by %s", name, self.current_user.name)
        self.finish({"name": name, "first_password": password})


def newcomers(body: Any) -> list[NewPerson]:
    """The people of a request; refused with 400 and every fault in one message."""
    try:
        people = [
            NewPerson(str(item["name"]), str(item["first_name"]), str(item["last_name"]), Role(item["role"]))
            for item in body["people"]
        ]
        check_people(people)
    except (TypeError, KeyError, ValueError, PeopleError) as error:
        raise HTTPError(400, f"bad list of people: {error}") from error
    return people


handlers = [
    (r"/api/people", PeopleHandler),
    (r"/api/people/([^/]+)/password", PasswordHandler),
]
