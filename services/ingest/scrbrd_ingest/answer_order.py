"""Counts answers that are older than the known state: a provider's clock may be set back. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

CLOCK_RESET_AFTER: Final = 20
"""Number of consecutive answers, each newer than the one before but all older than the known state,
after which the provider's clock is assumed to have been set back (or one answer to have had a
future time). A lagging cache does not look like this: it mixes its answers with newer ones, or
repeats one, and a lagging mirror has no content that is not known."""


@dataclass(frozen=True)
class OlderStreak:
    """The number of consecutive answers that were older than the known state.

    `mark` is the order of the last of them: the provider's own counter, or its time.
    """

    count: int = 0
    mark: float | None = None

    def after(self, sequence: int | None, said_at: datetime | None) -> OlderStreak:
        """Return the streak after another older answer; a repeated one is not counted."""
        mark = 0.0 if said_at is None else said_at.timestamp()
        mark = mark if sequence is None else float(sequence)
        if mark == self.mark:
            return self
        is_later = self.mark is None or mark > self.mark
        return OlderStreak(self.count + 1 if is_later else 1, mark)

    @property
    def is_clock_reset(self) -> bool:
        """Whether the streak is long enough to conclude that the provider's order begins anew."""
        return self.count >= CLOCK_RESET_AFTER


NO_OLDER_STREAK: Final = OlderStreak()
