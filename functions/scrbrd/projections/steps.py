"""Plays the actions of a match one after the other, with the standing before and after each.

For projections that show the effect of an action: events, archive, contributions. Pure.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from scrbrd.domain.actions import Action, Delivery, Wicket
from scrbrd.domain.effective import EffectiveLog, LogEntry, effective_log
from scrbrd.domain.fold import apply
from scrbrd.domain.noting import note
from scrbrd.domain.problems import Problem, Refused
from scrbrd.domain.state import Innings, MatchState, Over, Result, Setup
from scrbrd.domain.verdicts.noted import noted_problems
from scrbrd.domain.vocabulary import CloseReason, PlayerId


class Standing(NamedTuple):
    """The figures at one time that an action may change.

    All are of the current innings except `result`. `striker_runs` and the bowler's figures are of
    the players whom the action names; `over` is the 0-based number of the over in progress or last
    completed, `whole_over` is that over itself; `stands` counts partnerships, `batters` those who
    have had an innings.
    """

    innings: Innings | None
    runs: int = 0
    wickets: int = 0
    falls: int = 0
    over: int = 0
    is_over_complete: bool = False
    overs_completed: int = 0
    closed: CloseReason | None = None
    at_crease: tuple[PlayerId, ...] = ()
    batters: int = 0
    stands: int = 0
    partnership_runs: int = 0
    striker_runs: int = 0
    bowler_wickets: int = 0
    bowler_maidens: int = 0
    result: Result | None = None
    whole_over: Over | None = None


class Step(NamedTuple):
    """One action of the effective log. `refused` says why it did not count; None if it did.

    `start` is the standing before the action in the innings that is current after it; empty if the
    action began that innings. `state` is the state after the action. It changes with the next step,
    so it must be read at once. `innings` is the current innings after the action. `problems` are
    those that the action caused; beyond the first 500 of a match only refusals.
    """

    action: Action
    before: Standing
    after: Standing
    start: Standing
    state: MatchState
    refused: Refused | None
    problems: tuple[Problem, ...]
    innings: Innings | None


FindProblems = Callable[[MatchState, Action], Iterable[Problem]]
"""Returns problems of an action that the fold does not find, from the state before the action."""


def play(
    state: MatchState, actions: Iterable[Action], find_problems: FindProblems | None = None
) -> Iterator[Step]:
    """Play effective actions in order; `state` belongs to the caller and is modified.

    Problems from `find_problems` of an action that counts are noted after the fold's own problems.
    """
    for action in actions:
        before, problems_before = standing_of(state, action), len(state.problems)
        verdicts = () if find_problems is None else find_problems(state, action)
        refused = apply(state, action)
        if refused is None:
            for problem in verdicts:
                note(state, problem)
        problems = (
            tuple(state.problems[problems_before:]) if len(state.problems) > problems_before else ()
        )
        after = standing_of(state, action)
        is_same_innings = before.innings is after.innings
        start = before if is_same_innings else Standing(None, result=before.result)
        yield Step(action, before, after, start, state, refused, problems, after.innings)


def fold_with_verdicts(
    setup: Setup, entries: Iterable[LogEntry]
) -> tuple[MatchState, EffectiveLog]:
    """Fold a raw log as the functions do: with the verdicts noted after the fold's problems."""
    log, state = effective_log(entries), MatchState(setup)
    for step in play(state, log.actions, noted_problems):
        state = step.state
    return state, log


def standing_of(state: MatchState, action: Action) -> Standing:
    """Return the current standing, with the figures of the players whom an action names."""
    if not state.innings:
        return Standing(None, result=state.result)
    innings = state.innings[-1]
    partnership = innings.partnerships[-1] if innings.partnerships else None
    striker = bowler = None
    if isinstance(action, Delivery):
        striker = innings.batters.get(action.striker_id)
        bowler = innings.bowlers.get(action.bowler_id)
    return Standing(
        innings,
        innings.runs,
        innings.wickets,
        len(innings.fall_of_wickets),
        innings.over.number,
        innings.over.is_complete,
        innings.overs_completed,
        innings.closed,
        innings.at_crease,
        len(innings.batters),
        len(innings.partnerships),
        partnership.runs if partnership else 0,
        striker.runs if striker else 0,
        bowler.wickets if bowler else 0,
        bowler.maidens if bowler else 0,
        state.result,
        innings.over,
    )


def counted_wicket(action: Delivery, innings: Innings) -> Wicket | None:
    """Return the dismissal or retirement of a ball that counted, given the innings after the ball.

    None if there was none, or if a free hit saved the batter.
    """
    wicket = action.wicket
    if wicket is None:
        return None
    batter = innings.batters.get(wicket.dismissed_player_id)
    return None if batter is None or batter.dismissal is None else wicket


def match_wickets_of(state: MatchState, bowler_id: PlayerId) -> int:
    """Return a bowler's wickets in the match so far.

    Super overs are excluded from career figures.
    """
    played = (innings.bowlers.get(bowler_id) for innings in state.main_innings)
    return sum(bowler.wickets for bowler in played if bowler is not None)
