"""The checker alone: each kind of check, thirty gradings at once, memory, a thousand gradings; beside two peers.

playwright   a fresh Chromium for each grading, under Playwright's driver, on the same pages
jsdom        the same pages in a warm Node.js process: no layout, so it can tell nothing of widths
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from graders.checker import Checker
from graders.results import Outcome
from graders.web.axe import script as axe_script
from graders.web.pool import TabPool
from tests.benchmarks.memory import pss_bytes, tree_of
from tests.benchmarks.report import line
from tests.benchmarks.samples import FULL, KINDS, STYLE, Sample
from tests.end_to_end.browser import HEADLESS_SHELL

TIMES = 40
AT_ONCE = 30
PEER_TIMES = 10
LONG_RUN = 1000
REST_S = 5.0  # a browser gives back what its start took
PEERS = Path(__file__).parent / "peers"
WIDTHS = (360, 768, 1280)
MB = 1e6


def measure() -> str:
    """The rows."""
    return asyncio.run(measured())


async def measured() -> str:
    """The rows, on one checker."""
    pool = TabPool(gradings=100 * LONG_RUN)
    async with Checker(pool=pool) as checker:
        await settled(pool)
        await asyncio.sleep(REST_S)
        rows = [f"checker at rest {memory_mb():.0f} MB (browser with two pages ready, page validator)"]
        for sample in KINDS:
            rows.append(spread_line(sample, await taken_ms(checker, pool, sample)))
        style_ms, full_ms = [await taken_ms(checker, pool, sample) for sample in (STYLE, FULL)]
        rows += [spread_line(STYLE, style_ms), spread_line(FULL, full_ms)]

        with sampled(memory_mb) as peak:
            began_s = time.monotonic()
            each_ms = await asyncio.gather(*(one_ms(checker, FULL) for _ in range(AT_ONCE)))
            whole_s = time.monotonic() - began_s
        rows.append(
            f"{AT_ONCE} full gradings at the same instant: all in {whole_s:.2f} s, half of them in"
            f" {statistics.median(each_ms) / 1000:.2f} s; peak {max(peak):.0f} MB"
        )

        before_mb = memory_mb()
        began_s = time.monotonic()
        for _ in range(LONG_RUN // AT_ONCE + 1):
            await asyncio.gather(*(one_ms(checker, STYLE) for _ in range(AT_ONCE)))
        whole_s = time.monotonic() - began_s
        await settled(pool)
        await asyncio.sleep(REST_S)
        rows.append(f"{LONG_RUN} gradings in {whole_s:.0f} s: {before_mb:.0f} MB before, {memory_mb():.0f} MB after")
    with ThreadPoolExecutor(1) as thread:  # Playwright's loop and ours cannot share one
        peer_style_ms, peer_full_ms = await asyncio.wrap_future(thread.submit(fresh_browsers))
    rows.append(line("style", style_ms, peer_style_ms, "ms", "playwright"))
    rows.append(line("full (axe, three widths)", full_ms, peer_full_ms, "ms", "playwright"))
    style_dom_ms, axe_dom_ms, dom_mb = simulated()
    rows.append(line("style", style_ms, style_dom_ms, "ms", f"jsdom ({dom_mb:.0f} MB)"))
    rows.append(line("full, for jsdom without widths", full_ms, axe_dom_ms, "ms", "jsdom"))
    return "\n".join(rows)


def spread_line(sample: Sample, taken: list[float]) -> str:
    """A kind of check: median and 95th percentile."""
    return f"{line(sample.name, taken, None, 'ms')}   95th percentile {statistics.quantiles(taken, n=20)[-1]:.0f} ms"


async def taken_ms(checker: Checker, pool: TabPool, sample: Sample) -> list[float]:
    """Milliseconds of each grading, one after the other, with a page ready each time as between two learners."""
    taken = []
    for _ in range(TIMES + 2):
        await settled(pool)
        taken.append(await one_ms(checker, sample))
    return taken[2:]


async def one_ms(checker: Checker, sample: Sample) -> float:
    """Milliseconds until the report, which must be full marks."""
    began_s = time.monotonic()
    report = await checker.check(sample.exercise, sample.files)
    taken_s = time.monotonic() - began_s
    assert report.outcome is Outcome.PASSED, report
    return 1000 * taken_s


async def settled(pool: TabPool) -> None:
    """Until the pages that wait ready are ready again."""
    while not pool.is_ready:
        await asyncio.sleep(0.002)


def memory_mb() -> float:
    """What all processes below this one hold, in megabytes; shared pages counted once."""
    return pss_bytes(tree_of(os.getpid())[1:]) / MB


@contextmanager
def sampled(value: Callable[[], float]) -> Iterator[list[float]]:
    """What a value was meanwhile, ten times a second."""
    values = [value()]
    over = threading.Event()

    def sample() -> None:
        while not over.wait(0.1):
            values.append(value())

    thread = threading.Thread(target=sample)
    thread.start()
    yield values
    over.set()
    thread.join()


def fresh_browsers() -> tuple[list[float], list[float]]:
    """Milliseconds of Playwright's gradings of the style page and of the full page; its driver runs already."""
    style_ms, full_ms = [], []
    with sync_playwright() as playwright:
        for taken, sample, read in ((style_ms, STYLE, read_style), (full_ms, FULL, read_all)):
            for _ in range(PEER_TIMES):
                began_s = time.monotonic()
                browser = playwright.chromium.launch(executable_path=HEADLESS_SHELL, chromium_sandbox=True)
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                page.set_content(inlined(sample.files))
                read(page)
                browser.close()
                taken.append(1000 * (time.monotonic() - began_s))
    return style_ms, full_ms


def read_style(page: Any) -> None:
    """One computed style."""
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 100, 0)"


def read_all(page: Any) -> None:
    """A style, the boxes at three widths, and axe."""
    read_style(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("[...document.querySelectorAll('article')].map((one) => one.getBoundingClientRect().top)")
    page.add_script_tag(content=axe_script())
    assert page.evaluate("axe.run().then((found) => found.violations.length)") == 0


def simulated() -> tuple[list[float], list[float], float]:
    """Milliseconds of jsdom for the style page, and with axe for the full page; and its memory in megabytes."""
    place = Path("var/cache/benchmark-peers").resolve()
    place.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        (place / name).write_text((PEERS / name).read_text(encoding="utf-8"), encoding="utf-8")
    if not (place / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=place, check=True, stdout=2)
    asked = [
        json.dumps({"html": inlined(sample.files), "selector": "h1", "axe": sample is FULL})
        for sample in (STYLE, FULL)
        for _ in range(PEER_TIMES + 2)
    ]
    answers = subprocess.run(
        ["node", PEERS / "dom.mjs", place], input="\n".join(asked), capture_output=True, text=True, check=True
    )
    told = [json.loads(row) for row in answers.stdout.splitlines()]
    style, full = told[2 : PEER_TIMES + 2], told[PEER_TIMES + 4 :]
    return [one["ms"] for one in style], [one["ms"] for one in full], max(one["rss"] for one in told) / MB


def inlined(files: Mapping[str, bytes]) -> str:
    """The page with its stylesheet in it, for those who load no files."""
    page = files["index.html"].decode()
    return page.replace('<link rel="stylesheet" href="style.css">', f"<style>{files['style.css'].decode()}</style>")
