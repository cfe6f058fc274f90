"""Starts one person's server, which is JupyterHub's own `jupyterhub-singleuser`.

The notebooks of the house are put into the home first, from inside the sandbox: no link in a home leads them elsewhere.
"""

import sys
from pathlib import Path

from jupyterhub.singleuser import main

from fab_notebooks.handing_out import hand_out

try:
    hand_out(Path.home())
except OSError as error:  # a full home; everything else works, and its person can make room
    print(f"the 3D notebooks were not handed out: {error}", file=sys.stderr)

main()
