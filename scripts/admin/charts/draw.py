"""Chooses the drawing function of each kind of chart."""

from __future__ import annotations

from collections.abc import Callable

from admin.charts import bars, lines, wheel
from admin.charts.canvas import Draw, draw_picture
from admin.charts.data import MatchChartData
from admin.charts.kinds import Kind, Picture
from admin.options import Refusal

LINES_INCHES = 5.0

CHARTS: dict[Kind, tuple[str, Callable[[MatchChartData], float], Draw]] = {
    Kind.WORM: ("worm", lambda _: LINES_INCHES, lines.draw_worm),
    Kind.RUN_RATE: ("run rate", lambda _: LINES_INCHES, lines.draw_run_rate),
    Kind.MANHATTAN: ("manhattan", bars.manhattan_height, bars.draw_manhattan),
    Kind.PARTNERSHIPS: ("partnerships", bars.partnerships_height, bars.draw_partnerships),
    Kind.WAGON_WHEEL: ("wagon wheel", wheel.wheel_height, wheel.draw_wheel),
}
"""Of each kind of chart: its name, its height without the frame (in inches), its drawing function.
"""


def draw_chart(data: MatchChartData, kind: Kind, form: Picture) -> bytes:
    """Return a chart as the bytes of a picture file. Raises Refusal if there is nothing to draw."""
    if not data.balls:
        raise Refusal(f"match {data.match_id}: no ball has been bowled yet; there is no chart")
    name, height, draw = CHARTS[kind]
    return draw_picture(data, name, height(data), draw, form)
