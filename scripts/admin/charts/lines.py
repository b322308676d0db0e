"""Draws line charts over the overs: the worm and the run rate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from admin.charts.canvas import (
    LABEL_COLUMNS,
    colour_of,
    label_of,
    label_over_axis,
    shorten,
    style_of,
)
from admin.charts.data import InningsChartData, MatchChartData, Point

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MAX_RATE_SHARE = 1.5
"""The highest required rate that is drawn, as a multiple of the highest run rate.

Near the end of a lost chase the required rate has no bounds, and all other lines would be squeezed
to the bottom.
"""


def draw_worm(figure: Figure, data: MatchChartData) -> None:
    """Draw the runs over the overs, with a dot for each wicket."""
    axes = figure.add_subplot()
    for each in data.innings:
        colour, (overs, runs) = colour_of(each), columns(worm_points(each))
        axes.plot(overs, runs, color=colour, linestyle=style_of(each), label=label_of(each), lw=1.8)
        overs, runs = columns(each.falls)
        axes.plot(overs, runs, "o", color=colour, markeredgecolor="white", clip_on=False)
    axes.plot([], [], "o", color="#555555", markeredgecolor="white", label="wicket")
    axes.set_ylabel("Runs")
    axes.set_ylim(bottom=0)
    label_over_axis(axes, data)
    axes.legend(loc="upper left")


def draw_run_rate(figure: Figure, data: MatchChartData) -> None:
    """Draw the run rate at the end of each over, and in a chase the required rate."""
    axes = figure.add_subplot()
    for each in data.innings:
        colour, (overs, rates) = colour_of(each), columns(each.rates.values())
        look = {"color": colour, "linestyle": style_of(each), "marker": "."}
        axes.plot(overs, rates, label=label_of(each), lw=1.8, **look)
        if each.required:
            draw_required(axes, each)
    highest = max((rate.runs for each in data.innings for rate in each.rates.values()), default=1.0)
    axes.set_ylim(0, min(axes.get_ylim()[1], max(1.0, MAX_RATE_SHARE * highest)))
    axes.set_ylabel("Runs per six balls")
    label_over_axis(axes, data)
    axes.legend(loc="best")


def draw_required(axes: Axes, innings: InningsChartData) -> None:
    """Draw the required rate of a chase at the end of each over."""
    overs, rates = columns(innings.required.values())
    label = f"required rate, {shorten(innings.title, LABEL_COLUMNS)}"
    axes.plot(overs, rates, color=colour_of(innings), linestyle=":", label=label, lw=1.8)


def worm_points(innings: InningsChartData) -> list[Point]:
    """Return the runs at the start, at the end of each over and at each wicket."""
    points = [Point(0, 0), *innings.worm.values(), *innings.falls]
    return sorted(points, key=lambda each: (each.overs, each.runs))


def columns(points: Iterable[Point]) -> tuple[list[float], list[float]]:
    """Return the overs and the runs of points as two lists."""
    listed = list(points)
    return [each.overs for each in listed], [each.runs for each in listed]
