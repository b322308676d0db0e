"""Tests books of careless scorers with events late, twice, out of order or never, and stopped
workers.

In the end the log is the pure fold of books and rulings, and the projection that of the log.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from admin.logfile import load_match
from scrbrd.consensus.content import content_of
from scrbrd.consensus.entries import Book, BookEntry
from scrbrd.consensus.fold import consensus
from scrbrd.consensus.laws import FoldedLaws
from scrbrd.consensus.rulings import AnyRuling
from scrbrd.domain.state import Setup
from scrbrd.domain.vocabulary import ValidationTier
from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.books.model import BookChange
from scrbrd.handlers.books.reconcile import reconcile_books
from scrbrd.handlers.catch_up import catch_up, rebuild
from tests.admin.committed_matches import committed_logs
from tests.consensus.careless import (
    CarelessScorer,
    alternating_books,
    book_entry_id,
    careless_book,
    effective_contents,
    innings_actions,
    takeover_scorer,
)
from tests.consensus.officials import (
    in_order_of_balls,
    random_decisions,
    right_rulings,
    ruling_document,
)
from tests.consensus.scribes import AWAY, HOME, ROLES, UMPIRE
from tests.handlers.books.playing import MATCH_ID, BookMatch, entry_document

SEATS = {"DUAL": (HOME, AWAY), "TRIPLE": (UMPIRE, HOME, AWAY)}
INNINGS = [("1355625", 1), ("1386111", 2)]
DROPPED, TWICE, STOPPED = 0.15, 0.2, 0.05
ERROR_SHARE, LEFT_SHARE = 0.06, 0.3
BALLS = 45


class Stopped(Exception):
    """Raised in place of a commit: the worker was killed."""


class Turmoil:
    """A match whose scorers' events are delivered in any order, to workers that may stop."""

    def __init__(
        self,
        tier: str,
        books: list[CarelessScorer],
        rulings: Sequence[AnyRuling],
        chance: random.Random,
    ) -> None:
        self.match, self.chance = BookMatch(tier), chance
        self.books, self.rulings = books, rulings
        self.queue: list[BookChange] = []
        self.stops = 0
        self.match.store.before_commit = self.stop_sometimes

    def stop_sometimes(self) -> None:
        """Sometimes stop a worker before it commits."""
        if self.chance.random() < STOPPED:
            self.stops += 1
            raise Stopped

    def play(self) -> None:
        """Write all entries, each book in its order, and deliver their events."""
        remaining = [(each, list(each.arrivals)) for each in self.books]
        while waiting := [each for each in remaining if each[1]]:
            book, rows = self.chance.choice(waiting)
            for entry in rows.pop(0):
                self.write(book, entry)
            self.deliver(0.4)
        for ruling in self.rulings:
            self.enqueue(self.match.store.put_ruling(ruling_document(ruling)))
            self.deliver(0.4)
        self.deliver(1.0)

    def write(self, book: CarelessScorer, entry: BookEntry) -> None:
        """Write an entry; its event may be lost or queued twice."""
        document = entry_document(book.person, ROLES[book.seat], entry)
        self.enqueue(self.match.store.put(book.person, book_entry_id(entry), document))

    def enqueue(self, change: BookChange) -> None:
        """Queue an event, unless it is dropped."""
        if self.chance.random() >= DROPPED:
            self.queue += [change] * (2 if self.chance.random() < TWICE else 1)

    def deliver(self, share: float) -> None:
        """Deliver a share of the queued events."""
        self.chance.shuffle(self.queue)
        count = round(share * len(self.queue))
        arriving, self.queue = self.queue[:count], self.queue[count:]
        for each in arriving:
            try:
                self.match.agree(each)
            except (Stopped, ContendedError):
                self.queue.append(each)

    def heal(self) -> None:
        """Reconcile dropped events, with workers that do not stop."""
        self.match.store.before_commit = None
        reconcile_books(self.match.books)
        catch_up(self.match.matches, self.match.now, MATCH_ID)


def pure_fold(turmoil: Turmoil, laws: FoldedLaws) -> list[object]:
    """Return the log that folding all books and rulings at once gives."""
    stored = turmoil.match.store.read_all(MATCH_ID)
    books = [
        Book(
            person,
            each.seat,
            tuple(observed.entry for observed in each.entries.values() if observed.entry),
        )
        for person, each in stored.books.items()
    ]
    rulings = [each for each in stored.rulings.values() if each is not None]
    tier = ValidationTier(turmoil.match.tier)
    return effective_contents(consensus((), books, rulings, tier=tier, laws=laws).log)


@pytest.mark.parametrize("tier", SEATS)
@pytest.mark.parametrize("seeds", [1, pytest.param(60, marks=pytest.mark.slow)])
def test_the_log_is_the_pure_fold_of_books_and_rulings(tier: str, seeds: int) -> None:
    stops = 0
    for stem, number in INNINGS:
        for seed in range(seeds):
            stops += check_careless_innings(stem, number, tier, seed)
    assert stops > 0


@pytest.mark.parametrize(("stem", "number", "tier", "seed"), [("1386111", 2, "TRIPLE", 39)])
def test_the_log_is_the_pure_fold_in_a_case_that_once_failed(
    stem: str, number: int, tier: str, seed: int
) -> None:
    check_careless_innings(stem, number, tier, seed)


def check_careless_innings(stem: str, number: int, tier: str, seed: int) -> int:
    """Check an innings of careless books and rulings; return the number of worker stops."""
    truth = innings_actions(stem, number, BALLS)
    setup = load_match(next(p for p in committed_logs() if p.stem == stem)).inputs.setup
    chance, laws = random.Random(f"{stem} {tier} {seed}"), FoldedLaws(setup)
    books = [careless_book(seat, truth, ERROR_SHARE, chance, LEFT_SHARE) for seat in SEATS[tier]]
    takeover_books = [takeover_scorer(books[-2], truth, laws, chance, wrong_by=100)]
    rulings = [each for _, each in random_decisions(books, ValidationTier(tier), chance)]
    return check_match(
        Turmoil(tier, [*takeover_books, *books], rulings, chance), setup, (stem, seed)
    )


@pytest.mark.parametrize("tier", SEATS)
@pytest.mark.parametrize("seeds", [1, pytest.param(60, marks=pytest.mark.slow)])
def test_a_seat_is_handed_over_and_taken_back(tier: str, seeds: int) -> None:
    for stem, number in INNINGS:
        truth = innings_actions(stem, number, BALLS)
        setup = load_match(next(p for p in committed_logs() if p.stem == stem)).inputs.setup
        for seed in range(seeds):
            chance, laws = random.Random(f"{stem} {tier} {seed}"), FoldedLaws(setup)
            seats = [seat for seat in SEATS[tier] if seat is not HOME]
            *others, away = [
                careless_book(seat, truth, ERROR_SHARE, chance, LEFT_SHARE) for seat in seats
            ]
            pair = alternating_books(truth, laws, chance, ERROR_SHARE, LEFT_SHARE)
            rulings = in_order_of_balls(
                [each for home_book in pair for each in right_rulings([home_book, away])]
            )
            books = [*others, *pair, away]
            turmoil = Turmoil(tier, books, [each for _, each in rulings], chance)
            check_match(turmoil, setup, (stem, seed))
            published = turmoil.match.store.consensus
            assert published is not None
            assert published["seats"]["home"]["personId"] == pair[1].person, (stem, seed)


def check_match(turmoil: Turmoil, setup: Setup, case: object) -> int:
    """Play a match, heal it and assert that nothing differs; return the number of worker stops."""
    turmoil.play()
    turmoil.heal()
    log = list(turmoil.match.store.read_all(MATCH_ID).log.actions.values())
    assert effective_contents(log) == pure_fold(turmoil, FoldedLaws(setup)), case
    assert reconcile_books(turmoil.match.books) is None, case
    check_projection(turmoil.match)
    return turmoil.stops


def check_projection(match: BookMatch) -> None:
    """Assert that the live score equals that of a rebuild."""
    matches = match.matches
    assert matches.score is not None
    before = dict(matches.score)
    rebuild(matches, match.now, MATCH_ID, "a test")
    left_out = {"version", "lastUpdated", "ledger"}
    after = {name: each for name, each in matches.score.items() if name not in left_out}
    assert {name: each for name, each in before.items() if name not in left_out} == after


def test_settled_entries_are_left_out_of_the_state_without_changing_the_result() -> None:
    truth = innings_actions("1386111", 1, 66)
    chance = random.Random(1)
    books = [careless_book(seat, truth, 0.0, chance) for seat in SEATS["DUAL"]]
    match = BookMatch()
    sizes = []
    for rows in zip(*(book.arrivals for book in books), strict=True):
        for book, [entry] in zip(books, rows, strict=True):
            person = f"scorer_{book.seat}"
            document = entry_document(person, ROLES[book.seat], entry)
            match.agree(match.store.put(person, book_entry_id(entry), document))
        stored = match.store.read_books(MATCH_ID).kept
        assert stored is not None
        sizes.append(len(stored.log.actions))
    assert max(sizes) <= 24 + 6 + 16 + 1  # the last 24, those of the over in progress, and more
    assert match.store.reads == 6 * len(truth) + 1, "two an event, and what this test reads"
    log = list(match.store.read_all(MATCH_ID).log.actions.values())
    assert effective_contents(log) == [content_of(action) for action in truth]
    published = match.store.consensus
    assert published is not None
    assert published["seats"]["home"]["submitted"] >= len(truth) - 6
    assert reconcile_books(match.books) is None
