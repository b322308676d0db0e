"""Notes problems in the state, which holds only so many; every handler notes through here.

The first problems are kept and the rest are counted, however long a log is: the state must fit
into one document.
"""

from scrbrd.domain.actions import Action
from scrbrd.domain.law_numbers import law_in
from scrbrd.domain.problems import Problem, ProblemCode, Refused, Severity, shortened
from scrbrd.domain.state import MatchState

MOST_PROBLEMS = 500
"""Problems that a state holds; a real match has one or two. Beyond them only the count grows."""


MOST_CHARACTERS = 120_000
"""Characters of all messages that a state holds."""


def note(state: MatchState, problem: Problem) -> None:
    """Keep a problem, or count it where enough are kept.

    That the match holds too much is told whatever else is: it takes the place of the last one.
    """
    if len(state.problems) < MOST_PROBLEMS and has_room(state):
        state.problems.append(problem)
        return
    state.problems_beyond += 1
    if problem.code == ProblemCode.TOO_MUCH and state.problems[-1].code != problem.code:
        state.problems[-1] = problem


def has_room(state: MatchState) -> bool:
    """Return whether the messages that a state holds leave room for another."""
    return sum(len(problem.message) for problem in state.problems) < MOST_CHARACTERS


def warn(
    state: MatchState, action: Action, code: ProblemCode, message: str, law: str | None = None
) -> None:
    """Note what is against the Laws or an action's own numbers; it counted, somebody should look.

    `law` by its number of the 2017 Code; it is noted as the edition of the match numbers it.
    """
    law = law_in(law, state.setup.conditions.laws_edition)
    note(state, Problem(action.id, code, Severity.WARNING, shortened(message), law))


def inform(state: MatchState, action: Action, code: ProblemCode, message: str) -> None:
    """Note what was inferred of an action that the log could have said; it counted."""
    note(state, Problem(action.id, code, Severity.INFO, shortened(message)))


def skip(state: MatchState, action: Action, refused: Refused) -> None:
    """Note why an action did not count at all."""
    why, law = shortened(str(refused)), law_in(refused.law, state.setup.conditions.laws_edition)
    note(state, Problem(action.id, refused.code, Severity.ERROR, why, law))
