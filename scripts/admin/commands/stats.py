"""Defines `scrbrd stats rebuild | verify | table`: the statistics of a season."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from admin.options import REFUSED, JsonOption, ProjectOption, YesOption, echo, exit_codes

if TYPE_CHECKING:
    from admin.stats.run import Finding, Verb

stats = typer.Typer(
    name="stats",
    help="Maintain the figures of a season, and show its league tables.",
    no_args_is_help=True,
)

SeasonArgument = Annotated[
    str,
    typer.Argument(
        metavar="SEASON", help="Its id, as matches have it: 2026, 2023-24; 2023/24 too."
    ),
]


@stats.command()
def rebuild(
    season: SeasonArgument,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Compute the figures of SEASON again, and write what differs; exits 1 if a difference stays.

    Each match whose archive or contributions differ from its log is rebuilt first, then the figures
    of every player and team of the season. Correct documents are not written again.
    """
    with exit_codes():
        from admin.stats.run import REBUILD

        check_and_print(season, REBUILD, project=project, as_json=as_json, yes=yes)


@stats.command()
def verify(
    season: SeasonArgument,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Compare contributions with the logs, and figures with them; exits 1 on any difference.

    Writes nothing. `scrbrd stats rebuild` repairs the differences.
    """
    with exit_codes():
        from admin.stats.run import VERIFY

        check_and_print(season, VERIFY, project=project, as_json=as_json, yes=yes)


@stats.command()
def table(
    season: SeasonArgument,
    competition: Annotated[
        str | None,
        typer.Option("--competition", metavar="ID", help="This one only.", show_default=False),
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="A page of its own instead.")
    ] = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Print the league table of each competition of SEASON, and of all its matches together.

    Ordered by points, net run rate, wins. Form starts with the newest match. Only completed matches
    count.
    """
    with exit_codes():
        from admin.connection import open_connection
        from admin.json_line import json_line
        from admin.options import plain_console
        from admin.stats.format_tables import page, print_tables
        from admin.stats.read_tables import read_tables
        from admin.stats.season import select_season
        from admin.transfer.atomic_file import atomic_file
        from scrbrd.domain.errors import BadInput

        if as_json and html:
            raise BadInput("--json and --html are two answers; give one of them")
        with open_connection(project, yes=yes) as connection:
            client = connection.firestore
            tables = read_tables(client, select_season(client, season), competition)
        if as_json:
            for each in tables:
                echo(json_line(each.as_json()))
        elif html:
            with atomic_file(html) as file:
                file.write(page(tables))
            echo(f"{html}: written")
        else:
            print_tables(plain_console(), tables)


def check_and_print(
    season: str, verb: Verb, *, project: str | None, as_json: bool, yes: bool
) -> None:
    """Check every match, player and team of a season; exit with 1 if any differs."""
    from admin.connection import open_connection
    from admin.stats.run import check_season
    from admin.stats.season import select_season

    with open_connection(project, yes=yes) as connection:
        selected = select_season(connection.firestore, season)
        counts = print_findings(check_season(connection.firestore, selected, verb), as_json=as_json)
    if not as_json:
        echo(summary(season, counts))
    if counts["differs"]:
        raise typer.Exit(REFUSED)


def print_findings(findings: Iterable[Finding], *, as_json: bool) -> Counter[str]:
    """Print each finding that has something to report; return the number of each kind."""
    from admin.json_line import json_line

    counts: Counter[str] = Counter()
    for finding in findings:
        counts.update([finding.kind, *(["differs"] if finding.outcome.differs else [])])
        counts["wrote"] += bool(finding.outcome.fields.get("wrote"))
        if as_json:
            echo(json_line(finding.as_json()))
        elif finding.has_news:
            echo(f"{finding.kind} {finding.id}: {finding.outcome.summary}")
            for line in finding.outcome.details:
                echo(f"  {line}")
    return counts


def summary(season: str, counts: Counter[str]) -> str:
    """Return the counts of a season as one line of text."""
    wrote = f", {counts['wrote']} written" if counts["wrote"] else ""
    return (
        f"season {season}: {counts['match']} matches, {counts['player']} players,"
        f" {counts['team']} teams{wrote}, {counts['differs']} to look at"
    )
