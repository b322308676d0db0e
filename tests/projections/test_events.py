"""Tests the events of one action in the feed, and their changes by later actions."""

from __future__ import annotations

from datetime import date

import pytest

from scrbrd.domain.actions import Delivery
from scrbrd.domain.formats import FORMATS, THE_LAWS
from scrbrd.domain.vocabulary import MatchFormat
from scrbrd.projections.feed.builder import sortable
from tests.domain.notation import AWAY, HOME, Book, player
from tests.projections.feeds import book_feed, event_data, event_types, milestones


def test_a_balls_event_has_its_own_figures_and_no_totals() -> None:
    book = Book().innings(balls="nb+2b")
    (ball,) = event_data(book_feed(book), "BALL_BOWLED")
    assert ball == {
        "over": "0.1",
        "battingTeamId": "home",
        "battingTeam": "home",
        "overNumber": 0,
        "ballInOver": 1,
        "strikerId": "home1",
        "strikerName": "home1",
        "nonStrikerId": "home2",
        "nonStrikerName": "home2",
        "bowlerId": "away11",
        "bowlerName": "away11",
        "runsOffBat": 0,
        "extras": {"wide": 0, "noBall": 1, "bye": 2, "legBye": 0, "penalty": 0},
        "totalRuns": 3,
        "isLegalDelivery": False,
        "isWicket": False,
        "display": "3nb",
    }


def test_the_events_of_the_last_ball_of_an_over_are_in_order() -> None:
    book = Book().innings(balls=". . . . . W")
    documents = book_feed(book)
    assert event_types(documents, "1_7") == [
        "BALL_BOWLED",
        "WICKET_FALLEN",
        "MILESTONE_ACHIEVED",
        "OVER_COMPLETE",
    ]
    assert [each["playerId"] for each in milestones(documents, "maiden")] == ["away11"]


def test_a_wicket_names_the_new_batter_once_known() -> None:
    book = Book().innings(balls="4 W")
    (wicket,) = event_data(book_feed(book), "WICKET_FALLEN")
    assert wicket["newBatterId"] is None
    assert (wicket["score"], wicket["over"], wicket["runs"], wicket["ballsFaced"]) == (
        4,
        "0.2",
        4,
        2,
    )
    assert wicket["partnership"] == {
        "batsmanAId": "home1",
        "batsmanAName": "home1",
        "batsmanBId": "home2",
        "batsmanBName": "home2",
        "runs": 4,
        "balls": 2,
    }
    book.balls(".")
    documents = book_feed(book)
    assert event_data(documents, "WICKET_FALLEN")[0]["newBatterId"] == "home3"
    assert event_types(documents, "1_4") == ["PLAYER_CHANGED", "BALL_BOWLED"]


def test_the_next_batter_in_is_the_new_batter_of_the_wicket_and_of_the_timed_out() -> None:
    book = Book().innings(balls="W")
    book.fact("batter_dismissed", player_id="home3", wicket_type="timed_out")
    book.fact("batter_arrived", player_id="home4")
    wickets = event_data(book_feed(book), "WICKET_FALLEN")
    assert [(each["dismissedPlayerId"], each["newBatterId"]) for each in wickets] == [
        ("home1", "home4"),
        ("home3", "home4"),
    ]


def test_fifties_are_events_of_the_ball_that_reached_them() -> None:
    book = Book().innings(balls="4 4 4 4 4 4 | " + ". . . . . . | " + "4 4 4 4 4 6")
    documents = book_feed(book)
    (fifty,) = milestones(documents, "fifty")
    assert (fifty["playerId"], fifty["value"], fifty["balls"]) == ("home1", 50, 12)
    assert [each["value"] for each in milestones(documents, "team_fifty")] == [50]
    assert [each["playerIds"] for each in milestones(documents, "partnership_fifty")] == [
        ["home1", "home2"]
    ]


def test_a_hundred_and_every_further_fifty_are_milestones() -> None:
    sixes = "6 6 6 6 6 6 | . . . . . . | "
    documents = book_feed(Book().innings(balls=sixes * 6))
    assert [each["value"] for each in milestones(documents, "fifty")] == [50]
    assert [each["value"] for each in milestones(documents, "hundred")] == [100]
    assert [each["value"] for each in milestones(documents, "further_fifty")] == [150, 200]
    assert [each["value"] for each in milestones(documents, "team_hundred")] == [100, 200]


def test_a_hat_trick_may_span_overs_and_a_ball_between_breaks_it() -> None:
    across = Book().innings(balls=". . . . W W | . . . . . . | W")
    assert [each["playerId"] for each in milestones(book_feed(across), "hat_trick")] == ["away11"]
    broken = Book().innings(balls="W W . W")
    assert milestones(book_feed(broken), "hat_trick") == []
    wide_between = Book().innings(balls="W W wd W")
    assert milestones(book_feed(wide_between), "hat_trick") == []


def test_a_run_out_does_not_count_in_a_hat_trick() -> None:
    assert milestones(book_feed(Book().innings(balls="W Wro W")), "hat_trick") == []


def test_a_hat_trick_may_span_two_innings_of_a_match() -> None:
    two_innings = FORMATS[MatchFormat.TEST]
    book = Book(two_innings).innings(HOME, "W W").close("declared")
    book.innings(AWAY, ".").close("declared").innings(HOME, "W")
    assert [each["playerId"] for each in milestones(book_feed(book), "hat_trick")] == ["away11"]


def test_five_wickets_in_an_innings_and_ten_in_a_match_are_milestones() -> None:
    two_innings = FORMATS[MatchFormat.TEST]
    five = "W W W W W"
    book = Book(two_innings).innings(HOME, five).close("declared")
    book.innings(AWAY, ".").close("declared").innings(HOME, five)
    documents = book_feed(book)
    assert [each["playerId"] for each in milestones(documents, "five_wickets")] == ["away11"] * 2
    assert [each["playerId"] for each in milestones(documents, "ten_wickets")] == ["away11"]


def test_a_seventh_ball_withdraws_the_end_of_the_over_and_its_maiden() -> None:
    book = Book().innings(balls=". . . . . .")
    before = book_feed(book)
    assert event_types(before, "1_7")[-2:] == ["MILESTONE_ACHIEVED", "OVER_COMPLETE"]
    book.ball("1", over_number=0, ball_in_over=7, bowler_id=player(AWAY, 11), over_balls=7)
    after = book_feed(book)
    assert event_types(after, "1_7") == ["BALL_BOWLED"]
    assert event_types(after, "1_8")[:2] == ["BALL_BOWLED", "OVER_COMPLETE"]
    (over,) = event_data(after, "OVER_COMPLETE")
    assert (over["runs"], over["balls"]) == (1, 7)
    assert milestones(after, "maiden") == []


def test_a_maiden_of_seven_balls_is_an_event_of_the_last_one() -> None:
    book = Book().innings(balls=". . . . . .")
    book.ball(".", over_number=0, ball_in_over=7, bowler_id=player(AWAY, 11), over_balls=7)
    documents = book_feed(book)
    assert len(milestones(documents, "maiden")) == 1
    assert "MILESTONE_ACHIEVED" in event_types(documents, "1_8")


def test_a_tie_followed_by_a_super_over_is_not_the_end_of_the_match() -> None:
    one_over = FORMATS[MatchFormat.T20].__class__(overs_per_innings=1)
    book = Book(one_over).innings(HOME, "1 . . . . .").innings(AWAY, "1 . . . . .")
    assert [each["result"] for each in event_data(book_feed(book), "MATCH_COMPLETE")] == ["tie"]
    book.innings(AWAY, "6 . . . . .", super_over=True)
    assert event_data(book_feed(book), "MATCH_COMPLETE") == []
    book.innings(HOME, ". . . . . .", super_over=True)
    documents = book_feed(book)
    (end,) = event_data(documents, "MATCH_COMPLETE")
    assert (end["winnerId"], end["method"]) == (AWAY, "super_over")
    ends = event_data(documents, "INNINGS_COMPLETE")
    assert [each["isSuperOver"] for each in ends] == [False, False, True, True]


def test_penalty_runs_after_an_innings_repeat_its_end_event() -> None:
    book = Book().innings(HOME, "1 . .").close("declared").innings(AWAY, ".")
    book.fact("penalty_awarded", to_team_id=HOME, runs=5)
    documents = book_feed(book)
    assert [each["runs"] for each in event_data(documents, "INNINGS_COMPLETE")] == [6]
    assert "INNINGS_COMPLETE" not in event_types(documents, "1_5")
    assert event_types(documents, "2_3") == ["INNINGS_COMPLETE"]


def test_the_end_of_the_match_names_the_player_of_the_match() -> None:
    one_over = FORMATS[MatchFormat.T20].__class__(overs_per_innings=1)
    book = Book(one_over).innings(HOME, "1 . . . . .").innings(AWAY, "2")
    (end,) = event_data(book_feed(book, player_of_match_ids=("away1",)), "MATCH_COMPLETE")
    assert end["playerOfMatchIds"] == ["away1"]
    assert (end["winnerId"], end["result"], end["margin"]) == (AWAY, "win", "10 wickets")


def test_a_voided_ball_is_retracted_and_a_later_fifty_withdrawn() -> None:
    book = Book().innings(balls="6 6 6 6 6 6 | . . . . . . | 6 6 2 1")
    before = book_feed(book)
    (fifty,) = [name for name in before if "fifty" in str(before[name]["events"])]
    entries = [
        entry.model_copy(update={"is_voided": True})
        if isinstance(entry, Delivery) and entry.id == "1_2"
        else entry
        for entry in book.entries
    ]
    book.entries = entries
    after = book_feed(book)
    assert after["1_2"]["isRetracted"] is True
    assert event_types(after, "1_2") == ["BALL_VOIDED"]
    assert fifty == "1_16"
    assert milestones(after, "fifty") == []


def test_a_correction_has_the_order_key_of_the_corrected_ball() -> None:
    book = Book().innings(balls="1 4")
    book.ball("6", corrects="1_2", striker_id="home1", non_striker_id="home2")
    documents = book_feed(book)
    assert event_types(documents, "1_2") == ["BALL_CORRECTED"]
    assert documents["1_2"]["isRetracted"] is True
    assert documents["1_2"]["events"][0]["data"]["correctedById"] == "1_4"
    assert documents["1_4"]["orderKey"] == documents["1_2"]["orderKey"] == "0002"
    assert [each["runsOffBat"] for each in event_data(documents, "BALL_BOWLED")] == [6, 4]


def test_a_late_balls_order_key_follows_that_of_its_anchor() -> None:
    book = Book().innings(balls="1 4")
    book.ball("2", after="1_2", striker_id="home2", non_striker_id="home1")
    documents = book_feed(book)
    assert documents["1_4"]["orderKey"] == "0002.0004"
    assert [each["runsOffBat"] for each in event_data(documents, "BALL_BOWLED")] == [1, 2, 4]


def test_a_ball_that_does_not_count_has_only_an_error_event() -> None:
    book = Book().innings(balls="W")
    book.ball(".", striker_id="home1")
    documents = book_feed(book)
    assert event_types(documents, "1_3") == ["ERROR"]
    assert documents["1_3"]["events"][0]["data"]["code"] == "batter_already_out"
    assert documents["1_3"]["isRetracted"] is False


def test_a_batter_who_resumes_with_consent_has_no_wicket_event() -> None:
    book = Book().innings(balls="1")
    book.fact("batter_retired", player_id="home1", **{"as": "out"})
    assert len(event_data(book_feed(book), "WICKET_FALLEN")) == 1
    book.fact("batter_resumed", player_id="home1", consent=True)
    documents = book_feed(book)
    assert event_data(documents, "WICKET_FALLEN") == []
    assert event_types(documents, "1_3") == ["PLAYER_CHANGED"]
    resumed = {"change": "resumed", "playerId": "home1", "playerName": "home1"}
    assert documents["1_4"]["events"][0]["data"] == resumed


def test_wickets_after_a_cancelled_retirement_are_renumbered() -> None:
    book = Book().innings(balls="W")
    book.fact("batter_retired", player_id="home2", **{"as": "out"})
    book.replace(player(HOME, 2))
    book.balls("W W")
    assert [w["wicketNumber"] for w in event_data(book_feed(book), "WICKET_FALLEN")] == [1, 2, 3, 4]
    book.fact("batter_resumed", player_id="home2", consent=True)
    book.at_crease(player(HOME, 2), book.non_striker).balls(". W")
    falls = [
        (each["wicketNumber"], each["score"])
        for each in event_data(book_feed(book), "WICKET_FALLEN")
    ]
    assert falls == [(each.wicket_number, each.score) for each in book.current.fall_of_wickets]
    assert [number for number, _ in falls] == [1, 2, 3, 4]
    assert book.problems == []


@pytest.mark.parametrize(
    ("fact", "fields", "data"),
    [
        (
            "bowler_suspended",
            {"player_id": "away11"},
            {
                "change": "suspended",
                "playerId": "away11",
                "playerName": "away11",
                "scope": "innings",
            },
        ),
        (
            "player_replaced",
            {"team_id": HOME, "in_player_id": "home12", "out_player_id": "home2"},
            {
                "change": "replaced",
                "playerId": "home12",
                "playerName": "home12",
                "teamId": "home",
                "teamName": "home",
                "outPlayerId": "home2",
                "outPlayerName": "home2",
                "role": "player",
                "reason": "unknown",
            },
        ),
    ],
)
def test_player_changes_are_events(fact: str, fields: dict[str, str], data: dict[str, str]) -> None:
    book = Book().innings(balls=".").fact(fact, **fields)
    changes = event_data(book_feed(book), "PLAYER_CHANGED")
    assert changes[-1] == data
    assert [each["playerId"] for each in changes[:2]] == ["home1", "home2"], "the openers"


def test_super_overs_have_no_milestones() -> None:
    one_ball = THE_LAWS.__class__(overs_per_innings=1, balls_per_over=1)
    book = Book(one_ball).innings(HOME, ".").innings(AWAY, ".")
    book.innings(AWAY, ".", super_over=True)
    assert [each["milestone"] for each in event_data(book_feed(book), "MILESTONE_ACHIEVED")] == [
        "maiden"
    ] * 2


def test_order_keys_sort_by_number_beyond_four_digits() -> None:
    keys = [sortable(number) for number in (1, 9_999, 10_000, 99_999)]
    assert keys == sorted(keys)


def test_the_feed_expires_two_years_after_the_day_of_the_match() -> None:
    from scrbrd.domain.match import Inputs
    from scrbrd.projections.feed.builder import expires_at

    setup = Book().setup
    assert expires_at(Inputs(setup)) is None
    expiry = expires_at(Inputs(setup, match_date=date(2026, 5, 1)))
    assert expiry is not None
    assert expiry.date() == date(2028, 4, 30)


def test_a_batter_timed_out_is_not_the_new_batter_of_a_wicket() -> None:
    book = Book().innings(balls=". W")
    book.fact("batter_dismissed", player_id="home3", wicket_type="timed_out")
    book.at_crease(player(HOME, 4), book.non_striker)
    book.arrived_count = 4
    book.balls(". . W . . .")
    wickets = event_data(book_feed(book), "WICKET_FALLEN")
    assert [(each["dismissedPlayerId"], each["newBatterId"]) for each in wickets] == [
        ("home1", "home4"),
        ("home3", "home4"),
        ("home4", "home5"),
    ]
    assert [each["partnership"] is None for each in wickets] == [False, True, False]


def test_a_batter_retired_hurt_and_later_out_has_no_new_batter() -> None:
    book = Book().innings(balls="1")
    book.fact("batter_retired", player_id="home1", **{"as": "hurt"})
    book.replace(player(HOME, 1))
    book.balls(".")
    book.fact("batter_retired", player_id="home1", **{"as": "out"})
    book.balls(". W .")
    wickets = event_data(book_feed(book), "WICKET_FALLEN")
    assert [each["newBatterId"] for each in wickets] == [None, "home4"]
    assert wickets[0]["partnership"] is None


def test_a_seventh_ball_by_another_bowler_leaves_no_maiden() -> None:
    book = Book().innings(balls=". . . . . .")
    book.ball(".", over_number=0, ball_in_over=7, bowler_id=player(AWAY, 5), over_balls=7)
    assert milestones(book_feed(book), "maiden") == []


def test_a_retirement_on_a_delivery_is_an_event_and_can_be_cancelled() -> None:
    book = Book().innings(balls=". .")
    wicket = {"type": "retired_out", "dismissed_player_id": player(HOME, 1)}
    book.ball(".", is_wicket=True, wicket=wicket)
    home1 = {"playerId": "home1", "playerName": "home1"}
    retired = {"change": "retired", **home1, "how": "out"}
    assert retired in event_data(book_feed(book), "PLAYER_CHANGED")
    book.fact("batter_resumed", player_id="home1", consent=True)
    assert event_data(book_feed(book), "WICKET_FALLEN") == []


def test_a_wicket_without_a_ball_counts_in_the_over() -> None:
    book = Book().innings(balls=". . . . .")
    book.fact("batter_dismissed", player_id="home2", wicket_type="run_out")
    book.at_crease(player(HOME, 1), player(HOME, 3))
    book.arrived_count = 3
    book.balls(".")
    assert [each["wickets"] for each in event_data(book_feed(book), "OVER_COMPLETE")] == [1]


def test_penalty_runs_can_reach_fifty_for_a_side_whose_innings_is_over() -> None:
    book = Book().innings(HOME, "6 6 6 6 6 6 | 6 6").close("declared").innings(AWAY, ".")
    book.fact("penalty_awarded", to_team_id=HOME, runs=5)
    fifties = milestones(book_feed(book), "team_fifty")
    assert [(each["teamId"], each["value"]) for each in fifties] == [("home", 50)]
    assert event_types(book_feed(book), "2_3")[0] == "MILESTONE_ACHIEVED"


def test_a_batter_who_faces_again_has_resumed_although_no_problem_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scrbrd.domain.noting.MOST_PROBLEMS", 0)
    book = Book().innings(balls="1 .")
    book.fact("batter_retired", player_id="home1", **{"as": "hurt"})
    book.replace(player(HOME, 1))
    book.balls(".")
    book.ball(".", striker_id="home1", non_striker_id="home2")
    changes = event_data(book_feed(book), "PLAYER_CHANGED")
    resumed = {"change": "resumed", "playerId": "home1", "playerName": "home1"}
    assert changes[-1] == resumed
