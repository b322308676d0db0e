"""Defines what a preflight asks and answers. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from admin.preflight.clone import Clone
    from admin.preflight.project import Project


class State(StrEnum):
    """How a line stands; `unknown`: it is not to be known from here."""

    OK = "ok"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """How a line stands, and what was found."""

    state: State
    found: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: what must be so, how it is found out, and what to do where it is not.

    `id` is its name in `docs/going-live.md` and in JSON.
    """

    id: str
    title: str
    remedy: str
    ask: Callable[[Clone, Project], Answer]


@dataclass(frozen=True, slots=True)
class Finding:
    """A line with its answer; the remedy is said of what is not ok."""

    line: Line
    answer: Answer

    def as_json(self) -> dict[str, str | None]:
        """Return the finding as one flat object."""
        is_ok = self.answer.state is State.OK
        return {
            "id": self.line.id,
            "title": self.line.title,
            "state": self.answer.state.value,
            "found": self.answer.found,
            "remedy": None if is_ok else self.line.remedy,
        }


def ok(found: str) -> Answer:
    """Return an answer with nothing to do."""
    return Answer(State.OK, found)


def wrong(found: str) -> Answer:
    """Return an answer that stops going live."""
    return Answer(State.WRONG, found)


def judged(complaints: list[str], fine: str) -> Answer:
    """Return `wrong` with the complaints, or `ok` with what is fine where there are none."""
    return wrong("; ".join(complaints)) if complaints else ok(fine)
