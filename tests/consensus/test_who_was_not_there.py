"""What was decided before a scorer came in is nothing that their book lacks: whoever is named from
the second innings on by a ruling has kept no book of the first."""

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
from tests.consensus.test_next_innings import closed, next_innings

FIRST, SECOND = "1 . 4 2", "1 4"
ANN, BOB = closed(Scribe(HOME, FIRST, "ann")), closed(Scribe(AWAY, FIRST, "bob"))


def goes_on_with(seats: Mapping[Seat, str]) -> Consensus:
    """Fold two innings: ann and bob decide the first, those whom a ruling names the second."""
    first = {each.person: Book(each.person, each.seat, each.book.entries) for each in (ANN, BOB)}
    books = dict(first)
    for seat, person in seats.items():
        known = first[person].entries if person in first else ()
        later = next_innings(Scribe(seat, person=person), SECOND)
        books[person] = Book(person, seat, (*known, *later))
    log = consensus((), first.values(), tier=DUAL, laws=NoLaws()).log
    ruling = TierRuling(1, DUAL, seats, next(iter(seats)), ActionId("2_1"))
    return consensus(log, books.values(), [ruling], tier=DUAL, laws=NoLaws())


def of_innings(log: tuple[LoggedAction, ...], number: int) -> str:
    """The balls of an innings that count."""
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
def test_an_innings_stays_as_it_was_decided_when_others_score_the_next(
    seats: Mapping[Seat, str],
) -> None:
    found = goes_on_with(seats)
    assert of_innings(found.log, 1) == f"{FIRST} innings_closed"
    assert of_innings(found.log, 2) == SECOND
    assert found.disputes == ()
    assert all(found.standings[seat].missed == 0 for seat in seats)


def test_a_ball_that_two_have_and_two_others_lack_stays_as_it_was_decided() -> None:
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
    deciding[0].void(deciding[0].entry(3))
    assert log_text(match.fold().log) == "1 . 2 6 1"
