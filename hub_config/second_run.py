"""The other of two runs, where pieces are judged too: `python -m hub_config.second_run ROOT UNIT…`."""

from __future__ import annotations

import sys

from curriculum.builder.second_run import main
from hub_config.mesh_inspector import MeshInspector

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], MeshInspector()))
