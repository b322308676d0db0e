"""Whose entry is meant, where a seat has changed hands and two persons have one of the same id."""

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
    dual,
    log_text,
    reserve,
    triple,
)

OF_ANN = {HOME: "ann", AWAY: "scorer_away"}
OF_BOB = {HOME: "bob", AWAY: "scorer_away"}


def handed_over() -> tuple[Match, Scribe, Scribe]:
    """Ann's 1_4 is a four that away has as a six; bob, who goes on with her book, has a 1_4 too."""
    ann, away = Scribe(HOME, "1 . 4", "ann"), Scribe(AWAY, "1 . 4=6 2 . 1")
    bob = reserve(HOME, "bob", "-1 -. -4").take_over("ann", "1_4", 5, 0, 3).balls("2 . 1")
    assert ann.entry(3) == bob.entry(6) == "1_4"
    return Match(ann, away), ann, bob


@pytest.mark.parametrize("first", ["ruling", "bob", "together"])
def test_a_ruling_is_on_the_entry_of_the_person_that_it_names(first: str) -> None:
    match, _, bob = handed_over()
    if first == "bob":
        match.scribes.append(bob)
        match.fold()
    match.rule(HOME, persons=OF_ANN, home="1_4", away="1_4")
    if first == "ruling":
        match.fold()
    if first != "bob":
        match.scribes.append(bob)
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2 . 1"
    assert not found.disputes


@pytest.mark.parametrize("persons", [OF_ANN, OF_BOB])
def test_a_ruling_on_an_entry_that_was_taken_over_long_ago(persons: Mapping[Seat, str]) -> None:
    ann, away = Scribe(HOME, "1 . 4", "ann"), Scribe(AWAY, "1 . 4 2 . 1")
    bob = reserve(HOME, "bob", "-1 -. -4").take_over("ann", "1_4", 5, 0, 3).balls("2 . 1")
    match = Match(ann, bob, away, tier=DUAL)
    match.fold()
    of_away = "1_4" if persons is OF_ANN else "1_7"
    match.rule(None, persons=persons, home="1_4", away=of_away)
    assert log_text(match.fold().log) == ("1 . 2 . 1" if persons is OF_ANN else "1 . 4 2 .")


def test_a_ruling_on_the_entry_of_who_does_not_hold_the_seat_waits() -> None:
    match, _, _ = handed_over()
    match.rule(HOME, persons={HOME: "carl", AWAY: "scorer_away"}, home="1_4", away="1_4")
    found = match.fold()
    assert log_text(found.log) == "1 ."
    assert found.disputes[0].blocks


def test_what_a_ruling_without_persons_has_used_up_stays_that_persons() -> None:
    match, _, bob = handed_over()
    match.rule(HOME, home="1_4", away="1_4")
    assert log_text(match.fold().log) == "1 . 4"
    match.scribes.append(bob)
    assert log_text(match.fold().log) == "1 . 4 2 . 1"


@pytest.mark.parametrize("one", [OF_ANN, None])
@pytest.mark.parametrize("other", [OF_ANN, None])
def test_captains_who_rule_alike_need_not_both_say_whose_entries_they_are(
    one: Mapping[Seat, str] | None, other: Mapping[Seat, str] | None
) -> None:
    match, _, bob = handed_over()
    for role, persons in (("captain_home", one), ("captain_away", other)):
        named = {"home": "1_4", "away": "1_4"}
        match.rule(HOME, (), Method.CAPTAINS, role, persons, **named)
    assert log_text(match.fold().log) == "1 . 4"
    match.scribes.append(bob)
    assert log_text(match.fold().log) == "1 . 4 2 . 1"


def test_captains_who_mean_different_persons_do_not_rule_alike() -> None:
    match, _, _ = handed_over()
    for role, persons in (("captain_home", OF_ANN), ("captain_away", OF_BOB)):
        match.rule(HOME, (), Method.CAPTAINS, role, persons, home="1_4", away="1_4")
    assert rulings_of(match.rulings).disputes == ()


def test_two_who_are_refused_have_a_dispute_each() -> None:
    ann, away = Scribe(HOME, "1 . 4", "ann"), Scribe(AWAY, "1 . 4")
    others = [
        reserve(HOME, name, "-1 -. -4").take_over("ann", "1_4", 9, 0, 3) for name in ("bob", "carl")
    ]
    found = Match(ann, away, *others, tier=DUAL).fold()
    assert [each.kind for each in found.disputes] == [DisputeKind.OPENED] * 2
    assert [each.person_id for each in found.disputes] == ["bob", "carl"]
    assert len({each.id for each in found.disputes}) == len(others)


# -- the tier ------------------------------------------------------------------------------------


def tiers(log: tuple[LoggedAction, ...]) -> list[ValidationTier]:
    """The tier that each ball was decided in."""
    return [each.agreement.tier for each in log[1:] if each.agreement is not None]


@pytest.mark.parametrize("is_late", [False, True])
def test_a_tier_stays_in_force_when_its_seat_is_handed_over(*, is_late: bool) -> None:
    match, ann, _ = dual("1 . 4 2", "1 .")
    match.fold()
    match.change_tier(SINGLE, [ann], HOME, "1_4")
    bob = reserve(HOME, "bob", "-1 -. -4 -2").take_over(ann.person, "1_5", 7, 0, 4)
    if is_late:
        match.fold()
    match.scribes.append(bob.balls(". 1"))
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2 . 1"
    assert tiers(found.log) == [DUAL, DUAL, SINGLE, SINGLE, SINGLE, SINGLE]
    assert found.panel is not None
    assert found.panel.tier is SINGLE


def test_a_tier_from_an_entry_of_who_comes_in_is_not_in_force_before_them() -> None:
    match, _, ann, away = triple("1 . 4 2", "1 . 4 2", "1 . 4 2")
    bob = reserve(HOME, "bob", "-1 -. -4 -2").take_over(ann.person, "1_5", 7, 0, 4)
    match.scribes.append(bob.balls(". 1"))
    match.change_tier(DUAL, [bob, away], HOME, bob.entry(6))
    away.balls(". 1")
    match.scribes[0].balls(".=1")
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2 . 1"
    assert [str(each)[0] for each in tiers(found.log)] == list("TTTTTD")


# -- captains, and who rules on the tier after them ----------------------------------------------


def ruled_by_captains() -> tuple[Match, Scribe]:
    """Both captains have accepted away's word of the third ball."""
    match, home, _ = dual("1 . 4 2", "1 . 4=6 2")
    for role in ("captain_home", "captain_away"):
        match.rule(AWAY, (), Method.CAPTAINS, role, home="1_4", away="1_4")
    return match, home


@pytest.mark.parametrize("first", ["captains", "together"])
@pytest.mark.parametrize("entry", ["1_2", "1_4", "1_5"])
def test_what_both_captains_decided_stands_though_one_scorer_is_enough_since(
    first: str, entry: str
) -> None:
    match, home = ruled_by_captains()
    if first == "captains":
        match.fold()
    match.change_tier(SINGLE, [home], HOME, entry)
    found = match.fold()
    assert log_text(found.log) == "1 . 6 2"
    assert tiers(found.log)[2] is DUAL


@pytest.mark.parametrize("first", ["tier", "together"])
def test_who_rules_on_the_tier_before_both_captains_decides_who_votes(first: str) -> None:
    match, home, _ = dual("1 . 4 2", "1 . 4=6 2")
    match.change_tier(SINGLE, [home], HOME, "1_4")
    if first == "tier":
        match.fold()
    for role in ("captain_home", "captain_away"):
        match.rule(AWAY, (), Method.CAPTAINS, role, home="1_4", away="1_4")
    assert log_text(match.fold().log) == "1 . 4 2"


@pytest.mark.parametrize("first", ["captains", "together"])
def test_two_who_say_the_same_by_now_outrank_both_captains(first: str) -> None:
    match, home = ruled_by_captains()
    if first == "captains":
        match.fold()
    match.change_tier(SINGLE, [home], HOME, "1_4")
    match.scribes[1].mend(3)
    assert log_text(match.fold().log) == "1 . 4 2"


def test_captains_do_not_wait_for_who_has_left() -> None:
    match, _, home, away = triple("1 .", "1 . 4 2", "1 . 4=6 2")
    for role in ("captain_home", "captain_away"):
        match.rule(AWAY, (), Method.CAPTAINS, role, home="1_4", away="1_4")
    assert log_text(match.fold().log) == "1 ."
    match.change_tier(DUAL, [home, away], HOME, "1_4")
    found = match.fold()
    assert log_text(found.log) == "1 . 6 2"
    assert tiers(found.log) == [TRIPLE, TRIPLE, DUAL, DUAL]


# -- a tier from an entry that is put in late ------------------------------------------------------


@pytest.mark.parametrize("is_folded", [False, True])
def test_a_tier_from_a_late_ball_is_in_force_for_the_balls_behind_it(*, is_folded: bool) -> None:
    match, home, _ = dual("1 4 -2 6 1 3", "1 4")
    home.put_in(3)
    if is_folded:
        assert match.fold().waiting[HOME] == home.entry(3)
    match.change_tier(SINGLE, [home], HOME, home.entry(3))
    assert log_text(match.fold().log) == "1 4 2 6 1 3"


def test_a_ball_that_is_put_in_since_does_not_wait_for_who_has_left() -> None:
    match, home, _ = dual("1 4 -2 6 1 3", "1 4")
    match.change_tier(SINGLE, [home], HOME, home.entry(4))
    home.put_in(3)
    assert log_text(match.fold().log) == "1 4 2 6 1 3"
