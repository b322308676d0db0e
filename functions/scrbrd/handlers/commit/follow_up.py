"""Writes what follows a commit: pending documents of the feed, and those of the end of a match.

A transactional outbox: `live/state` says what is pending before it is written, so whoever comes
next finishes it. The feed is written under a lease of its own, so that no ball waits for it and no
page for a ball; the rest under the guard of `live/state`. Nothing late ever overwrites anything
newer (docs/adr/0016).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from scrbrd.domain.match import Inputs
from scrbrd.engine.contention import ContendedError, NeedsRebuild
from scrbrd.engine.digests import Document, digest
from scrbrd.handlers.commit import build, match_end
from scrbrd.handlers.commit.ledger_head import SUMMARY, head_of, without_head
from scrbrd.handlers.limits import Limits
from scrbrd.handlers.ports import Clock, Commit, FeedLease, FeedPage, FollowUp, MatchStore, Unusable
from scrbrd.handlers.refold.match_fold import feed_of, whole_log
from scrbrd.handlers.snapshot.changes import read_chunks
from scrbrd.handlers.snapshot.model import Snapshot
from scrbrd.projections.feed.builder import expires_at
from scrbrd.projections.feed.disputes import is_of_dispute
from scrbrd.projections.feed.documents import FeedBody, FeedDocument

TOMBSTONE = {"events": [], "isRetracted": True}
NOT_OF_A_TOMBSTONE = {"fact", "commentary", "revision", "expireAt"}
"""Fields that say what an action was, and those that only a commit gives a document."""


@dataclass(frozen=True, slots=True)
class Unwritten:
    """The pending documents of the feed that a worker has just made, of the score's `version`."""

    version: int = -1
    documents: Mapping[str, FeedBody] = field(default_factory=dict)

    def are_all(self, snapshot: Snapshot) -> bool:
        """Return whether these are all that is pending in a snapshot, and as its log has them."""
        is_same = snapshot.version == self.version
        return is_same and snapshot.pending.names == tuple(sorted(self.documents))


NOTHING_AT_HAND = Unwritten()


def try_to_finish(
    store: MatchStore, now: Clock, match_id: str, token: object, commit: Commit
) -> None:
    """Write what a commit of our own left pending, unless another worker comes first.

    Whoever moves the state or takes the lease meanwhile finishes it.
    """
    try:
        at_hand = Unwritten(commit.snapshot.version, commit.later)
        finish_pending(store, now, match_id, token, commit.snapshot, at_hand)
    except ContendedError:
        return


def is_young(snapshot: Snapshot, now: datetime, limits: Limits) -> bool:
    """Return whether a commit is so young that its worker may still be writing what follows."""
    age = int(now.timestamp() * 1_000_000) - snapshot.version
    longest = limits.left_alone / timedelta(microseconds=1)
    return 0 <= age < longest  # a clock that was ahead holds nobody up


def finish_pending(
    store: MatchStore,
    now: Clock,
    match_id: str,
    token: object | None,
    snapshot: Snapshot,
    at_hand: Unwritten = NOTHING_AT_HAND,
) -> bool:
    """Finish the pending writes of a commit whose worker stopped. Returns True if there were any
    that no other worker has the lease of.

    Raises ContendedError if another commit or another worker was first, and NeedsRebuild where the
    packed log does not suffice.
    """
    is_ours = bool(snapshot.pending.feed) and write_feed(store, now, match_id, at_hand)
    if is_ours:  # the state has moved, by our own hand at least
        stored = store.read_state(match_id)
        if isinstance(stored.snapshot, Unusable):
            return True
        token, snapshot = stored.token, stored.snapshot
    return write_match_end(store, now(), match_id, token, snapshot) or is_ours


class Lease:
    """The right to write pending documents of the feed, renewed with every write.

    It is `feed/lease`, which only its holder writes: once another worker has taken it, each write
    of the former holder is refused as a whole. `was_left`: the former holder stopped before it was
    done, and whatever it has written is to be looked at.
    """

    def __init__(self, store: MatchStore, now: Clock, match_id: str, found: FeedLease) -> None:
        self.store = store
        self.now = now
        self.match_id = match_id
        self.token = found.token
        self.revision = found.revision
        self.was_left = found.until is not None

    def write(
        self, page: Mapping[str, FeedDocument], revision: int, settles: object = None
    ) -> None:
        """Write documents and renew the lease; with `settles`, end it and what is pending.

        Raises ContendedError where the lease is another's, or the state not as `settles` saw it.
        """
        until = None if settles is not None else self.now() + self.store.limits.lease
        written = FeedPage(revision, until, page, settles)
        self.token = self.store.write_page(self.match_id, self.token, written)
        self.revision = revision

    def give_up(self) -> None:
        """Let the next comer have it at once."""
        page = FeedPage(self.revision, None)
        self.token = self.store.write_page(self.match_id, self.token, page)

    def is_ours(self) -> bool:
        """Whether nobody has taken it since our last write."""
        return self.store.read_lease(self.match_id).token == self.token


def taken_lease(store: MatchStore, now: Clock, match_id: str) -> Lease | None:
    """The lease, where no other worker has it."""
    found, at = store.read_lease(match_id), now()
    longest = at + store.limits.lease
    if found.until is not None and at < found.until <= longest:  # else by a clock that was ahead
        return None
    lease = Lease(store, now, match_id, found)
    try:
        lease.write({}, found.revision)
    except ContendedError:
        return None
    return lease


def write_feed(store: MatchStore, now: Clock, match_id: str, at_hand: Unwritten) -> bool:
    """Write the documents of the feed that are pending; False where another worker is at it.

    As long as we have the lease, nobody else writes documents of the feed, and what is pending
    stays pending: the commits of further actions join it.
    """
    lease = taken_lease(store, now, match_id)
    if lease is None:
        return False
    try:
        if not any(written for written in passes(lease, at_hand)):
            lease.give_up()
    except NeedsRebuild:
        lease.give_up()
        raise
    return True


def passes(lease: Lease, at_hand: Unwritten) -> Iterator[bool]:
    """Write what is pending, as often as the match has moved on meanwhile; whether all is written.

    Raises NeedsRebuild where somebody without the lease has said that nothing is pending, as
    functions of earlier releases do: what we have written may be older than what they have.
    """
    events: dict[str, Document] | None = None
    unwritten: Mapping[str, FeedBody]
    is_all_read = False
    for _ in range(lease.store.limits.passes):
        stored = lease.store.read_state(lease.match_id)
        if isinstance(stored.snapshot, Unusable):
            return
        if not stored.snapshot.pending.feed:
            if events is not None:
                raise NeedsRebuild("the feed was finished by another while it was written")
            return
        if events is None and not lease.was_left and at_hand.are_all(stored.snapshot):
            events, unwritten = {}, at_hand.documents
        else:
            events = {} if events is None else events
            is_all_read = read_pending(lease, stored.snapshot, events, is_all_read)
            names = names_to_check(lease, stored.snapshot)
            unwritten = outstanding(lease.store, stored.snapshot, events, names)
        yield write_pages(lease, stored.token, stored.snapshot, events, unwritten)


def names_to_check(lease: Lease, snapshot: Snapshot) -> Collection[str] | None:
    """Return the documents of the feed that may have to be written; None: any of them."""
    return None if lease.was_left else snapshot.pending.names


def read_pending(
    lease: Lease, snapshot: Snapshot, events: dict[str, Document], is_all_read: bool
) -> bool:
    """Add what is stored of the pending documents to `events`; return whether all of the feed is
    read by then."""
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
    """Write the pending documents of a snapshot into the feed, `events` as far as it was read;
    return whether nothing is pending then.

    In the order of ids, all under one revision: whoever reads on from (revision, id) meanwhile
    misses none.
    """
    latest = max(lease.revision, snapshot.revision, *map(build.revision_of, events.values()))
    revision = build.next_revision(latest, snapshot.version) if unwritten else latest
    head = head_of(snapshot.ledger)
    documents = build.feed_documents(unwritten, snapshot.cached.inputs, revision, head)
    names = sorted(documents)
    size = lease.store.limits.page
    pages = [names[start : start + size] for start in range(0, len(names), size)] or [[]]
    *before, last = ({name: documents[name] for name in page} for page in pages)
    for page in before:
        lease.write(page, revision)
    events |= documents
    try:
        lease.write(last, revision, settles=token)
    except ContendedError:
        if not lease.is_ours():
            raise
        lease.write(last, revision)  # the match has moved on, which keeps no page from coming
        return False
    return True


def outstanding(
    store: MatchStore,
    snapshot: Snapshot,
    stored: Mapping[str, Document],
    names: Collection[str] | None,
) -> dict[str, FeedBody]:
    """Return the documents of the feed, of those with `names` (None: of all), that are not stored
    as the log has them.

    Those of actions that somebody deleted past the rules become tombstones: a client that reads on
    by revision sees those, and would not see that a document is gone.
    """
    inputs, match_id = snapshot.cached.inputs, snapshot.setup.match_id
    sealed = read_chunks(store, match_id, snapshot.sealed)
    feed = feed_of(inputs, whole_log(match_id, snapshot, sealed))
    some = feed.keys() if names is None else names
    wanted = build.worded({name: feed[name] for name in some if name in feed}, inputs)
    buried = {
        name: tombstone_of(each)
        for name, each in stored.items()
        if name not in wanted and not is_tombstone(each) and not is_of_dispute(name)
    }
    return not_as_wanted(stored, wanted, inputs) | buried


def tombstone_of(stored: Document) -> FeedBody:
    """Return what is left of the document of an action that was deleted: its place, no event."""
    kept = {key: stored[key] for key in stored.keys() - NOT_OF_A_TOMBSTONE}
    return cast(FeedBody, kept | TOMBSTONE)  # of a stored document, which nobody checks again


def is_tombstone(document: Document) -> bool:
    """Whether a document of the feed is what is left of an action that was deleted."""
    return document.get("isRetracted") is True and document.get("events") == []


def not_as_wanted(
    stored: Mapping[str, Document], wanted: Mapping[str, FeedBody], inputs: Inputs
) -> dict[str, FeedBody]:
    """Return the wanted documents of the feed that are not stored, or not with this content."""
    dated = {"expireAt": expires_at(inputs)}
    return {
        name: body
        for name, body in wanted.items()
        if not has_content(stored.get(name), {**body, **dated})
    }


def has_content(stored: Document | None, body: Document) -> bool:
    """Whether a stored document of the feed has the fields of `body`, whenever it was written."""
    if stored is None:
        return False
    plain = without_head(stored)
    return {key: value for key, value in plain.items() if key in body} == body


def write_match_end(
    store: MatchStore, now: datetime, match_id: str, token: object | None, snapshot: Snapshot
) -> bool:
    """Write the archive and the contributions of a match that is over, or delete those of one that
    is no more. Returns True if any were pending. Only what differs is written.

    Raises ContendedError if another commit was first.
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
    gone = dict.fromkeys(snapshot.match_end_digests.keys() - digests.keys())
    documents: dict[str, Document | None] = {**changed, **gone}
    subjects = {subject for key in documents if (subject := match_end.subject_of(match_id, key))}
    owed_since = dict.fromkeys(sorted(subjects), now)
    store.write_follow_up(match_id, token, FollowUp(documents, digests, owed_since))
    return True
