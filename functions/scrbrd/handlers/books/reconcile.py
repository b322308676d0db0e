"""Finds matches whose log is not what the books say, because triggers were dropped, and heals them.

By counts, never by a full read: how many documents log, books and rulings have, how many of them
are voided; and by what was voided or redone lately, for one of each leaves every count as it was.
"""

import traceback
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from scrbrd.engine.contention import NeedsRebuild
from scrbrd.handlers.books.agree import IN_BOOKS, Agreed, Books, agree
from scrbrd.handlers.books.model import Kept, SeenEntry
from scrbrd.handlers.books.ports import BookCounts
from scrbrd.handlers.books.take_in import all_counts, new_changes
from scrbrd.handlers.books.tell import tell_dispute
from scrbrd.handlers.reconcile import Reconciled

RECENT = timedelta(minutes=15)
"""Of disputes that changed since then it is looked whether the feed tells of them, and of entries
that were voided or redone since then whether they are taken in."""


def reconcile_books(books: Books, recent: timedelta = RECENT) -> Agreed | None:
    """Compare the counts of log, books and rulings, and what was voided or redone within `recent`,
    with what is kept, and heal what differs.

    None where nothing does, and for a match that is not kept in books. Raises as `agree` does.
    """
    store, match_id = books.store, books.match_id
    stored = store.read_books(match_id)
    if stored.tier not in IN_BOOKS:
        return None
    counts = store.count(match_id)
    if not counts.books:
        return None
    if stored.kept is None or not is_counted(stored.kept, counts):
        return agree(books, is_whole=True)
    toggled = store.toggled_entries(match_id, books.now() - recent)
    if not may_be_missed(stored.kept, toggled):
        return None
    done = agree(books, is_whole=True)
    return done if done.operations else None


def may_be_missed(kept: Kept, toggled: Sequence[SeenEntry]) -> bool:
    """Return whether any of some entries is not taken in as it is, or is about what is not kept: of
    that it cannot be told."""
    try:
        return bool(new_changes(kept, toggled))
    except NeedsRebuild:
        return True


def is_counted(kept: Kept, counts: BookCounts) -> bool:
    """Return whether what is kept has as many of everything, and nothing is left to do."""
    if kept.is_unfinished or kept.is_owed:
        return False
    log = kept.log.count, kept.log.voided
    known = log, all_counts(kept.books), len(kept.rulings)
    return known == (counts.log, dict(counts.books), counts.rulings)


def reconcile_notices(books: Books) -> bool:
    """Write the notices of a match again where they are not as they were written, or others may
    rule now; returns whether that was so.

    Nothing but the state is read where nothing is or was disputed. Raises as `agree` does.
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


def tell_recent(books: Books) -> int:
    """Tell of disputes that changed lately and of which the feed does not; how many those were."""
    since = books.now() - RECENT
    changed = books.store.disputes_changed(books.match_id, since)
    told = [
        tell_dispute(books.store, books.matches, books.now, books.match_id, each)
        for each in changed
    ]
    return sum(told)


def reconcile_all_books(
    match_ids: Iterable[str],
    books_of: Callable[[str], Books],
    report: Callable[[Reconciled], None],
    recent: timedelta = RECENT,
) -> list[Reconciled]:
    """Heal the books of many matches; one that fails does not keep the others from being healed.

    What was voided or redone within `recent` is looked at.
    """
    outcomes: list[Reconciled] = []
    for match_id in match_ids:
        outcomes.append(healed(books_of(match_id), recent))
        report(outcomes[-1])
    return outcomes


def healed(books: Books, recent: timedelta) -> Reconciled:
    """Return what came of a match; an error with its traceback."""
    match_id = books.match_id
    try:
        done, told = reconcile_books(books, recent), tell_recent(books)
        has_notified = reconcile_notices(books)
    except Exception as error:
        return Reconciled(match_id, error=repr(error), trace=traceback.format_exc(), cause=error)
    found = {"books": done is not None, "disputes": bool(told), "notices": has_notified}
    return Reconciled(match_id, tuple(way for way, is_found in found.items() if is_found))
