"""Rates a provider by what came of the last polls.

Pure: samples bring their times. Health is from 0, dead, to 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from scrbrd_ingest.policy.intervals import clamp

WINDOW = timedelta(seconds=120)
MOST_SAMPLES = 500
"""What health is computed of: the polls of two minutes, at most so many."""

FEWEST = 5
"""Polls within the window under which a provider is not judged: one failure would be all of it."""

OF_ERRORS, OF_LATENCY, OF_RATE_LIMITS, OF_FRESHNESS = 0.40, 0.25, 0.20, 0.15
GOOD_LATENCY, BAD_LATENCY = 0.5, 5.0
GOOD_FRESHNESS, BAD_FRESHNESS = 15.0, 120.0
"""Seconds up to which a mean is good, and from which on it is as bad as can be."""

ALL_LIMITED = 0.2
"""The part of polls answered with 429 from which on the rate limits count as wholly bad."""


@dataclass(frozen=True)
class Sample:
    """One poll: `latency` and `freshness` in seconds, `freshness` None where no times are told.

    A 429 is no error: it has a weight of its own.
    """

    at: datetime
    latency: float
    is_error: bool = False
    is_rate_limited: bool = False
    freshness: float | None = None


def within_window(samples: Iterable[Sample], now: datetime) -> list[Sample]:
    """Return the samples that count now, the newest MOST_SAMPLES of the last two minutes."""
    return [each for each in samples if each.at > now - WINDOW][-MOST_SAMPLES:]


def health(samples: Iterable[Sample], now: datetime) -> float:
    """Return 1 - (0.40 e + 0.25 l + 0.20 r + 0.15 f) over the window; 1 without a sample.

    e = errors / polls
    l = (mean latency of answers - 0.5 s) / 4.5 s, clamped to 0..1; 1 if nothing was answered
    r = (429s / polls) / 0.2, at most 1
    f = (mean age of the newest that was told - 15 s) / 105 s, clamped; 0 where no times are told,
        1 if nothing was answered
    """
    counted = within_window(samples, now)
    if not counted:
        return 1.0
    polls = len(counted)
    answered = [each for each in counted if not each.is_error and not each.is_rate_limited]
    errors = sum(each.is_error for each in counted) / polls
    limited = sum(each.is_rate_limited for each in counted) / polls
    ages = [each.freshness for each in answered if each.freshness is not None]
    latency, freshness = 1.0, 1.0
    if answered:
        mean = sum(each.latency for each in answered) / len(answered)
        latency = badness(mean, GOOD_LATENCY, BAD_LATENCY)
        freshness = badness(sum(ages) / len(ages), GOOD_FRESHNESS, BAD_FRESHNESS) if ages else 0.0
    lost = (
        OF_ERRORS * errors
        + OF_LATENCY * latency
        + OF_RATE_LIMITS * min(1.0, limited / ALL_LIMITED)
        + OF_FRESHNESS * freshness
    )
    return clamp(1.0 - lost, 0.0, 1.0)


def judged_health(samples: Iterable[Sample], now: datetime) -> float:
    """Return the health by which providers are chosen: 1 with under FEWEST polls."""
    counted = within_window(samples, now)
    return health(counted, now) if len(counted) >= FEWEST else 1.0


def badness(value: float, good: float, bad: float) -> float:
    """Return where a value lies between good, 0, and bad, 1."""
    return clamp((value - good) / (bad - good), 0.0, 1.0)
