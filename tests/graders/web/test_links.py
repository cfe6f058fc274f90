"""What is told of an address from how it is written."""

import pytest

from graders.web.links import AddressFault, address_fault, climbs_out, file_of, near_name, same_but_case


@pytest.mark.parametrize(
    "address",
    [
        "contact.html",
        "./pages/contact.html?tri=nom#haut",
        "../index.html",
        "/contact.html",
        "#horaires",
        "été.html",
        "mon%20plan.html",
        " contact.html ",
        "mailto:bonjour@tilleul.example",
        "mailto:a@b.fr,c@d.fr?subject=Bonjour%20%C3%A0%20tous",
        "tel:+33123456789",
        "tel:01 23 45 67 89",
        "https://www.service-public.fr",
        "HTTP://exemple.fr:8080/a?b=c#d",
        "https://été.fr/",
        "//exemple.fr/a",
        "sms:+33123456789",
        "data:text/plain,a",
    ],
)
def test_a_well_written_address(address: str):
    """Every right way to write an address is accepted; nothing is looked up."""
    assert address_fault(address) is None


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("", AddressFault("link-empty")),
        ("  ", AddressFault("link-empty")),
        ("#", AddressFault("link-nowhere")),
        ("javascript:void(0)", AddressFault("link-script")),
        ("file:///home/amina/plan.html", AddressFault("link-disk")),
        (r"C:\Users\Amina\plan.html", AddressFault("link-disk")),
        ("c:/plan.html", AddressFault("link-disk")),
        ("/home/amina/plan.html", AddressFault("link-disk")),
        (r"pages\plan.html", AddressFault("link-backslash", "pages/plan.html")),
        ("mon plan.html", AddressFault("link-space")),
        ("http:/exemple.fr", AddressFault("link-scheme", "http://exemple.fr")),
        ("https:exemple.fr", AddressFault("link-scheme", "https://exemple.fr")),
        ("https//exemple.fr", AddressFault("link-scheme", "https://exemple.fr")),
        ("htttps://exemple.fr", AddressFault("link-scheme", "https://exemple.fr")),
        ("mail:a@b.fr", AddressFault("link-scheme", "mailto:a@b.fr")),
        ("www.exemple.fr", AddressFault("link-scheme", "https://www.exemple.fr")),
        (r"https:\\exemple.fr", AddressFault("link-scheme", "https://exemple.fr")),
        ("https://", AddressFault("link-site")),
        ("https://exemple", AddressFault("link-site")),
        ("https://mon site.fr", AddressFault("link-site")),
        ("https://exemple.fr:port/", AddressFault("link-site")),
        ("https://[exemple.fr", AddressFault("link-site")),
        ("http://localhost:5500/plan.html", AddressFault("link-own-machine")),
        ("http://127.0.0.1/plan.html", AddressFault("link-own-machine")),
        ("bonjour@tilleul.example", AddressFault("link-mail", "mailto:bonjour@tilleul.example")),
        ("mailto:bonjour", AddressFault("link-mail")),
        ("mailto:", AddressFault("link-mail")),
        ("mailto: bonjour@tilleul", AddressFault("link-mail")),
        ("tel:", AddressFault("link-phone")),
        ("tel:zéro un", AddressFault("link-phone")),
    ],
)
def test_a_badly_written_address(address: str, fault: AddressFault):
    """Each mistake has its own message, and the right writing where it can be told."""
    assert address_fault(address) == fault


@pytest.mark.parametrize(("path", "file"), [("", "index.html"), ("a/", "a/index.html"), ("a%20b.html", "a b.html")])
def test_the_file_of_a_path(path: str, file: str):
    """A folder's file is its index.html."""
    assert file_of(path) == file


@pytest.mark.parametrize(
    ("written", "page", "out"),
    [
        ("../index.html", "ateliers/cv.html", False),
        (" ./../index.html#haut", "ateliers/cv.html", False),
        ("../../index.html", "ateliers/cv.html", True),
        ("../index.html", "index.html", True),
        ("photos/../../index.html", "ateliers/cv.html", False),
        ("/../index.html", "ateliers/cv.html", True),
        ("..", "ateliers/cv.html", False),
        ("", "index.html", False),
        ("..index.html", "index.html", False),
    ],
)
def test_an_address_that_leaves_the_site(written: str, page: str, out: bool):
    """A browser would stop at the top and find the page all the same; on a server it may not."""
    assert climbs_out(written, page) is out


def test_a_server_tells_capitals_apart():
    """The same letters in other capitals are another file."""
    assert [same_but_case(name, ["contact.html"]) for name in ("Contact.html", "contact.html", "plan.html")] == [
        "contact.html",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("contat.html", "contact.html"),
        ("contact", "contact.html"),
        ("contact.htm", "contact.html"),
        ("plan.html", "pages/plan.html"),
        ("ete.html", "été.html"),
        ("mon plan.html", "mon-plan.html"),
        ("boutique.html", None),
    ],
)
def test_the_name_that_was_meant(name: str, near: str | None):
    """A slip of the finger, a forgotten ending, accent or folder; not a file that is something else."""
    assert near_name(name, ["contact.html", "pages/plan.html", "été.html", "mon-plan.html"]) == near
