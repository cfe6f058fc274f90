"""Addresses as written in a page: what is wrong with one, and which file of the work it leads to.

Only what is written counts here; a browser mends much in silence (`\\` becomes `/`, spaces are coded) that a server or
another browser does not.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from graders.text import fold_text

SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):(.*)", re.DOTALL)
WEB = frozenset({"http", "https"})
OTHERS = frozenset({"blob", "data", "ftp", "geo", "irc", "sftp", "sip", "sms", "whatsapp", "xmpp"})
MAIL = re.compile(r"[^\s@,;<>()\"]+@[\w-]+(\.[\w-]+)+")  # as <input type=email>, and with a dot in the domain
PHONE = re.compile(r"\+?[\d\s().-]{3,20}(;[\w=.+-]+)*")  # RFC 3966: digits, and signs that only help to read them
HOST = re.compile(r"[\w-]+(\.[\w-]+)+\.?|\[[0-9a-fA-F:.]+\]")
OWN_MACHINE = re.compile(r"localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1\]", re.IGNORECASE)
DISK = re.compile(r"file:|[a-zA-Z]:[\\/]|\\\\|/(home|Users|mnt)/", re.IGNORECASE)
NEAR = 0.7  # of difflib's ratio, without endings: "contat" is near "contact", "plan" is not


@dataclass(frozen=True)
class AddressFault:
    """What is wrong with an address: the message to give, and the writing that would do, if it can be told."""

    message_id: str
    near: str | None = None


def address_fault(written: str) -> AddressFault | None:
    """What is wrong with how an address is written; nothing is looked up."""
    address = written.strip()
    if not address:
        return AddressFault("link-empty")
    if address == "#":
        return AddressFault("link-nowhere")
    if DISK.match(address):
        return AddressFault("link-disk")
    scheme = SCHEME.fullmatch(address)
    if scheme:
        return _fault_of_scheme(scheme[1].lower(), scheme[2], address)
    if "\\" in address:
        return AddressFault("link-backslash", address.replace("\\", "/"))
    if re.match(r"(https?)/{1,2}\w", address, re.IGNORECASE):
        return AddressFault("link-scheme", re.sub(r"^(https?)/+", r"\1://", address, flags=re.IGNORECASE))
    if re.match(r"www\.[\w-]+\.\w", address, re.IGNORECASE):
        return AddressFault("link-scheme", f"https://{address}")
    if MAIL.fullmatch(address):
        return AddressFault("link-mail", f"mailto:{address}")
    if address.startswith("//"):
        return _fault_of_web("https", address)
    if re.search(r"\s", re.split("[?#]", address)[0]):
        return AddressFault("link-space")
    return None


def _fault_of_scheme(scheme: str, rest: str, address: str) -> AddressFault | None:
    if scheme == "javascript":
        return AddressFault("link-script")
    if scheme == "mailto":
        return None if _is_mail(rest) else AddressFault("link-mail")
    if scheme == "tel":
        return None if PHONE.fullmatch(unquote(rest)) else AddressFault("link-phone")
    if scheme in WEB:
        return _fault_of_web(scheme, rest)
    if scheme in OTHERS:
        return None
    near = next(iter(difflib.get_close_matches(scheme, ["https", "http", "mailto", "tel"], n=1)), None)
    if near is None:  # "contact:2.html" may be a file, but a browser does not think so
        return AddressFault("link-scheme")
    return AddressFault("link-scheme", near + (address[len(scheme) :]))


def _is_mail(rest: str) -> bool:
    people = unquote(rest.partition("?")[0])
    return all(MAIL.fullmatch(one.strip()) for one in people.split(","))


def _fault_of_web(scheme: str, rest: str) -> AddressFault | None:
    """What is wrong after `https:`; the site itself is never asked."""
    if not rest.startswith("//") or rest.startswith("///") or "\\" in rest:
        return AddressFault("link-scheme", f"{scheme}://{rest.replace(chr(92), '/').lstrip('/')}")
    try:
        parts = urlsplit(f"{scheme}:{rest}")
        host, _ = parts.netloc.rpartition("@")[2], parts.port
    except ValueError:
        return AddressFault("link-site")
    host = re.sub(r":\d*$", "", host)
    if OWN_MACHINE.fullmatch(host):
        return AddressFault("link-own-machine")
    if not HOST.fullmatch(host):
        return AddressFault("link-site")
    if re.search(r"\s", rest):
        return AddressFault("link-space")
    return None


def file_of(path: str) -> str:
    """The file a server of the work gives for a path without its first `/`: a folder's is its index.html."""
    name = unquote(path)
    return f"{name}index.html" if not name or name.endswith("/") else name


def climbs_out(written: str, page: str) -> bool:
    """True if an address of the page `ateliers/cv.html` goes up more folders than it is deep: `../../index.html`.

    A browser stops at the top in silence; a site that lies in a folder of a server is left by such an address.
    """
    path = urlsplit(written.strip()).path
    folder = "" if path.startswith("/") else posixpath.dirname(page)
    return posixpath.normpath(posixpath.join(folder, unquote(path).lstrip("/"))).split("/")[0] == ".."


def same_but_case(name: str, files: Collection[str]) -> str | None:
    """The file that has this name in other capitals: to a server it is another."""
    return next((file for file in files if file != name and file.casefold() == name.casefold()), None)


def near_name(name: str, names: Collection[str]) -> str | None:
    """The name that was probably meant: without accents and spaces, in another folder, or a few letters away."""
    plain = {_plain(one): one for one in names}
    last = {_plain(one.rpartition("/")[2]): one for one in names}
    stems = {_plain(one.rpartition("/")[2].partition(".")[0]): one for one in names}
    asked = _plain(name)
    ending = asked.rpartition("/")[2]
    found = plain.get(asked) or last.get(ending) or stems.get(ending.partition(".")[0])
    if found is None:
        close = difflib.get_close_matches(ending.partition(".")[0], stems, n=1, cutoff=NEAR)
        found = stems[close[0]] if close else None
    return found


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "-", fold_text(name))
