from graders.checks import Failure, check
from graders.web.expectations.document import expect_doctype, expect_order, valid_html
from graders.web.page import Page


def expect_written_between(page: Page, tag: str, container: str, message_id: str) -> None:
    """The tag is written between the two tags of `container`; a browser would move it there in silence."""
    text = page.source.lower()
    if not text.find(f"<{container}>") < text.find(f"<{tag}>") < text.find(f"</{container}>"):
        line = text.count("\n", 0, text.find(f"<{tag}>")) + 1
        raise Failure(message_id, expected=f"<{container}> et </{container}>", found=tag, file=page.name, line=line)


@check(points=1)
def doctype_is_first(page: Page) -> None:
    """La première ligne dit que c'est du HTML."""
    expect_doctype(page, "doctype-is-first")


@check(points=1)
def html_holds_all(page: Page) -> None:
    """L'élément html entoure la tête et le corps."""
    expect_order(page, "html", "head", "html-comes-first")
    if not page.source.rstrip().lower().endswith("</html>"):
        raise Failure("html-ends-last", expected="</html>", file=page.name)


@check(points=1)
def head_before_body(page: Page) -> None:
    """La tête vient avant le corps."""
    expect_order(page, "head", "body", "head-before-body")
    text = page.source.lower()
    if text.find("</head>") > text.find("<body>"):
        raise Failure("head-ends-first", expected="</head>", file=page.name)


@check(points=1)
def title_in_head(page: Page) -> None:
    """Le titre de l'onglet est dans la tête."""
    expect_written_between(page, "title", "head", "title-in-head")


@check(points=1)
def content_in_body(page: Page) -> None:
    """Le grand titre et le paragraphe sont dans le corps."""
    expect_written_between(page, "h1", "body", "content-in-body")
    expect_written_between(page, "p", "body", "content-in-body")


@check(points=1)
def heading_before_text(page: Page) -> None:
    """Le grand titre vient avant le paragraphe."""
    expect_order(page, "h1", "p", "heading-before-text")


@check(points=1)
def page_is_valid(page: Page) -> None:
    """Chaque balise est à sa place."""
    valid_html(page)
