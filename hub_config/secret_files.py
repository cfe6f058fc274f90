"""Keys and tokens, made once, each in a file of its own that this account alone may read."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

COOKIES = "hub-cookies"
"""Signs the hub's cookies; JupyterHub wants 32 bytes in hexadecimal."""
PROXY = "proxy-token"
SIMULATOR = "simulator-sessions"
"""Signs the sessions of the simulated printer's server."""
SERVICE_COOKIES = "service-cookies"
"""Signs the service's cookies; kept, so that signed-in people stay so over a restart."""


def service_token_name(service: str) -> str:
    """The file of a service's hub token."""
    return f"{service}-token"


def printer_key_name(printer: str) -> str:
    """The file of the key that a printer's server asks for."""
    return f"printer-{printer}"


def ensure_secret(folder: Path, name: str) -> Path:
    """The file of this secret, made at its first use: 32 random bytes in hexadecimal."""
    file = folder / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        # For this account alone, under a name that none of an earlier try, cut short, can have.
        descriptor, new = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(32))
        # Whole or not at all, and never over one that someone else made in between.
        with contextlib.suppress(FileExistsError):
            os.link(new, file)
        os.unlink(new)
    return file


def secret(folder: Path, name: str) -> str:
    """The secret itself."""
    return ensure_secret(folder, name).read_text(encoding="ascii").strip()
