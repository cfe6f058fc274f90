"""The programs Atelier consists of, each kept running by itself: proxy, service, hub, simulated printer.

They are apart so that a fall of one is no fall of the others: while the hub starts again people go on working, as the
proxy keeps its routes; while the service starts again they go on writing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from hub_config import simulated_printer
from hub_config.keep_running import Program
from hub_config.roles import SERVICE, SERVICE_LOGIN_SCOPES
from hub_config.secret_files import PROXY, SIMULATOR, printer_key_name, secret, service_token_name
from hub_config.settings import CHECKOUT, ENVIRONMENT_NAME, Settings

PROXY_PROGRAM = CHECKOUT / ".venv/node_modules/.bin/configurable-http-proxy"
PATH = f"{CHECKOUT / '.venv/bin'}:{CHECKOUT / '.venv/node_modules/.bin'}:/usr/local/bin:/usr/bin:/bin"


def proxy(settings: Settings) -> Program:
    """The door; forgets its routes when it ends, and is told them again by the hub."""
    command = [
        str(PROXY_PROGRAM),
        *("--ip", settings.host, "--port", str(settings.port)),
        *("--api-ip", "127.0.0.1", "--api-port", str(settings.proxy_api_port)),
        *("--error-target", f"http://127.0.0.1:{settings.hub_port}/hub/error"),
        *("--log-level", "warn"),
    ]
    token = {"CONFIGPROXY_AUTH_TOKEN": secret(settings.secrets_dir, PROXY)}
    return Program(
        "proxy", command, {**_environment(settings), **token}, settings.hub_dir, settings.logs_dir / "proxy.log"
    )


def service(settings: Settings) -> Program:
    """The atelier service, with the variables a hub gives the services it starts.

    ref: https://jupyterhub.readthedocs.io/en/stable/reference/services.html
    """
    prefix = f"/services/{SERVICE}/"
    scopes = ["access:services", f"access:services!service={SERVICE}"]
    environment = {
        **_environment(settings),
        "JUPYTERHUB_SERVICE_NAME": SERVICE,
        "JUPYTERHUB_API_TOKEN": secret(settings.secrets_dir, service_token_name(SERVICE)),
        "JUPYTERHUB_CLIENT_ID": f"service-{SERVICE}",
        "JUPYTERHUB_API_URL": settings.hub_api_url,
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_HOST": "",
        "JUPYTERHUB_SERVICE_PREFIX": prefix,
        "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{settings.service_port}{prefix}",
        "JUPYTERHUB_OAUTH_CALLBACK_URL": f"{prefix}oauth_callback",
        "JUPYTERHUB_OAUTH_ACCESS_SCOPES": json.dumps(scopes),
        "JUPYTERHUB_OAUTH_CLIENT_ALLOWED_SCOPES": json.dumps(SERVICE_LOGIN_SCOPES),
        "JUPYTERHUB_COOKIE_OPTIONS": json.dumps({"samesite": "Lax"}),
    }
    command = [sys.executable, "-m", "hub_config.service"]
    return Program("service", command, environment, CHECKOUT, settings.logs_dir / "service.log")


def hub(settings: Settings) -> Program:
    """JupyterHub with our configuration."""
    config = Path(__file__).with_name("jupyterhub_config.py")
    command = [sys.executable, "-m", "jupyterhub", "-f", str(config)]
    return Program("hub", command, _environment(settings), settings.hub_dir, settings.logs_dir / "hub.log")


def simulator(settings: Settings) -> Program | None:
    """OctoPrint for the simulated printer, its base folder written anew; None where the place has no such printer."""
    place = next((place for place in settings.printer_places if place.is_simulated), None)
    if place is None:
        return None
    folder, port = settings.simulator_dir, settings.simulator_port
    key = secret(settings.secrets_dir, printer_key_name(place.name))
    simulated_printer.prepare(folder, port, key, secret(settings.secrets_dir, SIMULATOR))
    environment = {"PATH": PATH, "LANG": "C.UTF-8", "HOME": str(folder), "PYTHONUNBUFFERED": "1"}
    log = settings.logs_dir / "simulator.log"
    return Program("simulated printer", simulated_printer.command(folder, port), environment, folder, log)


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "PATH": PATH,
        "LANG": "C.UTF-8",
        "HOME": str(settings.hub_dir),
        "PYTHONUNBUFFERED": "1",
        ENVIRONMENT_NAME: str(settings.file),
    }
