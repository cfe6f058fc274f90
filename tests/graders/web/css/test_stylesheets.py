"""Where the CSS of a page is written."""

from graders.web.css.stylesheets import StyleElements


def test_each_style_element_has_its_own_text_and_line():
    """On one line or on several; a tag may be long, and what looks like one in an earlier line is none."""
    html = "<!-- <style d'avant -->\n<style>a</style><STYLE\nmedia='print'>b\nc</STYLE>\n\n<style>l'an</style><style>d"
    written = StyleElements(html)
    assert [written.next_on(line) for line in (2, 2, 6, 6, 6, 9)] == [
        ("a", 2),
        ("b\nc", 3),
        ("l'an", 6),
        ("d", 6),
        ("", 6),
        ("", 9),
    ]


def test_a_thousand_style_elements_on_one_line_are_told_apart():
    """As a program writes them."""
    written = StyleElements("".join(f"<style>p{number}</style>" for number in range(1000)))
    assert [written.next_on(1) for _ in range(1000)] == [(f"p{number}", 1) for number in range(1000)]
