"""Tests which person's entry a ruling names if two holders of a seat have entries of one id."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from scrbrd.consensus.agreement import LoggedAction
from scrbrd.consensus.dispute import DisputeKind
from scrbrd.consensus.entries import Seat
from scrbrd.consensus.rulings import Method, rulings_of
from scrbrd.domain.vocabulary import ValidationTier
from tests.consensus.scribes import (
    AWAY,
    DUAL,
    HOME,
    SINGLE,
    TRIPLE,
    Match,
    Scribe,
    dual_match,
    log_text,
    reserve_scorer,
    triple_match,
)

ANN_AND_AWAY = {HOME: "ann", AWAY: "scorer_away"}
BOB_AND_AWAY = {HOME: "bob", AWAY: "scorer_away"}


def match_with_equal_entry_ids() -> tuple[Match, Scribe, Scribe]:
    """Return a match in which ann's entry 1_4 is a four that away has as a six.

    Bob, who continues ann's book, has an entry 1_4 too.
    """
    ann, away = Scribe(HOME, "1 . 4", "ann"), Scribe(AWAY, "1 . 4=6 2 . 1")
    bob = reserve_scorer(HOME, "bob", "-1 -. -4").take_over("ann", "1_4", 5, 0, 3).balls("2 . 1")
    assert ann.entry_id(3) == bob.entry_id(6) == "1_4"
    return Match(ann, away), ann, bob


@pytest.mark.parametrize("first", ["ruling", "bob", "together"])
def test_a_ruling_applies_to_the_entry_of_the_person_that_it_names(first: str) -> None:
    match, _, bob = match_with_equal_entry_ids()
    if first == "bob":
        match.scribes.append(bob)
        match.fold()
    match.rule(HOME, persons=ANN_AND_AWAY, home="1_4", away="1_4")
    if first == "ruling":
        match.fold()
    if first != "bob":
        match.scribes.append(bob)
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2 . 1"
    assert not found.disputes


@pytest.mark.parametrize("persons", [ANN_AND_AWAY, BOB_AND_AWAY])
def test_a_ruling_may_name_the_entry_of_a_former_holder_of_the_seat(
    persons: Mapping[Seat, str],
) -> None:
    ann, away = Scribe(HOME, "1 . 4", "ann"), Scribe(AWAY, "1 . 4 2 . 1")
    bob = reserve_scorer(HOME, "bob", "-1 -. -4").take_over("ann", "1_4", 5, 0, 3).balls("2 . 1")
    match = Match(ann, bob, away, tier=DUAL)
    match.fold()
    away_entry = "1_4" if persons is ANN_AND_AWAY else "1_7"
    match.rule(None, persons=persons, home="1_4", away=away_entry)
    assert log_text(match.fold().log) == ("1 . 2 . 1" if persons is ANN_AND_AWAY else "1 . 4 2 .")


def test_a_ruling_on_the_entry_of_a_person_without_the_seat_waits() -> None:
    match, _, _ = match_with_equal_entry_ids()
    match.rule(HOME, persons={HOME: "carl", AWAY: "scorer_away"}, home="1_4", away="1_4")
    found = match.fold()
    assert log_text(found.log) == "1 ."
    assert found.disputes[0].blocks


def test_a_ruling_without_persons_uses_up_the_entry_of_the_holder_at_that_time() -> None:
    match, _, bob = match_with_equal_entry_ids()
    match.rule(HOME, home="1_4", away="1_4")
    assert log_text(match.fold().log) == "1 . 4"
    match.scribes.append(bob)
    assert log_text(match.fold().log) == "1 . 4 2 . 1"


@pytest.mark.parametrize("one", [ANN_AND_AWAY, None])
@pytest.mark.parametrize("other", [ANN_AND_AWAY, None])
def test_captains_who_agree_need_not_both_name_the_persons_of_the_entries(
    one: Mapping[Seat, str] | None, other: Mapping[Seat, str] | None
) -> None:
    match, _, bob = match_with_equal_entry_ids()
    for role, persons in (("captain_home", one), ("captain_away", other)):
        named = {"home": "1_4", "away": "1_4"}
        match.rule(HOME, (), Method.CAPTAINS, role, persons, **named)
    assert log_text(match.fold().log) == "1 . 4"
    match.scribes.append(bob)
    assert log_text(match.fold().log) == "1 . 4 2 . 1"


def test_captains_who_name_different_persons_do_not_agree() -> None:
    match, _, _ = match_with_equal_entry_ids()
    for role, persons in (("captain_home", ANN_AND_AWAY), ("captain_away", BOB_AND_AWAY)):
        match.rule(HOME, (), Method.CAPTAINS, role, persons, home="1_4", away="1_4")
    assert rulings_of(match.rulings).disputes == ()


def test_two_refused_newcomers_have_a_dispute_each() -> None:
    ann, away = Scribe(HOME, "1 . 4", "ann"), Scribe(AWAY, "1 . 4")
    others = [
        reserve_scorer(HOME, name, "-1 -. -4").take_over("ann", "1_4", 9, 0, 3)
        for name in ("bob", "carl")
    ]
    found = Match(ann, away, *others, tier=DUAL).fold()
    assert [each.kind for each in found.disputes] == [DisputeKind.OPENED] * 2
    assert [each.person_id for each in found.disputes] == ["bob", "carl"]
    assert len({each.id for each in found.disputes}) == len(others)


# -- the tier ------------------------------------------------------------------------------------


def deciding_tiers(log: tuple[LoggedAction, ...]) -> list[ValidationTier]:
    """Return the tier under which each ball was decided."""
    return [each.agreement.tier for each in log[1:] if each.agreement is not None]


@pytest.mark.parametrize("is_late", [False, True])
def test_a_tier_stays_in_force_when_its_seat_is_handed_over(*, is_late: bool) -> None:
    match, ann, _ = dual_match("1 . 4 2", "1 .")
    match.fold()
    match.change_tier(SINGLE, [ann], HOME, "1_4")
    bob = reserve_scorer(HOME, "bob", "-1 -. -4 -2").take_over(ann.person, "1_5", 7, 0, 4)
    if is_late:
        match.fold()
    match.scribes.append(bob.balls(". 1"))
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2 . 1"
    assert deciding_tiers(found.log) == [DUAL, DUAL, SINGLE, SINGLE, SINGLE, SINGLE]
    assert found.panel is not None
    assert found.panel.tier is SINGLE


def test_a_tier_from_a_newcomers_entry_is_not_in_force_before_it() -> None:
    match, _, ann, away = triple_match("1 . 4 2", "1 . 4 2", "1 . 4 2")
    bob = reserve_scorer(HOME, "bob", "-1 -. -4 -2").take_over(ann.person, "1_5", 7, 0, 4)
    match.scribes.append(bob.balls(". 1"))
    match.change_tier(DUAL, [bob, away], HOME, bob.entry_id(6))
    away.balls(". 1")
    match.scribes[0].balls(".=1")
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2 . 1"
    assert [str(each)[0] for each in deciding_tiers(found.log)] == list("TTTTTD")


# -- captains' rulings, and rulings on the tier after them -----------------------------------------


def match_ruled_by_captains() -> tuple[Match, Scribe]:
    """Return a match in which both captains have accepted away's entry for the third ball."""
    match, home, _ = dual_match("1 . 4 2", "1 . 4=6 2")
    for role in ("captain_home", "captain_away"):
        match.rule(AWAY, (), Method.CAPTAINS, role, home="1_4", away="1_4")
    return match, home


@pytest.mark.parametrize("first", ["captains", "together"])
@pytest.mark.parametrize("entry", ["1_2", "1_4", "1_5"])
def test_a_decision_of_both_captains_stands_after_a_tier_with_one_scorer(
    first: str, entry: str
) -> None:
    match, home = match_ruled_by_captains()
    if first == "captains":
        match.fold()
    match.change_tier(SINGLE, [home], HOME, entry)
    found = match.fold()
    assert log_text(found.log) == "1 . 6 2"
    assert deciding_tiers(found.log)[2] is DUAL


@pytest.mark.parametrize("first", ["tier", "together"])
def test_a_ruling_on_the_tier_before_both_captains_determines_who_votes(first: str) -> None:
    match, home, _ = dual_match("1 . 4 2", "1 . 4=6 2")
    match.change_tier(SINGLE, [home], HOME, "1_4")
    if first == "tier":
        match.fold()
    for role in ("captain_home", "captain_away"):
        match.rule(AWAY, (), Method.CAPTAINS, role, home="1_4", away="1_4")
    assert log_text(match.fold().log) == "1 . 4 2"


@pytest.mark.parametrize("first", ["captains", "together"])
def test_two_books_that_agree_by_now_outrank_both_captains(first: str) -> None:
    match, home = match_ruled_by_captains()
    if first == "captains":
        match.fold()
    match.change_tier(SINGLE, [home], HOME, "1_4")
    match.scribes[1].correct_to_actual(3)
    assert log_text(match.fold().log) == "1 . 4 2"


def test_captains_rulings_do_not_wait_for_a_scorer_who_has_left() -> None:
    match, _, home, away = triple_match("1 .", "1 . 4 2", "1 . 4=6 2")
    for role in ("captain_home", "captain_away"):
        match.rule(AWAY, (), Method.CAPTAINS, role, home="1_4", away="1_4")
    assert log_text(match.fold().log) == "1 ."
    match.change_tier(DUAL, [home, away], HOME, "1_4")
    found = match.fold()
    assert log_text(found.log) == "1 . 6 2"
    assert deciding_tiers(found.log) == [TRIPLE, TRIPLE, DUAL, DUAL]


# -- a tier from an entry that is inserted late ----------------------------------------------------


@pytest.mark.parametrize("is_folded", [False, True])
def test_a_tier_from_a_late_ball_is_in_force_for_the_balls_after_it(*, is_folded: bool) -> None:
    match, home, _ = dual_match("1 4 -2 6 1 3", "1 4")
    home.insert_late(3)
    if is_folded:
        assert match.fold().waiting[HOME] == home.entry_id(3)
    match.change_tier(SINGLE, [home], HOME, home.entry_id(3))
    assert log_text(match.fold().log) == "1 4 2 6 1 3"


def test_a_ball_inserted_since_does_not_wait_for_a_scorer_who_has_left() -> None:
    match, home, _ = dual_match("1 4 -2 6 1 3", "1 4")
    match.change_tier(SINGLE, [home], HOME, home.entry_id(4))
    home.insert_late(3)
    assert log_text(match.fold().log) == "1 4 2 6 1 3"
