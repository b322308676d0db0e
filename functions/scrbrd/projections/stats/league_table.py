"""Sorts team seasons as a league table. Apart from what the deployed functions import."""

from collections.abc import Iterable
from fractions import Fraction

from scrbrd.domain.formats import RATE_BALLS
from scrbrd.projections.stats.documents import TeamSeasonStats


def league_table(documents: Iterable[TeamSeasonStats]) -> list[TeamSeasonStats]:
    """Team seasons as a table: by points, net run rate (those without one last), wins, team id.

    By the net run rate itself, and not by its three decimals.
    """
    return sorted(documents, key=place)


def place(document: TeamSeasonStats) -> tuple[float, bool, Fraction, int, str]:
    """What a team's place in the table is decided by."""
    net = net_run_rate(document)
    by_rate = net is None, -(net or Fraction())
    return -document["points"], *by_rate, -document["wins"], document["teamId"]


def net_run_rate(figures: TeamSeasonStats) -> Fraction | None:
    """Return runs per ball scored, less those conceded, exactly; None where a side faced none."""
    played, bowled = (round(figures[name] * RATE_BALLS) for name in ("oversPlayed", "oversBowled"))
    if not played or not bowled:
        return None
    return Fraction(figures["runsScored"], played) - Fraction(figures["runsConceded"], bowled)
