"""Scores that scorers state as agreed beside the log's, and the provisional score at a block."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd.consensus.entries import AgreedAt, AgreedScore, Totals
from scrbrd.handlers.books.agree import agree
from scrbrd.handlers.books.reconcile import reconcile_books
from tests.consensus.scribes import AWAY, HOME, UMPIRE, Scribe
from tests.handlers.books.playing import Ground

OVER = "1 . 4 2 . 1"
"""Eight runs of six balls."""


def state(scribe: Scribe, runs: int, wickets: int, balls: int, at: str = "over") -> Scribe:
    """State a score as agreed."""
    return scribe.state(AgreedScore(scribe.next(), Totals(runs, wickets, balls), AgreedAt(at)))


def shown(ground: Ground) -> dict[str, Any]:
    """What `live/consensus` shows."""
    assert ground.store.consensus is not None
    return ground.store.consensus


def differing(ground: Ground) -> list[tuple[str, int, int]]:
    """Who stated what, and what the log says: runs."""
    return [
        (each["seat"], each["stated"]["runs"], each["log"]["runs"])
        for each in shown(ground)["scoreDifferences"]
    ]


def test_a_score_that_is_the_logs_is_shown_as_agreed_by_whom() -> None:
    ground, home, away = Ground(), Scribe(HOME, OVER), Scribe(AWAY, OVER)
    ground.arrive(home, away)
    ground.arrive(state(home, 8, 0, 6))
    assert shown(ground)["agreed"]["by"] == ["home"]
    ground.arrive(state(away, 8, 0, 6))
    assert shown(ground)["agreed"] == {
        "inningsNumber": 1,
        "actionId": "1_7",
        "at": "over",
        "by": ["away", "home"],
        "runs": 8,
        "wickets": 0,
        "legalBalls": 6,
    }
    assert differing(ground) == []


@pytest.mark.parametrize("score", [(9, 0, 6), (8, 1, 6), (8, 0, 5)], ids=["runs", "out", "balls"])
def test_a_score_that_is_not_the_logs_is_a_difference_until_it_is_withdrawn(
    score: tuple[int, int, int],
) -> None:
    ground, home, away = Ground(), Scribe(HOME, OVER), Scribe(AWAY, OVER)
    ground.arrive(home, away, state(away, *score))
    [found] = shown(ground)["scoreDifferences"]
    assert (found["seat"], found["actionId"], found["law"]) == ("away", "1_7", "2.15, 3.2")
    assert found["message"].endswith("at the end of an over; the log has 8/0 after 6 legal balls")
    stored = ground.store.books[away.person]["1_8"]
    ground.agree(ground.store.put(away.person, "1_8", stored | {"isVoided": True}))
    assert (differing(ground), shown(ground)["agreed"]) == ([], None)


def test_a_difference_is_gone_when_the_log_is_put_right() -> None:
    ground, home, away = Ground(), Scribe(HOME, OVER), Scribe(AWAY, OVER)
    ground.arrive(home, away, state(home, 10, 0, 6))
    assert differing(ground) == [("home", 10, 8)]
    ground.arrive(home.correct(3, "6"), away.correct(3, "6"))
    assert ground.log() == ["1", "0", "4", "2", "0", "1", "6"]
    assert (differing(ground), shown(ground)["agreed"]["runs"]) == ([], 10)
    ground.arrive(home.correct(3, "4"), away.correct(3, "4"))
    assert differing(ground) == [("home", 10, 8)]


def test_a_score_is_not_compared_before_the_log_has_come_to_it() -> None:
    ground, home, away = Ground(), Scribe(HOME, OVER), Scribe(AWAY, "1 . 4 2")
    ground.arrive(state(home, 9, 0, 6), away)
    assert (differing(ground), shown(ground)["agreed"]) == ([], None)
    ground.arrive(away.balls(". 1"))
    assert differing(ground) == [("home", 9, 8)]
    ground.arrive(home.balls("4"), away.balls("4"))
    assert differing(ground) == [("home", 9, 8)]


def test_a_score_before_the_first_ball_is_no_difference() -> None:
    ground, home = Ground(), Scribe(HOME)
    home.entries.clear()
    home.sequence = 0
    ground.arrive(state(home, 4, 0, 0), Scribe(AWAY, "1"))
    assert differing(ground) == []


def overs(ground: Ground, home: Scribe, away: Scribe, count: int, runs: int = 0) -> None:
    """Score overs, and state the score at the end of each."""
    for number in range(1, count + 1):
        for ball in OVER.split():
            ground.arrive(home.balls(ball), away.balls(ball))
        total = runs + 8 * number
        ground.arrive(state(home, total, 0, 6 * number), state(away, total, 0, 6 * number))


def test_scores_stated_over_by_over_never_have_all_books_read_again() -> None:
    ground, home, away = Ground(), Scribe(HOME), Scribe(AWAY)
    ground.arrive(home, away)
    overs(ground, home, away, 9)
    assert len(ground.log()) == 54
    kept = ground.store.read_books("m1").kept
    assert kept is not None
    assert kept.left_out
    assert len(kept.scores) == 18
    assert not kept.is_owed
    reads = ground.store.reads
    ground.arrive(home.balls("1"), state(home, 99, 0, 55), away.balls("1"))
    assert differing(ground) == [("home", 99, 73)]
    assert ground.store.reads - reads < 12
    before = shown(ground)
    agree(ground.books, is_whole=True)
    after = shown(ground)
    for name in ("agreed", "scoreDifferences", "lastOver"):
        assert after[name] == before[name]
    assert reconcile_books(ground.books) is None


def test_the_provisional_score_goes_as_far_as_every_seat_has_passed() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4=6"), Scribe(AWAY, "1 4")
    ground.arrive(home, away)
    provisional = {"inningsNumber": 1, "runs": 7, "wickets": 0, "overs": 0, "balls": 2}
    assert shown(ground)["provisional"] == provisional | {"waiting": 1}
    ground.arrive(home.balls("2 W 1"))
    assert shown(ground)["provisional"] == provisional | {"waiting": 1}
    ground.arrive(away.balls("2"))
    further = provisional | {"runs": 9, "balls": 3}
    assert shown(ground)["provisional"] == further | {"waiting": 2}
    assert ground.score() == "1/0 (0.1)"
    ground.arrive(home.mend(2))
    assert shown(ground)["provisional"] is None
    assert ground.score() == "7/0 (0.3)"


def test_of_three_seats_nothing_is_provisional_that_one_has_not_scored() -> None:
    balls = "1 1 1 1 1 1"
    ground = Ground("TRIPLE")
    away = Scribe(AWAY, "1 4=6").balls(balls)
    umpire = Scribe(UMPIRE, "1")
    ground.arrive(umpire, Scribe(HOME, f"1 4 {balls}"), away)
    assert shown(ground)["blockedAt"] == "1_3"
    assert shown(ground)["provisional"] is None


def test_a_projection_that_is_behind_is_made_up_for_by_the_next_look() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4=6"), Scribe(AWAY, "1 4")
    ground.arrive(home)
    *events, last = ground.write(away)
    ground.agree(*events)
    state_before = ground.matches.state
    ground.matches.state = None
    ground.agree(last)
    assert shown(ground)["provisional"] is None
    ground.matches.state = state_before
    assert reconcile_books(ground.books) is not None
    assert shown(ground)["provisional"]["runs"] == 7
    assert reconcile_books(ground.books) is None
