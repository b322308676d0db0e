"""Finds matches whose log differs from the books because triggers were dropped, and repairs them.

It compares counts, never everything: how many documents log, books and rulings have, and how many
are voided. Because a void and a redo together leave every count unchanged, it also compares the
entries that were recently voided or redone.
"""

import traceback
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from scrbrd.engine.contention import NeedsRebuild
from scrbrd.handlers.books.agree import IN_BOOKS, Agreed, Books, agree
from scrbrd.handlers.books.dispute_events import write_dispute_event
from scrbrd.handlers.books.model import KeptConsensus, ObservedEntry
from scrbrd.handlers.books.ports import BookCounts
from scrbrd.handlers.books.take_in import all_counts, new_changes
from scrbrd.handlers.reconcile import Reconciled

RECENT = timedelta(minutes=15)
"""How far back `reconcile_live` compares changed disputes with the feed, and voided or redone
entries with the kept state."""


def reconcile_books(books: Books, recent: timedelta = RECENT) -> Agreed | None:
    """Compare counts and recently voided or redone entries with the kept state, and repair
    differences.

    Entries count as recent if they were voided or redone within `recent`. None if nothing differs,
    and for a match that is not kept in books. Raises as `agree` does.
    """
    store, match_id = books.store, books.match_id
    stored = store.read_books(match_id)
    if stored.tier not in IN_BOOKS:
        return None
    counts = store.count(match_id)
    if not counts.books:
        return None
    if stored.kept is None or not has_same_counts(stored.kept, counts):
        return agree(books, is_whole=True)
    toggled = store.toggled_entries(match_id, books.now() - recent)
    if not has_unapplied(stored.kept, toggled):
        return None
    done = agree(books, is_whole=True)
    return done if done.operations else None


def has_unapplied(kept: KeptConsensus, toggled: Sequence[ObservedEntry]) -> bool:
    """Return True if an entry differs from the kept state, or if it is left out and cannot be
    compared.
    """
    try:
        return bool(new_changes(kept, toggled))
    except NeedsRebuild:
        return True


def has_same_counts(kept: KeptConsensus, counts: BookCounts) -> bool:
    """Return True if the kept state has the same counts as the database, and nothing is left to
    do.
    """
    if kept.is_unfinished or kept.is_owed:
        return False
    log = kept.log.count, kept.log.voided
    known = log, all_counts(kept.books), len(kept.rulings)
    return known == (counts.log, dict(counts.books), counts.rulings)


def reconcile_notices(books: Books) -> bool:
    """Write the notices of a match again if they differ from what was written, or if others may
    rule now.

    Returns True if so. Only the state is read if nothing is or was disputed. Raises as `agree`
    does.
    """
    store, match_id = books.store, books.match_id
    kept = store.read_books(match_id).kept
    if kept is None or not (kept.disputes or any(each.count for each in kept.notices.values())):
        return False
    if (
        store.read_may_rule(match_id, books.now()) == kept.may_rule
        and store.read_notices(match_id) == kept.notices
    ):
        return False
    agree(books, is_whole=True)
    return True


def write_recent_disputes(books: Books, recent: timedelta = RECENT) -> int:
    """Write disputes changed within `recent` that the feed lacks into it; return how many."""
    since = books.now() - recent
    changed = books.store.disputes_changed(books.match_id, since)
    written = [
        write_dispute_event(books.store, books.matches, books.now, books.match_id, each)
        for each in changed
    ]
    return sum(written)


def reconcile_all_books(
    match_ids: Iterable[str],
    books_of: Callable[[str], Books],
    report: Callable[[Reconciled], None],
    recent: timedelta = RECENT,
) -> list[Reconciled]:
    """Check and repair the books of many matches; a failure at one does not stop the others.

    Entries voided or redone and disputes changed within `recent` are compared.
    """
    outcomes: list[Reconciled] = []
    for match_id in match_ids:
        outcomes.append(reconcile_one(books_of(match_id), recent))
        report(outcomes[-1])
    return outcomes


def reconcile_one(books: Books, recent: timedelta) -> Reconciled:
    """Return the outcome of a match; if it raises, an outcome with the error and its traceback."""
    match_id = books.match_id
    try:
        done, disputes_written = (
            reconcile_books(books, recent),
            write_recent_disputes(books, recent),
        )
        has_notified = reconcile_notices(books)
    except Exception as error:
        return Reconciled(match_id, error=repr(error), trace=traceback.format_exc(), cause=error)
    found = {"books": done is not None, "disputes": bool(disputes_written), "notices": has_notified}
    return Reconciled(match_id, tuple(way for way, is_found in found.items() if is_found))
