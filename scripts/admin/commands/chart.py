"""Defines `scrbrd chart`: draws a chart of a match."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from admin.charts.kinds import Kind, Picture
from admin.options import MatchArgument, ProjectOption, YesOption, echo, exit_codes
from scrbrd.domain.errors import BadInput


def chart(
    match: MatchArgument,
    kind: Annotated[Kind, typer.Argument(help="What to draw.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help="The picture: .svg or .png.")
    ],
    project: ProjectOption = None,
    yes: YesOption = False,
) -> None:
    """Draw MATCH in its present state, from its log without voided actions. Needs matplotlib.

    Super overs are left out. A wagon wheel needs balls with shotData.
    """
    with exit_codes():
        form = picture_type(out)
        from admin.charts.canvas import require_matplotlib, write_picture
        from admin.connection import open_connection
        from admin.stored_match.read import log_entries, stored_match

        require_matplotlib()
        from admin.charts.data import chart_data
        from admin.charts.draw import draw_chart

        with open_connection(project, yes=yes) as connection:
            stored = stored_match(connection.store, match)
            entries = tuple(log_entries(connection.store, match).values())
        write_picture(out, draw_chart(chart_data(stored.log(entries)), kind, form))
        echo(f"{out}: written")


def picture_type(path: Path) -> Picture:
    """Return the type of picture that a file name ends in. Raises BadInput for any other."""
    suffixes = [each.value for each in Picture]
    if path.suffix.lower() not in suffixes:
        raise BadInput(f"-o: {path} is no picture we can draw; end its name in .svg or .png")
    return Picture(path.suffix.lower())
