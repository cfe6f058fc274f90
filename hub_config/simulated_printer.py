"""The printer that every place has from the start: a real OctoPrint with its virtual printer, simulated and said so.

Everything OctoPrint needs to know is generated into a base folder: no wizard, no password, no call to anybody outside.

ref: https://docs.octoprint.org/en/1.11.8/configuration/config_yaml.html
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from hub_config.settings import CHECKOUT

OCTOPRINT = CHECKOUT / ".venv/octoprint/bin/octoprint"
USER = "atelier"

# Those that call outside, or offer what nobody here uses.
PLUGINS_OFF = (
    "achievements",
    "announcements",
    "backup",
    "classicwebcam",
    "discovery",
    "errortracking",
    "health_check",
    "pluginmanager",
    "softwareupdate",
    "tracking",
)


def command(folder: Path, port: int) -> list[str]:
    """What starts it, on loopback."""
    return [str(OCTOPRINT), "--basedir", str(folder), "serve", "--host", "127.0.0.1", "--port", str(port)]


def prepare(folder: Path, port: int, api_key: str, secret_key: str) -> None:
    """Writes the base folder's settings, this account's alone; what was printed there stays."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in (("config.yaml", _config(port, secret_key)), ("users.yaml", _users(api_key))):
        new = folder / f"{name}.new"
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            yaml.safe_dump(content, file)
        new.replace(folder / name)


def _config(port: int, secret_key: str) -> Mapping[str, Any]:
    return {
        "server": {
            "host": "127.0.0.1",
            "port": port,
            "firstRun": False,
            "seenWizards": {"corewizard": 4, "tracking": None, "classicwebcam": 1},
            "onlineCheck": {"enabled": False},
            "pluginBlacklist": {"enabled": False},
            "pythonEolCheck": {"enabled": False},
            "secretKey": secret_key,
        },
        # With its default, True, one line that the printer calls an error takes the printer offline.
        # Asked for its position, the virtual printer keeps a pause waiting, for up to ten seconds.
        "serial": {
            "port": "VIRTUAL",
            "baudrate": 115200,
            "autoconnect": True,
            "disconnectOnErrors": False,
            "logPositionOnPause": False,
            "logPositionOnCancel": False,
        },
        "plugins": {
            "_disabled": list(PLUGINS_OFF),
            "virtual_printer": {
                "_config_version": 1,
                "enabled": True,
                "throttle": 0.0,
                "sendWait": False,
                # By default line 105 of every print is answered with an error and half a minute of silence.
                "simulated_errors": [],
                # It is warm in there: heating is simulated second by second, and a pause waits for it.
                "ambientTemperature": 200.0,
            },
        },
        # Our own check of the G-code has been there before; this one would take a core after each upload.
        "gcodeAnalysis": {"runAt": "never"},
        "webcam": {"webcamEnabled": False, "timelapseEnabled": False},
        "devel": {"cache": {"preemptive": False}},
    }


def _users(api_key: str) -> Mapping[str, Any]:
    """One account, that prints; no password fits "!", so only the key opens it."""
    return {
        "_version": 2,
        USER: {
            "password": "!",
            "active": True,
            "groups": ["users"],
            "permissions": [],
            "apikey": api_key,
            "settings": {},
            "roles": ["user"],
        },
    }
