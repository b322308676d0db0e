"""What the next action must name, and what both sides have left."""

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
from tests.projections.archived import NAMES

T20 = FORMATS[MatchFormat.T20]
LAST_MAN = replace(THE_LAWS, players_per_side=3, last_man_stands=True)
TEST = FORMATS[MatchFormat.TEST]
SIX = ". . . . . . "


def score_of(book: Book, **inputs: Any) -> dict[str, Any]:
    """The live score of a book; players are called H1 to H11 and A1 to A11."""
    given = {"player_names": NAMES, "team_names": {HOME: "Home", AWAY: "Away"}, **inputs}
    return as_document(live_score(book.state, Inputs(book.setup, **given), None))


def bowler_hurt(book: Book, out: int, joining: int) -> Book:
    """Another bowler is to finish the over."""
    out_id, in_id = player(AWAY, out), player(AWAY, joining)
    fields = {"team_id": AWAY, "role": "bowler", "out_player_id": out_id, "in_player_id": in_id}
    return book.fact("player_replaced", **fields)


def batter_hurt(book: Book) -> Book:
    """One of the side that bats, who is not in, is replaced."""
    fields = {"out_player_id": player(HOME, 7), "in_player_id": player(HOME, 12)}
    return book.fact("player_replaced", team_id=HOME, role="player", **fields)


def another_bowls() -> Book:
    """The second of two who were to finish the over bowls a ball of it."""
    book = bowler_hurt(bowler_hurt(Book().innings(balls="."), 11, 9), 9, 8)
    book.ball(".", bowler_id=player(AWAY, 8))
    return book


NEEDS: dict[str, tuple[Book, tuple[str, ...]]] = {
    "a match that has not begun needs an innings": (Book(), ("innings",)),
    "an innings begun without its people needs batters and a bowler": (
        Book().innings(striker_id=None, non_striker_id=None),
        ("batter", "bowler"),
    ),
    "an innings begun with its openers needs a bowler": (Book().innings(), ("bowler",)),
    "an innings begun with all of them needs nobody": (
        Book().innings(bowler_id=player(AWAY, 11)),
        (),
    ),
    "a ball in the over needs nobody": (Book().innings(balls="1"), ()),
    "a wicket needs a batter": (Book().innings(balls="W"), ("batter",)),
    "a new batter fills the place": (
        Book().innings(balls="W").fact("batter_arrived", player_id=player(HOME, 3)),
        (),
    ),
    "a new over needs a bowler": (Book().innings(balls=SIX), ("bowler",)),
    "a wicket off the last ball of an over needs both": (
        Book().innings(balls=". . . . . W"),
        ("batter", "bowler"),
    ),
    "a bowler suspended in the over needs another": (
        Book().innings(balls=".").fact("bowler_suspended", player_id=player(AWAY, 11)),
        ("bowler",),
    ),
    "a suspension of somebody else needs nobody": (
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
    "one who was to finish the over and cannot leaves it to another": (
        bowler_hurt(bowler_hurt(Book().innings(balls="."), 11, 9), 9, 8),
        ("bowler",),
    ),
    "a batter replaced behind a bowler leaves another bowler to be named": (
        batter_hurt(bowler_hurt(Book().innings(balls="."), 11, 9)),
        ("bowler",),
    ),
    "a batter replaced in the over needs no bowler": (batter_hurt(Book().innings(balls=".")), ()),
    "who finishes the over needs nobody": (another_bowls(), ()),
    "who was taken off in an earlier over needs nobody in this one": (
        batter_hurt(another_bowls().balls(". . . . " + SIX + ".")),
        (),
    ),
    "the last man stands alone": (Book(LAST_MAN).innings(balls="W W"), ()),
    "a break between innings needs an innings": (
        Book().innings(balls="1").close("declared"),
        ("innings",),
    ),
    "a match that is over needs nothing": (
        Book().innings(balls="1").close("all_out").innings(AWAY, "2"),
        (),
    ),
    "a tied match needs nothing until somebody begins a super over": (
        Book().innings(balls="1").close("all_out").innings(AWAY, "1").close("all_out"),
        (),
    ),
    "a super over needs the other side's": (
        Book()
        .innings(balls="1")
        .close("all_out")
        .innings(AWAY, "1")
        .close("all_out")
        .innings(AWAY, SIX, super_over=True),
        ("innings",),
    ),
    "a last innings that was abandoned without a result needs no other": (
        Book().innings(balls="1").close("all_out").innings(AWAY, ".").close("abandoned"),
        (),
    ),
}


@pytest.mark.parametrize(("book", "needed"), NEEDS.values(), ids=NEEDS.keys())
def test_what_the_next_action_must_name(book: Book, needed: tuple[str, ...]) -> None:
    assert needs(book.state) == needed
    assert score_of(book)["needs"] == list(needed)


def test_the_overs_that_a_bowler_has_left_are_those_of_the_conditions() -> None:
    score = score_of(Book(T20).innings(balls=SIX + "1 . wd"))
    left = {each["playerName"]: each["oversLeft"] for each in score["bowlers"]}
    assert left == {"A11": 3.0, "A10": 3.4}
    assert "oversLeft" not in score["innings1"]["bowlers"][0]


def test_a_miscounted_over_takes_a_whole_one_of_the_bowlers_overs() -> None:
    book = Book(T20).innings(balls=". . . .")
    book.ball(".", over_balls=5)
    [bowler] = score_of(book)["bowlers"]
    assert (bowler["overs"], bowler["oversLeft"]) == (1.0, 3.0)


def test_a_suspended_bowler_has_no_overs_left() -> None:
    book = Book(T20).innings(balls=SIX).fact("bowler_suspended", player_id=player(AWAY, 11))
    assert [each["oversLeft"] for each in score_of(book)["bowlers"]] == [0.0]


def test_a_match_without_a_limit_and_a_super_over_leave_overs_left_unsaid() -> None:
    unlimited = Book().innings(balls=".")
    tied = Book(T20).innings(balls="1").close("all_out").innings(AWAY, "1").close("all_out")
    for book in (unlimited, tied.innings(AWAY, "1", super_over=True)):
        assert all("oversLeft" not in each for each in score_of(book)["bowlers"])


@pytest.mark.parametrize(
    ("balls", "previous"),
    [(".", None), (SIX, None), (SIX + ".", 11), (SIX * 2, 11), (SIX * 2 + ".", 10)],
    ids=["first over", "first over ended", "second over", "second over ended", "third over"],
)
def test_the_previous_bowler_bowled_from_the_other_end(balls: str, previous: int | None) -> None:
    wanted = None if previous is None else player(AWAY, previous)
    book = Book().innings(balls=balls)
    assert previous_bowler(book.now) == wanted
    shown = score_of(book)["currentInnings"].get("previousBowlerName")
    assert shown == (None if previous is None else f"A{previous}")


OVERS = [f"{runs} . . . . ." for runs in (4, 1, 2, 3, 6, 1, 2)]


@pytest.mark.parametrize(
    ("overs", "figures"),
    [(0, None), (1, (1, 4)), (5, (5, 16)), (6, (5, 13)), (7, (5, 14))],
    ids=["none", "one", "five", "six", "seven"],
)
def test_the_last_five_overs_are_those_completed(
    overs: int, figures: tuple[int, int] | None
) -> None:
    book = Book().innings(balls=" ".join([*OVERS[:overs], "2 1"]))
    found = last_five_overs(book.now)
    assert (found and (found.overs, found.runs)) == figures


def test_the_wickets_of_the_last_five_overs_are_those_that_fell_in_them() -> None:
    overs = [". . . . . W", ". . . . . .", ". W . . . .", *[". . . . . ."] * 3, "W ."]
    found = last_five_overs(Book().innings(balls=" ".join(overs)).now)
    assert found is not None
    assert (found.overs, found.wickets) == (5, 1)


def test_an_over_that_goes_on_is_taken_back_from_the_last_five() -> None:
    book = Book().innings(balls=" ".join(OVERS[:6]))
    book.ball("4", over_number=5, bowler_id=player(AWAY, 10))
    assert (book.now.overs_completed, book.now.over.legal_balls) == (6, 7)
    found = last_five_overs(book.now)
    assert found is not None
    assert (found.overs, found.runs) == (5, 17)


def test_those_yet_to_bat_are_of_the_eleven_and_not_yet_in() -> None:
    side = {HOME: tuple(player(HOME, number) for number in (1, 2, 3, 4))}
    score = score_of(Book().innings(balls="W 1"), eleven_ids=side)
    assert score["yetToBat"] == [{"playerId": "home4", "playerName": "H4"}]
    closed = score_of(Book().innings(balls="W 1").close("declared"), eleven_ids=side)
    assert closed["yetToBat"] == []


SIDES = {side: tuple(player(side, number) for number in range(1, 7)) for side in (HOME, AWAY)}


def super_overs(*played: tuple[str, str]) -> Book:
    """A tied match and super overs, each of a side and its balls."""
    book = Book(replace(T20, overs_per_innings=1))
    for side in (HOME, AWAY):
        book.innings(side, "1 . . . . .")
    for name, balls in played:
        book.innings(AWAY if name == "away" else HOME, balls, super_over=True)
    return book


def replaced_in_super_over() -> Book:
    """One who has yet to bat in a super over is replaced."""
    fields = {"out_player_id": "away3", "in_player_id": "away12", "reason": "concussion"}
    return super_overs(("away", "W")).fact("player_replaced", team_id=AWAY, role="player", **fields)


def another_super_over() -> Book:
    """The side whose opener was out in the first bats last in the second, without them."""
    book = super_overs(("away", "W . . . . ."), ("home", ". . . . . ."), ("home", ". . . . . ."))
    return book.innings(AWAY, super_over=True, striker_id="away2", non_striker_id="away3")


def a_third_super_over() -> Book:
    """The same side begins a third."""
    book = another_super_over().at_crease(player(AWAY, 2), player(AWAY, 3)).balls(SIX)
    return book.innings(AWAY, super_over=True, striker_id="away2", non_striker_id="away3")


WAITING: dict[str, tuple[Book, list[str]]] = {
    "the first super over": (super_overs(("away", ".")), ["away3", "away4", "away5", "away6"]),
    "with a wicket down": (super_overs(("away", "W 1")), ["away4", "away5", "away6"]),
    "the other side's": (
        super_overs(("away", "W W"), ("home", "")),
        ["home3", "home4", "home5", "home6"],
    ),
    "out in the one before": (another_super_over(), ["away4", "away5", "away6"]),
    "out in the first of three": (a_third_super_over(), ["away4", "away5", "away6"]),
    "replaced": (replaced_in_super_over(), ["away4", "away5", "away6", "away12"]),
}


@pytest.mark.parametrize(("book", "waiting"), WAITING.values(), ids=WAITING.keys())
def test_those_yet_to_bat_in_a_super_over_were_out_in_none_before(
    book: Book, waiting: list[str]
) -> None:
    assert book.now.is_super_over
    score = score_of(book, eleven_ids=SIDES)
    assert [each["playerId"] for each in score["yetToBat"]] == waiting
    assert list(board(book.setup, book.entries, SIDES).yet_to_bat) == waiting
    assert score["superOvers"][-1]["didNotBat"] == []


BREAKS = {
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


@pytest.mark.parametrize(("book", "target"), BREAKS.values(), ids=BREAKS.keys())
def test_the_target_is_known_at_the_break(book: Book, target: int | None) -> None:
    assert next_target(book.state) == target
    begun = book.state.current is not None and not book.state.current.is_open
    if target is not None and begun:
        side = AWAY if book.side == HOME else HOME
        is_super_over = book.state.innings[-1].is_super_over
        assert book.innings(side, super_over=is_super_over).now.target == target


def test_names_stand_beside_the_ids_of_the_innings_in_progress() -> None:
    innings = score_of(Book().innings(balls="1"))["currentInnings"]
    names = {key: innings[key] for key in ("strikerName", "nonStrikerName", "bowlerName")}
    assert names == {"strikerName": "H2", "nonStrikerName": "H1", "bowlerName": "A11"}
    assert (innings["battingTeam"], innings["bowlingTeam"]) == ("Home", "Away")


def test_nobody_has_no_name() -> None:
    innings = score_of(Book().innings(balls="W"))["currentInnings"]
    assert innings["strikerId"] is None
    assert "strikerName" not in innings


def test_the_toss_is_told_where_somebody_noted_it() -> None:
    book = Book(toss_winner_id=AWAY, toss_decision=TossDecision.FIELD)
    assert score_of(book)["toss"] == {"winnerId": "away", "winner": "Away", "decision": "field"}
    assert "toss" not in score_of(Book())


def test_the_target_of_an_innings_break_leaves_the_state_as_it_was() -> None:
    state = Book(T20).innings(balls="4").close("all_out").state
    kept = state.copied()
    assert next_target(state) == 5
    assert state == kept
