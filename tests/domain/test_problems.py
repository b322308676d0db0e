"""Tests impossible actions: each brings a Problem and changes nothing else; none raises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.actions import ACTION_MODELS, Action
from scrbrd.domain.fold import HANDLERS, evolve
from scrbrd.domain.formats import THE_LAWS
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import ProblemCode, Severity
from scrbrd.domain.vocabulary import ActionType, TeamId
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.live_score import live_score
from tests.domain.notation import AWAY, HOME, Book, innings

ONE_OVER = replace(THE_LAWS, overs_per_innings=1)


def innings_in_progress() -> Book:
    """Return an innings in which home1 is out, and home2 and home3 are in."""
    return innings("2 4 W")


def declared_innings() -> Book:
    """Return the same innings, declared."""
    return innings_in_progress().close("declared")


def chase_in_progress() -> Book:
    """Return a match whose second innings has begun."""
    return Book(ONE_OVER).innings(HOME, "4 . . . . .").innings(AWAY, "1")


def won_match() -> Book:
    """Return a match whose chase has succeeded."""
    return chase_in_progress().balls("3 4")


def abandoned_match() -> Book:
    """Return a match that was recorded as abandoned."""
    return innings_in_progress().fact("match_closed", outcome="abandoned")


def ball(token: str = ".", **fields: Any) -> Callable[[Book], Any]:
    """Return a function that bowls a ball with these wrong fields."""
    return lambda book: book.ball(token, **fields)


def fact(kind: str, **fields: Any) -> Callable[[Book], Any]:
    """Return a function that records an impossible action other than a delivery."""
    return lambda book: book.fact(kind, **fields)


def dismissal(kind: str, player_id: str) -> dict[str, Any]:
    """Return a wicket."""
    return {"type": kind, "dismissed_player_id": player_id}


def in_innings(number: int, record: Callable[[Book], Any]) -> Callable[[Book], Any]:
    """Return a function that does the same in another innings."""

    def record_in_innings(book: Book) -> Any:
        book.number, book.sequence = number, 500
        return record(book)

    return record_in_innings


Code = ProblemCode
ILLEGAL: list[Any] = [
    pytest.param(
        innings_in_progress,
        ball(striker_id="home1"),
        Code.BATTER_ALREADY_OUT,
        id="already out, facing",
    ),
    pytest.param(
        innings_in_progress,
        ball(non_striker_id="home1"),
        Code.BATTER_ALREADY_OUT,
        id="already out, at the other end",
    ),
    pytest.param(
        innings_in_progress,
        ball(non_striker_id="home3", striker_id="home3"),
        Code.SAME_BATTER_TWICE,
        id="at both ends",
    ),
    pytest.param(
        innings_in_progress,
        ball(bowler_id="home3"),
        Code.BOWLER_IS_BATTING,
        id="a batter who is in bowls",
    ),
    pytest.param(
        innings_in_progress,
        ball(token="W", wicket=dismissal("bowled", "home7")),
        Code.DISMISSAL_NOT_POSSIBLE,
        id="bowled while not in",
    ),
    pytest.param(
        innings_in_progress,
        ball(token="W", wicket=dismissal("run_out", "home7")),
        Code.BATTER_NOT_AT_CREASE,
        id="run out while not in",
    ),
    pytest.param(
        innings_in_progress,
        ball(token="W", wicket=dismissal("timed_out", "home1")),
        Code.BATTER_ALREADY_OUT,
        id="timed out when already out",
    ),
    pytest.param(
        innings_in_progress,
        fact("batter_dismissed", player_id="home2", wicket_type="bowled"),
        Code.DISMISSAL_NOT_POSSIBLE,
        id="bowled without a ball",
    ),
    pytest.param(
        innings_in_progress,
        fact("batter_dismissed", player_id="home1", wicket_type="timed_out"),
        Code.BATTER_ALREADY_OUT,
        id="timed out after being bowled",
    ),
    pytest.param(
        innings_in_progress,
        fact("batter_dismissed", player_id="home9", wicket_type="run_out"),
        Code.BATTER_NOT_AT_CREASE,
        id="run out before coming in",
    ),
    pytest.param(
        innings_in_progress,
        fact("batter_retired", player_id="home1", retirement="hurt"),
        Code.BATTER_ALREADY_OUT,
        id="retired after being bowled",
    ),
    pytest.param(
        innings_in_progress,
        fact("batter_retired", player_id="home9", retirement="hurt"),
        Code.BATTER_NOT_AT_CREASE,
        id="retired before coming in",
    ),
    pytest.param(
        innings_in_progress,
        fact("batter_resumed", player_id="home9"),
        Code.BATTER_NOT_RETIRED,
        id="resumed before coming in",
    ),
    pytest.param(
        innings_in_progress,
        fact("batter_resumed", player_id="home1", consent=True),
        Code.BATTER_NOT_RETIRED,
        id="resumed after being bowled",
    ),
    pytest.param(
        innings_in_progress,
        fact("batter_arrived", player_id="home1"),
        Code.BATTER_ALREADY_OUT,
        id="arrived after being bowled",
    ),
    pytest.param(
        innings_in_progress,
        fact("penalty_awarded", to_team_id="umpires", runs=5),
        Code.UNKNOWN_TEAM,
        id="a penalty to an unknown team",
    ),
    pytest.param(
        innings_in_progress,
        fact("innings_started", batting_team_id=HOME, bowling_team_id=AWAY),
        Code.INNINGS_STARTED_TWICE,
        id="started twice",
    ),
    pytest.param(
        innings_in_progress,
        in_innings(2, fact("innings_started", batting_team_id=AWAY, bowling_team_id=AWAY)),
        Code.UNKNOWN_TEAM,
        id="a side against itself",
    ),
    pytest.param(
        innings_in_progress,
        in_innings(
            2,
            fact(
                "innings_started",
                batting_team_id=AWAY,
                bowling_team_id=HOME,
                striker_id="x",
                non_striker_id="x",
            ),
        ),
        Code.SAME_BATTER_TWICE,
        id="one opener at both ends",
    ),
    pytest.param(
        innings_in_progress,
        in_innings(2, ball(striker_id="x", non_striker_id="x")),
        Code.SAME_BATTER_TWICE,
        id="a bad ball begins no innings",
    ),
    pytest.param(declared_innings, ball(), Code.INNINGS_OVER, id="a ball after the declaration"),
    pytest.param(
        declared_innings,
        fact("batter_retired", player_id="home2", retirement="out"),
        Code.INNINGS_OVER,
        id="retired after the declaration",
    ),
    pytest.param(
        declared_innings,
        fact("batter_arrived", player_id="home4"),
        Code.INNINGS_OVER,
        id="arrived after the declaration",
    ),
    pytest.param(
        declared_innings,
        fact("batter_dismissed", player_id="home4", wicket_type="timed_out"),
        Code.INNINGS_OVER,
        id="timed out after the declaration",
    ),
    pytest.param(
        chase_in_progress,
        in_innings(1, ball()),
        Code.INNINGS_OUT_OF_ORDER,
        id="a ball of the first innings in the second",
    ),
    pytest.param(
        chase_in_progress,
        in_innings(1, fact("innings_closed", reason="declared")),
        Code.INNINGS_OUT_OF_ORDER,
        id="the first innings closed in the second",
    ),
    pytest.param(won_match, ball(), Code.INNINGS_OVER, id="a ball after the win"),
    pytest.param(
        won_match, in_innings(3, ball()), Code.MATCH_OVER, id="a third innings after the win"
    ),
    pytest.param(
        abandoned_match, ball(), Code.MATCH_OVER, id="a ball after the match was abandoned"
    ),
    pytest.param(
        abandoned_match,
        fact("target_revised", target=9),
        Code.MATCH_OVER,
        id="a target after the match was abandoned",
    ),
    pytest.param(
        abandoned_match,
        fact("match_closed", outcome="draw"),
        Code.MATCH_OVER,
        id="closed after the match was abandoned",
    ),
    pytest.param(
        abandoned_match,
        fact("bowler_suspended", player_id="x"),
        Code.MATCH_OVER,
        id="a suspension after the match was abandoned",
    ),
]


@pytest.mark.parametrize(("make", "record", "code"), ILLEGAL)
def test_an_illegal_action_changes_only_the_problems(
    make: Callable[[], Book], record: Callable[[Book], Any], code: ProblemCode
) -> None:
    book = make()
    before = book.state
    record(book)
    last = book.entries[-1]
    assert isinstance(last, Action)
    after = evolve(before, last)
    assert [problem.code for problem in after.problems[len(before.problems) :]] == [code]
    problem = after.problems[-1]
    assert (problem.action_id, problem.severity) == (last.id, Severity.ERROR)
    after.problems = before.problems
    assert after == before
    assert as_document(live_score(after, Inputs(book.setup), last.id))


def test_evolve_does_not_change_its_input_state() -> None:
    book = innings_in_progress()
    before, twin = book.state, book.state
    for token in ("4", "W", "nb+1", "2wd"):
        action = book.ball(token)
        assert evolve(before, action) != before
        assert before == twin
        before = twin = book.state


def test_every_type_of_action_has_a_model_and_a_handler() -> None:
    assert set(ACTION_MODELS) == set(HANDLERS) == set(ActionType)


def test_an_innings_of_a_side_not_in_the_match_counts_with_a_warning() -> None:
    book = Book(ONE_OVER).innings(TeamId("hom"), "1 . . . . .")
    [problem] = book.problems
    assert (problem.code, problem.severity) == (ProblemCode.UNKNOWN_TEAM, Severity.WARNING)
    assert problem.message.startswith("battingTeamId: hom is not playing this match")
    assert book.current.runs == 1


def test_a_bowling_side_not_in_the_match_brings_a_problem() -> None:
    book = Book(ONE_OVER).fact("innings_started", batting_team_id=HOME, bowling_team_id="awy")
    assert [problem.message.partition(" ")[0] for problem in book.problems] == ["bowlingTeamId:"]


@pytest.mark.parametrize("setup", [{"away_team_id": None}, {"home_team_id": None}])
def test_any_side_may_play_if_the_match_document_does_not_name_both_sides(
    setup: dict[str, Any],
) -> None:
    assert Book(ONE_OVER, **setup).innings(TeamId("hom"), "1").codes == []
