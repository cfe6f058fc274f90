"""Small verbs about a folder: which files are there, how they are called, what they hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from graders.checks import Failure
from graders.files.secrets import secrets_in
from graders.files.tree import Tree
from graders.text import has_text_in, quote

# Names that are written so everywhere.
USUAL_NAMES = ("README", "LICENSE", "LICENCE", "CHANGELOG", "CONTRIBUTING", "Dockerfile", "Makefile")
GOOD_PART = re.compile(r"[a-z0-9._-]+")


def expect_file(tree: Tree, path: str, message_id: str | None = None) -> bytes:
    """The file is there, at this path, in these letters."""
    if path not in tree.files:
        near = near_path(path, tree.paths)
        raise Failure(
            message_id or "files-missing", expected=path, file=path, values={"near": quote(near)} if near else {}
        )
    return tree.files[path]


def expect_folder(tree: Tree, path: str, message_id: str | None = None) -> tuple[str, ...]:
    """The folder is there and holds something."""
    folder = path.rstrip("/")
    if folder not in tree.folders:
        near = near_path(folder, sorted(tree.folders))
        raise Failure(
            message_id or "files-no-folder",
            expected=folder,
            file=tree.name,
            values={"near": quote(near)} if near else {},
        )
    return tree.matching(f"{folder}/")


def expect_no_file(tree: Tree, pattern: str, message_id: str | None = None) -> None:
    """No file is meant by the pattern: "*.tmp" anywhere, "brouillons/" all of a folder."""
    found = tree.matching(pattern)
    if found:
        raise Failure(message_id or "files-unwanted", found=quote(found[0]), file=found[0])


def expect_kept(tree: Tree, content: bytes, name: str, message_id: str | None = None) -> str:
    """The path of the file that was handed out as `name`, known by its content wherever it is now."""
    wanted = _lines(content.decode("utf-8", errors="replace"))
    for path in tree.paths:
        if _lines(tree.text(path)) == wanted:
            return path
    raise Failure(message_id or "files-gone", expected=name, file=name)


def expect_in_folder(tree: Tree, content: bytes, name: str, folder: str, message_id: str | None = None) -> None:
    """The file that was handed out as `name` lies in the folder, or deeper inside it, whatever it is called."""
    path = expect_kept(tree, content, name)
    if not path.startswith(f"{folder}/"):
        near = near_path(folder, sorted(tree.folders)) if folder not in tree.folders else None
        raise Failure(
            message_id or "files-other-folder",
            expected=folder,
            found=path,
            file=path,
            values={"near": quote(near)} if near else {},
        )


def given_files(checks: str, folder: str) -> dict[str, bytes]:
    """The files of a folder beside `checks.py`, by their path in it: `given_files(__file__, "start/photos")`."""
    root = Path(checks).parent / folder
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def expect_good_names(tree: Tree, *, allow: Sequence[str] = (), message_id: str | None = None) -> None:
    """Every name is made of small letters without accents, digits, hyphens and dots: it works on every server."""
    for path in tree.paths:
        for part in PurePosixPath(path).parts:
            if GOOD_PART.fullmatch(part) or part in allow or PurePosixPath(part).stem in USUAL_NAMES:
                continue
            values = {"why": _why(part), "near": good_name(part)}
            raise Failure(message_id or "files-name", found=quote(part), file=path, values=values)


def expect_text_in(tree: Tree, path: str, text: str, message_id: str | None = None) -> None:
    """The file says the text somewhere; case, accents and spaces are tolerated."""
    expect_file(tree, path, message_id)
    if not has_text_in(text, tree.text(path)):
        raise Failure(message_id or "files-text", expected=text, file=path)


def expect_same_content(tree: Tree, path: str, like: str, message_id: str | None = None) -> None:
    """The file holds this very text; line ends and spaces at line ends do not count."""
    expect_file(tree, path, message_id)
    found, wanted = _lines(tree.text(path)), _lines(like)
    if found != wanted:
        pairs = zip(found, wanted, strict=False)
        place = next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(found), len(wanted)))
        line = found[place] if place < len(found) else ""
        raise Failure(message_id or "files-content", found=quote(line) or None, file=path, line=place + 1)


def expect_light(tree: Tree, pattern: str = "*", *, at_most_kb: int, message_id: str | None = None) -> None:
    """No file of the pattern is heavier; a kilobyte is 1000 bytes."""
    for path in tree.matching(pattern):
        if len(tree.files[path]) > at_most_kb * 1000:
            raise Failure(
                message_id or "files-weight",
                expected=f"{at_most_kb} ko",
                found=f"{-(-len(tree.files[path]) // 1000)} ko",
                file=path,
            )


def expect_no_secret(tree: Tree, message_id: str | None = None) -> None:
    """No key, password or token lies in the folder; what is found is never shown."""
    for path in tree.paths:
        for secret in secrets_in(path, tree.files[path]):
            told = "secret-text" if secret.line else "secret-file"
            raise Failure(message_id or told, found=secret.kind, file=quote(path), line=secret.line)


def near_path(path: str, known: Sequence[str]) -> str | None:
    """The path that may have been meant: the same name elsewhere, in other letters, or close."""
    folded = {good_name(one): one for one in known}
    by_name = {good_name(PurePosixPath(one).name): one for one in known}
    wanted, last = good_name(path), good_name(PurePosixPath(path).name)
    if found := folded.get(wanted) or by_name.get(last):
        return found
    close = get_close_matches(wanted, folded, n=1, cutoff=0.7)
    return folded[close[0]] if close else None


def good_name(name: str) -> str:
    """The name as it works everywhere: "Ma Photo (1).JPG" becomes "ma-photo-1.jpg"."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"[^a-z0-9._/-]+", "-", plain)
    return re.sub(r"-+(?=[./]|$)|(?<=/)-+|^-+", "", plain) or "fichier"


def _why(name: str) -> str:
    """What in the name does not work everywhere."""
    plain = unicodedata.normalize("NFD", name)
    if re.search(r"\s", name):
        return "un espace"
    if any(unicodedata.combining(letter) for letter in plain):
        return "un accent"
    return "une majuscule" if name != name.lower() else "un signe"


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]
