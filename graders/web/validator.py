"""html-validate in a page of our own, in its own browser context: learners' pages are its data, not its neighbours."""

from __future__ import annotations

import sys
from pathlib import Path

from graders.web.browser import Browser
from graders.web.cdp import CdpError
from graders.web.tab import PageStuck, ReadError, Tab
from graders.web.validity import Finding

VALIDATE_S = 2.0  # 5 ms for a page by hand


def bundle() -> Path:
    """Where hub_config/enter.sh puts html-validate and our validator.js as one file."""
    return Path(sys.prefix) / "share" / "atelier" / "html-validate.js"


class Validator:
    """A page with html-validate loaded; make one with `open`, it ends with its browser."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab

    @classmethod
    async def open(cls, browser: Browser) -> Validator:
        """A validator in this browser; CdpError if the bundle is missing."""
        try:
            script = bundle().read_text(encoding="utf-8")
        except OSError as error:
            raise CdpError(f"{bundle()} cannot be read; hub_config/enter.sh makes it") from error
        tab = await Tab.open(browser, rehearsed=True)
        await tab.run(f"() => {{ {script}\n }}")
        return cls(tab)

    async def findings(self, text: str) -> list[Finding]:
        """What html-validate says of a page's text, in source order; CdpError if it breaks on it."""
        try:
            rows = await self._tab.run("(text) => findings(text)", text, timeout_s=VALIDATE_S)
        except (ReadError, PageStuck) as error:
            raise CdpError(f"html-validate: {error}") from error
        return [Finding(**row) for row in rows]
