"""Sorts team seasons as a league table. The deployed functions do not import this module."""

from collections.abc import Iterable
from fractions import Fraction

from scrbrd.domain.formats import RATE_BALLS
from scrbrd.projections.stats.documents import TeamSeasonStats


def league_table(documents: Iterable[TeamSeasonStats]) -> list[TeamSeasonStats]:
    """Return team seasons in order of points, net run rate (those without one last), wins, team id.

    The exact net run rate decides, not its three decimals.
    """
    return sorted(documents, key=table_key)


def table_key(document: TeamSeasonStats) -> tuple[float, bool, Fraction, int, str]:
    """Return the sort key of a team in the table."""
    net = net_run_rate(document)
    by_rate = net is None, -(net or Fraction())
    return -document["points"], *by_rate, -document["wins"], document["teamId"]


def net_run_rate(figures: TeamSeasonStats) -> Fraction | None:
    """Return runs per ball scored, less those conceded, exactly; None if a side faced no ball."""
    played, bowled = (round(figures[name] * RATE_BALLS) for name in ("oversPlayed", "oversBowled"))
    if not played or not bowled:
        return None
    return Fraction(figures["runsScored"], played) - Fraction(figures["runsConceded"], bowled)
