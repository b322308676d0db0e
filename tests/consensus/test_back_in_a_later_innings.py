"""Who leaves in one innings and goes on with the book in a later one, behind an action of the log:
what was played between is nothing that the book lacks."""

from __future__ import annotations

from scrbrd.consensus.agreement import LoggedAction
from scrbrd.consensus.entries import Book, OpeningStatement, Seat, Totals
from scrbrd.consensus.fold import Consensus, consensus
from scrbrd.consensus.laws import NoLaws
from scrbrd.consensus.rulings import TierRuling
from scrbrd.domain.vocabulary import ActionId, ValidationTier
from tests.consensus.scribes import AWAY, DUAL, HOME, TRIPLE, UMPIRE, Scribe, log_text
from tests.consensus.test_next_innings import closed, next_innings

FIRST, SECOND = "1 . 4 2 . 1", "4 . 1 2"


class ThreeInTwoInnings:
    """Away leaves behind the second ball of the first innings and is back for the second, in which
    home leaves: so each of them has been one of two, and away not for the balls between."""

    def __init__(self) -> None:
        self.umpire, self.home = closed(Scribe(UMPIRE, FIRST)), closed(Scribe(HOME, FIRST))
        self.away = Scribe(AWAY, "1 .")
        self.log: tuple[LoggedAction, ...] = ()

    def book(self, scribe: Scribe, count: int) -> Book:
        """A scorer's book of both innings, with as many entries of the second."""
        later = next_innings(Scribe(scribe.seat, person=scribe.person), SECOND)[:count]
        if scribe is self.away:
            later[0] = OpeningStatement((2, 1), Totals(0, 0, 0), after_action_id=ActionId("2_1"))
        return Book(scribe.person, scribe.seat, (*scribe.entries.values(), *later))

    def fold(self, *more: Book) -> Consensus:
        """Fold all of it, and some books more."""
        books = [self.book(self.umpire, 5), self.book(self.home, 3), self.book(self.away, 5), *more]
        rulings = [
            self.tier(1, DUAL, "1_4", AWAY),
            self.tier(2, TRIPLE, "2_2"),
            self.tier(3, DUAL, "2_4", HOME),
        ]
        found = consensus(self.log, books, rulings, tier=TRIPLE, laws=NoLaws())
        self.log = found.log
        return found

    def tier(
        self, number: int, tier: ValidationTier, entry: str, gone: Seat | None = None
    ) -> TierRuling:
        """A ruling that from an entry of the umpire on all decide but the one who is gone."""
        seats = {
            each.seat: each.person
            for each in (self.umpire, self.home, self.away)
            if each.seat is not gone
        }
        return TierRuling(number, tier, seats, UMPIRE, ActionId(entry))

    def first_innings(self) -> str:
        """The balls of the first innings that count."""
        return log_text([each for each in self.log if each.action.innings_number == 1])


def test_who_is_back_in_the_next_innings_lacks_nothing_of_the_one_before() -> None:
    match = ThreeInTwoInnings()
    found = match.fold()
    assert match.first_innings() == f"{FIRST} innings_closed"
    assert found.disputes == ()
    assert found.standings[AWAY].missed == 0


def test_nor_does_who_takes_the_book_over_once_it_goes_on() -> None:
    match = ThreeInTwoInnings()
    match.fold()
    taking = OpeningStatement((2, 1), Totals(0, 0, 0), None, match.away.person, ActionId("2_5"))
    found = match.fold(Book("amy", AWAY, (taking, *next_innings(match.away, "1 4")[1:])))
    assert found.standings[AWAY].person_id == "amy"
    assert found.disputes == ()
    assert found.standings[AWAY].missed == 0


def test_a_ball_that_one_of_two_withdraws_stays_though_the_third_was_away() -> None:
    match = ThreeInTwoInnings()
    match.fold()
    match.home.void(match.home.entry(4))
    found = match.fold()
    assert match.first_innings() == f"{FIRST} innings_closed"
    assert [(each.place, each.blocks) for each in found.disputes] == [(5, False)]


def test_who_leaves_in_an_innings_that_they_have_ended_lacks_its_balls() -> None:
    match = ThreeInTwoInnings()
    match.away.end()
    assert match.fold().standings[AWAY].missed == len(FIRST.split()) - 2 + 1
