"""Holds the bounds of the use cases: how much goes into one write, how long and how often.

They are one value that a store carries, so that whoever needs others (a test of many pages with few
balls) says so in one place. What is part of the packed form is no limit: see `engine/chunks.py`.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that can change from one release to the next without a match being rebuilt.

    `tries` against other writers. `point_reads`: a wider hole in the log is not read action by
    action, the whole log is. `trusted_for`: the payload of an older event is not taken for what the
    database says now. `late`: a ball later than this is told in `live/health`, though nothing is
    wrong with the log.

    `events_in_a_commit`: more documents of the feed than this follow the commit in pages.
    `pending_names`: more pending ones than this are not known by name. `page`: documents of the
    feed in one write, some 200 KB, far below what a commit may hold. `lease`: how long a worker may
    take between two of them before another takes over. `passes`: a match that moves on during so
    many is left to the worker of its next action. `left_alone`: who has just committed is given
    this long to finish before somebody else does it for them.

    `looks`: a match that is read whole is read again when it moved meanwhile, so often.

    `links_in_a_commit`: more links of the ledger than this, some 200 KB, follow the commit, which
    they might make too large, in writes of `ledger_pages` documents each.

    `newer`: more actions than this since the last look are not asked for one by one.
    `matches_at_once`: those that one call of `reconcile_many` looks at.
    """

    tries: int = 12
    point_reads: int = 300
    trusted_for: timedelta = timedelta(seconds=10)
    late: timedelta = timedelta(seconds=30)
    events_in_a_commit: int = 20
    pending_names: int = 3_000
    page: int = 200
    lease: timedelta = timedelta(seconds=15)
    passes: int = 5
    left_alone: timedelta = timedelta(seconds=2)
    looks: int = 5
    links_in_a_commit: int = 1_000
    ledger_pages: int = 16
    newer: int = 500
    matches_at_once: int = 200


LIMITS: Final = Limits()
