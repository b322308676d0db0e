"""Adds problems to the state, up to a limit; every handler adds them here.

The first problems are kept and the rest are only counted, because the state must fit into one
document.
"""

from scrbrd.domain.actions import Action
from scrbrd.domain.law_numbers import law_in
from scrbrd.domain.problems import Problem, ProblemCode, Refused, Severity, shorten_message
from scrbrd.domain.state import MatchState

MOST_PROBLEMS = 500
"""Problems that a state holds; a real match has one or two. Beyond them only the count grows."""


MOST_CHARACTERS = 120_000
"""Characters of all messages that a state holds."""


def note(state: MatchState, problem: Problem) -> None:
    """Keep a problem, or only count it where enough are kept.

    The problem that the match holds too much is always kept: it replaces the last one.
    """
    if len(state.problems) < MOST_PROBLEMS and has_room(state):
        state.problems.append(problem)
        return
    state.problems_beyond += 1
    if problem.code == ProblemCode.TOO_MUCH and state.problems[-1].code != problem.code:
        state.problems[-1] = problem


def has_room(state: MatchState) -> bool:
    """Return whether the messages in the state leave room for another."""
    return sum(len(problem.message) for problem in state.problems) < MOST_CHARACTERS


def warn(
    state: MatchState, action: Action, code: ProblemCode, message: str, law: str | None = None
) -> None:
    """Add a warning: the action counted, but goes against the Laws or its own numbers.

    `law` is given by its number of the 2017 Code and stored with the number of the match's edition.
    """
    law = law_in(law, state.setup.conditions.laws_edition)
    note(state, Problem(action.id, code, Severity.WARNING, shorten_message(message), law))


def inform(state: MatchState, action: Action, code: ProblemCode, message: str) -> None:
    """Add a note on a fact that the log did not record and an action implied; it counted."""
    note(state, Problem(action.id, code, Severity.INFO, shorten_message(message)))


def skip(state: MatchState, action: Action, refused: Refused) -> None:
    """Add the error that says why an action did not count."""
    why, law = (
        shorten_message(str(refused)),
        law_in(refused.law, state.setup.conditions.laws_edition),
    )
    note(state, Problem(action.id, refused.code, Severity.ERROR, why, law))
