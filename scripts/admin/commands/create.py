"""Defines `scrbrd create`: writes the season, teams, people and fixtures that a file lists."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from admin.options import REFUSED, ApplyOption, ProjectOption, YesOption, exit_codes


def create(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A JSON file.", show_default=False)],
    project: ProjectOption = None,
    apply: ApplyOption = False,
    yes: YesOption = False,
) -> None:
    """Make the season, schools, teams, people and fixtures that FILE lists.

    \b
    {"seasons": [{"id", "name"}], "competitions": [{"id", "name", "seasonId"}],
     "schools": [{"id", "name"}], "people": [{"id", "displayName"}],
     "teams": [{"id", "name", "schoolId", "players": [PERSON, ...]}],
     "matches": [{"id", "homeTeamId", "awayTeamId", "seasonId", "format", "scheduledAt",
                  "validationTier", "venue", "lineups": {TEAM: [PERSON, ...]}}]}

    Every part may be left out; ids may refer to documents already in the project. Players of a team
    get the role `player`. docs/first-season.md has a complete example. Existing documents stay as
    they are: run again after additions to the file, it creates only those. Exits 1 if a document
    in the project differs from the file.
    """
    with exit_codes():
        from admin.connection import open_connection
        from admin.options import plain_console
        from admin.season_file.run import create as create_season

        with open_connection(project, yes=yes) as connection:
            matches_file = create_season(connection, plain_console(), file, apply=apply)
    if not matches_file:
        raise typer.Exit(REFUSED)
