"""Owns how a problem gets into the state; every handler notes through here."""

from scrbrd.domain.actions import Action
from scrbrd.domain.problems import Problem, ProblemCode, Refused, Severity
from scrbrd.domain.state import MatchState


def warn(
    state: MatchState, action: Action, code: ProblemCode, message: str, law: str | None = None
) -> None:
    """The action counted, against the laws or its own numbers; somebody should look."""
    state.problems.append(Problem(action.id, code, Severity.WARNING, message, law))


def inform(state: MatchState, action: Action, code: ProblemCode, message: str) -> None:
    """The action counted; something was inferred that the log could have said."""
    state.problems.append(Problem(action.id, code, Severity.INFO, message))


def skipped(action: Action, refused: Refused) -> Problem:
    """The action did not count at all."""
    return Problem(action.id, refused.code, Severity.ERROR, str(refused), refused.law)
