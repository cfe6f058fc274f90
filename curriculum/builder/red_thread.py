"""The red thread of the year: what the re-use shop sells, the workshops, the printers' bookings, the three clients.

    curriculum/fil_rouge/
      objets.yml         - {id: 1, nom: "Lampe de bureau bleue", categorie: DEEE, poids_kg: 1.2, prix_eur: 4, …}
      ateliers.yml       - {id: 1, titre: "Ma boîte mail", date: "2027-01-14T14:00", places: 8, niveau_pix: 1}
      reservations.yml   - {id: 1, machine: Lison, debut: "2027-01-11T09:00", duree_min: 60, matiere: PLA}
      lieux.yml          - {id: epn, nom: "Espace numérique Les Marronniers", adresse: …, personnes: [{nom, role}]}
      photos/            the pictures that objets.yml names

All of it is invented and stands here once; units take it from here (`red_thread_files.py`), and what they say of it is
held against it (`red_thread_facts.py`). Times are the clock on the wall of an imaginary town.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path

from curriculum.builder.faults import Fault, did_you_mean
from curriculum.builder.fields import Fields, read_fields

KEYS = {
    "objets.yml": ("id", "nom", "categorie", "poids_kg", "prix_eur", "etat", "date_entree", "photo", "alt"),
    "ateliers.yml": ("id", "titre", "date", "places", "niveau_pix"),
    "reservations.yml": ("id", "machine", "debut", "duree_min", "matiere"),
    "lieux.yml": ("id", "nom", "adresse", "mail", "telephone", "horaires", "personnes"),
}
PHOTOS = "photos"
FICTIONAL_PHONE = re.compile(r"01 99 00 \d\d \d\d")
# ref: https://www.arcep.fr/la-regulation/grands-dossiers-thematiques-transverses/la-numerotation.html
FICTIONAL_MAIL = re.compile(r"[\w.-]+@[\w.-]+\.example")
# ref: https://www.rfc-editor.org/rfc/rfc2606
PRICE_MAX_EUR = 60
PRICE_STEP_EUR = 0.5
SLOT_MIN = 30
PIX_LEVELS = range(1, 9)


class Category(Enum):
    """The eight shelves of the shop."""

    TOYS = "jouets"
    TEXTILES = "textiles"
    BOOKS = "livres"
    BICYCLES = "vélos"
    CULTURE = "culture"
    ELECTRICAL = "DEEE"
    TABLEWARE = "vaisselle"
    FURNITURE = "mobilier"


class Condition(Enum):
    """How an object came onto its shelf."""

    AS_NEW = "comme neuf"
    GOOD = "bon"
    WORN = "usé"
    REPAIRED = "réparé"


class Material(Enum):
    """What a printer is fed with."""

    PLA = "PLA"
    PETG = "PETG"
    TPU = "TPU"


class Machine(Enum):
    """The printers of the Fab Lab."""

    LISON = "Lison"
    MARCEL = "Marcel"


@dataclass(frozen=True)
class ShopObject:
    """One thing for sale. `photo` is a file of `photos/`, `alternative` its words; both empty if there is none."""

    object_id: int
    name: str
    category: Category
    weight_kg: float
    price_eur: float
    condition: Condition
    arrived_on: date
    photo: str
    alternative: str


@dataclass(frozen=True)
class Workshop:
    """One workshop of the public digital space, with so many places."""

    workshop_id: int
    title: str
    starts_at: datetime
    places: int
    pix_level: int


@dataclass(frozen=True)
class Booking:
    """A printer that is taken; of who took it nothing is kept."""

    booking_id: int
    machine: Machine
    starts_at: datetime
    minutes: int
    material: Material

    @property
    def ends_at(self) -> datetime:
        """When the printer is free again."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Place:
    """One client: where it is, when it is open, who works there (name → what they do)."""

    place_id: str
    name: str
    address: str
    mail: str
    phone: str
    hours: tuple[str, ...]
    people: dict[str, str]


@dataclass(frozen=True)
class RedThread:
    """All of it, as read from the folder `path`."""

    path: Path
    objects: tuple[ShopObject, ...]
    workshops: tuple[Workshop, ...]
    bookings: tuple[Booking, ...]
    places: tuple[Place, ...]


def read_red_thread(folder: Path, faults: list[Fault]) -> RedThread:
    """The red thread of a folder; what is wrong goes to the list of faults."""
    objects, workshops, bookings, places = (_rows(folder / name, faults, known) for name, known in KEYS.items())
    found = RedThread(
        folder,
        tuple(map(_read_object, objects)),
        tuple(map(_read_workshop, workshops)),
        tuple(map(_read_booking, bookings)),
        tuple(map(_read_place, places)),
    )
    _look_at_objects(found, objects, faults)
    _look_at_bookings(found, bookings)
    _look_at_ids(objects, [each.object_id for each in found.objects])
    _look_at_ids(workshops, [each.workshop_id for each in found.workshops])
    _look_at_ids(bookings, [each.booking_id for each in found.bookings])
    return found


def _rows(path: Path, faults: list[Fault], known: Iterable[str]) -> tuple[Fields, ...]:
    """The groups under the one key of a file, which is the file's name."""
    fields = read_fields(path, faults, known=(path.stem,))
    rows = fields.groups(path.stem, known=known) if fields is not None else ()
    if fields is not None and not rows:
        fields.fault(path.stem, "is empty; expected at least one")
    return rows


def _read_object(row: Fields) -> ShopObject:
    price = row.number("prix_eur")
    if price > PRICE_MAX_EUR or price % PRICE_STEP_EUR:
        row.fault("prix_eur", f"is {price:g}; expected at most {PRICE_MAX_EUR}, in steps of {PRICE_STEP_EUR:g}")
    return ShopObject(
        object_id=row.whole_number("id"),
        name=row.text("nom"),
        category=row.one_of("categorie", Category),
        weight_kg=row.number("poids_kg"),
        price_eur=price,
        condition=row.one_of("etat", Condition),
        arrived_on=row.day("date_entree"),
        photo=row.text("photo", default=""),
        alternative=row.text("alt", default=""),
    )


def _read_workshop(row: Fields) -> Workshop:
    if (level := row.whole_number("niveau_pix")) not in PIX_LEVELS:
        row.fault("niveau_pix", f"is {level}; expected 1 to {PIX_LEVELS[-1]}")
    return Workshop(
        row.whole_number("id"), row.text("titre"), _moment(row, "date"), row.whole_number("places"), level
    )  # fmt: skip


def _read_booking(row: Fields) -> Booking:
    booking = Booking(
        row.whole_number("id"),
        row.one_of("machine", Machine),
        _moment(row, "debut"),
        row.whole_number("duree_min"),
        row.one_of("matiere", Material),
    )
    if booking.minutes % SLOT_MIN:
        row.fault("duree_min", f"is {booking.minutes}; expected half hours: 30, 60, 90 …")
    if booking.starts_at.minute % SLOT_MIN:
        row.fault("debut", f"is {row.text('debut')!r}; expected an hour or a half hour")
    return booking


def _read_place(row: Fields) -> Place:
    mail, phone = row.text("mail"), row.text("telephone")
    if mail and not FICTIONAL_MAIL.fullmatch(mail):
        row.fault("mail", f"is {mail!r}; expected an address that leads nowhere, such as bonjour@lieu.example")
    if phone and not FICTIONAL_PHONE.fullmatch(phone):
        row.fault("telephone", f"is {phone!r}; expected a number kept for fiction, such as 01 99 00 12 34")
    people = {person.text("nom"): person.text("role") for person in row.groups("personnes", known=("nom", "role"))}
    return Place(
        row.text("id"), row.text("nom"), row.text("adresse"), mail, phone, row.texts("horaires"), people
    )  # fmt: skip


def _moment(row: Fields, key: str) -> datetime:
    """A day and an hour without a zone, such as 2027-01-14T14:00."""
    text = row.text(key)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.isoformat(timespec="minutes") != text:
        if text:
            row.fault(key, f"is {text!r}; expected a day and an hour such as 2027-01-14T14:00")
        return datetime.min
    return moment


def _look_at_objects(found: RedThread, rows: tuple[Fields, ...], faults: list[Fault]) -> None:
    """Names differ; a photo is there and has its words; no photo lies about that nobody shows."""
    first: dict[str, ShopObject] = {}
    photos = {path.name for path in (found.path / PHOTOS).glob("*")}
    for row, each in zip(rows, found.objects, strict=True):
        other = first.setdefault(each.name.casefold(), each)
        if each.name and other is not each:
            row.fault("nom", f"is {each.name!r}, which object {other.object_id} is called too")
        if each.photo and each.photo not in photos:
            row.fault("photo", f"is {each.photo!r}, which is not in {PHOTOS}/{did_you_mean(each.photo, photos)}")
        if bool(each.photo) != bool(each.alternative):
            row.fault("alt", "and photo go together; expected both or none")
    for name in sorted(photos - {each.photo for each in found.objects}) if found.objects else ():
        faults.append(Fault(found.path / PHOTOS / name, None, "is no object's photo"))


def _look_at_bookings(found: RedThread, rows: tuple[Fields, ...]) -> None:
    """A printer does one thing at a time."""
    for place, (row, each) in enumerate(zip(rows, found.bookings, strict=True)):
        for other in found.bookings[:place]:
            same = other.machine is each.machine
            if same and other.starts_at < each.ends_at and each.starts_at < other.ends_at:
                row.fault("debut", f"is while booking {other.booking_id} has {each.machine.value}")


def _look_at_ids(rows: tuple[Fields, ...], ids: list[int]) -> None:
    for place, (row, number) in enumerate(zip(rows, ids, strict=True)):
        if number in ids[:place]:
            row.fault("id", f"is {number}, which another row has too")
