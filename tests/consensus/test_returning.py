"""Who handed a book over and comes back: the seat is theirs again, with the log's score."""

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
    dual,
    log_text,
    reserve,
    triple,
)

OVER = "1 . 4 2 . 1"


def handed_over(*, tier: ValidationTier = DUAL) -> tuple[Match, Scribe, Scribe, Scribe]:
    """Bob has gone on with ann's book for two balls behind the second."""
    ann, away = Scribe(HOME, "1 .", "ann"), Scribe(AWAY, OVER)
    bob = reserve(HOME, "bob", "-1 -.").take_over("ann", "1_3", 1, 0, 2).balls("4 2")
    scribes = [ann, bob, away] if tier is DUAL else [ann, bob]
    return Match(*scribes, tier=tier), ann, bob, away


def come_back(ann: Scribe, bob: Scribe, runs: int = 7) -> Scribe:
    """Ann goes on with bob's book behind the fourth ball."""
    return ann.balls("-4 -2").take_over("bob", bob.entry(4), runs, 0, 4)


@pytest.mark.parametrize("tier", [DUAL, SINGLE])
@pytest.mark.parametrize("is_folded", [False, True])
def test_who_handed_over_comes_back(tier: ValidationTier, *, is_folded: bool) -> None:
    match, ann, bob, _ = handed_over(tier=tier)
    if is_folded:
        match.fold()
    come_back(ann, bob).balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "ann"
    assert not found.disputes


def test_who_comes_back_is_one_of_three() -> None:
    match, _, ann, _ = triple("1 . 4 2 . 1", "1 .", "1 . 4=3 2 . 1=4")
    bob = reserve(HOME, "bob", "-1 -.").take_over(ann.person, "1_3", 1, 0, 2).balls("4 2")
    match.scribes.append(bob)
    match.fold()
    come_back(ann, bob).balls(". 1=2")
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2 ."
    assert found.disputes[0].blocks
    ann.correct(6, "1")
    assert log_text(match.fold().log) == OVER


def test_what_the_one_who_is_relieved_again_writes_does_not_count() -> None:
    match, ann, bob, _ = handed_over()
    bob.balls(".=6 1=6")
    come_back(ann, bob).balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes


def test_what_was_written_while_the_other_had_the_seat_does_not_count() -> None:
    match, ann, bob, _ = handed_over()
    ann.balls("4=6 2=3").take_over("bob", bob.entry(4), 7, 0, 4).balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes


def test_who_comes_back_with_a_wrong_score_does_not_get_the_seat() -> None:
    match, ann, bob, _ = handed_over()
    come_back(ann, bob, runs=8).balls(". 1")
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2"
    assert found.standings[HOME].person_id == "bob"
    assert [(each.kind, each.person_id) for each in found.disputes] == [(DisputeKind.OPENED, "ann")]
    bob.balls(". 1")
    assert log_text(match.fold().log) == OVER


def test_who_comes_back_states_it_again_where_the_score_was_wrong() -> None:
    match, ann, bob, _ = handed_over()
    come_back(ann, bob, runs=8)
    match.fold()
    ann.take_over("bob", bob.entry(4), 7, 0, 4).balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "ann"
    assert not found.disputes


def test_a_return_that_is_withdrawn_leaves_the_seat_to_the_other() -> None:
    match, ann, bob, _ = handed_over()
    name = f"1_{come_back(ann, bob).sequence}"
    match.fold()
    ann.void(name)
    bob.balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "bob"


@pytest.mark.parametrize("is_folded", [False, True])
def test_a_seat_changes_hands_at_every_ball(*, is_folded: bool) -> None:
    happened, scores = OVER.split(), [1, 1, 5, 7, 7, 8]
    ann, away = Scribe(HOME, "1", "ann"), Scribe(AWAY, OVER)
    bob = reserve(HOME, "bob", "-1")
    match = Match(ann, bob, away, tier=DUAL)
    holder, other = ann, bob
    for ball, token in enumerate(happened[1:], start=1):
        other.take_over(holder.person, holder.entry(ball), scores[ball - 1], 0, ball)
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


def test_who_comes_back_amends_what_they_wrote_before_and_after() -> None:
    match, ann, bob, away = handed_over()
    come_back(ann, bob).balls(". 1")
    match.fold()
    for scribe in (ann, away):
        scribe.correct(1, "3").correct(6, "2")
    assert log_text(match.fold().log) == "3 . 4 2 . 2"


def test_a_ball_of_before_the_handover_is_put_in_by_who_came_back() -> None:
    match, _, ann, _ = triple(OVER, "1 -.", OVER)
    bob = reserve(HOME, "bob", "-1 -.").take_over(ann.person, "1_2", 1, 0, 1).balls("4 2")
    match.scribes.append(bob)
    come_back(ann, bob).balls(". 1")
    assert log_text(match.fold().log) == OVER
    assert match.again().standings[HOME].missed == 1
    ann.put_in(2)
    found = match.fold()
    assert log_text(found.log) == OVER
    assert (found.standings[HOME].person_id, found.standings[HOME].missed) == (ann.person, 0)


def test_the_first_ball_behind_a_handover_is_put_in_behind_the_statement() -> None:
    match, _, bob, _ = handed_over()
    match.scribes.remove(bob)
    carl = reserve(HOME, "carl", "-1 -.").take_over("ann", "1_3", 1, 0, 2).balls("-4 2")
    match.scribes.append(carl)
    assert log_text(match.fold().log) == "1 ."
    carl.note(carl.happened[2], after="1_1")
    carl.balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes


# -- statements that arrive in another order -----------------------------------------------------


def test_who_comes_back_waits_while_the_book_between_has_not_arrived() -> None:
    match, ann, bob, _ = handed_over()
    come_back(ann, bob).balls("4=. 1")
    match.scribes.remove(bob)
    assert log_text(match.fold().log) == "1 ."
    ann.correct(5, ".")
    match.scribes.append(bob)
    assert log_text(match.fold().log) == OVER


def test_a_book_that_begins_with_another_persons_waits_for_it() -> None:
    ann = Scribe(HOME, "1 .", "ann")
    bob = reserve(HOME, "bob", "-1 -.").take_over("ann", "1_3", 1, 0, 2).balls("4 2")
    match = Match(bob, tier=SINGLE)
    assert match.fold().log == ()
    match.scribes.append(ann)
    assert log_text(match.fold().log) == "1 . 4 2"


def test_a_reserves_book_does_not_count_when_the_first_comes_back() -> None:
    match, ann, bob, _ = handed_over()
    shadow = Scribe(HOME, "1 . 4=6 2 . 1", "carl", started=5000)
    match.scribes.append(shadow)
    come_back(ann, bob).balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "ann"


def test_who_comes_back_from_a_handover_that_was_refused_has_the_seat() -> None:
    match, ann, _ = dual("1 .", OVER)
    bob = reserve(HOME, "bob", "-1 -.").take_over(ann.person, "1_3", 9, 0, 2).balls("4 2")
    match.scribes.append(bob)
    ann.balls("4 2").take_over("bob", bob.entry(4), 7, 0, 4).balls(". 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == ann.person
    assert [each.person_id for each in found.disputes] == ["bob"]


def test_who_comes_back_from_a_handover_that_was_withdrawn_has_the_seat() -> None:
    match, ann, bob, _ = handed_over()
    come_back(ann, bob).balls(". 1")
    bob.void("1_1")
    ann.put_in(3).put_in(4)
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[HOME].person_id == "ann"


@pytest.mark.parametrize("named_person", ["nobody", "shadow"])
def test_a_statement_that_names_who_never_had_the_seat_is_told(named_person: str) -> None:
    match, _, _ = dual(OVER, OVER)
    match.scribes.append(Scribe(HOME, "1 . 4", "shadow", started=5000))
    carl = reserve(HOME, "carl", "-1 -. -4").take_over(named_person, "1_4", 5, 0, 3).balls("2")
    match.scribes.append(carl)
    found = match.fold()
    assert log_text(found.log) == OVER
    assert [(each.kind, each.person_id) for each in found.disputes] == [
        (DisputeKind.OPENED, "carl")
    ]


def test_a_holder_who_names_nobody_is_told_and_goes_on_once_that_is_withdrawn() -> None:
    match, home, _ = dual("1 .", OVER)
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


def test_who_was_given_the_seat_by_a_ruling_hands_it_over_and_comes_back() -> None:
    match, _, away = dual("1 .", OVER)
    carl = Scribe(HOME, "1 . 4", "carl", started=5000)
    bob = reserve(HOME, "bob", "-1 -. -4").take_over("carl", "1_4", 5, 0, 3).balls("2 .")
    match.scribes += [carl, bob]
    match.change_tier(DUAL, [carl, away], HOME, "1_3")
    assert log_text(match.fold().log) == "1 . 4 2 ."
    carl.balls("-2 -.").take_over("bob", bob.entry(5), 7, 0, 5).balls("1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[Seat.HOME].person_id == "carl"


def test_a_tier_from_an_entry_of_the_second_time_in_the_seat() -> None:
    match, ann, bob, away = handed_over()
    come_back(ann, bob).balls(". 1")
    match.change_tier(SINGLE, [ann], HOME, ann.entry(6))
    away.void(away.entry(5)).void(away.entry(6))
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2"
    away.redo(away.entry(5))
    assert log_text(match.fold().log) == OVER


@pytest.mark.parametrize("runs", [7, 9])
def test_a_ball_that_was_amended_behind_the_entry_of_a_handover(runs: int) -> None:
    """Bob goes on behind ann's last ball, with the score that the log has with her amendment, or
    without: what she has amended behind that ball does not count if he goes on."""
    ann = Scribe(HOME, "1 . 4 2", "ann").correct(3, "6")
    bob = reserve(HOME, "bob", "-1 -. -4 -2").take_over("ann", "1_5", runs, 0, 4).balls(".")
    match = Match(ann, tier=SINGLE)
    assert log_text(match.fold().log) == "1 . 6 2"
    match.scribes.append(bob)
    found = match.fold()
    is_right = runs == 7
    assert log_text(found.log) == ("1 . 4 2 ." if is_right else "1 . 6 2")
    assert found.standings[HOME].person_id == ("bob" if is_right else "ann")
    assert len(found.disputes) == (not is_right)


# -- whatever is stated --------------------------------------------------------------------------

NAMES = ("ann", "bob", "carl")
KEPT, FOLDED = 0.95, 0.3
STATED, WITHDRAWN, CORRECTED, NAMED = 0.12, 0.14, 0.17, 0.18


def at_random(seed: int) -> Match:
    """Three who keep a book of the home side and state at random that they go on with another's,
    withdraw what they wrote, and correct it, or are named by a ruling; folded now and then."""
    chance = random.Random(seed)
    away, keepers = Scribe(AWAY), [Scribe(HOME, "", "ann")]
    keepers += [reserve(HOME, name) for name in NAMES[1:]]
    match = Match(away, *keepers, tier=chance.choice([DUAL, SINGLE]))
    for _ in range(chance.randint(10, 30)):
        token = chance.choice([".", "1", "2", "4"])
        away.ball(token)
        for each in keepers:
            each.ball(token if chance.random() < KEPT else f"-{token}")
            act = chance.random()
            if act < STATED:
                other, wrong = chance.choice(keepers), chance.choice([0, 0, 0, 1])
                entry = action_id(1, max(1, other.sequence - chance.choice([0, 0, 0, 1])))
                score = match.laws.totals(effective_actions(match.fold().log)) or Totals(0, 0, 0)
                runs, balls = score.runs + wrong, score.legal_balls
                each.take_over(other.person, entry, runs, score.wickets, balls)
            elif act < WITHDRAWN and each.entries:
                each.void(chance.choice(list(each.entries)))
            elif act < CORRECTED and each.by_ball:
                each.correct(chance.choice(list(each.by_ball)), chance.choice("1246"))
            elif act < NAMED and each.by_ball:
                match.change_tier(SINGLE, [each], HOME, chance.choice(list(each.by_ball.values())))
        if chance.random() < FOLDED:
            match.fold()
    return match


ENDLESS_ONCE = (251, 486)
"""Seeds of which the fold did not end: who held the seat and what the log had took turns."""


@pytest.mark.parametrize("count", [8, pytest.param(2_000, marks=pytest.mark.slow)])
def test_whatever_is_stated_the_fold_ends_and_finds_nothing_to_do_again(count: int) -> None:
    holders = set()
    for seed in (*range(count), *ENDLESS_ONCE):
        match = at_random(seed)
        holders.add(match.fold().standings[HOME].person_id)
        assert not match.again().operations, seed
    assert len(holders) == len(NAMES)
