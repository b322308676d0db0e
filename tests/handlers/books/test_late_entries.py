"""Tests that `live/consensus` counts entries written after their ball was public as late."""

from __future__ import annotations

import pytest

from scrbrd.domain.json_types import Json
from scrbrd.handlers.books.agree import agree
from tests.consensus.scribes import AWAY, HOME, UMPIRE, Scribe
from tests.handlers.books.playing import BookMatch

OVER = "1 . 4 2 . 1"


def seat_standings(match: BookMatch) -> Json:
    """Return the published standing of each seat."""
    assert match.store.consensus is not None
    found: Json = match.store.consensus["seats"]
    return found


def late_counts(match: BookMatch) -> dict[str, int]:
    """Return the published number of late entries of each seat."""
    return {seat: each["late"] for seat, each in seat_standings(match).items()}


def match_with_late_away(overs: int) -> BookMatch:
    """Return a match of overs that two of three seats agreed before the third wrote any ball.

    Home's different entry of a last ball then causes the standings to be published.
    """
    match = BookMatch("TRIPLE")
    umpire, home, away = scribes = [Scribe(UMPIRE), Scribe(HOME), Scribe(AWAY)]
    match.deliver(*scribes)
    for _ in range(overs):
        for scribe in scribes:
            match.deliver(scribe.balls(OVER))
    match.deliver(umpire.balls("4"), away.balls("4"), home.balls("4=6"))
    return match


@pytest.mark.parametrize("overs", [1, 8], ids=["all balls cached", "with balls left out"])
def test_a_third_scorers_entries_of_public_balls_are_late_at_once(overs: int) -> None:
    match = match_with_late_away(overs)
    # The third book was opened after the other two, so its opening is late as well.
    assert late_counts(match) == {"umpire": 0, "home": 1, "away": 6 * overs + 1}


@pytest.mark.parametrize("overs", [1, 8], ids=["all balls cached", "with balls left out"])
def test_a_rebuild_counts_as_many_late_entries(overs: int) -> None:
    match = match_with_late_away(overs)
    before = seat_standings(match)
    agree(match.books, is_whole=True)
    assert seat_standings(match) == before


def test_a_scorer_who_writes_before_the_second_seat_is_not_late() -> None:
    match = BookMatch("TRIPLE")
    scribes = [Scribe(UMPIRE), Scribe(HOME), Scribe(AWAY)]
    match.deliver(*scribes)
    match.agree(*(each for scribe in scribes for each in match.write(scribe.balls(OVER))))
    assert late_counts(match) == {"umpire": 0, "home": 0, "away": 1}
    agree(match.books, is_whole=True)
    assert late_counts(match) == {"umpire": 0, "home": 0, "away": 1}
