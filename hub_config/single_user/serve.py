"""Starts one person's server: JupyterHub's own `jupyterhub-singleuser`, a second sooner.

jsonschema looks for every format checker it could use, and the one for IRIs (`rfc3987_syntax`) compiles a grammar of
1.2 s at import, half of a server's start. Nothing in JupyterLab validates an IRI; told that it is not there,
jsonschema does without, as it does wherever it is not installed.
"""

import sys

sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment] # "import failed", by the import system's own rule

from jupyterhub.singleuser import main  # noqa: E402 # after the line it must not see

main()
