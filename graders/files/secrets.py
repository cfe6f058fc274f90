"""What must not lie in a folder that others read: keys, passwords, tokens. Says where and what kind, never more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

TEXT_BYTES = 256 * 1024

SECRET_FILES = {
    # Patterns of names, and how the kind is said.
    ".env": "des réglages secrets",
    ".env.*": "des réglages secrets",
    "*.pem": "une clé",
    "*.key": "une clé",
    "*.p12": "une clé",
    "*.pfx": "une clé",
    "id_rsa": "une clé privée",
    "id_ed25519": "une clé privée",
    "id_ecdsa": "une clé privée",
    ".htpasswd": "des mots de passe",
    ".netrc": "des mots de passe",
    ".pgpass": "des mots de passe",
    "*.kdbx": "des mots de passe",
}
SAMPLES = ("*.example", "*.sample", "*.dist", "*.exemple", "*.modele")  # made to be shared

TOKENS = re.compile(
    r"""
      (?P<cle_privee> -----BEGIN[ ](?:[A-Z0-9]+[ ]){0,3}PRIVATE[ ]KEY----- )
    | (?P<jeton>
          \bgh[pousr]_[A-Za-z0-9]{36} | \bgithub_pat_\w{50} | \bglpat-[\w-]{20} | \bxox[abprs]-[\w-]{10}
        | \b[sr]k_live_[A-Za-z0-9]{16} | \bAKIA[0-9A-Z]{16}\b | \bAIza[\w-]{35} | \bnpm_[A-Za-z0-9]{36}
        # At the start of its run of letters alone: from each "eyJ" in it, a long run would be read over and over.
        | (?<![\w-])eyJ[\w-]{10,500}+\.eyJ[\w-]{10,2000}+\.[\w-]{10}
      )
    | (?P<adresse> \b[a-z][a-z0-9+.-]{1,20}://[^\s/:@'"<>$%{]{1,60}:(?P<word>[^\s/@'"]{3,60})@ )
    | (?P<mot_de_passe>
          (?:\b|_)(?:password|passwd|pwd|mot_?de_?passe|mdp|secret|secret_?key|api_?key|access_?key|token)\b
          ["'\]]{0,2}\s{0,3}(?:=>|:=|=|:)\s{0,3}(?P<quote>["'`])(?P<value>[^"'`\n]{4,200})(?P=quote)
      )
    """,
    re.VERBOSE | re.IGNORECASE,
)
KINDS = {
    "cle_privee": "une clé privée",
    "jeton": "un jeton d’accès",
    "adresse": "un mot de passe dans une adresse",
    "mot_de_passe": "un mot de passe ou une clé",
}
# What stands where a secret will be, and names of variables.
STAND_IN = re.compile(
    r"^(?:$|[*x.•]+$|<.*>$|\[.*\]$|\$.*|%.*%$|\{.*\}$|process\.env.*|os\.environ.*)"
    r"|votre|your|change|exemple|example|placeholder|\bici\b|a_remplacer|à remplacer|mot de passe|password|secret",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Secret:
    """Where a secret is, and its kind in French; its value is told to nobody."""

    path: str
    kind: str
    line: int | None = None


def secrets_in(path: str, data: bytes) -> Iterator[Secret]:
    """The secrets of one file: its name, then its lines."""
    if is_sample(path):
        return
    for pattern, kind in SECRET_FILES.items():
        if fnmatchcase(PurePosixPath(path).name, pattern):
            yield Secret(path, kind)
            return
    if not is_text(data):
        return
    for number, line in enumerate(data.decode("utf-8", errors="replace").splitlines(), start=1):
        for match in TOKENS.finditer(line[:5000]):
            value = match["value"] or match["word"]
            if value is None or not STAND_IN.search(value):
                kind = next(kind for group, kind in KINDS.items() if match[group])
                yield Secret(path, kind, number)


def is_sample(path: str) -> bool:
    """True of a file that shows where a secret goes, such as .env.example."""
    return any(fnmatchcase(PurePosixPath(path).name, sample) for sample in SAMPLES)


def is_text(data: bytes) -> bool:
    """True of what is searched: no picture, and no bigger than what somebody writes."""
    return len(data) <= TEXT_BYTES and b"\0" not in data[:8000]
