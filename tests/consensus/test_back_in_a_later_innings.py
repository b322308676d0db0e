"""Tests a scorer who leaves in one innings and continues the book in a later one.

The book continues after an action of the log, and the balls in between do not count as missed.
"""

from __future__ import annotations

from scrbrd.consensus.agreement import LoggedAction
from scrbrd.consensus.entries import Book, OpeningStatement, Seat, Totals
from scrbrd.consensus.fold import Consensus, consensus
from scrbrd.consensus.laws import NoLaws
from scrbrd.consensus.rulings import TierRuling
from scrbrd.domain.vocabulary import ActionId, ValidationTier
from tests.consensus.scribes import AWAY, DUAL, HOME, TRIPLE, UMPIRE, Scribe, log_text
from tests.consensus.test_next_innings import close_innings, next_innings_entries

FIRST, SECOND = "1 . 4 2 . 1", "4 . 1 2"


class TwoInningsMatch:
    """A match of three scorers, two of whom score at a time for part of each innings.

    Away leaves after the second ball of the first innings and is back for the second, in which
    home leaves. So home and away each were one of two scorers, but away not for the balls between.
    """

    def __init__(self) -> None:
        self.umpire, self.home = (
            close_innings(Scribe(UMPIRE, FIRST)),
            close_innings(Scribe(HOME, FIRST)),
        )
        self.away = Scribe(AWAY, "1 .")
        self.log: tuple[LoggedAction, ...] = ()

    def book(self, scribe: Scribe, count: int) -> Book:
        """Return a scorer's book of both innings, with `count` entries of the second."""
        later = next_innings_entries(Scribe(scribe.seat, person=scribe.person), SECOND)[:count]
        if scribe is self.away:
            later[0] = OpeningStatement((2, 1), Totals(0, 0, 0), after_action_id=ActionId("2_1"))
        return Book(scribe.person, scribe.seat, (*scribe.entries.values(), *later))

    def fold(self, *other_books: Book) -> Consensus:
        """Fold the three books and any further books."""
        books = [
            self.book(self.umpire, 5),
            self.book(self.home, 3),
            self.book(self.away, 5),
            *other_books,
        ]
        rulings = [
            self.tier(1, DUAL, "1_4", AWAY),
            self.tier(2, TRIPLE, "2_2"),
            self.tier(3, DUAL, "2_4", HOME),
        ]
        found = consensus(self.log, books, rulings, tier=TRIPLE, laws=NoLaws())
        self.log = found.log
        return found

    def tier(
        self, number: int, tier: ValidationTier, entry: str, absent: Seat | None = None
    ) -> TierRuling:
        """Return a ruling that all seats except the absent one decide from an umpire's entry on."""
        seats = {
            each.seat: each.person
            for each in (self.umpire, self.home, self.away)
            if each.seat is not absent
        }
        return TierRuling(number, tier, seats, UMPIRE, ActionId(entry))

    def first_innings(self) -> str:
        """Return the effective balls of the first innings in the notation."""
        return log_text([each for each in self.log if each.action.innings_number == 1])


def test_a_scorer_back_in_the_next_innings_has_missed_no_ball_of_the_one_before() -> None:
    match = TwoInningsMatch()
    found = match.fold()
    assert match.first_innings() == f"{FIRST} innings_closed"
    assert found.disputes == ()
    assert found.standings[AWAY].missed == 0


def test_a_scorer_who_takes_that_book_over_has_missed_no_ball_either() -> None:
    match = TwoInningsMatch()
    match.fold()
    taking = OpeningStatement((2, 1), Totals(0, 0, 0), None, match.away.person, ActionId("2_5"))
    found = match.fold(Book("amy", AWAY, (taking, *next_innings_entries(match.away, "1 4")[1:])))
    assert found.standings[AWAY].person_id == "amy"
    assert found.disputes == ()
    assert found.standings[AWAY].missed == 0


def test_a_ball_withdrawn_by_one_of_two_scorers_stays_although_the_third_was_absent() -> None:
    match = TwoInningsMatch()
    match.fold()
    match.home.void(match.home.entry_id(4))
    found = match.fold()
    assert match.first_innings() == f"{FIRST} innings_closed"
    assert [(each.place, each.blocks) for each in found.disputes] == [(5, False)]


def test_a_scorer_who_ended_the_innings_before_leaving_has_missed_its_balls() -> None:
    match = TwoInningsMatch()
    match.away.agree_innings_score()
    assert match.fold().standings[AWAY].missed == len(FIRST.split()) - 2 + 1
