"""Brings the log to the books: the answer to every trigger on entries and rulings.

A trigger means "these books moved", never "apply this entry": it may come twice, late, out of order
or not at all. After its commit the projection catches up in the same call.
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
from scrbrd.handlers.books.documents import dispute_changes, disputed_of, key_of, shown_of
from scrbrd.handlers.books.lazy_laws import LazyLaws
from scrbrd.handlers.books.model import Kept, Moved, SeenEntry, SeenRuling
from scrbrd.handlers.books.notices import notice_changes, seating_of
from scrbrd.handlers.books.ports import BooksCommit, BookStore, StoredBooks
from scrbrd.handlers.books.scores import ShownScores, compared_at_end, shown_scores
from scrbrd.handlers.books.take_in import (
    behind_earlier,
    holes,
    missing_rulings,
    new_changes,
    of_this_match,
    with_changes,
    with_times,
)
from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.ports import Clock, MatchStore, ObservedAction, Unusable
from scrbrd.handlers.snapshot.recent import RecentStates

IN_BOOKS = (ValidationTier.DUAL, ValidationTier.TRIPLE)
MOST_DISPUTES = 100
"""In one commit, which holds 10 MiB: a dispute has the words of up to four."""

MOST_READ = 300
"""Entries and rulings before one that moved; a wider hole is not read one by one."""


class AgreeRoute(StrEnum):
    """The way an agreement took."""

    NEXT = "next"
    DUPLICATE = "duplicate"
    WHOLE = "whole"
    OTHER_TIER = "other tier"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was done: the way it took, the actions of the log that it wrote, disputes that are open.

    `tries` counts from 1, over all commits. `reason`: why everything was read again.
    """

    path: AgreeRoute
    operations: tuple[str, ...] = ()
    disputes: int = 0
    tries: int = 1
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Books:
    """Where the books of a match are, and the projection of its log.

    `recent` has the states that this worker committed, to which the next ball is appended unread.
    """

    store: BookStore
    matches: MatchStore
    now: Clock
    match_id: str
    recent: RecentStates | None = None


def agree(
    books: Books,
    moved: Iterable[Moved] = (),
    *,
    is_whole: bool = False,
    ends_hold: bool = False,
) -> Agreed:
    """Bring the log of a match to what books and rulings say, given what of them moved.

    With `is_whole` everything is read again. A match that a job holds is left alone, unless the
    caller `ends_hold`. Idempotent. Raises ContendedError after as many tries as the store of
    matches allows, and whatever the stores raise.
    """
    done: list[str] = []
    tries, path, reason, moved = 0, AgreeRoute.DUPLICATE, None, tuple(moved)
    while True:
        attempts = CommitAttempts(books, moved, is_whole=is_whole, ends_hold=ends_hold)
        outcome, more = retry_contended(attempts.run, books.matches.limits.tries)
        tries += more
        path, reason = (path, reason) if done else (attempts.path, attempts.reason)
        if outcome is None:
            return Agreed(path, tuple(done), 0, tries, reason)
        names = written_by(outcome.operations)
        done += names
        if names:
            catch_up_projection(books, outcome.operations, names)
        # What is owed can be told once the projection has caught up, which it just has.
        if outcome.found is not None and not (names and outcome.kept.is_owed):
            return Agreed(path, tuple(done), len(outcome.found.disputes), tries, reason)
        is_whole = False
        moved = ()


def written_by(operations: Sequence[Operation]) -> list[str]:
    """Return the actions that operations wrote, those too that they stamped as corrected."""
    names: dict[str, None] = {}
    for each in operations:
        if each.action.corrects:
            names[each.action.corrects] = None
        names[each.action.id] = None
    return list(names)


def catch_up_projection(
    books: Books, operations: Sequence[Operation], names: Sequence[str]
) -> None:
    """Let the projection catch up with what operations wrote.

    Where all operations append, the actions are read for the times that the database gave them, and
    may then be appended to a state that this worker kept; else `catch_up` reads them by their ids.
    """
    has_appended = all(each.kind is OperationKind.APPEND for each in operations)
    if books.recent is not None and has_appended:
        moved = books.matches.read_actions(books.match_id, names)
    else:
        moved = list(map(unread, names))
    catch_up(books.matches, books.now, books.match_id, moved, books.recent)


def unread(action_id: str) -> ObservedAction:
    """Return an action that moved, to be read."""
    return ObservedAction(action_id, parse_action_id(action_id), None)


class CommitAttempts:
    """The attempts at one commit, of which each call of `run` is one.

    An attempt that finds the state of an earlier one reads everything. `path` and `reason` are of
    the last attempt.
    """

    def __init__(
        self, books: Books, moved: Sequence[Moved], *, is_whole: bool, ends_hold: bool
    ) -> None:
        self.books, self.moved = books, moved
        self.is_whole, self.ends_hold = is_whole, ends_hold
        self.path = AgreeRoute.DUPLICATE
        self.reason: str | None = None
        self.tokens: list[object] = []

    def run(self) -> Outcome | None:
        """Read, fold and commit; return what was written, None where there was nothing to write.

        Raises ContendedError where another worker was first.
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
        is_known = stored.token in self.tokens  # so it was not the state that was contended
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
        self, stored: StoredBooks, kept: Kept, tier: ValidationTier, laws: Laws
    ) -> Outcome | None:
        """Apply what moved to what is kept, and commit; None where nothing of it is new.

        Raises NeedsRebuild where what is kept does not suffice.
        """
        found = new_changes(kept, self.moved)
        if self.moved and not found and not (kept.is_unfinished or kept.is_owed):
            return None
        self.path = AgreeRoute.NEXT
        entries = of_this_match(kept, (each for each in found if isinstance(each, SeenEntry)))
        rulings = self.read_rulings(kept, [each for each in found if isinstance(each, SeenRuling)])
        entries += self.read_holes(kept, entries)
        return self.write(stored, decide(with_changes(kept, entries, rulings), tier, laws), kept)

    def read_holes(self, kept: Kept, entries: Sequence[SeenEntry]) -> list[SeenEntry]:
        """Read the entries before those that moved, as far as they are not known.

        Raises NeedsRebuild where they are more than MOST_READ, or an earlier innings goes on.
        """
        wanted = holes(kept, entries)
        if sum(map(len, wanted.values())) > MOST_READ:
            raise NeedsRebuild("the hole in the books is too wide")
        if any(each.update_time for each in self.read_entries(behind_earlier(kept, entries))):
            raise NeedsRebuild("an innings begins before all of the one before was told")
        return self.read_entries(wanted)

    def read_entries(self, wanted: Mapping[str, Sequence[Place]]) -> list[SeenEntry]:
        """Read entries by person and place."""
        store, match_id = self.books.store, self.books.match_id
        return [
            each
            for person, places in wanted.items()
            for each in store.read_entries(match_id, person, places)
        ]

    def read_rulings(self, kept: Kept, rulings: Sequence[SeenRuling]) -> list[SeenRuling]:
        """Read the rulings that moved, which may be of a deleted match of the same id, and those
        before them, as far as they are not known."""
        numbers = [*missing_rulings(kept, rulings), *(each.number for each in rulings)]
        store, match_id = self.books.store, self.books.match_id
        return list(store.read_rulings(match_id, numbers)) if numbers else []

    def write(self, stored: StoredBooks, outcome: Outcome, before: Kept) -> Outcome:
        """Commit what was decided; in the outcome `found` is None where a part is left to write."""
        commit = commit_of(self.books, outcome, before)
        self.books.store.commit_books(self.books.match_id, stored.token, commit)
        return replace(outcome, found=None) if commit.kept.is_unfinished else outcome


def is_held(stored: StoredBooks, now: datetime) -> bool:
    """Return whether a job has asked for quiet until it brings the match up itself."""
    return stored.hold_until is not None and stored.hold_until > now


def commit_of(books: Books, outcome: Outcome, before: Kept) -> BooksCommit:
    """Return what is written: the operations alone while there are more of them, then the disputes
    while there are very many."""
    kept, found = outcome.kept, outcome.found
    if found is None:
        return BooksCommit(replace(kept, is_unfinished=True), outcome.operations)
    now = books.now()
    written, opened = dispute_changes(books.match_id, kept, found.disputes, now)
    if len(written) > MOST_DISPUTES:
        first = dict(islice(written.items(), MOST_DISPUTES))
        known = {name: each for name, each in kept.disputes.items() if name not in first}
        known |= {name: opened[name] for name in first if name in opened}
        unfinished = replace(kept, disputes=known, is_unfinished=True)
        return BooksCommit(unfinished, outcome.operations, first)
    kept, scores = with_scores(books, outcome, found)
    shown = shown_of(found, scores)
    key = key_of(shown)
    kept = replace(kept, disputes=opened, shown=key, is_unfinished=False)
    notices: dict[str, Json] = {}
    if written or seating_of(found) != before.seating:
        kept, notices = with_notices(books, kept, found, now)
    if key == before.shown:
        return BooksCommit(kept, outcome.operations, written, notices)
    document = {"matchId": books.match_id, **shown, "lastUpdated": now}
    return BooksCommit(kept, outcome.operations, written, notices, document, disputed_of(shown))


def with_scores(books: Books, outcome: Outcome, found: Consensus) -> tuple[Kept, ShownScores]:
    """Return what is kept with the scores that were owed, and what is shown of scores.

    The projection is read only for what is owed, and only where no action is written with it.
    """
    kept = outcome.kept
    state = None
    if kept.is_owed and not outcome.operations:
        state = state_at_end(books, kept)
    if state is not None:
        kept = compared_at_end(kept, found, state)
    return kept, shown_scores(found, kept.scores, state)


def state_at_end(books: Books, kept: Kept) -> MatchState | None:
    """Return the projection's state of a log; None where it has not come to the end of it."""
    snapshot = books.matches.read_state(books.match_id).snapshot
    if isinstance(snapshot, Unusable):
        return None
    counts = snapshot.index.count, snapshot.index.voided
    return snapshot.match_state() if counts == (kept.log.count, kept.log.voided) else None


def with_notices(
    books: Books, kept: Kept, found: Consensus, now: datetime
) -> tuple[Kept, dict[str, Json]]:
    """Return what is kept with what officials were told, and their notices as far as they change.

    Who may rule is read only where something is or was disputed.
    """
    if not kept.disputes and not any(each.count for each in kept.notices.values()):
        return kept, {}
    may_rule = books.store.read_may_rule(books.match_id, now)
    written, told = notice_changes(
        books.match_id, kept.notices, found, kept.disputes, may_rule, now
    )
    seating = seating_of(found)
    return replace(kept, notices=told, may_rule=may_rule, seating=seating), written


def laws_of(books: Books) -> Laws:
    """Return the laws of a match, by its conditions."""
    return FoldedLaws(books.matches.read_inputs(books.match_id).inputs.setup)
