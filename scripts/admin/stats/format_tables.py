"""Formats league tables for the terminal and as a page of HTML."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from admin.html_page import render
from admin.stats.table import HEADINGS, LeagueTable

LEFT_COLUMNS = 2
"""The number of left-aligned columns (place and team); the others are right-aligned, except
form."""


def print_tables(console: Console, tables: Sequence[LeagueTable]) -> None:
    """Print each table with its title and notes, then all required attributions."""
    for table in tables:
        console.print(table.title, style="bold")
        console.print(rich_table(table))
        for note in table.notes():
            console.print(note, soft_wrap=True)
        console.print()
    for notice in attributions(tables):
        console.print(notice, soft_wrap=True)


def rich_table(table: LeagueTable) -> Table:
    """Return the table for the terminal; long names are wrapped, numbers never."""
    result = Table(box=SIMPLE, show_edge=False, padding=(0, 1, 0, 0))
    for place, head in enumerate(HEADINGS):
        is_number = place != 1 and head != HEADINGS[-1]
        result.add_column(
            head,
            justify="right" if is_number else "left",
            no_wrap=place != 1,
            overflow="fold",
        )
    for row in table.rows():
        result.add_row(*row)
    return result


def page(tables: Sequence[LeagueTable]) -> str:
    """Return an HTML page with all tables; everything that people typed is escaped."""
    return render(
        "league_tables.html.jinja",
        title=f"League tables, season {tables[0].season_id}",
        tables=tables,
        heads=HEADINGS,
        words=LEFT_COLUMNS,
        attributions=attributions(tables),
    )


def attributions(tables: Sequence[LeagueTable]) -> list[str]:
    """Return each attribution once, in the order of the tables."""
    return list(dict.fromkeys(notice for table in tables for notice in table.attributions))
