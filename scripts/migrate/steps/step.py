"""Defines a migration step: list its subjects, plan one, write it, undo it, compare it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from migrate.engine.plan import Plan
from migrate.engine.run_context import RunContext


class Step(ABC):
    """A migration. A subject is a match's id, or a name of the step's own."""

    number: ClassVar[int]
    name: ClassVar[str]
    does: ClassVar[str]
    looks_again: ClassVar[bool] = False
    """Whether a subject that is done is looked at again, as documents may come under old keys."""
    makes_log: ClassVar[bool] = False
    """Whether a match with which it is done has its whole log."""

    def subjects(self, context: RunContext, match: str | None) -> list[str]:
        """Return what there is to migrate: one match, or everything; matches alone if not said."""
        return context.matches(match)

    def is_match(self, subject: str) -> bool:  # noqa: ARG002
        """Return whether a subject is a match, of which copies are kept; True if not said."""
        return True

    @abstractmethod
    def plan(self, context: RunContext, subject: str) -> Plan:
        """Return what would be written; reads only."""

    @abstractmethod
    def write(self, context: RunContext, plan: Plan) -> int:
        """Write the plan; return how many documents were new."""

    @abstractmethod
    def undo(self, context: RunContext, subject: str, *, apply: bool) -> tuple[int, list[str]]:
        """Undo what nobody has touched since; return (how many, what stays and why)."""

    @abstractmethod
    def differences(self, context: RunContext, subject: str) -> list[str]:
        """Return where the new world differs from the old; a line for each."""
