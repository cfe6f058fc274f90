"""Who may do what on the hub: groups, roles and scopes, as data.

Every right is given by a group; JupyterHub's own `admin` flag, which can do anything, is given to nobody.

ref: https://jupyterhub.readthedocs.io/en/stable/rbac/scopes.html
"""

from __future__ import annotations

from enum import Enum
from typing import Any

SERVICE = "atelier"
CULLER = "idle-culler"
COMMAND_LINE = "command-line"

OWN_WORK = "custom:work:own"
TEACH = "custom:course:teach"
RESET_PASSWORDS = "custom:passwords:reset"
PRINT = "custom:print-jobs:submit"
MANAGE_PRINTS = "custom:print-jobs:manage"

CUSTOM_SCOPES = {
    OWN_WORK: {"description": "Get exercises, check them, hand them in and read one's own feedback."},
    TEACH: {"description": "Hand exercises out, read and grade all work, grant more time."},
    RESET_PASSWORDS: {"description": "Give a trainee or resident who forgot it a new first password."},
    PRINT: {"description": "Send parts to be printed, follow and cancel one's own."},
    MANAGE_PRINTS: {"description": "Approve, refuse, hold and cancel all prints; sign printing rights."},
}

ENTER_SERVICE = f"access:services!service={SERVICE}"


class Role(Enum):
    """What a person is here; the value is the word in JSON. The French words of a class list are in `people.py`."""

    TRAINEE = "trainee"
    TRAINER = "trainer"
    RESIDENT = "resident"
    FAB_MANAGER = "fab-manager"
    ADMIN = "admin"

    @property
    def group(self) -> str:
        """The hub's group of these people."""
        return f"{self.value}s"


OWN_SERVER = ["read:users!user", "users:activity!user", "servers!user", "access:servers!user"]
"""See oneself, start and stop and enter one's own server. JupyterHub's default also gives tokens and shares."""

SCOPES_OF_ROLE = {
    Role.TRAINEE: [ENTER_SERVICE, OWN_WORK, PRINT],
    Role.RESIDENT: [ENTER_SERVICE, OWN_WORK, PRINT],
    Role.TRAINER: [ENTER_SERVICE, OWN_WORK, TEACH, PRINT],
    Role.FAB_MANAGER: [ENTER_SERVICE, PRINT, MANAGE_PRINTS],
    Role.ADMIN: [
        ENTER_SERVICE,
        TEACH,
        MANAGE_PRINTS,
        RESET_PASSWORDS,
        "admin-ui",
        "admin:users",
        "admin:groups",
        "servers",
        "read:services",
        "read:hub",
        "tokens!user",
    ],
}

SCOPES_OF_SERVICE = {
    # Names people, knows their groups, passes a trainer's wish for a new first password on.
    SERVICE: ["list:users", "read:users:name", "read:users:groups", "read:users:activity", RESET_PASSWORDS],
    CULLER: ["list:users", "read:users:activity", "read:servers", "delete:servers"],
    # `atelier people …`, `course release`, and `up`, which has the hub tell a new proxy the routes. Its token lies in
    # the data folder, for the account alone.
    COMMAND_LINE: [ENTER_SERVICE, TEACH, "list:users", "admin:users", RESET_PASSWORDS, "proxy"],
}

MAY_BE_RESET = frozenset({Role.TRAINEE, Role.RESIDENT})
"""Whose password a trainer may reset; a service that could reset an admin's would be one."""

SERVER_SCOPES = [
    "users:activity!user",
    "access:servers!server",
    ENTER_SERVICE,
    "read:users:name!user",
    OWN_WORK,
    TEACH,
    PRINT,
]
"""What the token in a person's server may do; the hub keeps of it what the person may."""

SERVICE_LOGIN_SCOPES = [OWN_WORK, TEACH, PRINT, MANAGE_PRINTS]
"""What the service may learn about the rights of a person who signs in there."""


def hub_roles() -> list[dict[str, Any]]:
    """The roles in JupyterHub's form."""
    people = [
        {"name": f"atelier-{role.value}", "scopes": list(scopes), "groups": [role.group]}
        for role, scopes in SCOPES_OF_ROLE.items()
    ]
    services = [
        {"name": f"service-{name}", "scopes": list(scopes), "services": [name]}
        for name, scopes in SCOPES_OF_SERVICE.items()
    ]
    return [{"name": "user", "scopes": list(OWN_SERVER)}, *people, *services]


def hub_groups() -> dict[str, dict[str, list[str]]]:
    """The groups in JupyterHub's form; who is in them the hub's database knows."""
    return {role.group: {} for role in Role}
