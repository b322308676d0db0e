"""Defines `scrbrd roles`: who holds which role, whether it is in force, and why not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from admin.commands.grant import MatchOption, PersonArgument, SchoolOption, TeamOption
from admin.options import JsonOption, ProjectOption, YesOption, echo, exit_codes

if TYPE_CHECKING:
    from admin.roles.format_roles import Row

HEADINGS = ("person", "role", "in", "state", "why")


def roles(
    person: PersonArgument = None,
    match: MatchOption = None,
    team: TeamOption = None,
    school: SchoolOption = None,
    ended: Annotated[
        bool, typer.Option("--ended", help="Also the ended ones in the roles' histories.")
    ] = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """List the roles of a person, in a match, a team or at a school; without any, all roles."""
    with exit_codes():
        from admin.connection import open_connection
        from admin.roles.parse_options import parse_owner, require_id
        from admin.roles.run import run_roles
        from admin.roles.store import RoleStore

        if person is not None:
            require_id("PERSON", person)
        owner = parse_owner(match, team, school)
        with open_connection(project, yes=yes) as connection:
            rows = run_roles(RoleStore(connection.firestore), owner, person, ended=ended)
            if as_json:
                print_json(rows)
            else:
                print_table(rows)


def print_json(rows: Iterable[Row]) -> None:
    """Print one line of JSON for each row, as the rows arrive."""
    from admin.json_line import json_line

    for row in rows:
        echo(json_line(row.as_json(), json_value))


def json_value(value: Any) -> Any:
    """Convert a value that JSON has no type for: a time to ISO text, others as in backups."""
    from admin.transfer.values import to_json

    return value.isoformat() if isinstance(value, datetime) else to_json(value)


def print_table(rows: Iterable[Row]) -> None:
    """Print the rows as a table, those in force first."""
    from rich.table import Table

    from admin.options import plain_console

    table = Table(*HEADINGS, box=None, pad_edge=False)
    for row in sorted(rows, key=lambda row: (not row.is_in_force, *row.cells())):
        table.add_row(*row.cells())
    console = plain_console()
    if table.row_count:
        console.print(table)
    else:
        console.print("No roles.")
