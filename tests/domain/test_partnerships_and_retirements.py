"""Tests retirements (Law 25) and partnerships."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.formats import FORMATS, THE_LAWS
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.vocabulary import CloseReason, MatchFormat, PlayerId
from tests.domain.notation import AWAY, HOME, Book, innings


def wicket_numbers_and_runs(book: Book) -> list[tuple[int, int]]:
    """Return (wicket number, runs) of every segment of a partnership."""
    return [(stand.wicket_number, stand.runs) for stand in book.current.partnerships]


def retire(book: Book, number: int, how: str) -> Book:
    """Retire a home batter; the next in the batting order takes the place."""
    book.fact("batter_retired", player_id=f"home{number}", **{"as": how})
    book.replace(PlayerId(f"home{number}"))
    return book


def test_a_partnership_includes_extras_and_counts_balls_faced() -> None:
    stand = innings("1 4 2b wd nb+1").current.partnerships[0]
    assert (stand.runs, stand.balls, stand.runs_a, stand.runs_b) == (10, 4, 1, 5)


def test_a_wicket_ends_a_partnership_and_the_next_pair_begins_another() -> None:
    assert wicket_numbers_and_runs(innings("4 W 1 2 Wc 6")) == [(1, 4), (2, 3), (3, 6)]


def test_runs_on_the_ball_of_a_run_out_belong_to_the_pair_that_ran_them() -> None:
    assert wicket_numbers_and_runs(innings("2Wro 4")) == [(1, 2), (2, 4)]


def test_a_retirement_ends_a_segment_of_the_same_wickets_partnership() -> None:
    book = retire(innings("4"), 1, "hurt").balls("6 W 1")
    assert wicket_numbers_and_runs(book) == [(1, 4), (1, 6), (2, 1)]
    assert book.problems == []


@pytest.mark.parametrize(
    ("how", "wickets", "kind"),
    [("hurt", 0, "retired_hurt"), ("not_out", 0, "retired_not_out"), ("out", 1, "retired_out")],
)
def test_only_retired_out_is_a_wicket(how: str, wickets: int, kind: str) -> None:
    book = retire(innings("4"), 1, how).balls("1")
    dismissal = book.batter(1).dismissal
    assert dismissal is not None
    assert (book.current.wickets, dismissal.type, book.batter(1).is_out) == (
        wickets,
        kind,
        how == "out",
    )
    assert len(book.current.fall_of_wickets) == wickets
    assert (book.current.legal_balls, book.only_bowler().wickets, book.problems) == (2, 0, [])


def test_a_batter_retired_hurt_may_resume_at_the_fall_of_a_wicket() -> None:
    book = retire(innings("4"), 1, "hurt").balls("1 .")
    book.ball("W")
    book.fact("batter_resumed", player_id="home1").at_crease(PlayerId("home1"), PlayerId("home3"))
    book.balls("2")
    assert (book.batter(1).runs, book.batter(1).dismissal, book.problems) == (6, None, [])


def test_a_batter_may_not_resume_while_two_are_in() -> None:
    book = retire(innings("4"), 1, "hurt").balls(".")
    book.fact("batter_resumed", player_id="home1")
    assert book.codes == [ProblemCode.BATTER_NOT_AT_CREASE]
    assert book.batter(1).dismissal is not None


def test_a_batter_retired_out_resumes_only_with_consent_which_cancels_the_wicket() -> None:
    book = retire(innings("4"), 1, "out").balls(". W")
    book.fact("batter_resumed", player_id="home1")
    assert (book.codes, book.current.wickets) == ([ProblemCode.RESUMED_WITHOUT_CONSENT], 2)
    book.fact("batter_resumed", player_id="home1", consent=True)
    assert (book.current.wickets, book.batter(1).is_out) == (1, False)
    assert [fall.wicket_number for fall in book.current.fall_of_wickets] == [1]
    assert [stand.wicket_number for stand in book.current.partnerships] == [1, 1, 2]


def test_consent_reopens_an_innings_that_the_retirement_had_ended() -> None:
    book = innings("4 W", replace(THE_LAWS, players_per_side=3))
    book.fact("batter_retired", player_id="home2", **{"as": "out"})
    assert book.current.closed == "all_out"
    book.fact("batter_resumed", player_id="home2", consent=True)
    assert book.current.is_open
    assert (book.current.wickets, book.problems) == (1, [])


def test_a_retired_batter_cannot_resume_once_the_innings_is_over() -> None:
    book = retire(innings("4"), 1, "hurt")
    book.ball("W")
    book.close("declared").fact("batter_resumed", player_id="home1")
    assert book.codes == [ProblemCode.INNINGS_OVER]
    assert book.batter(1).dismissal is not None


def test_a_batter_who_did_not_retire_cannot_resume() -> None:
    book = innings("W").fact("batter_resumed", player_id="home1")
    assert book.codes == [ProblemCode.BATTER_NOT_RETIRED]


def test_a_retired_batter_who_faces_a_ball_is_counted_as_resumed() -> None:
    book = retire(innings("4"), 1, "hurt").balls("W")
    book.at_crease(PlayerId("home1"), PlayerId("home2")).balls(".")
    assert book.codes == [ProblemCode.RESUMED_WITHOUT_RECORD]
    assert book.batter(1).dismissal is None


def test_a_batter_retired_hurt_may_later_be_retired_out_without_ending_the_partnership() -> None:
    book = retire(innings("4"), 1, "hurt").balls("2")
    book.fact("batter_retired", player_id="home1", **{"as": "out"}).balls("6")
    assert (book.current.wickets, wicket_numbers_and_runs(book)) == (1, [(1, 4), (1, 8)])
    assert book.problems == []


def test_a_retirement_recorded_on_a_delivery_counts_after_the_ball() -> None:
    book = Book().innings()
    book.ball("1", is_wicket=True, wicket={"type": "retired_hurt", "dismissed_player_id": "home1"})
    assert (book.current.runs, book.current.wickets, book.current.legal_balls) == (1, 0, 1)
    assert (book.current.striker_id, book.current.non_striker_id) == ("home2", None)


def test_a_new_batter_arrives_at_the_recorded_end() -> None:
    book = innings("W").fact("batter_arrived", player_id="home3", end="bowler")
    assert (book.current.striker_id, book.current.non_striker_id) == ("home2", "home3")
    assert book.at_crease(PlayerId("home2"), PlayerId("home3")).balls(".").problems == []


def test_a_third_batter_cannot_arrive() -> None:
    book = innings(".").fact("batter_arrived", player_id="home3")
    assert book.codes == [ProblemCode.BATTER_NOT_AT_CREASE]


def test_batters_are_numbered_in_batting_order() -> None:
    book = retire(innings("."), 2, "not_out").balls("W")
    positions = [(batter.player_id, batter.position) for batter in book.current.batters.values()]
    assert positions == [("home1", 1), ("home2", 2), ("home3", 3)]


def test_a_batter_who_leaves_without_a_dismissal_is_a_problem() -> None:
    book = innings(".").at_crease(PlayerId("home5"), PlayerId("home2")).balls(".")
    assert book.codes == [ProblemCode.UNEXPLAINED_BATTER]


def test_a_ball_after_a_stoppage_ends_the_stoppage() -> None:
    book = innings(".").fact("play_stopped", reason="rain")
    assert book.state.stoppage == "rain"
    assert book.balls(".").state.stoppage is None


def batters_of_segments(book: Book) -> list[tuple[str | None, ...]]:
    """Return the batters of every segment, in the order of their names."""
    partnerships = book.current.partnerships
    return [tuple(sorted(filter(None, (s.batter_a_id, s.batter_b_id)))) for s in partnerships]


def test_openers_who_come_in_one_after_the_other_have_one_partnership() -> None:
    book = Book().innings(striker_id=None, non_striker_id=None)
    for name in ("home1", "home2"):
        book.fact("batter_arrived", player_id=name)
    assert batters_of_segments(book.balls("1 4")) == [("home1", "home2")]
    assert (wicket_numbers_and_runs(book), book.problems) == ([(1, 5)], [])


def test_two_batters_who_follow_a_retired_pair_have_one_partnership() -> None:
    book = innings("4")
    for name in ("home1", "home2"):
        book.fact("batter_retired", player_id=name, **{"as": "hurt"})
    for name in ("home3", "home4"):
        book.fact("batter_arrived", player_id=name)
    book.at_crease(PlayerId("home3"), PlayerId("home4")).balls("6")
    assert batters_of_segments(book) == [("home1", "home2"), ("home3", "home4")]
    assert wicket_numbers_and_runs(book) == [(1, 4), (1, 6)]


def last_pair() -> Book:
    """Return a chase of 13 with nine out: the last two batters are in."""
    book = Book(FORMATS[MatchFormat.T20]).innings(HOME, "6 6").close("declared")
    return book.innings(AWAY, "W W W W W W W W W 2")


@pytest.mark.parametrize("is_first_replaced", [True, False])
def test_a_replacement_may_bat_for_one_of_the_last_pair(is_first_replaced: bool) -> None:
    book = last_pair()
    hurt = book.current.at_crease[0]
    facts = [
        ("batter_retired", {"player_id": hurt, "as": "hurt"}),
        (
            "player_replaced",
            {
                "team_id": AWAY,
                "out_player_id": hurt,
                "in_player_id": "away12",
                "role": "player",
                "reason": "concussion",
            },
        ),
    ]
    for kind, fields in reversed(facts) if is_first_replaced else facts:
        book.fact(kind, **fields)
    assert book.state.result is None
    book.fact("batter_arrived", player_id="away12")
    assert book.current.closed is None
    assert "away12" in book.current.at_crease
    assert book.problems == []


def test_the_replacement_of_a_dismissed_batter_cannot_bat() -> None:
    book = last_pair()
    book.fact("player_replaced", team_id=AWAY, out_player_id="away1", in_player_id="away12")
    book.fact("batter_retired", player_id=book.current.at_crease[0], **{"as": "hurt"})
    assert book.current.closed == CloseReason.ALL_OUT
