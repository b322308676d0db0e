"""Tests that the order in which books were opened is kept when early entries are left out."""

from __future__ import annotations

from scrbrd.handlers.books.agree import agree
from tests.consensus.scribes import AWAY, HOME, NEUTRAL, UMPIRE, Scribe
from tests.handlers.books.playing import BookMatch


def voting_seats(match: BookMatch) -> set[str]:
    """Return the seats that are published as voting."""
    assert match.store.consensus is not None
    return {seat for seat, each in match.store.consensus["seats"].items() if each["votes"]}


def test_an_umpire_who_opened_last_does_not_vote_when_early_entries_are_left_out() -> None:
    match = BookMatch("TRIPLE")
    neutral, home, away, umpire = (Scribe(each) for each in (NEUTRAL, HOME, AWAY, UMPIRE))
    match.deliver(neutral, home, away, umpire)
    for _ in range(9):
        for scribe in (umpire, neutral, home, away):
            scribe.balls("1 . 4 2 . 1")
        match.agree(*(each for one in (umpire, neutral, home, away) for each in match.write(one)))
    umpire.balls("6=4")
    home.balls("6=4")
    away.balls("6")
    match.deliver(umpire, home, away)
    assert voting_seats(match) == {"neutral", "home", "away"}
    assert match.log()[-1] == "1"
    match.deliver(neutral.balls("6"))
    assert match.log()[-1] == "6"
    agree(match.books, is_whole=True)
    assert match.log()[-1] == "6"
    assert voting_seats(match) == {"neutral", "home", "away"}
