"""Warns of a ball whose parts the Laws do not let stand together: it counts as it was recorded.

The umpires' decision is the record (Law 31). What the state cannot take is refused in `delivery`.
"""

from scrbrd.domain import laws
from scrbrd.domain.actions import Delivery, Wicket
from scrbrd.domain.laws import Ball
from scrbrd.domain.noting import warn
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.state import Innings, MatchState

FREE_HIT = "playing condition: free hit"
WON = "Law 16"


def warn_of_contradictions(state: MatchState, action: Delivery, ball: Ball) -> None:
    """Warn where a document's own totals and parts differ; the parts count."""
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
    """Say what a wide beside other runs counts as."""
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
    """Return the dismissal that a ball brings, as recorded, and warn where the Laws know none such.

    None where nobody was named, and where a batter stays in: who cannot be out off a free hit, and
    who was out when the match was won already.
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
        warn(state, action, ProblemCode.DISMISSAL_NOT_POSSIBLE, words, WON)
        return None
    for why, law in laws.offences(action, wicket, ball, state.setup.conditions.laws_edition):
        words = f"{why}; it counts as recorded"
        warn(state, action, ProblemCode.DISMISSAL_NOT_POSSIBLE, words, law)
    return wicket


def is_won_before(innings: Innings, ball: Ball) -> bool:
    """Whether the runs of a ball win the match: what happens after them is no part of it (Law 16).

    A wide or no-ball counts at the call, runs beside a wicket were completed before it; penalty
    runs are awarded behind it.
    """
    if innings.target is None:
        return False
    return innings.runs + ball.total - ball.penalty >= innings.target
