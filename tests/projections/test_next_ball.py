"""Tests what the next action must name, and the overs, batters and runs that remain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.formats import FORMATS, THE_LAWS
from scrbrd.domain.match import Inputs
from scrbrd.domain.vocabulary import MatchFormat, TossDecision
from scrbrd.projections.board import board
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.live_score import live_score
from scrbrd.projections.live.next_ball import last_five_overs, needs, next_target, previous_bowler
from tests.domain.notation import AWAY, HOME, Book, player
from tests.projections.archives import NAMES

T20 = FORMATS[MatchFormat.T20]
LAST_MAN = replace(THE_LAWS, players_per_side=3, last_man_stands=True)
TEST = FORMATS[MatchFormat.TEST]
DOT_OVER = ". . . . . . "


def score_of(book: Book, **inputs: Any) -> dict[str, Any]:
    """Return the live score of a book; the players' names are H1 to H11 and A1 to A11."""
    names = {"player_names": NAMES, "team_names": {HOME: "Home", AWAY: "Away"}, **inputs}
    return as_document(live_score(book.state, Inputs(book.setup, **names), None))


def replace_bowler(book: Book, out: int, joining: int) -> Book:
    """Replace the bowler within an over."""
    out_id, in_id = player(AWAY, out), player(AWAY, joining)
    fields = {"team_id": AWAY, "role": "bowler", "out_player_id": out_id, "in_player_id": in_id}
    return book.fact("player_replaced", **fields)


def replace_batter(book: Book) -> Book:
    """Replace a player of the batting side who is not at the crease."""
    fields = {"out_player_id": player(HOME, 7), "in_player_id": player(HOME, 12)}
    return book.fact("player_replaced", team_id=HOME, role="player", **fields)


def over_of_third_bowler() -> Book:
    """Return an over whose bowler was replaced twice, and a ball by the second replacement."""
    book = replace_bowler(replace_bowler(Book().innings(balls="."), 11, 9), 9, 8)
    book.ball(".", bowler_id=player(AWAY, 8))
    return book


NEEDS: dict[str, tuple[Book, tuple[str, ...]]] = {
    "a match that has not begun needs an innings": (Book(), ("innings",)),
    "an innings begun without players needs batters and a bowler": (
        Book().innings(striker_id=None, non_striker_id=None),
        ("batter", "bowler"),
    ),
    "an innings begun with its openers needs a bowler": (Book().innings(), ("bowler",)),
    "an innings begun with openers and bowler needs nothing": (
        Book().innings(bowler_id=player(AWAY, 11)),
        (),
    ),
    "a ball in the over needs nothing": (Book().innings(balls="1"), ()),
    "a wicket needs a batter": (Book().innings(balls="W"), ("batter",)),
    "a new batter fills the vacancy": (
        Book().innings(balls="W").fact("batter_arrived", player_id=player(HOME, 3)),
        (),
    ),
    "a new over needs a bowler": (Book().innings(balls=DOT_OVER), ("bowler",)),
    "a wicket off the last ball of an over needs batter and bowler": (
        Book().innings(balls=". . . . . W"),
        ("batter", "bowler"),
    ),
    "a bowler suspended in the over needs another": (
        Book().innings(balls=".").fact("bowler_suspended", player_id=player(AWAY, 11)),
        ("bowler",),
    ),
    "a suspension of another bowler needs nothing": (
        Book().innings(balls=".").fact("bowler_suspended", player_id=player(AWAY, 4)),
        (),
    ),
    "a bowler hurt in the over needs another": (
        Book()
        .innings(balls=".")
        .fact(
            "player_replaced",
            team_id=AWAY,
            role="bowler",
            out_player_id=player(AWAY, 11),
            in_player_id=player(AWAY, 9),
        ),
        ("bowler",),
    ),
    "a replacement bowler who is replaced too needs another": (
        replace_bowler(replace_bowler(Book().innings(balls="."), 11, 9), 9, 8),
        ("bowler",),
    ),
    "a batter replaced after a bowler still needs a bowler": (
        replace_batter(replace_bowler(Book().innings(balls="."), 11, 9)),
        ("bowler",),
    ),
    "a batter replaced in the over needs no bowler": (
        replace_batter(Book().innings(balls=".")),
        (),
    ),
    "a bowler who continues a replaced bowler's over needs nothing": (over_of_third_bowler(), ()),
    "a bowler replaced in an earlier over needs nothing in this one": (
        replace_batter(over_of_third_bowler().balls(". . . . " + DOT_OVER + ".")),
        (),
    ),
    "the last batter alone needs nothing": (Book(LAST_MAN).innings(balls="W W"), ()),
    "a break between innings needs an innings": (
        Book().innings(balls="1").close("declared"),
        ("innings",),
    ),
    "a finished match needs nothing": (
        Book().innings(balls="1").close("all_out").innings(AWAY, "2"),
        (),
    ),
    "a tied match needs nothing before a super over begins": (
        Book().innings(balls="1").close("all_out").innings(AWAY, "1").close("all_out"),
        (),
    ),
    "a super over needs the other side's innings": (
        Book()
        .innings(balls="1")
        .close("all_out")
        .innings(AWAY, "1")
        .close("all_out")
        .innings(AWAY, DOT_OVER, super_over=True),
        ("innings",),
    ),
    "an abandoned last innings without a result needs nothing": (
        Book().innings(balls="1").close("all_out").innings(AWAY, ".").close("abandoned"),
        (),
    ),
}


@pytest.mark.parametrize(("book", "needed"), NEEDS.values(), ids=NEEDS.keys())
def test_the_players_and_innings_that_the_next_action_must_name(
    book: Book, needed: tuple[str, ...]
) -> None:
    assert needs(book.state) == needed
    assert score_of(book)["needs"] == list(needed)


def test_a_bowlers_remaining_overs_follow_from_the_playing_conditions() -> None:
    score = score_of(Book(T20).innings(balls=DOT_OVER + "1 . wd"))
    left = {each["playerName"]: each["oversLeft"] for each in score["bowlers"]}
    assert left == {"A11": 3.0, "A10": 3.4}
    assert "oversLeft" not in score["innings1"]["bowlers"][0]


def test_a_miscounted_over_is_a_whole_over_of_the_bowlers_limit() -> None:
    book = Book(T20).innings(balls=". . . .")
    book.ball(".", over_balls=5)
    [bowler] = score_of(book)["bowlers"]
    assert (bowler["overs"], bowler["oversLeft"]) == (1.0, 3.0)


def test_a_suspended_bowler_has_no_overs_left() -> None:
    book = Book(T20).innings(balls=DOT_OVER).fact("bowler_suspended", player_id=player(AWAY, 11))
    assert [each["oversLeft"] for each in score_of(book)["bowlers"]] == [0.0]


def test_without_a_limit_and_in_a_super_over_no_remaining_overs_are_shown() -> None:
    unlimited = Book().innings(balls=".")
    tied = Book(T20).innings(balls="1").close("all_out").innings(AWAY, "1").close("all_out")
    for book in (unlimited, tied.innings(AWAY, "1", super_over=True)):
        assert all("oversLeft" not in each for each in score_of(book)["bowlers"])


@pytest.mark.parametrize(
    ("balls", "previous"),
    [
        (".", None),
        (DOT_OVER, None),
        (DOT_OVER + ".", 11),
        (DOT_OVER * 2, 11),
        (DOT_OVER * 2 + ".", 10),
    ],
    ids=["first over", "first over ended", "second over", "second over ended", "third over"],
)
def test_the_previous_bowler_bowled_from_the_other_end(balls: str, previous: int | None) -> None:
    expected = None if previous is None else player(AWAY, previous)
    book = Book().innings(balls=balls)
    assert previous_bowler(book.current) == expected
    displayed_name = score_of(book)["currentInnings"].get("previousBowlerName")
    assert displayed_name == (None if previous is None else f"A{previous}")


OVERS = [f"{runs} . . . . ." for runs in (4, 1, 2, 3, 6, 1, 2)]


@pytest.mark.parametrize(
    ("overs", "figures"),
    [(0, None), (1, (1, 4)), (5, (5, 16)), (6, (5, 13)), (7, (5, 14))],
    ids=["none", "one", "five", "six", "seven"],
)
def test_the_last_five_overs_are_completed_ones(
    overs: int, figures: tuple[int, int] | None
) -> None:
    book = Book().innings(balls=" ".join([*OVERS[:overs], "2 1"]))
    found = last_five_overs(book.current)
    assert (found and (found.overs, found.runs)) == figures


def test_only_wickets_in_the_last_five_overs_are_counted() -> None:
    overs = [". . . . . W", ". . . . . .", ". W . . . .", *[". . . . . ."] * 3, "W ."]
    found = last_five_overs(Book().innings(balls=" ".join(overs)).current)
    assert found is not None
    assert (found.overs, found.wickets) == (5, 1)


def test_an_over_that_continues_with_a_seventh_ball_is_counted_with_it() -> None:
    book = Book().innings(balls=" ".join(OVERS[:6]))
    book.ball("4", over_number=5, bowler_id=player(AWAY, 10))
    assert (book.current.overs_completed, book.current.over.legal_balls) == (6, 7)
    found = last_five_overs(book.current)
    assert found is not None
    assert (found.overs, found.runs) == (5, 17)


def test_players_yet_to_bat_are_those_of_the_eleven_who_have_not_come_in() -> None:
    side = {HOME: tuple(player(HOME, number) for number in (1, 2, 3, 4))}
    score = score_of(Book().innings(balls="W 1"), eleven_ids=side)
    assert score["yetToBat"] == [{"playerId": "home4", "playerName": "H4"}]
    closed = score_of(Book().innings(balls="W 1").close("declared"), eleven_ids=side)
    assert closed["yetToBat"] == []


SIDES = {side: tuple(player(side, number) for number in range(1, 7)) for side in (HOME, AWAY)}


def super_overs(*super_over_innings: tuple[str, str]) -> Book:
    """Return a tied match and its super overs, each given as a side and its balls."""
    book = Book(replace(T20, overs_per_innings=1))
    for side in (HOME, AWAY):
        book.innings(side, "1 . . . . .")
    for name, balls in super_over_innings:
        book.innings(AWAY if name == "away" else HOME, balls, super_over=True)
    return book


def replaced_in_super_over() -> Book:
    """Return a super over in which a player yet to bat is replaced."""
    fields = {"out_player_id": "away3", "in_player_id": "away12", "reason": "concussion"}
    return super_overs(("away", "W")).fact("player_replaced", team_id=AWAY, role="player", **fields)


def second_super_over() -> Book:
    """Return a second super over: the side's opener, out in the first, may not bat again."""
    book = super_overs(("away", "W . . . . ."), ("home", ". . . . . ."), ("home", ". . . . . ."))
    return book.innings(AWAY, super_over=True, striker_id="away2", non_striker_id="away3")


def third_super_over() -> Book:
    """Return the second super over and the start of a third, by the same side."""
    book = second_super_over().at_crease(player(AWAY, 2), player(AWAY, 3)).balls(DOT_OVER)
    return book.innings(AWAY, super_over=True, striker_id="away2", non_striker_id="away3")


YET_TO_BAT: dict[str, tuple[Book, list[str]]] = {
    "the first super over": (super_overs(("away", ".")), ["away3", "away4", "away5", "away6"]),
    "after a wicket": (super_overs(("away", "W 1")), ["away4", "away5", "away6"]),
    "the other side's innings": (
        super_overs(("away", "W W"), ("home", "")),
        ["home3", "home4", "home5", "home6"],
    ),
    "out in the super over before": (second_super_over(), ["away4", "away5", "away6"]),
    "out in the first of three": (third_super_over(), ["away4", "away5", "away6"]),
    "replaced": (replaced_in_super_over(), ["away4", "away5", "away6", "away12"]),
}


@pytest.mark.parametrize(("book", "expected"), YET_TO_BAT.values(), ids=YET_TO_BAT.keys())
def test_players_yet_to_bat_in_a_super_over_were_not_out_in_an_earlier_one(
    book: Book, expected: list[str]
) -> None:
    assert book.current.is_super_over
    score = score_of(book, eleven_ids=SIDES)
    assert [each["playerId"] for each in score["yetToBat"]] == expected
    assert list(board(book.setup, book.entries, SIDES).yet_to_bat) == expected
    assert score["superOvers"][-1]["didNotBat"] == []


TARGETS = {
    "one innings each": (Book(T20).innings(balls="4").close("all_out"), 5),
    "revised before the chase": (
        Book(T20).innings(balls="4").close("all_out").fact("target_revised", target=90),
        90,
    ),
    "a super over": (
        Book(T20)
        .innings(balls="1")
        .close("all_out")
        .innings(AWAY, "1")
        .close("all_out")
        .innings(AWAY, "6 W W", super_over=True),
        7,
    ),
    "the first of two innings each": (Book(TEST).innings(balls="4").close("declared"), None),
    "the last of two innings each": (
        Book(TEST)
        .innings(balls="4")
        .close("declared")
        .innings(AWAY, "6")
        .close("all_out")
        .innings(HOME, "3")
        .close("declared"),
        2,
    ),
    "an innings in progress": (Book(T20).innings(balls="4"), None),
}


@pytest.mark.parametrize(("book", "target"), TARGETS.values(), ids=TARGETS.keys())
def test_the_next_innings_target_is_known_at_the_break(book: Book, target: int | None) -> None:
    assert next_target(book.state) == target
    begun = book.state.current is not None and not book.state.current.is_open
    if target is not None and begun:
        side = AWAY if book.side == HOME else HOME
        is_super_over = book.state.innings[-1].is_super_over
        assert book.innings(side, super_over=is_super_over).current.target == target


def test_the_innings_in_progress_has_names_with_its_ids() -> None:
    innings = score_of(Book().innings(balls="1"))["currentInnings"]
    names = {key: innings[key] for key in ("strikerName", "nonStrikerName", "bowlerName")}
    assert names == {"strikerName": "H2", "nonStrikerName": "H1", "bowlerName": "A11"}
    assert (innings["battingTeam"], innings["bowlingTeam"]) == ("Home", "Away")


def test_a_missing_striker_has_no_name() -> None:
    innings = score_of(Book().innings(balls="W"))["currentInnings"]
    assert innings["strikerId"] is None
    assert "strikerName" not in innings


def test_the_toss_is_in_the_score_if_it_is_recorded() -> None:
    book = Book(toss_winner_id=AWAY, toss_decision=TossDecision.FIELD)
    assert score_of(book)["toss"] == {"winnerId": "away", "winner": "Away", "decision": "field"}
    assert "toss" not in score_of(Book())


def test_computing_the_target_at_the_break_does_not_change_the_state() -> None:
    state = Book(T20).innings(balls="4").close("all_out").state
    copy = state.copied()
    assert next_target(state) == 5
    assert state == copy
