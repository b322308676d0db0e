"""Follows stoppages and revisions of the log: what each takes from the innings in progress."""

from typing import Final

from scrbrd.domain.rain.record import LostOvers, Rain
from scrbrd.domain.rain.resources import MOST_BALLS, standard_table
from scrbrd.domain.rain.targets import Stoppage, resources_lost
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import CloseReason

PAUSES: Final = frozenset(
    {
        *("", "drinks", "lunch", "tea", "dinner", "supper", "stumps", "close of play"),
        *("innings", "between innings", "change of innings", "timeout", "time out"),
        *("strategic timeout", "strategic time out", "injury", "review", "change of ball"),
    }
)
"""Reasons for planned or short stops that cost no overs (Law 11), in small letters, without the
words "break" and "interval". Any other reason may cost overs."""


def note_stoppage(state: MatchState) -> None:
    """Note that play was stopped: from now on there is a par, unless a pause takes no overs."""
    if is_held_up(state):
        note_rain(state)


def note_rain(state: MatchState) -> None:
    """Note that the match lost time, or may have."""
    if state.rain is None:
        state.rain = Rain()


def is_held_up(state: MatchState) -> bool:
    """Return whether play is stopped for anything but an interval or a short pause."""
    return state.stoppage is not None and not is_pause(state.stoppage)


def is_pause(reason: str) -> bool:
    """Return whether a reason for a stoppage costs no overs: `Drinks`, `tea interval`."""
    words = reason.lower().replace("-", " ").replace("_", " ").split(" ")
    named = [word for word in words if word not in ("", "break", "interval")]
    return " ".join(named) in PAUSES


def note_revision(
    state: MatchState, target: int | None, overs_limit: int | None, innings: Innings | None
) -> None:
    """Note an announced revision before it takes effect, and the overs it takes from `innings`.

    `innings` is the one that the revision applies to, if that has begun. Overs are lost at the ball
    and the wickets at which they are recorded: a revision recorded late belongs at the place where
    play was stopped (its field `after`).
    """
    note_rain(state)
    if target is not None:
        state.rain = Rain(is_target_announced=True)
    if overs_limit is not None and innings is not None:
        lose_overs(innings, overs_limit, state.setup.conditions.balls_per_over)


def may_go_on(innings: Innings) -> bool:
    """Return whether an innings is in progress, or only its overs ended it.

    Overs that ended an innings may be restored.
    """
    has_its_overs = innings.closed is CloseReason.OVERS_COMPLETE and not innings.is_close_recorded
    return innings.is_open or has_its_overs


def lose_overs(innings: Innings, overs_limit: int, length: int) -> None:
    """Add the overs that a new limit takes from an innings; restored overs are given back.

    An innings that has begun and was or becomes longer than the table is marked as too long, and
    nothing is computed for it; the same for one that began without a limit. An innings that has not
    begun has the overs of its new limit.
    """
    before, bowled = innings.overs_limit, balls_bowled(innings, length)
    has_begun = bool(bowled or innings.wickets)
    if before is None:
        innings.lost_overs = LostOvers(0) if has_begun else None
        return
    lost = innings.lost_overs or LostOvers(before)
    longest = max(lost.overs, before, overs_limit)
    if longest * length > MOST_BALLS:
        innings.lost_overs = LostOvers(longest) if has_begun else None
        return
    if not may_go_on(innings):
        return
    left, left_after = (max(0, overs * length - bowled) for overs in (before, overs_limit))
    resources = resources_lost(standard_table(), [Stoppage(left, innings.wickets, left_after)])
    innings.lost_overs = LostOvers(lost.overs, lost.resources + resources)


def balls_bowled(innings: Innings, length: int) -> int:
    """Return the balls of an innings by its overs; a miscounted over counts as one (Law 17.5)."""
    return innings.overs_completed * length + innings.over_balls


def balls_left(innings: Innings, length: int) -> int:
    """Balls left of an innings of limited overs; 0 where nothing limits them."""
    return max(0, (innings.overs_limit or 0) * length - balls_bowled(innings, length))
