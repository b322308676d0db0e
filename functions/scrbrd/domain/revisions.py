"""Applies revisions: targets, limits of overs and pars, set anew because overs were lost."""

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
    """Set a new target, limit of overs or par; between innings it waits for the next."""
    check_not_closed(state)
    current = state.current
    is_next = current is None or is_for_the_next(current, action)
    note_revision(state, action.target, action.overs_limit, None if is_next else current)
    state.method = action.method or state.method
    revise_par(state, current, action)
    if current is None or is_next:
        warn_if_revised_again(state, action)
        wait(state, action.target, action.overs_limit)
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
            wait(state, action.target, None)
    reconsider(state, current)
    settle(state)


def misses_target(state: MatchState, innings: Innings, limit: int) -> bool:
    """Whether a chase needs another target for its overs: they become fewer, as where nothing
    limited them, or more than those that the announced one was for."""
    before = innings.overs_limit
    is_announced = state.rain is not None and state.rain.is_target_announced
    is_other = before is None or limit < before or (is_announced and limit > before)
    return is_other and is_chase(state, innings)


def warn_if_revised_again(state: MatchState, action: TargetRevised) -> None:
    """Warn of overs of a chase to come that are not those its announced target was for."""
    waiting = state.pending_revision
    if waiting is None or waiting.target is None or action.target is not None:
        return
    if waiting.overs_limit and action.overs_limit not in (None, waiting.overs_limit):
        warn_of_missing_target(state, action, action.overs_limit, waiting.target)


def wait(state: MatchState, target: int | None, overs_limit: int | None) -> None:
    """Keep what is set for the innings to come, beside what was set for it before."""
    before = state.pending_revision or Revision(None, None)
    state.pending_revision = Revision(
        before.target if target is None else target, overs_limit or before.overs_limit
    )


def is_for_the_next(current: Innings, action: TargetRevised) -> bool:
    """Whether a revision is set for the innings to come: this one is over and is no chase.

    But overs given back to an innings that only its overs had ended are its own.
    """
    if current.is_open or current.target is not None:
        return False
    has_its_overs = current.closed is CloseReason.OVERS_COMPLETE and not current.is_close_recorded
    is_given_back = (action.overs_limit or 0) > current.overs_completed and action.target is None
    return not (has_its_overs and is_given_back)


def limit_overs(state: MatchState, innings: Innings, limit: int, action: TargetRevised) -> None:
    """Set an innings' limit of overs, and with it the length of its powerplays; one below what is
    bowled ends it with the over in progress, and is warned of."""
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
    if innings.powerplays == powerplays_of(conditions, innings.overs_limit):  # not recorded ones
        innings.powerplays = powerplays_of(conditions, limit)
    innings.overs_limit = limit


def revise_par(state: MatchState, current: Innings | None, action: TargetRevised) -> None:
    """Keep the par that is announced; overs or a target set anew without one take the last back."""
    if action.target is not None or action.overs_limit is not None:
        state.par = None
    if action.par is not None and is_for_a_chase(state, current, action):
        note_par(state, action.par)


def is_for_a_chase(state: MatchState, current: Innings | None, action: TargetRevised) -> bool:
    """Whether a chase can be measured against an announced par, and a warning if none can: in a
    first innings, or before the chase and without its target."""
    if current is not None and current.target is not None:
        return True
    is_first = current is not None and current.is_open
    is_for_none = is_first or action.target is None
    if is_for_none:
        warn(
            state,
            action,
            ProblemCode.PAR_WITHOUT_TARGET,
            f"par is {action.par} for an innings without a target"
            f"{'' if is_first else '; set both, or set it in the chase'}",
            OVERS_LOST,
        )
    return not is_for_none
