"""Rates a provider by the results of the latest polls.

Pure: samples carry their times. Health ranges from 0 (dead) to 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from scrbrd_ingest.policy.intervals import clamp

WINDOW = timedelta(seconds=120)
MOST_SAMPLES = 500
"""Health is computed from the polls of two minutes, at most MOST_SAMPLES."""

FEWEST = 5
"""Number of polls below which a provider is not rated, because one failure would dominate."""

OF_ERRORS, OF_LATENCY, OF_RATE_LIMITS, OF_FRESHNESS = 0.40, 0.25, 0.20, 0.15
GOOD_LATENCY, BAD_LATENCY = 0.5, 5.0
GOOD_FRESHNESS, BAD_FRESHNESS = 15.0, 120.0
"""Seconds up to which a mean is good, and from which it counts as completely bad."""

ALL_LIMITED = 0.2
"""Share of polls answered with 429 from which the rate limits count as completely bad."""


@dataclass(frozen=True)
class Sample:
    """One poll: `latency` and `freshness` in seconds; `freshness` is None if the feed has no times.

    A 429 is not an error: it has a weight of its own.
    """

    at: datetime
    latency: float
    is_error: bool = False
    is_rate_limited: bool = False
    freshness: float | None = None


def within_window(samples: Iterable[Sample], now: datetime) -> list[Sample]:
    """Return the samples that count now: the newest MOST_SAMPLES of the last two minutes."""
    return [each for each in samples if each.at > now - WINDOW][-MOST_SAMPLES:]


def health(samples: Iterable[Sample], now: datetime) -> float:
    """Return 1 - (0.40 e + 0.25 l + 0.20 r + 0.15 f) over the window; 1 without a sample.

    e = errors / polls
    l = (mean latency of answers - 0.5 s) / 4.5 s, clamped to 0..1; 1 without any answer
    r = (429s / polls) / 0.2, at most 1
    f = (mean age of the newest data - 15 s) / 105 s, clamped; 0 if the feed has no times, 1 without
        any answer
    """
    samples_in_window = within_window(samples, now)
    if not samples_in_window:
        return 1.0
    polls = len(samples_in_window)
    answered_polls = [
        each for each in samples_in_window if not each.is_error and not each.is_rate_limited
    ]
    errors = sum(each.is_error for each in samples_in_window) / polls
    limited = sum(each.is_rate_limited for each in samples_in_window) / polls
    ages = [each.freshness for each in answered_polls if each.freshness is not None]
    latency, freshness = 1.0, 1.0
    if answered_polls:
        mean = sum(each.latency for each in answered_polls) / len(answered_polls)
        latency = badness(mean, GOOD_LATENCY, BAD_LATENCY)
        freshness = badness(sum(ages) / len(ages), GOOD_FRESHNESS, BAD_FRESHNESS) if ages else 0.0
    lost = (
        OF_ERRORS * errors
        + OF_LATENCY * latency
        + OF_RATE_LIMITS * min(1.0, limited / ALL_LIMITED)
        + OF_FRESHNESS * freshness
    )
    return clamp(1.0 - lost, 0.0, 1.0)


def rated_health(samples: Iterable[Sample], now: datetime) -> float:
    """Return the health by which providers are chosen: 1 with fewer than FEWEST polls."""
    samples_in_window = within_window(samples, now)
    return health(samples_in_window, now) if len(samples_in_window) >= FEWEST else 1.0


def badness(value: float, good: float, bad: float) -> float:
    """Return where a value lies between good (0) and bad (1)."""
    return clamp((value - good) / (bad - good), 0.0, 1.0)
