"""Who votes: tiers from an entry on and back, books opened again, books handed over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scrbrd.consensus.dispute import DisputeKind
from scrbrd.consensus.entries import Entry
from scrbrd.domain.vocabulary import ValidationTier
from tests.consensus.scribes import (
    AWAY,
    DUAL,
    HOME,
    NOON,
    SINGLE,
    UMPIRE,
    Match,
    Scribe,
    dual,
    said,
    triple,
)

OVER = "1 . 4 2 . 1"


def tiers(match: Match) -> list[ValidationTier]:
    """The tier that each ball was decided in."""
    return [each.agreement.tier for each in match.log[1:] if each.agreement is not None]


def degraded() -> tuple[Match, Scribe, Scribe]:
    """Away dropped out behind the second ball; home goes on alone from the third."""
    match, home, away = dual(OVER, "1 .")
    match.fold()
    match.change_tier(SINGLE, [home], HOME, "1_4")
    return match, home, away


def test_what_waits_enters_at_once_when_one_scorer_is_enough() -> None:
    match, *_ = degraded()
    assert said(match.fold().log) == OVER
    assert tiers(match) == [DUAL, DUAL, SINGLE, SINGLE, SINGLE, SINGLE]


def test_the_one_who_comes_back_with_a_book_links_by_itself() -> None:
    match, home, away = degraded()
    match.fold()
    away.balls("4 2 . 1")
    match.change_tier(DUAL, [home, away], HOME, "1_8")
    home.balls("4 2")
    assert said(match.fold().log) == OVER
    away.balls("4 2")
    found = match.fold()
    assert said(found.log) == f"{OVER} 4 2"
    assert tiers(match)[-2:] == [DUAL, DUAL]
    assert not found.disputes


def test_what_they_say_otherwise_of_the_time_between_does_not_hold_back() -> None:
    match, home, away = degraded()
    match.fold()
    away.balls("4=6 2 . 1")
    match.change_tier(DUAL, [home, away], HOME, "1_8")
    home.balls("4 2")
    away.balls("4 2")
    found = match.fold()
    assert said(found.log) == f"{OVER} 4 2"
    [dispute] = found.disputes
    assert dispute.kind is DisputeKind.AMENDED
    assert not dispute.blocks


def test_the_one_alone_may_amend_what_they_decided_alone() -> None:
    match, home, _ = degraded()
    match.fold()
    home.correct(3, "6")
    assert said(match.fold().log) == "1 . 6 2 . 1"
    home.correct(1, "2")
    assert said(match.fold().log) == "1 . 6 2 . 1"


def test_a_book_that_is_opened_again_goes_on_behind_an_action() -> None:
    match, home, away = degraded()
    match.fold()
    away.balls("-4 -2 -. -1").open_behind("1_7", 8, 0, 6).balls("4 2")
    match.change_tier(DUAL, [home, away], HOME, "1_8")
    home.balls("4 2")
    found = match.fold()
    assert said(found.log) == f"{OVER} 4 2"
    assert not found.disputes
    assert found.standings[AWAY].missed == 0


def test_a_book_that_is_opened_with_a_wrong_score_does_not_count() -> None:
    match, home, away = degraded()
    match.fold()
    away.balls("-4 -2 -. -1").open_behind("1_7", 9, 0, 6).balls("4 2")
    match.change_tier(DUAL, [home, away], HOME, "1_8")
    home.balls("4 2")
    found = match.fold()
    assert said(found.log) == OVER
    [dispute] = found.disputes
    assert (dispute.kind, dispute.seat) == (DisputeKind.OPENED, AWAY)


@pytest.mark.parametrize("order", ["ruling first", "books first"])
def test_three_become_two_and_one(order: str) -> None:
    match, umpire, home, away = triple("1 .", "1 . 4", "1 .")
    match.fold()
    match.change_tier(DUAL, [home, away], HOME, "1_4")
    match.change_tier(SINGLE, [home], HOME, "1_6")
    if order == "ruling first":
        match.fold()
    umpire.balls("4=6")
    home.balls("2 . 1")
    away.balls("4 2=1")
    found = match.fold()
    assert said(found.log) == "1 . 4"
    assert found.disputes[0].blocks
    away.mend(4)
    assert said(match.fold().log) == OVER


# -- handover ----------------------------------------------------------------------------------


def handed_over(runs: int = 5) -> tuple[Match, Scribe, Scribe, Scribe]:
    """Bob takes home's book over behind the third ball."""
    ann, away = Scribe(HOME, "1 . 4", "ann"), Scribe(AWAY, OVER)
    bob = Scribe(HOME, "", "bob", started=1000)
    bob.entries.clear()
    bob.sequence = 0
    bob.balls("-1 -. -4").take_over("ann", "1_4", runs, 0, 3)
    return Match(ann, bob, away), ann, bob, away


def test_a_book_is_handed_over() -> None:
    match, _, bob, _ = handed_over()
    assert said(match.fold().log) == "1 . 4"
    bob.balls("2 . 1")
    found = match.fold()
    assert said(found.log) == OVER
    assert found.standings[HOME].person_id == "bob"
    assert not found.disputes


def test_what_the_first_writes_after_a_handover_does_not_count() -> None:
    match, ann, bob, _ = handed_over()
    ann.balls("2=6 . 1")
    match.fold()
    bob.balls("2 . 1")
    assert said(match.fold().log) == OVER


def test_a_handover_with_a_wrong_score_does_not_count() -> None:
    match, _, bob, _ = handed_over(runs=6)
    bob.balls("2 . 1")
    found = match.fold()
    assert said(found.log) == "1 . 4"
    [dispute] = found.disputes
    assert (dispute.kind, dispute.seat) == (DisputeKind.OPENED, HOME)


def test_the_second_amends_what_the_second_wrote() -> None:
    match, _, bob, away = handed_over()
    bob.balls("2 . 1")
    match.fold()
    bob.correct(4, "6")
    away.correct(4, "6")
    assert said(match.fold().log) == "1 . 4 6 . 1"


def test_a_reserves_shadow_book_does_not_vote() -> None:
    match, *_ = dual(OVER, "1 .")
    match.scribes.append(Scribe(AWAY, OVER, "reserve", started=5000))
    assert said(match.fold().log) == "1 ."


# -- standings ---------------------------------------------------------------------------------


def test_who_writes_when_the_ball_is_public_is_late() -> None:
    match, _, _, away = triple("1 .", "1 .", "")
    match.fold()
    public = NOON + timedelta(seconds=30)
    match.log = tuple(
        type(each)(
            each.action.model_copy(update={"created_at": public}), each.agreement, each.words
        )
        for each in match.log
    )
    away.started = 60
    away.balls("1 .")
    assert match.again().standings[AWAY].late == 2
    assert match.again().standings[UMPIRE].late == 0


def test_who_keeps_dissenting_is_seen() -> None:
    match, *_ = triple(OVER, OVER, "1 . 4=6 2=3 . 1")
    found = match.fold().standings[AWAY]
    assert (found.submitted, found.agreed, found.dissents) == (7, 5, 2)
    assert found.agreement_rate == 5 / 7
    assert all(isinstance(each, Entry) for each in match.scribes[0].entries.values())
