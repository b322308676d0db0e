"""Tests rounds of a fold that would alternate for ever: they end, always with the same result."""

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
from tests.consensus.scribes import AWAY, HOME, NEUTRAL, UMPIRE, Match, Scribe, dual_match

Round = tuple[Sequence[LoggedAction], Sequence[SeatBook]]


def alternating_rounds() -> list[Round]:
    """Return three logs, each with the books that count for it."""
    found: list[Round] = []
    for third in ("4", "6", "2"):
        match, *_ = dual_match(f"1 . {third}", f"1 . {third}")
        book = Scribe(HOME, "", third).book
        found.append((match.fold().log, [SeatBook(HOME, third, 1, (Stint(book),))]))
    return found


def settle_after_repeats(rounds_in_order: Sequence[Round]) -> Sequence[SeatBook] | None:
    """Repeat the rounds until the fold begins to check them, then return the settled books."""
    checked_rounds, count = Rounds(), CHECKED_FROM + len(rounds_in_order)
    for log, books in islice(cycle(rounds_in_order), count):
        assert checked_rounds.settle(log, books) is None
    log, books = rounds_in_order[count % len(rounds_in_order)]
    return checked_rounds.settle(log, books)


@pytest.mark.parametrize("first", range(3))
def test_alternating_rounds_settle_on_the_same_one_whichever_comes_first(first: int) -> None:
    rounds_in_order = alternating_rounds()
    assert settle_after_repeats([*rounds_in_order[first:], *rounds_in_order[:first]]) is not None
    persons = {
        each[0].person_id
        for each in (
            settle_after_repeats(rounds_in_order),
            settle_after_repeats([*rounds_in_order[first:], *rounds_in_order[:first]]),
        )
        if each is not None
    }
    assert len(persons) == 1


def test_rounds_with_a_new_log_each_do_not_count_as_alternating() -> None:
    checked_rounds = Rounds()
    for count in range(3 * CHECKED_FROM):
        match, *_ = dual_match("1 " * count, "1 " * count)
        assert checked_rounds.settle(match.fold().log, []) is None


def test_a_fold_that_would_not_end_with_unchanged_books_raises(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        BallChanges, "outweighs", lambda *_: True
    )  # a tie of two against two, for ever
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
