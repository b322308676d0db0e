"""Tests rulings of officials and captains on disputes, and which of several rulings counts."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from scrbrd.consensus.entries import Seat
from scrbrd.consensus.rulings import Method
from scrbrd.domain.actions import Action
from tests.consensus.scribes import AWAY, HOME, Match, Scribe, dual_match, log_text

REST = "2 . 1"
CAPTAINS = ("captain_home", "captain_away")


def match_with_disputed_score() -> tuple[Match, Scribe, Scribe]:
    """Return a match in which home recorded a four and away a six."""
    match, home, away = dual_match(f"1 4 {REST}", f"1 4=6 {REST}")
    match.fold()
    return match, home, away


@pytest.mark.parametrize(("accepts", "log"), [(HOME, "1 4"), (AWAY, "1 6")])
def test_an_umpire_accepts_one_of_two_entries(accepts: Seat, log: str) -> None:
    match, *_ = match_with_disputed_score()
    found = match.rule(accepts, home="1_3", away="1_3").fold()
    assert log_text(found.log) == f"{log} {REST}"
    assert not found.disputes


def test_an_umpire_states_a_third_score() -> None:
    match, home, _ = match_with_disputed_score()
    ball = home.actual_balls[1].model_copy(update={"runs_off_bat": 5})
    found = match.rule(ball, home="1_3", away="1_3").fold()
    assert log_text(found.log) == f"1 5 {REST}"
    agreement = found.log[2].agreement
    assert agreement is not None
    assert agreement.rulings == (1,)


def test_an_umpire_rules_that_there_was_no_such_ball() -> None:
    match, *_ = dual_match(f"1 4x2 {REST}", f"1 4 {REST}")
    match.fold()
    found = match.rule(None, home="1_4").fold()
    assert log_text(found.log) == f"1 4 {REST}"
    assert not found.disputes
    [voided] = [each.action for each in found.log if each.action.is_voided]
    assert voided.void_reason == "no such ball"


def test_an_umpire_rules_that_a_book_has_missed_the_ball() -> None:
    match, *_ = dual_match(f"1 4 {REST}", f"1 -4 {REST}")
    match.fold()
    found = match.rule(HOME, missed=[AWAY], home="1_3").fold()
    assert log_text(found.log) == f"1 4 {REST}"
    assert not found.disputes
    assert found.standings[AWAY].missed == 1


def test_a_ball_that_was_ruled_missed_may_still_be_inserted() -> None:
    match, _, away = dual_match(f"1 4 {REST}", f"1 -4 {REST}")
    match.rule(HOME, missed=[AWAY], home="1_3").fold()
    away.insert_late(2)
    found = match.fold()
    assert log_text(found.log) == f"1 4 {REST}"
    assert not found.disputes
    assert found.standings[AWAY].missed == 0


def test_a_ruling_that_omits_a_book_does_not_use_up_that_books_next_entry() -> None:
    match, *_ = dual_match(f"1 4 {REST}", f"1 -4 {REST}")
    match.fold()
    found = match.rule(HOME, home="1_3").fold()
    assert log_text(found.log) == f"1 4 {REST}"
    assert found.standings[AWAY].missed == 1


def test_a_ruling_that_confirms_the_log_ends_the_dispute() -> None:
    match, home, _ = dual_match(f"1 4 {REST}", f"1 4 {REST}")
    match.fold()
    home.correct(2, "6")
    assert match.fold().disputes
    found = match.rule(AWAY, home="1_3", away="1_3").fold()
    assert not found.disputes
    assert log_text(found.log) == f"1 4 {REST}"


def test_a_ruling_corrects_a_ball_on_which_both_agreed() -> None:
    match, home, away = dual_match(f"1 4 {REST}", f"1 4 {REST}")
    match.fold()
    ball = home.actual_balls[1].model_copy(update={"runs_off_bat": 6})
    match.rule(ball, home="1_3", away="1_3").fold()
    assert log_text(match.log) == f"1 6 {REST}"
    home.correct(2, "2")
    away.correct(2, "2")
    assert log_text(match.fold().log) == f"1 6 {REST}"


def test_a_ruling_voids_a_ball_on_which_both_agreed() -> None:
    match, *_ = dual_match(f"1 4 {REST}", f"1 4 {REST}")
    match.fold()
    found = match.rule(None, home="1_3", away="1_3").fold()
    assert log_text(found.log) == f"1 {REST}"
    assert not found.disputes


def test_a_ruling_inserts_a_late_ball() -> None:
    match, home, _ = dual_match(f"1 -4 {REST}", f"1 -4 {REST}")
    match.fold()
    home.insert_late(2)
    match.fold()
    found = match.rule(HOME, home=home.entry_id(2)).fold()
    assert log_text(found.log) == f"1 4 {REST}"
    assert not found.disputes


@pytest.mark.parametrize("dots", [". -.", "-. .", "-. . .", ". -. . ."])
def test_a_ruling_inserts_a_late_ball_that_equals_its_neighbours(dots: str) -> None:
    match, home, _ = dual_match(f"1 {dots} 4", f"1 {dots} 4")
    match.fold()
    home.insert_late(2 + dots.split().index("-."))
    [dispute] = match.fold().disputes
    assert dispute.entry_id is not None
    found = match.rule(HOME, home=dispute.entry_id).fold()
    assert log_text(found.log) == f"1 {dots.replace('-', '')} 4"
    assert not found.disputes


def test_a_ruling_rejects_a_late_entry_for_a_ball_that_was_not_bowled() -> None:
    match, home, _ = dual_match(f"1 -4 {REST}", f"1 -4 {REST}")
    match.fold()
    home.insert_late(2)
    match.fold()
    found = match.rule(None, home=home.entry_id(2)).fold()
    assert log_text(found.log) == f"1 {REST}"
    assert not found.disputes


def test_one_captain_alone_decides_nothing() -> None:
    match, *_ = match_with_disputed_score()
    match.rule(HOME, method=Method.CAPTAINS, decided_as=CAPTAINS[0], home="1_3", away="1_3")
    assert match.fold().disputes
    match.rule(AWAY, method=Method.CAPTAINS, decided_as=CAPTAINS[1], home="1_3", away="1_3")
    assert match.fold().disputes
    match.rule(HOME, method=Method.CAPTAINS, decided_as=CAPTAINS[1], home="1_3", away="1_3")
    found = match.fold()
    assert log_text(found.log) == f"1 4 {REST}"


METHODS = [Method.ABANDON, Method.VIDEO, Method.UMPIRE]


@pytest.mark.parametrize("lower", METHODS)
@pytest.mark.parametrize("higher", METHODS)
@pytest.mark.parametrize("together", [True, False], ids=["together", "one after the other"])
@pytest.mark.parametrize("first", ["lower", "higher"])
def test_the_ruling_of_the_highest_rank_counts_and_of_equal_ranks_the_last(
    lower: Method, higher: Method, together: bool, first: str
) -> None:
    match, *_ = match_with_disputed_score()
    if METHODS.index(lower) > METHODS.index(higher):
        lower, higher = higher, lower
    rulings = [(lower, AWAY), (higher, HOME)]
    if first == "higher":
        rulings.reverse()
    for method, accepts in rulings:
        match.rule(accepts, method=method, home="1_3", away="1_3")
        if not together:
            match.fold()
    expected = rulings[-1][1] if lower == higher else HOME
    assert log_text(match.fold().log) == f"1 {'4' if expected == HOME else '6'} {REST}"


def test_books_that_agree_overrule_abandoning_but_not_an_umpires_ruling() -> None:
    for method, log in ((Method.ABANDON, "1 2"), (Method.UMPIRE, "1 4")):
        match, home, away = match_with_disputed_score()
        match.rule(HOME, method=method, home="1_3", away="1_3").fold()
        home.correct(2, "2")
        away.correct(2, "2")
        assert log_text(match.fold().log) == f"{log} {REST}"


# -- no such ball ------------------------------------------------------------------------------


def rule_no_ball(match: Match, method: Method) -> Match:
    """Add a ruling that the disputed ball is abandoned, or both captains' that there was none."""
    entries: Any = {"home": "1_3", "away": "1_3"}
    if method is Method.ABANDON:
        return match.rule(None, method=method, **entries)
    for captain in CAPTAINS:
        match.rule(None, method=method, decided_as=captain, **entries)
    return match


@pytest.mark.parametrize("method", [Method.ABANDON, Method.CAPTAINS])
def test_one_person_who_captains_both_sides_cannot_rule_for_both(method: Method) -> None:
    match, *_ = dual_match("1 4", "1 6")
    for role, person in ((1, "ann"), (0, "ann"), (1, "ann")):
        match.rule(None, (), method, CAPTAINS[role], None, person, home="1_3", away="1_3")
    assert match.fold().disputes[0].blocks
    match.rule(None, (), method, CAPTAINS[1], None, "bob", home="1_3", away="1_3")
    assert log_text(match.fold().log) == "1"
    assert not match.fold_unapplied().disputes


@pytest.mark.parametrize("method", [Method.ABANDON, Method.CAPTAINS])
@pytest.mark.parametrize("first", ["books", "rulings"])
def test_an_abandoned_ball_uses_up_the_entries_of_both_scorers(method: Method, first: str) -> None:
    match, home, away = match_with_disputed_score()
    if first == "rulings":
        match.log = ()
    rule_no_ball(match, method)
    for _ in range(3):
        found = match.fold()
        assert log_text(found.log) == f"1 {REST}"
        assert not found.disputes
    home.balls("6")
    away.balls("6")
    assert log_text(match.fold().log) == f"1 {REST} 6"


@pytest.mark.parametrize("method", [Method.ABANDON, Method.CAPTAINS])
def test_books_that_agree_later_overrule_a_ruling_that_abandoned_the_ball(method: Method) -> None:
    match, home, _ = match_with_disputed_score()
    rule_no_ball(match, method).fold()
    home.correct(2, "6")
    found = match.fold()
    assert log_text(found.log) == f"1 6 {REST}"
    assert not found.disputes


def test_one_captain_alone_cannot_abandon_a_ball() -> None:
    match, *_ = match_with_disputed_score()
    for captain in (CAPTAINS[0], CAPTAINS[0], CAPTAINS[1]):
        assert match.fold().disputes
        match.rule(None, method=Method.ABANDON, decided_as=captain, home="1_3", away="1_3")
    assert log_text(match.fold().log) == f"1 {REST}"


@pytest.mark.parametrize("together", [True, False], ids=["together", "one after the other"])
@pytest.mark.parametrize("second", [HOME, AWAY, "stated"])
@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        (Method.VIDEO, Method.UMPIRE),
        (Method.UMPIRE, Method.UMPIRE),
        (Method.VIDEO, Method.VIDEO),
        (Method.ABANDON, Method.VIDEO),
    ],
)
def test_a_ruling_of_equal_or_higher_rank_restores_a_ball_that_was_ruled_out(
    lower: Method, higher: Method, second: Seat | str, together: bool
) -> None:
    match, home, _ = match_with_disputed_score()
    five = home.actual_balls[1].model_copy(update={"runs_off_bat": 5})
    match.rule(None, method=lower, home="1_3", away="1_3")
    if not together:
        assert log_text(match.fold().log) == f"1 {REST}"
    accepts = second if isinstance(second, Seat) else five
    match.rule(accepts, method=higher, home="1_3", away="1_3")
    found = match.fold()
    runs = {HOME: "4", AWAY: "6", "stated": "5"}[second]
    assert log_text(found.log) == f"1 {runs} {REST}"
    assert not found.disputes


def test_a_ball_of_both_books_is_restored_after_it_was_ruled_out() -> None:
    match, home, away = dual_match(f"1 4 {REST}", f"1 4 {REST}")
    match.fold()
    match.rule(None, method=Method.VIDEO, home="1_3", away="1_3").fold()
    match.rule(HOME, home="1_3", away="1_3")
    assert log_text(match.fold().log) == f"1 4 {REST}"
    match.rule(None, home="1_3", away="1_3")
    assert log_text(match.fold().log) == f"1 {REST}"
    match.rule(AWAY, method=Method.VIDEO, home="1_3", away="1_3")
    home.balls("2")
    away.balls("2")
    assert log_text(match.fold().log) == f"1 {REST} 2"


def test_a_ruling_of_lower_rank_restores_nothing() -> None:
    match, *_ = match_with_disputed_score()
    match.rule(None, home="1_3", away="1_3").fold()
    match.rule(HOME, method=Method.VIDEO, home="1_3", away="1_3")
    assert log_text(match.fold().log) == f"1 {REST}"


def test_a_ball_wrongly_ruled_a_double_is_restored() -> None:
    match, *_ = dual_match(f"1 4x2 {REST}", f"1 4 {REST}")
    match.rule(None, method=Method.VIDEO, home="1_4").fold()
    match.rule(HOME, missed=[AWAY], home="1_4")
    assert log_text(match.fold().log) == f"1 4 4 {REST}"


# -- late balls --------------------------------------------------------------------------------

ARRIVALS = ["entry", "other entry", "ruling"]


@pytest.mark.parametrize("order", list(permutations(ARRIVALS)), ids=", ".join)
@pytest.mark.parametrize(
    ("method", "log"), [(Method.ABANDON, "1 4"), (Method.CAPTAINS, "1 4"), (Method.UMPIRE, "1")]
)
def test_a_late_ball_is_decided_by_the_rank_of_books_and_rulings(
    method: Method, log: str, order: tuple[str, ...]
) -> None:
    match, home, away = dual_match(f"1 -4 {REST}", f"1 -4 {REST}")
    match.fold()
    for each in order:
        if each == "entry":
            home.insert_late(2)
        elif each == "other entry":
            away.insert_late(2)
        elif method is Method.CAPTAINS:
            for captain in CAPTAINS:
                match.rule(None, method=method, decided_as=captain, home="1_6")
        else:
            match.rule(None, method=method, home="1_6")
        match.fold()
    assert log_text(match.log) == f"{log} {REST}"


@pytest.mark.parametrize("first", ["entry", "ruling"])
def test_a_ruling_waits_for_the_entries_that_it_names(first: str) -> None:
    match, home, away = dual_match("1 4 2", "1")
    match.fold()
    if first == "entry":
        away.balls("4=6")
        match.fold()
    match.rule(None, method=Method.ABANDON, home="1_3", away="1_3").fold()
    if first == "ruling":
        away.balls("4=6")
    away.balls("2")
    found = match.fold()
    assert log_text(found.log) == "1 2"
    assert not found.disputes
    agreement = found.log[-1].agreement
    assert agreement is not None
    assert agreement.entries[HOME].entry_id == home.entry_id(3)


def test_a_ruling_on_a_withdrawn_entry_changes_nothing() -> None:
    match, home, _ = dual_match(f"1 4x2 {REST}", f"1 4 {REST}")
    home.void("1_4")
    found = match.rule(HOME, home="1_4").fold()
    assert log_text(found.log) == f"1 4 {REST}"


def test_an_action_appended_by_an_administrator_is_not_changed_by_books() -> None:
    from scrbrd.consensus.agreement import logged_action

    match, home, away = dual_match("1", "1")
    match.fold()
    ball: Action = home.field.ball("4").model_copy(update={"nonce": "by hand"})
    match.log = (*match.log, logged_action(ball))
    home.add_entry(ball.model_copy(update={"runs_off_bat": 6}))
    away.add_entry(ball.model_copy(update={"runs_off_bat": 6}))
    assert log_text(match.fold().log) == "1 4"


@pytest.mark.parametrize("is_folded_first", [False, True])
def test_a_ruling_uses_up_its_entries_although_the_log_agreed_another_ball(
    *, is_folded_first: bool
) -> None:
    match, home, away = dual_match("1 -1 2=5 . 4 6", "1 1=5 2 . 4 6")
    if is_folded_first:
        assert log_text(match.fold().log) == "1 5"
    home.insert_late(2)
    away.correct_to_actual(2)
    match.rule(None, home=home.entry_id(3), away=away.entry_id(3))
    found = match.fold()
    assert log_text(found.log) == "1 1 . 4 6"
    assert not found.disputes
