"""Defines a migration step: it lists its subjects, and plans, writes, undoes and compares one of
them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from migrate.engine.plan import Plan
from migrate.engine.run_context import RunContext


class Step(ABC):
    """A migration. A subject is a match id, or a name that the step defines."""

    number: ClassVar[int]
    name: ClassVar[str]
    does: ClassVar[str]
    looks_again: ClassVar[bool] = False
    """Whether subjects that are done are planned again, because documents may still appear under
    old keys."""
    makes_log: ClassVar[bool] = False
    """Whether a match has its complete log when this migration is done with it."""

    def subjects(self, context: RunContext, match: str | None) -> list[str]:
        """Return the subjects to migrate: one match, or everything.

        By default these are matches only.
        """
        return context.matches(match)

    def is_match(self, subject: str) -> bool:  # noqa: ARG002
        """Return True if a subject is a match, whose old documents are copied. True by default."""
        return True

    @abstractmethod
    def plan(self, context: RunContext, subject: str) -> Plan:
        """Return what would be written. Only reads."""

    @abstractmethod
    def write(self, context: RunContext, plan: Plan) -> int:
        """Write the plan; return how many documents were created."""

    @abstractmethod
    def undo(self, context: RunContext, subject: str, *, apply: bool) -> tuple[int, list[str]]:
        """Undo what nobody has changed since; return (how many documents, lines about those that
        stay)."""

    @abstractmethod
    def differences(self, context: RunContext, subject: str) -> list[str]:
        """Return a line for each difference between the new data and the old."""
