"""Impossible actions: a Problem and a scoreboard, never an exception, and nothing half-applied."""

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


def under_way() -> Book:
    """home1 is out, home2 and home3 are in."""
    return innings("2 4 W")


def at_tea() -> Book:
    """The innings was declared."""
    return under_way().close("declared")


def in_the_chase() -> Book:
    """The second innings has begun."""
    return Book(ONE_OVER).innings(HOME, "4 . . . . .").innings(AWAY, "1")


def won() -> Book:
    """The chase has succeeded."""
    return in_the_chase().balls("3 4")


def called_off() -> Book:
    """The match was recorded as abandoned."""
    return under_way().fact("match_closed", outcome="abandoned")


def ball(token: str = ".", **fields: Any) -> Callable[[Book], Any]:
    """Bowl a ball that is wrong in these fields."""
    return lambda book: book.ball(token, **fields)


def fact(kind: str, **fields: Any) -> Callable[[Book], Any]:
    """Record a fact that cannot be one."""
    return lambda book: book.fact(kind, **fields)


def out(kind: str, who: str) -> dict[str, Any]:
    """A wicket."""
    return {"type": kind, "dismissed_player_id": who}


def in_innings(number: int, act: Callable[[Book], Any]) -> Callable[[Book], Any]:
    """The same, in an innings of another number."""

    def move(book: Book) -> Any:
        book.number, book.sequence = number, 500
        return act(book)

    return move


Code = ProblemCode
ILLEGAL: list[Any] = [
    pytest.param(
        under_way, ball(striker_id="home1"), Code.BATTER_ALREADY_OUT, id="out already, facing"
    ),
    pytest.param(
        under_way, ball(non_striker_id="home1"), Code.BATTER_ALREADY_OUT, id="out already, running"
    ),
    pytest.param(
        under_way,
        ball(non_striker_id="home3", striker_id="home3"),
        Code.SAME_BATTER_TWICE,
        id="at both ends",
    ),
    pytest.param(
        under_way, ball(bowler_id="home3"), Code.BOWLER_IS_BATTING, id="bowling to himself"
    ),
    pytest.param(
        under_way,
        ball(token="W", wicket=out("bowled", "home7")),
        Code.DISMISSAL_NOT_POSSIBLE,
        id="bowled from the pavilion",
    ),
    pytest.param(
        under_way,
        ball(token="W", wicket=out("run_out", "home7")),
        Code.BATTER_NOT_AT_CREASE,
        id="run out from the pavilion",
    ),
    pytest.param(
        under_way,
        ball(token="W", wicket=out("timed_out", "home1")),
        Code.BATTER_ALREADY_OUT,
        id="timed out when out",
    ),
    pytest.param(
        under_way,
        fact("batter_dismissed", player_id="home2", wicket_type="bowled"),
        Code.DISMISSAL_NOT_POSSIBLE,
        id="bowled without a ball",
    ),
    pytest.param(
        under_way,
        fact("batter_dismissed", player_id="home1", wicket_type="timed_out"),
        Code.BATTER_ALREADY_OUT,
        id="timed out after being bowled",
    ),
    pytest.param(
        under_way,
        fact("batter_dismissed", player_id="home9", wicket_type="run_out"),
        Code.BATTER_NOT_AT_CREASE,
        id="run out before coming in",
    ),
    pytest.param(
        under_way,
        fact("batter_retired", player_id="home1", retirement="hurt"),
        Code.BATTER_ALREADY_OUT,
        id="retired after being bowled",
    ),
    pytest.param(
        under_way,
        fact("batter_retired", player_id="home9", retirement="hurt"),
        Code.BATTER_NOT_AT_CREASE,
        id="retired before coming in",
    ),
    pytest.param(
        under_way,
        fact("batter_resumed", player_id="home9"),
        Code.BATTER_NOT_RETIRED,
        id="resumed before coming in",
    ),
    pytest.param(
        under_way,
        fact("batter_resumed", player_id="home1", consent=True),
        Code.BATTER_NOT_RETIRED,
        id="resumed after being bowled",
    ),
    pytest.param(
        under_way,
        fact("batter_arrived", player_id="home1"),
        Code.BATTER_ALREADY_OUT,
        id="arrived after being bowled",
    ),
    pytest.param(
        under_way,
        fact("penalty_awarded", to_team_id="umpires", runs=5),
        Code.UNKNOWN_TEAM,
        id="a penalty to nobody",
    ),
    pytest.param(
        under_way,
        fact("innings_started", batting_team_id=HOME, bowling_team_id=AWAY),
        Code.INNINGS_STARTED_TWICE,
        id="started twice",
    ),
    pytest.param(
        under_way,
        in_innings(2, fact("innings_started", batting_team_id=AWAY, bowling_team_id=AWAY)),
        Code.UNKNOWN_TEAM,
        id="a side against itself",
    ),
    pytest.param(
        under_way,
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
        under_way,
        in_innings(2, ball(striker_id="x", non_striker_id="x")),
        Code.SAME_BATTER_TWICE,
        id="a bad ball begins no innings",
    ),
    pytest.param(at_tea, ball(), Code.INNINGS_OVER, id="a ball after the declaration"),
    pytest.param(
        at_tea,
        fact("batter_retired", player_id="home2", retirement="out"),
        Code.INNINGS_OVER,
        id="retired after the declaration",
    ),
    pytest.param(
        at_tea,
        fact("batter_arrived", player_id="home4"),
        Code.INNINGS_OVER,
        id="arrived after the declaration",
    ),
    pytest.param(
        at_tea,
        fact("batter_dismissed", player_id="home4", wicket_type="timed_out"),
        Code.INNINGS_OVER,
        id="timed out after the declaration",
    ),
    pytest.param(
        in_the_chase,
        in_innings(1, ball()),
        Code.INNINGS_OUT_OF_ORDER,
        id="a ball of the first innings in the second",
    ),
    pytest.param(
        in_the_chase,
        in_innings(1, fact("innings_closed", reason="declared")),
        Code.INNINGS_OUT_OF_ORDER,
        id="the first innings closed in the second",
    ),
    pytest.param(won, ball(), Code.INNINGS_OVER, id="a ball after the win"),
    pytest.param(won, in_innings(3, ball()), Code.MATCH_OVER, id="a third innings after the win"),
    pytest.param(called_off, ball(), Code.MATCH_OVER, id="a ball after the match was called off"),
    pytest.param(
        called_off, fact("target_revised", target=9), Code.MATCH_OVER, id="a target after it"
    ),
    pytest.param(
        called_off, fact("match_closed", outcome="draw"), Code.MATCH_OVER, id="called off twice"
    ),
    pytest.param(
        called_off,
        fact("bowler_suspended", player_id="x"),
        Code.MATCH_OVER,
        id="a suspension after it",
    ),
]


@pytest.mark.parametrize(("given", "act", "code"), ILLEGAL)
def test_an_illegal_event_changes_nothing_but_the_problems(
    given: Callable[[], Book], act: Callable[[Book], Any], code: ProblemCode
) -> None:
    book = given()
    before = book.state
    act(book)
    last = book.entries[-1]
    assert isinstance(last, Action)
    after = evolve(before, last)
    assert [problem.code for problem in after.problems[len(before.problems) :]] == [code]
    problem = after.problems[-1]
    assert (problem.action_id, problem.severity) == (last.id, Severity.ERROR)
    after.problems = before.problems
    assert after == before
    assert as_document(live_score(after, Inputs(book.setup), last.id))


def test_evolve_leaves_the_state_it_was_given_alone() -> None:
    book = under_way()
    before, twin = book.state, book.state
    for token in ("4", "W", "nb+1", "2wd"):
        action = book.ball(token)
        assert evolve(before, action) != before
        assert before == twin
        before = twin = book.state


def test_every_type_of_action_has_a_model_and_a_handler() -> None:
    assert set(ACTION_MODELS) == set(HANDLERS) == set(ActionType)


def test_an_innings_of_a_side_that_is_not_playing_counts_and_is_told_of() -> None:
    book = Book(ONE_OVER).innings(TeamId("hom"), "1 . . . . .")
    [problem] = book.problems
    assert (problem.code, problem.severity) == (ProblemCode.UNKNOWN_TEAM, Severity.WARNING)
    assert problem.message.startswith("battingTeamId: hom is not playing this match")
    assert book.now.runs == 1


def test_a_side_against_which_nobody_plays_is_told_of() -> None:
    book = Book(ONE_OVER).fact("innings_started", batting_team_id=HOME, bowling_team_id="awy")
    assert [problem.message.partition(" ")[0] for problem in book.problems] == ["bowlingTeamId:"]


@pytest.mark.parametrize("setup", [{"away_team_id": None}, {"home_team_id": None}])
def test_where_the_match_document_does_not_name_both_sides_any_may_play(
    setup: dict[str, Any],
) -> None:
    assert Book(ONE_OVER, **setup).innings(TeamId("hom"), "1").codes == []
