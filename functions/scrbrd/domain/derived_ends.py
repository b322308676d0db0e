"""Reopens an innings whose end only followed from the log, for balls recorded after that end.

A condition closed it (overs, players, wickets of a super over), and the condition is more likely
wrong than the ball: see ADR 3. A recorded close, a recorded result and a reached target stand.
"""

from scrbrd.domain.actions import Action
from scrbrd.domain.innings import reopen
from scrbrd.domain.noting import warn
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import CloseReason


def may_reopen(innings: Innings) -> bool:
    """Return whether an innings may be reopened for a ball recorded after its end."""
    if innings.is_close_recorded or innings.closed not in CONDITIONS:
        return False
    return innings.target is None or innings.runs < innings.target


def reopen_beyond_limit(state: MatchState, innings: Innings, action: Action) -> None:
    """Reopen an innings for a ball, one over or one wicket beyond its limit, and warn once."""
    reason = innings.closed
    if reason is None:
        return
    if reason not in innings.went_on_after:
        innings.went_on_after += (reason,)
        warn_of_condition(state, innings, action, reason)
    reopen(state, innings)
    if reason is CloseReason.OVERS_COMPLETE:
        innings.overs_limit = innings.overs_completed + 1
    else:
        innings.wickets_limit = max(innings.wickets_limit, innings.wickets + 1)


def warn_of_condition(
    state: MatchState, innings: Innings, action: Action, reason: CloseReason
) -> None:
    """Warn which condition ended the innings, and what to correct."""
    if reason is CloseReason.OVERS_COMPLETE:
        after = f"{innings.overs_completed} overs"
    else:
        after = f"{innings.wickets} wickets"
    mend = SUPER_OVER if innings.is_super_over else CONDITIONS[reason]
    warn(
        state,
        action,
        ProblemCode.INNINGS_OVER,
        f"innings {innings.number} had ended ({reason}, {after}) and play was recorded after it, "
        f"which counts; mend {mend}, or void what was not bowled",
        "playing condition: super over" if innings.is_super_over else "Law 13",
    )


CONDITIONS = {
    CloseReason.OVERS_COMPLETE: "oversPerInnings of the match's conditions or the oversLimit that "
    "was recorded",
    CloseReason.ALL_OUT: "playersPerSide or lastManStands of the match's conditions",
}
"""The ends that follow from the score alone, and the conditions to correct for each."""

SUPER_OVER = "the wickets and overs of a super over, or the wicket that was no wicket"
