"""Reads from `shotData` where each ball went, for the wagon wheel. Pure.

`coordinates` are relative to the striker; `wagonWheelSegment` is 1 to 8. The field may hold
anything: values that differ from the public schema are ignored.
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
    """A stroke that scored: the point `at` which it ended, or only the `segment` it crossed."""

    runs: int
    at: tuple[float, float] | None
    segment: int | None


def shot_of(action: Delivery, conditions: PlayingConditions) -> Shot | None:
    """Return the stroke of a ball; None without runs off the bat or without a recorded place."""
    runs = judge(action, conditions).off_bat
    if not runs:
        return None
    point, segment = coordinates_of(action.shot_data), segment_of(action.shot_data)
    return Shot(runs, point, segment) if point or segment else None


def coordinates_of(shot: Any) -> tuple[float, float] | None:
    """Return the end point of a stroke.

    None if it is missing, invalid or the striker's own place.
    """
    point = shot.get("coordinates") if isinstance(shot, dict) else None
    if not isinstance(point, dict):
        return None
    x, y = finite_or_none(point.get("x")), finite_or_none(point.get("y"))
    return (x, y) if x is not None and y is not None and (x or y) else None


def finite_or_none(value: Any) -> float | None:
    """Return a value as a finite number; None for anything else."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else None


def runs_by_segment(shots: list[Shot]) -> dict[int, int]:
    """Return the runs through each segment, in order; every segment is included."""
    through = dict.fromkeys(SEGMENTS, 0)
    for each in shots:
        if each.segment is not None:
            through[each.segment] += each.runs
    return through
