"""What was recorded counts, also where the Laws do not let it stand; a Problem says which."""

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

ODD = [
    pytest.param("wdW", 1, "wide", "Law 22", id="bowled off a wide"),
    pytest.param("wdWc", 1, "wide", "Law 22", id="caught off a wide"),
    pytest.param("3wdWlbw", 3, "wide", "Law 22", id="lbw off a wide that was run"),
    pytest.param("wdWtw", 1, "wide", "Law 22", id="hit twice off a wide"),
    pytest.param("nbW", 1, "no-ball", "Law 21", id="bowled off a no-ball"),
    pytest.param("nb+4Wst", 5, "no-ball", "Law 21", id="stumped off a no-ball"),
]


@pytest.mark.parametrize(("token", "runs", "what", "law"), ODD)
def test_a_dismissal_that_the_ball_cannot_bring_counts_as_recorded(
    token: str, runs: int, what: str, law: str
) -> None:
    book = innings(token)
    assert (book.now.wickets, book.now.runs, book.batter(1).is_out) == (1, runs, True)
    [problem] = book.problems
    assert (problem.code, problem.severity, problem.law) == (NOT_POSSIBLE, Severity.WARNING, law)
    assert what in problem.message
    assert "counts as recorded" in problem.message


@pytest.mark.parametrize("how", ["bowled", "caught", "lbw", "stumped", "hit_wicket"])
def test_a_non_striker_out_as_only_the_striker_can_be_is_out_as_recorded(how: str) -> None:
    book = Book().innings()
    book.ball("2W", wicket={"type": how, "dismissed_player_id": "home2"})
    assert (book.now.wickets, book.now.runs, book.batter(2).is_out) == (1, 2, True)
    assert book.only_bowler().wickets == 1
    assert H1 in book.now.at_crease
    assert [problem.severity for problem in book.problems] == [Severity.WARNING]
    assert book.codes == [NOT_POSSIBLE]


def test_a_ball_handled_by_the_non_striker_is_odd_since_2017_and_counts() -> None:
    book = Book().innings()
    assert book.conditions.laws_edition > LawsEdition.CODE_2000
    book.ball("W", wicket={"type": "handled_ball", "dismissed_player_id": "home2"})
    assert (book.now.wickets, book.codes) == (1, [NOT_POSSIBLE])


def test_runs_off_the_bat_on_a_wide_count_as_recorded() -> None:
    book = Book().innings()
    book.ball(runs_off_bat=2, extras={"wide": 1}, total_runs=3, is_legal_delivery=False)
    now = book.now
    assert (now.runs, now.wides, now.legal_balls, book.batter(1).runs) == (3, 1, 0, 2)
    assert (book.batter(1).balls_faced, book.only_bowler().runs_conceded) == (0, 3)
    [problem] = book.problems
    assert (problem.code, problem.severity, problem.law) == (
        ProblemCode.RUNS_NOT_POSSIBLE,
        Severity.WARNING,
        "Law 22",
    )


def test_a_wicket_of_nobody_counts_as_a_ball() -> None:
    book = Book().innings()
    book.ball("2", is_wicket=True)
    assert (book.now.runs, book.now.legal_balls, book.now.wickets) == (2, 1, 0)
    assert [(each.code, each.severity) for each in book.problems] == [
        (NOT_POSSIBLE, Severity.WARNING)
    ]


SKIPPED: list[Any] = [
    pytest.param({"type": "bowled", "dismissed_player_id": "home7"}, id="bowled"),
    pytest.param({"type": "run_out", "dismissed_player_id": "home7"}, id="run out"),
]


@pytest.mark.parametrize("wicket", SKIPPED)
def test_a_dismissal_of_somebody_who_is_not_in_is_skipped_whole(wicket: dict[str, Any]) -> None:
    book = Book().innings()
    book.ball("2W", wicket=wicket)
    assert (book.now.runs, book.now.wickets) == (0, 0)
    assert [problem.severity for problem in book.problems] == [Severity.ERROR]


def test_a_time_out_on_a_ball_that_both_batters_stood_for_counts_and_is_odd() -> None:
    book = Book().innings()
    book.ball("1", is_wicket=True, wicket={"type": "timed_out", "dismissed_player_id": "home3"})
    assert (book.now.runs, book.now.wickets, book.now.at_crease) == (1, 1, (H2, H1))
    assert [(each.code, each.law) for each in book.problems] == [(NOT_POSSIBLE, "Law 40")]


# -- what is made of such a ball -----------------------------------------------------------------


def last_ball_events(book: Book) -> list[dict[str, Any]]:
    """The events of the last ball."""
    state, log = book.fold()
    builder = FeedBuilder(Inputs(book.setup), FeedState())
    for step in play(MatchState(state.setup), log.actions):
        builder.add_step(step)
    events: list[Any] = [*builder.documents()[log.actions[-1].id]["events"]]
    return events


def test_the_feed_tells_of_a_wicket_off_a_wide_and_of_the_problem() -> None:
    kinds = [each["type"] for each in last_ball_events(innings("wdWc"))]
    assert kinds == ["BALL_BOWLED", "WICKET_FALLEN", "ERROR"]


def test_the_feed_tells_of_no_wicket_that_a_free_hit_took_back() -> None:
    book = innings("nb Wc", replace(Book().conditions, free_hit=True))
    [ball] = [each["data"] for each in last_ball_events(book) if each["type"] == "BALL_BOWLED"]
    assert (ball["isWicket"], ball["display"], "wicket" in ball) == (False, "0", False)


def test_a_pairs_figures_have_the_wicket_of_who_was_out() -> None:
    book = Book().innings()
    book.ball("W", wicket={"type": "bowled", "dismissed_player_id": "home2"})
    head_to_head = HeadToHeadBalls()
    state, log = book.fold()
    for step in play(MatchState(state.setup), log.actions):
        head_to_head.add_step(step)
    assert head_to_head.of_batter(H2)[A11]["bowled"] == 1
    assert head_to_head.of_batter(H1)[A11] | {"bowled": 0} == head_to_head.of_batter(H1)[A11]


def test_a_pairs_figures_have_runs_that_were_recorded_off_the_bat_on_a_wide() -> None:
    book = Book().innings()
    book.ball(runs_off_bat=2, extras={"wide": 1}, is_legal_delivery=False)
    head_to_head = HeadToHeadBalls()
    state, log = book.fold()
    for step in play(MatchState(state.setup), log.actions):
        head_to_head.add_step(step)
    met = head_to_head.of_batter(H1)[A11]
    assert (met["runsScored"], met["ballsFaced"], met["dotBalls"]) == (2, 0, 0)


def test_the_score_shows_how_a_batter_was_out_off_a_wide() -> None:
    book = innings("wdW")
    score = as_document(live_score(book.state, Inputs(book.setup), None))
    assert score["batsmen"][0]["dismissal"]["description"] == "b away11"
