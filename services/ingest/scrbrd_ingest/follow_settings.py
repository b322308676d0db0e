"""Holds how a match of cricket is followed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class FollowSettings:
    """How a match is followed.

    `whole_every`: after so many answers the whole timeline is asked for, which alone tells what was
    taken back. `most_asks`: a gap that more answers than this did not fill is told to the
    operators, and no longer asked for with each poll. `confirmations`: how many answers in a row
    must overturn much of the log, and for how long (`doubts_for`), until they are believed.
    `compare_every`: the time between two comparisons with the score of people. `look_again`: how
    often it is read what people decided meanwhile. `tries`: how often a write is tried that meets
    another writer.
    """

    whole_every: int = 20
    most_asks: int = 5
    confirmations: int = 3
    doubts_for: timedelta = timedelta(seconds=30)
    compare_every: timedelta = timedelta(seconds=10)
    look_again: timedelta = timedelta(seconds=15)
    tries: int = 6


Importance = Callable[[int, int, int], float]
"""How much a chase matters, 0 to 1, by legal balls left, runs required and wickets left."""


def no_importance(_balls: int, _runs: int, _wickets: int) -> float:
    """Return 0: every match matters alike."""
    return 0.0
