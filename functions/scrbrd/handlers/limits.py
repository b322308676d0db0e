"""Holds the limits of the use cases: how much goes into one write, how long and how often.

A store carries them as one value, so that a test can set others in one place. A property of the
packed form is not a limit: see `engine/chunks.py`.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits that can change from one release to the next without a match being rebuilt.

    `tries`: attempts against other writers. `point_reads`: the widest gap in the log that is filled
    by reading single actions; for a wider one the whole log is read. `trusted_for`: the payload of
    an older event is not trusted; its action is read again. `late_after`: `live/health` reports a
    ball committed later than this after its write, though nothing is wrong with the log.

    `events_in_a_commit`: if more documents of the feed changed, they follow the commit in pages.
    `pending_names`: if more documents are pending, their names are not stored. `page_size`:
    documents of the feed in one write, some 200 KB, far below the maximum of a commit. `lease`: the
    time a worker may take between two pages before another takes over. `feed_passes`: if a match
    changes during this many passes, the rest is left to the worker of its next action.
    `finish_grace`: the time a worker has after its commit to finish pending writes before another
    worker does.

    `whole_reads`: how often a match that changes while it is read is read.

    `links_in_a_commit`: if there are more new links of the ledger, some 200 KB, they follow the
    commit, which they might make too large, in writes of `ledger_pages` documents each.

    `newer_actions`: if more actions changed since the last check, they are not applied one by one
    but the match is rebuilt. `matches_at_once`: matches that one call of `reconcile_many` checks.
    """

    tries: int = 24
    point_reads: int = 300
    trusted_for: timedelta = timedelta(seconds=10)
    late_after: timedelta = timedelta(seconds=30)
    events_in_a_commit: int = 20
    pending_names: int = 3_000
    page_size: int = 200
    lease: timedelta = timedelta(seconds=15)
    feed_passes: int = 5
    finish_grace: timedelta = timedelta(seconds=2)
    whole_reads: int = 5
    links_in_a_commit: int = 1_000
    ledger_pages: int = 16
    newer_actions: int = 500
    matches_at_once: int = 200


LIMITS: Final = Limits()
