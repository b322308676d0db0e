"""Tests that the order in which entries, takeovers and rulings arrive does not change the log.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from scrbrd.consensus.agreement import LoggedAction, apply_operations
from scrbrd.consensus.entries import Book, BookEntry
from scrbrd.consensus.fold import Consensus, consensus
from scrbrd.consensus.laws import FoldedLaws
from scrbrd.consensus.rulings import AnyRuling, TierRuling
from scrbrd.domain.vocabulary import ActionId, ValidationTier
from tests.consensus.careless import (
    CarelessScorer,
    alternating_books,
    book_entry_id,
    careless_book,
    effective_contents,
    innings_actions,
    laws_of_match,
    takeover_scorer,
)
from tests.consensus.officials import in_order_of_balls, random_dispute_rulings, right_rulings
from tests.consensus.scribes import AWAY, DUAL, HOME, SINGLE, TRIPLE, UMPIRE

SEATS = {DUAL: (HOME, AWAY), TRIPLE: (UMPIRE, HOME, AWAY)}
INNINGS = [("1355625", 1), ("1386111", 2)]
BALLS = 40
ERRING, LEFT = 0.06, 0.4


class ArrivingMatch:
    """A match whose entries and rulings arrive in a random order and are folded now and then.

    The entries of one book keep their order, and so do the rulings. Each ruling arrives after a
    given ball, when the mistakes before that ball have been corrected.
    """

    def __init__(
        self,
        books: Sequence[CarelessScorer],
        rulings: Sequence[tuple[int, AnyRuling]],
        tier: ValidationTier,
        laws: FoldedLaws,
    ) -> None:
        self.all_books, self.tier, self.laws = list(books), tier, laws
        self.rulings = [ruling for _, ruling in rulings]
        self.ball_of_ruling = [ball for ball, _ in rulings]

    def fold(
        self, log: Sequence[LoggedAction], books: Sequence[Book], rulings: Sequence[AnyRuling]
    ) -> Consensus:
        """Fold a log with books and rulings under the match's tier."""
        return consensus(log, books, rulings, tier=self.tier, laws=self.laws)

    def arrive(self, chance: random.Random, share: float) -> Consensus:
        """Let everything arrive, folding after a share of the arrivals; return the last fold."""
        pending: dict[str, list[list[BookEntry]]] = {
            each.person: list(each.arrivals) for each in self.all_books
        }
        books: dict[str, dict[ActionId, BookEntry]] = {each.person: {} for each in self.all_books}
        rulings = 0
        log: tuple[LoggedAction, ...] = ()
        while any(pending.values()) or rulings < len(self.rulings):
            waiting = [person for person, rows in pending.items() if rows]
            if not waiting or (self.may_arrive(rulings, books) and chance.random() < 0.2):
                rulings += 1
            else:
                person = chance.choice(waiting)
                for entry in pending[person].pop(0):
                    books[person][book_entry_id(entry)] = entry
            if chance.random() < share:
                log = self.fold(log, self.arrived_books(books), self.rulings[:rulings]).log
        found = self.fold(log, self.arrived_books(books), self.rulings)
        assert apply_operations(log, found.operations) == found.log
        again = self.fold(found.log, self.arrived_books(books), self.rulings)
        assert not again.operations
        return again

    def may_arrive(self, number: int, books: dict[str, dict[ActionId, BookEntry]]) -> bool:
        """Return whether all books are past the ball after which a ruling arrives."""
        if number >= len(self.rulings):
            return False
        return all(
            name in books[each.person]
            for each in self.all_books
            for ball, name in each.ids_by_ball.items()
            if ball <= self.ball_of_ruling[number]
        )

    def arrived_books(self, books: dict[str, dict[ActionId, BookEntry]]) -> list[Book]:
        """Return the books with the entries that have arrived."""
        seats = {each.person: each.seat for each in self.all_books}
        return [
            Book(person, seats[person], tuple(each.values()))
            for person, each in books.items()
            if each
        ]


def check_order_is_irrelevant(match: ArrivingMatch, seed: object) -> Consensus:
    """Check that every order of arrival gives the same log as one fold of everything."""
    chance = random.Random(str(seed))
    at_once = match.arrive(chance, 0.0)
    for share in (0.2, 1.0):
        in_parts = match.arrive(chance, share)
        assert effective_contents(in_parts.log) == effective_contents(at_once.log), (seed, share)
    return at_once


@pytest.mark.parametrize(("stem", "number"), INNINGS)
@pytest.mark.parametrize("tier", SEATS)
@pytest.mark.parametrize("count", [1, pytest.param(40, marks=pytest.mark.slow)])
def test_rulings_of_any_rank_give_one_log_in_every_order(
    stem: str, number: int, tier: ValidationTier, count: int
) -> None:
    truth, laws = innings_actions(stem, number, BALLS), laws_of_match(stem)
    for seed in range(count):
        chance = random.Random(f"{stem} {tier} {seed}")
        books = [careless_book(seat, truth, ERRING, chance, LEFT) for seat in SEATS[tier]]
        check_order_is_irrelevant(
            ArrivingMatch(books, random_dispute_rulings(books, chance), tier, laws), seed
        )


@pytest.mark.parametrize(("stem", "number"), INNINGS)
@pytest.mark.parametrize("tier", SEATS)
@pytest.mark.parametrize("count", [1, pytest.param(40, marks=pytest.mark.slow)])
def test_right_and_wrong_takeovers_give_one_log_in_every_order(
    stem: str, number: int, tier: ValidationTier, count: int
) -> None:
    truth, laws = innings_actions(stem, number, BALLS), laws_of_match(stem)
    takeovers = 0
    for seed in range(count):
        chance = random.Random(f"{stem} {tier} {seed}")
        *others, away = [careless_book(seat, truth, ERRING, chance, LEFT) for seat in SEATS[tier]]
        first = careless_book(HOME, truth[: chance.randint(5, BALLS - 10)], ERRING, chance, LEFT)
        second = takeover_scorer(first, truth, laws, chance, rate=ERRING, left_wrong=LEFT)
        wrong = takeover_scorer(first, truth, laws, chance, wrong_by=100)
        books = [*(each for each in others if each.seat is not HOME), first, second, wrong, away]
        # the score that the second scorer states equals the log's in every order of arrival
        rulings = in_order_of_balls(
            [*right_rulings([first, away]), *random_dispute_rulings([second, away], chance)]
        )
        at_once = check_order_is_irrelevant(ArrivingMatch(books, rulings, tier, laws), seed)
        takeovers += at_once.standings[HOME].person_id == second.person
    assert 0 < takeovers <= count


@pytest.mark.parametrize(("stem", "number"), INNINGS)
@pytest.mark.parametrize("tier", SEATS)
@pytest.mark.parametrize("count", [1, pytest.param(40, marks=pytest.mark.slow)])
def test_a_seat_handed_over_and_taken_back_gives_one_log_in_every_order(
    stem: str, number: int, tier: ValidationTier, count: int
) -> None:
    truth, laws = innings_actions(stem, number, BALLS), laws_of_match(stem)
    returns = 0
    for seed in range(count):
        chance = random.Random(f"{stem} {tier} {seed}")
        others = [
            careless_book(s, truth, ERRING, chance, LEFT) for s in SEATS[tier] if s is not HOME
        ]
        pair = alternating_books(truth, laws, chance, ERRING, LEFT)
        of_both = [ruling for each in pair for ruling in right_rulings([each, others[-1]])]
        books, rulings = [*others[:-1], *pair, others[-1]], in_order_of_balls(of_both)
        at_once = check_order_is_irrelevant(ArrivingMatch(books, rulings, tier, laws), seed)
        returns += at_once.standings[HOME].person_id == pair[1].person
    assert 0 < returns <= count


@pytest.mark.parametrize(("stem", "number"), INNINGS)
@pytest.mark.parametrize("count", [1, pytest.param(40, marks=pytest.mark.slow)])
def test_rulings_on_the_tier_give_one_log_in_every_order(
    stem: str, number: int, count: int
) -> None:
    truth, laws = innings_actions(stem, number, BALLS), laws_of_match(stem)
    for seed in range(count):
        chance = random.Random(f"{stem} {seed}")
        home, away = books = [careless_book(seat, truth, ERRING, chance) for seat in SEATS[DUAL]]
        down, up = sorted(chance.sample(sorted(home.ids_by_ball), 2))
        persons = {HOME: home.person, AWAY: away.person}
        rulings = [
            (0, TierRuling(1, SINGLE, {HOME: home.person}, HOME, home.ids_by_ball[down])),
            (0, TierRuling(2, DUAL, persons, HOME, home.ids_by_ball[up])),
        ]
        check_order_is_irrelevant(ArrivingMatch(books, rulings, DUAL, laws), seed)


@pytest.mark.parametrize(("stem", "number"), INNINGS)
@pytest.mark.parametrize("count", [1, pytest.param(60, marks=pytest.mark.slow)])
def test_rulings_of_any_rank_and_then_one_on_the_tier_give_one_log_in_every_order(
    stem: str, number: int, count: int
) -> None:
    truth, laws = innings_actions(stem, number, BALLS), laws_of_match(stem)
    for seed in range(count):
        chance = random.Random(f"{stem} {seed}")
        books = [careless_book(seat, truth, ERRING, chance, LEFT) for seat in SEATS[DUAL]]
        home = books[0]
        first = chance.choice(sorted(home.ids_by_ball))
        single = TierRuling(1, SINGLE, {HOME: home.person}, HOME, home.ids_by_ball[first])
        ball_of_ruling = first + chance.randint(0, BALLS)
        rulings = in_order_of_balls(
            [*random_dispute_rulings(books, chance), (ball_of_ruling, single)]
        )
        check_order_is_irrelevant(ArrivingMatch(books, rulings, DUAL, laws), seed)
