"""What `live/score` says before, in, between and after innings: only what is so at that moment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.formats import FORMATS, THE_LAWS
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Inputs
from scrbrd.domain.vocabulary import MatchFormat
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.live_score import live_score
from tests.domain.notation import AWAY, HOME, Book, player
from tests.projections.archived import NAMES, archive_of, balls_of

T20 = FORMATS[MatchFormat.T20]
TWO_OVERS = replace(T20, overs_per_innings=2, players_per_side=3)
ELEVEN = {side: tuple(player(side, n) for n in (1, 2, 3, 4)) for side in (HOME, AWAY)}


def score_of(book: Book) -> Json:
    """The live score, with names and elevens of four."""
    names = {HOME: "Home", AWAY: "Away"}
    given = Inputs(book.setup, player_names=NAMES, team_names=names, eleven_ids=ELEVEN)
    return as_document(live_score(book.state, given, None))


def chase(balls: str = "", first: str = "6 6 6 6 6 6 W W") -> Book:
    """A side of three all out for 36, and what the others made of it."""
    return Book(TWO_OVERS).innings(HOME, first).innings(AWAY, balls)


OVER: list[Any] = [
    pytest.param(chase("1 W W"), id="all out"),
    pytest.param(chase(". . . . . . . . . . . ."), id="overs complete"),
    pytest.param(chase("1").close("abandoned"), id="abandoned"),
    pytest.param(chase("1").fact("match_closed", outcome="no_result"), id="called off"),
    pytest.param(chase("1").fact("match_closed", outcome="awarded", winner_team_id=HOME), id="won"),
]


@pytest.mark.parametrize("book", OVER)
def test_nothing_is_required_of_a_side_whose_chase_is_over(book: Book) -> None:
    now = score_of(book)["currentInnings"]
    assert now["target"] == 37
    left_out = {"runsRequired", "requiredRunRate", "projectedScore", "powerplay"}
    assert left_out.isdisjoint(now)
    assert (now["ballsRemaining"], now["isFreeHit"]) == (0, False)


def test_a_side_that_has_won_requires_nothing_and_has_balls_left() -> None:
    now = score_of(chase("6 6 6 6 6 6 1"))["currentInnings"]
    assert (now["runsRequired"], now["ballsRemaining"]) == (0, 5)
    assert "requiredRunRate" not in now


def test_in_the_chase_it_is_told_what_is_required() -> None:
    now = score_of(chase("6 nb"))["currentInnings"]
    assert (now["runsRequired"], now["ballsRemaining"], now["isFreeHit"]) == (30, 11, True)
    assert now["requiredRunRate"] == 16.36


def test_a_first_innings_that_is_over_projects_no_score() -> None:
    first = Book(TWO_OVERS).innings(HOME, "6")
    assert score_of(first)["currentInnings"]["projectedScore"] == 72
    over = score_of(first.balls("W W"))
    assert "projectedScore" not in over["currentInnings"]
    assert over["currentInnings"]["ballsRemaining"] == 0


def test_a_free_hit_that_the_end_of_the_innings_left_unbowled_is_none() -> None:
    book = Book(TWO_OVERS).innings(HOME, "nb").close("declared")
    assert score_of(book)["currentInnings"]["isFreeHit"] is False


def idle(score: Json, innings: str) -> list[tuple[str, str]]:
    """Those who have not come in, and why."""
    return [(each["playerId"], each["description"]) for each in score[innings]["didNotBat"]]


def test_of_those_who_may_yet_bat_nobody_says_that_they_did_not() -> None:
    score = score_of(Book(T20).innings(HOME, "1 W"))
    assert idle(score, "innings1") == [("home3", "yet to bat"), ("home4", "yet to bat")]
    assert [each["playerId"] for each in score["yetToBat"]] == ["home3", "home4"]


def test_those_who_did_not_bat_are_told_once_the_innings_is_over() -> None:
    book = Book(T20).innings(HOME, "1 W").close("declared", absent_ids=["home4"])
    score = score_of(book.innings(AWAY))
    assert idle(score, "innings1") == [("home3", "did not bat"), ("home4", "absent hurt")]
    assert idle(score, "innings2") == [("away3", "yet to bat"), ("away4", "yet to bat")]


def test_nobody_did_not_bat_in_an_innings_that_goes_on_after_all() -> None:
    book = Book(replace(TWO_OVERS, overs_per_innings=1)).innings(HOME, ". . . . . .")
    assert {why for _, why in idle(score_of(book), "innings1")} == {"did not bat"}
    assert {why for _, why in idle(score_of(book.balls("1")), "innings1")} == {"yet to bat"}


def test_nobody_is_on_strike_in_an_innings_that_is_over() -> None:
    book = Book(T20).innings(HOME, "1 2")
    assert [each["isOnStrike"] for each in score_of(book)["batsmen"]] == [False, True]
    closed = score_of(book.close("declared"))
    assert [each["isOnStrike"] for each in closed["batsmen"]] == [False, False]


def test_overs_left_are_told_of_bowlers_in_the_innings_in_progress_only() -> None:
    book = Book(T20).innings(HOME, "1")
    assert score_of(book)["bowlers"][0]["oversLeft"] == 3.5
    assert "oversLeft" not in score_of(book.close("declared"))["bowlers"][0]


def test_a_match_that_is_over_is_not_stopped() -> None:
    book = chase("1").fact("play_stopped", reason="rain")
    assert score_of(book)["currentInnings"]["stoppage"] == "rain"
    book.fact("match_closed", outcome="no_result")
    score = score_of(book)
    assert "stoppage" not in score["currentInnings"]
    assert (score["status"], score["resultText"], score["needs"]) == ("completed", "no result", [])


# -- the target at the break ---------------------------------------------------------------------


def test_a_target_and_overs_that_were_revised_one_after_the_other_both_wait() -> None:
    book = Book(T20).innings(HOME, "6 6")
    book.fact("target_revised", target=10, method="DLS").close("abandoned")
    book.fact("target_revised", overs_limit=5)
    assert score_of(book)["nextTarget"] == 10
    now = score_of(book.innings(AWAY))["currentInnings"]
    assert (now["target"], now["oversLimit"], now["runsRequired"]) == (10, 5, 10)


def test_an_award_at_the_break_moves_the_target_that_was_revised_for_the_chase() -> None:
    book = Book(T20).innings(HOME, "6 6").close("abandoned")
    book.fact("target_revised", target=10, overs_limit=5, method="DLS")
    book.fact("penalty_awarded", to_team_id=HOME, runs=5)
    assert score_of(book)["nextTarget"] == 15
    assert book.innings(AWAY).now.target == 15


def test_at_the_break_the_target_is_the_next_innings_and_no_runs_are_required() -> None:
    score = score_of(Book(TWO_OVERS).innings(HOME, "6 6 6 6 6 6 W W"))
    assert (score["nextTarget"], score["status"]) == (37, "innings_break")
    assert {"target", "runsRequired"}.isdisjoint(score["currentInnings"])


# -- whole overs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("balls", "overs"), [(5, 0.5), (6, 0.6), (7, 0.7), (8, 1.0)])
def test_an_over_that_the_umpire_lets_go_on_is_no_whole_over_before_it_ends(
    balls: int, overs: float
) -> None:
    book = Book(THE_LAWS).innings()
    for _ in range(balls):
        book.ball(".", over_balls=8)
    assert score_of(book)["currentInnings"]["overs"] == overs


def test_a_short_over_is_a_whole_one_in_balls_remaining_and_overs() -> None:
    book = Book(TWO_OVERS).innings(HOME, ". . . .")
    book.ball(".", over_balls=5)
    now = score_of(book)["currentInnings"]
    assert (now["overs"], now["balls"], now["ballsRemaining"]) == (1.0, 5, 6)


# -- the replay says the same --------------------------------------------------------------------


def test_the_last_ball_of_a_lost_chase_requires_nothing() -> None:
    balls = [each for each in balls_of(archive_of(chase("1 W W"))) if each["type"] == "delivery"]
    assert [each.get("runsRequired") for each in balls[-3:]] == [36, 36, None]
    assert "ballsRemaining" not in balls[-1]


@pytest.mark.parametrize(("count", "left"), [(5, 4), (6, 5), (7, 6)])
def test_an_over_in_progress_has_the_balls_that_the_umpire_announced(count: int, left: int) -> None:
    book = chase(". . . . . .")
    book.ball(".", over_balls=count)
    assert score_of(book)["currentInnings"]["ballsRemaining"] == left


def test_the_last_ball_of_a_last_over_of_seven_has_a_required_rate() -> None:
    book = chase(". " * 11, first="1")
    book.ball(".", over_balls=7)
    now = score_of(book)["currentInnings"]
    assert (now["runsRequired"], now["ballsRemaining"], now["requiredRunRate"]) == (2, 1, 12.0)
    assert now["overs"] == 1.6


def test_a_player_who_was_replaced_is_no_more_yet_to_bat() -> None:
    book = Book(T20).innings(HOME, ". W")
    replaced = {"team_id": HOME, "role": "player", "reason": "concussion"}
    book.fact("player_replaced", out_player_id="home3", in_player_id="home12", **replaced)
    assert waiting(book) == ["home4", "home12"]
    bowler = {"team_id": HOME, "role": "bowler", "reason": "injury"}
    book.fact("player_replaced", out_player_id="home4", in_player_id="home12", **bowler)
    assert waiting(book) == ["home4", "home12"]
    book.fact("player_replaced", out_player_id="home12", in_player_id="home3", **replaced)
    assert waiting(book) == ["home3", "home4"]


def waiting(book: Book) -> list[str]:
    """The ids of those who may still come in."""
    return [each["playerId"] for each in score_of(book)["yetToBat"]]
