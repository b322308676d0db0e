"""Tests the third vote of TRIPLE: it belongs to the umpire or neutral scorer who opened first."""

from __future__ import annotations

from itertools import permutations

import pytest

from scrbrd.consensus.entries import Seat
from scrbrd.consensus.fold import Consensus
from tests.consensus.scribes import (
    AWAY,
    HOME,
    NEUTRAL,
    TRIPLE,
    UMPIRE,
    Match,
    Scribe,
    log_text,
)

OVER = "1 . 4 2 . 1"
LATE_START = 1000


def voting_seats(found: Consensus) -> tuple[Seat, ...]:
    """Return the seats that vote on the next ball."""
    assert found.panel is not None
    return found.panel.seats


def match_with_late_umpire(umpire: str) -> tuple[Match, Scribe, Scribe, Scribe, Scribe]:
    """Return a match with a neutral scorer from the first ball and an umpire with a later book."""
    neutral, home, away = Scribe(NEUTRAL, "1 ."), Scribe(HOME, "1 ."), Scribe(AWAY, "1 .")
    match = Match(neutral, home, away, tier=TRIPLE)
    match.fold()
    late = Scribe(UMPIRE, umpire, started=LATE_START)
    match.scribes.append(late)
    return match, late, neutral, home, away


@pytest.mark.parametrize("umpire", ["", "1 .", "1=2 .=4"], ids=["empty", "same", "otherwise"])
def test_an_umpire_who_opens_a_book_late_does_not_take_the_neutral_scorers_vote(
    umpire: str,
) -> None:
    match, _, neutral, home, away = match_with_late_umpire(umpire)
    neutral.balls("4 2")
    home.balls("4=6 2")
    away.balls("4 2")
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2"
    assert voting_seats(found) == (NEUTRAL, HOME, AWAY)


def test_a_late_umpires_book_does_not_outvote_the_neutral_scorers() -> None:
    match, umpire, neutral, home, away = match_with_late_umpire("1 .")
    umpire.balls("4=6")
    home.balls("4=6")
    away.balls("4")
    assert log_text(match.fold().log) == "1 ."
    neutral.balls("4")
    assert log_text(match.fold().log) == "1 . 4"


def test_an_umpire_who_opened_a_book_first_keeps_the_vote() -> None:
    umpire, home, away = Scribe(UMPIRE, OVER), Scribe(HOME, OVER), Scribe(AWAY, "1=2")
    late = Scribe(NEUTRAL, "1=2 .=1", started=LATE_START)
    found = Match(umpire, home, away, late, tier=TRIPLE).fold()
    assert log_text(found.log) == OVER
    assert voting_seats(found) == (UMPIRE, HOME, AWAY)


def test_a_ruling_on_the_tier_gives_the_third_vote_to_the_umpire() -> None:
    match, umpire, neutral, home, away = match_with_late_umpire("1 .")
    match.change_tier(TRIPLE, [umpire, home, away], HOME, "1_4")
    umpire.balls("4 2")
    home.balls("4 2")
    away.balls("4=6 2")
    neutral.balls("4=6")
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2"
    assert voting_seats(found) == (UMPIRE, HOME, AWAY)


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_the_third_vote_does_not_depend_on_the_order_in_which_books_arrive(
    order: tuple[int, ...],
) -> None:
    books = [
        Scribe(NEUTRAL, OVER),
        Scribe(HOME, "1 . 4=6 2 .=1 1"),
        Scribe(AWAY, OVER),
        Scribe(UMPIRE, "1 . 4=6 2 .=1 1", started=LATE_START),
    ]
    match = Match(tier=TRIPLE)
    for number in order:
        match.scribes.append(books[number])
        match.fold()
    assert log_text(match.log) == OVER


def test_in_a_tie_after_a_ruling_on_the_tier_a_ball_stays_as_decided() -> None:
    match, umpire, neutral, home, away = match_with_late_umpire("1 .")
    neutral.balls("4=6")
    home.balls("4=6")
    away.balls("4")
    match.fold()
    match.change_tier(TRIPLE, [umpire, home, away], HOME, "1_5")
    umpire.balls("4")
    assert log_text(match.fold().log) == "1 . 6"
    home.correct_to_actual(3)
    assert log_text(match.fold().log) == "1 . 4"
