"""Whose the third place of TRIPLE is: the umpire's or the neutral scorer's, who opened first."""

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
LATER = 1000


def voting(found: Consensus) -> tuple[Seat, ...]:
    """The seats that vote on the next ball."""
    assert found.panel is not None
    return found.panel.seats


def neutral_first(umpire: str) -> tuple[Match, Scribe, Scribe, Scribe, Scribe]:
    """A neutral scorer who sat from the first ball, and an umpire who opens a book behind it."""
    neutral, home, away = Scribe(NEUTRAL, "1 ."), Scribe(HOME, "1 ."), Scribe(AWAY, "1 .")
    match = Match(neutral, home, away, tier=TRIPLE)
    match.fold()
    late = Scribe(UMPIRE, umpire, started=LATER)
    match.scribes.append(late)
    return match, late, neutral, home, away


@pytest.mark.parametrize("umpire", ["", "1 .", "1=2 .=4"], ids=["empty", "same", "otherwise"])
def test_an_umpire_who_opens_a_book_late_does_not_take_the_neutral_scorers_vote(
    umpire: str,
) -> None:
    match, _, neutral, home, away = neutral_first(umpire)
    neutral.balls("4 2")
    home.balls("4=6 2")
    away.balls("4 2")
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2"
    assert voting(found) == (NEUTRAL, HOME, AWAY)


def test_the_late_umpires_word_does_not_decide_against_the_neutral_scorers() -> None:
    match, umpire, neutral, home, away = neutral_first("1 .")
    umpire.balls("4=6")
    home.balls("4=6")
    away.balls("4")
    assert log_text(match.fold().log) == "1 ."
    neutral.balls("4")
    assert log_text(match.fold().log) == "1 . 4"


def test_an_umpire_who_opened_first_votes_whoever_comes_later() -> None:
    umpire, home, away = Scribe(UMPIRE, OVER), Scribe(HOME, OVER), Scribe(AWAY, "1=2")
    late = Scribe(NEUTRAL, "1=2 .=1", started=LATER)
    found = Match(umpire, home, away, late, tier=TRIPLE).fold()
    assert log_text(found.log) == OVER
    assert voting(found) == (UMPIRE, HOME, AWAY)


def test_a_ruling_gives_the_place_to_the_umpire() -> None:
    match, umpire, neutral, home, away = neutral_first("1 .")
    match.change_tier(TRIPLE, [umpire, home, away], HOME, "1_4")
    umpire.balls("4 2")
    home.balls("4 2")
    away.balls("4=6 2")
    neutral.balls("4=6")
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2"
    assert voting(found) == (UMPIRE, HOME, AWAY)


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_the_order_in_which_the_books_arrive_is_nothing(order: tuple[int, ...]) -> None:
    books = [
        Scribe(NEUTRAL, OVER),
        Scribe(HOME, "1 . 4=6 2 .=1 1"),
        Scribe(AWAY, OVER),
        Scribe(UMPIRE, "1 . 4=6 2 .=1 1", started=LATER),
    ]
    match = Match(tier=TRIPLE)
    for number in order:
        match.scribes.append(books[number])
        match.fold()
    assert log_text(match.log) == OVER


def test_two_and_two_leave_a_ball_as_it_was_decided_where_a_ruling_changed_who_votes() -> None:
    match, umpire, neutral, home, away = neutral_first("1 .")
    neutral.balls("4=6")
    home.balls("4=6")
    away.balls("4")
    match.fold()
    match.change_tier(TRIPLE, [umpire, home, away], HOME, "1_5")
    umpire.balls("4")
    assert log_text(match.fold().log) == "1 . 6"
    home.mend(3)
    assert log_text(match.fold().log) == "1 . 4"
