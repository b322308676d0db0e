"""Books of careless scorers in turmoil: events late, twice, out of order, or never; workers stop.

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
from tests.admin.committed import committed_logs
from tests.consensus.careless import (
    Careless,
    alternating_books,
    careless_book,
    effective_contents,
    id_of,
    innings_of,
    newcomer,
)
from tests.consensus.officials import decisions, in_order_of_balls, right_rulings, ruling_document
from tests.consensus.scribes import AWAY, HOME, ROLES, UMPIRE
from tests.handlers.books.playing import MATCH_ID, Ground, entry_document

SEATS = {"DUAL": (HOME, AWAY), "TRIPLE": (UMPIRE, HOME, AWAY)}
INNINGS = [("1355625", 1), ("1386111", 2)]
DROPPED, TWICE, STOPPED = 0.15, 0.2, 0.05
ERRING, LEFT = 0.06, 0.3
BALLS = 45


class Stopped(Exception):
    """A worker that was killed."""


class Turmoil:
    """A match whose scorers' events are brought in any order, by workers that may stop."""

    def __init__(
        self,
        tier: str,
        books: list[Careless],
        rulings: Sequence[AnyRuling],
        chance: random.Random,
    ) -> None:
        self.ground, self.chance = Ground(tier), chance
        self.books, self.rulings = books, rulings
        self.under_way: list[BookChange] = []
        self.stops = 0
        self.ground.store.before_commit = self.maybe_stop

    def maybe_stop(self) -> None:
        """Stop a worker before it commits, now and then."""
        if self.chance.random() < STOPPED:
            self.stops += 1
            raise Stopped

    def play(self) -> None:
        """Write all entries, each book in its order, and bring their events."""
        left = [(each, list(each.sent)) for each in self.books]
        while waiting := [each for each in left if each[1]]:
            book, rows = self.chance.choice(waiting)
            for entry in rows.pop(0):
                self.write(book, entry)
            self.bring(0.4)
        for ruling in self.rulings:
            self.send(self.ground.store.rule(ruling_document(ruling)))
            self.bring(0.4)
        self.bring(1.0)

    def write(self, book: Careless, entry: BookEntry) -> None:
        """Write an entry; its event may be lost, or come twice."""
        document = entry_document(book.person, ROLES[book.seat], entry)
        self.send(self.ground.store.put(book.person, id_of(entry), document))

    def send(self, moved: BookChange) -> None:
        """Put an event on its way."""
        if self.chance.random() >= DROPPED:
            self.under_way += [moved] * (2 if self.chance.random() < TWICE else 1)

    def bring(self, share: float) -> None:
        """Deliver a share of the events that are under way."""
        self.chance.shuffle(self.under_way)
        count = round(share * len(self.under_way))
        arriving, self.under_way = self.under_way[:count], self.under_way[count:]
        for each in arriving:
            try:
                self.ground.agree(each)
            except (Stopped, ContendedError):
                self.under_way.append(each)

    def heal(self) -> None:
        """Heal what was dropped, with workers that do not stop."""
        self.ground.store.before_commit = None
        reconcile_books(self.ground.books)
        catch_up(self.ground.matches, self.ground.now, MATCH_ID)


def pure(turmoil: Turmoil, laws: FoldedLaws) -> list[object]:
    """What books and rulings come to when all of them are there at once."""
    kept = turmoil.ground.store.read_all(MATCH_ID)
    books = [
        Book(person, each.seat, tuple(held.entry for held in each.entries.values() if held.entry))
        for person, each in kept.books.items()
    ]
    rulings = [each for each in kept.rulings.values() if each is not None]
    tier = ValidationTier(turmoil.ground.tier)
    return effective_contents(consensus((), books, rulings, tier=tier, laws=laws).log)


@pytest.mark.parametrize("tier", SEATS)
@pytest.mark.parametrize("seeds", [1, pytest.param(60, marks=pytest.mark.slow)])
def test_the_log_is_the_pure_fold_of_books_and_rulings(tier: str, seeds: int) -> None:
    stops = 0
    for stem, number in INNINGS:
        for seed in range(seeds):
            stops += check_careless(stem, number, tier, seed)
    assert stops > 0


@pytest.mark.parametrize(("stem", "number", "tier", "seed"), [("1386111", 2, "TRIPLE", 39)])
def test_the_log_is_the_pure_fold_where_it_once_was_not(
    stem: str, number: int, tier: str, seed: int
) -> None:
    check_careless(stem, number, tier, seed)


def check_careless(stem: str, number: int, tier: str, seed: int) -> int:
    """Check an innings of careless books and rulings; returns how often a worker stopped."""
    truth = innings_of(stem, number, BALLS)
    setup = load_match(next(p for p in committed_logs() if p.stem == stem)).inputs.setup
    chance, laws = random.Random(f"{stem} {tier} {seed}"), FoldedLaws(setup)
    books = [careless_book(seat, truth, ERRING, chance, LEFT) for seat in SEATS[tier]]
    taken = [newcomer(books[-2], truth, laws, chance, wrong_by=100)]
    rulings = [each for _, each in decisions(books, ValidationTier(tier), chance)]
    return check(Turmoil(tier, [*taken, *books], rulings, chance), setup, (stem, seed))


@pytest.mark.parametrize("tier", SEATS)
@pytest.mark.parametrize("seeds", [1, pytest.param(60, marks=pytest.mark.slow)])
def test_a_seat_is_handed_over_and_taken_back(tier: str, seeds: int) -> None:
    for stem, number in INNINGS:
        truth = innings_of(stem, number, BALLS)
        setup = load_match(next(p for p in committed_logs() if p.stem == stem)).inputs.setup
        for seed in range(seeds):
            chance, laws = random.Random(f"{stem} {tier} {seed}"), FoldedLaws(setup)
            seats = [seat for seat in SEATS[tier] if seat is not HOME]
            *others, away = [careless_book(seat, truth, ERRING, chance, LEFT) for seat in seats]
            pair = alternating_books(truth, laws, chance, ERRING, LEFT)
            rulings = in_order_of_balls(
                [each for one in pair for each in right_rulings([one, away])]
            )
            books = [*others, *pair, away]
            turmoil = Turmoil(tier, books, [each for _, each in rulings], chance)
            check(turmoil, setup, (stem, seed))
            shown = turmoil.ground.store.consensus
            assert shown is not None
            assert shown["seats"]["home"]["personId"] == pair[1].person, (stem, seed)


def check(turmoil: Turmoil, setup: Setup, which: object) -> int:
    """Play a match and heal it: nothing differs; returns how often a worker stopped."""
    turmoil.play()
    turmoil.heal()
    log = list(turmoil.ground.store.read_all(MATCH_ID).log.actions.values())
    assert effective_contents(log) == pure(turmoil, FoldedLaws(setup)), which
    assert reconcile_books(turmoil.ground.books) is None, which
    check_projection(turmoil.ground)
    return turmoil.stops


def check_projection(ground: Ground) -> None:
    """The live score is that of a rebuild."""
    matches = ground.matches
    assert matches.score is not None
    before = dict(matches.score)
    rebuild(matches, ground.now, MATCH_ID, "a test")
    left_out = {"version", "lastUpdated", "ledger"}
    after = {name: each for name, each in matches.score.items() if name not in left_out}
    assert {name: each for name, each in before.items() if name not in left_out} == after


def test_what_is_settled_is_left_out_and_changes_nothing() -> None:
    truth = innings_of("1386111", 1, 66)
    chance = random.Random(1)
    books = [careless_book(seat, truth, 0.0, chance) for seat in SEATS["DUAL"]]
    ground = Ground()
    sizes = []
    for rows in zip(*(book.sent for book in books), strict=True):
        for book, [entry] in zip(books, rows, strict=True):
            person = f"scorer_{book.seat}"
            document = entry_document(person, ROLES[book.seat], entry)
            ground.agree(ground.store.put(person, id_of(entry), document))
        kept = ground.store.read_books(MATCH_ID).kept
        assert kept is not None
        sizes.append(len(kept.log.actions))
    assert max(sizes) <= 24 + 6 + 16 + 1  # the last 24, those of the over in progress, and more
    assert ground.store.reads == 6 * len(truth) + 1, "two an event, and what this test reads"
    log = list(ground.store.read_all(MATCH_ID).log.actions.values())
    assert effective_contents(log) == [content_of(action) for action in truth]
    shown = ground.store.consensus
    assert shown is not None
    assert shown["seats"]["home"]["submitted"] >= len(truth) - 6
    assert reconcile_books(ground.books) is None
