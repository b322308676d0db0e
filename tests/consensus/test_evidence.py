"""On whose word the actions of a log stand, checked without the fold that made them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from scrbrd.consensus.agreement import Agreement, CitedEntry, LoggedAction, logged_action
from scrbrd.consensus.entries import Seat
from scrbrd.consensus.evidence import actions_without_evidence, evidence_faults
from scrbrd.consensus.rulings import Method
from scrbrd.domain.actions import Delivery
from scrbrd.domain.vocabulary import ActionId
from tests.consensus.scribes import AWAY, DUAL, HOME, UMPIRE, Match, dual, triple

REST = "2 . 1"


def faults(match: Match) -> list[str]:
    """What is wrong with the evidence of a match's log."""
    found = evidence_faults(match.log, [each.book for each in match.scribes], match.rulings)
    return [f"{each.action_id} {each.message}" for each in found]


def agreed() -> Match:
    match, *_ = dual(f"1 4 {REST}", f"1 4 {REST}")
    match.fold()
    return match


def corrected() -> Match:
    match, home, away = dual(f"1 4 {REST}", f"1 4 {REST}")
    match.fold()
    home.correct(2, "6")
    away.correct(2, "6")
    match.fold()
    return match


def corrected_by_details_beside_another_score() -> Match:
    match, home, away = dual("1 Wc .", "1 Wc .")
    match.fold()
    ball = home.happened[1]
    assert isinstance(ball, Delivery)
    assert ball.wicket is not None
    caught = ball.wicket.model_copy(update={"fielder_ids": ("away7",)})
    home.note(ball.model_copy(update={"wicket": caught}), corrects=home.entry(2))
    away.note(ball.model_copy(update={"wicket": caught, "runs_off_bat": 1}), corrects=away.entry(2))
    match.fold()
    return match


def voided_and_redone() -> Match:
    match, home, away = dual("1 4 2", "1 4 2")
    match.fold()
    for each in (home, away):
        each.void(each.entry(3))
    match.fold()
    for each in (home, away):
        each.redo(each.entry(3))
    match.fold()
    return match


def outvoted() -> Match:
    match, *_ = triple(f"1 4 {REST}", f"1 6 {REST}", f"1 4 {REST}")
    match.fold()
    return match


def stopped() -> Match:
    match, home, _ = dual("1 4", "1 4")
    home.fact("play_stopped", reason="rain")
    match.fold()
    return match


ANOTHER = "another"


def ruled(accepts: Seat | str | None) -> Match:
    match, home, _ = dual(f"1 4 {REST}", f"1 4=6 {REST}")
    match.fold()
    ball = home.happened[1].model_copy(update={"runs_off_bat": 5})
    stated = accepts if accepts is None or isinstance(accepts, Seat) else ball
    match.rule(stated, home="1_3", away="1_3").fold()
    return match


def put_in_late() -> Match:
    match, home, away = dual("1 -4 2 . 6", "1 -4 2 . 6")
    match.fold()
    home.put_in(2)
    away.put_in(2)
    match.fold()
    return match


SOUND: dict[str, Callable[[], Match]] = {
    "agreed": agreed,
    "corrected": corrected,
    "details beside another score": corrected_by_details_beside_another_score,
    "voided and redone": voided_and_redone,
    "outvoted": outvoted,
    "stopped": stopped,
    "a seat's ball by a ruling": lambda: ruled(AWAY),
    "another ball by a ruling": lambda: ruled(ANOTHER),
    "no ball by a ruling": lambda: ruled(None),
    "put in late": put_in_late,
}


@pytest.mark.parametrize("play", SOUND.values(), ids=SOUND)
def test_what_the_fold_writes_stands_on_its_evidence(play: Callable[[], Match]) -> None:
    match = play()
    assert len(match.log) > 2
    assert faults(match) == []
    assert actions_without_evidence(match.log) == []


def changed(match: Match, action: str, agreement: Agreement | None) -> None:
    """Give an action of the log another evidence."""
    match.log = tuple(
        replace(each, agreement=agreement) if each.action.id == action else each
        for each in match.log
    )


HOMES = CitedEntry("scorer_home", ActionId("1_3"), ActionId("1_3"))
AWAYS = CitedEntry("scorer_away", ActionId("1_3"), ActionId("1_3"))
WRONG = {
    "a single voice": (
        Agreement(DUAL, {HOME: HOMES}),
        "1_3 DUAL asks for 2 who say the same; scorer_home does",
    ),
    "one person in two seats": (
        Agreement(DUAL, {HOME: HOMES, AWAY: HOMES}),
        "1_3 away: the book of scorer_home is that of home",
    ),
    "an entry that is not there": (
        Agreement(DUAL, {HOME: HOMES, AWAY: replace(AWAYS, version_id=ActionId("1_33"))}),
        "1_3 away: entry 1_33 of scorer_away is not in the books",
    ),
    "nobody's book": (
        Agreement(DUAL, {HOME: HOMES, AWAY: replace(AWAYS, person_id="x")}),
        "1_3 away: entry 1_3 of x is not in the books",
    ),
    "another ball": (
        Agreement(DUAL, {HOME: HOMES, AWAY: replace(AWAYS, entry_id=ActionId("1_2"))}),
        "1_3 away: entry 1_3 of scorer_away is no word on 1_2",
    ),
    "a ruling that is not there": (
        Agreement(DUAL, {HOME: HOMES}, (1,)),
        "1_3 ruling 1 is not there or does not count",
    ),
}


@pytest.mark.parametrize(("agreement", "fault"), WRONG.values(), ids=WRONG)
def test_wrong_evidence_is_named(agreement: Agreement, fault: str) -> None:
    match = agreed()
    changed(match, "1_3", agreement)
    assert faults(match) == [fault]


def test_an_action_that_was_edited_is_named() -> None:
    match = agreed()
    [before] = [each for each in match.log if each.action.id == "1_3"]
    edited = logged_action(before.action.model_copy(update={"runs_off_bat": 6}), before.agreement)
    match.log = tuple(edited if each is before else each for each in match.log)
    assert faults(match) == ["1_3 DUAL asks for 2 who say the same; nobody does"]


def test_an_action_that_its_ruling_does_not_say_is_named() -> None:
    match = ruled(AWAY)
    [before] = [each for each in match.log if each.agreement and each.agreement.rulings]
    edited: LoggedAction = logged_action(
        before.action.model_copy(update={"runs_off_bat": 3}), before.agreement
    )
    match.log = tuple(edited if each is before else each for each in match.log)
    assert faults(match) == ["1_3 ruling 1 does not say what the action says"]


def test_one_captains_ruling_upholds_nothing() -> None:
    match = agreed()
    match.rule(HOME, method=Method.CAPTAINS, decided_as="captain_home", home="1_3", away="1_3")
    changed(match, "1_3", Agreement(DUAL, {HOME: HOMES}, (1,)))
    assert faults(match) == ["1_3 ruling 1 is not there or does not count"]


def test_a_correction_of_what_a_missing_ruling_decided_is_named_too() -> None:
    match, *_ = dual("1 4 .", "1 4=6 .")
    match.fold()
    match.rule(HOME, home="1_3", away="1_3").fold()
    [before] = [each for each in match.log if each.agreement and each.agreement.rulings]
    change = {"id": "1_9", "sequence_number": 9, "corrects": "1_3", "non_striker_id": "home9"}
    details = logged_action(before.action.model_copy(update=change), Agreement(DUAL, {HOME: HOMES}))
    match.log = (*match.log, details)
    assert faults(match) == []
    match.rulings.clear()
    assert faults(match) == [
        "1_3 ruling 1 is not there or does not count",
        "1_9 DUAL asks for 2 who say the same; scorer_home does",
    ]


def test_what_was_appended_past_the_books_is_listed() -> None:
    match = agreed()
    changed(match, "1_3", None)
    assert faults(match) == []
    assert actions_without_evidence(match.log) == ["1_3"]


def test_an_umpires_book_is_no_scorers() -> None:
    match = outvoted()
    changed(match, "1_3", Agreement(DUAL, {UMPIRE: HOMES}))
    assert faults(match) == ["1_3 umpire: the book of scorer_home is that of home"]
