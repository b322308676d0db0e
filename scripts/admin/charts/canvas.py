"""Draws the frame of every chart (title, result, footer, colours) and writes it to a file.

Charts are drawn on a separate Figure, without pyplot, whose state belongs to the whole process. The
same match always gives the same bytes: no date is written, ids are salted, text stays text.
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
from admin.text_columns import wrap_columns
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
"""The line styles of a side's first and second innings: distinct without colour too."""

WIDTH = 10.0
TITLE_COLUMNS, TEXT_COLUMNS, FOOT_COLUMNS = 75, 130, 150
"""Characters that fit in a line of the title, of the lines below it, and of the footer."""

LABEL_COLUMNS, NAME_COLUMNS = 45, 25
"""Maximum length of an innings' title and of a batter's name that leaves room for the drawing."""

TITLE_INCHES, LINE_INCHES, FOOT_INCHES, MARGIN_INCHES = 0.3, 0.2, 0.15, 0.16
SIDE_MARGIN = 0.015
"""The margin on both sides, as a share of the width."""

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
    """Raise Refusal, with the remedy, if matplotlib is not installed."""
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise Refusal(
            "a chart needs matplotlib, which is not installed here; `scripts/setup` installs it"
            " (its version is in scripts/admin/requirements.txt)"
        ) from None


def draw_picture(
    data: MatchChartData, name: str, height: float, draw: Draw, kind: Picture
) -> bytes:
    """Return a chart as the bytes of a picture file.

    `height` is in inches, without the frame.
    """
    with drawing_style():
        from matplotlib.figure import Figure

        head, foot = header_lines(data, name), footer_lines(data)
        above = TITLE_INCHES * len(head[0]) + LINE_INCHES * len(head[1]) + MARGIN_INCHES
        below = FOOT_INCHES * len(foot) + MARGIN_INCHES
        total = height + above + below
        figure = Figure(figsize=(WIDTH, total), layout="constrained")
        room = (SIDE_MARGIN, below / total, 1.0 - 2 * SIDE_MARGIN, height / total)
        figure.get_layout_engine().set(rect=room)  # type: ignore[union-attr, call-arg]
        draw(figure, data)
        write_frame(figure, head, foot, total)
        file = BytesIO()
        form = kind.removeprefix(".")
        figure.savefig(file, format=form, dpi=DOTS_PER_INCH, metadata=METADATA[kind])
    return file.getvalue()


@contextmanager
def drawing_style() -> Iterator[None]:
    """Apply our settings of matplotlib in a context, and suppress its notices about caches."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    import matplotlib

    settings: dict[Any, Any] = dict(STYLE)
    with matplotlib.rc_context(settings), warnings.catch_warnings():
        # A script the font lacks: an SVG names the characters all the same, a PNG shows boxes.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def header_lines(data: MatchChartData, name: str) -> tuple[list[str], list[str]]:
    """Return the lines of the title, and the lines below it."""
    title = wrap_columns(visible_line(f"{data.title} · {name}"), TITLE_COLUMNS)
    below = map(visible_line, data.subtitles)
    return title, [line for each in below for line in wrap_columns(each, TEXT_COLUMNS)]


def footer_lines(data: MatchChartData) -> list[str]:
    """Return the attribution of the data, if it needs one."""
    return wrap_columns(visible_line(data.attribution), FOOT_COLUMNS) if data.attribution else []


def write_frame(
    figure: Figure, head: tuple[list[str], list[str]], foot: list[str], height: float
) -> None:
    """Write title, subtitle and footer, each line at its place in inches."""
    top = height - MARGIN_INCHES / 2
    for line in head[0]:
        place = top / height
        figure.text(SIDE_MARGIN, place, line, va="top", fontsize=13, fontweight="bold")
        top -= TITLE_INCHES
    for line in head[1]:
        figure.text(SIDE_MARGIN, top / height, line, va="top", fontsize=9, color="#444444")
        top -= LINE_INCHES
    bottom = MARGIN_INCHES / 2 + FOOT_INCHES * (len(foot) - 1)
    for line in foot:
        figure.text(SIDE_MARGIN, bottom / height, line, va="bottom", fontsize=7, color="#666666")
        bottom -= FOOT_INCHES


def shorten(text: str, columns: int) -> str:
    """Return a text shortened to leave room for the drawing, its control characters spelled out.

    An SVG with control characters would be invalid XML.
    """
    return text_columns.shorten(visible_line(text), columns)


def label_of(innings: InningsChartData) -> str:
    """Return the title and the score of an innings."""
    return f"{shorten(innings.title, LABEL_COLUMNS)} {innings.score}"


def colour_of(innings: InningsChartData) -> str:
    """Return the colour of an innings, by its side and its number among that side's innings."""
    colours = HOME_COLOURS if innings.is_home else AWAY_COLOURS
    return colours[innings.place % len(colours)]


def style_of(innings: InningsChartData) -> Any:
    """Return the line style of an innings."""
    return STYLES[innings.place % len(STYLES)]


def label_over_axis(axes: Axes, data: MatchChartData) -> None:
    """Label the x axis with whole overs from the start; with balls in the Hundred."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    length = data.counts_balls_by
    axes.set_xlabel("Balls" if length else "Overs")
    if length:
        axes.xaxis.set_major_formatter(FuncFormatter(lambda over, _place: f"{over * length:.0f}"))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    axes.set_xlim(left=0)


def write_picture(path: Path, data: bytes) -> None:
    """Write a picture whole or not at all. Raises BadInput of one line."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    with as_bad_input(path):
        try:
            temporary.write_bytes(data)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
