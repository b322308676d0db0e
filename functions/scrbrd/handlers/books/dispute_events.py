"""Writes disputes into the feed, under the guard of `live/state`.

So no revision of the feed is ever overtaken, and a reader that continues from one misses nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scrbrd.engine.contention import ContendedError, retry_contended
from scrbrd.handlers.books.ports import BookStore
from scrbrd.handlers.catch_up import Route, catch_up, finish
from scrbrd.handlers.commit import build
from scrbrd.handlers.ports import Clock, MatchStore, Unusable
from scrbrd.projections.feed.disputes import DISPUTE, dispute_body


def write_dispute_event(
    books: BookStore,
    matches: MatchStore,
    now: Clock,
    match_id: str,
    dispute_id: str,
) -> bool:
    """Write the feed's document of a dispute as it is stored now; return True if it was written.

    False if the feed has it already, if the dispute does not exist, and before the first action of
    the log, which has no feed: a dispute open then is written when it next changes. A match whose
    log is not projected is projected first. Raises ContendedError if that is not possible now, or
    if the feed is being written: the platform calls again.
    """

    def attempt() -> bool:
        stored = matches.read_state(match_id)
        document = books.read_dispute(match_id, dispute_id)
        if document is None:
            return False
        if isinstance(stored.snapshot, Unusable):
            if not is_projected(matches, now, match_id):
                return False
            raise ContendedError(f"match {match_id}: it was projected just now")
        if stored.snapshot.pending.feed:
            finish(matches, now, match_id)
            raise ContendedError(f"match {match_id}: its feed is being written")
        name = f"{DISPUTE}{dispute_id}"
        known = matches.read_events(match_id, [name]).get(name)
        if is_current(known, document):
            return False
        inputs, snapshot = stored.snapshot.cached.inputs, stored.snapshot
        version = build.next_version(snapshot.version, now())
        revision = build.next_revision(snapshot.revision, version)
        bodies = build.with_texts({name: dispute_body(match_id, dispute_id, document)}, inputs)
        written = build.feed_documents(bodies, inputs, revision)[name]
        document_to_write = {**written, "updatedAt": document["updatedAt"]}
        books.write_feed_document(match_id, stored.token, revision, name, document_to_write)
        return True

    done, _ = retry_contended(attempt, matches.limits.tries)
    return done


def is_projected(matches: MatchStore, now: Clock, match_id: str) -> bool:
    """Project the log of a match; return False if the log is empty.

    Raises ContendedError if the match is held, or a newer version of the functions wrote it.
    """
    done = catch_up(matches, now, match_id)
    if done.path in (Route.HELD, Route.NEWER):
        raise ContendedError(f"match {match_id}: nothing is projected yet ({done.path})")
    return done.actions > 0


def is_current(known: Mapping[str, Any] | None, document: Mapping[str, Any]) -> bool:
    """Return True if the feed has the current version of a dispute."""
    written_at = (known or {}).get("updatedAt")
    at = document["updatedAt"]
    return isinstance(written_at, datetime) and isinstance(at, datetime) and written_at >= at
