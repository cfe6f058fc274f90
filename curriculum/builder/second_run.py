"""The other of two runs: `python -m curriculum.builder.second_run ROOT UNIT…` prints `[key, report]`, a line each."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from curriculum.builder.programme import load_programme
from curriculum.builder.trials import Trial, a_checker, all_trials, try_each
from graders.mesh.inspector import Inspector


def main(argv: Sequence[str], inspector: Inspector | None = None) -> int:
    """Tries the units named, of the programme under the folder named first."""
    root, *unit_ids = argv
    units = [unit for unit in load_programme(Path(root)).units if unit.unit_id in unit_ids]
    asyncio.run(run(all_trials(units), inspector))
    return 0


async def run(trials: Sequence[Trial], inspector: Inspector | None) -> None:
    """Tries each and prints what was reported."""
    async with a_checker(inspector) as checker:
        await try_each(
            checker, trials, lambda trial, report: print(json.dumps([trial.key, report.to_json()]), flush=True)
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
