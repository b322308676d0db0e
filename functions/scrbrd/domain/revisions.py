"""Applies revisions after lost overs: new targets, limits of overs and pars."""

from scrbrd.domain.actions import TargetRevised
from scrbrd.domain.formats import powerplays_of
from scrbrd.domain.innings import check_not_closed, reconsider, warn_of_missing_target
from scrbrd.domain.noting import warn
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.rain.announced import note_par
from scrbrd.domain.rain.log import note_revision
from scrbrd.domain.rain.match import OVERS_LOST, is_chase
from scrbrd.domain.result import settle
from scrbrd.domain.state import Innings, MatchState, Revision
from scrbrd.domain.vocabulary import CloseReason


def revise_target(state: MatchState, action: TargetRevised) -> None:
    """Set a new target, limit of overs or par; between innings it is kept for the next innings."""
    check_not_closed(state)
    current = state.current
    is_next = current is None or is_for_next_innings(current, action)
    note_revision(state, action.target, action.overs_limit, None if is_next else current)
    state.method = action.method or state.method
    revise_par(state, current, action)
    if current is None or is_next:
        warn_if_revised_again(state, action)
        keep_pending(state, action.target, action.overs_limit)
        return
    if action.overs_limit is not None:
        is_missed = misses_target(state, current, action.overs_limit)
        limit_overs(state, current, action.overs_limit, action)
        if is_missed and action.target is None:
            warn_of_missing_target(state, action, action.overs_limit, current.target)
    if action.target is not None:
        if current.target is not None:
            current.target = action.target
        else:
            keep_pending(state, action.target, None)
    reconsider(state, current)
    settle(state)


def misses_target(state: MatchState, innings: Innings, limit: int) -> bool:
    """Return whether a chase with this limit of overs needs a new target.

    It does where its overs become fewer, or are limited for the first time, or become more than the
    announced target was made for.
    """
    before = innings.overs_limit
    is_announced = state.rain is not None and state.rain.is_target_announced
    is_other = before is None or limit < before or (is_announced and limit > before)
    return is_other and is_chase(state, innings)


def warn_if_revised_again(state: MatchState, action: TargetRevised) -> None:
    """Warn where overs of the coming chase are revised again and its announced target is not."""
    pending = state.pending_revision
    if pending is None or pending.target is None or action.target is not None:
        return
    if pending.overs_limit and action.overs_limit not in (None, pending.overs_limit):
        warn_of_missing_target(state, action, action.overs_limit, pending.target)


def keep_pending(state: MatchState, target: int | None, overs_limit: int | None) -> None:
    """Keep a target or limit of overs for the next innings, with earlier pending values."""
    before = state.pending_revision or Revision(None, None)
    state.pending_revision = Revision(
        before.target if target is None else target, overs_limit or before.overs_limit
    )


def is_for_next_innings(current: Innings, action: TargetRevised) -> bool:
    """Return whether a revision applies to the next innings.

    It does where the current innings is over and is no chase. Overs restored to an innings that
    ended only because its overs were complete apply to that innings.
    """
    if current.is_open or current.target is not None:
        return False
    has_its_overs = current.closed is CloseReason.OVERS_COMPLETE and not current.is_close_recorded
    is_given_back = (action.overs_limit or 0) > current.overs_completed and action.target is None
    return not (has_its_overs and is_given_back)


def limit_overs(state: MatchState, innings: Innings, limit: int, action: TargetRevised) -> None:
    """Set an innings' limit of overs, and the length of its powerplays.

    A limit below the overs already begun ends the innings with the over in progress, and is warned
    of.
    """
    over = innings.over
    is_under_way = over.deliveries > 0 and not over.is_complete
    begun = innings.overs_completed + is_under_way
    if limit < begun:
        warn(
            state,
            action,
            ProblemCode.REVISION_BELOW_BOWLED,
            f"oversLimit is {limit}, and innings {innings.number} has begun {begun} overs",
            OVERS_LOST,
        )
    conditions = state.setup.conditions
    if innings.powerplays == powerplays_of(conditions, innings.overs_limit):  # derived ones only
        innings.powerplays = powerplays_of(conditions, limit)
    innings.overs_limit = limit


def revise_par(state: MatchState, current: Innings | None, action: TargetRevised) -> None:
    """Keep an announced par; a new target or limit of overs without a par removes the last par."""
    if action.target is not None or action.overs_limit is not None:
        state.par = None
    if action.par is not None and is_par_for_chase(state, current, action):
        note_par(state, action.par)


def is_par_for_chase(state: MatchState, current: Innings | None, action: TargetRevised) -> bool:
    """Return whether the announced par belongs to a chase; warn if it does not.

    It does not in a first innings, nor before the chase while no target is set.
    """
    if current is not None and current.target is not None:
        return True
    is_first = current is not None and current.is_open
    has_no_chase = is_first or action.target is None
    if has_no_chase:
        warn(
            state,
            action,
            ProblemCode.PAR_WITHOUT_TARGET,
            f"par is {action.par} for an innings without a target"
            f"{'' if is_first else '; set both, or set it in the chase'}",
            OVERS_LOST,
        )
    return not has_no_chase
