"""Tests the overs that turned a match, and the highlights dropped when a match is too long."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.formats import THE_LAWS, PlayingConditions
from scrbrd.domain.rain.resources import standard_table
from scrbrd.projections.archive.document_size import size_of
from scrbrd.projections.archive.highlights import fitting
from tests.domain.notation import AWAY, HOME, Book, player
from tests.projections.archives import archive_of, highlights_of


def limited(overs: int) -> PlayingConditions:
    """Return the conditions of a match limited to `overs`."""
    return PlayingConditions(overs_per_innings=overs)


def test_the_swing_of_an_over_is_the_change_of_the_chances_in_its_explanation() -> None:
    book = Book(limited(4)).innings(HOME, "4 4 4 4 4 4 | . . W . W . | 2 . . . . . | 4 2 4 . . .")
    turning = archive_of(book)["highlights"]["turningOvers"]
    assert [each["over"] for each in turning] == ["0.6", "2.6", "1.6", "3.6"]
    first = turning[0]
    assert first["unit"] == "percent"
    assert first["text"] == "Over 1: 24 runs, 0 wickets, towards Home"
    assert first["actionIds"] == [f"1_{number}" for number in range(2, 8)]
    before, after = read_chances(first["how"])
    assert before == 50.0, "of equal resources each side makes the same"
    assert first["swing"] == pytest.approx(after - before, abs=0.1)
    assert first["how"].startswith("0/0 to 24/0, resources 13.9 to 10.6 percent, by the match's ")


def test_a_wicket_off_the_last_ball_of_an_innings_does_not_change_the_swing() -> None:
    without_wicket = archive_of(Book(limited(2)).innings(HOME, "1 1 1 1 1 1 | 1 1 1 1 1 1"))
    with_wicket = archive_of(Book(limited(2)).innings(HOME, "1 1 1 1 1 1 | 1 1 1 1 1 1W"))
    last = [swing_of(each, 1, "1.6") for each in (without_wicket, with_wicket)]
    assert last[0] == pytest.approx(last[1], abs=1.0)


def test_the_swing_in_a_chase_is_measured_against_the_par() -> None:
    book = Book(limited(2)).innings(HOME, "1 1 1 1 1 1 | 1 1 1 1 1 1")
    book.innings(AWAY, "4 4 4 . . . | 1")
    turning = archive_of(book)["highlights"]["turningOvers"]
    over = next(each for each in turning if each["inningsNumber"] == 2 and each["over"] == "0.6")
    assert "by the par for a target of 13: Away win 50.0% before" in over["how"]
    assert over["towardsTeamId"] == AWAY
    won = next(each for each in turning if each["inningsNumber"] == 2 and each["over"] == "1.1")
    assert read_chances(won["how"])[1] == 100.0


def test_an_over_of_a_chase_already_lost_has_no_swing() -> None:
    book = Book(limited(2)).innings(HOME, "6 6 6 6 6 6 | 6 6 6 6 6 6").innings(AWAY, "1 1 1 1 1 1")
    book.balls(". . . . . .")
    last = swing_of(archive_of(book), 2, "1.6")
    assert last == 0


def chance_after_the_chase(book: Book, innings_number: int = 2) -> float:
    """Return the chasing side's chance of winning after the last over, in percent."""
    turning = archive_of(book)["highlights"]["turningOvers"]
    return read_chances([e for e in turning if e["inningsNumber"] == innings_number][-1]["how"])[1]


def test_after_a_short_over_a_chase_has_no_balls_left() -> None:
    """Law 17.5: an over of five balls counts as one over."""
    book = Book(limited(1)).innings(HOME, "1 1 1 1 1 1").innings(AWAY, "1 . . .")
    book.ball(".", over_balls=5)
    assert (book.current.closed, chance_after_the_chase(book)) == ("overs_complete", 0.0)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("innings_closed", {"reason": "overs_complete"}),
        ("match_closed", {"outcome": "win", "winner_team_id": HOME}),
    ],
)
def test_after_a_short_last_over_without_a_count_a_chase_has_no_balls_left(
    kind: str, fields: dict[str, str]
) -> None:
    book = Book(limited(1)).innings(HOME, "1 1 1 1 1 1").innings(AWAY, "1 . . . .")
    book.fact(kind, **fields)
    assert (book.current.closed, chance_after_the_chase(book)) == ("overs_complete", 0.0)


def test_a_short_over_has_the_same_swing_with_and_without_the_umpires_count() -> None:
    found = []
    for umpires_count in ({"over_balls": 5}, {}):
        book = Book(limited(3)).innings(HOME, "1 4 . 6")
        book.ball("2", **umpires_count)
        book.over_number, book.legal_balls, book.ball_in_over = 1, 0, 0
        book.at_crease(player(HOME, 2), player(HOME, 1)).balls("1 1 1 . . . | 4 4")
        found.append(archive_of(book)["highlights"]["turningOvers"])
    assert found[0] == found[1]


def test_a_side_of_six_that_is_all_out_has_lost_its_chase() -> None:
    conditions = PlayingConditions(overs_per_innings=5, players_per_side=6)
    book = Book(conditions).innings(HOME, "2 2 2 2 2 2").close("declared")
    book.innings(AWAY, "4 W W W W W")
    assert (book.current.closed, chance_after_the_chase(book)) == ("all_out", 0.0)


@pytest.mark.parametrize("balls", ["1 . .", "1 . . . . ."], ids=["in an over", "after an over"])
def test_a_chase_that_ends_with_a_wicket_without_a_ball_is_lost(balls: str) -> None:
    conditions = replace(limited(2), players_per_side=2)
    book = Book(conditions).innings(HOME, "1 1 1 1 1 1 | 1 1 1 1 1 1").innings(AWAY, balls)
    assert book.non_striker is not None
    book.fact("batter_dismissed", player_id=book.non_striker, wicket_type="run_out")
    [over] = [
        each
        for each in archive_of(book)["highlights"]["turningOvers"]
        if each["inningsNumber"] == 2
    ]
    assert (book.current.closed, read_chances(over["how"])[1]) == ("all_out", 0.0)
    assert over["text"].startswith("Over 1: 1 run, 1 wicket,")


def test_a_chase_recorded_as_all_out_with_batters_absent_is_lost() -> None:
    book = Book(limited(2)).innings(HOME, "1 1 1 1 1 1 | 1 1 1 1 1 1").innings(AWAY, "1 . W")
    book.close("all_out", absent_ids=["away4"])
    assert chance_after_the_chase(book) == 0.0


def test_a_chase_won_by_an_award_in_an_over_is_won() -> None:
    book = Book(limited(1)).innings(HOME, "1 1 1 1 1 1").innings(AWAY, "2 . .")
    book.fact("penalty_awarded", to_team_id=AWAY, runs=5)
    assert (book.current.closed, chance_after_the_chase(book)) == ("target_reached", 100.0)


def test_a_wicket_that_is_taken_back_is_a_wicket_of_no_over() -> None:
    book = Book(limited(4)).innings(HOME, "1 . . . . .")
    book.fact("batter_retired", player_id="home1", **{"as": "out"}).at_crease(
        player(HOME, 3), player(HOME, 2)
    )
    book.balls(". . . . . . | . . W")
    book.striker = player(HOME, 1)
    book.fact("batter_resumed", player_id="home1", consent=True).balls(". . . | . . . . . .")
    turning = archive_of(book)["highlights"]["turningOvers"]
    wickets = {each["over"]: each["text"].split(", ")[1] for each in turning}
    assert wickets == {
        "0.6": "0 wickets",
        "1.6": "0 wickets",
        "2.6": "1 wicket",
        "3.6": "0 wickets",
    }


def test_after_a_tie_each_side_has_half_a_chance() -> None:
    book = Book(limited(1)).innings(HOME, "1 1 1 1 1 1").innings(AWAY, "1 1 1 1 1 1")
    turning = archive_of(book)["highlights"]["turningOvers"]
    over = next(each for each in turning if each["inningsNumber"] == 2)
    assert read_chances(over["how"])[1] == 50.0


def test_without_a_limit_of_overs_swings_are_in_runs_and_wickets_cost_runs() -> None:
    book = Book(THE_LAWS).innings(HOME, "4 4 4 4 4 4 | . . W . W . | 1 1 1 1 1 1")
    turning = archive_of(book)["highlights"]["turningOvers"]
    # 30 runs for the 14.9 percent that two wickets took: 2.01 runs a percent.
    assert [(each["over"], each["unit"], each["swing"]) for each in turning] == [
        ("1.6", "runs", -30.0),
        ("0.6", "runs", 24.0),
        ("2.6", "runs", 6.0),
    ]
    assert turning[0]["how"] == "Swing: 0 - 30.00 (what the wickets were worth) = -30.00 runs."


def test_a_match_without_runs_has_swings_of_zero() -> None:
    book = Book(limited(2)).innings(HOME, ". . . . . . | . . . . . .")
    turning = archive_of(book)["highlights"]["turningOvers"]
    assert [each["swing"] for each in turning] == [0, 0]


def read_chances(how: str) -> tuple[float, float]:
    """Return the chances of winning before and after an over, in percent."""
    found = re.search(r"win (.*)% before, (.*)% after", how)
    assert found is not None
    return float(found.group(1)), float(found.group(2))


def swing_of(documents: dict[str, Any], innings_number: int, over: str) -> float | None:
    """Return the swing of an over, None if it is not among the turning overs."""
    for each in documents["highlights"]["turningOvers"]:
        if (each["inningsNumber"], each["over"]) == (innings_number, over):
            return float(each["swing"])
    return None


def test_at_most_five_overs_are_turning_overs_and_none_of_a_super_over() -> None:
    book = Book(limited(4)).innings(HOME, " | ".join(["1 1 1 1 1 1"] * 4))
    book.innings(AWAY, " | ".join(["1 1 1 1 1 1"] * 4))
    for side in (HOME, AWAY):
        book.innings(side, "6 6 6 6 6 6" if side == HOME else "6 6 6 6 6 .", super_over=True)
    documents = archive_of(book)
    turning = documents["highlights"]["turningOvers"]
    assert len(turning) == 5
    assert {each["inningsNumber"] for each in turning} <= {1, 2}
    assert len(highlights_of(documents, "six")) == 11, "a super over has highlights all the same"


def test_in_a_match_that_is_too_long_boundaries_are_dropped_before_wickets() -> None:
    numbered_kinds = enumerate(("four", "six", "maiden", "wicket"))
    highlights: list[Any] = [{"kind": kind, "at": at} for at, kind in numbered_kinds]
    assert [each["kind"] for each in fitting(highlights, size_of(highlights))] == [
        t["kind"] for t in highlights
    ]
    assert [each["kind"] for each in fitting(highlights, 3 * size_of(highlights[3]))] == [
        "six",
        "maiden",
        "wicket",
    ]
    assert fitting(highlights, 0) == []


@pytest.mark.parametrize("conditions", [THE_LAWS, limited(20)], ids=["no limit", "a limit"])
def test_overs_lost_during_an_over_do_not_count_in_its_swing(conditions: PlayingConditions) -> None:
    book = Book(conditions).innings(HOME, "1 1 1 1 1 1 | 1 1 1")
    book.fact("target_revised", overs_limit=5).balls(
        "1 1 1 | 1 1 1 1 1 1 | 1 1 1 1 1 1 | 1 1 1 1 1 1"
    )
    turning = archive_of(book)["highlights"]["turningOvers"]
    over = next(each for each in turning if each["over"] == "1.6")
    after = next(each for each in turning if each["over"] == "2.6")
    assert over["unit"] == after["unit"] == "percent"
    assert abs(over["swing"] - after["swing"]) < 3
    left = standard_table().left(4 * 6, 0) / 10
    assert f"6/0 to 12/0, resources {left:.1f} to " in over["how"]
