"""Tests scorers who hand a book over and take the seat back by stating the log's score."""

from __future__ import annotations

import random

import pytest

from scrbrd.consensus.dispute import DisputeKind
from scrbrd.consensus.entries import Seat, Totals
from scrbrd.consensus.places import effective_actions
from scrbrd.domain.actions import action_id
from scrbrd.domain.vocabulary import ValidationTier
from tests.consensus.scribes import (
    AWAY,
    DUAL,
    HOME,
    SINGLE,
    Match,
    Scribe,
    dual_match,
    log_text,
    reserve_scorer,
    triple_match,
)

OVER = "1 . 4 2 . 1"


def match_with_handover(*, tier: ValidationTier = DUAL) -> tuple[Match, Scribe, Scribe, Scribe]:
    """Return a match in which bob has continued ann's book after the second ball, for two balls."""
    ann, away = Scribe(HOME, "1 .", "ann"), Scribe(AWAY, OVER)
    bob = reserve_scorer(HOME, "bob", "-1 -.").take_over("ann", "1_3", 1, 0, 2).balls("4 2")
    scribes = [ann, bob, away] if tier is DUAL else [ann, bob]
    return Match(*scribes, tier=tier), ann, bob, away


def take_back(ann: Scribe, bob: Scribe, runs: int = 7) -> Scribe:
    """Let ann continue bob's book after the fourth ball, and return ann."""
    return ann.balls("-4 -2").take_over("bob", bob.entry_id(4), runs, 0, 4)


@pytest.mark.parametrize("tier", [DUAL, SINGLE])
@pytest.mark.parametrize("is_folded", [False, True])
def test_a_scorer_who_handed_over_takes_the_seat_back(
    tier: ValidationTier, *, is_folded: bool
) -> None:
    match, ann, bob, _ = match_with_handover(tier=tier)
    if is_folded:
        match.fold()
    take_back(ann, bob).balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "ann"
    assert not found.disputes


def test_a_scorer_who_comes_back_votes_as_one_of_three() -> None:
    match, _, ann, _ = triple_match("1 . 4 2 . 1", "1 .", "1 . 4=3 2 . 1=4")
    bob = reserve_scorer(HOME, "bob", "-1 -.").take_over(ann.person, "1_3", 1, 0, 2).balls("4 2")
    match.scribes.append(bob)
    match.fold()
    take_back(ann, bob).balls(". 1=2")
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2 ."
    assert found.disputes[0].blocks
    ann.correct(6, "1")
    assert log_text(match.fold().log) == OVER


def test_entries_of_the_scorer_who_gave_the_seat_back_do_not_count() -> None:
    match, ann, bob, _ = match_with_handover()
    bob.balls(".=6 1=6")
    take_back(ann, bob).balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes


def test_entries_recorded_while_another_held_the_seat_do_not_count() -> None:
    match, ann, bob, _ = match_with_handover()
    ann.balls("4=6 2=3").take_over("bob", bob.entry_id(4), 7, 0, 4).balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes


def test_a_scorer_who_comes_back_with_a_wrong_score_does_not_get_the_seat() -> None:
    match, ann, bob, _ = match_with_handover()
    take_back(ann, bob, runs=8).balls(". 1")
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2"
    assert found.standings[HOME].person_id == "bob"
    assert [(each.kind, each.person_id) for each in found.disputes] == [(DisputeKind.OPENED, "ann")]
    bob.balls(". 1")
    assert log_text(match.fold().log) == OVER


def test_a_scorer_who_comes_back_with_a_wrong_score_may_state_it_again() -> None:
    match, ann, bob, _ = match_with_handover()
    take_back(ann, bob, runs=8)
    match.fold()
    ann.take_over("bob", bob.entry_id(4), 7, 0, 4).balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "ann"
    assert not found.disputes


def test_a_withdrawn_return_leaves_the_seat_to_the_other_scorer() -> None:
    match, ann, bob, _ = match_with_handover()
    name = f"1_{take_back(ann, bob).sequence}"
    match.fold()
    ann.void(name)
    bob.balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "bob"


@pytest.mark.parametrize("is_folded", [False, True])
def test_a_seat_may_change_hands_at_every_ball(*, is_folded: bool) -> None:
    balls, scores = OVER.split(), [1, 1, 5, 7, 7, 8]
    ann, away = Scribe(HOME, "1", "ann"), Scribe(AWAY, OVER)
    bob = reserve_scorer(HOME, "bob", "-1")
    match = Match(ann, bob, away, tier=DUAL)
    holder, other = ann, bob
    for ball, token in enumerate(balls[1:], start=1):
        other.take_over(holder.person, holder.entry_id(ball), scores[ball - 1], 0, ball)
        holder, other = other, holder
        holder.balls(token)
        other.balls(f"-{token}")
        if is_folded:
            match.fold()
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "bob"
    assert found.standings[HOME].missed == 0
    assert not found.disputes


def test_a_scorer_who_came_back_may_amend_earlier_and_later_entries() -> None:
    match, ann, bob, away = match_with_handover()
    take_back(ann, bob).balls(". 1")
    match.fold()
    for scribe in (ann, away):
        scribe.correct(1, "3").correct(6, "2")
    assert log_text(match.fold().log) == "3 . 4 2 . 2"


def test_a_scorer_who_came_back_may_insert_a_ball_from_before_the_handover() -> None:
    match, _, ann, _ = triple_match(OVER, "1 -.", OVER)
    bob = reserve_scorer(HOME, "bob", "-1 -.").take_over(ann.person, "1_2", 1, 0, 1).balls("4 2")
    match.scribes.append(bob)
    take_back(ann, bob).balls(". 1")
    assert log_text(match.fold().log) == OVER
    assert match.fold_unapplied().standings[HOME].missed == 1
    ann.insert_late(2)
    found = match.fold()
    assert log_text(found.log) == OVER
    assert (found.standings[HOME].person_id, found.standings[HOME].missed) == (ann.person, 0)


def test_the_first_ball_after_a_handover_may_be_inserted_after_the_statement() -> None:
    match, _, bob, _ = match_with_handover()
    match.scribes.remove(bob)
    carl = reserve_scorer(HOME, "carl", "-1 -.").take_over("ann", "1_3", 1, 0, 2).balls("-4 2")
    match.scribes.append(carl)
    assert log_text(match.fold().log) == "1 ."
    carl.add_entry(carl.actual_balls[2], after="1_1")
    carl.balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes


# -- statements that arrive in another order -----------------------------------------------------


def test_a_scorer_who_comes_back_waits_until_the_book_in_between_arrives() -> None:
    match, ann, bob, _ = match_with_handover()
    take_back(ann, bob).balls("4=. 1")
    match.scribes.remove(bob)
    assert log_text(match.fold().log) == "1 ."
    ann.correct(5, ".")
    match.scribes.append(bob)
    assert log_text(match.fold().log) == OVER


def test_a_book_that_continues_another_persons_waits_for_that_book() -> None:
    ann = Scribe(HOME, "1 .", "ann")
    bob = reserve_scorer(HOME, "bob", "-1 -.").take_over("ann", "1_3", 1, 0, 2).balls("4 2")
    match = Match(bob, tier=SINGLE)
    assert match.fold().log == ()
    match.scribes.append(ann)
    assert log_text(match.fold().log) == "1 . 4 2"


def test_a_reserves_book_does_not_count_when_the_first_scorer_comes_back() -> None:
    match, ann, bob, _ = match_with_handover()
    shadow = Scribe(HOME, "1 . 4=6 2 . 1", "carl", started=5000)
    match.scribes.append(shadow)
    take_back(ann, bob).balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "ann"


def test_a_scorer_who_comes_back_after_a_refused_handover_has_the_seat() -> None:
    match, ann, _ = dual_match("1 .", OVER)
    bob = reserve_scorer(HOME, "bob", "-1 -.").take_over(ann.person, "1_3", 9, 0, 2).balls("4 2")
    match.scribes.append(bob)
    ann.balls("4 2").take_over("bob", bob.entry_id(4), 7, 0, 4).balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == ann.person
    assert [each.person_id for each in found.disputes] == ["bob"]


def test_a_scorer_who_comes_back_after_a_withdrawn_handover_has_the_seat() -> None:
    match, ann, bob, _ = match_with_handover()
    take_back(ann, bob).balls(". 1")
    bob.void("1_1")
    ann.insert_late(3).insert_late(4)
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "ann"


@pytest.mark.parametrize("named_person", ["nobody", "shadow"])
def test_a_statement_naming_a_person_who_never_held_the_seat_is_disputed(named_person: str) -> None:
    match, _, _ = dual_match(OVER, OVER)
    match.scribes.append(Scribe(HOME, "1 . 4", "shadow", started=5000))
    carl = (
        reserve_scorer(HOME, "carl", "-1 -. -4").take_over(named_person, "1_4", 5, 0, 3).balls("2")
    )
    match.scribes.append(carl)
    found = match.fold()
    assert log_text(found.log) == OVER
    assert [(each.kind, each.person_id) for each in found.disputes] == [
        (DisputeKind.OPENED, "carl")
    ]


def test_a_holder_who_names_an_unknown_person_continues_once_that_is_withdrawn() -> None:
    match, home, _ = dual_match("1 .", OVER)
    home.take_over("nobody", "1_4", 1, 0, 2).balls("4 2")
    name = f"1_{home.sequence - 2}"
    found = match.fold()
    assert log_text(found.log) == "1 ."
    assert [(each.kind, each.entry_id) for each in found.disputes] == [(DisputeKind.OPENED, name)]
    home.void(name).balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes


# -- with rulings on the tier --------------------------------------------------------------------


def test_a_holder_by_ruling_may_hand_the_seat_over_and_take_it_back() -> None:
    match, _, away = dual_match("1 .", OVER)
    carl = Scribe(HOME, "1 . 4", "carl", started=5000)
    bob = reserve_scorer(HOME, "bob", "-1 -. -4").take_over("carl", "1_4", 5, 0, 3).balls("2 .")
    match.scribes += [carl, bob]
    match.change_tier(DUAL, [carl, away], HOME, "1_3")
    assert log_text(match.fold().log) == "1 . 4 2 ."
    carl.balls("-2 -.").take_over("bob", bob.entry_id(5), 7, 0, 5).balls("1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[Seat.HOME].person_id == "carl"


def test_a_tier_may_begin_at_an_entry_from_a_second_time_in_the_seat() -> None:
    match, ann, bob, away = match_with_handover()
    take_back(ann, bob).balls(". 1")
    match.change_tier(SINGLE, [ann], HOME, ann.entry_id(6))
    away.void(away.entry_id(5)).void(away.entry_id(6))
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2"
    away.redo(away.entry_id(5))
    assert log_text(match.fold().log) == OVER


@pytest.mark.parametrize("runs", [7, 9])
def test_an_amendment_after_the_entry_of_a_handover_does_not_count(runs: int) -> None:
    """Bob continues after ann's last ball.

    He states the log's score without her later amendment, or with it. Amendments that she recorded
    after that ball do not count if he continues.
    """
    ann = Scribe(HOME, "1 . 4 2", "ann").correct(3, "6")
    bob = reserve_scorer(HOME, "bob", "-1 -. -4 -2").take_over("ann", "1_5", runs, 0, 4).balls(".")
    match = Match(ann, tier=SINGLE)
    assert log_text(match.fold().log) == "1 . 6 2"
    match.scribes.append(bob)
    found = match.fold()
    is_right = runs == 7
    assert log_text(found.log) == ("1 . 4 2 ." if is_right else "1 . 6 2")
    assert found.standings[HOME].person_id == ("bob" if is_right else "ann")
    assert len(found.disputes) == (not is_right)


# -- random statements ----------------------------------------------------------------------------

NAMES = ("ann", "bob", "carl")
RECORDED, FOLDED = 0.95, 0.3
TAKEOVER, WITHDRAWAL, CORRECTION, NAMING = 0.12, 0.14, 0.17, 0.18


def random_match(seed: int) -> Match:
    """Return a match with three scorers of the home seat who take over from each other at random.

    At random they also withdraw and correct entries, or are named by a ruling on the tier. The
    match is folded now and then.
    """
    chance = random.Random(seed)
    away, home_scorers = Scribe(AWAY), [Scribe(HOME, "", "ann")]
    home_scorers += [reserve_scorer(HOME, name) for name in NAMES[1:]]
    match = Match(away, *home_scorers, tier=chance.choice([DUAL, SINGLE]))
    for _ in range(chance.randint(10, 30)):
        token = chance.choice([".", "1", "2", "4"])
        away.ball(token)
        for each in home_scorers:
            each.ball(token if chance.random() < RECORDED else f"-{token}")
            draw = chance.random()
            if draw < TAKEOVER:
                other, wrong = chance.choice(home_scorers), chance.choice([0, 0, 0, 1])
                entry = action_id(1, max(1, other.sequence - chance.choice([0, 0, 0, 1])))
                score = match.laws.totals(effective_actions(match.fold().log)) or Totals(0, 0, 0)
                runs, balls = score.runs + wrong, score.legal_balls
                each.take_over(other.person, entry, runs, score.wickets, balls)
            elif draw < WITHDRAWAL and each.entries:
                each.void(chance.choice(list(each.entries)))
            elif draw < CORRECTION and each.ids_by_ball:
                each.correct(chance.choice(list(each.ids_by_ball)), chance.choice("1246"))
            elif draw < NAMING and each.ids_by_ball:
                match.change_tier(
                    SINGLE, [each], HOME, chance.choice(list(each.ids_by_ball.values()))
                )
        if chance.random() < FOLDED:
            match.fold()
    return match


ENDLESS_ONCE = (251, 486)
"""Seeds whose fold once did not end: the holder of the seat and the log changed each other."""


@pytest.mark.parametrize("count", [8, pytest.param(2_000, marks=pytest.mark.slow)])
def test_whatever_is_stated_the_fold_ends_and_a_second_finds_nothing(count: int) -> None:
    holders = set()
    for seed in (*range(count), *ENDLESS_ONCE):
        match = random_match(seed)
        holders.add(match.fold().standings[HOME].person_id)
        assert not match.fold_unapplied().operations, seed
    assert len(holders) == len(NAMES)
