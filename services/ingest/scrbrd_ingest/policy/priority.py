"""Orders the due polls when not all of them can be made at once. Pure."""

from __future__ import annotations

import math

from scrbrd_ingest.model import Phase

OF_PHASE = {
    Phase.LIVE: 100.0,
    Phase.SUSPENDED: 40.0,
    Phase.BREAK: 30.0,
    Phase.SCHEDULED: 20.0,
    Phase.FINISHED: 10.0,
    Phase.CANCELLED: 0.0,
}
OF_IMPORTANCE = 50.0
LATE_BALLS = 60
"""Number of legal balls before the end at which a chase begins to matter: ten overs."""

EVEN_RUNS_PER_BALL = 1.4
"""Runs per ball that a side scores in the last overs with wickets in hand."""


def priority(phase: Phase, importance: float, overdue: float) -> float:
    """Return OF_PHASE[phase] + 50 importance + overdue; higher values are polled first.

    `importance` is 0 to 1 and counts only in play; `overdue` is in seconds, so that no match waits
    for ever.
    """
    mattering = OF_IMPORTANCE * importance if phase is Phase.LIVE else 0.0
    return OF_PHASE[phase] + mattering + max(0.0, overdue)


def chase_importance(balls_left: int, runs_required: int, wickets_left: int) -> float:
    """Return (1 - balls left / 60) x e^-|ln(required / even)|, from 0 to 1; 0 once it is decided.

    required = runs required / balls left; even = 1.4 runs a ball, less with few wickets left:
    1.4 min(1, 0.5 + wickets / 10). `balls_left` are legal balls of the last innings.
    """
    if balls_left <= 0 or runs_required <= 0 or wickets_left <= 0:
        return 0.0
    lateness = 1.0 - min(1.0, balls_left / LATE_BALLS)
    even = EVEN_RUNS_PER_BALL * min(1.0, 0.5 + wickets_left / 10)
    return lateness * math.exp(-abs(math.log(runs_required / balls_left / even)))
