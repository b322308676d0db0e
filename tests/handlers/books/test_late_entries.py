"""Entries made when their ball was public already: `live/consensus` counts them as they come."""

from __future__ import annotations

import pytest

from scrbrd.domain.json_types import Json
from scrbrd.handlers.books.agree import agree
from tests.consensus.scribes import AWAY, HOME, UMPIRE, Scribe
from tests.handlers.books.playing import Ground

OVER = "1 . 4 2 . 1"


def seats(ground: Ground) -> Json:
    """How each seat stands, as it is shown."""
    assert ground.store.consensus is not None
    found: Json = ground.store.consensus["seats"]
    return found


def late(ground: Ground) -> dict[str, int]:
    """How many late entries each seat is shown with."""
    return {seat: each["late"] for seat, each in seats(ground).items()}


def played(overs: int) -> Ground:
    """Overs that two of three have put into the log before the third writes a ball of them.

    Then home says another thing of a ball, last of all: that has the standings shown.
    """
    ground = Ground("TRIPLE")
    umpire, home, away = scribes = [Scribe(UMPIRE), Scribe(HOME), Scribe(AWAY)]
    ground.arrive(*scribes)
    for _ in range(overs):
        for scribe in scribes:
            ground.arrive(scribe.balls(OVER))
    ground.arrive(umpire.balls("4"), away.balls("4"), home.balls("4=6"))
    return ground


@pytest.mark.parametrize("overs", [1, 8], ids=["kept whole", "with balls left out"])
def test_a_third_who_writes_what_is_public_is_late_at_once(overs: int) -> None:
    ground = played(overs)
    # The third's book was opened behind the other two: that is late as well.
    assert late(ground) == {"umpire": 0, "home": 1, "away": 6 * overs + 1}


@pytest.mark.parametrize("overs", [1, 8], ids=["kept whole", "with balls left out"])
def test_a_rebuild_counts_as_many_late_entries(overs: int) -> None:
    ground = played(overs)
    before = seats(ground)
    agree(ground.books, is_whole=True)
    assert seats(ground) == before


def test_who_writes_before_the_second_is_not_late() -> None:
    ground = Ground("TRIPLE")
    scribes = [Scribe(UMPIRE), Scribe(HOME), Scribe(AWAY)]
    ground.arrive(*scribes)
    ground.agree(*(each for scribe in scribes for each in ground.write(scribe.balls(OVER))))
    assert late(ground) == {"umpire": 0, "home": 0, "away": 1}
    agree(ground.books, is_whole=True)
    assert late(ground) == {"umpire": 0, "home": 0, "away": 1}
