"""Brings the log up to date with the books, in response to any trigger on entries and rulings.

A trigger means "these books changed", never "apply this entry": it may come twice, late, out of
order or not at all. After its commit the projection catches up in the same call.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import islice

from scrbrd.consensus.agreement import Operation, OperationKind
from scrbrd.consensus.fold import Consensus
from scrbrd.consensus.laws import FoldedLaws, Laws
from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.places import Place
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import ValidationTier
from scrbrd.engine.contention import NeedsRebuild, retry_contended
from scrbrd.handlers.books.decide import Outcome, decide
from scrbrd.handlers.books.documents import (
    consensus_body,
    consensus_digest,
    dispute_changes,
    dispute_summary,
)
from scrbrd.handlers.books.lazy_laws import LazyLaws
from scrbrd.handlers.books.model import BookChange, KeptConsensus, ObservedEntry, ObservedRuling
from scrbrd.handlers.books.notices import notice_changes, seating_of
from scrbrd.handlers.books.ports import BooksCommit, BookStore, StoredBooks
from scrbrd.handlers.books.scores import PublicScores, public_scores, with_end_scores
from scrbrd.handlers.books.take_in import (
    check_not_deleted,
    missing_places,
    missing_rulings,
    new_changes,
    places_after_earlier,
    with_changes,
    with_times,
    without_foreign_values,
)
from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.ports import Clock, MatchStore, ObservedAction, Unusable
from scrbrd.handlers.snapshot.recent import RecentStates

IN_BOOKS = (ValidationTier.DUAL, ValidationTier.TRIPLE)
MOST_DISPUTES = 100
"""Disputes in one commit, which holds 10 MiB: a dispute has the claims of up to four seats."""

MOST_READ = 300
"""Missing entries and rulings that are read one by one; for a wider gap everything is read."""


class AgreeRoute(StrEnum):
    """The path that an agreement took."""

    NEXT = "next"
    DUPLICATE = "duplicate"
    WHOLE = "whole"
    OTHER_TIER = "other tier"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Agreed:
    """The outcome of an agreement: its path, the ids of actions it wrote to the log, and the number
    of open disputes.

    `tries` counts from 1, over all commits. `reason` says why everything was read again.
    """

    path: AgreeRoute
    operations: tuple[str, ...] = ()
    disputes: int = 0
    tries: int = 1
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Books:
    """The books of a match, and the projection of its log.

    `recent` has the states that this worker committed; the next ball is appended to them without a
    read.
    """

    store: BookStore
    matches: MatchStore
    now: Clock
    match_id: str
    recent: RecentStates | None = None


def agree(
    books: Books,
    moved: Iterable[BookChange] = (),
    *,
    is_whole: bool = False,
    ends_hold: bool = False,
) -> Agreed:
    """Bring the log of a match up to date with its books and rulings, given the changed documents.

    With `is_whole` everything is read again. A match that a job holds is left alone, unless the
    caller `ends_hold`. Idempotent. Raises ContendedError after as many tries as the store of
    matches allows, and whatever the stores raise.
    """
    written: list[str] = []
    tries, path, reason, moved = 0, AgreeRoute.DUPLICATE, None, tuple(moved)
    while True:
        attempts = CommitAttempts(books, moved, is_whole=is_whole, ends_hold=ends_hold)
        outcome, attempt_tries = retry_contended(attempts.run, books.matches.limits.tries)
        tries += attempt_tries
        path, reason = (path, reason) if written else (attempts.path, attempts.reason)
        if outcome is None:
            return Agreed(path, tuple(written), 0, tries, reason)
        names = written_actions(outcome.operations)
        written += names
        if names:
            catch_up_projection(books, outcome.operations, names)
        # Owed scores can be compared now, because the projection has just caught up.
        if outcome.folded is not None and not (names and outcome.kept.is_owed):
            return Agreed(path, tuple(written), len(outcome.folded.disputes), tries, reason)
        is_whole = False
        moved = ()


def written_actions(operations: Sequence[Operation]) -> list[str]:
    """Return the ids of the actions that operations wrote, including those marked as corrected."""
    names: dict[str, None] = {}
    for each in operations:
        if each.action.corrects:
            names[each.action.corrects] = None
        names[each.action.id] = None
    return list(names)


def catch_up_projection(
    books: Books, operations: Sequence[Operation], names: Sequence[str]
) -> None:
    """Let the projection catch up with the actions that operations wrote.

    If all operations append, the actions are read for the times that the database gave them, and
    may then be appended to a state that this worker kept. Otherwise `catch_up` reads them by their
    ids.
    """
    has_appended = all(each.kind is OperationKind.APPEND for each in operations)
    if books.recent is not None and has_appended:
        moved = books.matches.read_actions(books.match_id, names)
    else:
        moved = list(map(unread_action, names))
    catch_up(books.matches, books.now, books.match_id, moved, books.recent)


def unread_action(action_id: str) -> ObservedAction:
    """Return an observed action without content, so that it will be read."""
    return ObservedAction(action_id, parse_action_id(action_id), None)


class CommitAttempts:
    """The attempts at one commit; each call of `run` is one.

    An attempt that finds the same state as an earlier one reads everything. `path` and `reason` are
    those of the last attempt.
    """

    def __init__(
        self, books: Books, moved: Sequence[BookChange], *, is_whole: bool, ends_hold: bool
    ) -> None:
        self.books, self.moved = books, moved
        self.is_whole, self.ends_hold = is_whole, ends_hold
        self.path = AgreeRoute.DUPLICATE
        self.reason: str | None = None
        self.tokens: list[object] = []

    def run(self) -> Outcome | None:
        """Read, fold and commit; return the outcome, None if there was nothing to write.

        Raises ContendedError if another worker was first.
        """
        store, match_id = self.books.store, self.books.match_id
        stored = store.read_books(match_id)
        if is_held(stored, self.books.now()) and not self.ends_hold:
            self.path = AgreeRoute.HELD
            return None
        tier = stored.tier
        if tier not in IN_BOOKS:
            self.path = AgreeRoute.OTHER_TIER
            return None
        is_known = stored.token in self.tokens  # the contention was not about the state then
        self.tokens.append(stored.token)
        laws = LazyLaws(lambda: laws_of(self.books))
        if stored.kept is not None and not self.is_whole and not is_known:
            try:
                kept = with_times(stored.kept, stored.written_at)
                return self.apply_moved(stored, kept, tier, laws)
            except NeedsRebuild as why:
                self.reason = str(why)
        self.path = AgreeRoute.WHOLE
        kept = store.read_all(match_id)
        return self.write(stored, decide(kept, tier, laws), kept)

    def apply_moved(
        self, stored: StoredBooks, kept: KeptConsensus, tier: ValidationTier, laws: Laws
    ) -> Outcome | None:
        """Apply the changed documents to the kept state, and commit; None if none of them is new.

        Raises NeedsRebuild if the kept state is not sufficient.
        """
        changes = new_changes(kept, self.moved)
        if self.moved and not changes and not (kept.is_unfinished or kept.is_owed):
            return None
        self.path = AgreeRoute.NEXT
        entries = without_foreign_values(
            kept, (each for each in changes if isinstance(each, ObservedEntry))
        )
        rulings = self.read_rulings(
            kept, [each for each in changes if isinstance(each, ObservedRuling)]
        )
        entries += self.read_missing(kept, entries)
        check_not_deleted(kept, entries)
        return self.write(stored, decide(with_changes(kept, entries, rulings), tier, laws), kept)

    def read_missing(
        self, kept: KeptConsensus, entries: Sequence[ObservedEntry]
    ) -> list[ObservedEntry]:
        """Read the unknown entries before the changed ones.

        Raises NeedsRebuild if there are more than MOST_READ, or if an earlier innings has further
        entries.
        """
        wanted = missing_places(kept, entries)
        if sum(map(len, wanted.values())) > MOST_READ:
            raise NeedsRebuild("the hole in the books is too wide")
        if any(each.update_time for each in self.read_entries(places_after_earlier(kept, entries))):
            raise NeedsRebuild(
                "an innings begins before all entries of the one before have arrived"
            )
        return self.read_entries(wanted)

    def read_entries(self, wanted: Mapping[str, Sequence[Place]]) -> list[ObservedEntry]:
        """Read entries by person and place."""
        store, match_id = self.books.store, self.books.match_id
        return [
            each
            for person, places in wanted.items()
            for each in store.read_entries(match_id, person, places)
        ]

    def read_rulings(
        self, kept: KeptConsensus, rulings: Sequence[ObservedRuling]
    ) -> list[ObservedRuling]:
        """Read the changed rulings and the unknown ones before them.

        Changed ones are read because their events may belong to a deleted match of the same id.
        """
        numbers = [*missing_rulings(kept, rulings), *(each.number for each in rulings)]
        store, match_id = self.books.store, self.books.match_id
        return list(store.read_rulings(match_id, numbers)) if numbers else []

    def write(self, stored: StoredBooks, outcome: Outcome, before: KeptConsensus) -> Outcome:
        """Commit an outcome; return it, with `folded` None if a part is left to write."""
        commit = commit_of(self.books, outcome, before)
        self.books.store.commit_books(self.books.match_id, stored.token, commit)
        return replace(outcome, folded=None) if commit.kept.is_unfinished else outcome


def is_held(stored: StoredBooks, now: datetime) -> bool:
    """Return True if a job has suspended agreements until it brings the match up to date itself."""
    return stored.hold_until is not None and stored.hold_until > now


def commit_of(books: Books, outcome: Outcome, before: KeptConsensus) -> BooksCommit:
    """Return the commit of an outcome.

    While there are more operations than fit, it has only operations; then, while there are more
    than MOST_DISPUTES disputes, only these.
    """
    kept, folded = outcome.kept, outcome.folded
    if folded is None:
        return BooksCommit(replace(kept, is_unfinished=True), outcome.operations)
    now = books.now()
    written, opened = dispute_changes(books.match_id, kept, folded.disputes, now)
    if len(written) > MOST_DISPUTES:
        first = dict(islice(written.items(), MOST_DISPUTES))
        known = {name: each for name, each in kept.disputes.items() if name not in first}
        known |= {name: opened[name] for name in first if name in opened}
        unfinished = replace(kept, disputes=known, is_unfinished=True)
        return BooksCommit(unfinished, outcome.operations, first)
    kept, scores = with_scores(books, outcome, folded)
    document = consensus_body(folded, scores)
    key = consensus_digest(document)
    kept = replace(kept, disputes=opened, shown_digest=key, is_unfinished=False)
    notices: dict[str, Json] = {}
    if written or seating_of(folded) != before.seating:
        kept, notices = with_notices(books, kept, folded, now)
    if key == before.shown_digest:
        return BooksCommit(kept, outcome.operations, written, notices)
    document = {"matchId": books.match_id, **document, "lastUpdated": now}
    return BooksCommit(
        kept, outcome.operations, written, notices, document, dispute_summary(document)
    )


def with_scores(
    books: Books, outcome: Outcome, folded: Consensus
) -> tuple[KeptConsensus, PublicScores]:
    """Return the kept state with owed scores compared, and the scores to show.

    The projection is read only for owed scores, and only if no action is written in the same
    commit.
    """
    kept = outcome.kept
    state = None
    if kept.is_owed and not outcome.operations:
        state = state_at_end(books, kept)
    if state is not None:
        kept = with_end_scores(kept, folded, state)
    return kept, public_scores(folded, kept.scores, state)


def state_at_end(books: Books, kept: KeptConsensus) -> MatchState | None:
    """Return the projection's state at the end of the log.

    None if it has not caught up with the log.
    """
    snapshot = books.matches.read_state(books.match_id).snapshot
    if isinstance(snapshot, Unusable):
        return None
    counts = snapshot.index.count, snapshot.index.voided
    return snapshot.match_state() if counts == (kept.log.count, kept.log.voided) else None


def with_notices(
    books: Books, kept: KeptConsensus, folded: Consensus, now: datetime
) -> tuple[KeptConsensus, dict[str, Json]]:
    """Return the kept state with the new notices, and the notices to write.

    The officials who may rule are read only if something is or was disputed.
    """
    if not kept.disputes and not any(each.count for each in kept.notices.values()):
        return kept, {}
    may_rule = books.store.read_may_rule(books.match_id, now)
    notices, notices_after = notice_changes(
        books.match_id, kept.notices, folded, kept.disputes, may_rule, now
    )
    seating = seating_of(folded)
    return replace(kept, notices=notices_after, may_rule=may_rule, seating=seating), notices


def laws_of(books: Books) -> Laws:
    """Return the laws of a match under its conditions."""
    return FoldedLaws(books.matches.read_inputs(books.match_id).inputs.setup)
