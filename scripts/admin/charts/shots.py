"""Reads from `shotData` where each ball went, for the wagon wheel. Pure.

`coordinates` are counted from the striker; `wagonWheelSegment` is 1 to 8. The field may hold
anything: what is not as the public schema has it is passed over.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from scrbrd.domain.actions import Delivery
from scrbrd.domain.formats import PlayingConditions
from scrbrd.domain.laws import judge
from scrbrd.projections.commentary import SEGMENTS, segment_of


@dataclass(frozen=True, slots=True)
class Shot:
    """A stroke that scored; `at` where it went, or only the `segment` it went through."""

    runs: int
    at: tuple[float, float] | None
    segment: int | None


def shot_of(action: Delivery, conditions: PlayingConditions) -> Shot | None:
    """Return the stroke of a ball; None without runs off the bat or a recorded place."""
    runs = judge(action, conditions).off_bat
    if not runs:
        return None
    at, segment = coordinates_of(action.shot_data), segment_of(action.shot_data)
    return Shot(runs, at, segment) if at or segment else None


def coordinates_of(shot: Any) -> tuple[float, float] | None:
    """Return the point of a stroke; None where it is missing, odd or the striker's own place."""
    point = shot.get("coordinates") if isinstance(shot, dict) else None
    if not isinstance(point, dict):
        return None
    x, y = finite(point.get("x")), finite(point.get("y"))
    return (x, y) if x is not None and y is not None and (x or y) else None


def finite(value: Any) -> float | None:
    """Return a number that can be drawn; None for anything else."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else None


def runs_by_segment(shots: list[Shot]) -> dict[int, int]:
    """Return the runs through each segment, in order; every segment is there."""
    through = dict.fromkeys(SEGMENTS, 0)
    for each in shots:
        if each.segment is not None:
            through[each.segment] += each.runs
    return through
