"""The TCP ports of the place: is one of them taken by somebody else?"""

from __future__ import annotations

import socket

from hub_config.settings import Settings


def ports_of(settings: Settings) -> tuple[int, ...]:
    """All that Atelier listens on, apart from people's servers."""
    simulator = [settings.simulator_port] if any(place.is_simulated for place in settings.printer_places) else []
    return (settings.port, settings.hub_port, settings.proxy_api_port, settings.service_port, *simulator)


def taken(settings: Settings) -> list[int]:
    """Those on which another program listens."""
    return [port for port in ports_of(settings) if _is_taken(port)]


def _is_taken(port: int) -> bool:
    with socket.socket() as trial:
        # As servers do: a port whose last connections are still dying down is free.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
