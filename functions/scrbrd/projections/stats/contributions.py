"""Holds what all statistics share: the order of matches, and rates.

A contribution is what one match adds to the figures of one person or team; season, team and
head-to-head figures are computed from contributions alone.
"""

from collections.abc import Iterable
from typing import TypeVar

from scrbrd.projections.stats.documents import Contribution

ContributionT = TypeVar("ContributionT", bound=Contribution)

DECIMALS = 2
"""Averages, rates and percentages are rounded to this many places."""


def in_order(contributions: Iterable[ContributionT]) -> list[ContributionT]:
    """Return contributions in the order of the matches.

    On the same day by match id, to be stable.
    """
    return sorted(contributions, key=lambda each: (each["playedAt"], each["matchId"]))


def rate(part: int, whole: int, per: int = 1, decimals: int = DECIMALS) -> float | None:
    """Return `part` for every `per` of `whole`; None, never 0 or infinity, if `whole` is 0."""
    return round(part * per / whole, decimals) + 0.0 if whole else None  # no -0.0
