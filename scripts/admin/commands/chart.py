"""Defines `scrbrd chart`: a match as a picture."""

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
    """Draw MATCH as it stands: from its log, without what was voided. Needs matplotlib.

    Super overs are left out. A wagon wheel needs balls with shotData.
    """
    with exit_codes():
        form = picture_of(out)
        from admin.charts.canvas import require_matplotlib, write_picture
        from admin.connection import connected
        from admin.stored_match.read import log_entries, stored_match

        require_matplotlib()
        from admin.charts.data import chart_data
        from admin.charts.draw import draw_chart

        with connected(project, yes=yes) as connection:
            stored = stored_match(connection.store, match)
            entries = tuple(log_entries(connection.store, match).values())
        write_picture(out, draw_chart(chart_data(stored.log(entries)), kind, form))
        echo(f"{out}: written")


def picture_of(path: Path) -> Picture:
    """Return what kind of picture a name asks for; BadInput for any other."""
    known = [each.value for each in Picture]
    if path.suffix.lower() not in known:
        raise BadInput(f"-o: {path} is no picture we can draw; end its name in .svg or .png")
    return Picture(path.suffix.lower())
