"""SVG drawings, the friendly and the hostile."""

import pytest

from fab_notebooks.svg import DrawingError, drawing

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'


def svg(inside: str) -> str:
    """A drawing with this in it."""
    return f"{HEAD}{inside}</svg>"


@pytest.mark.parametrize(
    ("inside", "area"),
    [
        ('<rect x="1" y="2" width="30" height="20"/>', 600),
        ('<polygon points="0,0 10,0 10,10"/>', 50),
        ('<polyline points="0,0 10,0 10,10"/>', 50),
        ('<path d="M0 0H10V10H0Z"/>', 100),
        ('<path d="m0 0 10 0 0 10 -10 0zM2 2H8V8H2Z" fill-rule="evenodd"/>', 64),
        ('<g transform="translate(5,5) scale(2)"><rect width="3" height="3"/></g>', 36),
        ('<g transform="rotate(30 4 4)"><rect width="3" height="3"/></g>', 9),
        ('<g fill="none"><rect width="50" height="50"/><rect fill="red" width="2" height="2"/></g>', 4),
        ('<defs><rect width="50" height="50"/></defs><rect width="2" height="2"/>', 4),
        ('<rect width="9" height="9" style="display: none"/><rect width="2" height="2"/>', 4),
    ],
)
def test_the_filled_surface_is_found(inside: str, area: float):
    """Shapes, paths, holes, transforms, and what is not painted."""
    assert drawing(svg(inside)).area() == pytest.approx(area, rel=1e-8)


def test_curves_are_close_to_their_circle():
    """A circle of arcs has the area of a circle, within half a percent."""
    path = '<path d="M50 10A40 40 0 1 1 50 90A40 40 0 1 1 50 10Z"/>'
    assert drawing(svg(path)).area() == pytest.approx(3.14159 * 1600, rel=5e-3)


def test_up_is_up():
    """SVG counts downwards; the print does not."""
    assert drawing(svg('<rect y="10" width="5" height="5"/>')).bounds() == (0, -15, 5, -10)


LAUGHS = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + svg("<text>&b;</text>")
OUTSIDE = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + svg("<text>&x;</text>")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (LAUGHS, "DOCTYPE"),
        (OUTSIDE, "DOCTYPE"),
        ("<html></html>", "ne se lit pas"),
        ("", "ne se lit pas"),
        ("<svg", "ne se lit pas"),
        ("\ud800", "ne se lit pas"),
        (svg("<rect/>" * 3000), "éléments"),
        (svg("<g>" * 3000 + "</g>" * 3000), "éléments"),
        (svg(f'<path d="M0 0{"L1 1" * 100_000}Z"/>'), "trop de points"),
        (svg(f'<path d="M0 0{"L1 1 9 9" * 20_000}{"L1 1 9 9" * 12_000}Z"/>'), "trop de points"),
        (svg('<path d="M0 0L1e300 0L0 1e300Z"/>'), "nombres impossibles"),
        (svg('<rect width="9" height="9" transform="scale(1e200)"/>'), "nombres impossibles"),
        (svg('<path d="M0 0 Q"/>'), "ne se lit pas"),
        (svg('<path d="A A A"/>'), "ne se lit pas"),
        (svg('<path d="M0 0L10 10"/>'), "surface pleine"),
        (svg('<image href="file:///etc/passwd" width="9" height="9"/>'), "surface pleine"),
        (svg(""), "surface pleine"),
    ],
)
def test_a_hostile_drawing_gets_one_french_sentence(text: str, reason: str):
    """Never another error, never a file read, never a minute of work."""
    with pytest.raises(DrawingError, match=reason):
        drawing(text)


def test_a_plain_document_type_is_not_fetched_and_does_no_harm():
    """Many drawing programs write it."""
    plain = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert drawing(plain + svg('<rect width="2" height="2"/>')).area() == pytest.approx(4)
