"""`make bench`: ours and the peer's side by side, in one run, with the ratio."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks import autograding, checker, exercise, grading, meshes, sign_in, studio, web_unit
from tests.real_hub import real_hub


def main() -> None:
    """What grades, and the meshes, alone; then each benchmark on one real Atelier; printed as it comes."""
    print(checker.measure(), flush=True)
    print(meshes.measure(), flush=True)
    print(studio.measure(), flush=True)
    print(autograding.measure(), flush=True)
    print(web_unit.measure(), flush=True)
    with tempfile.TemporaryDirectory() as folder, real_hub(Path(folder) / "place") as place:
        for part in (grading, exercise, sign_in):
            print(part.measure(place), flush=True)


if __name__ == "__main__":
    main()
