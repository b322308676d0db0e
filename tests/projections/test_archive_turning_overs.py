"""The overs that turned a match, and what gives way where a match is too long."""

from __future__ import annotations

from scrbrd.domain.formats import PlayingConditions
from scrbrd.projections.archive.document_size import size_of
from scrbrd.projections.archive.highlights import within
from tests.domain.notation import AWAY, HOME, Book
from tests.projections.archived import archive_of, kinds


def limited(overs: int) -> PlayingConditions:
    """A limited-overs match of so many overs."""
    return PlayingConditions(overs_per_innings=overs)


def test_the_swing_of_an_over_is_counted_as_it_says() -> None:
    # 36 runs off 24 balls and 2 wickets: 9 an over, 18 a wicket.
    book = Book(limited(4)).innings(HOME, "4 4 4 4 4 4 | . . W . W . | 2 . . . . . | 4 2 4 . . .")
    turning = archive_of(book)["highlights"]["turningOvers"]
    assert [each["over"] for each in turning] == ["1.6", "0.6", "2.6", "3.6"]
    assert turning[0]["swing"] == -45.0
    assert turning[0]["text"] == "Over 2: 0 runs, 2 wickets, towards Away"
    assert turning[0]["how"] == (
        "The match's average for 6 legal balls is 9.00 runs. Swing: 0 - 9.00 - 2 x 18.00 (runs per"
        " wicket of the match) = -45.00 runs."
    )
    assert (turning[1]["swing"], turning[1]["towardsTeamId"]) == (15.0, HOME)
    assert turning[1]["actionIds"] == [f"1_{number}" for number in range(2, 8)]


def test_in_a_chase_the_required_rate_is_what_an_over_should_have_brought() -> None:
    book = Book(limited(2)).innings(HOME, "1 1 1 1 1 1 | 1 1 1 1 1 1")
    book.innings(AWAY, "4 4 4 . . . | 1")
    turning = archive_of(book)["highlights"]["turningOvers"]
    over = next(each for each in turning if each["inningsNumber"] == 2 and each["over"] == "0.6")
    # 25 runs off 19 balls; 13 to win off 12.
    assert over["how"] == (
        "The match's average for 6 legal balls is 7.89 runs; the chase asked for 6.50."
        " Swing: 12 - 6.50 = +5.50 runs."
    )


def test_a_chase_that_asks_for_the_impossible_is_not_turned_by_failing() -> None:
    book = Book(limited(2)).innings(HOME, "6 6 6 6 6 6 | 6 6 6 6 6 6").innings(AWAY, "1 1 1 1 1 1")
    book.balls(". . . . . .")
    turning = archive_of(book)["highlights"]["turningOvers"]
    last = next(each for each in turning if each["inningsNumber"] == 2 and each["over"] == "1.6")
    assert "the chase asked for 67.00, counted as 39.00" in last["how"]
    assert last["swing"] == -39.0


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
    told = [{"kind": kind, "at": at} for at, kind in enumerate(("four", "six", "maiden", "wicket"))]
    assert [each["kind"] for each in within(told, size_of(told))] == [t["kind"] for t in told]
    assert [each["kind"] for each in within(told, 3 * size_of(told[3]))] == [
        "six",
        "maiden",
        "wicket",
    ]
    assert within(told, 0) == []
