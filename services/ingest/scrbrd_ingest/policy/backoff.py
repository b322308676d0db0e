"""Computes waits after failures, and how far 429s slow a match down.

Pure: chance comes in as a number from 0 to 1. Times are seconds.
"""

from __future__ import annotations

FIRST, MOST = 1.0, 60.0
"""The wait after a first failure, and the longest that we choose ourselves."""

LONGEST_RETRY_AFTER = 3600.0
"""The longest that a provider is left alone because it said so: a wrong header, such as
milliseconds for seconds, costs no more than that, and asking once an hour breaks no limit."""

FASTEST, SLOWEST = 1.0, 32.0
"""The bounds of a match's slowdown."""

RAISE, RECOVER = 2.0, 0.8
"""What a 429 and a good answer multiply the slowdown by."""


def backoff(failures: int, chance: float, retry_after: float | None = None) -> float:
    """Return max(Retry-After, m / 2 + chance m / 2), m = min(60, 2^(failures - 1)).

    `failures` in a row, 1 for the first. A provider's Retry-After is obeyed up to an hour
    (LONGEST_RETRY_AFTER: `feeds.http` takes one beyond it as that) and never shortened here; chance
    is added to it (up to a tenth), so that those who were told the same come apart.
    """
    ours = min(MOST, FIRST * 2.0 ** min(max(failures, 1) - 1, 30))
    wait = ours / 2 + chance * ours / 2
    return wait if retry_after is None else max(wait, retry_after * (1.0 + 0.1 * chance))


def slowed(slowdown: float) -> float:
    """Return a match's slowdown after a 429: min(32, 2 x slowdown)."""
    return min(SLOWEST, slowdown * RAISE)


def recovered(slowdown: float) -> float:
    """Return a match's slowdown after a good answer: max(1, 0.8 x slowdown). 16 answers lead from
    32 to 1."""
    return max(FASTEST, slowdown * RECOVER)
