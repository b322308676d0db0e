"""Warns of a ball whose parts contradict the Laws or each other; it counts as it was recorded.

The umpires' decision is the record (Law 31). What the state cannot hold is refused in `delivery`.
"""

from scrbrd.domain import laws
from scrbrd.domain.actions import Delivery, Wicket
from scrbrd.domain.laws import Ball
from scrbrd.domain.noting import warn
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.state import Innings, MatchState

FREE_HIT = "playing condition: free hit"
RESULT_LAW = "Law 16"


def warn_of_contradictions(state: MatchState, action: Delivery, ball: Ball) -> None:
    """Warn where a document's own totals differ from the sum of its parts; the parts count."""
    total_runs, is_legal = action.total_runs, action.is_legal_delivery
    if ball.is_mixed:
        warn_of_mixed_extras(state, action)
    elif total_runs is not None and total_runs != ball.total:
        warn(
            state,
            action,
            ProblemCode.TOTALS_MISMATCH,
            f"totalRuns is {total_runs}, its parts make {ball.total}",
        )
    if is_legal is not None and is_legal != ball.is_legal:
        warn(
            state,
            action,
            ProblemCode.TOTALS_MISMATCH,
            f"isLegalDelivery is {is_legal}, its extras say {ball.is_legal}",
        )


def warn_of_mixed_extras(state: MatchState, action: Delivery) -> None:
    """Warn of a wide recorded together with other runs, and name what the ball counts as."""
    extras = action.extras
    if extras.no_ball:
        words = "extras: a ball called both counts as a no-ball"
        warn(state, action, ProblemCode.NO_BALL_AND_WIDE, words, "Law 21")
        return
    if extras.bye or extras.leg_bye:
        words = "extras: runs off a wide are wides, not byes"
        warn(state, action, ProblemCode.BYES_OFF_WIDE, words, "Law 22")
    if action.runs_off_bat:
        words = (
            f"runsOffBat is {action.runs_off_bat} on a wide, and a ball that was hit is no wide; "
            "it counts as recorded"
        )
        warn(state, action, ProblemCode.RUNS_NOT_POSSIBLE, words, "Law 22")


def wicket_that_counts(
    state: MatchState, innings: Innings, action: Delivery, ball: Ball
) -> Wicket | None:
    """Return the dismissal that a ball counts, and warn where the Laws do not allow it.

    The dismissal stands as recorded. None where `isWicket` is true without a wicket, and where the
    batter stays in: on a free hit, for a dismissal that is not possible off one, and where the
    match was already won.
    """
    wicket = action.wicket
    if wicket is None:
        words = "wicket: isWicket is true and no wicket is given; the ball counts, nobody is out"
        warn(state, action, ProblemCode.DISMISSAL_NOT_POSSIBLE, words)
        return None
    if innings.is_free_hit and laws.is_saved_by_free_hit(wicket.type):
        words = (
            f"wicket.type: nobody is out {wicket.type} off a free hit; the ball counts, and "
            f"{wicket.dismissed_player_id} stays in"
        )
        warn(state, action, ProblemCode.DISMISSAL_NOT_POSSIBLE, words, FREE_HIT)
        return None
    if is_won_before(innings, ball):
        words = (
            f"wicket: the match was won before {wicket.dismissed_player_id} was out; the ball "
            "counts, and nobody is out"
        )
        warn(state, action, ProblemCode.DISMISSAL_NOT_POSSIBLE, words, RESULT_LAW)
        return None
    for why, law in laws.offences(action, wicket, ball, state.setup.conditions.laws_edition):
        words = f"{why}; it counts as recorded"
        warn(state, action, ProblemCode.DISMISSAL_NOT_POSSIBLE, words, law)
    return wicket


def is_won_before(innings: Innings, ball: Ball) -> bool:
    """Return whether the runs of a ball win the match, so that its wicket does not count (Law 16).

    A wide or no-ball counts at the call, and runs recorded with a wicket were completed before it;
    penalty runs are awarded after it.
    """
    if innings.target is None:
        return False
    return innings.runs + ball.total - ball.penalty >= innings.target
