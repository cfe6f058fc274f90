from itertools import pairwise

from graders.checks import Failure, check
from graders.text import same_text
from graders.web.page import Page

HEADERS = {"Atelier": "Ma boîte mail", "Jour": "Jeudi 14"}  # of each column, and the cell below it


def written_lines(page: Page) -> list[str]:
    """The lines as they were put in order, without the blanks around them."""
    return [line.strip() for line in page.source.splitlines() if line.strip()]


def rows_of(page: Page) -> list[list[str]]:
    """What the cells of each row say; two rows at least, empty if they are not there."""
    rows = [[cell.text for cell in row.all("th, td")] for row in page.all("tr")]
    return [*rows, [], []]


@check(points=1)
def table_holds_all(page: Page) -> None:
    """Les balises du tableau entourent tout."""
    lines = written_lines(page)
    for place, tag, words in ((0, "<table>", "en haut"), (-1, "</table>", "en bas")):
        if lines[place] != tag:
            raise Failure("table-holds-all", expected=tag, found=words, file=page.name)


@check(points=1)
def caption_comes_first(page: Page) -> None:
    """Le titre du tableau vient en premier."""
    lines = written_lines(page)
    if ("<table>", "<caption>Les ateliers de janvier</caption>") not in pairwise(lines):
        raise Failure("caption-comes-first", file=page.name)


@check(points=2)
def cells_are_in_rows(page: Page) -> None:
    """Chaque case est dans une rangée."""
    is_open = False
    for number, line in enumerate(written_lines(page), 1):
        if line == "<tr>" and is_open:
            raise Failure("row-closes-first", expected="</tr>", file=page.name, line=number)
        if line.startswith(("<th", "<td", "</tr>")) and not is_open:
            raise Failure("row-opens-first", expected="<tr>", found=line, file=page.name, line=number)
        is_open = line == "<tr>" or (is_open and line != "</tr>")


@check(points=2)
def headers_come_first(page: Page) -> None:
    """La première rangée dit ce que contient chaque colonne."""
    first = rows_of(page)[0]
    for header in HEADERS:
        if not any(same_text(cell, header) for cell in first):
            raise Failure("headers-come-first", expected=f"« {header} »", file=page.name)


@check(points=2)
def cells_are_under_their_headers(page: Page) -> None:
    """Chaque case est sous son en-tête."""
    first, second, *_ = rows_of(page)
    for header, below in HEADERS.items():
        if (header, below) not in zip(first, second, strict=False):
            raise Failure("cell-under-its-header", expected=header, found=below, file=page.name)
