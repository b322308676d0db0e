"""Goes through the course of a match: its actions one after the other, with what stood before each.

For projections that tell what an action brought about: events, archive, contributions. Pure.
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
    """What stands at one moment, as far as an action may change it.

    All are of the current innings but `result`. `striker_runs` and the bowler's figures are of
    those whom the action names; `over` is the 0-based number of the over in progress or last
    completed, `whole_over` that over itself; `stands` counts partnerships and `batters` those who
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
    """One action of the effective log. `refused`: why it did not count; None if it did.

    `start` is what stood before in the innings that the action left current: nothing if it began
    it.

    `state` is the one after the action, and changes with the next step: read it at once. `innings`
    is the one that the action left current.
    `problems` are those that the action brought, beyond the first 500 of a match only refusals.
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
"""Says what is wrong with an action, by the state before it, that the fold does not say."""


def play(
    state: MatchState, actions: Iterable[Action], find_problems: FindProblems | None = None
) -> Iterator[Step]:
    """Go through effective actions in order of play; `state` is the caller's own and changes.

    What `find_problems` says of an action that counts is noted behind the fold's own problems.
    """
    for action in actions:
        before, known = standing(state, action), len(state.problems)
        found = () if find_problems is None else find_problems(state, action)
        refused = apply(state, action)
        if refused is None:
            for problem in found:
                note(state, problem)
        problems = tuple(state.problems[known:]) if len(state.problems) > known else ()
        after = standing(state, action)
        same = before.innings is after.innings
        start = before if same else Standing(None, result=before.result)
        yield Step(action, before, after, start, state, refused, problems, after.innings)


def fold_judged(setup: Setup, entries: Iterable[LogEntry]) -> tuple[MatchState, EffectiveLog]:
    """Fold a raw log as the functions do: with the verdicts noted behind the fold's problems."""
    log, state = effective_log(entries), MatchState(setup)
    for step in play(state, log.actions, noted_problems):
        state = step.state
    return state, log


def standing(state: MatchState, action: Action) -> Standing:
    """Return what stands now, with the figures of those whom an action names."""
    if not state.innings:
        return Standing(None, result=state.result)
    innings = state.innings[-1]
    stand = innings.partnerships[-1] if innings.partnerships else None
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
        stand.runs if stand else 0,
        striker.runs if striker else 0,
        bowler.wickets if bowler else 0,
        bowler.maidens if bowler else 0,
        state.result,
        innings.over,
    )


def counted_wicket(action: Delivery, innings: Innings) -> Wicket | None:
    """The dismissal or retirement of a ball that counted, in the innings as the ball left it; None
    where there was none, or a free hit saved the batter."""
    wicket = action.wicket
    if wicket is None:
        return None
    batter = innings.batters.get(wicket.dismissed_player_id)
    return None if batter is None or batter.dismissal is None else wicket


def match_wickets_of(state: MatchState, bowler_id: PlayerId) -> int:
    """A bowler's wickets in the match so far; super overs stay out of career figures."""
    played = (innings.bowlers.get(bowler_id) for innings in state.main_innings)
    return sum(bowler.wickets for bowler in played if bowler is not None)
