"""Tests that balls decided before a scorer's first innings do not count as missing from their book.

A scorer whom a ruling names from the second innings on has kept no book of the first.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from scrbrd.consensus.agreement import LoggedAction
from scrbrd.consensus.dispute import DisputeKind
from scrbrd.consensus.entries import Book, Seat
from scrbrd.consensus.fold import Consensus, consensus
from scrbrd.consensus.laws import NoLaws
from scrbrd.consensus.rulings import TierRuling
from scrbrd.domain.vocabulary import ActionId
from tests.consensus.scribes import AWAY, DUAL, HOME, NEUTRAL, UMPIRE, Match, Scribe, log_text
from tests.consensus.test_next_innings import close_innings, next_innings_entries

FIRST, SECOND = "1 . 4 2", "1 4"
ANN, BOB = close_innings(Scribe(HOME, FIRST, "ann")), close_innings(Scribe(AWAY, FIRST, "bob"))


def fold_with_second_innings_by(seats: Mapping[Seat, str]) -> Consensus:
    """Fold two innings: ann and bob decide the first, the scorers named by a ruling the second."""
    first = {each.person: Book(each.person, each.seat, each.book.entries) for each in (ANN, BOB)}
    books = dict(first)
    for seat, person in seats.items():
        first_entries = first[person].entries if person in first else ()
        second_entries = next_innings_entries(Scribe(seat, person=person), SECOND)
        books[person] = Book(person, seat, (*first_entries, *second_entries))
    log = consensus((), first.values(), tier=DUAL, laws=NoLaws()).log
    ruling = TierRuling(1, DUAL, seats, next(iter(seats)), ActionId("2_1"))
    return consensus(log, books.values(), [ruling], tier=DUAL, laws=NoLaws())


def innings_text(log: tuple[LoggedAction, ...], number: int) -> str:
    """Return the effective balls of an innings in the notation."""
    return log_text([each for each in log if each.action.innings_number == number])


@pytest.mark.parametrize(
    "seats",
    [
        pytest.param({HOME: "zoe", AWAY: "bob"}, id="another scorer of one side"),
        pytest.param({HOME: "zoe", AWAY: "yan"}, id="two others"),
        pytest.param({UMPIRE: "zoe", HOME: "ann"}, id="another seat"),
        pytest.param({UMPIRE: "zoe", NEUTRAL: "yan"}, id="two other seats"),
    ],
)
def test_an_innings_stays_as_decided_when_other_scorers_score_the_next(
    seats: Mapping[Seat, str],
) -> None:
    found = fold_with_second_innings_by(seats)
    assert innings_text(found.log, 1) == f"{FIRST} innings_closed"
    assert innings_text(found.log, 2) == SECOND
    assert found.disputes == ()
    assert all(found.standings[seat].missed == 0 for seat in seats)


def test_a_ball_that_two_books_have_and_two_others_lack_stays_as_decided() -> None:
    deciding = Scribe(HOME, FIRST), Scribe(AWAY, FIRST)
    others = Scribe(UMPIRE, "1 . -4 2"), Scribe(NEUTRAL, "1 . -4 2")
    match = Match(*deciding, *others, tier=DUAL)
    match.fold()
    match.change_tier(DUAL, others, UMPIRE, "1_5")
    for scribe in (*deciding, *others):
        scribe.balls("6 1")
    found = match.fold()
    assert log_text(found.log) == f"{FIRST} 6 1"
    assert [(each.kind, each.place) for each in found.disputes] == [(DisputeKind.LACKING, 4)]
    deciding[0].void(deciding[0].entry_id(3))
    assert log_text(match.fold().log) == "1 . 2 6 1"
