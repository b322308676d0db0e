"""Formats league tables for the terminal and as a page of HTML."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from admin.html_page import render
from admin.stats.table import HEADS, LeagueTable

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
    """Return the table itself; numbers are never broken, long names are."""
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
    """Return a page of HTML with all tables; everything that people typed is escaped."""
    return render(
        "league_tables.html.jinja",
        title=f"League tables, season {tables[0].season_id}",
        tables=tables,
        heads=HEADS,
        words=WORDS,
        attributions=attributions(tables),
    )


def attributions(tables: Sequence[LeagueTable]) -> list[str]:
    """Return each notice once, in the order of the tables."""
    return list(dict.fromkeys(notice for table in tables for notice in table.attributions))
