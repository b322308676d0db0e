"""Computes waits after failures, and how far status 429 slows a match down.

Pure: randomness comes in as a number from 0 to 1. Times are in seconds.
"""

from __future__ import annotations

FIRST, MOST = 1.0, 60.0
"""The wait after a first failure, and the longest wait that we choose ourselves."""

LONGEST_RETRY_AFTER = 3600.0
"""The longest demanded pause that is obeyed. A wrong header, such as milliseconds for seconds,
costs no more than that, and one request per hour breaks no limit."""

FASTEST, SLOWEST = 1.0, 32.0
"""The bounds of a match's slowdown."""

RAISE, RECOVER = 2.0, 0.8
"""The factors by which a 429 and a good answer multiply the slowdown."""


def backoff(failures: int, chance: float, retry_after: float | None = None) -> float:
    """Return max(Retry-After, m / 2 + chance m / 2), m = min(60, 2^(failures - 1)).

    `failures` is the number of consecutive failures, 1 for the first. A provider's Retry-After is
    obeyed up to an hour (LONGEST_RETRY_AFTER: `feeds.http` limits longer ones to that) and never
    shortened here. Up to a tenth of it is added at random, so that processes with the same pause do
    not resume together.
    """
    ours = min(MOST, FIRST * 2.0 ** min(max(failures, 1) - 1, 30))
    wait = ours / 2 + chance * ours / 2
    return wait if retry_after is None else max(wait, retry_after * (1.0 + 0.1 * chance))


def slow_down(slowdown: float) -> float:
    """Return a match's slowdown after a 429: min(32, 2 x slowdown)."""
    return min(SLOWEST, slowdown * RAISE)


def speed_up(slowdown: float) -> float:
    """Return a match's slowdown after a good answer: max(1, 0.8 x slowdown). It takes 16 answers
    from 32 to 1."""
    return max(FASTEST, slowdown * RECOVER)
