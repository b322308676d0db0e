"""Balls whose documents leave the non-striker empty, as several data providers do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.fold import apply, fold
from scrbrd.domain.formats import THE_LAWS
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.state import MatchState
from scrbrd.domain.verdicts.judge import judge
from tests.domain.notation import AWAY, HOME, Book, innings, player
from tests.domain.strategies import LegalLog, legal_logs
from tests.projections.fed import event_data, fed

ONE, TWO, THREE = (player(HOME, number) for number in (1, 2, 3))


def run_out(out: str, end: str = "bowler") -> dict[str, object]:
    """A run out of a batter."""
    return {"type": "run_out", "dismissed_player_id": out, "end": end}


def unnamed(book: Book, token: str, **fields: object) -> Book:
    """Bowl a ball that does not say who stands at the other end."""
    book.ball(token, non_striker_id="", **fields)
    return book


@pytest.mark.parametrize("how", ["run_out", "obstructing_field", "retired_hurt", "retired_out"])
def test_who_leaves_at_the_other_end_is_the_one_who_was_in(how: str) -> None:
    book = innings("1 .")
    wicket = {"type": how, "dismissed_player_id": ONE}
    is_wicket = how != "retired_hurt"
    unnamed(book, "1", wicket=wicket, is_wicket=is_wicket)
    dismissal = book.batter(1).dismissal
    assert dismissal is not None
    assert dismissal.type == how
    assert (book.now.runs, book.now.wickets, book.now.legal_balls) == (2, is_wicket, 3)
    assert book.codes == []


def test_who_is_run_out_there_without_having_been_named_had_come_in() -> None:
    book = innings(". Wron")
    unnamed(book.at_crease(ONE, None), ".", wicket=run_out(THREE), is_wicket=True)
    now = book.now
    assert (now.wickets, now.legal_balls, book.codes) == (2, 3, [])
    assert [fall.player_id for fall in now.fall_of_wickets] == [TWO, THREE]
    assert (now.striker_id, now.batters[THREE].position) == (ONE, 3)
    last = now.partnerships[-1]
    assert (last.batter_a_id, last.batter_b_id, last.balls) == (ONE, THREE, 1)


def test_who_is_out_already_cannot_be_run_out_there() -> None:
    book = innings(". Wron")
    unnamed(book.at_crease(ONE, None), ".", wicket=run_out(TWO), is_wicket=True)
    assert (book.now.wickets, book.codes) == (1, [ProblemCode.BATTER_ALREADY_OUT])


def test_a_third_batter_is_not_run_out() -> None:
    book = innings("1 .")
    unnamed(book, ".", wicket=run_out(THREE), is_wicket=True)
    assert (book.now.legal_balls, book.codes) == (2, [ProblemCode.BATTER_NOT_AT_CREASE])


def test_who_is_run_out_with_the_first_ball_of_all_had_come_in() -> None:
    book = Book()
    before = book.state
    action = book.ball(
        ".",
        striker_id=ONE,
        non_striker_id="",
        bowler_id=player(AWAY, 1),
        wicket=run_out(TWO),
        is_wicket=True,
    )
    assert [each.code for each in judge(before, action, THE_LAWS)] == ["innings_start_missing"]
    assert (book.now.wickets, book.codes) == (1, [ProblemCode.INNINGS_START_MISSING])


def test_who_is_bowled_at_the_other_end_counts_as_recorded() -> None:
    book = innings("1 .")
    unnamed(book, ".", wicket={"type": "bowled", "dismissed_player_id": ONE}, is_wicket=True)
    assert (book.now.wickets, book.codes) == (1, [ProblemCode.DISMISSAL_NOT_POSSIBLE])


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("bowled", ProblemCode.DISMISSAL_NOT_POSSIBLE),
        ("retired_hurt", ProblemCode.BATTER_NOT_AT_CREASE),
    ],
)
def test_nobody_unknown_is_bowled_or_retires_at_the_other_end(how: str, code: str) -> None:
    book = innings(". Wron")
    wicket = {"type": how, "dismissed_player_id": THREE}
    unnamed(book.at_crease(ONE, None), ".", wicket=wicket, is_wicket=how == "bowled")
    assert (book.now.wickets, book.codes) == (1, [code])


@pytest.mark.parametrize("out", [TWO, THREE], ids=["in before", "unknown before"])
def test_nothing_is_said_against_it(out: str) -> None:
    book = innings("." if out == TWO else ". Wron")
    if out == THREE:
        book.at_crease(ONE, None)
    before = book.state
    action = book.ball(".", non_striker_id="", wicket=run_out(out), is_wicket=True)
    assert judge(before, action, THE_LAWS) == ()


def test_the_feed_tells_that_such_a_batter_came_in_and_who_came_next() -> None:
    book = innings(". Wron")
    unnamed(book.at_crease(ONE, None), ".", wicket=run_out(THREE), is_wicket=True)
    book.at_crease(ONE, player(HOME, 4)).ball("1")
    documents = fed(book)
    wickets = [
        (each["dismissedPlayerId"], each["newBatterId"])
        for each in event_data(documents, "WICKET_FALLEN")
    ]
    assert wickets == [(TWO, THREE), (THREE, player(HOME, 4))]
    came = [each["playerId"] for each in event_data(documents, "PLAYER_CHANGED")]
    assert came == [ONE, TWO, THREE, player(HOME, 4)]
    [_, last] = event_data(documents, "WICKET_FALLEN")
    stand = last["partnership"]
    assert (stand["batsmanAId"], stand["batsmanBId"], stand["balls"]) == (ONE, THREE, 1)


def test_who_faces_later_was_in_the_stand_from_its_beginning() -> None:
    book = innings(". Wron")
    unnamed(book.at_crease(ONE, None), "2")
    unnamed(book.at_crease(ONE, None), "1")
    unnamed(book.at_crease(THREE, ONE), "4")
    last = book.now.partnerships[-1]
    assert (last.batter_a_id, last.batter_b_id) == (ONE, THREE)
    assert (last.runs, last.balls, last.runs_a, last.runs_b) == (7, 3, 3, 4)
    assert len(book.now.partnerships) == 2


@settings(max_examples=max(10, settings().max_examples // 4))
@given(legal_logs())
def test_a_non_striker_who_is_in_need_not_be_named(log: LegalLog) -> None:
    known, state = MatchState(log.setup), MatchState(log.setup)
    for action in log.actions:
        apply(state, without_known(state, action))
        apply(known, action)
    assert state == known == fold(MatchState(log.setup), log.actions)


def without_known(state: MatchState, action: Action) -> Action:
    """A ball without its non-striker, if the two who bat it are in."""
    current = state.current
    if not isinstance(action, Delivery) or current is None:
        return action
    if {action.striker_id, action.non_striker_id} != set(current.at_crease):
        return action
    return action.model_copy(update={"non_striker_id": ""})
