"""The printers of the place as the service has them: who speaks for each, the queue, and the slicer in its sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from fab_notebooks.printing.dispatcher import Dispatcher
from fab_notebooks.printing.files import PrintFiles
from fab_notebooks.printing.jobs import Quotas
from fab_notebooks.printing.printers.moonraker import Moonraker
from fab_notebooks.printing.printers.octoprint import OctoPrint
from fab_notebooks.printing.printers.prusalink import PrusaLink
from fab_notebooks.printing.printers.server import PrintServer
from fab_notebooks.printing.rights import Rights
from fab_notebooks.printing.slicing_jobs import JobSlicer
from fab_notebooks.printing.store import PrintStore
from hub_config.printers import SIMULATED, PrinterPlace
from hub_config.secret_files import printer_key_name
from hub_config.service.french_dates import PARIS
from hub_config.service.sandboxed_slicer import SandboxedSlicer
from hub_config.service.uploads import Uploads
from hub_config.settings import Settings

SPEAKERS: dict[str, Callable[[PrintServer], OctoPrint | Moonraker | PrusaLink]] = {
    SIMULATED: OctoPrint,
    "octoprint": OctoPrint,
    "moonraker": Moonraker,
    "prusalink": PrusaLink,
}


@dataclass(frozen=True)
class PrintShop:
    """What the pages and the dispatcher share."""

    places: tuple[PrinterPlace, ...]
    store: PrintStore
    rights: Rights
    dispatcher: Dispatcher
    slicing: SandboxedSlicer
    uploads: Uploads = field(default_factory=Uploads)

    def place(self, name: str) -> PrinterPlace | None:
        """A printer of the place."""
        return next((place for place in self.places if place.name == name), None)


@asynccontextmanager
async def open_print_shop(
    settings: Settings, engine: Engine, clock: Callable[[], datetime]
) -> AsyncIterator[PrintShop]:
    """The shop, its dispatcher not running yet; lets go of the printers' servers in the end."""
    folder = settings.service_dir / "prints"
    quotas = Quotas(
        prints_a_month=settings.prints_a_month,
        grams_a_month=settings.print_grams_a_month,
        longest_s=settings.print_longest_min * 60,
        waiting=settings.prints_waiting,
        zone=PARIS,
    )
    store = PrintStore(engine, PrintFiles(folder), clock, quotas)
    speakers = {place.name: speaker_for(place, settings) for place in settings.printer_places}
    slicing = SandboxedSlicer()
    scratch = settings.service_dir / "slicing"
    dispatcher = Dispatcher(store, speakers, JobSlicer(slicing), scratch)
    try:
        yield PrintShop(settings.printer_places, store, Rights(engine, clock), dispatcher, slicing)
    finally:
        for speaker in speakers.values():
            await speaker.close()


def speaker_for(place: PrinterPlace, settings: Settings) -> OctoPrint | Moonraker | PrusaLink:
    """Who speaks with a printer, with its key, which nobody but the service has."""
    url = f"http://127.0.0.1:{settings.simulator_port}" if place.is_simulated else place.url
    return SPEAKERS[place.protocol](PrintServer(url, _key(settings.secrets_dir / printer_key_name(place.name))))


def _key(file: Path) -> str:
    """A missing key opens nothing: the printer is then unknown on every page, and `atelier doctor` says why."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
