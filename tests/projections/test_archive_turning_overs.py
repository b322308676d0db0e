"""The overs that turned a match, and what gives way where a match is too long."""

from __future__ import annotations

import re
from typing import Any

import pytest

from scrbrd.domain.formats import THE_LAWS, PlayingConditions
from scrbrd.domain.rain.resources import standard_table
from scrbrd.projections.archive.document_size import size_of
from scrbrd.projections.archive.highlights import fitting
from tests.domain.notation import AWAY, HOME, Book
from tests.projections.archived import archive_of, kinds


def limited(overs: int) -> PlayingConditions:
    """A limited-overs match of so many overs."""
    return PlayingConditions(overs_per_innings=overs)


def test_the_swing_of_an_over_is_counted_as_it_says() -> None:
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


def test_a_wicket_off_the_last_ball_of_an_innings_costs_nothing() -> None:
    one = archive_of(Book(limited(2)).innings(HOME, "1 1 1 1 1 1 | 1 1 1 1 1 1"))
    other = archive_of(Book(limited(2)).innings(HOME, "1 1 1 1 1 1 | 1 1 1 1 1 1W"))
    last = [swing_of(each, 1, "1.6") for each in (one, other)]
    assert last[0] == pytest.approx(last[1], abs=1.0)


def test_a_chase_is_measured_against_the_par() -> None:
    book = Book(limited(2)).innings(HOME, "1 1 1 1 1 1 | 1 1 1 1 1 1")
    book.innings(AWAY, "4 4 4 . . . | 1")
    turning = archive_of(book)["highlights"]["turningOvers"]
    over = next(each for each in turning if each["inningsNumber"] == 2 and each["over"] == "0.6")
    assert "by the par for a target of 13: Away win 50.0% before" in over["how"]
    assert over["towardsTeamId"] == AWAY
    won = next(each for each in turning if each["inningsNumber"] == 2 and each["over"] == "1.1")
    assert read_chances(won["how"])[1] == 100.0


def test_a_chase_that_asks_for_the_impossible_is_not_turned_by_failing() -> None:
    book = Book(limited(2)).innings(HOME, "6 6 6 6 6 6 | 6 6 6 6 6 6").innings(AWAY, "1 1 1 1 1 1")
    book.balls(". . . . . .")
    last = swing_of(archive_of(book), 2, "1.6")
    assert last == 0


def after_the_chase(book: Book, innings_number: int = 2) -> float:
    """The chance of the side that chased after the last over, in percent."""
    turning = archive_of(book)["highlights"]["turningOvers"]
    return read_chances([e for e in turning if e["inningsNumber"] == innings_number][-1]["how"])[1]


def test_after_a_short_over_a_chase_has_no_balls_left() -> None:
    """Law 17.5: an over of five is one over all the same."""
    book = Book(limited(1)).innings(HOME, "1 1 1 1 1 1").innings(AWAY, "1 . . .")
    book.ball(".", over_balls=5)
    assert (book.now.closed, after_the_chase(book)) == ("overs_complete", 0.0)


def test_a_smaller_side_that_is_all_out_has_lost_its_chase() -> None:
    conditions = PlayingConditions(overs_per_innings=5, players_per_side=6)
    book = Book(conditions).innings(HOME, "2 2 2 2 2 2").close("declared")
    book.innings(AWAY, "4 W W W W W")
    assert (book.now.closed, after_the_chase(book)) == ("all_out", 0.0)


def test_a_tie_is_half_a_win() -> None:
    book = Book(limited(1)).innings(HOME, "1 1 1 1 1 1").innings(AWAY, "1 1 1 1 1 1")
    turning = archive_of(book)["highlights"]["turningOvers"]
    over = next(each for each in turning if each["inningsNumber"] == 2)
    assert read_chances(over["how"])[1] == 50.0


def test_without_a_limit_wickets_are_worth_runs() -> None:
    book = Book(THE_LAWS).innings(HOME, "4 4 4 4 4 4 | . . W . W . | 1 1 1 1 1 1")
    turning = archive_of(book)["highlights"]["turningOvers"]
    # 30 runs for the 14.9 percent that two wickets took: 2.01 runs a percent.
    assert [(each["over"], each["unit"], each["swing"]) for each in turning] == [
        ("1.6", "runs", -30.0),
        ("0.6", "runs", 24.0),
        ("2.6", "runs", 6.0),
    ]
    assert turning[0]["how"] == "Swing: 0 - 30.00 (what the wickets were worth) = -30.00 runs."


def test_a_match_without_runs_has_swings_of_nothing() -> None:
    book = Book(limited(2)).innings(HOME, ". . . . . . | . . . . . .")
    turning = archive_of(book)["highlights"]["turningOvers"]
    assert [each["swing"] for each in turning] == [0, 0]


def read_chances(how: str) -> tuple[float, float]:
    """The chances of winning before and after, in percent."""
    found = re.search(r"win (.*)% before, (.*)% after", how)
    assert found is not None
    return float(found.group(1)), float(found.group(2))


def swing_of(documents: dict[str, Any], innings_number: int, over: str) -> float | None:
    """The swing of an over; None where it is not among those named."""
    for each in documents["highlights"]["turningOvers"]:
        if (each["inningsNumber"], each["over"]) == (innings_number, over):
            return float(each["swing"])
    return None


def test_only_a_few_overs_turned_the_match_and_super_overs_never_do() -> None:
    book = Book(limited(4)).innings(HOME, " | ".join(["1 1 1 1 1 1"] * 4))
    book.innings(AWAY, " | ".join(["1 1 1 1 1 1"] * 4))
    for side in (HOME, AWAY):
        book.innings(side, "6 6 6 6 6 6" if side == HOME else "6 6 6 6 6 .", super_over=True)
    documents = archive_of(book)
    turning = documents["highlights"]["turningOvers"]
    assert len(turning) == 5
    assert {each["inningsNumber"] for each in turning} <= {1, 2}
    assert len(kinds(documents, "six")) == 11, "a super over has highlights all the same"


def test_where_a_match_is_too_long_boundaries_give_way_before_wickets() -> None:
    kinds_found = enumerate(("four", "six", "maiden", "wicket"))
    highlights: list[Any] = [{"kind": kind, "at": at} for at, kind in kinds_found]
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
def test_overs_that_are_lost_in_an_over_are_none_of_its_own(conditions: PlayingConditions) -> None:
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
