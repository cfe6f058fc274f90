"""The atelier service as a process, `python -m hub_config.service`; `hub_config/programs.py` starts it."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

from jupyterhub.services.auth import HubOAuth

from curriculum.builder.faults import CurriculumError
from hub_config.service.serving import PortTakenError, serving
from hub_config.settings import Settings, SettingsError, load_settings

log = logging.getLogger("atelier.service")

WHO_ASKS_S = 30
"""How long the hub's answer about a token counts: so long may a session or right that was taken away (a new password,
another group) still be used here. JupyterHub's default is five minutes; a busy person costs the hub two answers a
minute."""


def ask_the_hub() -> HubOAuth:
    """How the service learns who asks."""
    # The one instance, as the handler where people come back from signing in looks for it there.
    return HubOAuth.instance(cache_max_age=WHO_ASKS_S)


async def serve(settings: Settings) -> None:
    """Answer requests until told to stop."""
    hub_auth = ask_the_hub()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serving(settings, hub_auth):
        log.info("serving on 127.0.0.1:%d", settings.service_port)
        await stop.wait()


def main() -> int:
    """The process."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    for name in ("tornado.access", "tornado.application"):  # every page view, every new form: too much, and personal
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        settings = load_settings()
        asyncio.run(serve(settings))
    except (SettingsError, CurriculumError, PortTakenError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
