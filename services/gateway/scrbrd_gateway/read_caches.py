"""Creates the caches of REST's read requests, bounded by number and by size.

Anybody may read any match, so that the largest values, of many matches at once, must not fill the
memory of a process.
"""

from __future__ import annotations

from typing import Final

from scrbrd_gateway.answers import Answer
from scrbrd_gateway.cache import Cache
from scrbrd_gateway.earlier_score import EarlierScores

MOST_BYTES: Final = 64 * 1024 * 1024
"""The most bytes of all cached answers together."""

MOST_PAGES: Final = 32
"""Number of cached feed pages of unwatched matches: a page of 500 events takes megabytes."""

MOST_LOGS: Final = 20
"""Number of cached logs, for clients that go through a match action by action."""

MOST_ACTIONS: Final = 8_000
"""The most actions in these logs together: with the states along a log, an action takes some ten
kilobytes."""


def cache_of_answers(most: int) -> Cache:
    """Return the cache of answers and of small values that they are made from."""
    return Cache(most, most_weight=MOST_BYTES, weigh=body_size)


def cache_of_pages(most: int) -> Cache:
    """Return the cache of feed pages."""
    return Cache(min(MOST_PAGES, most))


def cache_of_logs() -> Cache:
    """Return the cache of logs with their earlier scores."""
    return Cache(MOST_LOGS, most_weight=MOST_ACTIONS, weigh=count_actions)


def body_size(value: object) -> int:
    """Return the bytes of an answer's body; 0 for a cached value of another kind."""
    return len(value.body) if isinstance(value, Answer) else 0


def count_actions(scores: EarlierScores) -> int:
    """Return the number of actions in the log of a match."""
    return len(scores.log.entries)
