"""The other of two runs: `python -m curriculum.builder.second_run ROOT UNIT…` prints `[key, report]`, a line each."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from curriculum.builder.programme import load_programme
from curriculum.builder.trials import Trial, a_checker, all_trials


def main(argv: Sequence[str]) -> int:
    """Tries the units named, of the programme under the folder named first."""
    root, *unit_ids = argv
    units = [unit for unit in load_programme(Path(root)).units if unit.unit_id in unit_ids]
    asyncio.run(run(all_trials(units)))
    return 0


async def run(trials: Sequence[Trial]) -> None:
    """Tries each and prints what was reported."""
    async with a_checker() as checker:

        async def tried(trial: Trial) -> None:
            report = await checker.check(trial.taught.exercise, trial.files)
            print(json.dumps([trial.key, report.to_json()]), flush=True)

        await asyncio.gather(*(tried(trial) for trial in trials))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
