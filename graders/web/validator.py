"""html-validate in a page of our own, in its own browser context: learners' pages are its data, not its neighbours."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from graders.checks import Failure
from graders.web.browser import Browser
from graders.web.cdp import CallTimedOut, CdpError
from graders.web.tab import PageStuck, ReadError, Tab
from graders.web.validity import Finding

VALIDATE_S = 1.5  # 5 ms for a page by hand; those who wait behind two others still have their check's time
FINDINGS = 200  # a learner mends one at a time


def bundle() -> Path:
    """Where hub_config/enter.sh puts html-validate and our validator.js as one file."""
    return Path(sys.prefix) / "share" / "atelier" / "html-validate.js"


class Validator:
    """A page with html-validate loaded; make one with `open`, it ends with its browser."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self._one_at_a_time = asyncio.Lock()  # each text has its own time, whoever was before it

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
        """What html-validate says of a page's text, in source order; the first `FINDINGS` of them.

        Failure `page-too-long` for a text that takes too long; MachineBusy if the machine may be why.
        """
        try:
            async with self._one_at_a_time:
                rows = await self._tab.run("(text, most) => findings(text, most)", text, FINDINGS, timeout_s=VALIDATE_S)
        except CallTimedOut as error:
            self._tab.post("Runtime.terminateExecution")
            self._tab.expect_processor()
            raise Failure("page-too-long") from error
        except ReadError as error:
            if "RangeError" in str(error):  # its stack was too small for the text
                raise Failure("page-too-long") from error
            raise
        except PageStuck as error:
            raise CdpError(f"html-validate: {error}") from error
        return [Finding(**row) for row in rows]
