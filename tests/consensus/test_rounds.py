"""Rounds of a fold that would take turns for ever: it is noticed, and ends always the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice

import pytest

from scrbrd.consensus.agreement import LoggedAction
from scrbrd.consensus.ball_changes import BallChanges
from scrbrd.consensus.rounds import CHECKED_FROM, EndlessFold, Rounds
from scrbrd.consensus.seats import SeatBook
from scrbrd.consensus.stints import Stint
from scrbrd.domain.vocabulary import ValidationTier
from tests.consensus.scribes import AWAY, HOME, NEUTRAL, UMPIRE, Match, Scribe, dual

Round = tuple[Sequence[LoggedAction], Sequence[SeatBook]]


def rounds() -> list[Round]:
    """Three logs, each with the books that count while it is so."""
    found: list[Round] = []
    for third in ("4", "6", "2"):
        match, *_ = dual(f"1 . {third}", f"1 . {third}")
        book = Scribe(HOME, "", third).book
        found.append((match.fold().log, [SeatBook(HOME, third, 1, (Stint(book),))]))
    return found


def settled(turns: Sequence[Round]) -> Sequence[SeatBook] | None:
    """Take turns as often as a fold looks on, and once more."""
    noted, count = Rounds(), CHECKED_FROM + len(turns)
    for log, books in islice(cycle(turns), count):
        assert noted.settle(log, books) is None
    log, books = turns[count % len(turns)]
    return noted.settle(log, books)


@pytest.mark.parametrize("first", range(3))
def test_the_same_round_is_settled_on_whichever_comes_first(first: int) -> None:
    turns = rounds()
    assert settled([*turns[first:], *turns[:first]]) is not None
    persons = {
        each[0].person_id
        for each in (settled(turns), settled([*turns[first:], *turns[:first]]))
        if each is not None
    }
    assert len(persons) == 1


def test_rounds_that_come_to_something_new_take_no_turns() -> None:
    noted = Rounds()
    for count in range(3 * CHECKED_FROM):
        match, *_ = dual("1 " * count, "1 " * count)
        assert noted.settle(match.fold().log, []) is None


def test_a_fold_that_would_not_end_with_books_that_stay_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(BallChanges, "outweighs", lambda *_: True)  # two against two, for ever
    neutral, home, away = (Scribe(seat, "1 .") for seat in (NEUTRAL, HOME, AWAY))
    match = Match(neutral, home, away)
    match.fold()
    umpire = Scribe(UMPIRE, "1 .", started=1000)
    match.scribes.append(umpire)
    match.change_tier(ValidationTier.TRIPLE, [umpire, home, away], HOME, "1_4")
    for each, balls in ((umpire, "4"), (home, "4"), (away, "4=6"), (neutral, "4=6")):
        each.balls(balls)
    with pytest.raises(EndlessFold, match=r"innings 1: .* a ruling"):
        match.fold()
