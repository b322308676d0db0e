"""Tests the archive of small matches: commentary and highlights."""

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
from tests.projections.archives import archive_of, commentary_lines, highlights_of, replay_balls


def limited(overs: int) -> PlayingConditions:
    """Return the conditions of a match limited to `overs`."""
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
def test_the_commentary_of_a_ball_describes_its_runs_and_wicket(token: str, words: str) -> None:
    texts = commentary_lines(archive_of(Book().innings(HOME, token)))
    assert texts[1].partition(", ")[2] == words


def test_a_commentary_line_has_over_bowler_and_striker() -> None:
    texts = commentary_lines(archive_of(Book().innings(HOME, "1 wd . . . . . 4")))
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
def test_a_shot_is_described_from_valid_data_and_other_data_is_ignored(
    shot: Any, words: list[str]
) -> None:
    assert shot_words(shot, scored=True) == words


def test_a_shot_without_a_run_is_described_as_towards_its_segment() -> None:
    book = Book().innings(HOME)
    book.ball("4", shot_data={"shotType": "cut", "wagonWheelSegment": 2})
    book.ball(".", shot_data={"shotType": "drive", "wagonWheelSegment": 5})
    assert commentary_lines(archive_of(book))[1:] == [
        "0.1 A11 to H1, FOUR, cut through segment 2",
        "0.2 A11 to H1, no run, driven towards segment 5",
    ]


def test_actions_without_a_ball_have_commentary_lines() -> None:
    book = Book().innings(HOME, "1 2 4")
    book.fact("play_stopped", reason="rain").fact("play_resumed")
    book.fact("penalty_awarded", to_team_id=HOME, runs=5, law="28.3")
    book.fact("batter_retired", player_id=player(HOME, 1), **{"as": "hurt"})
    book.fact("batter_arrived", player_id=player(HOME, 3))
    book.fact("bowler_suspended", player_id=player(AWAY, 11))
    replacement = {"team_id": AWAY, "out_player_id": player(AWAY, 1), "in_player_id": "sub"}
    book.fact("player_replaced", **replacement, reason="concussion")
    book.fact("target_revised", target=100, overs_limit=18, method="DLS")
    book.close("declared").fact("match_closed", outcome="draw")
    replay_lines = replay_balls(archive_of(book))[4:]
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


def test_an_end_that_is_recorded_and_derived_has_one_line() -> None:
    book = Book(limited(1)).innings(HOME, "1 1 1 1 1 1").close("overs_complete")
    book.innings(AWAY, ". . 4 4")
    replay_lines = [(each["type"], each["commentary"]) for each in replay_balls(archive_of(book))]
    closes = [text for kind, text in replay_lines if kind == "innings_closed"]
    assert closes == ["Innings closed: overs complete", "Innings closed: target reached"]
    assert replay_lines[-1] == ("result", "Result: Away won by 10 wickets")


def test_lines_of_a_chase_have_target_runs_and_balls_remaining() -> None:
    book = Book(limited(1)).innings(HOME, "1 1 1 1 1 1").innings(AWAY, "4 wd 1")
    replay_lines = [each for each in replay_balls(archive_of(book)) if each["inningsNumber"] == 2][
        1:
    ]
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


def test_the_last_batter_alone_has_no_non_striker() -> None:
    conditions = PlayingConditions(players_per_side=2, last_man_stands=True)
    replay_lines = replay_balls(archive_of(Book(conditions).innings(HOME, "W 2")))
    assert replay_lines[-1]["nonStriker"] is None
    assert replay_lines[-2]["nonStriker"]["playerName"] == "H2"


def test_an_action_that_does_not_count_has_a_line_with_the_reason() -> None:
    book = Book().innings(HOME, "W")
    book.at_crease(player(HOME, 1), player(HOME, 2)).ball("6")
    documents = archive_of(book)
    last = replay_balls(documents)[-1]
    assert (last["type"], last["inningsRuns"]) == ("not_counted", 0)
    assert last["commentary"].startswith("Not counted: H1 is already out")
    assert highlights_of(documents, "six") == []


def test_a_voided_ball_has_no_line_and_no_highlight() -> None:
    book = Book().innings(HOME, "4 6")
    book.entries[-1] = book.entries[-1].model_copy(update={"is_voided": True})  # type: ignore[union-attr]
    documents = archive_of(book)
    assert [each["kind"] for each in documents["highlights"]["highlights"]] == ["four"]
    assert len(commentary_lines(documents)) == 2


def test_a_milestone_is_in_the_line_of_its_ball() -> None:
    documents = archive_of(Book().innings(HOME, "4 4 4 4 4 4 . . . . . . 6 6 6 4 4 4"))
    (fifty,) = highlights_of(documents, "fifty")
    assert fifty["text"] == "Fifty for H1 off 11 balls"
    assert fifty["actionIds"] == ["1_18"]
    assert commentary_lines(documents)[17].startswith("2.5 A11 to H1, FOUR. Fifty for H1")
    assert documents["summary"]["fastestFifty"] == {
        "playerId": player(HOME, 1),
        "playerName": "H1",
        "inningsNumber": 1,
        "balls": 11,
        "actionId": "1_18",
    }
    assert documents["summary"]["fastestHundred"] is None


def test_the_fastest_fifty_takes_fewest_balls_then_comes_first() -> None:
    slow, fast = "4 4 4 4 4 4 . . . . . . 6 6 6 4 4 4", "6 6 6 6 6 6 . . . . . . 6 6 6 6 6 6"
    book = Book().innings(HOME, slow).close("declared").innings(AWAY, fast).close("declared")
    fifty = archive_of(book)["summary"]["fastestFifty"]
    assert (fifty["playerName"], fifty["balls"]) == ("A1", 9)
    again = Book().innings(HOME, fast).close("declared").innings(AWAY, fast).close("declared")
    assert archive_of(again)["summary"]["fastestFifty"]["playerName"] == "H1"


def test_a_hat_trick_names_its_three_wickets_and_a_maiden_its_balls() -> None:
    documents = archive_of(Book().innings(HOME, ". . . W W W"))
    (hat_trick,) = highlights_of(documents, "hat_trick")
    assert hat_trick["actionIds"] == ["1_5", "1_6", "1_7"]
    assert hat_trick["text"] == "Hat-trick for A11"
    (maiden,) = highlights_of(documents, "maiden")
    assert maiden["actionIds"] == [f"1_{number}" for number in range(2, 8)]
    assert (maiden["over"], maiden["text"]) == ("0.6", "Maiden by A11")


def test_a_maiden_lost_to_a_seventh_ball_is_no_highlight() -> None:
    book = Book().innings(HOME, ". . . . . .")
    assert highlights_of(archive_of(book), "maiden") != []
    book.over_number, book.ball_in_over, book.bowler = 0, 6, player(AWAY, 11)
    book.swap()
    book.ball("4")
    documents = archive_of(book)
    assert highlights_of(documents, "maiden") == []
    assert len(documents["highlights"]["turningOvers"]) == 1


def test_a_batter_who_resumes_with_consent_has_no_wicket_highlight() -> None:
    book = Book().innings(HOME, "1 1")
    book.fact("batter_retired", player_id=player(HOME, 1), **{"as": "out"})
    assert len(highlights_of(archive_of(book), "wicket")) == 1
    book.fact("batter_resumed", player_id=player(HOME, 1), consent=True)
    documents = archive_of(book)
    assert highlights_of(documents, "wicket") == []
    assert commentary_lines(documents)[-1] == "H1 comes back"


def test_wickets_are_renumbered_as_on_the_scorecard_after_a_cancelled_one() -> None:
    book = Book().innings(HOME, "1 1")
    book.fact("batter_retired", player_id=player(HOME, 1), **{"as": "out"})
    book.replace(player(HOME, 1))
    book.balls("4 W 2")
    book.fact("batter_retired", player_id=player(HOME, 4), **{"as": "hurt"})
    book.fact("batter_resumed", player_id=player(HOME, 1), consent=True)
    book.at_crease(player(HOME, 1), player(HOME, 2)).balls("1 W")
    texts = [each["text"] for each in highlights_of(archive_of(book), "wicket")]
    assert texts == ["H3 b A11 4 (2b 1x4), 6/1", "H1 b A10 2 (3b), 9/2"]
    falls = [(each.score, each.wicket_number) for each in book.current.fall_of_wickets]
    assert falls == [(6, 1), (9, 2)]


def test_a_wicket_highlight_has_the_batters_figures_and_the_score() -> None:
    (wicket,) = highlights_of(archive_of(Book().innings(HOME, "4 6 . Wc")), "wicket")
    assert wicket == {
        "kind": "wicket",
        "actionIds": ["1_5"],
        "inningsNumber": 1,
        "over": "0.4",
        "text": "H1 c b A11 10 (4b 1x4 1x6), 10/1",
        "playerIds": [player(HOME, 1), player(AWAY, 11)],
    }


def test_a_result_changed_by_a_seventh_ball_has_one_line() -> None:
    book = Book(limited(1)).innings(HOME, "1 . . . . .").innings(AWAY, ". . . . . .")
    book.ball("2", over_number=0, ball_in_over=7, bowler_id=player(HOME, 11), over_balls=7)
    commentary_lines = [
        each for each in archive_of(book)["replay_1"]["balls"] if each["actionId"][0] == "2"
    ]
    assert [each["commentary"] for each in commentary_lines if each["type"] == "result"] == [
        "Result: Away won by 10 wickets"
    ]
    assert commentary_lines[-2]["commentary"] == "Innings closed: target reached"


def test_a_replacement_for_an_unknown_reason_names_none() -> None:
    book = Book().innings(HOME, ".")
    book.fact("player_replaced", team_id=AWAY, in_player_id="away12", reason="unknown")
    assert replay_balls(archive_of(book))[-1]["commentary"] == "away12 comes for Away"


def test_a_number_in_a_reason_is_not_replaced_by_a_players_name() -> None:
    inputs = Inputs(Book().setup, player_names={PlayerId("1"): "One", PlayerId("p2"): "Two"})
    assert with_names("innings 1 is over: (p2), p2", inputs) == "innings 1 is over: (Two), Two"


def close_lines(book: Book) -> list[str]:
    """Return the lines of the ends of innings, each with the line before it."""
    texts = commentary_lines(archive_of(book))
    return [f"{before} / {each}" for before, each in pairwise(texts) if "closed" in each]


def test_an_innings_continued_by_a_seventh_ball_has_one_end() -> None:
    book = Book(limited(1)).innings(HOME, "4 . . . . .").innings(AWAY, ". . . . . .")
    book.over_number, book.bowler = 0, player(HOME, 11)
    book.ball("6", over_balls=7, ball_in_over=7)
    assert close_lines(book) == [
        "0.6 A11 to H1, no run / Innings closed: overs complete",
        "0.7 H11 to A2, SIX / Innings closed: target reached",
    ]


def test_a_chase_reopened_by_penalty_runs_has_one_end() -> None:
    book = Book(limited(1)).innings(HOME, "4 . . . . .").innings(AWAY, "4 1")
    book.fact("penalty_awarded", to_team_id=HOME, runs=5).balls("6")
    assert close_lines(book) == [
        "0.6 A11 to H1, no run / Innings closed: overs complete",
        "0.3 H11 to A2, SIX / Innings closed: target reached",
    ]


def test_a_chase_turned_by_penalty_runs_after_its_last_ball_has_one_end() -> None:
    book = Book(limited(1)).innings(HOME, "4 . . . . .").innings(AWAY, ". . . . . 6")
    book.fact("penalty_awarded", to_team_id=HOME, runs=5)
    assert close_lines(book) == [
        "0.6 A11 to H1, no run / Innings closed: overs complete",
        "5 penalty runs to Home / Innings closed: overs complete",
    ]


def test_an_innings_without_a_recorded_close_ends_before_the_next_one() -> None:
    book = Book(limited(3)).innings(HOME, "4 . . . . . | . .").innings(AWAY, "1")
    assert close_lines(book) == ["1.2 A10 to H2, no run / Innings closed: abandoned"]
    replay_lines = replay_balls(archive_of(book))
    [end] = [each for each in replay_lines if "closed" in each["commentary"]]
    assert (end["inningsNumber"], end["over"], end["inningsRuns"]) == (1, "1.2", 4)
    assert replay_lines[replay_lines.index(end) + 1]["commentary"] == "Innings 2: Away bat"


def test_a_short_last_over_ends_the_innings_before_the_next_one() -> None:
    book = Book(limited(1)).innings(HOME, "4 . . . .").innings(AWAY, "1")
    assert close_lines(book) == ["0.5 A11 to H1, no run / Innings closed: overs complete"]
