"""What happened to a print, line by line, in words for who runs the printers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fab_notebooks.printing.jobs import AT_THE_PRINTER, JobState
from fab_notebooks.printing.store import DISPATCHER, AuditLine

NEW_STATES = {
    JobState.DRAFT: "Objet déposé",
    JobState.SUBMITTED: "Envoyé à l’équipe",
    JobState.REFUSED: "Refusé",
    JobState.APPROVED: "Accepté",
    JobState.SLICED: "Préparé pour l’imprimante",
    JobState.WAITING_PLATE: "Premier de la file, en attente d’un plateau vide",
    JobState.SENDING: "Envoi à l’imprimante",
    JobState.PRINTING: "Impression commencée",
    JobState.DONE: "Terminé",
    JobState.FAILED: "Raté",
    JobState.CANCELLED: "Annulé",
}
TURNS = {
    (JobState.FAILED, JobState.SLICED): "Relancé",
    (JobState.SENDING, JobState.WAITING_PLATE): "Pas commencé par l’imprimante, de nouveau en attente",
}
"""Where it also counts what it was before."""
NOTES = {"estimated": "Temps et prix calculés", "cancel asked": "Arrêt demandé"}
"""Changes that leave the state as it is, by the note of the store."""
BESIDE = {
    "again": "",
    "seen on the plate": ", vu sur le plateau",
    "cancelled at the printer": ", sur l’imprimante même",
}
"""What a note adds to a new state."""


@dataclass(frozen=True)
class HistoryLine:
    """One change."""

    at: datetime
    by: str | None
    """Who, by account; None for what the house did by itself."""
    words: str
    detail: str
    """What the programs wrote down beside it, in English; a manager's own words in a refusal."""


def history(lines: Iterable[AuditLine]) -> list[HistoryLine]:
    """The audit in French, in the same order."""
    return [
        HistoryLine(line.at, None if line.by == DISPATCHER else line.by, _words(line), _detail(line)) for line in lines
    ]


def _words(line: AuditLine) -> str:
    became = JobState(line.became)
    if not line.was:
        return NEW_STATES[became]
    was = JobState(line.was)
    if was is not became:
        return TURNS.get((was, became), NEW_STATES[became]) + BESIDE.get(line.note, "")
    if line.note in NOTES:
        return NOTES[line.note]
    return "État inconnu, à regarder" if became in AT_THE_PRINTER else "Ne peut pas être imprimé"


def _detail(line: AuditLine) -> str:
    return "" if line.note in NOTES | BESIDE else line.note
