"""Writes what follows a commit: pending documents of the feed, and those of the end of a match.

A transactional outbox: `live/state` records what is pending before it is written, so any later
worker can finish it. The feed is written under a lease of its own, so that no ball waits for it and
no page for a ball; the rest under the guard of `live/state`. A late write never overwrites a newer
one (docs/adr/0016).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from scrbrd.domain.match import Inputs
from scrbrd.engine.contention import ContendedError, NeedsRebuild
from scrbrd.engine.digests import Document, digest
from scrbrd.handlers.commit import build, match_end
from scrbrd.handlers.commit.ledger_head import (
    SUMMARY,
    has_unproved_head,
    head_of,
    heads_in,
    without_head,
)
from scrbrd.handlers.limits import Limits
from scrbrd.handlers.ports import Clock, Commit, FeedLease, FeedPage, FollowUp, MatchStore, Unusable
from scrbrd.handlers.refold.match_fold import feed_of, whole_log
from scrbrd.handlers.snapshot.changes import read_chunks
from scrbrd.handlers.snapshot.model import Snapshot
from scrbrd.projections.feed.builder import expires_at
from scrbrd.projections.feed.disputes import is_of_dispute
from scrbrd.projections.feed.documents import FeedBody, FeedDocument

TOMBSTONE = {"events": [], "isRetracted": True}
NOT_IN_TOMBSTONE = {"fact", "commentary", "revision", "expireAt"}
"""Fields that describe the action, and those that are set at writing."""


@dataclass(frozen=True, slots=True)
class BuiltEvents:
    """The pending documents of the feed that a worker has just built, for the score's `version`."""

    version: int = -1
    documents: Mapping[str, FeedBody] = field(default_factory=dict)

    def are_pending_of(self, snapshot: Snapshot) -> bool:
        """Return True if these are exactly the pending documents of a snapshot of the same
        version.
        """
        is_same = snapshot.version == self.version
        return is_same and snapshot.pending.names == tuple(sorted(self.documents))


NOTHING_BUILT = BuiltEvents()


def try_to_finish(
    store: MatchStore, now: Clock, match_id: str, token: object, commit: Commit
) -> None:
    """Write what this worker's own commit left pending, unless another worker comes first.

    A worker that changes the state or takes the lease meanwhile finishes it.
    """
    try:
        built = BuiltEvents(commit.snapshot.version, commit.pending_events)
        finish_pending(store, now, match_id, token, commit.snapshot, built)
    except ContendedError:
        return


def is_recent_commit(snapshot: Snapshot, now: datetime, limits: Limits) -> bool:
    """Return True if a commit is so recent that its worker may still be writing what follows it."""
    age = int(now.timestamp() * 1_000_000) - snapshot.version
    longest = limits.finish_grace / timedelta(microseconds=1)
    return 0 <= age < longest  # a version from a clock that was ahead is not young


def finish_pending(
    store: MatchStore,
    now: Clock,
    match_id: str,
    token: object | None,
    snapshot: Snapshot,
    built: BuiltEvents = NOTHING_BUILT,
) -> bool:
    """Finish the pending writes of a commit whose worker stopped.

    Returns True if there were any whose lease no other worker holds. Raises ContendedError if
    another commit or another worker was first, and NeedsRebuild if the packed log is not complete.
    """
    is_ours = bool(snapshot.pending.feed) and write_feed(store, now, match_id, built)
    if is_ours:  # the state has changed, at least by our own write
        stored = store.read_state(match_id)
        if isinstance(stored.snapshot, Unusable):
            return True
        token, snapshot = stored.token, stored.snapshot
    return write_match_end(store, now(), match_id, token, snapshot) or is_ours


class Lease:
    """The right to write pending documents of the feed, renewed with every write.

    It is stored in `feed/lease`, which only its holder writes: once another worker has taken it,
    each write of the former holder is refused as a whole. `was_abandoned`: the former holder
    stopped before it had finished, so everything it wrote must be checked.
    """

    def __init__(self, store: MatchStore, now: Clock, match_id: str, found: FeedLease) -> None:
        self.store = store
        self.now = now
        self.match_id = match_id
        self.token = found.token
        self.revision = found.revision
        self.was_abandoned = found.until is not None

    def write(
        self, page: Mapping[str, FeedDocument], revision: int, state_token: object = None
    ) -> None:
        """Write documents and renew the lease.

        With `state_token`, release it and mark the feed as written. Raises ContendedError if
        another worker has the lease, or the state does not match `state_token`.
        """
        until = None if state_token is not None else self.now() + self.store.limits.lease
        written = FeedPage(revision, until, page, state_token)
        self.token = self.store.write_page(self.match_id, self.token, written)
        self.revision = revision

    def release(self) -> None:
        """Release the lease, so that another worker can take it at once."""
        page = FeedPage(self.revision, None)
        self.token = self.store.write_page(self.match_id, self.token, page)

    def is_ours(self) -> bool:
        """Return True if no other worker has taken the lease since our last write."""
        return self.store.read_lease(self.match_id).token == self.token


def take_lease(store: MatchStore, now: Clock, match_id: str) -> Lease | None:
    """Take the lease and return it; None if another worker holds it."""
    found, at = store.read_lease(match_id), now()
    longest = at + store.limits.lease
    if found.until is not None and at < found.until <= longest:  # later: by a clock that was ahead
        return None
    lease = Lease(store, now, match_id, found)
    try:
        lease.write({}, found.revision)
    except ContendedError:
        return None
    return lease


def write_feed(store: MatchStore, now: Clock, match_id: str, built: BuiltEvents) -> bool:
    """Write the pending documents of the feed; return False if another worker holds the lease.

    While we hold the lease, no other worker writes documents of the feed, and pending documents
    stay pending; the commits of further actions add to them.
    """
    lease = take_lease(store, now, match_id)
    if lease is None:
        return False
    try:
        if not any(written for written in write_in_passes(lease, built)):
            lease.release()
    except NeedsRebuild:
        lease.release()
        raise
    return True


def write_in_passes(lease: Lease, built: BuiltEvents) -> Iterator[bool]:
    """Write the pending documents, again after each change of the match.

    Yield whether all are written. Raises NeedsRebuild if a worker without the lease marked the feed
    as written, as earlier releases of the functions do: our documents may be older than theirs.
    """
    events: dict[str, Document] | None = None
    unwritten: Mapping[str, FeedBody]
    is_all_read = False
    for _ in range(lease.store.limits.feed_passes):
        stored = lease.store.read_state(lease.match_id)
        if isinstance(stored.snapshot, Unusable):
            return
        if not stored.snapshot.pending.feed:
            if events is not None:
                raise NeedsRebuild("the feed was finished by another while it was written")
            return
        if events is None and not lease.was_abandoned and built.are_pending_of(stored.snapshot):
            events, unwritten = {}, built.documents
        else:
            events = {} if events is None else events
            is_all_read = read_pending(lease, stored.snapshot, events, is_all_read)
            names = names_to_check(lease, stored.snapshot)
            unwritten = unwritten_events(lease.store, stored.snapshot, events, names)
        yield write_pages(lease, stored.token, stored.snapshot, events, unwritten)


def names_to_check(lease: Lease, snapshot: Snapshot) -> Collection[str] | None:
    """Return the documents of the feed that may have to be written; None means any of them."""
    return None if lease.was_abandoned else snapshot.pending.names


def read_pending(
    lease: Lease, snapshot: Snapshot, events: dict[str, Document], is_all_read: bool
) -> bool:
    """Add the stored versions of the pending documents to `events`.

    Returns True if the whole feed has been read.
    """
    names = names_to_check(lease, snapshot)
    missing = None if names is None else [name for name in names if name not in events]
    if is_all_read or missing == []:
        return is_all_read
    events |= lease.store.read_events(lease.match_id, missing)
    lease.write({}, lease.revision)
    return missing is None


def write_pages(
    lease: Lease,
    token: object,
    snapshot: Snapshot,
    events: dict[str, Document],
    unwritten: Mapping[str, FeedBody],
) -> bool:
    """Write the pending documents of a snapshot in pages; return True if nothing is pending then.

    `events` holds the documents of the feed read so far. Pages are written in the order of ids, all
    under one revision, so a reader that continues from (revision, id) misses none.
    """
    latest = max(lease.revision, snapshot.revision, *map(build.revision_of, events.values()))
    revision = build.next_revision(latest, snapshot.version) if unwritten else latest
    head = head_of(snapshot.ledger)
    documents = build.feed_documents(unwritten, snapshot.cached.inputs, revision, head)
    names = sorted(documents)
    size = lease.store.limits.page_size
    pages = [names[start : start + size] for start in range(0, len(names), size)] or [[]]
    *before, last = ({name: documents[name] for name in page} for page in pages)
    for page in before:
        lease.write(page, revision)
    events |= documents
    try:
        lease.write(last, revision, state_token=token)
    except ContendedError:
        if not lease.is_ours():
            raise
        lease.write(last, revision)  # the match has changed, but the page is written all the same
        return False
    return True


def unwritten_events(
    store: MatchStore,
    snapshot: Snapshot,
    stored: Mapping[str, Document],
    names: Collection[str] | None,
) -> dict[str, FeedBody]:
    """Return the documents of the feed that are not stored as the log requires.

    Only those with `names` are checked; None checks all. Documents of actions that were deleted
    past the rules become tombstones: a client that reads by revision sees a tombstone, but would
    not notice that a document is gone.
    """
    inputs, match_id = snapshot.cached.inputs, snapshot.setup.match_id
    sealed = read_chunks(store, match_id, snapshot.sealed)
    feed = feed_of(inputs, whole_log(match_id, snapshot, sealed))
    some = feed.keys() if names is None else names
    wanted = build.with_texts({name: feed[name] for name in some if name in feed}, inputs)
    tombstones = {
        name: tombstone_of(each)
        for name, each in stored.items()
        if name not in wanted and not is_tombstone(each) and not is_of_dispute(name)
    }
    differing = differing_events(stored, wanted, inputs)
    publishing = [name for name in wanted if list(heads_in(stored.get(name, {})))]
    if names is None and publishing:
        links = store.read_ledger(match_id)
        differing |= {
            name: wanted[name] for name in publishing if has_unproved_head(stored[name], links)
        }
    return differing | tombstones


def tombstone_of(stored: Document) -> FeedBody:
    """Return the tombstone of a deleted action's document: its place without events."""
    kept = {key: stored[key] for key in stored.keys() - NOT_IN_TOMBSTONE}
    return cast(FeedBody, kept | TOMBSTONE)  # from a stored document, which is not checked again


def is_tombstone(document: Document) -> bool:
    """Return True if a document of the feed is the tombstone of a deleted action."""
    return document.get("isRetracted") is True and document.get("events") == []


def differing_events(
    stored: Mapping[str, Document], wanted: Mapping[str, FeedBody], inputs: Inputs
) -> dict[str, FeedBody]:
    """Return the wanted documents of the feed that are not stored with this content."""
    expiry = {"expireAt": expires_at(inputs)}
    return {
        name: body
        for name, body in wanted.items()
        if not has_content(stored.get(name), {**body, **expiry})
    }


def has_content(stored: Document | None, body: Document) -> bool:
    """Return True if a stored document of the feed has the fields of `body`.

    Other fields may differ.
    """
    if stored is None:
        return False
    plain = without_head(stored)
    return {key: value for key, value in plain.items() if key in body} == body


def write_match_end(
    store: MatchStore, now: datetime, match_id: str, token: object | None, snapshot: Snapshot
) -> bool:
    """Write the archive and the contributions of a finished match; delete those of one that is not.

    Only what differs is written. Returns True if any were pending. Raises ContendedError if another
    commit was first.
    """
    if token is None or not snapshot.pending.is_match_end:
        return False
    sealed = read_chunks(store, match_id, snapshot.sealed)
    wanted = match_end.match_end_documents(match_id, snapshot, sealed)
    digests = {key: digest(document) for key, document in wanted.items()}
    changed: dict[str, Document] = {
        key: {**wanted[key], "lastUpdated": now}
        for key, each in digests.items()
        if snapshot.match_end_digests.get(key) != each
    }
    if SUMMARY in changed and snapshot.ledger is not None:
        changed[SUMMARY] = {**changed[SUMMARY], "ledger": head_of(snapshot.ledger)}
    deleted = dict.fromkeys(snapshot.match_end_digests.keys() - digests.keys())
    documents: dict[str, Document | None] = {**changed, **deleted}
    subjects = {subject for key in documents if (subject := match_end.subject_of(match_id, key))}
    owed_since = dict.fromkeys(sorted(subjects), now)
    store.write_follow_up(match_id, token, FollowUp(documents, digests, owed_since))
    return True
