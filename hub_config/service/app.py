"""The service as a tornado application; the route table at the end is its map."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jupyterhub.services.auth import HubOAuth
from tornado.web import Application

from hub_config.service.auth import ApiNotFound, PageNotFound, SignedIn, StaticFiles
from hub_config.service.health_api import Health
from hub_config.service.parts import Parts

HERE = Path(__file__).parent


def load_templates() -> Environment:
    """The pages' templates; everything a template shows is escaped, and an unknown name is an error."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


def make_app(parts: Parts, hub_auth: HubOAuth, cookie_secret: bytes) -> Application:
    """The whole service under `parts.base_url`."""
    routes = [(f"{parts.base_url}{path}", *rest) for path, *rest in ROUTES]
    return Application(
        routes,
        parts=parts,
        hub_auth=hub_auth,
        cookie_secret=cookie_secret,
        default_handler_class=PageNotFound,
    )


ROUTES: list[tuple[str, type] | tuple[str, type, dict[str, str]]] = [
    (r"api/health", Health),
    (r"api/.*", ApiNotFound),
    (r"oauth_callback", SignedIn),
    (r"static/(.*)", StaticFiles, {"path": str(HERE / "static")}),
]
