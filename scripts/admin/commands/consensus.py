"""Defines `scrbrd consensus` and `disputes`: what several scorers' books of a match come to."""

from __future__ import annotations

from typing import Annotated

import typer

from admin.options import (
    REFUSED,
    JsonOption,
    MatchArgument,
    ProjectOption,
    YesOption,
    echo,
    exit_codes,
)


def consensus(
    match: MatchArgument,
    over: Annotated[
        str | None,
        typer.Option(
            "--over",
            metavar="INNINGS:OVER",
            help="Also the books side by side for an over, counted from 0: 1:7 is the eighth.",
        ),
    ] = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """Show what the books of MATCH come to; exits 1 where the log is not what they say.

    Who votes, how each seat stands, what holds the log back; and of each action of the log whether
    the entries and rulings that it names are there and say it.
    """
    with exit_codes():
        from admin.books.compare import compare
        from admin.books.over import parse_over, require_over
        from admin.books.read import read_booked
        from admin.books.standings import as_json as document_of
        from admin.books.standings import print_standings
        from admin.connection import connected
        from admin.json_line import json_line
        from admin.options import plain_console

        asked = parse_over(over)
        with connected(project, yes=yes) as connection:
            found = read_booked(connection.store, match, asked)
        require_over(found.found.check, asked, match)
        compared = compare(found)
        if as_json:
            echo(json_line(document_of(found, compared)))
        else:
            print_standings(plain_console(), found, compared, shows_over=asked is not None)
        if compared.differs:
            raise typer.Exit(REFUSED)


def disputes(
    match: MatchArgument,
    is_open: Annotated[bool, typer.Option("--open", help="Only those that are open.")] = False,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """List what the books of MATCH differ on: who claims what, since when, how it was resolved."""
    with exit_codes():
        from admin.books.disputes import dispute_lines, read_disputes
        from admin.commands.scorecard import as_line
        from admin.connection import connected
        from admin.maintenance.select_matches import require_match
        from admin.options import plain_console

        with connected(project, yes=yes) as connection:
            store = connection.store
            require_match(store, match)
            found = read_disputes(connection.firestore, match, is_open=is_open)
            inputs = store.read_inputs(match).inputs
        console = plain_console()
        for name, document in found:
            if as_json:
                echo(as_line({"id": name, **document}))
                continue
            for line in dispute_lines(match, name, document, inputs):
                console.print(line)
        if not found and not as_json:
            console.print("No open disputes." if is_open else "No disputes.")
