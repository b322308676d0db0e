"""Owns what follows a commit: a feed too long for it, and what the end of a match leaves behind.

`live/state` says what is owed before it is written, so whoever comes next finishes it; each part is
written under the guard of `live/state`, so that nothing late ever overwrites anything newer.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from scrbrd.domain.match import Inputs
from scrbrd.handlers import advance, closing, publish
from scrbrd.handlers.advance import Advance
from scrbrd.handlers.news import chunks
from scrbrd.handlers.ports import After, Commit, ContendedError, Json, MatchStore, StoredState
from scrbrd.handlers.snapshot import Owed, Snapshot
from scrbrd.projections.feed import expires_at

PAGE = 200
"""Documents of the feed in one write: some 200 KB, far below what a commit may hold."""

TOMBSTONE: Json = {"events": [], "isRetracted": True}
COMMITS_OWN = {"revision", "expireAt"}
"""Fields that only a commit gives a document of the feed."""

LEFT_ALONE_MICROSECONDS = 2_000_000
"""Who has just committed is given this long to finish before somebody else does it for him."""


def follow(store: MatchStore, now: datetime, match_id: str, token: object, commit: Commit) -> None:
    """Write what a commit of our own owes.

    A newer commit on the way takes over all that is owed: then there is nothing left to do here.
    """
    events = commit.later if commit.late is None else commit.late()
    try:
        token, snapshot = write_pages(store, match_id, token, commit.snapshot, events)
        close(store, now, match_id, token, snapshot)
    except ContendedError:
        return


def is_being_written(snapshot: Snapshot, now: datetime) -> bool:
    """Whether a commit is so young that whoever made it may still be at what follows."""
    age = int(now.timestamp() * 1_000_000) - snapshot.version
    return 0 <= age < LEFT_ALONE_MICROSECONDS  # a clock that was ahead holds nobody up


def finish(store: MatchStore, now: datetime, match_id: str, stored: StoredState) -> bool:
    """Write what somebody's commit owes who did not come to it; whether there was anything.

    Raises ContendedError if another commit or another finisher was first.
    """
    snapshot, token = stored.snapshot, stored.token
    if snapshot is None or token is None or snapshot.owed == Owed():
        return False
    if snapshot.owed.feed:
        events = outstanding(store, match_id, snapshot)
        token, snapshot = write_pages(store, match_id, token, snapshot, events)
    close(store, now, match_id, token, snapshot)
    return True


def outstanding(store: MatchStore, match_id: str, snapshot: Snapshot) -> dict[str, Json]:
    """The documents of the feed that are not yet as the log has them, found by reading all."""
    sealed = chunks(store, match_id, snapshot.sealed)
    wanted, inputs = advance.told(match_id, snapshot, sealed), snapshot.known.inputs
    unwritten = differing(store.read_events(match_id), wanted, inputs)
    return publish.feed_documents(unwritten, inputs, snapshot.owed.feed)


def outstanding_beside(stored: Mapping[str, Json], built: Advance) -> dict[str, Json]:
    """Of what a rebuild tells, the documents that are not stored like that.

    Those of actions that somebody deleted past the rules become tombstones: whoever reads on
    must hear of it, and a document that went would tell him nothing.
    """
    buried = {
        name: {key: each[key] for key in each.keys() - COMMITS_OWN} | TOMBSTONE
        for name, each in stored.items()
        if name not in built.events and not is_tombstone(each)
    }
    return differing(stored, built.events, built.snapshot.known.inputs) | buried


def is_tombstone(document: Json) -> bool:
    """Whether a document of the feed is what is left of an action that was deleted."""
    return document.get("isRetracted") is True and document.get("events") == []


def differing(
    stored: Mapping[str, Json], wanted: Mapping[str, Json], inputs: Inputs
) -> dict[str, Json]:
    """The wanted documents of the feed that are missing or say something else."""
    dated = {"expireAt": expires_at(inputs)}
    return {name: body for name, body in wanted.items() if not says(stored.get(name), body | dated)}


def says(stored: Json | None, body: Json) -> bool:
    """Whether a stored document of the feed says what is wanted, whenever it was written."""
    if stored is None:
        return False
    return {key: value for key, value in stored.items() if key in body} == body


def write_pages(
    store: MatchStore,
    match_id: str,
    token: object,
    snapshot: Snapshot,
    events: Mapping[str, Json],
) -> tuple[object, Snapshot]:
    """Write a long feed in the order of its ids, all under one revision: whoever reads on from
    (revision, id) meanwhile misses none."""
    if not snapshot.owed.feed:
        return token, snapshot
    names = sorted(events)
    pages = [names[start : start + PAGE] for start in range(0, len(names), PAGE)] or [[]]
    rest = Owed(0, snapshot.owed.is_closing)
    for number, page in enumerate(pages, start=1):
        owed = rest if number == len(pages) else snapshot.owed
        after = After(owed, events={name: events[name] for name in page})
        token = store.write_after(match_id, token, after)
    return token, replace(snapshot, owed=rest)


def close(
    store: MatchStore, now: datetime, match_id: str, token: object, snapshot: Snapshot
) -> None:
    """Write the archive and the contributions of a match that is over, or take them away from one
    that is no more; only what differs is written."""
    if not snapshot.owed.is_closing:
        return
    wanted = closing.left_behind(match_id, snapshot, chunks(store, match_id, snapshot.sealed))
    digests = {key: publish.digest(document) for key, document in wanted.items()}
    changed = {
        key: wanted[key] | {"lastUpdated": now}
        for key, digest in digests.items()
        if snapshot.closed.get(key) != digest
    }
    gone = dict.fromkeys(snapshot.closed.keys() - digests.keys())
    left = {**changed, **gone}
    subjects = {subject for key in left if (subject := closing.subject_of(match_id, key))}
    moved = dict.fromkeys(sorted(subjects), now)
    after = After(Owed(), left=left, closed=digests, subjects=moved)
    store.write_after(match_id, token, after)
