"""Makes `matches/{matchId}/live/health`: what is wrong with the log, for all to see."""

from collections.abc import Sequence
from typing import Any

from scrbrd.domain.problems import Problem, shortened

MOST_SHOWN = 200
"""Problems listed one by one; the count is always whole. As no text in them has more than 300
characters, the document stays below half of 1 MiB."""


def health_document(match_id: str, problems: Sequence[Problem], beyond: int = 0) -> dict[str, Any]:
    """The problems of a match, those that made an action not count first.

    `beyond` counts problems of which nothing more is kept.
    """
    ranked = sorted(problems, key=lambda problem: problem.severity != "error")
    return {
        "matchId": match_id,
        "problemCount": len(problems) + beyond,
        "problems": [problem_document(problem) for problem in ranked[:MOST_SHOWN]],
    }


def problem_document(problem: Problem) -> dict[str, Any]:
    """One problem; `law` only where there is one."""
    document = {
        "actionId": shortened(problem.action_id),
        "code": str(problem.code),
        "severity": str(problem.severity),
        "message": shortened(problem.message),
    }
    return document | ({"law": shortened(problem.law)} if problem.law else {})
