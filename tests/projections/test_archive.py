"""What the archive tells of small matches: commentary, highlights."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from scrbrd.domain.formats import PlayingConditions
from scrbrd.domain.match import Inputs
from scrbrd.domain.vocabulary import PlayerId
from scrbrd.projections.commentary import shot_words
from scrbrd.projections.wording import with_names
from tests.domain.notation import AWAY, HOME, Book, player
from tests.projections.archived import archive_of, balls_of, kinds, lines


def limited(overs: int) -> PlayingConditions:
    """A limited-overs match of so many overs."""
    return PlayingConditions(overs_per_innings=overs)


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (".", "no run"),
        ("1", "1 run"),
        ("4", "FOUR"),
        ("6", "SIX"),
        ("4r", "4 runs"),
        ("2b", "2 byes"),
        ("1lb", "1 leg bye"),
        ("wd", "1 wide"),
        ("5wd", "5 wides"),
        ("nb", "no-ball"),
        ("nb+4", "FOUR, no-ball"),
        ("nb+2b", "2 byes, no-ball"),
        ("W", "OUT: H1 b A11 0 (1b)"),
        ("Wlbw", "OUT: H1 lbw b A11 0 (1b)"),
        ("1Wron", "1 run, OUT: H2 run out 0 (0b)"),
    ],
)
def test_a_ball_in_words(token: str, words: str) -> None:
    texts = lines(archive_of(Book().innings(HOME, token)))
    assert texts[1].partition(", ")[2] == words


def test_a_line_names_the_ball_bowler_and_striker() -> None:
    texts = lines(archive_of(Book().innings(HOME, "1 wd . . . . . 4")))
    assert texts[0] == "Innings 1: Home bat"
    assert texts[1] == "0.1 A11 to H1, 1 run"
    assert texts[2] == "0.2 A11 to H2, 1 wide"
    assert texts[3] == "0.2 A11 to H2, no run"
    assert texts[-1] == "1.1 A10 to H1, FOUR"


@pytest.mark.parametrize(
    ("shot", "words"),
    [
        (None, []),
        ("through the covers", []),
        (["drive"], []),
        ({"shotType": "drive", "wagonWheelSegment": 3}, ["driven through segment 3"]),
        ({"wagonWheelSegment": 3.0}, ["through segment 3"]),
        ({"wagonWheelSegment": 9}, []),
        ({"wagonWheelSegment": 2.5}, []),
        ({"wagonWheelSegment": True}, []),
        ({"wagonWheelSegment": "3"}, []),
        ({"shotType": "other"}, []),
        ({"shotType": "helicopter"}, []),
        ({"shotType": {"of": "mine"}}, []),
        ({"length": "good", "line": "outside_off"}, ["good length outside off"]),
        ({"length": "short", "shotType": "hook"}, ["short", "hooked"]),
        ({"coordinates": {"x": 1, "y": 2}, "speed": "quick"}, []),
    ],
)
def test_a_stroke_in_words_whatever_was_noted(shot: Any, words: list[str]) -> None:
    assert shot_words(shot, scored=True) == words


def test_a_stroke_that_brought_no_run_went_towards_its_segment() -> None:
    book = Book().innings(HOME)
    book.ball("4", shot_data={"shotType": "cut", "wagonWheelSegment": 2})
    book.ball(".", shot_data={"shotType": "drive", "wagonWheelSegment": 5})
    assert lines(archive_of(book))[1:] == [
        "0.1 A11 to H1, FOUR, cut through segment 2",
        "0.2 A11 to H1, no run, driven towards segment 5",
    ]


def test_facts_have_lines_of_their_own() -> None:
    book = Book().innings(HOME, "1 2 4")
    book.fact("play_stopped", reason="rain").fact("play_resumed")
    book.fact("penalty_awarded", to_team_id=HOME, runs=5, law="28.3")
    book.fact("batter_retired", player_id=player(HOME, 1), **{"as": "hurt"})
    book.fact("batter_arrived", player_id=player(HOME, 3))
    book.fact("bowler_suspended", player_id=player(AWAY, 11))
    replaced = {"team_id": AWAY, "out_player_id": player(AWAY, 1), "in_player_id": "sub"}
    book.fact("player_replaced", **replaced, reason="concussion")
    book.fact("target_revised", target=100, overs_limit=18, method="DLS")
    book.close("declared").fact("match_closed", outcome="draw")
    replay_lines = balls_of(archive_of(book))[4:]
    assert [each["commentary"] for each in replay_lines] == [
        "Play stopped: rain",
        "Play goes on",
        "5 penalty runs to Home (28.3)",
        "H1 retires, hurt",
        "H3 comes in",
        "A11 may not bowl again in the innings",
        "sub comes for A1 for Away (concussion)",
        "Revised: target 100, overs 18 (DLS)",
        "Innings closed: declared",
        "Match closed: draw",
        "Result: match drawn",
    ]
    assert (replay_lines[2]["over"], replay_lines[2]["inningsRuns"]) == ("0.3", 12)


def test_what_follows_from_the_score_is_told_once_whoever_recorded_it() -> None:
    book = Book(limited(1)).innings(HOME, "1 1 1 1 1 1").close("overs_complete")
    book.innings(AWAY, ". . 4 4")
    replay_lines = [(each["type"], each["commentary"]) for each in balls_of(archive_of(book))]
    closes = [text for kind, text in replay_lines if kind == "innings_closed"]
    assert closes == ["Innings closed: overs complete", "Innings closed: target reached"]
    assert replay_lines[-1] == ("result", "Result: Away won by 10 wickets")


def test_a_chase_tells_what_is_needed() -> None:
    book = Book(limited(1)).innings(HOME, "1 1 1 1 1 1").innings(AWAY, "4 wd 1")
    replay_lines = [each for each in balls_of(archive_of(book)) if each["inningsNumber"] == 2][1:]
    needed = [
        (each["target"], each["runsRequired"], each["ballsRemaining"]) for each in replay_lines
    ]
    assert needed == [(7, 3, 5), (7, 2, 5), (7, 1, 4)]
    assert replay_lines[-1]["striker"] == {
        "playerId": player(AWAY, 1),
        "playerName": "A1",
        "runs": 5,
        "ballsFaced": 2,
    }
    assert replay_lines[-1]["nonStriker"]["playerName"] == "A2"
    assert (replay_lines[-1]["bowler"]["overs"], replay_lines[-1]["bowler"]["runsConceded"]) == (
        "0.2",
        6,
    )


def test_the_last_man_stands_alone() -> None:
    conditions = PlayingConditions(players_per_side=2, last_man_stands=True)
    replay_lines = balls_of(archive_of(Book(conditions).innings(HOME, "W 2")))
    assert replay_lines[-1]["nonStriker"] is None
    assert replay_lines[-2]["nonStriker"]["playerName"] == "H2"


def test_an_action_that_could_not_count_is_told_as_that() -> None:
    book = Book().innings(HOME, "W")
    book.at_crease(player(HOME, 1), player(HOME, 2)).ball("6")
    documents = archive_of(book)
    last = balls_of(documents)[-1]
    assert (last["type"], last["inningsRuns"]) == ("not_counted", 0)
    assert last["commentary"].startswith("Not counted: H1 is already out")
    assert kinds(documents, "six") == []


def test_a_voided_ball_leaves_no_trace() -> None:
    book = Book().innings(HOME, "4 6")
    book.entries[-1] = book.entries[-1].model_copy(update={"is_voided": True})  # type: ignore[union-attr]
    documents = archive_of(book)
    assert [each["kind"] for each in documents["highlights"]["highlights"]] == ["four"]
    assert len(lines(documents)) == 2


def test_a_milestone_is_told_with_its_ball() -> None:
    documents = archive_of(Book().innings(HOME, "4 4 4 4 4 4 . . . . . . 6 6 6 4 4 4"))
    (fifty,) = kinds(documents, "fifty")
    assert fifty["text"] == "Fifty for H1 off 11 balls"
    assert fifty["actionIds"] == ["1_18"]
    assert lines(documents)[17].startswith("2.5 A11 to H1, FOUR. Fifty for H1")
    assert documents["summary"]["fastestFifty"] == {
        "playerId": player(HOME, 1),
        "playerName": "H1",
        "inningsNumber": 1,
        "balls": 11,
        "actionId": "1_18",
    }
    assert documents["summary"]["fastestHundred"] is None


def test_the_faster_of_two_fifties_is_the_fastest_and_the_earlier_of_equal_ones() -> None:
    slow, fast = "4 4 4 4 4 4 . . . . . . 6 6 6 4 4 4", "6 6 6 6 6 6 . . . . . . 6 6 6 6 6 6"
    book = Book().innings(HOME, slow).close("declared").innings(AWAY, fast).close("declared")
    fifty = archive_of(book)["summary"]["fastestFifty"]
    assert (fifty["playerName"], fifty["balls"]) == ("A1", 9)
    again = Book().innings(HOME, fast).close("declared").innings(AWAY, fast).close("declared")
    assert archive_of(again)["summary"]["fastestFifty"]["playerName"] == "H1"


def test_a_hat_trick_names_its_three_wickets_and_a_maiden_its_balls() -> None:
    documents = archive_of(Book().innings(HOME, ". . . W W W"))
    (hat_trick,) = kinds(documents, "hat_trick")
    assert hat_trick["actionIds"] == ["1_5", "1_6", "1_7"]
    assert hat_trick["text"] == "Hat-trick for A11"
    (maiden,) = kinds(documents, "maiden")
    assert maiden["actionIds"] == [f"1_{number}" for number in range(2, 8)]
    assert (maiden["over"], maiden["text"]) == ("0.6", "Maiden by A11")


def test_the_maiden_of_an_over_that_goes_on_is_none() -> None:
    book = Book().innings(HOME, ". . . . . .")
    assert kinds(archive_of(book), "maiden") != []
    book.over_number, book.ball_in_over, book.bowler = 0, 6, player(AWAY, 11)
    book.swap()
    book.ball("4")
    documents = archive_of(book)
    assert kinds(documents, "maiden") == []
    assert len(documents["highlights"]["turningOvers"]) == 1


def test_the_wicket_of_a_batter_who_comes_back_never_fell() -> None:
    book = Book().innings(HOME, "1 1")
    book.fact("batter_retired", player_id=player(HOME, 1), **{"as": "out"})
    assert len(kinds(archive_of(book), "wicket")) == 1
    book.fact("batter_resumed", player_id=player(HOME, 1), consent=True)
    documents = archive_of(book)
    assert kinds(documents, "wicket") == []
    assert lines(documents)[-1] == "H1 comes back"


def test_wickets_are_numbered_as_on_the_card_once_one_is_taken_back() -> None:
    book = Book().innings(HOME, "1 1")
    book.fact("batter_retired", player_id=player(HOME, 1), **{"as": "out"})
    book.replace(player(HOME, 1))
    book.balls("4 W 2")
    book.fact("batter_retired", player_id=player(HOME, 4), **{"as": "hurt"})
    book.fact("batter_resumed", player_id=player(HOME, 1), consent=True)
    book.at_crease(player(HOME, 1), player(HOME, 2)).balls("1 W")
    texts = [each["text"] for each in kinds(archive_of(book), "wicket")]
    assert texts == ["H3 b A11 4 (2b 1x4), 6/1", "H1 b A10 2 (3b), 9/2"]
    falls = [(each.score, each.wicket_number) for each in book.now.fall_of_wickets]
    assert falls == [(6, 1), (9, 2)]


def test_a_wicket_is_told_with_the_batters_innings_and_the_score() -> None:
    (wicket,) = kinds(archive_of(Book().innings(HOME, "4 6 . Wc")), "wicket")
    assert wicket == {
        "kind": "wicket",
        "actionIds": ["1_5"],
        "inningsNumber": 1,
        "over": "0.4",
        "text": "H1 c b A11 10 (4b 1x4 1x6), 10/1",
        "playerIds": [player(HOME, 1), player(AWAY, 11)],
    }


def test_a_result_that_was_undone_by_a_seventh_ball_is_not_told() -> None:
    book = Book(limited(1)).innings(HOME, "1 . . . . .").innings(AWAY, ". . . . . .")
    book.ball("2", over_number=0, ball_in_over=7, bowler_id=player(HOME, 11), over_balls=7)
    lines = [each for each in archive_of(book)["replay_1"]["balls"] if each["actionId"][0] == "2"]
    assert [each["commentary"] for each in lines if each["type"] == "result"] == [
        "Result: Away won by 10 wickets"
    ]
    assert lines[-2]["commentary"] == "Innings closed: target reached"


def test_a_replacement_for_no_known_reason_gives_none() -> None:
    book = Book().innings(HOME, ".")
    book.fact("player_replaced", team_id=AWAY, in_player_id="away12", reason="unknown")
    assert balls_of(archive_of(book))[-1]["commentary"] == "away12 comes for Away"


def test_a_number_in_a_reason_is_no_player() -> None:
    inputs = Inputs(Book().setup, player_names={PlayerId("1"): "One", PlayerId("p2"): "Two"})
    assert with_names("innings 1 is over: (p2), p2", inputs) == "innings 1 is over: (Two), Two"


def close_lines(book: Book) -> list[str]:
    """The lines of the ends of innings, each with the line before it."""
    texts = lines(archive_of(book))
    return [f"{before} / {each}" for before, each in pairwise(texts) if "closed" in each]


def test_an_innings_whose_last_over_went_on_has_one_end() -> None:
    book = Book(limited(1)).innings(HOME, "4 . . . . .").innings(AWAY, ". . . . . .")
    book.over_number, book.bowler = 0, player(HOME, 11)
    book.ball("6", over_balls=7, ball_in_over=7)
    assert close_lines(book) == [
        "0.6 A11 to H1, no run / Innings closed: overs complete",
        "0.7 H11 to A2, SIX / Innings closed: target reached",
    ]


def test_a_chase_that_an_award_opened_again_has_one_end() -> None:
    book = Book(limited(1)).innings(HOME, "4 . . . . .").innings(AWAY, "4 1")
    book.fact("penalty_awarded", to_team_id=HOME, runs=5).balls("6")
    assert close_lines(book) == [
        "0.6 A11 to H1, no run / Innings closed: overs complete",
        "0.3 H11 to A2, SIX / Innings closed: target reached",
    ]


def test_a_chase_won_off_its_last_ball_that_an_award_turned_has_one_end() -> None:
    book = Book(limited(1)).innings(HOME, "4 . . . . .").innings(AWAY, ". . . . . 6")
    book.fact("penalty_awarded", to_team_id=HOME, runs=5)
    assert close_lines(book) == [
        "0.6 A11 to H1, no run / Innings closed: overs complete",
        "5 penalty runs to Home / Innings closed: overs complete",
    ]


def test_an_innings_that_nobody_closed_ends_before_the_next_one_begins() -> None:
    book = Book(limited(3)).innings(HOME, "4 . . . . . | . .").innings(AWAY, "1")
    assert close_lines(book) == ["1.2 A10 to H2, no run / Innings closed: abandoned"]
    replay_lines = balls_of(archive_of(book))
    [end] = [each for each in replay_lines if "closed" in each["commentary"]]
    assert (end["inningsNumber"], end["over"], end["inningsRuns"]) == (1, "1.2", 4)
    assert replay_lines[replay_lines.index(end) + 1]["commentary"] == "Innings 2: Away bat"


def test_a_short_last_over_that_the_next_innings_showed_ends_the_one_before() -> None:
    book = Book(limited(1)).innings(HOME, "4 . . . .").innings(AWAY, "1")
    assert close_lines(book) == ["0.5 A11 to H1, no run / Innings closed: overs complete"]
