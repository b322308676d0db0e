"""Owns how league tables look in the terminal, and as a page of HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from admin.stats.table import HEADS, LeagueTable
from admin.stored_match.html import STYLE
from admin.stored_match.html import table as html_table
from admin.visible_text import visible_html

WORDS = 2
"""Place and team stand on the left; the columns after them on the right, form excepted."""


def print_tables(console: Console, tables: Sequence[LeagueTable]) -> None:
    """Print each with its title and notes, and below all the notices that must be shown."""
    for table in tables:
        console.print(table.title, style="bold")
        console.print(rich_table(table))
        for note in table.notes():
            console.print(note, soft_wrap=True)
        console.print()
    for notice in attributions(tables):
        console.print(notice, soft_wrap=True)


def rich_table(table: LeagueTable) -> Table:
    """The table itself; numbers are never broken, long names are."""
    made = Table(box=SIMPLE, show_edge=False, padding=(0, 1, 0, 0))
    for place, head in enumerate(HEADS):
        is_number = place != 1 and head != HEADS[-1]
        made.add_column(
            head,
            justify="right" if is_number else "left",
            no_wrap=place != 1,
            overflow="fold",
        )
    for row in table.rows():
        made.add_row(*row)
    return made


def page(tables: Sequence[LeagueTable]) -> str:
    """The whole page; everything that people typed is escaped."""
    title = f"League tables, season {tables[0].season_id}"
    body = [f"<h1>{visible_html(title)}</h1>"]
    for table in tables:
        body += table_html(table)
    body += [f"<p><small>{visible_html(notice)}</small></p>" for notice in attributions(tables)]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{visible_html(title)}</title><style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def table_html(table: LeagueTable) -> Iterator[str]:
    """One table with its notes."""
    yield html_table(table.title, HEADS, WORDS, list(table.rows()))
    for note in table.notes():
        yield f"<p>{visible_html(note)}</p>"


def attributions(tables: Sequence[LeagueTable]) -> list[str]:
    """Each notice once, in the order of the tables."""
    return list(dict.fromkeys(notice for table in tables for notice in table.attributions))
