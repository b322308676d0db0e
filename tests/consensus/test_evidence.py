"""Tests the check of each action's evidence, which does not use the fold that made the log."""

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
from tests.consensus.scribes import AWAY, DUAL, HOME, UMPIRE, Match, dual_match, triple_match

REST = "2 . 1"


def evidence_messages(match: Match) -> list[str]:
    """Return the faults in the evidence of a match's log."""
    found = evidence_faults(match.log, [each.book for each in match.scribes], match.rulings)
    return [f"{each.action_id} {each.message}" for each in found]


def agreed_match() -> Match:
    match, *_ = dual_match(f"1 4 {REST}", f"1 4 {REST}")
    match.fold()
    return match


def corrected_match() -> Match:
    match, home, away = dual_match(f"1 4 {REST}", f"1 4 {REST}")
    match.fold()
    home.correct(2, "6")
    away.correct(2, "6")
    match.fold()
    return match


def match_with_corrected_detail_and_disputed_score() -> Match:
    match, home, away = dual_match("1 Wc .", "1 Wc .")
    match.fold()
    ball = home.actual_balls[1]
    assert isinstance(ball, Delivery)
    assert ball.wicket is not None
    caught = ball.wicket.model_copy(update={"fielder_ids": ("away7",)})
    home.add_entry(ball.model_copy(update={"wicket": caught}), corrects=home.entry_id(2))
    away.add_entry(
        ball.model_copy(update={"wicket": caught, "runs_off_bat": 1}), corrects=away.entry_id(2)
    )
    match.fold()
    return match


def match_with_redone_ball() -> Match:
    match, home, away = dual_match("1 4 2", "1 4 2")
    match.fold()
    for each in (home, away):
        each.void(each.entry_id(3))
    match.fold()
    for each in (home, away):
        each.redo(each.entry_id(3))
    match.fold()
    return match


def outvoted_match() -> Match:
    match, *_ = triple_match(f"1 4 {REST}", f"1 6 {REST}", f"1 4 {REST}")
    match.fold()
    return match


def stopped_match() -> Match:
    match, home, _ = dual_match("1 4", "1 4")
    home.fact("play_stopped", reason="rain")
    match.fold()
    return match


ANOTHER = "another"


def ruled_match(accepts: Seat | str | None) -> Match:
    match, home, _ = dual_match(f"1 4 {REST}", f"1 4=6 {REST}")
    match.fold()
    ball = home.actual_balls[1].model_copy(update={"runs_off_bat": 5})
    stated = accepts if accepts is None or isinstance(accepts, Seat) else ball
    match.rule(stated, home="1_3", away="1_3").fold()
    return match


def match_with_late_ball() -> Match:
    match, home, away = dual_match("1 -4 2 . 6", "1 -4 2 . 6")
    match.fold()
    home.insert_late(2)
    away.insert_late(2)
    match.fold()
    return match


MATCHES: dict[str, Callable[[], Match]] = {
    "agreed": agreed_match,
    "corrected": corrected_match,
    "corrected detail and disputed score": match_with_corrected_detail_and_disputed_score,
    "voided and redone": match_with_redone_ball,
    "outvoted": outvoted_match,
    "stopped": stopped_match,
    "a seat's ball by a ruling": lambda: ruled_match(AWAY),
    "another ball by a ruling": lambda: ruled_match(ANOTHER),
    "no ball by a ruling": lambda: ruled_match(None),
    "late ball": match_with_late_ball,
}


@pytest.mark.parametrize("make_match", MATCHES.values(), ids=MATCHES)
def test_the_evidence_of_every_action_of_a_fold_holds(make_match: Callable[[], Match]) -> None:
    match = make_match()
    assert len(match.log) > 2
    assert evidence_messages(match) == []
    assert actions_without_evidence(match.log) == []


def replace_evidence(match: Match, action: str, agreement: Agreement | None) -> None:
    """Give an action of the log other evidence."""
    match.log = tuple(
        replace(each, agreement=agreement) if each.action.id == action else each
        for each in match.log
    )


HOME_ENTRY = CitedEntry("scorer_home", ActionId("1_3"), ActionId("1_3"))
AWAY_ENTRY = CitedEntry("scorer_away", ActionId("1_3"), ActionId("1_3"))
WRONG_EVIDENCE = {
    "one scorer only": (
        Agreement(DUAL, {HOME: HOME_ENTRY}),
        "1_3 DUAL asks for 2 who say the same; scorer_home does",
    ),
    "one person in two seats": (
        Agreement(DUAL, {HOME: HOME_ENTRY, AWAY: HOME_ENTRY}),
        "1_3 away: the book of scorer_home is that of home",
    ),
    "an entry that is not there": (
        Agreement(DUAL, {HOME: HOME_ENTRY, AWAY: replace(AWAY_ENTRY, version_id=ActionId("1_33"))}),
        "1_3 away: entry 1_33 of scorer_away is not in the books",
    ),
    "an unknown person's book": (
        Agreement(DUAL, {HOME: HOME_ENTRY, AWAY: replace(AWAY_ENTRY, person_id="x")}),
        "1_3 away: entry 1_3 of x is not in the books",
    ),
    "another ball": (
        Agreement(DUAL, {HOME: HOME_ENTRY, AWAY: replace(AWAY_ENTRY, entry_id=ActionId("1_2"))}),
        "1_3 away: entry 1_3 of scorer_away is no word on 1_2",
    ),
    "a ruling that is not there": (
        Agreement(DUAL, {HOME: HOME_ENTRY}, (1,)),
        "1_3 ruling 1 is not there or does not count",
    ),
}


@pytest.mark.parametrize(("agreement", "fault"), WRONG_EVIDENCE.values(), ids=WRONG_EVIDENCE)
def test_wrong_evidence_is_reported(agreement: Agreement, fault: str) -> None:
    match = agreed_match()
    replace_evidence(match, "1_3", agreement)
    assert evidence_messages(match) == [fault]


def test_an_edited_action_is_reported() -> None:
    match = agreed_match()
    [before] = [each for each in match.log if each.action.id == "1_3"]
    edited = logged_action(before.action.model_copy(update={"runs_off_bat": 6}), before.agreement)
    match.log = tuple(edited if each is before else each for each in match.log)
    assert evidence_messages(match) == ["1_3 DUAL asks for 2 who say the same; nobody does"]


def test_an_action_that_differs_from_its_ruling_is_reported() -> None:
    match = ruled_match(AWAY)
    [before] = [each for each in match.log if each.agreement and each.agreement.rulings]
    edited: LoggedAction = logged_action(
        before.action.model_copy(update={"runs_off_bat": 3}), before.agreement
    )
    match.log = tuple(edited if each is before else each for each in match.log)
    assert evidence_messages(match) == ["1_3 ruling 1 does not say what the action says"]


def test_one_captains_ruling_is_no_evidence() -> None:
    match = agreed_match()
    match.rule(HOME, method=Method.CAPTAINS, decided_as="captain_home", home="1_3", away="1_3")
    replace_evidence(match, "1_3", Agreement(DUAL, {HOME: HOME_ENTRY}, (1,)))
    assert evidence_messages(match) == ["1_3 ruling 1 is not there or does not count"]


def test_a_correction_of_a_ball_whose_ruling_is_missing_is_reported_too() -> None:
    match, *_ = dual_match("1 4 .", "1 4=6 .")
    match.fold()
    match.rule(HOME, home="1_3", away="1_3").fold()
    [before] = [each for each in match.log if each.agreement and each.agreement.rulings]
    change = {"id": "1_9", "sequence_number": 9, "corrects": "1_3", "non_striker_id": "home9"}
    details = logged_action(
        before.action.model_copy(update=change), Agreement(DUAL, {HOME: HOME_ENTRY})
    )
    match.log = (*match.log, details)
    assert evidence_messages(match) == []
    match.rulings.clear()
    assert evidence_messages(match) == [
        "1_3 ruling 1 is not there or does not count",
        "1_9 DUAL asks for 2 who say the same; scorer_home does",
    ]


def test_an_action_appended_without_the_books_is_listed() -> None:
    match = agreed_match()
    replace_evidence(match, "1_3", None)
    assert evidence_messages(match) == []
    assert actions_without_evidence(match.log) == ["1_3"]


def test_an_entry_cited_for_another_seat_is_reported() -> None:
    match = outvoted_match()
    replace_evidence(match, "1_3", Agreement(DUAL, {UMPIRE: HOME_ENTRY}))
    assert evidence_messages(match) == ["1_3 umpire: the book of scorer_home is that of home"]
