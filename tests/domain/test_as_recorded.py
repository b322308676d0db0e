"""Tests that recorded balls count as recorded although the Laws forbid them, with a Problem."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import ProblemCode, Severity
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import LawsEdition, PlayerId
from scrbrd.projections.feed.builder import FeedBuilder
from scrbrd.projections.feed.documents import FeedState
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.live_score import live_score
from scrbrd.projections.stats.head_to_head_balls import HeadToHeadBalls
from scrbrd.projections.steps import play
from tests.domain.notation import Book, innings

NOT_POSSIBLE = ProblemCode.DISMISSAL_NOT_POSSIBLE
H1, H2, A11 = PlayerId("home1"), PlayerId("home2"), PlayerId("away11")

IMPOSSIBLE_DISMISSALS = [
    pytest.param("wdW", 1, "wide", "Law 22", id="bowled off a wide"),
    pytest.param("wdWc", 1, "wide", "Law 22", id="caught off a wide"),
    pytest.param("3wdWlbw", 3, "wide", "Law 22", id="lbw off a wide that was run"),
    pytest.param("wdWtw", 1, "wide", "Law 22", id="hit twice off a wide"),
    pytest.param("nbW", 1, "no-ball", "Law 21", id="bowled off a no-ball"),
    pytest.param("nb+4Wst", 5, "no-ball", "Law 21", id="stumped off a no-ball"),
]


@pytest.mark.parametrize(("token", "runs", "extra_name", "law"), IMPOSSIBLE_DISMISSALS)
def test_a_dismissal_that_is_impossible_off_a_wide_or_no_ball_counts_as_recorded(
    token: str, runs: int, extra_name: str, law: str
) -> None:
    book = innings(token)
    assert (book.current.wickets, book.current.runs, book.batter(1).is_out) == (1, runs, True)
    [problem] = book.problems
    assert (problem.code, problem.severity, problem.law) == (NOT_POSSIBLE, Severity.WARNING, law)
    assert extra_name in problem.message
    assert "counts as recorded" in problem.message


@pytest.mark.parametrize("how", ["bowled", "caught", "lbw", "stumped", "hit_wicket"])
def test_a_non_striker_recorded_out_by_a_strikers_dismissal_is_out(how: str) -> None:
    book = Book().innings()
    book.ball("2W", wicket={"type": how, "dismissed_player_id": "home2"})
    assert (book.current.wickets, book.current.runs, book.batter(2).is_out) == (1, 2, True)
    assert book.only_bowler().wickets == 1
    assert H1 in book.current.at_crease
    assert [problem.severity for problem in book.problems] == [Severity.WARNING]
    assert book.codes == [NOT_POSSIBLE]


def test_handled_the_ball_by_the_non_striker_counts_with_a_warning_since_2017() -> None:
    book = Book().innings()
    assert book.conditions.laws_edition > LawsEdition.CODE_2000
    book.ball("W", wicket={"type": "handled_ball", "dismissed_player_id": "home2"})
    assert (book.current.wickets, book.codes) == (1, [NOT_POSSIBLE])


def test_runs_off_the_bat_on_a_wide_count_as_recorded() -> None:
    book = Book().innings()
    book.ball(runs_off_bat=2, extras={"wide": 1}, total_runs=3, is_legal_delivery=False)
    current = book.current
    assert (current.runs, current.wides, current.legal_balls, book.batter(1).runs) == (3, 1, 0, 2)
    assert (book.batter(1).balls_faced, book.only_bowler().runs_conceded) == (0, 3)
    [problem] = book.problems
    assert (problem.code, problem.severity, problem.law) == (
        ProblemCode.RUNS_NOT_POSSIBLE,
        Severity.WARNING,
        "Law 22",
    )


def test_a_wicket_without_a_dismissed_player_counts_as_a_ball_without_wicket() -> None:
    book = Book().innings()
    book.ball("2", is_wicket=True)
    assert (book.current.runs, book.current.legal_balls, book.current.wickets) == (2, 1, 0)
    assert [(each.code, each.severity) for each in book.problems] == [
        (NOT_POSSIBLE, Severity.WARNING)
    ]


NOT_AT_CREASE: list[Any] = [
    pytest.param({"type": "bowled", "dismissed_player_id": "home7"}, id="bowled"),
    pytest.param({"type": "run_out", "dismissed_player_id": "home7"}, id="run out"),
]


@pytest.mark.parametrize("wicket", NOT_AT_CREASE)
def test_a_ball_that_dismisses_a_batter_who_is_not_in_is_skipped_entirely(
    wicket: dict[str, Any],
) -> None:
    book = Book().innings()
    book.ball("2W", wicket=wicket)
    assert (book.current.runs, book.current.wickets) == (0, 0)
    assert [problem.severity for problem in book.problems] == [Severity.ERROR]


def test_timed_out_on_a_ball_with_both_batters_in_counts_with_a_warning() -> None:
    book = Book().innings()
    book.ball("1", is_wicket=True, wicket={"type": "timed_out", "dismissed_player_id": "home3"})
    assert (book.current.runs, book.current.wickets, book.current.at_crease) == (1, 1, (H2, H1))
    assert [(each.code, each.law) for each in book.problems] == [(NOT_POSSIBLE, "Law 40")]


# -- such balls in feed and score -----------------------------------------------------------------


def last_ball_events(book: Book) -> list[dict[str, Any]]:
    """Return the feed events of the last ball."""
    state, log = book.fold()
    builder = FeedBuilder(Inputs(book.setup), FeedState())
    for step in play(MatchState(state.setup), log.actions):
        builder.add_step(step)
    events: list[Any] = [*builder.documents()[log.actions[-1].id]["events"]]
    return events


def test_the_feed_has_a_wicket_off_a_wide_and_its_problem() -> None:
    kinds = [each["type"] for each in last_ball_events(innings("wdWc"))]
    assert kinds == ["BALL_BOWLED", "WICKET_FALLEN", "ERROR"]


def test_the_feed_has_no_wicket_for_a_dismissal_cancelled_by_a_free_hit() -> None:
    book = innings("nb Wc", replace(Book().conditions, free_hit=True))
    [ball] = [each["data"] for each in last_ball_events(book) if each["type"] == "BALL_BOWLED"]
    assert (ball["isWicket"], ball["display"], "wicket" in ball) == (False, "0", False)


def test_head_to_head_figures_count_the_wicket_for_the_dismissed_batter() -> None:
    book = Book().innings()
    book.ball("W", wicket={"type": "bowled", "dismissed_player_id": "home2"})
    head_to_head = HeadToHeadBalls()
    state, log = book.fold()
    for step in play(MatchState(state.setup), log.actions):
        head_to_head.add_step(step)
    assert head_to_head.of_batter(H2)[A11]["bowled"] == 1
    assert head_to_head.of_batter(H1)[A11] | {"bowled": 0} == head_to_head.of_batter(H1)[A11]


def test_head_to_head_figures_count_runs_recorded_off_the_bat_on_a_wide() -> None:
    book = Book().innings()
    book.ball(runs_off_bat=2, extras={"wide": 1}, is_legal_delivery=False)
    head_to_head = HeadToHeadBalls()
    state, log = book.fold()
    for step in play(MatchState(state.setup), log.actions):
        head_to_head.add_step(step)
    figures = head_to_head.of_batter(H1)[A11]
    assert (figures["runsScored"], figures["ballsFaced"], figures["dotBalls"]) == (2, 0, 0)


def test_the_score_shows_how_a_batter_was_out_off_a_wide() -> None:
    book = innings("wdW")
    score = as_document(live_score(book.state, Inputs(book.setup), None))
    assert score["batsmen"][0]["dismissal"]["description"] == "b away11"
