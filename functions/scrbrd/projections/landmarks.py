"""Holds the landmarks of an innings and a match: milestones of the feed, counted in figures."""

from typing import Final

FIFTY: Final = 50
HUNDRED: Final = 100
"""Runs of a batter, a partnership or a side; a batter's hundred is no fifty besides (QCSA)."""

FIVE_WICKETS: Final = 5
TEN_WICKETS: Final = 10
"""A bowler's wickets in an innings, and in a match."""
