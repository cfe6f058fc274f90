"""The printers of a small world: the queue in its database, and one machine that does as it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from fab_notebooks.printing.dispatcher import Dispatcher
from fab_notebooks.printing.files import PrintFiles
from fab_notebooks.printing.printers.protocol import Printer
from fab_notebooks.printing.rights import Rights
from fab_notebooks.printing.slicing_jobs import JobSlicer
from fab_notebooks.printing.store import PrintStore
from hub_config.printers import DEFAULT, printer_places
from hub_config.service.print_shop import PrintShop
from hub_config.service.sandboxed_slicer import SandboxedSlicer


def a_print_shop(folder: Path, engine: Engine, clock: Callable[[], datetime], printer: Printer) -> PrintShop:
    """With the place's usual printer, behind which this one stands; its dispatcher does not run."""
    slicing = SandboxedSlicer()
    store = PrintStore(engine, PrintFiles(folder / "prints"), clock)
    dispatcher = Dispatcher(store, {DEFAULT[0]["name"]: printer}, JobSlicer(slicing), folder / "slicing")
    return PrintShop(printer_places(DEFAULT), store, Rights(engine, clock), dispatcher, slicing)
