"""The frame of the learner's page: what it may, and what it says."""

from __future__ import annotations

import html
import re

import pytest

from graders.exercise_widget.preview import has_forms, has_links, preview_frame


def framed(page: str) -> str:
    """The frame of a page without others."""
    return preview_frame("index.html", {"index.html": page}, "Aperçu de index.html")


def inner(frame: str) -> str:
    """The page inside the frame."""
    found = re.search(r'srcdoc="([^"]*)"', frame)
    assert found
    return html.unescape(found[1])


def test_the_frame_has_a_name_and_no_rights():
    """Scripts run, but never with our origin; the frame is named for those who hear the screen."""
    frame = framed("<p>Bonjour</p>")
    assert re.sub(r'srcdoc="[^"]*"', "", frame) == (
        '<iframe class="atelier-preview-frame" sandbox="allow-scripts allow-forms" '
        'title="Aperçu de index.html" ></iframe>'
    )


def test_a_form_is_tried_and_nothing_leaves():
    """Without the right to send, no browser says which field it refuses; the policy lets nothing go out."""
    frame = framed("<form><input required></form>")
    assert ("allow-forms" in frame, "form-action 'none'" in inner(frame)) == (True, True)
    assert [has_forms(page) for page in ("<FORM>", '<form method="post">', "<p>form</p>", "<formule>")] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("page", ['"></iframe><script>parent.x=1</script>', "&quot;&gt;", "<p title='\"'>é</p>"])
def test_no_page_leaves_its_frame(page: str):
    """Whatever the page says, it says it inside."""
    frame = framed(page)
    assert frame.count("<") == 2
    assert inner(frame).endswith(page)


def test_the_doctype_stays_first():
    """The page is read in standards mode, with the limits right after its doctype."""
    page = inner(framed("\n<!DOCTYPE html>\n<title>T</title>"))
    limits = r'<meta http-equiv="Content-Security-Policy"[^>]*><base [^>]*><script>.*</script>'
    assert re.fullmatch(rf"\n<!DOCTYPE html>{limits}\n<title>T</title>", page, re.DOTALL)


def test_no_page_ends_the_script_that_holds_it():
    """A page among the others may have scripts of its own; they stay in its text."""
    page = inner(preview_frame("a.html", {"a.html": "<p>A", "b.html": "<script>1</script><!--"}, "t"))
    assert (page.count("</script>"), page.count("<!--")) == (1, 0)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('<a href="adresse.html">A</a>', True),
        ("<A class=x HREF=adresse.html>A</A>", True),
        ('<a href="#bas">B</a>', False),
        ("<p>href</p>", False),
    ],
)
def test_links_to_other_pages_are_noticed(page: str, expected: bool):
    """A place in the page is no other page."""
    assert has_links(page) is expected
