"""Defines `scrbrd consensus` and `disputes`, which show the state of a match's books."""

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
    """Show the consensus of MATCH's books; exits 1 where the log differs from it.

    Shows who votes, how each seat stands and what holds the log back. Also checks that the entries
    and rulings that each action of the log names exist and say the same.
    """
    with exit_codes():
        from admin.books.compare import compare
        from admin.books.over import parse_over, require_over
        from admin.books.read import read_booked
        from admin.books.standings import as_json as standings_json
        from admin.books.standings import print_standings
        from admin.connection import open_connection
        from admin.json_line import json_line
        from admin.options import plain_console

        requested = parse_over(over)
        with open_connection(project, yes=yes) as connection:
            booked = read_booked(connection.store, match, requested)
        require_over(booked.consensus.check, requested, match)
        compared = compare(booked)
        if as_json:
            echo(json_line(standings_json(booked, compared)))
        else:
            print_standings(plain_console(), booked, compared, shows_over=requested is not None)
        if compared.differs:
            raise typer.Exit(REFUSED)


def disputes(
    match: MatchArgument,
    is_open: Annotated[bool, typer.Option("--open", help="Only those that are open.")] = False,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """List the disputes of MATCH: the claims, since when, and how they were resolved."""
    with exit_codes():
        from admin.books.disputes import dispute_lines, read_disputes
        from admin.commands.scorecard import as_line
        from admin.connection import open_connection
        from admin.maintenance.select_matches import require_match
        from admin.options import plain_console

        with open_connection(project, yes=yes) as connection:
            store = connection.store
            require_match(store, match)
            listed = read_disputes(connection.firestore, match, is_open=is_open)
            inputs = store.read_inputs(match).inputs
        console = plain_console()
        for name, document in listed:
            if as_json:
                echo(as_line({"id": name, **document}))
                continue
            for line in dispute_lines(match, name, document, inputs):
                console.print(line)
        if not listed and not as_json:
            console.print("No open disputes." if is_open else "No disputes.")
