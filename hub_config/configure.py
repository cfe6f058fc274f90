"""What JupyterHub is told, one concern per function. They set and never append: applying twice equals once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from graders.sandbox import MIB
from hub_config.authenticator import AtelierAuthenticator
from hub_config.keep_running import dies_with_us
from hub_config.roles import (
    COMMAND_LINE,
    CULLER,
    CUSTOM_SCOPES,
    SERVER_SCOPES,
    SERVICE,
    SERVICE_LOGIN_SCOPES,
    hub_groups,
    hub_roles,
)
from hub_config.sandbox_spawner import SandboxSpawner
from hub_config.secret_files import COOKIES, PROXY, ensure_secret, secret, service_token_name
from hub_config.settings import CHECKOUT, Settings

SESSION_DAYS = 0.5
"""Half a day: many sit at shared machines, and nobody should find the session of the day before."""


def configure(c: Any, settings: Settings) -> None:
    """All of it."""
    set_addresses(c, settings)
    set_storage(c, settings)
    set_sessions(c)
    set_pages(c)
    set_rights(c)
    set_authenticator(c)
    set_spawner(c, settings)
    set_proxy(c, settings)
    set_services(c, settings)


def set_addresses(c: Any, settings: Settings) -> None:
    """The proxy where people come in, the hub on loopback behind it."""
    c.JupyterHub.bind_url = settings.public_url
    c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{settings.hub_port}"


def set_storage(c: Any, settings: Settings) -> None:
    """The hub's database and the key of its cookies."""
    c.JupyterHub.db_url = f"sqlite:///{settings.hub_dir / 'jupyterhub.sqlite'}"
    c.JupyterHub.cookie_secret_file = str(ensure_secret(settings.secrets_dir, COOKIES))


def set_sessions(c: Any) -> None:
    """How long a sign-in lasts and where its cookies go."""
    c.JupyterHub.cookie_max_age_days = SESSION_DAYS
    c.JupyterHub.oauth_token_expires_in = int(SESSION_DAYS * 24 * 3600)
    c.JupyterHub.tornado_settings = {
        # Not sent along when another site posts a form at us.
        "cookie_options": {"samesite": "Lax"},
        "headers": {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"},
    }


def set_pages(c: Any) -> None:
    """French pages; after signing in people land where they see what to do, not in JupyterLab."""
    here = Path(__file__).parent
    # The second folder for the service's style sheet, which the hub's pages carry inside them.
    c.JupyterHub.template_paths = [str(here / "templates"), str(here / "service" / "static")]
    c.JupyterHub.logo_file = str(here / "service" / "static" / "atelier.svg")
    c.JupyterHub.default_url = f"/services/{SERVICE}/"
    c.JupyterHub.redirect_to_server = False
    c.JupyterHub.allow_named_servers = False


def set_rights(c: Any) -> None:
    """Groups, roles and scopes."""
    c.JupyterHub.custom_scopes = CUSTOM_SCOPES
    c.JupyterHub.load_groups = hub_groups()
    c.JupyterHub.load_roles = hub_roles()


def set_authenticator(c: Any) -> None:
    """Everyone in the register may come in, with their password."""
    c.JupyterHub.authenticator_class = AtelierAuthenticator
    c.Authenticator.allow_all = True
    c.NativeAuthenticator.enable_signup = False


def set_spawner(c: Any, settings: Settings) -> None:
    """Servers in sandboxes."""
    c.JupyterHub.spawner_class = SandboxSpawner
    c.Spawner.server_token_scopes = SERVER_SCOPES
    c.Spawner.default_url = "/lab"
    # A server that died is noticed within seconds: its person waits in front of it.
    c.Spawner.poll_interval = 5
    c.Spawner.start_timeout = settings.server_start_s
    c.Spawner.http_timeout = settings.server_start_s
    c.LocalProcessSpawner.term_timeout = 10
    c.SandboxSpawner.checkout = str(CHECKOUT)
    c.SandboxSpawner.homes_dir = str(settings.homes_dir)
    c.SandboxSpawner.course_dir = str(settings.course_dir)
    c.SandboxSpawner.etc_dir = str(settings.hub_dir / "etc")
    c.SandboxSpawner.logs_dir = str(settings.logs_dir)
    c.SandboxSpawner.service_url = settings.service_url
    c.SandboxSpawner.memory_bytes = settings.server_memory_mib * MIB
    c.SandboxSpawner.processes = settings.server_processes
    c.SandboxSpawner.file_bytes = settings.server_file_mib * MIB
    c.SandboxSpawner.idle_s = settings.server_idle_s


def set_proxy(c: Any, settings: Settings) -> None:
    """The proxy runs beside the hub (`programs.py`); the hub tells it the routes."""
    c.ConfigurableHTTPProxy.should_start = False
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{settings.proxy_api_port}"
    c.ConfigurableHTTPProxy.auth_token = secret(settings.secrets_dir, PROXY)
    # The hub looks at the routes this often; `atelier up` also asks for it when the proxy was started again.
    c.JupyterHub.last_activity_interval = 60


def set_services(c: Any, settings: Settings) -> None:
    """The atelier service beside the hub, the one that stops idle servers, and the token of the command line."""
    culler = [
        *(sys.executable, "-m", "jupyterhub_idle_culler"),
        f"--timeout={settings.server_idle_s}",
        "--cull-every=60",
        "--cull-users=False",
    ]
    c.JupyterHub.services = [
        {
            "name": SERVICE,
            "api_token": secret(settings.secrets_dir, service_token_name(SERVICE)),
            "url": f"http://127.0.0.1:{settings.service_port}",
            # It is a part of the house: nobody is asked whether it may know who they are.
            "oauth_no_confirm": True,
            "oauth_client_allowed_scopes": SERVICE_LOGIN_SCOPES,
        },
        {
            "name": CULLER,
            "api_token": secret(settings.secrets_dir, service_token_name(CULLER)),
            "command": dies_with_us(culler),
        },
        {
            "name": COMMAND_LINE,
            "api_token": secret(settings.secrets_dir, service_token_name(COMMAND_LINE)),
        },
    ]
