"""Defines the lines of a preflight and their answers. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from admin.preflight.clone import Clone
    from admin.preflight.project import Project


class State(StrEnum):
    """The state of a line; `unknown` means that it cannot be determined from here."""

    OK = "ok"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """The state of a line, and what was found."""

    state: State
    found: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: its title, the check that answers it, and the remedy.

    `id` is its name in `docs/going-live.md` and in JSON.
    """

    id: str
    title: str
    remedy: str
    check: Callable[[Clone, Project], Answer]


@dataclass(frozen=True, slots=True)
class Finding:
    """A line with its answer."""

    line: Line
    answer: Answer

    def as_json(self) -> dict[str, str | None]:
        """Return the finding as a flat JSON object; the remedy is null if the line is ok."""
        is_ok = self.answer.state is State.OK
        return {
            "id": self.line.id,
            "title": self.line.title,
            "state": self.answer.state.value,
            "found": self.answer.found,
            "remedy": None if is_ok else self.line.remedy,
        }


def ok_answer(finding: str) -> Answer:
    """Return an answer that needs no action."""
    return Answer(State.OK, finding)


def wrong_answer(finding: str) -> Answer:
    """Return an answer that prevents going live."""
    return Answer(State.WRONG, finding)


def answer_from(complaints: list[str], fine: str) -> Answer:
    """Return a `wrong` answer with the complaints, or an `ok` answer if there are none.

    `fine` is the text of the `ok` answer.
    """
    return wrong_answer("; ".join(complaints)) if complaints else ok_answer(fine)
