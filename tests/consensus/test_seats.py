"""Who votes: tiers from an entry on and back, books opened again, books handed over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scrbrd.consensus.dispute import DisputeKind
from scrbrd.consensus.entries import Entry, entry_of
from scrbrd.domain.actions import Action, action_id
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
    log_text,
    reserve,
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
    assert log_text(match.fold().log) == OVER
    assert tiers(match) == [DUAL, DUAL, SINGLE, SINGLE, SINGLE, SINGLE]


def test_the_one_who_comes_back_with_a_book_links_by_itself() -> None:
    match, home, away = degraded()
    match.fold()
    away.balls("4 2 . 1")
    match.change_tier(DUAL, [home, away], HOME, "1_8")
    home.balls("4 2")
    assert log_text(match.fold().log) == OVER
    away.balls("4 2")
    found = match.fold()
    assert log_text(found.log) == f"{OVER} 4 2"
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
    assert log_text(found.log) == f"{OVER} 4 2"
    [dispute] = found.disputes
    assert dispute.kind is DisputeKind.AMENDED
    assert not dispute.blocks


def test_the_one_alone_may_amend_what_they_decided_alone() -> None:
    match, home, _ = degraded()
    match.fold()
    home.correct(3, "6")
    assert log_text(match.fold().log) == "1 . 6 2 . 1"
    home.correct(1, "2")
    assert log_text(match.fold().log) == "1 . 6 2 . 1"


def test_a_book_that_is_opened_again_goes_on_behind_an_action() -> None:
    match, home, away = degraded()
    match.fold()
    away.balls("-4 -2 -. -1").open_behind("1_7", 8, 0, 6).balls("4 2")
    match.change_tier(DUAL, [home, away], HOME, "1_8")
    home.balls("4 2")
    found = match.fold()
    assert log_text(found.log) == f"{OVER} 4 2"
    assert not found.disputes
    assert found.standings[AWAY].missed == 0


def test_a_book_that_is_opened_with_a_wrong_score_does_not_count() -> None:
    match, home, away = degraded()
    match.fold()
    away.balls("-4 -2 -. -1").open_behind("1_7", 9, 0, 6).balls("4 2")
    match.change_tier(DUAL, [home, away], HOME, "1_8")
    home.balls("4 2")
    found = match.fold()
    assert log_text(found.log) == OVER
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
    assert log_text(found.log) == "1 . 4"
    assert found.disputes[0].blocks
    away.mend(4)
    assert log_text(match.fold().log) == OVER


# -- handover ----------------------------------------------------------------------------------


def handed_over(runs: int = 5) -> tuple[Match, Scribe, Scribe, Scribe]:
    """Bob takes home's book over behind the third ball."""
    ann, away = Scribe(HOME, "1 . 4", "ann"), Scribe(AWAY, OVER)
    bob = reserve(HOME, "bob", "-1 -. -4").take_over("ann", "1_4", runs, 0, 3)
    return Match(ann, bob, away), ann, bob, away


def test_a_book_is_handed_over() -> None:
    match, _, bob, _ = handed_over()
    assert log_text(match.fold().log) == "1 . 4"
    bob.balls("2 . 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "bob"
    assert not found.disputes


def test_what_the_first_writes_after_a_handover_does_not_count() -> None:
    match, ann, bob, _ = handed_over()
    ann.balls("2=6 . 1")
    match.fold()
    bob.balls("2 . 1")
    assert log_text(match.fold().log) == OVER


def test_a_handover_with_a_wrong_score_does_not_count() -> None:
    match, _, bob, _ = handed_over(runs=6)
    bob.balls("2 . 1")
    found = match.fold()
    assert log_text(found.log) == "1 . 4"
    [dispute] = found.disputes
    assert (dispute.kind, dispute.seat) == (DisputeKind.OPENED, HOME)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("tier", [DUAL, SINGLE])
def test_a_handover_that_is_refused_leaves_the_seat_to_who_has_it(
    tier: ValidationTier, when: str
) -> None:
    match, ann, bob, away = handed_over(runs=6)
    if tier is SINGLE:
        match.scribes.remove(away)
    match.tier = tier
    if when == "before":
        match.fold()
    ann.balls("2 . 1")
    bob.balls("2=6 . 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "ann"
    assert [(each.kind, each.entry_id) for each in found.disputes] == [(DisputeKind.OPENED, "1_1")]
    ann.balls("6")
    away.balls("6")
    assert log_text(match.fold().log) == f"{OVER} 6"


def test_a_statement_alone_takes_no_seat() -> None:
    match, ann, _ = dual("1 .", "1 . 4")
    bob = reserve(HOME, "bob").end()
    match.scribes.append(bob)
    assert log_text(match.fold().log) == "1 ."
    ann.balls("4")
    found = match.fold()
    assert log_text(found.log) == "1 . 4"
    assert found.standings[HOME].person_id == ann.person


@pytest.mark.parametrize("balls", ["", "2=6 . 1"])
def test_a_handover_that_is_withdrawn_gives_the_seat_back(balls: str) -> None:
    match, ann, bob, _ = handed_over()
    match.fold()
    bob.void("1_1")
    ann.balls("2 . 1")
    bob.balls(balls)
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "ann"
    assert not found.disputes


def test_of_two_who_come_in_the_one_with_the_right_score_takes_the_seat() -> None:
    match, _, _, _ = handed_over(runs=6)
    carl = reserve(HOME, "carl", "-1 -. -4").take_over("ann", "1_4", 5, 0, 3)
    match.scribes.append(carl.balls("2 . 1"))
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "carl"


def test_what_the_second_wrote_before_the_handover_does_not_count_twice() -> None:
    ann, away = Scribe(HOME, "1 . 4", "ann"), Scribe(AWAY, OVER)
    bob = Scribe(HOME, "1 . 4", "bob", started=1000).take_over("ann", "1_4", 5, 0, 3)
    match = Match(ann, bob, away)
    bob.balls("2 . 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes


# -- the score that is stated ------------------------------------------------------------------


def ruled_otherwise(runs: int) -> tuple[Match, Scribe, Scribe]:
    """Ann has a four that an umpire ruled to be a six; bob states a score behind it."""
    ann, away = Scribe(HOME, "1 . 4", "ann"), Scribe(AWAY, "1 . 4=6 2 . 1")
    bob = reserve(HOME, "bob", "-1 -. -4").take_over("ann", "1_4", runs, 0, 3).balls("2 . 1")
    return Match(ann, bob, away).rule(AWAY, home="1_4", away="1_4"), ann, bob


@pytest.mark.parametrize("first", ["books", "ruling"])
@pytest.mark.parametrize(("runs", "log"), [(7, "1 . 6 2 . 1"), (5, "1 . 6")])
def test_a_handover_states_the_score_of_the_log(runs: int, log: str, first: str) -> None:
    match, *_ = ruled_otherwise(runs)
    if first == "books":
        ruling = match.rulings.pop()
        match.fold()
        match.rulings.append(ruling)
    found = match.fold()
    assert log_text(found.log) == log
    assert [each.kind for each in found.disputes] == [DisputeKind.OPENED] * (runs == 5)


def test_a_handover_states_the_score_with_what_waits() -> None:
    match, _, bob, away = handed_over()
    match.scribes.remove(away)
    bob.balls("2 . 1")
    assert not match.fold().disputes
    late = Scribe(AWAY, "1 .")
    match.scribes.append(late)
    assert not match.fold().disputes
    late.balls("4 2")
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2"
    assert not found.disputes


def test_a_wrong_score_is_told_before_the_log_has_come_there() -> None:
    match, ann, _, away = handed_over(runs=6)
    match.scribes.remove(away)
    [dispute] = match.fold().disputes
    assert dispute.kind is DisputeKind.OPENED
    ann.balls("2 . 1")
    match.scribes.append(away)
    assert log_text(match.fold().log) == OVER


def test_who_has_taken_over_keeps_the_seat_when_an_earlier_ball_is_ruled_otherwise() -> None:
    match, _, bob, _ = handed_over()
    bob.balls("2 . 1")
    match.fold()
    match.rule(bob.happened[0].model_copy(update={"runs_off_bat": 3}), away="1_2")
    found = match.fold()
    assert log_text(found.log) == "3 . 4 2 . 1"
    assert not found.disputes


def test_a_handover_that_is_refused_counts_in_no_later_innings() -> None:
    for runs, log in ((6, "ann"), (5, "bob")):
        match, _, bob, away = handed_over(runs)
        match.fold()
        for scribe in (bob, away):
            of_second(scribe)
        found = match.fold()
        assert found.standings[HOME].person_id == log
        second = [each for each in match.log if each.action.innings_number == 2]
        assert bool(second) is (log == "bob")


def of_second(scribe: Scribe) -> None:
    """Open the second innings, with a ball."""
    begun = scribe.field.entries[0]
    assert isinstance(begun, Action)
    for sequence, action in enumerate((begun, scribe.happened[0]), start=1):
        name = action_id(2, sequence)
        fields = {"id": name, "innings_number": 2, "sequence_number": sequence}
        identity = {"recorded_by": scribe.person, "recorded_as": "scorer"}
        scribe.entries[name] = entry_of(action.model_copy(update={**fields, **identity}))


def test_the_second_amends_what_the_second_wrote() -> None:
    match, _, bob, away = handed_over()
    bob.balls("2 . 1")
    match.fold()
    bob.correct(4, "6")
    away.correct(4, "6")
    assert log_text(match.fold().log) == "1 . 4 6 . 1"


def test_a_reserves_shadow_book_does_not_vote() -> None:
    match, *_ = dual(OVER, "1 .")
    match.scribes.append(Scribe(AWAY, OVER, "reserve", started=5000))
    assert log_text(match.fold().log) == "1 ."


# -- standings ---------------------------------------------------------------------------------


def test_who_writes_when_the_ball_is_public_is_late() -> None:
    match, _, _, away = triple("1 .", "1 .", "")
    match.fold()
    public = NOON + timedelta(seconds=30)
    match.log = tuple(
        type(each)(
            each.action.model_copy(update={"created_at": public}), each.agreement, each.content
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
