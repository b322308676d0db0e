"""Computes resources, targets and pars by the Standard Edition of Duckworth-Lewis.

Resources are integers, tenths of a percent; every figure is rounded down once, at its end. Source:
ICC, "Duckworth-Lewis methodology". Does not know logs or announced figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from scrbrd.domain.rain.resources import NotCalculated, ResourceTable

G50_MISSING = (
    "G50 is not set, and the side batting second has more resources than the first: without the "
    "average total of 50 overs there is no target. It is a playing condition (245 and 200 are in "
    "use, by level of play); set g50"
)


@dataclass(frozen=True, slots=True)
class Stoppage:
    """Lost time: balls left and wickets lost when play stopped, balls left when it resumed.

    0 balls left after it: the innings was ended there.
    """

    balls_left: int
    wickets: int
    balls_left_after: int = 0


@dataclass(frozen=True, slots=True)
class Chase:
    """The values that the target of a second innings depends on.

    Resources are in tenths of a percent. `runs` are Team 1's when its innings ended. `penalty` are
    runs awarded to Team 1 later, while Team 2 bats: they raise the target and every par, and
    nothing else (clause 6).
    """

    runs: int
    first_resources: int
    resources: int
    g50: int | None = None
    penalty: int = 0

    def target(self) -> int:
        """Return the runs that win. Raises NotCalculated where a value is missing."""
        return self.level_at(self.resources) + 1

    def par(self, left: int) -> int:
        """Return the score that ties if play ends with the resources `left` unused.

        Raises NotCalculated where a value is missing.
        """
        return self.level_at(self.resources - left)

    def level_at(self, used: int) -> int:
        """Return the score that ties once `used` resources are used, rounded down."""
        return level_score(self.runs, self.first_resources, used, self.g50) + self.penalty


def level_score(runs: int, first: int, second: int, g50: int | None) -> int:
    """Return the score with `second` resources that equals `runs` made with `first`.

    Resources are tenths of a percent. Raises NotCalculated where `first` is 0, or `second` is more
    and G50 is not known.
    """
    if first <= 0:
        raise NotCalculated("the side batting first had no resources: no ball was bowled to it")
    if second <= first:
        return runs * second // first
    if g50 is None:
        raise NotCalculated(G50_MISSING)
    return runs + (second - first) * g50 // 1_000


def resources_lost(table: ResourceTable, stoppages: Iterable[Stoppage]) -> int:
    """Return the resources lost in stoppages: those left before each less those left after."""
    return sum(
        table.left(each.balls_left, each.wickets) - table.left(each.balls_left_after, each.wickets)
        for each in stoppages
    )


def resources_of(table: ResourceTable, balls: int, stoppages: Iterable[Stoppage]) -> int:
    """Return the resources of an innings of `balls` balls, less those lost in stoppages."""
    return table.left(balls, 0) - resources_lost(table, stoppages)
