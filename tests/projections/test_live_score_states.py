"""Tests the fields of `live/score` before, in, between and after innings."""

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
from tests.projections.archives import NAMES, archive_of, replay_balls

T20 = FORMATS[MatchFormat.T20]
TWO_OVERS = replace(T20, overs_per_innings=2, players_per_side=3)
ELEVEN = {side: tuple(player(side, n) for n in (1, 2, 3, 4)) for side in (HOME, AWAY)}


def score_of(book: Book) -> Json:
    """Return the live score, with names and elevens of four players."""
    names = {HOME: "Home", AWAY: "Away"}
    inputs = Inputs(book.setup, player_names=NAMES, team_names=names, eleven_ids=ELEVEN)
    return as_document(live_score(book.state, inputs, None))


def chase(balls: str = "", first: str = "6 6 6 6 6 6 W W") -> Book:
    """Return a chase against three players all out for 36."""
    return Book(TWO_OVERS).innings(HOME, first).innings(AWAY, balls)


FINISHED_CHASES: list[Any] = [
    pytest.param(chase("1 W W"), id="all out"),
    pytest.param(chase(". . . . . . . . . . . ."), id="overs complete"),
    pytest.param(chase("1").close("abandoned"), id="abandoned"),
    pytest.param(chase("1").fact("match_closed", outcome="no_result"), id="no result"),
    pytest.param(chase("1").fact("match_closed", outcome="awarded", winner_team_id=HOME), id="won"),
]


@pytest.mark.parametrize("book", FINISHED_CHASES)
def test_a_finished_chase_has_no_required_runs(book: Book) -> None:
    current = score_of(book)["currentInnings"]
    assert current["target"] == 37
    left_out = {"runsRequired", "requiredRunRate", "projectedScore", "powerplay"}
    assert left_out.isdisjoint(current)
    assert (current["ballsRemaining"], current["isFreeHit"]) == (0, False)


def test_a_side_that_has_won_requires_no_runs_and_has_balls_left() -> None:
    current = score_of(chase("6 6 6 6 6 6 1"))["currentInnings"]
    assert (current["runsRequired"], current["ballsRemaining"]) == (0, 5)
    assert "requiredRunRate" not in current


def test_a_chase_in_progress_has_required_runs_and_rate() -> None:
    current = score_of(chase("6 nb"))["currentInnings"]
    assert (current["runsRequired"], current["ballsRemaining"], current["isFreeHit"]) == (
        30,
        11,
        True,
    )
    assert current["requiredRunRate"] == 16.36


def test_a_finished_first_innings_has_no_projected_score() -> None:
    first = Book(TWO_OVERS).innings(HOME, "6")
    assert score_of(first)["currentInnings"]["projectedScore"] == 72
    over = score_of(first.balls("W W"))
    assert "projectedScore" not in over["currentInnings"]
    assert over["currentInnings"]["ballsRemaining"] == 0


def test_a_closed_innings_has_no_free_hit() -> None:
    book = Book(TWO_OVERS).innings(HOME, "nb").close("declared")
    assert score_of(book)["currentInnings"]["isFreeHit"] is False


def did_not_bat(score: Json, innings: str) -> list[tuple[str, str]]:
    """Return the players who have not come in, each with the description."""
    return [(each["playerId"], each["description"]) for each in score[innings]["didNotBat"]]


def test_players_who_may_still_bat_are_yet_to_bat() -> None:
    score = score_of(Book(T20).innings(HOME, "1 W"))
    assert did_not_bat(score, "innings1") == [("home3", "yet to bat"), ("home4", "yet to bat")]
    assert [each["playerId"] for each in score["yetToBat"]] == ["home3", "home4"]


def test_players_who_did_not_bat_are_described_so_once_the_innings_is_over() -> None:
    book = Book(T20).innings(HOME, "1 W").close("declared", absent_ids=["home4"])
    score = score_of(book.innings(AWAY))
    assert did_not_bat(score, "innings1") == [("home3", "did not bat"), ("home4", "absent hurt")]
    assert did_not_bat(score, "innings2") == [("away3", "yet to bat"), ("away4", "yet to bat")]


def test_in_a_reopened_innings_players_are_yet_to_bat_again() -> None:
    book = Book(replace(TWO_OVERS, overs_per_innings=1)).innings(HOME, ". . . . . .")
    assert {description for _, description in did_not_bat(score_of(book), "innings1")} == {
        "did not bat"
    }
    assert {
        description for _, description in did_not_bat(score_of(book.balls("1")), "innings1")
    } == {"yet to bat"}


def test_no_batter_is_on_strike_in_a_closed_innings() -> None:
    book = Book(T20).innings(HOME, "1 2")
    assert [each["isOnStrike"] for each in score_of(book)["batsmen"]] == [False, True]
    closed = score_of(book.close("declared"))
    assert [each["isOnStrike"] for each in closed["batsmen"]] == [False, False]


def test_only_bowlers_of_the_innings_in_progress_have_overs_left() -> None:
    book = Book(T20).innings(HOME, "1")
    assert score_of(book)["bowlers"][0]["oversLeft"] == 3.5
    assert "oversLeft" not in score_of(book.close("declared"))["bowlers"][0]


def test_a_finished_match_has_no_stoppage() -> None:
    book = chase("1").fact("play_stopped", reason="rain")
    assert score_of(book)["currentInnings"]["stoppage"] == "rain"
    book.fact("match_closed", outcome="no_result")
    score = score_of(book)
    assert "stoppage" not in score["currentInnings"]
    assert (score["status"], score["resultText"], score["needs"]) == ("completed", "no result", [])


# -- the target at the break ---------------------------------------------------------------------


def test_target_and_overs_revised_separately_both_apply_to_the_chase() -> None:
    book = Book(T20).innings(HOME, "6 6")
    book.fact("target_revised", target=10, method="DLS").close("abandoned")
    book.fact("target_revised", overs_limit=5)
    assert score_of(book)["nextTarget"] == 10
    current = score_of(book.innings(AWAY))["currentInnings"]
    assert (current["target"], current["oversLimit"], current["runsRequired"]) == (10, 5, 10)


def test_penalty_runs_at_the_break_raise_the_revised_target() -> None:
    book = Book(T20).innings(HOME, "6 6").close("abandoned")
    book.fact("target_revised", target=10, overs_limit=5, method="DLS")
    book.fact("penalty_awarded", to_team_id=HOME, runs=5)
    assert score_of(book)["nextTarget"] == 15
    assert book.innings(AWAY).current.target == 15


def test_at_the_break_the_next_target_is_shown_and_no_required_runs() -> None:
    score = score_of(Book(TWO_OVERS).innings(HOME, "6 6 6 6 6 6 W W"))
    assert (score["nextTarget"], score["status"]) == (37, "innings_break")
    assert {"target", "runsRequired"}.isdisjoint(score["currentInnings"])


# -- whole overs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("balls", "overs"), [(5, 0.5), (6, 0.6), (7, 0.7), (8, 1.0)])
def test_an_over_of_eight_announced_balls_is_whole_only_after_the_eighth(
    balls: int, overs: float
) -> None:
    book = Book(THE_LAWS).innings()
    for _ in range(balls):
        book.ball(".", over_balls=8)
    assert score_of(book)["currentInnings"]["overs"] == overs


def test_a_short_over_counts_as_a_whole_over_in_overs_and_balls_remaining() -> None:
    book = Book(TWO_OVERS).innings(HOME, ". . . .")
    book.ball(".", over_balls=5)
    current = score_of(book)["currentInnings"]
    assert (current["overs"], current["balls"], current["ballsRemaining"]) == (1.0, 5, 6)


# -- balls remaining ---------------------------------------------------------------------------


def test_the_last_ball_of_a_lost_chase_has_no_required_runs() -> None:
    balls = [
        each for each in replay_balls(archive_of(chase("1 W W"))) if each["type"] == "delivery"
    ]
    assert [each.get("runsRequired") for each in balls[-3:]] == [36, 36, None]
    assert "ballsRemaining" not in balls[-1]


@pytest.mark.parametrize(("count", "left"), [(5, 4), (6, 5), (7, 6)])
def test_balls_remaining_include_the_announced_balls_of_the_over(count: int, left: int) -> None:
    book = chase(". . . . . .")
    book.ball(".", over_balls=count)
    assert score_of(book)["currentInnings"]["ballsRemaining"] == left


def test_the_last_ball_of_a_last_over_of_seven_has_a_required_rate() -> None:
    book = chase(". " * 11, first="1")
    book.ball(".", over_balls=7)
    current = score_of(book)["currentInnings"]
    assert (current["runsRequired"], current["ballsRemaining"], current["requiredRunRate"]) == (
        2,
        1,
        12.0,
    )
    assert current["overs"] == 1.6


def test_a_replaced_player_is_no_longer_yet_to_bat() -> None:
    book = Book(T20).innings(HOME, ". W")
    as_player = {"team_id": HOME, "role": "player", "reason": "concussion"}
    book.fact("player_replaced", out_player_id="home3", in_player_id="home12", **as_player)
    assert yet_to_bat_ids(book) == ["home4", "home12"]
    as_bowler = {"team_id": HOME, "role": "bowler", "reason": "injury"}
    book.fact("player_replaced", out_player_id="home4", in_player_id="home12", **as_bowler)
    assert yet_to_bat_ids(book) == ["home4", "home12"]
    book.fact("player_replaced", out_player_id="home12", in_player_id="home3", **as_player)
    assert yet_to_bat_ids(book) == ["home3", "home4"]


def yet_to_bat_ids(book: Book) -> list[str]:
    """Return the ids of the players yet to bat."""
    return [each["playerId"] for each in score_of(book)["yetToBat"]]
