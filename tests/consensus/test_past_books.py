"""Tests that an administrator's change of an agreed ball counts as an umpire's ruling."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.consensus.agreement import LoggedAction, logged_action
from scrbrd.consensus.entries import Seat
from scrbrd.consensus.evidence import actions_without_evidence
from scrbrd.consensus.rulings import Method
from scrbrd.domain.actions import action_id
from tests.consensus.scribes import (
    AWAY,
    HOME,
    SINGLE,
    UMPIRE,
    Match,
    Scribe,
    dual_match,
    log_text,
    triple_match,
)


def correct_past_books(match: Match, corrects: str, **fields: Any) -> LoggedAction:
    """Append a correction to the log as an administrator does, without evidence."""
    base = next(each.action for each in match.log if each.action.id == corrects)
    last = max(each.action.sequence_number for each in match.log)
    identity = {
        "id": action_id(1, last + 1),
        "sequence_number": last + 1,
        "corrects": corrects,
        "nonce": f"by hand {last}",
        "follows": match.log[-1].action.nonce,
        "recorded_as": "admin",
    }
    written = logged_action(base.model_copy(update={**identity, **fields}))
    match.log = (*match.log, written)
    return written


def set_voided_past_books(match: Match, name: str, *, is_voided: bool = True) -> None:
    """Void or redo an action of the log as an administrator does."""
    update = {"is_voided": is_voided, "voided_by": "admin"}
    match.log = tuple(
        replace(each, action=each.action.model_copy(update=update))
        if each.action.id == name
        else each
        for each in match.log
    )


def corrected_match() -> tuple[Match, Scribe, Scribe, LoggedAction]:
    """Return a match whose agreed second ball an administrator corrected from 4 to 6."""
    match, home, away = dual_match("1 4 2 .", "1 4 2 .")
    match.fold()
    return match, home, away, correct_past_books(match, "1_3", runs_off_bat=6)


def test_books_do_not_change_the_ball_back_and_do_not_dispute_it() -> None:
    match, home, away, correction = corrected_match()
    found = match.fold()
    assert log_text(found.log) == "1 6 2 ."
    assert not found.disputes
    assert actions_without_evidence(found.log) == [correction.action.id]
    for scribe in (home, away):
        scribe.balls("1 4 4")
    assert log_text(match.fold().log) == "1 6 2 . 1 4 4"
    home.correct(2, "5")
    away.correct(2, "5")
    assert log_text(match.fold().log) == "1 6 2 . 1 4 4"


def test_a_corrected_detail_stays_too() -> None:
    match, *_ = dual_match("1 4 2", "1 4 2")
    match.fold()
    other = match.log[2].action
    correct_past_books(match, "1_3", striker_id="somebody-else")
    found = match.fold()
    [last] = [each.action for each in found.log if each.action.corrects]
    assert getattr(last, "striker_id", "") == "somebody-else" != getattr(other, "striker_id", "")
    assert not found.disputes


def test_the_books_count_again_when_the_correction_is_voided() -> None:
    match, home, away, correction = corrected_match()
    voided = correction.action.model_copy(update={"is_voided": True, "voided_by": "admin"})
    match.log = (*match.log[:-1], replace(correction, action=voided))
    assert log_text(match.fold().log) == "1 4 2 ."
    home.correct(2, "5")
    away.correct(2, "5")
    assert log_text(match.fold().log) == "1 5 2 ."


@pytest.mark.parametrize(("method", "log"), [(Method.UMPIRE, "1 4 2 ."), (Method.VIDEO, "1 6 2 .")])
def test_only_an_umpires_later_ruling_overrules_the_correction(method: Method, log: str) -> None:
    match, *_ = corrected_match()
    found = match.rule(HOME, method=method, home="1_3", away="1_3").fold()
    assert log_text(found.log) == log
    assert not found.disputes


def test_an_administrator_corrects_what_an_umpire_has_ruled() -> None:
    match, *_ = dual_match("1 4 2 .", "1 4=5 2 .")
    match.fold()
    match.rule(AWAY, home="1_3", away="1_3").fold()
    correct_past_books(match, "1_3", runs_off_bat=6)
    assert log_text(match.fold().log) == "1 6 2 ."


@pytest.mark.parametrize("runs", ["4", "6"])
def test_a_third_book_changes_nothing_either(runs: str) -> None:
    match, *_ = triple_match("1 4 2 .", "1 4 2 .", f"1 4={runs} 2 .")
    match.fold()
    correct_past_books(match, "1_3", runs_off_bat=6)
    found = match.fold()
    assert log_text(found.log) == "1 6 2 ."
    assert not found.disputes


def test_a_ball_of_one_scorer_alone_stays_corrected() -> None:
    match, home, _ = dual_match("1 4 2 .", "1")
    match.change_tier(SINGLE, [home], HOME, "1_3")
    match.fold()
    correct_past_books(match, "1_3", runs_off_bat=6)
    found = match.fold()
    assert log_text(found.log) == "1 6 2 ."
    assert not found.disputes


@pytest.mark.parametrize("seat", [HOME, AWAY])
def test_a_withdrawn_entry_of_a_corrected_ball_changes_nothing(seat: Seat) -> None:
    match, home, away, _ = corrected_match()
    (home if seat is HOME else away).void("1_3")
    found = match.fold()
    assert log_text(found.log) == "1 6 2 ."
    assert not found.disputes


def test_alike_balls_beside_the_corrected_one_stay_with_their_entries() -> None:
    match, home, away = dual_match("4 4 4 4", "4 4 4 4")
    match.fold()
    correct_past_books(match, "1_3", runs_off_bat=0)
    for scribe in (home, away):
        scribe.balls("4 4")
    found = match.fold()
    assert log_text(found.log) == "4 . 4 4 4 4"
    assert not found.disputes
    assert UMPIRE not in found.standings
    assert [found.standings[seat].extras for seat in (HOME, AWAY)] == [0, 0]


@pytest.mark.parametrize(("name", "log"), [("1_3", "1 2 ."), ("1_5", "1 4 2")])
def test_a_voided_ball_neither_comes_back_nor_holds_the_log_back(name: str, log: str) -> None:
    match, home, away = dual_match("1 4 2 .", "1 4 2 .")
    match.fold()
    set_voided_past_books(match, name)
    found = match.fold()
    assert log_text(found.log) == log
    assert not found.disputes
    for scribe in (home, away):
        scribe.balls("1 6")
    found = match.fold()
    assert log_text(found.log) == f"{log} 1 6"
    assert not found.disputes


def test_a_ball_that_both_record_anew_after_it_was_voided_enters_the_log() -> None:
    match, home, away = dual_match("1 4", "1 4")
    match.fold()
    set_voided_past_books(match, "1_3")
    for scribe in (home, away):
        scribe.balls("4")
    assert log_text(match.fold().log) == "1 4"


def test_a_ball_that_was_voided_and_redone_follows_the_books_again() -> None:
    match, home, away = dual_match("1 4 2", "1 4 2")
    match.fold()
    set_voided_past_books(match, "1_3")
    match.fold()
    set_voided_past_books(match, "1_3", is_voided=False)
    assert log_text(match.fold().log) == "1 4 2"
    home.correct(2, "5")
    away.correct(2, "5")
    found = match.fold()
    assert log_text(found.log) == "1 5 2"
    assert not found.disputes


def test_a_third_book_that_comes_late_does_not_bring_a_voided_ball_back() -> None:
    match, umpire, home, away = triple_match("1 4", "1 4", "1")
    match.fold()
    set_voided_past_books(match, "1_3")
    away.balls("4 2 1")
    for scribe in (umpire, home):
        scribe.balls("2 1")
    assert log_text(match.fold().log) == "1 2 1"


def test_a_withdrawn_ball_whose_correction_was_voided_returns_with_its_entries() -> None:
    match, home, away, correction = corrected_match()
    set_voided_past_books(match, correction.action.id)
    for scribe in (home, away):
        scribe.void("1_3")
    assert log_text(match.fold().log) == "1 2 ."
    for scribe in (home, away):
        scribe.redo("1_3")
    found = match.fold()
    assert log_text(found.log) == "1 4 2 ."
    assert not found.disputes


def test_a_voided_correction_of_the_books_is_not_made_again() -> None:
    match, home, away = dual_match("1 4 2 .", "1 4 2 .")
    match.fold()
    for scribe in (home, away):
        scribe.correct(2, "6")
    assert log_text(match.fold().log) == "1 6 2 ."
    correction = match.log[-1].action.id
    set_voided_past_books(match, correction)
    found = match.fold()
    assert log_text(found.log) == "1 4 2 ."
    assert not found.operations
    assert not found.disputes
    set_voided_past_books(match, correction, is_voided=False)
    assert log_text(match.fold().log) == "1 6 2 ."


def test_a_later_ruling_overrules_the_void_of_a_correction_of_the_books() -> None:
    match, home, away = dual_match("1 4 2 .", "1 4 2 .")
    match.fold()
    for scribe in (home, away):
        scribe.correct(2, "6")
    match.fold()
    set_voided_past_books(match, match.log[-1].action.id)
    match.rule(HOME, home="1_3", away="1_3")
    assert log_text(match.fold().log) == "1 6 2 ."


def test_a_ball_that_was_redone_after_both_had_withdrawn_it_stays() -> None:
    match, home, away = dual_match("1 4 2 .", "1 4 2 .")
    match.fold()
    for scribe in (home, away):
        scribe.void("1_3")
    assert log_text(match.fold().log) == "1 2 ."
    set_voided_past_books(match, "1_3", is_voided=False)
    found = match.fold()
    assert log_text(found.log) == "1 4 2 ."
    assert not found.disputes
    for scribe in (home, away):
        scribe.balls("1 6").correct(4, "1")
    found = match.fold()
    assert log_text(found.log) == "1 4 2 1 1 6"
    assert not found.disputes


def test_several_balls_voided_before_a_third_book_had_them_stay_out_of_the_log() -> None:
    balls = "1 4 2 . 6 1"
    match, *scribes = triple_match(balls, balls, "1")
    *_, away = scribes
    match.fold()
    for name in ("1_3", "1_4", "1_6"):
        set_voided_past_books(match, name)
    assert log_text(match.fold().log) == "1 . 1"
    for token in ["4", "2", ".", "6", "1"]:
        away.balls(token)
        match.fold()
    for scribe in scribes:
        scribe.balls("4 4 . 2")
        match.fold()
    found = match.fold()
    assert log_text(found.log) == "1 . 1 4 4 . 2"
    assert not found.disputes
    assert [each.extras for each in found.standings.values()] == [0, 0, 0]
