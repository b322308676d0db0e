"""Defines what followers measure, and counts nothing where nobody wants to know."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Fault(StrEnum):
    """What is wrong with answers of a provider, beside that they are failures."""

    OLDER = "older"
    """Older than what is known: dropped."""

    CLOCK = "clock"
    """The provider's clock went back, or had been ahead: its order begins anew."""

    UNREADABLE = "unreadable"
    """Events that could not be read: left out."""

    OTHER_MATCH = "other_match"
    """Of another match than was asked for, by the teams and people that it names: refused."""

    ABSENT = "absent"
    """A match in play that is missing in the scoreboard of its league."""


class Measures(Protocol):
    """What a follower measures."""

    def missed(self, balls: int) -> None:
        """Count balls of a gap that no answer filled."""

    def entered(self, seconds: float) -> None:
        """Note the time from a provider's own time of an event until it was written."""

    def synthetic(self, kind: str, count: int) -> None:
        """Count events that were made of a change of score."""

    def fault(self, provider: str, kind: str) -> None:
        """Count an answer with which something is wrong: a `Fault`, or the kind of a failure."""


class NotMeasured:
    """Measures nothing."""

    def missed(self, balls: int) -> None:
        """Do nothing."""

    def entered(self, seconds: float) -> None:
        """Do nothing."""

    def synthetic(self, kind: str, count: int) -> None:
        """Do nothing."""

    def fault(self, provider: str, kind: str) -> None:
        """Do nothing."""
