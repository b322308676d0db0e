"""Tests Law 17.5: a short over is inferred from the next over, and no later over shifts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.actions import Delivery
from scrbrd.domain.formats import FORMATS, THE_LAWS, PlayingConditions
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import ProblemCode, Severity
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import MatchFormat, PlayerId
from scrbrd.projections.feed.builder import FeedBuilder
from scrbrd.projections.feed.documents import FeedEvent, FeedState
from scrbrd.projections.live.run_rate import balls_of
from scrbrd.projections.live.scorecard import overs_figure
from scrbrd.projections.steps import play
from tests.domain.notation import AWAY, HOME, Book, innings
from tests.projections.archives import archive_of, highlights_of

T20, HUNDRED = FORMATS[MatchFormat.T20], FORMATS[MatchFormat.HUNDRED]
SHORT = ProblemCode.OVER_TOO_SHORT
OVER = ". . . . . . "


def with_short_over(balls: str, after: str = "", conditions: PlayingConditions = THE_LAWS) -> Book:
    """Return an innings whose first over the scorer ended after `balls`, and the balls `after`."""
    book = innings(balls, conditions)
    book.end_over()
    return book.balls(after)


def test_a_next_over_number_with_another_bowler_ends_an_over_of_five_balls() -> None:
    book = with_short_over("1 . . . .", ". . .")
    assert (book.current.overs_completed, book.current.over.number, book.current.legal_balls) == (
        1,
        1,
        8,
    )
    assert overs_figure(book.current, 6) == 1.3
    [problem] = book.problems
    assert (problem.code, problem.severity, problem.law, problem.action_id) == (
        SHORT,
        Severity.WARNING,
        "Law 17",
        "1_7",
    )
    assert problem.message == (
        "over 0 ended after 5 balls of 6; record overBalls 5 with its last ball if the umpire "
        "counted so, or the ball that is missing"
    )


def test_a_short_over_changes_ends_and_counts_as_an_over_of_the_bowler() -> None:
    book = with_short_over(". . . . .", ".")
    assert book.current.striker_id == "home2"
    first = book.current.bowlers[PlayerId("away11")]
    assert (first.balls_bowled + first.miscounted, first.maidens) == (6, 1)
    assert book.codes == [SHORT]


@pytest.mark.parametrize(
    ("balls", "maidens"),
    [
        pytest.param(". . . . .", 1, id="no run"),
        pytest.param(". . 1lb . .", 1, id="a leg bye is not the bowler's"),
        pytest.param(". . 1 . .", 0, id="a single"),
        pytest.param(". wd . . . .", 0, id="a wide"),
    ],
)
def test_a_short_over_without_a_run_is_a_maiden_as_the_umpires_count_stands(
    balls: str, maidens: int
) -> None:
    """Law 17.5.1: the over is complete as the umpire counted it, inferred or recorded."""
    inferred = with_short_over(balls, ".").current.bowlers[PlayerId("away11")]
    assert (inferred.maidens, inferred.balls_bowled + inferred.miscounted) == (maidens, 6)
    *first_balls, last = balls.split()
    recorded = innings(" ".join(first_balls))
    recorded.ball(last, over_balls=5)
    assert recorded.current.bowlers[PlayerId("away11")].maidens == maidens


def test_a_run_off_a_missing_ball_recorded_late_cancels_the_maiden() -> None:
    book = with_short_over(". . . . .", ".")
    facing = {"striker_id": PlayerId("home1"), "non_striker_id": PlayerId("home2")}
    book.over_number, book.bowler = 0, PlayerId("away11")
    book.ball("2", after="1_6", **facing)
    first = book.current.bowlers[PlayerId("away11")]
    assert (first.balls_bowled, first.miscounted, first.maidens) == (6, 0, 0)
    assert book.codes == []


def test_a_short_over_in_a_t20_is_one_problem_and_leaves_twenty_overs() -> None:
    book = with_short_over(
        OVER * 3 + ". . . . .", OVER * 16, replace(T20, max_overs_per_bowler=None)
    )
    assert (book.current.overs_completed, book.current.legal_balls) == (20, 119)
    assert (book.current.closed, book.codes) == ("overs_complete", [SHORT])
    assert balls_of(book.current, 6) == 120


def test_wides_and_no_balls_do_not_count_towards_a_short_over() -> None:
    assert with_short_over("wd . nb . . . .", OVER).codes == [SHORT]


def test_correcting_a_sixth_ball_to_a_no_ball_shifts_no_later_over() -> None:
    book = innings("1 . . . . . " + OVER * 2, T20)
    assert book.codes == []
    pair = {"striker_id": PlayerId("home2"), "non_striker_id": PlayerId("home1")}
    over, bowler = book.over_number, book.bowler
    book.over_number, book.bowler = 0, PlayerId("away11")
    facing = book.striker, book.non_striker
    book.ball("nb", corrects="1_7", **pair)
    book.over_number, book.bowler, book.legal_balls = over, bowler, 0
    book.at_crease(*facing)
    assert (book.current.overs_completed, book.current.runs, book.current.legal_balls) == (3, 2, 17)
    assert book.codes == [SHORT]
    assert book.balls(". .").codes == [SHORT]


@pytest.mark.parametrize(
    ("over_number", "bowler", "codes"),
    [
        pytest.param(1, "away11", [ProblemCode.POSITION_MISMATCH], id="the same bowler"),
        pytest.param(0, "away9", [ProblemCode.BOWLER_CHANGED_MID_OVER], id="the same number"),
        pytest.param(
            2,
            "away9",
            [ProblemCode.POSITION_MISMATCH, ProblemCode.BOWLER_CHANGED_MID_OVER],
            id="not the next number",
        ),
    ],
)
def test_a_new_over_number_or_bowler_alone_ends_no_over(
    over_number: int, bowler: str, codes: list[ProblemCode]
) -> None:
    book = innings(". . . . .")
    book.ball(".", over_number=over_number, bowler_id=bowler)
    assert (book.current.overs_completed, book.codes) == (1, codes)


def test_in_the_hundred_the_same_bowler_may_begin_the_next_set_after_a_short_one() -> None:
    book = Book(HUNDRED).innings()
    book.bowler = PlayerId("away11")
    book.balls(". . . .")
    book.end_over()
    book.bowler = PlayerId("away11")
    book.balls(". . . . .")
    book.bowler = PlayerId("away9")
    book.balls(". . . . .")
    assert (book.current.overs_completed, book.current.legal_balls, book.codes) == (3, 14, [SHORT])


def test_in_the_hundred_a_wrong_over_number_within_a_set_ends_no_set() -> None:
    book = innings(". . . .", HUNDRED)
    book.ball(".", over_number=1)
    assert (book.current.overs_completed, book.codes) == (1, [ProblemCode.POSITION_MISMATCH])


def test_after_wrong_over_numbers_another_bowler_ends_no_over() -> None:
    book = Book().innings()
    book.over_number = 1
    book.balls(". .")
    book.bowler = PlayerId("away9")
    book.balls(".")
    assert (book.current.overs_completed, book.current.legal_balls) == (0, 3)
    assert SHORT not in book.codes


def test_a_ball_after_a_short_last_over_is_beyond_the_limit() -> None:
    book = with_short_over(". . . . .", "4", replace(THE_LAWS, overs_per_innings=1))
    assert (book.current.runs, book.codes) == (4, [SHORT, ProblemCode.INNINGS_OVER])


def test_an_announced_short_over_is_no_problem() -> None:
    book = innings(". . . .")
    book.ball(".", over_balls=5)
    assert book.balls(OVER).codes == []


def feed_events(book: Book, action_id: str) -> list[FeedEvent]:
    """Return the feed events of an action of a book."""
    state, log = book.fold()
    builder = FeedBuilder(Inputs(book.setup), FeedState())
    for step in play(MatchState(state.setup), log.actions):
        builder.add_step(step)
    return builder.documents()[action_id]["events"]


def test_the_feed_has_the_end_of_a_short_over_with_the_next_overs_first_ball() -> None:
    book = with_short_over("1 . . . .", "4")
    events = [each for each in feed_events(book, "1_7") if each["type"] == "OVER_COMPLETE"]
    assert [each["data"] for each in events] == [
        {
            "overNumber": 0,
            "runs": 1,
            "wickets": 0,
            "balls": 5,
            "bowlerIds": ["away11"],
            "battingTeamId": "home",
            "inningsRuns": 1,
            "inningsWickets": 0,
            "bowlers": [
                {"playerId": "away11", "overs": 1.0, "maidens": 0, "runsConceded": 1, "wickets": 0}
            ],
            "batters": [
                {"playerId": "home1", "runs": 1, "ballsFaced": 1},
                {"playerId": "home2", "runs": 0, "ballsFaced": 4},
            ],
        }
    ]


def test_the_feed_has_the_maiden_of_a_short_over_with_the_next_overs_first_ball() -> None:
    events = feed_events(with_short_over(". . . . .", "4"), "1_7")
    assert [each["type"] for each in events] == [
        "OVER_COMPLETE",
        "MILESTONE_ACHIEVED",
        "BALL_BOWLED",
        "ERROR",
    ]
    assert events[1]["data"] == {"milestone": "maiden", "value": 1, "playerId": "away11"}


def test_the_highlight_of_a_short_overs_maiden_spans_the_overs_own_balls() -> None:
    book = with_short_over(". . . . .", "4")
    (maiden,) = highlights_of(archive_of(book), "maiden")
    assert (maiden["over"], maiden["actionIds"]) == ("0.5", [f"1_{n}" for n in range(2, 7)])


@pytest.mark.parametrize("balls", ["1 . . . .", ". wd . . . ."])
def test_a_short_over_that_cost_runs_is_not_a_maiden(balls: str) -> None:
    events = feed_events(with_short_over(balls, "4"), f"1_{len(balls.split()) + 2}")
    assert "MILESTONE_ACHIEVED" not in [each["type"] for each in events]


# -- a corrected ball, and the strike after it -----------------------------------------------------


def corrected_over(token: str, of: str, before: str, after: str) -> Book:
    """Return a book whose last action corrects the earlier ball `of` to `token`."""
    book = innings(f"{before} {after}")
    place = int(of.partition("_")[2]) - 2
    ball = book.entries[place + 1]
    assert isinstance(ball, Delivery)
    pair = {"striker_id": ball.striker_id, "non_striker_id": ball.non_striker_id}
    saved = (book.over_number, book.bowler, book.legal_balls, book.striker, book.non_striker)
    book.over_number, book.bowler = 0, PlayerId("away11")
    book.ball(token, corrects=of, ball_in_over=1, **pair)
    book.over_number, book.bowler, book.legal_balls, book.striker, book.non_striker = saved
    return book


def mismatch_message(book: Book) -> str:
    """Return the message of the only STRIKE_MISMATCH."""
    [problem] = [each for each in book.problems if each.code is ProblemCode.STRIKE_MISMATCH]
    return problem.message


def test_a_correction_of_runs_names_the_later_balls_whose_strike_no_longer_fits() -> None:
    book = corrected_over("2", "1_2", "1", ". 1 . 4 .")
    assert book.codes == [ProblemCode.STRIKE_MISMATCH]
    assert mismatch_message(book) == (
        "home2 faces, where the runs before put home1; 1_2 was corrected by 1_8, and the strike "
        "recorded from 1_3 to 1_7 no longer fits"
    )
    assert book.current.runs == 7


def test_a_single_later_ball_that_no_longer_fits_is_named_alone() -> None:
    assert mismatch_message(corrected_over("2", "1_2", "1", ".")).endswith(
        "and the strike recorded at 1_3 no longer fits"
    )


def test_a_wicket_ends_the_range_of_balls_that_do_not_fit() -> None:
    book = corrected_over("2", "1_2", "1", ". 1 W . .")
    assert "from 1_3 to 1_5 no longer fits" in mismatch_message(book)


def test_a_second_mismatch_after_the_strike_is_right_again_names_no_correction() -> None:
    book = corrected_over("2", "1_2", "1", ". 1")
    book.at_crease(PlayerId("home2"), PlayerId("home1")).balls(". .")
    assert book.codes == [ProblemCode.STRIKE_MISMATCH, ProblemCode.STRIKE_MISMATCH]
    first, second = book.problems
    assert "from 1_3 to 1_4 no longer fits" in first.message
    assert "corrected" not in second.message


def test_a_correction_that_keeps_the_strike_brings_no_problem() -> None:
    assert corrected_over("3", "1_2", "1", ". 1 . 4 .").codes == []


def test_a_mismatch_without_a_correction_names_no_correction() -> None:
    book = innings("1").at_crease(PlayerId("home1"), PlayerId("home2"))
    assert mismatch_message(book.balls("4 .")) == "home1 faces, where the runs before put home2"


def test_a_mismatch_does_not_reach_into_the_next_innings() -> None:
    book = corrected_over("2", "1_2", "1", ". 1").close("declared").innings(AWAY, "1 .")
    assert "to 1_4 no longer fits" in mismatch_message(book)
    assert book.side != HOME
