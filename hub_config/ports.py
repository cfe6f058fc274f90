"""The TCP ports of the place: is one of them taken by somebody else?"""

from __future__ import annotations

import errno
import socket

from hub_config.settings import Settings, SettingsError


def ports_of(settings: Settings) -> tuple[int, ...]:
    """All that Atelier listens on, apart from people's servers."""
    simulator = [settings.simulator_port] if any(place.is_simulated for place in settings.printer_places) else []
    return (settings.port, settings.hub_port, settings.proxy_api_port, settings.service_port, *simulator)


def taken(settings: Settings) -> list[int]:
    """Those on which another program listens; SettingsError if people's address is none of this machine's."""
    try:
        at_the_door = _is_taken(settings.host, settings.port)
    except OSError as error:
        where = f"{settings.file.name}: host is {settings.host!r}"
        raise SettingsError(f"{where}; expected an address of this machine ({error.strerror})") from error
    inside = [port for port in ports_of(settings) if port != settings.port and _is_taken("127.0.0.1", port)]
    return [settings.port, *inside] if at_the_door else inside


def _is_taken(host: str, port: int) -> bool:
    with socket.socket() as trial:
        # As servers do: a port whose last connections are still dying down is free.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return True
    return False
