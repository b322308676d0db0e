"""Runs the lines of a preflight."""

from __future__ import annotations

from collections.abc import Iterator

from admin.preflight.clone import Clone
from admin.preflight.clone_lines import CLONE_LINES
from admin.preflight.errors import NotKnown
from admin.preflight.model import Answer, Finding, Line, State
from admin.preflight.project import Project
from admin.preflight.project_lines import PROJECT_LINES

LINES: tuple[Line, ...] = (*CLONE_LINES, *PROJECT_LINES)
"""All lines, in the order of docs/going-live.md."""


def findings(clone: Clone, project: Project) -> Iterator[Finding]:
    """Yield every line with its answer; writes nothing."""
    for line in LINES:
        yield Finding(line, answer_of(line, clone, project))


def answer_of(line: Line, clone: Clone, project: Project) -> Answer:
    """Return the answer to a line; `unknown` if it cannot be determined.

    It is also `unknown` if a response of Google's has an unexpected shape: the message names what
    was missing.
    """
    try:
        return line.check(clone, project)
    except NotKnown as error:
        return Answer(State.UNKNOWN, str(error))
    except (LookupError, ValueError) as error:
        if line in CLONE_LINES:
            raise
        return Answer(State.UNKNOWN, f"Google answers in another shape than expected: {error!r}")
