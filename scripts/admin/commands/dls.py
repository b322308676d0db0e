"""Defines `scrbrd dls`: targets and pars by Duckworth-Lewis, without a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from admin.options import complain, echo, exit_codes
from scrbrd.domain.errors import BadInput

if TYPE_CHECKING:
    from admin.rain.sheet import Sheet

ScenarioArgument = Annotated[
    Path, typer.Argument(metavar="SCENARIO", help="A JSON file.", show_default=False)
]
TableOption = Annotated[
    Path | None,
    typer.Option("--table", metavar="CSV", help="Resources at every ball, instead of ours."),
]
HtmlOption = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="The sheet as a page of its own.")
]


def dls(
    scenario: ScenarioArgument,
    as_json: Annotated[bool, typer.Option("--json", help="The line of JSON alone.")] = False,
    sheet: Annotated[bool, typer.Option("--sheet", help="A par sheet for the umpires.")] = False,
    every_ball: Annotated[
        bool, typer.Option("--every-ball", help="A row for each ball, not for each over.")
    ] = False,
    after: Annotated[
        int | None,
        typer.Option(
            "--after",
            metavar="BALLS",
            min=0,
            help="Instead of pars: targets if play stops there, so many balls left after it.",
        ),
    ] = None,
    html: HtmlOption = None,
    table: TableOption = None,
) -> None:
    """Compute target and par of a match that lost overs, by Duckworth-Lewis, Standard Edition.

    The last line is JSON: r1 and r2 (percent of a 50-over innings), target
    (runs that win) and par (the score that ties: now where the scenario has
    second.now, else at the end of the innings).

    SCENARIO: {"g50": 245, "oversPerInnings": 50,
    "first": {"runs": 180, "stoppages": [
    {"ballsLeft": 180, "wickets": 3, "ballsLeftAfter": 120}]},
    "second": {"stoppages": [
    {"ballsLeft": 300, "wickets": 0, "ballsLeftAfter": 240}],
    "now": {"runs": 90, "wickets": 2, "ballsLeft": 120}}}

    Both innings begin with oversPerInnings. Overs that the second does not have
    from its start are its first stoppage, as above. An innings was ended where
    ballsLeftAfter is missing or 0. g50, the average total of 50 overs, is
    needed only where the second side has more resources; without it a par that
    needs fewer is still printed: target is then null, and note says why.

    Optional: ballsPerOver (6), minimumOvers (rows before them are marked),
    first.wickets, name, note, source, and penalties:
    [{"innings": 2, "to": "fielding", "runs": 5}].

    Runs are totals of the scoreboard at that time. Penalty runs to the fielding
    side of innings 2 are the only ones that no total has: they raise the target
    and every par. Those to the batting side of innings 1 are in first.runs, all
    others in second.now.runs; they change no target.
    """
    with exit_codes():
        check_options(as_json=as_json, sheet=sheet, every_ball=every_ball, after=after, html=html)
        from admin.rain.answer import answer_lines, scenario_warnings, solve
        from admin.rain.scenario import read_scenario
        from admin.rain.sheet import par_sheet
        from admin.rain.table_file import read_table
        from scrbrd.domain.rain.resources import standard_table

        parsed = read_scenario(scenario)
        resources = read_table(table) if table else standard_table()
        result = solve(scenario, parsed, resources)
        for warning in scenario_warnings(parsed):
            complain(warning)
        if sheet:
            par_table = par_sheet(
                scenario, parsed, resources, result, every_ball=every_ball, after=after
            )
            print_sheet(par_table, html)
            return
        if not as_json:
            for line in answer_lines(parsed, result):
                echo(line)
        echo(result.as_json())


def check_options(
    *, as_json: bool, sheet: bool, every_ball: bool, after: int | None, html: Path | None
) -> None:
    """Raise BadInput for options that do not go together."""
    if as_json and sheet:
        raise BadInput("--json and --sheet are two answers; give one of them")
    if not sheet and (every_ball or after is not None or html is not None):
        raise BadInput("--every-ball, --after and --html are of a par sheet; add --sheet")


def print_sheet(par_table: Sheet, html: Path | None) -> None:
    """Print a par sheet, or write it as an HTML page."""
    from admin.rain.sheet import as_page, as_text
    from admin.transfer.atomic_file import atomic_file

    if html is None:
        for line in as_text(par_table):
            echo(line)
        return
    with atomic_file(html) as file:
        file.write(as_page(par_table))
    echo(f"{html}: written")
