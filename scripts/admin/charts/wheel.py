"""Draws the wagon wheel: where the runs of each innings went, seen from above."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from admin.charts.canvas import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILION, label_of
from admin.charts.data import InningsChartData, MatchChartData
from admin.charts.shots import Shot, runs_by_segment
from admin.options import Refusal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANEL_INCHES = 5.0
COLUMNS = 2
SEGMENT_DEGREES = 45
LEGEND_STYLE: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (0, 0), "ncols": 6}
COLOURS = {1: GREY, 2: SKY, 3: GREEN, 4: BLUE, 5: PURPLE, 6: VERMILION}


def wheels_of(data: MatchChartData) -> list[InningsChartData]:
    """Return the innings with recorded strokes.

    Raises Refusal, naming the match, if there are none.
    """
    wheels = [each for each in data.innings if each.shots]
    if not wheels:
        raise Refusal(
            f"match {data.match_id}: none of its {data.balls} balls has runs off the bat and"
            " shotData with coordinates or a wagonWheelSegment, so there is no wagon wheel to draw"
        )
    return wheels


def wheel_height(data: MatchChartData) -> float:
    """Return the height of all panels in inches, two panels in a row."""
    return PANEL_INCHES * math.ceil(len(wheels_of(data)) / COLUMNS) + 0.4


def draw_wheel(figure: Figure, data: MatchChartData) -> None:
    """Draw a wheel for each innings: lines to where the ball went, runs through each segment."""
    wheels = wheels_of(data)
    rows, columns = math.ceil(len(wheels) / COLUMNS), min(COLUMNS, len(wheels))
    panels = list(figure.subplots(rows, columns, squeeze=False).flat)
    reach = max((distance(shot) for each in wheels for shot in each.shots), default=0.0) or 1.0
    for axes, each in zip(panels, wheels, strict=False):
        draw_field(axes, each)
        draw_segments(axes, each.shots)
        draw_shots(axes, each.shots, reach)
    for axes in panels[len(wheels) :]:
        axes.set_axis_off()
    present = sorted({shot.runs for each in wheels for shot in each.shots if shot.at})
    marks = [panels[0].plot([], [], **shot_line_style(runs))[0] for runs in present]
    if marks:
        below = panels[(rows - 1) * columns]
        below.legend(
            marks, [str(runs) for runs in present], title="Runs off the bat", **LEGEND_STYLE
        )


def draw_field(axes: Axes, innings: InningsChartData) -> None:
    """Draw the boundary and the striker, in a square without axes."""
    from matplotlib.patches import Circle

    axes.set_title(label_of(innings), fontsize=10)
    axes.add_patch(Circle((0, 0), 1, facecolor="#F3F7F0", edgecolor="#888888", lw=1.2, zorder=0))
    axes.plot([0], [0], "o", color="#222222", markersize=4, zorder=5)
    axes.set_xlim(-1.2, 1.2)
    axes.set_ylim(-1.2, 1.2)
    axes.set_aspect("equal")
    axes.set_axis_off()


def draw_segments(axes: Axes, shots: list[Shot]) -> None:
    """Draw the segments with their runs, darker for more runs.

    Segment 1 begins at the top; the others follow clockwise.
    """
    from matplotlib.patches import Wedge

    through = runs_by_segment(shots)
    highest = max(through.values())
    if not highest:
        return
    for segment, runs in through.items():
        start = 90 - segment * SEGMENT_DEGREES
        shade: dict[str, Any] = {
            "facecolor": ORANGE,
            "alpha": 0.6 * runs / highest,
            "edgecolor": "none",
        }
        axes.add_patch(Wedge((0, 0), 1, start, start + SEGMENT_DEGREES, zorder=1, **shade))
        edge = math.radians(start)
        axes.plot([0, math.cos(edge)], [0, math.sin(edge)], color="#BBBBBB", lw=0.6, zorder=1)
        middle = math.radians(start + SEGMENT_DEGREES / 2)
        text = f"{segment}: {runs}"
        axes.text(1.1 * math.cos(middle), 1.1 * math.sin(middle), text, ha="center", va="center")
    axes.text(0, -1.2, "segment: runs off the bat through it", ha="center", fontsize=8)


def draw_shots(axes: Axes, shots: list[Shot], reach: float) -> None:
    """Draw a line for each stroke with a recorded point; the farthest ends at the boundary."""
    for shot in sorted(shots, key=lambda each: each.runs):
        if shot.at is not None:
            x, y = (part / reach for part in shot.at)
            axes.plot([0, x], [0, y], **shot_line_style(shot.runs))


def shot_line_style(runs: int) -> dict[str, Any]:
    """Return the line style of a stroke with this number of runs."""
    return {"color": COLOURS.get(runs, PURPLE), "lw": 0.8 + 0.2 * min(runs, 6), "zorder": 3}


def distance(shot: Shot) -> float:
    """Return the distance of a stroke, in the unit of its point; 0 if it has only a segment."""
    return math.hypot(*shot.at) if shot.at else 0.0
