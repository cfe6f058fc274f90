"""What the service is made of, handed to every handler as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from jinja2 import Environment
from sqlalchemy import Engine


@dataclass(frozen=True)
class Parts:
    """`base_url` is the service's own prefix with its final slash, `hub_url` the hub's; `clock` gives aware UTC."""

    base_url: str
    hub_url: str
    clock: Callable[[], datetime]
    engine: Engine
    templates: Environment
