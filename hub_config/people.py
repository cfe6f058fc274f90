"""The people of a class list, read from a CSV file as a spreadsheet saves it:

    identifiant;prenom;nom;role
    amina.b;Amina;Benali;stagiaire
    paul.m;Paul;Moreau;formateur

`;` or `,` between the columns, in any order; UTF-8 (with or without a mark) or Latin-1. The roles are `stagiaire`,
`formateur`, `resident`, `fabmanager` and `admin`, or the hub's own words (`trainee`, `trainer` …); a feminine form
(`formatrice`) counts too, as does an accent.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hub_config.roles import Role

COLUMNS = ("identifiant", "prenom", "nom", "role")

NAME = re.compile(r"[a-z][a-z0-9]*([._-][a-z0-9]+)*")
"""A name is a folder, a part of addresses and nbgrader's student_id: nothing in it may need escaping."""
LONGEST_NAME = 32

WORDS = {
    "stagiaire": Role.TRAINEE,
    "apprenant": Role.TRAINEE,
    "apprenante": Role.TRAINEE,
    "formateur": Role.TRAINER,
    "formatrice": Role.TRAINER,
    "resident": Role.RESIDENT,
    "residente": Role.RESIDENT,
    "fabmanager": Role.FAB_MANAGER,
    "admin": Role.ADMIN,
    **{role.value.replace("-", ""): role for role in Role},
}


class PeopleError(Exception):
    """Every fault of a list of people, one line each; nobody of it was taken in."""


@dataclass(frozen=True)
class NewPerson:
    """Someone to take in."""

    name: str
    """What they type to sign in, lower case."""
    first_name: str
    last_name: str
    role: Role


def read_people(data: bytes) -> tuple[NewPerson, ...]:
    """The people of a CSV file, in its order; PeopleError names every bad row with its line number."""
    lines = _text(data).splitlines()
    header_at = next((number for number, line in enumerate(lines) if line.strip()), None)
    if header_at is None:
        raise PeopleError(f"line 1: the file is empty; expected the columns {';'.join(COLUMNS)}")
    separator = ";" if ";" in lines[header_at] else ","
    header = [_plain(cell) for cell in lines[header_at].split(separator)]
    if missing := [column for column in COLUMNS if column not in header]:
        raise PeopleError(f"line {header_at + 1}: no column {', '.join(missing)}; found {', '.join(header)}")
    reader = csv.reader(io.StringIO("\n".join(lines[header_at + 1 :])), delimiter=separator)
    rows = [(header_at + 1 + reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    people: list[NewPerson] = []
    faults: list[str] = []
    line_of: dict[str, int] = {}
    for line, row in rows:
        person, row_faults = _person(dict(zip(header, row, strict=False)), len(row), len(header))
        if person.name in line_of:
            row_faults.append(f"{person.name!r} is on line {line_of[person.name]} already")
        line_of.setdefault(person.name, line)
        faults += [f"line {line}: {fault}" for fault in row_faults]
        people.append(person)
    if faults:
        raise PeopleError("\n".join(faults))
    if not people:
        raise PeopleError(f"line {header_at + 2}: nobody is in the list")
    return tuple(people)


def faults_of(person: NewPerson) -> Iterator[str]:
    """What keeps this person from being taken in; also holds for one that comes from no file."""
    if not NAME.fullmatch(person.name) or len(person.name) > LONGEST_NAME:
        yield (
            f"identifiant is {person.name!r}; expected up to {LONGEST_NAME} small letters and digits,"
            " with . _ or - between them, such as 'amina.b'"
        )
    for column, value in (("prenom", person.first_name), ("nom", person.last_name)):
        if not value or len(value) > 64 or not value.isprintable():
            yield f"{column} is {value!r}; expected a name of up to 64 signs"


def check_people(people: Sequence[NewPerson]) -> None:
    """PeopleError with every fault of people who come from no file, if there is one."""
    faults = [f"{person.name}: {fault}" for person in people for fault in faults_of(person)]
    names = [person.name for person in people]
    faults += [
        f"{name}: is in the list {names.count(name)} times" for name in sorted({*names}) if names.count(name) > 1
    ]
    if faults:
        raise PeopleError("\n".join(faults))


def _text(data: bytes) -> str:
    """A spreadsheet writes UTF-8 with a mark, or the old Windows code page; Latin-1 reads its French letters."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _person(cells: dict[str, str], found: int, expected: int) -> tuple[NewPerson, list[str]]:
    """The person of a row as far as it goes, and what is wrong with the row."""
    value = {column: cells.get(column, "").strip() for column in COLUMNS}
    role = WORDS.get(re.sub(r"[ _-]", "", _plain(value["role"])))
    person = NewPerson(value["identifiant"].lower(), value["prenom"], value["nom"], role or Role.TRAINEE)
    if found != expected:
        return person, [f"found {found} columns, expected {expected}"]
    faults = list(faults_of(person))
    if role is None:
        words = "stagiaire, formateur, resident, fabmanager or admin"
        faults.append(f"role is {value['role']!r}; expected {words}")
    return person, faults


def _plain(text: str) -> str:
    """Small letters without accents: a header or a role may be written as people write."""
    letters = unicodedata.normalize("NFD", text.strip().strip('"').lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
