"""Extends the ledger of a match with the changes that a commit applies to its snapshot."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.chain import Ledger, Link, immutable_fields
from scrbrd.domain.places import Place, PlacesTaken
from scrbrd.engine.chunks import ChunkKey, PackedAction, SealedChunk, chunk_of
from scrbrd.engine.contention import NeedsRebuild
from scrbrd.handlers.ledger.action_states import action_states
from scrbrd.handlers.ledger.enter import (
    LedgerUpdate,
    enter_appended,
    enter_changed,
    enter_log,
    is_over_end,
)
from scrbrd.handlers.limits import LIMITS, Limits
from scrbrd.handlers.ports import LedgerPages, MatchStore, ObservedAction, Unusable
from scrbrd.handlers.refold.apply import Folded
from scrbrd.handlers.snapshot.model import Snapshot

DIGITS = frozenset("0123456789abcdef")
HASH_LENGTH = 64
MOST_LINKS = 2**40
"""The maximum length of a ledger; a greater stored number is damage."""


def with_appended(
    stored: Snapshot,
    folded: Folded,
    changes: Sequence[ObservedAction],
    limits: Limits = LIMITS,
) -> Folded:
    """Return a fold with its new actions added to the ledger.

    Raises NeedsRebuild if the ledger is not begun.
    """
    if not changes:
        return folded
    ledger = required_ledger(stored)
    update = enter_appended(ledger, changes, is_over_end=is_over_end(folded.state))
    return with_ledger_update(folded, update, limits, ledger.number)


def with_changed(
    store: MatchStore,
    match_id: str,
    stored: Snapshot,
    folded: Folded,
    sealed: Mapping[ChunkKey, SealedChunk],
    changes: Sequence[ObservedAction],
) -> Folded:
    """Return a fold with its changes of the log added to the ledger.

    `sealed` holds the sealed chunks in which an action has changed. Raises NeedsRebuild if the
    ledger is not begun.
    """
    if not changes:
        return folded
    ledger, old = required_ledger(stored), dict(packed_before(stored, sealed, changes))
    edited = edited_places(store, match_id, ledger, old, changes)
    is_voided = {place: packed.is_voided for place, packed in old.items()}
    update = enter_changed(ledger, changes, is_voided, edited)
    return with_ledger_update(folded, update, store.limits, ledger.number)


def with_log(
    store: MatchStore,
    match_id: str,
    stored: Snapshot | Unusable,
    folded: Folded,
    log: Sequence[ObservedAction],
) -> Folded:
    """Return a rebuild with the ledger extended by every difference between it and the log."""
    ledger, taken = None, PlacesTaken()
    if isinstance(stored, Snapshot):
        ledger, taken = stored.ledger, stored.index.taken
    published = None if ledger else shown_head(store.read_public(match_id).score)
    links = store.read_ledger(match_id)
    update = enter_log(match_id, ledger, taken, links, published, log)
    last = ledger or published
    return with_ledger_update(folded, update, store.limits, last.number if last else 0)


def required_ledger(stored: Snapshot) -> Ledger:
    """Return the ledger of a snapshot. Raises NeedsRebuild if it has none."""
    if stored.ledger is None:
        raise NeedsRebuild("its ledger is to be begun")
    return stored.ledger


def with_ledger_update(
    folded: Folded, update: LedgerUpdate, limits: Limits, last_published: int
) -> Folded:
    """Return a fold with a ledger.

    If that has too many new links, it is set aside for after the commit. `last_published` is the
    number of the last published head. Links up to that one, and the one after it, are written with
    the commit in any case, because a changed log may not lead to them again.
    """
    if sum(map(len, update.pages.values())) > limits.links_in_a_commit:
        snapshot = replace(folded.snapshot, ledger=None)
        pages = pages_until(update.pages, last_published + 1) if last_published else {}
        return replace(folded, snapshot=snapshot, ledger=pages, ledger_after_commit=update)
    snapshot = replace(folded.snapshot, ledger=update.ledger)
    return replace(folded, snapshot=snapshot, ledger=update.pages)


def pages_until(pages: Mapping[int, Sequence[Link]], last: int) -> dict[int, Sequence[Link]]:
    """Return the links of pages up to the number `last`."""
    until = {name: [each for each in links if each.number <= last] for name, links in pages.items()}
    return {name: links for name, links in until.items() if links}


def packed_before(
    stored: Snapshot, sealed: Mapping[ChunkKey, SealedChunk], changes: Sequence[ObservedAction]
) -> Iterator[tuple[Place, PackedAction]]:
    """Yield the actions that are already in the snapshot, as they are packed there."""
    for observed in changes:
        if observed.place is None or observed.place not in stored.index.taken:
            continue
        key = chunk_of(observed.place)
        entries = stored.open_entries if key == stored.open_key else sealed[key].entries
        yield observed.place, entries[observed.place[1]]


def edited_places(
    store: MatchStore,
    match_id: str,
    ledger: Ledger,
    old: Mapping[Place, PackedAction],
    changes: Sequence[ObservedAction],
) -> Collection[Place]:
    """Return the places of actions whose content was edited, which the rules forbid.

    `old` holds the actions as the snapshot has them. Events show the content before the write;
    without that, or if a write before it was not seen, the hashes of the ledger are compared.
    """
    edited: set[Place] = set()
    unproved: list[tuple[Place, ObservedAction]] = []
    for observed in changes:
        known_version = None if observed.place is None else old.get(observed.place)
        if observed.place is None or known_version is None:
            continue
        before, document = observed.before, observed.document or {}
        if before and immutable_fields(before.document) != immutable_fields(document):
            edited.add(observed.place)
        if before is None or before.update_time != known_version.update_time:
            unproved.append((observed.place, observed))
    if unproved:
        known = action_states(match_id, [*store.read_ledger(match_id), *ledger.open])
        edited |= {
            place
            for place, observed in unproved
            if place in known and not known[place].has_content(observed.document or {})
        }
    return edited


def shown_head(score: Json | None) -> Ledger | None:
    """Return the head that a stored `live/score` publishes; None if it has none."""
    match (score or {}).get("ledger"):
        case {"number": int(number), "head": str(head)} if 0 < number < MOST_LINKS:
            return Ledger(number, head) if is_hash(head) else None
    return None


def is_hash(text: str) -> bool:
    """Return True if a text has the form of our hashes."""
    return len(text) == HASH_LENGTH and set(text) <= DIGITS


def write_after_commit(
    store: MatchStore, match_id: str, token: object, version: int, update: LedgerUpdate
) -> object:
    """Write a long ledger after the commit of its score's `version`; return the new token.

    Until its last document is written the match has no ledger: the next event, or reconcile, begins
    it again and continues from the documents that exist. Each part but the last has a version of
    its own, which no reader uses. It changes the state, so that no other worker can commit a result
    computed from the earlier documents. Raises ContendedError if another commit was first.
    """
    numbers, step = sorted(update.pages), store.limits.ledger_pages
    for start in range(0, len(numbers), step):
        some = {number: update.pages[number] for number in numbers[start : start + step]}
        is_last = start + step >= len(numbers)
        written = LedgerPages(version + 1 + start, some)
        if is_last:
            written = LedgerPages(version, some, update.ledger)
        token = store.write_ledger(match_id, token, written)
    return token
