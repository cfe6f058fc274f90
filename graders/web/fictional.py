"""Fictional French data for scripted answers: things of a resource centre, people, prices; another each time."""

from __future__ import annotations

from random import Random
from typing import Any

THINGS = (
    "Lampe", "Chaise", "Vélo", "Grille-pain", "Pull", "Théière", "Étagère", "Radio", "Poussette", "Miroir", "Guitare",
    "Valise", "Tapis", "Bureau", "Aspirateur", "Puzzle", "Cafetière", "Commode", "Manteau", "Trottinette",
)  # fmt: skip
KINDS = ("bleue", "en bois", "d’atelier", "pliante", "ancienne", "rouge", "de cuisine", "de voyage", "légère", "ronde")
FIRST_NAMES = (
    "Amina", "Louis", "Fatou", "Élodie", "Karim", "Maëlle", "Jorge", "Inès", "Noël", "Aïcha", "Théo", "Zoé", "Samir",
    "Chloé", "Idriss", "Anaïs",
)  # fmt: skip
TOWNS = ("Lille", "Brest", "Nîmes", "Saint-Étienne", "Béthune", "Pau", "Créteil", "Épinal", "Vannes", "Mâcon")


def objects(random: Random, count: int) -> list[dict[str, Any]]:
    """Things to sell: `{"id": 4, "nom": "Lampe bleue", "prix": 12.5, "ville": "Pau", "disponible": True}`."""
    names = random.sample([f"{thing} {kind}" for thing in THINGS for kind in KINDS], count)
    return [
        {
            "id": number,
            "nom": name,
            "prix": random.randint(4, 398) / 2,
            "ville": random.choice(TOWNS),
            "disponible": random.random() < 0.7,
        }
        for number, name in zip(random.sample(range(100, 999), count), names, strict=True)
    ]


def people(random: Random, count: int) -> list[dict[str, Any]]:
    """People: `{"id": 7, "prenom": "Amina", "age": 34, "ville": "Lille"}`; at most 16."""
    return [
        {"id": number, "prenom": name, "age": random.randint(18, 79), "ville": random.choice(TOWNS)}
        for number, name in zip(random.sample(range(100, 999), count), random.sample(FIRST_NAMES, count), strict=True)
    ]
