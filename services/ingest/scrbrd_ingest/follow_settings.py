"""Defines the settings of how a cricket match is followed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class FollowSettings:
    """How a cricket match is followed.

    `whole_every`: number of answers after which the whole match is requested again; only that shows
    deletions. `most_requests`: a gap that more answers than this did not fill is reported to the
    operators and no longer requested with each poll. `confirmations` and `doubts_for`: how many
    consecutive answers, over how long, must overturn much of the log before they are accepted.
    `compare_every`: the time between two comparisons with the score of people. `check_every`: how
    often the decisions of people are read. `tries`: attempts of a write that meets another writer.
    """

    whole_every: int = 20
    most_requests: int = 5
    confirmations: int = 3
    doubts_for: timedelta = timedelta(seconds=30)
    compare_every: timedelta = timedelta(seconds=10)
    check_every: timedelta = timedelta(seconds=15)
    tries: int = 6


Importance = Callable[[int, int, int], float]
"""Returns the importance of a chase, 0 to 1, from legal balls, runs and wickets left."""


def no_importance(_balls: int, _runs: int, _wickets: int) -> float:
    """Return 0: all matches have the same importance."""
    return 0.0
