"""Draws bar charts, one panel for each innings: the manhattan and the partnerships."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from admin.charts.canvas import (
    BLUE,
    GREY,
    NAME_COLUMNS,
    ORANGE,
    colour_of,
    label_of,
    label_over_axis,
    shorten,
)
from admin.charts.data import InningsChartData, MatchChartData, PartnershipBar

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

MANHATTAN_INCHES = 2.3
BAR_INCHES, PANEL_INCHES = 0.27, 0.75
PART_COLOURS = (BLUE, GREY, ORANGE)
NUMBER_COLOURS = ("white", "black", "black")
"""The colours of the parts of a partnership's bar (PARTS), and of the numbers in them."""

NUMBER_STYLE: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 7}
LEGEND_STYLE: dict[str, Any] = {
    "loc": "lower right",
    "bbox_to_anchor": (1, 1),
    "borderaxespad": 2.0,
}
MIN_NUMBERED_SHARE = 0.035
"""The least share of the widest bar at which a part has room for its number."""


OVER = "Runs in the over"


def manhattan_height(data: MatchChartData) -> float:
    """Return the height of all panels in inches."""
    return MANHATTAN_INCHES * max(1, len(data.innings)) + 0.4


def draw_manhattan(figure: Figure, data: MatchChartData) -> None:
    """Draw the runs of each over, with a dot above the bar for each wicket."""
    from matplotlib.ticker import MaxNLocator

    panels = figure.subplots(len(data.innings), sharex=True, sharey=True, squeeze=False)[:, 0]
    for axes, each in zip(panels, data.innings, strict=True):
        axes.set_title(label_of(each), loc="left", fontsize=10)
        draw_overs(axes, each)
        axes.set_ylabel(f"Runs in {data.counts_balls_by} balls" if data.counts_balls_by else OVER)
    label_over_axis(panels[-1], data)
    bottom, top = panels[-1].get_ylim()
    panels[-1].set_ylim(bottom, top * 1.08)
    panels[0].yaxis.set_major_locator(MaxNLocator(integer=True))
    panels[0].legend(handles=[wicket_mark(panels[0])], **LEGEND_STYLE)


def draw_overs(axes: Axes, innings: InningsChartData) -> None:
    """Draw the bars of an innings; over 1 is between 0 and 1 on the axis."""
    heights = [max(0, over.runs) for over in innings.overs]
    places = [over.number + 0.5 for over in innings.overs]
    axes.bar(places, heights, width=0.8, color=colour_of(innings))
    axes.grid(visible=False, axis="x")
    tallest = max(heights, default=0) or 1
    for over, place in zip(innings.overs, places, strict=True):
        for wicket in range(over.wickets):
            height = max(0, over.runs) + tallest * (0.06 + 0.09 * wicket)
            axes.plot([place], [height], "o", color="#222222", markersize=4)


def wicket_mark(axes: Axes) -> Line2D:
    """Return the dot for the legend."""
    (mark,) = axes.plot([], [], "o", color="#222222", markersize=4, label="wicket")
    return mark


def panel_inches(innings: InningsChartData) -> float:
    """Return the height of an innings' partnerships in inches."""
    return PANEL_INCHES + BAR_INCHES * max(1, len(innings.partnerships))


def partnerships_height(data: MatchChartData) -> float:
    """Return the height of all panels in inches."""
    return sum(map(panel_inches, data.innings)) + 0.4


def draw_partnerships(figure: Figure, data: MatchChartData) -> None:
    """Draw a bar for each partnership: runs of one batter, extras, runs of the other."""
    heights = [panel_inches(each) for each in data.innings]
    panels = figure.subplots(
        len(data.innings), sharex=True, squeeze=False, gridspec_kw={"height_ratios": heights}
    )[:, 0]
    longest = max((pair.runs for each in data.innings for pair in each.partnerships), default=0)
    for axes, each in zip(panels, data.innings, strict=True):
        axes.set_title(label_of(each), loc="left", fontsize=10)
        draw_innings_partnerships(axes, each.partnerships, longest or 1)
    panels[-1].set_xlabel("Runs")
    panels[-1].set_xlim(0, (longest or 1) * 1.15)
    names = ("first-named batter", "extras", "second-named batter")
    marks = [panels[0].barh([0], [0], color=colour) for colour in PART_COLOURS]
    panels[0].legend(marks, names, ncols=3, **LEGEND_STYLE)


def draw_innings_partnerships(
    axes: Axes, partnerships: Sequence[PartnershipBar], longest: int
) -> None:
    """Draw the bars of an innings, the first wicket's on top."""
    for row, pair in enumerate(partnerships):
        start = 0
        for runs, colour, ink in zip(part_runs(pair), PART_COLOURS, NUMBER_COLOURS, strict=True):
            axes.barh([row], [runs], left=[start], color=colour, height=0.72)
            if runs >= longest * MIN_NUMBERED_SHARE:
                axes.text(start + runs / 2, row, str(runs), color=ink, **NUMBER_STYLE)
            start += runs
        total = f" {pair.runs}{'*' if pair.is_unbroken else ''} ({pair.balls}b)"
        axes.text(start, row, total, va="center", fontsize=8)
    axes.set_yticks(range(len(partnerships)), list(bar_labels(partnerships)), fontsize=8)
    axes.set_ylim(max(1, len(partnerships)) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)


def part_runs(pair: PartnershipBar) -> tuple[int, int, int]:
    """Return the runs in each part of a bar, in order."""
    return pair.first_runs, pair.extras, pair.second_runs


def bar_labels(partnerships: Sequence[PartnershipBar]) -> Iterator[str]:
    """Yield the label of each bar: the two batters and the wicket number."""
    for pair in partnerships:
        first, second = (shorten(each, NAME_COLUMNS) for each in (pair.first, pair.second))
        yield f"{first} & {second}  {pair.wicket_number}"
