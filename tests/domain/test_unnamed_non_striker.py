"""Tests deliveries whose documents leave the non-striker empty, as several data providers do."""

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
from tests.projections.feeds import book_feed, event_data

ONE, TWO, THREE = (player(HOME, number) for number in (1, 2, 3))


def run_out(out: str, end: str = "bowler") -> dict[str, object]:
    """Return a batter's run out."""
    return {"type": "run_out", "dismissed_player_id": out, "end": end}


def ball_without_non_striker(book: Book, token: str, **fields: object) -> Book:
    """Bowl a ball whose document leaves the non-striker empty."""
    book.ball(token, non_striker_id="", **fields)
    return book


@pytest.mark.parametrize("how", ["run_out", "obstructing_field", "retired_hurt", "retired_out"])
def test_a_batter_who_leaves_at_the_bowlers_end_is_the_unnamed_non_striker(how: str) -> None:
    book = innings("1 .")
    wicket = {"type": how, "dismissed_player_id": ONE}
    is_wicket = how != "retired_hurt"
    ball_without_non_striker(book, "1", wicket=wicket, is_wicket=is_wicket)
    dismissal = book.batter(1).dismissal
    assert dismissal is not None
    assert dismissal.type == how
    assert (book.current.runs, book.current.wickets, book.current.legal_balls) == (2, is_wicket, 3)
    assert book.codes == []


def test_a_batter_run_out_as_unnamed_non_striker_is_counted_as_having_come_in() -> None:
    book = innings(". Wron")
    ball_without_non_striker(book.at_crease(ONE, None), ".", wicket=run_out(THREE), is_wicket=True)
    current = book.current
    assert (current.wickets, current.legal_balls, book.codes) == (2, 3, [])
    assert [fall.player_id for fall in current.fall_of_wickets] == [TWO, THREE]
    assert (current.striker_id, current.batters[THREE].position) == (ONE, 3)
    last = current.partnerships[-1]
    assert (last.batter_a_id, last.batter_b_id, last.balls) == (ONE, THREE, 1)


def test_a_batter_who_is_out_cannot_be_run_out_as_unnamed_non_striker() -> None:
    book = innings(". Wron")
    ball_without_non_striker(book.at_crease(ONE, None), ".", wicket=run_out(TWO), is_wicket=True)
    assert (book.current.wickets, book.codes) == (1, [ProblemCode.BATTER_ALREADY_OUT])


def test_a_third_batter_is_not_run_out_while_two_are_in() -> None:
    book = innings("1 .")
    ball_without_non_striker(book, ".", wicket=run_out(THREE), is_wicket=True)
    assert (book.current.legal_balls, book.codes) == (2, [ProblemCode.BATTER_NOT_AT_CREASE])


def test_a_non_striker_run_out_by_the_first_ball_of_the_match_had_come_in() -> None:
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
    assert (book.current.wickets, book.codes) == (1, [ProblemCode.INNINGS_START_MISSING])


def test_an_unnamed_non_striker_recorded_as_bowled_is_out_as_recorded() -> None:
    book = innings("1 .")
    ball_without_non_striker(
        book, ".", wicket={"type": "bowled", "dismissed_player_id": ONE}, is_wicket=True
    )
    assert (book.current.wickets, book.codes) == (1, [ProblemCode.DISMISSAL_NOT_POSSIBLE])


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("bowled", ProblemCode.DISMISSAL_NOT_POSSIBLE),
        ("retired_hurt", ProblemCode.BATTER_NOT_AT_CREASE),
    ],
)
def test_an_unknown_batter_cannot_be_bowled_or_retire_as_unnamed_non_striker(
    how: str, code: str
) -> None:
    book = innings(". Wron")
    wicket = {"type": how, "dismissed_player_id": THREE}
    ball_without_non_striker(
        book.at_crease(ONE, None), ".", wicket=wicket, is_wicket=how == "bowled"
    )
    assert (book.current.wickets, book.codes) == (1, [code])


@pytest.mark.parametrize(
    "out", [TWO, THREE], ids=["a batter who was in", "a batter not seen before"]
)
def test_a_run_out_of_an_unnamed_non_striker_has_no_verdict(out: str) -> None:
    book = innings("." if out == TWO else ". Wron")
    if out == THREE:
        book.at_crease(ONE, None)
    before = book.state
    action = book.ball(".", non_striker_id="", wicket=run_out(out), is_wicket=True)
    assert judge(before, action, THE_LAWS) == ()


def test_the_feed_has_the_arrival_of_an_unnamed_non_striker_and_of_the_next_batter() -> None:
    book = innings(". Wron")
    ball_without_non_striker(book.at_crease(ONE, None), ".", wicket=run_out(THREE), is_wicket=True)
    book.at_crease(ONE, player(HOME, 4)).ball("1")
    documents = book_feed(book)
    wickets = [
        (each["dismissedPlayerId"], each["newBatterId"])
        for each in event_data(documents, "WICKET_FALLEN")
    ]
    assert wickets == [(TWO, THREE), (THREE, player(HOME, 4))]
    arrivals = [each["playerId"] for each in event_data(documents, "PLAYER_CHANGED")]
    assert arrivals == [ONE, TWO, THREE, player(HOME, 4)]
    [_, last] = event_data(documents, "WICKET_FALLEN")
    stand = last["partnership"]
    assert (stand["batsmanAId"], stand["batsmanBId"], stand["balls"]) == (ONE, THREE, 1)


def test_a_batter_who_faces_later_belongs_to_the_partnership_from_its_start() -> None:
    book = innings(". Wron")
    ball_without_non_striker(book.at_crease(ONE, None), "2")
    ball_without_non_striker(book.at_crease(ONE, None), "1")
    ball_without_non_striker(book.at_crease(THREE, ONE), "4")
    last = book.current.partnerships[-1]
    assert (last.batter_a_id, last.batter_b_id) == (ONE, THREE)
    assert (last.runs, last.balls, last.runs_a, last.runs_b) == (7, 3, 3, 4)
    assert len(book.current.partnerships) == 2


@settings(max_examples=max(10, settings().max_examples // 4))
@given(legal_logs())
def test_a_log_without_known_non_strikers_folds_to_the_same_state(log: LegalLog) -> None:
    known, state = MatchState(log.setup), MatchState(log.setup)
    for action in log.actions:
        apply(state, without_known_non_striker(state, action))
        apply(known, action)
    assert state == known == fold(MatchState(log.setup), log.actions)


def without_known_non_striker(state: MatchState, action: Action) -> Action:
    """Return a delivery without its non-striker if both its batters are at the crease."""
    current = state.current
    if not isinstance(action, Delivery) or current is None:
        return action
    if {action.striker_id, action.non_striker_id} != set(current.at_crease):
        return action
    return action.model_copy(update={"non_striker_id": ""})
