"""Compares the stated figures of an innings with those of the folded innings."""

from collections.abc import Iterator
from dataclasses import dataclass

from migrate.old.totals import Stated
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import PlayerId


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that differs from the stated one; `why` explains it where possible.

    `is_total`: it is one of the three figures (runs, wickets, legal balls) that decide on a
    reading.
    """

    innings: int
    what: str
    old: object
    new: object
    is_total: bool = False
    why: str = ""

    def __str__(self) -> str:
        because = f" ({self.why})" if self.why else ""
        return f"innings {self.innings} {self.what}: old {self.old}, new {self.new}{because}"


def differences(
    state: MatchState, number: int, stated: Stated | None, unknown_wickets: int
) -> list[Difference]:
    """Return every stated figure of an innings that differs in the fold.

    If the fold has no such innings, its runs are reported. `unknown_wickets`: wickets of which the
    old record does not say who was out or how.
    """
    if stated is None:
        return []
    innings = next((each for each in state.innings if each.number == number), None)
    if innings is None:
        return [Difference(number, "runs", stated.runs, "no such innings", is_total=True)]
    length = state.setup.conditions.balls_per_over
    return [
        *total_differences(innings, stated, length, unknown_wickets),
        *card_differences(innings, stated),
    ]


def total_differences(
    innings: Innings, stated: Stated, balls_per_over: int, unknown_wickets: int
) -> Iterator[Difference]:
    """Yield differences of runs, wickets and legal balls, then of extras by kind."""
    number = innings.number
    if stated.runs is not None and stated.runs != innings.runs:
        yield Difference(number, "runs", stated.runs, innings.runs, is_total=True)
    if stated.wickets is not None and stated.wickets != innings.wickets:
        is_unexplained = stated.wickets != innings.wickets + unknown_wickets
        why = (
            ""
            if is_unexplained
            else f"{unknown_wickets} of which the old record does not say who or how"
        )
        yield Difference(number, "wickets", stated.wickets, innings.wickets, is_unexplained, why)
    balls = stated.legal_balls(balls_per_over)
    if balls is not None and balls != innings.legal_balls:
        yield Difference(number, "legal balls", balls, innings.legal_balls, is_total=True)
    for name, runs in stated.extras.items():
        folded = getattr(innings, name)
        if runs != folded:
            yield Difference(number, f"extras {name}", runs, folded)


def card_differences(innings: Innings, stated: Stated) -> Iterator[Difference]:
    """Yield differences of batters' and bowlers' figures; figures that are not stated are not
    compared."""
    number = innings.number
    for player, line in stated.batters.items():
        batter = innings.batters.get(PlayerId(player))
        found = (batter.runs, batter.balls_faced) if batter else (0, 0)
        for what, old, new in zip(("runs", "balls"), (line.runs, line.balls), found, strict=True):
            if old is not None and old != new:
                yield Difference(number, f"batter {player} {what}", old, new)
    for player, figures in stated.bowlers.items():
        bowler = innings.bowlers.get(PlayerId(player))
        found = (bowler.runs_conceded, bowler.wickets) if bowler else (0, 0)
        pairs = (figures.runs, figures.wickets)
        for what, old, new in zip(("runs", "wickets"), pairs, found, strict=True):
            if old is not None and old != new:
                yield Difference(number, f"bowler {player} {what}", old, new)
