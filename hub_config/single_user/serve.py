"""Starts one person's server: JupyterHub's own `jupyterhub-singleuser`, a second sooner.

jsonschema looks for every format checker it could use, and the one for IRIs (`rfc3987_syntax`) compiles a grammar of
1.2 s at import, half of a server's start. Nothing in JupyterLab validates an IRI; told that it is not there,
jsonschema does without, as it does wherever it is not installed.

The notebooks of the house are put into the home first, from inside the sandbox: no link in a home leads them elsewhere.
"""

import sys
from pathlib import Path

sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment] # "import failed", by the import system's own rule

from jupyterhub.singleuser import main  # noqa: E402 # after the line it must not see

from fab_notebooks.handing_out import hand_out  # noqa: E402

try:
    hand_out(Path.home())
except OSError as error:  # a full home; everything else works, and its person can make room
    print(f"the 3D notebooks were not handed out: {error}", file=sys.stderr)

main()
