"""Who opened a book first is known for as long as the match lasts, whatever is left out of it."""

from __future__ import annotations

from scrbrd.handlers.books.agree import agree
from tests.consensus.scribes import AWAY, HOME, NEUTRAL, UMPIRE, Scribe
from tests.handlers.books.playing import Ground


def votes(ground: Ground) -> set[str]:
    """The seats that are shown as voting."""
    assert ground.store.consensus is not None
    return {seat for seat, each in ground.store.consensus["seats"].items() if each["votes"]}


def test_a_quick_umpire_who_opened_late_does_not_vote_when_the_beginning_is_left_out() -> None:
    ground = Ground("TRIPLE")
    neutral, home, away, umpire = (Scribe(each) for each in (NEUTRAL, HOME, AWAY, UMPIRE))
    ground.arrive(neutral, home, away, umpire)
    for _ in range(9):
        for scribe in (umpire, neutral, home, away):
            scribe.balls("1 . 4 2 . 1")
        ground.agree(*(each for one in (umpire, neutral, home, away) for each in ground.write(one)))
    umpire.balls("6=4")
    home.balls("6=4")
    away.balls("6")
    ground.arrive(umpire, home, away)
    assert votes(ground) == {"neutral", "home", "away"}
    assert ground.log()[-1] == "1"
    ground.arrive(neutral.balls("6"))
    assert ground.log()[-1] == "6"
    agree(ground.books, is_whole=True)
    assert ground.log()[-1] == "6"
    assert votes(ground) == {"neutral", "home", "away"}
