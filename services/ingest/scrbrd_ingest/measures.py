"""Defines the metrics interface of followers, with an implementation that does nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Fault(StrEnum):
    """Kinds of faults in a provider's answers, in addition to failed polls."""

    OLDER = "older"
    """An answer older than the known state: dropped."""

    CLOCK = "clock"
    """The provider's clock went back, or had been ahead: its order begins anew."""

    UNREADABLE = "unreadable"
    """Events that could not be read: left out."""

    OTHER_MATCH = "other_match"
    """An answer of a different match, according to the teams and people that it names: refused."""

    ABSENT = "absent"
    """A match in play that is missing from the scoreboard of its league."""


class Measures(Protocol):
    """The metrics of a follower."""

    def count_missed_balls(self, balls: int) -> None:
        """Count the balls of a gap that no answer filled."""

    def record_delay(self, seconds: float) -> None:
        """Record the seconds from a provider's own time of an event until it was written."""

    def count_synthetic(self, kind: str, count: int) -> None:
        """Count events that were derived from a change of score."""

    def count_fault(self, provider: str, kind: str) -> None:
        """Count an answer with a fault: a `Fault`, or the kind of a failure."""


class NoMeasures:
    """An implementation that records nothing."""

    def count_missed_balls(self, balls: int) -> None:
        """Do nothing."""

    def record_delay(self, seconds: float) -> None:
        """Do nothing."""

    def count_synthetic(self, kind: str, count: int) -> None:
        """Do nothing."""

    def count_fault(self, provider: str, kind: str) -> None:
        """Do nothing."""
