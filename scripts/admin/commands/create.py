"""Defines `scrbrd create`: write the season, teams, people and fixtures that a file lists."""

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

    Every part may be left out; what the file names may be in the project already. Players of a team
    get the role `player`. docs/first-season.md has a whole one. What is there stays as it is: the
    same file again makes what was added to it. Exits 1 where something there is another.
    """
    with exit_codes():
        from admin.connection import connected
        from admin.options import plain_console
        from admin.season_file.run import create as course

        with connected(project, yes=yes) as connection:
            is_as_stated = course(connection, plain_console(), file, apply=apply)
    if not is_as_stated:
        raise typer.Exit(REFUSED)
