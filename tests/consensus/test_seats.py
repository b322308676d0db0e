"""Tests which books vote: after changes of the tier, continued books and handed-over books."""

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
    dual_match,
    log_text,
    reserve_scorer,
    triple_match,
)

OVER = "1 . 4 2 . 1"


def deciding_tiers(match: Match) -> list[ValidationTier]:
    """Return the tier under which each ball was decided."""
    return [each.agreement.tier for each in match.log[1:] if each.agreement is not None]


def match_with_one_scorer_left() -> tuple[Match, Scribe, Scribe]:
    """Return a match in which away left after the second ball and home continues alone."""
    match, home, away = dual_match(OVER, "1 .")
    match.fold()
    match.change_tier(SINGLE, [home], HOME, "1_4")
    return match, home, away


def test_waiting_balls_enter_at_once_when_one_scorer_becomes_enough() -> None:
    match, *_ = match_with_one_scorer_left()
    assert log_text(match.fold().log) == OVER
    assert deciding_tiers(match) == [DUAL, DUAL, SINGLE, SINGLE, SINGLE, SINGLE]


def test_the_book_of_a_scorer_who_comes_back_is_linked_without_a_statement() -> None:
    match, home, away = match_with_one_scorer_left()
    match.fold()
    away.balls("4 2 . 1")
    match.change_tier(DUAL, [home, away], HOME, "1_8")
    home.balls("4 2")
    assert log_text(match.fold().log) == OVER
    away.balls("4 2")
    found = match.fold()
    assert log_text(found.log) == f"{OVER} 4 2"
    assert deciding_tiers(match)[-2:] == [DUAL, DUAL]
    assert not found.disputes


def test_different_scores_from_a_scorers_absence_do_not_hold_the_log_back() -> None:
    match, home, away = match_with_one_scorer_left()
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


def test_a_scorer_alone_may_amend_only_balls_that_they_decided_alone() -> None:
    match, home, _ = match_with_one_scorer_left()
    match.fold()
    home.correct(3, "6")
    assert log_text(match.fold().log) == "1 . 6 2 . 1"
    home.correct(1, "2")
    assert log_text(match.fold().log) == "1 . 6 2 . 1"


def test_a_book_may_continue_after_an_action_of_the_log() -> None:
    match, home, away = match_with_one_scorer_left()
    match.fold()
    away.balls("-4 -2 -. -1").continue_after("1_7", 8, 0, 6).balls("4 2")
    match.change_tier(DUAL, [home, away], HOME, "1_8")
    home.balls("4 2")
    found = match.fold()
    assert log_text(found.log) == f"{OVER} 4 2"
    assert not found.disputes
    assert found.standings[AWAY].missed == 0


def test_a_book_that_continues_with_a_wrong_score_does_not_count() -> None:
    match, home, away = match_with_one_scorer_left()
    match.fold()
    away.balls("-4 -2 -. -1").continue_after("1_7", 9, 0, 6).balls("4 2")
    match.change_tier(DUAL, [home, away], HOME, "1_8")
    home.balls("4 2")
    found = match.fold()
    assert log_text(found.log) == OVER
    [dispute] = found.disputes
    assert (dispute.kind, dispute.seat) == (DisputeKind.OPENED, AWAY)


@pytest.mark.parametrize("order", ["ruling first", "books first"])
def test_the_tier_may_change_from_three_scorers_to_two_and_to_one(order: str) -> None:
    match, umpire, home, away = triple_match("1 .", "1 . 4", "1 .")
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
    away.correct_to_actual(4)
    assert log_text(match.fold().log) == OVER


# -- handover ----------------------------------------------------------------------------------


def match_with_handover(runs: int = 5) -> tuple[Match, Scribe, Scribe, Scribe]:
    """Return a match in which bob takes ann's book over after the third ball."""
    ann, away = Scribe(HOME, "1 . 4", "ann"), Scribe(AWAY, OVER)
    bob = reserve_scorer(HOME, "bob", "-1 -. -4").take_over("ann", "1_4", runs, 0, 3)
    return Match(ann, bob, away), ann, bob, away


def test_a_book_is_handed_over() -> None:
    match, _, bob, _ = match_with_handover()
    assert log_text(match.fold().log) == "1 . 4"
    bob.balls("2 . 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "bob"
    assert not found.disputes


def test_entries_of_the_former_holder_after_a_handover_do_not_count() -> None:
    match, ann, bob, _ = match_with_handover()
    ann.balls("2=6 . 1")
    match.fold()
    bob.balls("2 . 1")
    assert log_text(match.fold().log) == OVER


def test_a_handover_with_a_wrong_score_does_not_count() -> None:
    match, _, bob, _ = match_with_handover(runs=6)
    bob.balls("2 . 1")
    found = match.fold()
    assert log_text(found.log) == "1 . 4"
    [dispute] = found.disputes
    assert (dispute.kind, dispute.seat) == (DisputeKind.OPENED, HOME)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("tier", [DUAL, SINGLE])
def test_a_refused_handover_leaves_the_seat_to_its_holder(tier: ValidationTier, when: str) -> None:
    match, ann, bob, away = match_with_handover(runs=6)
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


def test_an_agreed_score_alone_does_not_take_a_seat() -> None:
    match, ann, _ = dual_match("1 .", "1 . 4")
    bob = reserve_scorer(HOME, "bob").agree_innings_score()
    match.scribes.append(bob)
    assert log_text(match.fold().log) == "1 ."
    ann.balls("4")
    found = match.fold()
    assert log_text(found.log) == "1 . 4"
    assert found.standings[HOME].person_id == ann.person


@pytest.mark.parametrize("balls", ["", "2=6 . 1"])
def test_a_withdrawn_handover_gives_the_seat_back(balls: str) -> None:
    match, ann, bob, _ = match_with_handover()
    match.fold()
    bob.void("1_1")
    ann.balls("2 . 1")
    bob.balls(balls)
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "ann"
    assert not found.disputes


def test_of_two_newcomers_the_one_with_the_right_score_takes_the_seat() -> None:
    match, _, _, _ = match_with_handover(runs=6)
    carl = reserve_scorer(HOME, "carl", "-1 -. -4").take_over("ann", "1_4", 5, 0, 3)
    match.scribes.append(carl.balls("2 . 1"))
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "carl"


def test_a_newcomers_entries_from_before_the_handover_do_not_count_twice() -> None:
    ann, away = Scribe(HOME, "1 . 4", "ann"), Scribe(AWAY, OVER)
    bob = Scribe(HOME, "1 . 4", "bob", started=1000).take_over("ann", "1_4", 5, 0, 3)
    match = Match(ann, bob, away)
    bob.balls("2 . 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes


# -- stated scores -----------------------------------------------------------------------------


def match_with_ruled_handover(runs: int) -> tuple[Match, Scribe, Scribe]:
    """Return a match in which ann's four was ruled a six and bob states a score after it."""
    ann, away = Scribe(HOME, "1 . 4", "ann"), Scribe(AWAY, "1 . 4=6 2 . 1")
    bob = reserve_scorer(HOME, "bob", "-1 -. -4").take_over("ann", "1_4", runs, 0, 3).balls("2 . 1")
    return Match(ann, bob, away).rule(AWAY, home="1_4", away="1_4"), ann, bob


@pytest.mark.parametrize("first", ["books", "ruling"])
@pytest.mark.parametrize(("runs", "log"), [(7, "1 . 6 2 . 1"), (5, "1 . 6")])
def test_a_handover_states_the_score_of_the_log(runs: int, log: str, first: str) -> None:
    match, *_ = match_with_ruled_handover(runs)
    if first == "books":
        ruling = match.rulings.pop()
        match.fold()
        match.rulings.append(ruling)
    found = match.fold()
    assert log_text(found.log) == log
    assert [each.kind for each in found.disputes] == [DisputeKind.OPENED] * (runs == 5)


def test_a_handover_states_the_score_including_waiting_entries() -> None:
    match, _, bob, away = match_with_handover()
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


def test_a_wrong_stated_score_is_disputed_before_the_log_reaches_it() -> None:
    match, ann, _, away = match_with_handover(runs=6)
    match.scribes.remove(away)
    [dispute] = match.fold().disputes
    assert dispute.kind is DisputeKind.OPENED
    ann.balls("2 . 1")
    match.scribes.append(away)
    assert log_text(match.fold().log) == OVER


def test_a_new_holder_keeps_the_seat_when_an_earlier_ball_is_changed_by_a_ruling() -> None:
    match, _, bob, _ = match_with_handover()
    bob.balls("2 . 1")
    match.fold()
    match.rule(bob.actual_balls[0].model_copy(update={"runs_off_bat": 3}), away="1_2")
    found = match.fold()
    assert log_text(found.log) == "3 . 4 2 . 1"
    assert not found.disputes


def test_a_refused_handover_does_not_count_in_later_innings_either() -> None:
    for runs, log in ((6, "ann"), (5, "bob")):
        match, _, bob, away = match_with_handover(runs)
        match.fold()
        for scribe in (bob, away):
            begin_second_innings(scribe)
        found = match.fold()
        assert found.standings[HOME].person_id == log
        second = [each for each in match.log if each.action.innings_number == 2]
        assert bool(second) is (log == "bob")


def begin_second_innings(scribe: Scribe) -> None:
    """Add the start and one ball of the second innings to a scorer's book."""
    innings_start = scribe.field.entries[0]
    assert isinstance(innings_start, Action)
    for sequence, action in enumerate((innings_start, scribe.actual_balls[0]), start=1):
        name = action_id(2, sequence)
        fields = {"id": name, "innings_number": 2, "sequence_number": sequence}
        identity = {"recorded_by": scribe.person, "recorded_as": "scorer"}
        scribe.entries[name] = entry_of(action.model_copy(update={**fields, **identity}))


def test_the_new_holder_may_amend_their_own_entries() -> None:
    match, _, bob, away = match_with_handover()
    bob.balls("2 . 1")
    match.fold()
    bob.correct(4, "6")
    away.correct(4, "6")
    assert log_text(match.fold().log) == "1 . 4 6 . 1"


def test_a_reserves_parallel_book_does_not_vote() -> None:
    match, *_ = dual_match(OVER, "1 .")
    match.scribes.append(Scribe(AWAY, OVER, "reserve", started=5000))
    assert log_text(match.fold().log) == "1 ."


# -- standings ---------------------------------------------------------------------------------


def test_entries_recorded_after_the_ball_was_published_count_as_late() -> None:
    match, _, _, away = triple_match("1 .", "1 .", "")
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
    assert match.fold_unapplied().standings[AWAY].late == 2
    assert match.fold_unapplied().standings[UMPIRE].late == 0


def test_a_seats_standing_counts_its_dissents() -> None:
    match, *_ = triple_match(OVER, OVER, "1 . 4=6 2=3 . 1")
    found = match.fold().standings[AWAY]
    assert (found.submitted, found.agreed, found.dissents) == (7, 5, 2)
    assert found.agreement_rate == 5 / 7
    assert all(isinstance(each, Entry) for each in match.scribes[0].entries.values())
