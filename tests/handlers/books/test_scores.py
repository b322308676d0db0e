"""Tests scores that scorers state as agreed against the log's, and the provisional score."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd.consensus.entries import AgreedAt, AgreedScore, Totals
from scrbrd.handlers.books.agree import agree
from scrbrd.handlers.books.reconcile import reconcile_books
from tests.consensus.scribes import AWAY, HOME, UMPIRE, Scribe
from tests.handlers.books.playing import BookMatch

OVER = "1 . 4 2 . 1"
"""Eight runs off six balls."""


def state_score(scribe: Scribe, runs: int, wickets: int, balls: int, at: str = "over") -> Scribe:
    """State a score as agreed."""
    return scribe.add_statement(
        AgreedScore(scribe.next_place(), Totals(runs, wickets, balls), AgreedAt(at))
    )


def live_consensus(match: BookMatch) -> dict[str, Any]:
    """Return `live/consensus`."""
    assert match.store.consensus is not None
    return match.store.consensus


def score_differences(match: BookMatch) -> list[tuple[str, int, int]]:
    """Return each score difference as the seat, its stated runs and the runs of the log."""
    return [
        (each["seat"], each["stated"]["runs"], each["log"]["runs"])
        for each in live_consensus(match)["scoreDifferences"]
    ]


def test_a_stated_score_equal_to_the_logs_is_published_with_its_seats() -> None:
    match, home, away = BookMatch(), Scribe(HOME, OVER), Scribe(AWAY, OVER)
    match.deliver(home, away)
    match.deliver(state_score(home, 8, 0, 6))
    assert live_consensus(match)["agreed"]["by"] == ["home"]
    match.deliver(state_score(away, 8, 0, 6))
    assert live_consensus(match)["agreed"] == {
        "inningsNumber": 1,
        "actionId": "1_7",
        "at": "over",
        "by": ["away", "home"],
        "runs": 8,
        "wickets": 0,
        "legalBalls": 6,
    }
    assert score_differences(match) == []


@pytest.mark.parametrize(
    "score", [(9, 0, 6), (8, 1, 6), (8, 0, 5)], ids=["runs", "wickets", "balls"]
)
def test_a_stated_score_unlike_the_logs_is_a_difference_until_withdrawn(
    score: tuple[int, int, int],
) -> None:
    match, home, away = BookMatch(), Scribe(HOME, OVER), Scribe(AWAY, OVER)
    match.deliver(home, away, state_score(away, *score))
    [found] = live_consensus(match)["scoreDifferences"]
    assert (found["seat"], found["actionId"], found["law"]) == ("away", "1_7", "2.15, 3.2")
    assert found["message"].endswith("at the end of an over; the log has 8/0 after 6 legal balls")
    stored = match.store.books[away.person]["1_8"]
    match.agree(match.store.put(away.person, "1_8", stored | {"isVoided": True}))
    assert (score_differences(match), live_consensus(match)["agreed"]) == ([], None)


def test_a_difference_disappears_when_the_log_is_corrected() -> None:
    match, home, away = BookMatch(), Scribe(HOME, OVER), Scribe(AWAY, OVER)
    match.deliver(home, away, state_score(home, 10, 0, 6))
    assert score_differences(match) == [("home", 10, 8)]
    match.deliver(home.correct(3, "6"), away.correct(3, "6"))
    assert match.log() == ["1", "0", "4", "2", "0", "1", "6"]
    assert (score_differences(match), live_consensus(match)["agreed"]["runs"]) == ([], 10)
    match.deliver(home.correct(3, "4"), away.correct(3, "4"))
    assert score_differences(match) == [("home", 10, 8)]


def test_a_stated_score_is_not_compared_before_the_log_reaches_it() -> None:
    match, home, away = BookMatch(), Scribe(HOME, OVER), Scribe(AWAY, "1 . 4 2")
    match.deliver(state_score(home, 9, 0, 6), away)
    assert (score_differences(match), live_consensus(match)["agreed"]) == ([], None)
    match.deliver(away.balls(". 1"))
    assert score_differences(match) == [("home", 9, 8)]
    match.deliver(home.balls("4"), away.balls("4"))
    assert score_differences(match) == [("home", 9, 8)]


def test_a_score_stated_before_the_first_ball_is_not_a_difference() -> None:
    match, home = BookMatch(), Scribe(HOME)
    home.entries.clear()
    home.sequence = 0
    match.deliver(state_score(home, 4, 0, 0), Scribe(AWAY, "1"))
    assert score_differences(match) == []


def score_overs(match: BookMatch, home: Scribe, away: Scribe, count: int, runs: int = 0) -> None:
    """Score overs and state the score at the end of each."""
    for number in range(1, count + 1):
        for ball in OVER.split():
            match.deliver(home.balls(ball), away.balls(ball))
        total = runs + 8 * number
        match.deliver(
            state_score(home, total, 0, 6 * number), state_score(away, total, 0, 6 * number)
        )


def test_scores_stated_each_over_never_cause_a_full_read_of_the_books() -> None:
    match, home, away = BookMatch(), Scribe(HOME), Scribe(AWAY)
    match.deliver(home, away)
    score_overs(match, home, away, 9)
    assert len(match.log()) == 54
    stored_books = match.store.read_books("m1").kept
    assert stored_books is not None
    assert stored_books.left_out
    assert len(stored_books.scores) == 18
    assert not stored_books.is_owed
    reads = match.store.reads
    match.deliver(home.balls("1"), state_score(home, 99, 0, 55), away.balls("1"))
    assert score_differences(match) == [("home", 99, 73)]
    assert match.store.reads - reads < 12
    before = live_consensus(match)
    agree(match.books, is_whole=True)
    after = live_consensus(match)
    for name in ("agreed", "scoreDifferences", "lastOver"):
        assert after[name] == before[name]
    assert reconcile_books(match.books) is None


def test_the_provisional_score_covers_the_balls_that_every_seat_has_scored() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4=6"), Scribe(AWAY, "1 4")
    match.deliver(home, away)
    provisional = {"inningsNumber": 1, "runs": 7, "wickets": 0, "overs": 0, "balls": 2}
    assert live_consensus(match)["provisional"] == provisional | {"waiting": 1}
    match.deliver(home.balls("2 W 1"))
    assert live_consensus(match)["provisional"] == provisional | {"waiting": 1}
    match.deliver(away.balls("2"))
    next_provisional = provisional | {"runs": 9, "balls": 3}
    assert live_consensus(match)["provisional"] == next_provisional | {"waiting": 2}
    assert match.score() == "1/0 (0.1)"
    match.deliver(home.correct_to_actual(2))
    assert live_consensus(match)["provisional"] is None
    assert match.score() == "7/0 (0.3)"


def test_with_three_seats_a_ball_missing_in_one_book_is_not_provisional() -> None:
    balls = "1 1 1 1 1 1"
    match = BookMatch("TRIPLE")
    away = Scribe(AWAY, "1 4=6").balls(balls)
    umpire = Scribe(UMPIRE, "1")
    match.deliver(umpire, Scribe(HOME, f"1 4 {balls}"), away)
    assert live_consensus(match)["blockedAt"] == "1_3"
    assert live_consensus(match)["provisional"] is None


def test_reconcile_adds_the_provisional_score_of_a_projection_that_lagged() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4=6"), Scribe(AWAY, "1 4")
    match.deliver(home)
    *events, last = match.write(away)
    match.agree(*events)
    state_before = match.matches.state
    match.matches.state = None
    match.agree(last)
    assert live_consensus(match)["provisional"] is None
    match.matches.state = state_before
    assert reconcile_books(match.books) is not None
    assert live_consensus(match)["provisional"]["runs"] == 7
    assert reconcile_books(match.books) is None
