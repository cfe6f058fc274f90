"""What JupyterHub loads: the settings, applied. All choices are in `configure.py`."""

from hub_config.configure import configure
from hub_config.settings import load_settings

configure(c, load_settings())  # type: ignore[name-defined] # noqa: F821
