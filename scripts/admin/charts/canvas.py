"""Draws the frame of every chart (title, result, footer, colours) and writes it to a file.

Drawn on a Figure of its own, without pyplot, whose state belongs to a whole process. The same
match gives the same bytes: no date is written, ids are salted, text stays text.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from admin import text_columns
from admin.charts.data import InningsChartData, MatchChartData
from admin.charts.kinds import Picture
from admin.options import Refusal
from admin.text_columns import wrapped
from admin.transfer.atomic_file import as_bad_input
from admin.visible_text import visible_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's palette, which the colour-blind tell apart too.
BLUE, VERMILION, SKY, ORANGE = "#0072B2", "#D55E00", "#56B4E9", "#E69F00"
GREEN, PURPLE, GREY = "#009E73", "#CC79A7", "#999999"
HOME_COLOURS, AWAY_COLOURS = (BLUE, SKY), (VERMILION, ORANGE)
STYLES = ("-", (0, (5, 1.5)))
"""How a side's innings are drawn, first and second: distinct without colour too."""

WIDTH = 10.0
TITLE_COLUMNS, TEXT_COLUMNS, FOOT_COLUMNS = 75, 130, 150
"""Characters that fit in a line of the title, of what stands below it, and of the footer."""

LABEL_COLUMNS, NAME_COLUMNS = 45, 25
"""Characters of an innings' title, and of a batter's name, that leave room for the drawing."""

TITLE_INCHES, LINE_INCHES, FOOT_INCHES, MARGIN_INCHES = 0.3, 0.2, 0.15, 0.16
LEFT = 0.015
"""The margin at both sides, as a share of the width."""

DOTS_PER_INCH = 150

STYLE = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same widths everywhere
    "font.size": 9.0,
    "text.parse_math": False,  # a name may have a dollar in it
    "svg.fonttype": "none",
    "svg.hashsalt": "scrbrd",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
}
METADATA: dict[Picture, dict[str, str | None]] = {
    Picture.SVG: {"Date": None, "Creator": "scrbrd"},
    Picture.PNG: {"Software": "scrbrd"},
}

Draw = Callable[["Figure", MatchChartData], None]


def require_matplotlib() -> None:
    """Raise Refusal with the remedy where matplotlib is not installed."""
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise Refusal(
            "a chart needs matplotlib, which is not installed here; `scripts/setup` installs it"
            " (its version is in scripts/admin/requirements.txt)"
        ) from None


def picture(data: MatchChartData, name: str, height: float, draw: Draw, kind: Picture) -> bytes:
    """Return a chart as the bytes of a file; `height` in inches, without the frame."""
    with drawing_style():
        from matplotlib.figure import Figure

        head, foot = header_lines(data, name), footer_lines(data)
        above = TITLE_INCHES * len(head[0]) + LINE_INCHES * len(head[1]) + MARGIN_INCHES
        below = FOOT_INCHES * len(foot) + MARGIN_INCHES
        total = height + above + below
        figure = Figure(figsize=(WIDTH, total), layout="constrained")
        room = (LEFT, below / total, 1.0 - 2 * LEFT, height / total)
        figure.get_layout_engine().set(rect=room)  # type: ignore[union-attr, call-arg]
        draw(figure, data)
        write_frame(figure, head, foot, total)
        file = BytesIO()
        form = kind.removeprefix(".")
        figure.savefig(file, format=form, dpi=DOTS_PER_INCH, metadata=METADATA[kind])
    return file.getvalue()


@contextmanager
def drawing_style() -> Iterator[None]:
    """Our settings of matplotlib for a while; its remarks on its own caches are kept quiet."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    import matplotlib

    settings: dict[Any, Any] = dict(STYLE)
    with matplotlib.rc_context(settings), warnings.catch_warnings():
        # A script the font lacks: an SVG names the characters all the same, a PNG shows boxes.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def header_lines(data: MatchChartData, name: str) -> tuple[list[str], list[str]]:
    """Return the title, and what stands below it."""
    title = wrapped(visible_line(f"{data.title} · {name}"), TITLE_COLUMNS)
    below = map(visible_line, data.subtitles)
    return title, [line for each in below for line in wrapped(each, TEXT_COLUMNS)]


def footer_lines(data: MatchChartData) -> list[str]:
    """Return the attribution of the data, if they need one."""
    return wrapped(visible_line(data.attribution), FOOT_COLUMNS) if data.attribution else []


def write_frame(
    figure: Figure, head: tuple[list[str], list[str]], foot: list[str], height: float
) -> None:
    """Write title, subtitle and footer, each line at its place in inches."""
    top = height - MARGIN_INCHES / 2
    for line in head[0]:
        place = top / height
        figure.text(LEFT, place, line, va="top", fontsize=13, fontweight="bold")
        top -= TITLE_INCHES
    for line in head[1]:
        figure.text(LEFT, top / height, line, va="top", fontsize=9, color="#444444")
        top -= LINE_INCHES
    bottom = MARGIN_INCHES / 2 + FOOT_INCHES * (len(foot) - 1)
    for line in foot:
        figure.text(LEFT, bottom / height, line, va="bottom", fontsize=7, color="#666666")
        bottom -= FOOT_INCHES


def shortened(text: str, columns: int) -> str:
    """Return a text that leaves room for the drawing, its controls spelled out: an SVG that had
    them would be no XML."""
    return text_columns.shortened(visible_line(text), columns)


def label_of(innings: InningsChartData) -> str:
    """Return whose innings, and the score."""
    return f"{shortened(innings.title, LABEL_COLUMNS)} {innings.score}"


def colour_of(innings: InningsChartData) -> str:
    """Return the colour of an innings, by side and by which of theirs it is."""
    colours = HOME_COLOURS if innings.is_home else AWAY_COLOURS
    return colours[innings.place % len(colours)]


def style_of(innings: InningsChartData) -> Any:
    """Return the line of an innings."""
    return STYLES[innings.place % len(STYLES)]


def count_overs(axes: Axes, data: MatchChartData) -> None:
    """An axis of overs, from the start, in whole numbers; of balls in the Hundred."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    length = data.counts_balls_by
    axes.set_xlabel("Balls" if length else "Overs")
    if length:
        axes.xaxis.set_major_formatter(FuncFormatter(lambda over, _place: f"{over * length:.0f}"))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    axes.set_xlim(left=0)


def write_picture(path: Path, data: bytes) -> None:
    """Write a picture whole or not at all; raises BadInput in one line."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with as_bad_input(path):
        try:
            beside.write_bytes(data)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
