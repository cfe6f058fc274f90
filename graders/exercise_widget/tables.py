"""Rows of a database as HTML tables, for eyes and for ears; a wide one scrolls by keyboard."""

from __future__ import annotations

import html

from graders.exercise_widget import markup
from graders.exercise_widget.texts import text
from graders.tried import Cell, Rows, Tried


def tried_tables(tried: Tried) -> str:
    """What SQL gave: its trouble first, then results, then the tables it changed."""
    said = markup.trouble(tried.trouble) if tried.trouble else ""
    if not said and not (tried.results or tried.changed or tried.gone):
        said = markup.news(markup.note(text("sql-nothing")))
    many = len(tried.results) > 1
    parts = [
        (text("result-of-many", number=number) if many else text("result"), rows)
        for number, rows in enumerate(tried.results, 1)
    ]
    parts += [(text("table-after", name=rows.name), rows) for rows in tried.changed]
    gone = "".join(markup.note(text("table-gone", name=name)) for name in tried.gone)
    if parts and not said:
        said = markup.heard(f"{_counted(*parts[0])}.")
    return said + "".join(table(_counted(title, rows), rows) for title, rows in parts) + gone


def sample_tables(tables: tuple[Rows, ...]) -> str:
    """The tables of a database, each to open and look at."""
    return "".join(
        f'<details class="atelier-details"><summary>{html.escape(_summary(rows))}</summary>'
        f"{table(_counted(rows.name, rows), rows)}</details>"
        for rows in tables
    )


def table(caption: str, rows: Rows) -> str:
    """One table; its caption is the name of the box it scrolls in."""
    if not rows.columns:
        return ""
    kinds = rows.kinds or ("",) * len(rows.columns)
    head = "".join(
        f'<th scope="col">{html.escape(name)}{_kind(kind)}</th>' for name, kind in zip(rows.columns, kinds, strict=True)
    )
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows.rows)
    name = html.escape(caption)
    return (
        f'<div class="atelier-table" role="group" tabindex="0" aria-label="{name}"><table><caption>{name}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _kind(kind: str) -> str:
    return f' <span class="atelier-kind">{html.escape(kind)}</span>' if kind else ""


def _cell(value: Cell) -> str:
    if value is None:
        return f'<td><span class="atelier-null">{text("null")}</span></td>'
    if value == "":
        return f'<td><span class="atelier-null">{text("empty-text")}</span></td>'
    if isinstance(value, str):
        return f"<td>{html.escape(value)}</td>"
    return f'<td class="atelier-number">{value!r}</td>'


def _count(rows: Rows) -> str:
    """How many rows there are, and how many are shown where that is fewer."""
    if rows.more:
        counted = text("rows-more", count=_number(rows.count))
    elif rows.count == 0:
        counted = text("rows-none")
    else:
        counted = text("rows-one") if rows.count == 1 else text("rows", count=_number(rows.count))
    return text("rows-cut", counted=counted, shown=len(rows.rows)) if len(rows.rows) < rows.count else counted


def _summary(rows: Rows) -> str:
    return text("table-summary", name=rows.name, columns=", ".join(rows.columns))


def _counted(title: str, rows: Rows) -> str:
    return text("counted", title=title, count=_count(rows))


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")
