"""Computes the runs and balls that a side is credited with for net run rate in one match.

This is a playing condition of leagues (ICC events: clause on net run rate), not in the Laws. Balls
are legal ones as the umpires counted them: a miscounted over counts as one over (Law 17.5).
"""

from collections.abc import Iterable
from typing import NamedTuple

from scrbrd.domain.result import deciding_method, par_that_decided
from scrbrd.domain.state import Innings, MatchState, Result
from scrbrd.domain.vocabulary import CloseReason, Outcome, TeamId

PLAYED_OUTCOMES = frozenset({Outcome.WIN, Outcome.TIE, Outcome.DRAW})
"""Outcomes that count for net run rate. No-results and abandoned matches do not count, nor do
awarded and conceded ones, because they were not played to an end."""


class Credit(NamedTuple):
    """The runs and balls of a side that count for net run rate."""

    runs: int
    balls: int

    def plus(self, other: "Credit") -> "Credit":
        """Return the sum of both."""
        return Credit(self.runs + other.runs, self.balls + other.balls)


Credits = dict[TeamId, Credit]
NO_CREDIT = Credit(0, 0)


def credits_of(state: MatchState) -> Credits | None:
    """Return each team's credit, super overs excluded; None for a match that does not count.

    With two innings a side, all runs and balls of a side are added, without a quota.
    """
    played, length = state.main_innings, state.setup.conditions.balls_per_over
    if state.result is None or not is_by_play(state, state.result):
        return None
    if state.setup.conditions.innings_per_side > 1:
        return summed_credits(played, length)
    if len(played) < 2:
        return None
    return one_innings_credits(state, played[0], played[1], length)


def is_by_play(state: MatchState, result: Result) -> bool:
    """Return True if play decided a match; a win by neither of its sides does not count."""
    winner = result.winner_team_id
    is_won = winner is not None and winner in (state.setup.home_team_id, state.setup.away_team_id)
    return result.outcome in PLAYED_OUTCOMES and (is_won or result.outcome is not Outcome.WIN)


def summed_credits(played: Iterable[Innings], length: int) -> Credits:
    """Return the plain sums of each side's innings."""
    sums: Credits = {}
    for innings in played:
        if innings.batting_team_id is not None:
            before = sums.get(innings.batting_team_id, NO_CREDIT)
            own = Credit(innings.runs, balls_of(innings, length))
            sums[innings.batting_team_id] = before.plus(own)
    return sums


def one_innings_credits(
    state: MatchState, first: Innings, chase: Innings, length: int
) -> Credits | None:
    """Return the credits of a match of one innings a side.

    None if the batting sides are not known.
    """
    one_id, other_id = first.batting_team_id, chase.batting_team_id
    if one_id is None or other_id is None or one_id == other_id:
        return None
    return {
        one_id: first_innings_credit(state, first, chase, length),
        other_id: played_credit(chase, length),
    }


def first_innings_credit(state: MatchState, first: Innings, chase: Innings, length: int) -> Credit:
    """Return the credit of the side that batted first: its score, unless the chase lost overs.

    For a chase abandoned with a result: its par, off the balls of the chase. For a revised target
    (DLS, VJD): one less than the target, off the chase's allotment. A target that changed without a
    named method also counts as revised.
    """
    target = chase.target
    par = par_that_decided(state)
    if par is not None:
        return Credit(par.runs, balls_of(chase, length))
    if target is not None and (deciding_method(state) is not None or target != first.runs + 1):
        return Credit(target - 1, allotment(chase, length))
    return played_credit(first, length)


def played_credit(innings: Innings, length: int) -> Credit:
    """Return the runs and balls of an innings.

    A side all out is charged with its full quota of overs.
    """
    is_last_out = innings.wickets >= innings.wickets_limit  # even if penalty runs won on that ball
    is_all_out = innings.closed is CloseReason.ALL_OUT or is_last_out
    balls = allotment(innings, length) if is_all_out else balls_of(innings, length)
    return Credit(innings.runs, balls)


def allotment(innings: Innings, length: int) -> int:
    """Return the balls allotted to an innings.

    The balls bowled if its overs are complete or unlimited.
    """
    if innings.overs_limit is None or innings.closed is CloseReason.OVERS_COMPLETE:
        return balls_of(innings, length)
    return innings.overs_limit * length


def balls_of(innings: Innings, length: int) -> int:
    """Return the balls of an innings as the umpires counted its overs (Law 17.5)."""
    return innings.overs_completed * length + innings.over_balls
