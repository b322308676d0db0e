"""Holds the figures that count as milestones in the feed and in the statistics."""

from typing import Final

FIFTY: Final = 50
HUNDRED: Final = 100
"""Runs of a batter, a partnership or a side. A batter's hundred does not also count as a fifty
(QCSA)."""

FIVE_WICKETS: Final = 5
TEN_WICKETS: Final = 10
"""A bowler's wickets in an innings, and in a match."""
