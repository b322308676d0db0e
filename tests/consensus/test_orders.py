"""The order in which entries, takeovers and rulings arrive is nothing.

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
    Careless,
    alternating_books,
    careless_book,
    effective_contents,
    id_of,
    innings_of,
    laws_of_match,
    newcomer,
)
from tests.consensus.officials import in_order_of_balls, right_rulings, rulings_on
from tests.consensus.scribes import AWAY, DUAL, HOME, SINGLE, TRIPLE, UMPIRE

SEATS = {DUAL: (HOME, AWAY), TRIPLE: (UMPIRE, HOME, AWAY)}
INNINGS = [("1355625", 1), ("1386111", 2)]
BALLS = 40
ERRING, LEFT = 0.06, 0.4


class ArrivingEntries:
    """A match whose entries and rulings arrive in any order, each book's and the rulings' in their
    own; the log grows as often as it is folded.

    Of a ruling on a dispute is known behind which ball it comes: when slips before it are mended.
    """

    def __init__(
        self,
        books: Sequence[Careless],
        rulings: Sequence[tuple[int, AnyRuling]],
        tier: ValidationTier,
        laws: FoldedLaws,
    ) -> None:
        self.all, self.tier, self.laws = list(books), tier, laws
        self.rulings = [ruling for _, ruling in rulings]
        self.behind = [ball for ball, _ in rulings]

    def fold(
        self, log: Sequence[LoggedAction], books: Sequence[Book], rulings: Sequence[AnyRuling]
    ) -> Consensus:
        """Fold what there is."""
        return consensus(log, books, rulings, tier=self.tier, laws=self.laws)

    def arrive(self, chance: random.Random, share: float) -> Consensus:
        """Let all arrive; the fold runs at a share of arrivals."""
        left: dict[str, list[list[BookEntry]]] = {each.person: list(each.sent) for each in self.all}
        books: dict[str, dict[ActionId, BookEntry]] = {each.person: {} for each in self.all}
        rulings = 0
        log: tuple[LoggedAction, ...] = ()
        while any(left.values()) or rulings < len(self.rulings):
            waiting = [person for person, rows in left.items() if rows]
            if not waiting or (self.may_come(rulings, books) and chance.random() < 0.2):
                rulings += 1
            else:
                person = chance.choice(waiting)
                for entry in left[person].pop(0):
                    books[person][id_of(entry)] = entry
            if chance.random() < share:
                log = self.fold(log, self.made(books), self.rulings[:rulings]).log
        found = self.fold(log, self.made(books), self.rulings)
        assert apply_operations(log, found.operations) == found.log
        again = self.fold(found.log, self.made(books), self.rulings)
        assert not again.operations
        return again

    def may_come(self, number: int, books: dict[str, dict[ActionId, BookEntry]]) -> bool:
        """Whether all books have passed the ball that a ruling comes behind."""
        if number >= len(self.rulings):
            return False
        return all(
            name in books[each.person]
            for each in self.all
            for ball, name in each.by_ball.items()
            if ball <= self.behind[number]
        )

    def made(self, books: dict[str, dict[ActionId, BookEntry]]) -> list[Book]:
        """The books as far as they have come."""
        seats = {each.person: each.seat for each in self.all}
        return [
            Book(person, seats[person], tuple(each.values()))
            for person, each in books.items()
            if each
        ]


def check(match: ArrivingEntries, seed: object) -> Consensus:
    """Whatever comes first, the log is what comes of all at once."""
    chance = random.Random(str(seed))
    whole = match.arrive(chance, 0.0)
    for share in (0.2, 1.0):
        parts = match.arrive(chance, share)
        assert effective_contents(parts.log) == effective_contents(whole.log), (seed, share)
    return whole


@pytest.mark.parametrize(("stem", "number"), INNINGS)
@pytest.mark.parametrize("tier", SEATS)
@pytest.mark.parametrize("count", [1, pytest.param(40, marks=pytest.mark.slow)])
def test_rulings_of_any_rank(stem: str, number: int, tier: ValidationTier, count: int) -> None:
    truth, laws = innings_of(stem, number, BALLS), laws_of_match(stem)
    for seed in range(count):
        chance = random.Random(f"{stem} {tier} {seed}")
        books = [careless_book(seat, truth, ERRING, chance, LEFT) for seat in SEATS[tier]]
        check(ArrivingEntries(books, rulings_on(books, chance), tier, laws), seed)


@pytest.mark.parametrize(("stem", "number"), INNINGS)
@pytest.mark.parametrize("tier", SEATS)
@pytest.mark.parametrize("count", [1, pytest.param(40, marks=pytest.mark.slow)])
def test_takeovers_right_and_wrong(
    stem: str, number: int, tier: ValidationTier, count: int
) -> None:
    truth, laws = innings_of(stem, number, BALLS), laws_of_match(stem)
    taken = 0
    for seed in range(count):
        chance = random.Random(f"{stem} {tier} {seed}")
        *others, away = [careless_book(seat, truth, ERRING, chance, LEFT) for seat in SEATS[tier]]
        first = careless_book(HOME, truth[: chance.randint(5, BALLS - 10)], ERRING, chance, LEFT)
        second = newcomer(first, truth, laws, chance, rate=ERRING, left=LEFT)
        wrong = newcomer(first, truth, laws, chance, wrong_by=100)
        books = [*(each for each in others if each.seat is not HOME), first, second, wrong, away]
        # the score that the second states is the log's, whatever comes first
        rulings = in_order_of_balls(
            [*right_rulings([first, away]), *rulings_on([second, away], chance)]
        )
        whole = check(ArrivingEntries(books, rulings, tier, laws), seed)
        taken += whole.standings[HOME].person_id == second.person
    assert 0 < taken <= count


@pytest.mark.parametrize(("stem", "number"), INNINGS)
@pytest.mark.parametrize("tier", SEATS)
@pytest.mark.parametrize("count", [1, pytest.param(40, marks=pytest.mark.slow)])
def test_a_seat_that_is_handed_over_and_taken_back(
    stem: str, number: int, tier: ValidationTier, count: int
) -> None:
    truth, laws = innings_of(stem, number, BALLS), laws_of_match(stem)
    back = 0
    for seed in range(count):
        chance = random.Random(f"{stem} {tier} {seed}")
        others = [
            careless_book(s, truth, ERRING, chance, LEFT) for s in SEATS[tier] if s is not HOME
        ]
        pair = alternating_books(truth, laws, chance, ERRING, LEFT)
        of_both = [ruling for each in pair for ruling in right_rulings([each, others[-1]])]
        books, rulings = [*others[:-1], *pair, others[-1]], in_order_of_balls(of_both)
        whole = check(ArrivingEntries(books, rulings, tier, laws), seed)
        back += whole.standings[HOME].person_id == pair[1].person
    assert 0 < back <= count


@pytest.mark.parametrize(("stem", "number"), INNINGS)
@pytest.mark.parametrize("count", [1, pytest.param(40, marks=pytest.mark.slow)])
def test_rulings_on_the_tier(stem: str, number: int, count: int) -> None:
    truth, laws = innings_of(stem, number, BALLS), laws_of_match(stem)
    for seed in range(count):
        chance = random.Random(f"{stem} {seed}")
        home, away = books = [careless_book(seat, truth, ERRING, chance) for seat in SEATS[DUAL]]
        down, up = sorted(chance.sample(sorted(home.by_ball), 2))
        persons = {HOME: home.person, AWAY: away.person}
        rulings = [
            (0, TierRuling(1, SINGLE, {HOME: home.person}, HOME, home.by_ball[down])),
            (0, TierRuling(2, DUAL, persons, HOME, home.by_ball[up])),
        ]
        check(ArrivingEntries(books, rulings, DUAL, laws), seed)


@pytest.mark.parametrize(("stem", "number"), INNINGS)
@pytest.mark.parametrize("count", [1, pytest.param(60, marks=pytest.mark.slow)])
def test_rulings_of_any_rank_and_one_on_the_tier_after_them(
    stem: str, number: int, count: int
) -> None:
    truth, laws = innings_of(stem, number, BALLS), laws_of_match(stem)
    for seed in range(count):
        chance = random.Random(f"{stem} {seed}")
        books = [careless_book(seat, truth, ERRING, chance, LEFT) for seat in SEATS[DUAL]]
        home = books[0]
        first = chance.choice(sorted(home.by_ball))
        single = TierRuling(1, SINGLE, {HOME: home.person}, HOME, home.by_ball[first])
        behind = first + chance.randint(0, BALLS)
        rulings = in_order_of_balls([*rulings_on(books, chance), (behind, single)])
        check(ArrivingEntries(books, rulings, DUAL, laws), seed)
