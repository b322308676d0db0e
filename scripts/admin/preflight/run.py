"""Goes through the lines of a preflight."""

from __future__ import annotations

from collections.abc import Iterator

from admin.preflight.clone import Clone
from admin.preflight.clone_lines import CLONE_LINES
from admin.preflight.errors import NotKnown
from admin.preflight.model import Answer, Finding, Line, State
from admin.preflight.project import Project
from admin.preflight.project_lines import PROJECT_LINES

LINES: tuple[Line, ...] = (*CLONE_LINES, *PROJECT_LINES)
"""All of them, in the order of docs/going-live.md."""


def findings(clone: Clone, project: Project) -> Iterator[Finding]:
    """Yield every line with its answer, as it comes; nothing is written anywhere."""
    for line in LINES:
        yield Finding(line, answer_of(line, clone, project))


def answer_of(line: Line, clone: Clone, project: Project) -> Answer:
    """Return a line's answer; what cannot be known is an answer too.

    So is what Google says in another shape than it documents: the line names what was missing.
    """
    try:
        return line.ask(clone, project)
    except NotKnown as error:
        return Answer(State.UNKNOWN, str(error))
    except (LookupError, ValueError) as error:
        if line in CLONE_LINES:
            raise
        return Answer(State.UNKNOWN, f"Google answers in another shape than expected: {error!r}")
