"""The register: who is here, under which name and role, in the hub's own database.

JupyterHub keeps users and groups, NativeAuthenticator the passwords (`users_info`), this module the rest (`people`).
All three are written in one transaction or not at all. Hashes come in ready made: bcrypt takes a quarter of a second
each, during which nobody else should wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jupyterhub import orm
from nativeauthenticator.orm import UserInfo
from sqlalchemy import Unicode, inspect
from sqlalchemy.orm import Mapped, Session, mapped_column

from hub_config.people import NewPerson
from hub_config.roles import Role


class PersonRow(orm.Base):  # type: ignore[misc]
    """What the hub knows of a person beyond the name they sign in with."""

    __tablename__ = "people"
    name: Mapped[str] = mapped_column(Unicode(255), primary_key=True)
    """The hub user's name."""
    first_name: Mapped[str] = mapped_column(Unicode(255))
    last_name: Mapped[str] = mapped_column(Unicode(255))
    must_change_password: Mapped[bool]
    """True while the password is one that someone else made."""


@dataclass(frozen=True)
class Person:
    """Someone in the register."""

    name: str
    first_name: str
    last_name: str
    role: Role
    must_change_password: bool

    def as_json(self) -> dict[str, Any]:
        """The form in which the hub's API names people."""
        return {
            "name": self.name,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "role": self.role.value,
            "must_change_password": self.must_change_password,
        }


def create_tables(db: Session) -> None:
    """The register's table, where it is missing; a new hub database has none."""
    if not inspect(db.get_bind()).has_table(PersonRow.__tablename__):
        PersonRow.__table__.create(db.get_bind())


def people(db: Session) -> list[Person]:
    """Everyone, by last name, then first name."""
    users = db.query(PersonRow, orm.User).join(orm.User, orm.User.name == PersonRow.name)
    found = [_person(row, user) for row, user in users]
    return sorted(found, key=lambda person: (person.last_name.lower(), person.first_name.lower(), person.name))


def find(db: Session, name: str) -> Person | None:
    """The person of this name."""
    row = db.get(PersonRow, name)
    user = orm.User.find(db, name)
    return _person(row, user) if row and user else None


def names_taken(db: Session, names: Iterable[str]) -> set[str]:
    """Those of the names that someone here has."""
    return {name for (name,) in db.query(orm.User.name).filter(orm.User.name.in_(list(names)))}


def password_hash(db: Session, name: str) -> bytes | None:
    """What bcrypt made of the person's password; None if nobody has this name."""
    info = UserInfo.find(db, name)
    return bytes(info.password) if info else None


def add(db: Session, newcomers: Sequence[NewPerson], hashes: Mapping[str, bytes]) -> None:
    """Takes all of them in, with passwords they must change, or none.

    Raises sqlalchemy's IntegrityError if one of the names was taken meanwhile.
    """
    try:
        groups = {role: orm.Group.find(db, role.group) for role in Role}
        standard = orm.Role.find(db, "user")
        for newcomer in newcomers:
            user = orm.User(name=newcomer.name, roles=[standard], groups=[groups[newcomer.role]])
            row = PersonRow(
                name=newcomer.name,
                first_name=newcomer.first_name,
                last_name=newcomer.last_name,
                must_change_password=True,
            )
            db.add_all(
                [user, row, UserInfo(username=newcomer.name, password=hashes[newcomer.name], is_authorized=True)]
            )
        db.commit()
    except BaseException:
        db.rollback()
        raise


def set_password(db: Session, name: str, hashed: bytes, *, must_change: bool) -> None:
    """Gives the person another password and ends every session that began with the old one.

    A running server keeps its token: work goes on in it after the next sign-in.
    """
    user = orm.User.find(db, name)
    UserInfo.find(db, name).password = hashed
    db.get_one(PersonRow, name).must_change_password = must_change
    # ref: orm.User: "Resetting the Cookie ID invalidates all cookies, forcing user to login again."
    user.cookie_id = orm.new_token()
    # Signing in at a service or a server gave the browser tokens of its own; they all have a session.
    for token in [token for token in user.api_tokens if token.session_id]:
        db.delete(token)
    db.commit()


def remove(db: Session, name: str) -> None:
    """Forgets what the register knows of a person whom the hub forgets."""
    if row := db.get(PersonRow, name):
        db.delete(row)
        db.commit()


def _person(row: PersonRow, user: orm.User) -> Person:
    groups = {group.name for group in user.groups}
    # Whoever is in several groups is called by the one with the most rights.
    held = [role for role in _BY_RIGHTS if role.group in groups or (user.admin and role is Role.ADMIN)]
    role = held[-1] if held else Role.TRAINEE
    return Person(row.name, row.first_name, row.last_name, role, row.must_change_password)


_BY_RIGHTS = (Role.TRAINEE, Role.RESIDENT, Role.FAB_MANAGER, Role.TRAINER, Role.ADMIN)
