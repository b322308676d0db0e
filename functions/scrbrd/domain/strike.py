"""Warns of a recorded strike that the runs before do not explain, and lists the balls affected.

The log is right about who faced. After a correction of a ball's runs it may not be: every later
ball of the pair was recorded with the batters at the other ends.
"""

from dataclasses import replace

from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.noting import warn
from scrbrd.domain.problems import ProblemCode, shorten_message
from scrbrd.domain.state import Innings, MatchState, StrikeDoubt
from scrbrd.domain.vocabulary import PlayerId


def warn_of_strike(
    state: MatchState, innings: Innings, action: Action, striker_id: PlayerId
) -> None:
    """Warn that the recorded striker is not the batter who should face by the ball before."""
    was_to_face = innings.striker_id or "a new batter"
    message = f"{striker_id} faces, where the runs before put {was_to_face}"
    innings.strike_doubt = None
    if innings.last_correction is not None:
        place, correction_id = innings.last_correction
        message += f"; {place} was corrected by {correction_id}, and the strike recorded"
        innings.strike_doubt = StrikeDoubt(action.id, sorted_pair(*innings.at_crease), message)
        message = doubt_message(innings.strike_doubt, action.id)
    warn(state, action, ProblemCode.STRIKE_MISMATCH, message, "Law 18")


def note_correction(innings: Innings, action: Delivery) -> None:
    """Keep the ids of the last ball and of the one it corrects, if it is a correction."""
    corrects = action.corrects
    innings.last_correction = None if corrects is None else (corrects, action.id)


def extend_doubt(state: MatchState, innings: Innings, action: Delivery) -> None:
    """Add one more ball whose strike does not fit to the Problem of the first.

    The doubt ends when the pair is separated.
    """
    doubt = innings.strike_doubt
    if doubt is None or doubt.first_id == action.id:
        return
    if sorted_pair(*innings.at_crease) != doubt.batter_ids:
        innings.strike_doubt = None
        return
    for place in range(len(state.problems) - 1, -1, -1):
        problem = state.problems[place]
        is_of_doubt = problem.code == ProblemCode.STRIKE_MISMATCH
        if is_of_doubt and problem.action_id == doubt.first_id:
            message = shorten_message(doubt_message(doubt, action.id))
            state.problems[place] = replace(problem, message=message)
            return


def doubt_message(doubt: StrikeDoubt, last_id: str) -> str:
    """Return the message for the strike of all balls from the first to the last."""
    is_one = doubt.first_id == last_id
    where = f"at {last_id}" if is_one else f"from {doubt.first_id} to {last_id}"
    return f"{doubt.message} {where} no longer fits"


def sorted_pair(*batter_ids: PlayerId) -> tuple[PlayerId, ...]:
    """Return a pair of batters in an order that does not depend on who faces."""
    return tuple(sorted(batter_ids))
