"""Counts the runs and balls that a side is credited with for net run rate in one match.

Playing condition of leagues (ICC events: clause on net run rate), not in the Laws. Balls are legal
ones as the umpires counted them: a miscounted over is one over all the same (Law 17.5).
"""

from collections.abc import Iterable
from typing import NamedTuple

from scrbrd.domain.result import deciding_method, par_that_decided
from scrbrd.domain.state import Innings, MatchState, Result
from scrbrd.domain.vocabulary import CloseReason, Outcome, TeamId

BY_PLAY = frozenset({Outcome.WIN, Outcome.TIE, Outcome.DRAW})
"""No-results and abandoned matches stay out of net run rate, and so do awarded and conceded ones:
nobody played them to an end."""


class Credit(NamedTuple):
    """What a side scored, and off how many balls, for net run rate."""

    runs: int
    balls: int

    def plus(self, other: "Credit") -> "Credit":
        """Both together."""
        return Credit(self.runs + other.runs, self.balls + other.balls)


Credits = dict[TeamId, Credit]
NOTHING = Credit(0, 0)


def credits_of(state: MatchState) -> Credits | None:
    """Per team its credit, super overs excluded; None for a match that does not count.

    Over two innings a side all runs and balls of a side together, with no quota.
    """
    played, length = state.main_innings, state.setup.conditions.balls_per_over
    if state.result is None or not is_by_play(state, state.result):
        return None
    if state.setup.conditions.innings_per_side > 1:
        return together(played, length)
    if len(played) < 2:
        return None
    return over_one_innings(state, played[0], played[1], length)


def is_by_play(state: MatchState, result: Result) -> bool:
    """Whether play decided a match: one won by neither of its sides has no result."""
    winner = result.winner_team_id
    is_won = winner is not None and winner in (state.setup.home_team_id, state.setup.away_team_id)
    return result.outcome in BY_PLAY and (is_won or result.outcome is not Outcome.WIN)


def together(played: Iterable[Innings], length: int) -> Credits:
    """The plain sums of every side's innings."""
    sums: Credits = {}
    for innings in played:
        if innings.batting_team_id is not None:
            before = sums.get(innings.batting_team_id, NOTHING)
            own = Credit(innings.runs, balls_of(innings, length))
            sums[innings.batting_team_id] = before.plus(own)
    return sums


def over_one_innings(
    state: MatchState, first: Innings, chase: Innings, length: int
) -> Credits | None:
    """The credits of a match of one innings a side; None where nobody knows who batted."""
    one_id, other_id = first.batting_team_id, chase.batting_team_id
    if one_id is None or other_id is None or one_id == other_id:
        return None
    return {one_id: of_first(state, first, chase, length), other_id: as_played(chase, length)}


def of_first(state: MatchState, first: Innings, chase: Innings, length: int) -> Credit:
    """The side that batted first: what it made, unless overs were lost to the chase.

    A chase abandoned with a result: its par, off the balls of the chase. A target revised (DLS,
    VJD): one less than the target, off the chase's allotment. A target that moved with nobody
    naming a method was revised all the same.
    """
    target = chase.target
    par = par_that_decided(state)
    if par is not None:
        return Credit(par.runs, balls_of(chase, length))
    if target is not None and (deciding_method(state) is not None or target != first.runs + 1):
        return Credit(target - 1, allotment(chase, length))
    return as_played(first, length)


def as_played(innings: Innings, length: int) -> Credit:
    """Its runs off its balls; a side all out is charged with its full quota of overs."""
    is_last_out = innings.wickets >= innings.wickets_limit  # as an award won, on the same ball
    is_all_out = innings.closed is CloseReason.ALL_OUT or is_last_out
    balls = allotment(innings, length) if is_all_out else balls_of(innings, length)
    return Credit(innings.runs, balls)


def allotment(innings: Innings, length: int) -> int:
    """Balls that the innings might have had; what it had, where its overs were complete or nobody
    limited them."""
    if innings.overs_limit is None or innings.closed is CloseReason.OVERS_COMPLETE:
        return balls_of(innings, length)
    return innings.overs_limit * length


def balls_of(innings: Innings, length: int) -> int:
    """Balls of an innings as the umpires counted its overs (Law 17.5)."""
    return innings.overs_completed * length + innings.over_balls
