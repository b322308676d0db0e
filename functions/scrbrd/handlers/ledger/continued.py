"""Continues the ledger of a match with what a commit applies to its snapshot."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.chain import Ledger, Link, content
from scrbrd.domain.places import Place, PlacesTaken
from scrbrd.engine.chunks import ChunkKey, Packed, Sealed, chunk_of
from scrbrd.engine.contention import NeedsRebuild
from scrbrd.handlers.ledger.enter import (
    Entered,
    enter_appended,
    enter_changed,
    enter_log,
    is_over_end,
)
from scrbrd.handlers.ledger.known import known_actions
from scrbrd.handlers.limits import LIMITS, Limits
from scrbrd.handlers.ports import LedgerPages, MatchStore, ObservedAction, Unusable
from scrbrd.handlers.refold.apply import Folded
from scrbrd.handlers.snapshot.model import Snapshot

DIGITS = frozenset("0123456789abcdef")
HASH_LENGTH = 64
MOST_LINKS = 2**40
"""No ledger is longer: a stored number above is damage."""


def with_appended(
    stored: Snapshot,
    folded: Folded,
    changes: Sequence[ObservedAction],
    limits: Limits = LIMITS,
) -> Folded:
    """Return a fold with new actions in the ledger too.

    Raises NeedsRebuild where the ledger is not begun.
    """
    if not changes:
        return folded
    ledger = begun(stored)
    entered = enter_appended(ledger, changes, is_over_end=is_over_end(folded.state))
    return with_entered(folded, entered, limits, ledger.number)


def with_changed(
    store: MatchStore,
    match_id: str,
    stored: Snapshot,
    folded: Folded,
    sealed: Mapping[ChunkKey, Sealed],
    changes: Sequence[ObservedAction],
) -> Folded:
    """Return a fold with changes of the log in the ledger too; `sealed` holds the sealed chunks in
    which an action has changed.

    Raises NeedsRebuild where the ledger is not begun.
    """
    if not changes:
        return folded
    ledger, old = begun(stored), dict(packed_before(stored, sealed, changes))
    edited = edited_places(store, match_id, ledger, [s for s in changes if s.place in old])
    is_voided = {place: packed.is_voided for place, packed in old.items()}
    entered = enter_changed(ledger, changes, is_voided, edited)
    return with_entered(folded, entered, store.limits, ledger.number)


def with_log(
    store: MatchStore,
    match_id: str,
    stored: Snapshot | Unusable,
    folded: Folded,
    log: Sequence[ObservedAction],
) -> Folded:
    """Return a rebuild with the ledger continued by all in which the log differs from it."""
    ledger, taken = None, PlacesTaken()
    if isinstance(stored, Snapshot):
        ledger, taken = stored.ledger, stored.index.taken
    shown = None if ledger else shown_head(store.read_public(match_id).score)
    links = store.read_ledger(match_id)
    entered = enter_log(match_id, ledger, taken, links, shown, log)
    last = ledger or shown
    return with_entered(folded, entered, store.limits, last.number if last else 0)


def begun(stored: Snapshot) -> Ledger:
    """Return the ledger of a snapshot. Raises NeedsRebuild where it has none."""
    if stored.ledger is None:
        raise NeedsRebuild("its ledger is to be begun")
    return stored.ledger


def with_entered(folded: Folded, entered: Entered, limits: Limits, given: int) -> Folded:
    """Return a fold with a ledger; of a long log that comes at once, to be written later.

    `given` is the number of the last head that was given out: links until then, and the one that
    goes on from it, are in the commit all the same, for a log that has moved on may not lead to
    them again.
    """
    if sum(map(len, entered.pages.values())) > limits.links_in_a_commit:
        snapshot = replace(folded.snapshot, ledger=None)
        pages = pages_until(entered.pages, given + 1) if given else {}
        return replace(folded, snapshot=snapshot, ledger=pages, ledger_later=entered)
    snapshot = replace(folded.snapshot, ledger=entered.ledger)
    return replace(folded, snapshot=snapshot, ledger=entered.pages)


def pages_until(pages: Mapping[int, Sequence[Link]], last: int) -> dict[int, Sequence[Link]]:
    """Return the links of pages up to the number `last`."""
    until = {name: [each for each in links if each.number <= last] for name, links in pages.items()}
    return {name: links for name, links in until.items() if links}


def packed_before(
    stored: Snapshot, sealed: Mapping[ChunkKey, Sealed], changes: Sequence[ObservedAction]
) -> Iterator[tuple[Place, Packed]]:
    """Yield the actions that are in the snapshot already as they are packed there."""
    for seen in changes:
        if seen.place is None or seen.place not in stored.index.taken:
            continue
        key = chunk_of(seen.place)
        entries = stored.open_entries if key == stored.open_key else sealed[key].entries
        yield seen.place, entries[seen.place[1]]


def edited_places(
    store: MatchStore, match_id: str, ledger: Ledger, changes: Sequence[ObservedAction]
) -> Collection[Place]:
    """Return the places of actions whose content is not what it was, which the rules forbid.

    Events show it; else the hashes of the ledger do.
    """
    edited: set[Place | None] = {
        seen.place
        for seen in changes
        if seen.before and content(seen.before.document) != content(seen.document or {})
    }
    unsure = [seen for seen in changes if seen.before is None]
    if unsure:
        known = known_actions(match_id, [*store.read_ledger(match_id), *ledger.open])
        edited |= {
            seen.place
            for seen in unsure
            if seen.place in known and not known[seen.place].has_content(seen.document or {})
        }
    return {place for place in edited if place is not None}


def shown_head(score: Json | None) -> Ledger | None:
    """Return the head that a stored `live/score` gives out; None where there is none."""
    match (score or {}).get("ledger"):
        case {"number": int(number), "head": str(head)} if 0 < number < MOST_LINKS:
            return Ledger(number, head) if is_hash(head) else None
    return None


def is_hash(text: str) -> bool:
    """Return whether a text is a hash as we write it."""
    return len(text) == HASH_LENGTH and set(text) <= DIGITS


def write_later(
    store: MatchStore, match_id: str, token: object, version: int, entered: Entered
) -> object:
    """Write a long ledger after the commit of its score's `version`; gives the token as it is then.

    Until its last document is written the match has no ledger: the next event, or reconcile, begins
    it again and goes on from the documents that are there. Each part but the last has a version of
    its own, which nobody reads: so it moves the state, and no worker commits what it made of the
    documents of before. Raises ContendedError if another commit was first.
    """
    numbers, step = sorted(entered.pages), store.limits.ledger_pages
    for start in range(0, len(numbers), step):
        some = {number: entered.pages[number] for number in numbers[start : start + step]}
        is_last = start + step >= len(numbers)
        written = LedgerPages(version + 1 + start, some)
        if is_last:
            written = LedgerPages(version, some, entered.ledger)
        token = store.write_ledger(match_id, token, written)
    return token
