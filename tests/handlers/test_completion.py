"""Tests the time at which a match is completed, also if its end is voided and redone."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from scrbrd.handlers.catch_up import catch_up, rebuild
from scrbrd.handlers.ports import ObservedAction
from scrbrd.handlers.refresh import refresh_inputs
from scrbrd.handlers.verify import verify
from tests.fakes.memory_store import NOON, MemoryMatchStore
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, one_over

WON_AT = NOON + timedelta(hours=3)
LAST_MINUTE = WON_AT + timedelta(minutes=119)
TOO_LATE = WON_AT + timedelta(minutes=121)
WINNING_HIT = one_over(2)["2_7"] | {"runsOffBat": 2, "totalRuns": 2}
VOIDED = WINNING_HIT | {"isVoided": True}


class Scorer:
    """Scores a small match, with its own clock."""

    def __init__(self) -> None:
        self.store = MemoryMatchStore()
        self.store.match, self.store.lineups = match_document(), lineup_documents()
        self.now = NOON

    def write(self, key: str, document: Json) -> ObservedAction:
        return self.store.put(key, document)

    def trigger(self, changed: Iterable[ObservedAction]) -> None:
        for each in changed:
            catch_up(self.store, lambda: self.now, MATCH_ID, [each])

    def append(self, documents: dict[str, Json], now: datetime) -> None:
        self.now = now
        for key, document in documents.items():
            self.trigger([self.write(key, document)])

    @property
    def match(self) -> Json:
        return self.store.match or {}

    @property
    def completion(self) -> Any:
        return self.match["lastCompletion"]["actionId"], self.match["lastCompletion"]["at"]


@pytest.fixture
def won_match() -> Scorer:
    """Return a match won with its last ball but one."""
    scorer = Scorer()
    scorer.append(one_over(1) | one_over(2) | {"2_7": WINNING_HIT}, WON_AT)
    assert (scorer.match["completedAt"], scorer.completion) == (WON_AT, ("2_7", WON_AT))
    return scorer


def test_a_double_in_the_result_is_replaced_by_the_integer_when_the_plan_changes(
    won_match: Scorer,
) -> None:
    """The rules take 5.0 for the same as 5, so an update of the plan may write it."""
    result = won_match.match["result"]
    [(name, margin)] = result["by"].items()
    altered = {**result, "by": {name: float(margin)}}
    won_match.store.match = {**won_match.match, "venue": "The Oval", "result": altered}
    refresh_inputs(won_match.store, lambda: LAST_MINUTE, MATCH_ID)
    assert won_match.match["result"] == result
    assert type(won_match.match["result"]["by"][name]) is int


def test_voiding_and_redoing_the_winning_hit_does_not_restart_the_grace_period(
    won_match: Scorer,
) -> None:
    won_match.append({"2_7": VOIDED}, LAST_MINUTE)
    assert "completedAt" not in won_match.match
    assert won_match.completion == ("2_7", WON_AT)
    won_match.append({"2_7": WINNING_HIT}, LAST_MINUTE)
    assert (won_match.match["completedAt"], won_match.completion) == (WON_AT, ("2_7", WON_AT))


def test_a_correction_of_the_winning_hit_takes_its_place(won_match: Scorer) -> None:
    extras = {"wide": 1, "noBall": 0, "bye": 0, "legBye": 0, "penalty": 0}
    as_wide = {"runsOffBat": 0, "totalRuns": 1, "extras": extras, "isLegalDelivery": False}
    correction = WINNING_HIT | {"id": "2_8", "sequenceNumber": 8, "corrects": "2_7"}
    won_match.append({"2_8": correction | as_wide}, LAST_MINUTE)
    assert (won_match.match["status"], "completedAt" in won_match.match) == ("live", False)
    won_match.append({"2_9": correction | {"id": "2_9", "sequenceNumber": 9}}, LAST_MINUTE)
    assert (won_match.match["completedAt"], won_match.completion) == (WON_AT, ("2_7", WON_AT))


def test_an_action_that_cannot_count_does_not_delay_the_completion(won_match: Scorer) -> None:
    won_match.append({"2_8": ball(8, 6, 2)}, WON_AT + timedelta(minutes=1))
    won_match.append({"2_7": VOIDED, "2_8": ball(8, 6, 2, isVoided=True)}, LAST_MINUTE)
    won_match.append(
        {"2_8": ball(8, 6, 2, strikerId="nobody-at-all", bowlerId="tigers-1")}, LAST_MINUTE
    )
    won_match.append({"2_7": WINNING_HIT}, LAST_MINUTE)
    assert (won_match.match["status"], won_match.match["completedAt"]) == ("completed", WON_AT)


def test_a_match_that_is_played_on_is_completed_when_it_ends_again(won_match: Scorer) -> None:
    won_match.append({"2_7": VOIDED}, LAST_MINUTE)
    won_match.append({"2_8": ball(8, 4, 2, strikerId="tigers-1")}, TOO_LATE)
    assert (won_match.match["completedAt"], won_match.completion) == (TOO_LATE, ("2_8", TOO_LATE))


def winning_hit_as(sequence: int) -> Json:
    """Return the winning hit, recorded as another action."""
    return WINNING_HIT | {"id": f"2_{sequence}", "sequenceNumber": sequence}


@pytest.mark.parametrize("is_rebuilt", [False, True])
def test_a_winning_hit_recorded_again_within_the_grace_period_does_not_restart_it(
    won_match: Scorer, is_rebuilt: bool
) -> None:
    won_match.append({"2_7": VOIDED}, LAST_MINUTE)
    if is_rebuilt:
        won_match.store.state = None
    won_match.append({"2_8": winning_hit_as(8)}, LAST_MINUTE)
    assert (won_match.match["status"], won_match.match["completedAt"]) == ("completed", WON_AT)
    assert won_match.completion == ("2_8", WON_AT)
    assert verify(won_match.store, lambda: LAST_MINUTE, MATCH_ID) == []


def test_the_grace_period_of_repeatedly_recorded_ends_starts_at_the_first(
    won_match: Scorer,
) -> None:
    won_match.append({"2_7": VOIDED}, WON_AT + timedelta(minutes=60))
    won_match.append({"2_8": winning_hit_as(8)}, WON_AT + timedelta(minutes=61))
    won_match.append({"2_8": winning_hit_as(8) | {"isVoided": True}}, LAST_MINUTE)
    won_match.append({"2_9": winning_hit_as(9)}, TOO_LATE)
    assert (won_match.match["completedAt"], won_match.completion) == (TOO_LATE, ("2_9", TOO_LATE))


@pytest.mark.parametrize(("minutes", "is_kept"), [(9, True), (11, False)])
def test_the_length_of_the_grace_period_comes_from_the_conditions(
    won_match: Scorer, minutes: int, is_kept: bool
) -> None:
    won_match.match["conditions"] |= {"graceMinutes": 10}
    refresh_inputs(won_match.store, lambda: WON_AT, MATCH_ID)
    ended_at = WON_AT + timedelta(minutes=minutes)
    won_match.append({"2_7": VOIDED, "2_8": winning_hit_as(8)}, ended_at)
    assert won_match.match["completedAt"] == (WON_AT if is_kept else ended_at)


def test_an_extremely_long_grace_period_causes_no_error(won_match: Scorer) -> None:
    won_match.match["conditions"] |= {"graceMinutes": 10**15}
    refresh_inputs(won_match.store, lambda: WON_AT, MATCH_ID)
    won_match.append({"2_7": VOIDED, "2_8": winning_hit_as(8)}, TOO_LATE)
    assert won_match.match["completedAt"] == WON_AT


@pytest.mark.parametrize("is_rebuilt", [False, True])
def test_late_triggers_use_the_time_at_which_the_log_was_written(
    won_match: Scorer, is_rebuilt: bool
) -> None:
    won_match.append({"2_7": VOIDED}, LAST_MINUTE)
    won_match.store.clock = (LAST_MINUTE - NOON) // timedelta(microseconds=1)
    changed = won_match.write("2_8", winning_hit_as(8))
    if is_rebuilt:
        won_match.store.state = None
    won_match.now = TOO_LATE
    won_match.trigger([changed, changed])
    assert (won_match.match["completedAt"], won_match.completion) == (WON_AT, ("2_8", WON_AT))


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
@pytest.mark.parametrize("times", [1, 2])
def test_triggers_of_void_and_redo_may_arrive_late_twice_and_in_any_order(
    won_match: Scorer, order: tuple[int, ...], times: int
) -> None:
    won_match.now = LAST_MINUTE
    moves = [won_match.write("2_7", document) for document in (VOIDED, WINNING_HIT, VOIDED)]
    won_match.trigger(moves[number] for number in order for _ in range(times))
    assert "completedAt" not in won_match.match
    moves = [won_match.write("2_7", document) for document in (WINNING_HIT, VOIDED, WINNING_HIT)]
    won_match.trigger(moves[number] for number in order for _ in range(times))
    assert (won_match.match["completedAt"], won_match.completion) == (WON_AT, ("2_7", WON_AT))


def test_a_rebuild_keeps_the_time_of_completion(won_match: Scorer) -> None:
    before = dict(won_match.match)
    rebuild(won_match.store, lambda: LAST_MINUTE, MATCH_ID, "asked for")
    assert won_match.match == before
    won_match.append({"2_7": VOIDED}, LAST_MINUTE)
    won_match.store.state = None
    won_match.append({"2_7": WINNING_HIT}, LAST_MINUTE)
    assert won_match.match == before
    assert verify(won_match.store, lambda: LAST_MINUTE, MATCH_ID) == []


@pytest.mark.parametrize("is_rebuilt", [True, False])
def test_a_match_completed_before_the_field_existed_keeps_its_completion_time(
    won_match: Scorer, is_rebuilt: bool
) -> None:
    del won_match.match["lastCompletion"]
    if is_rebuilt:
        rebuild(won_match.store, lambda: LAST_MINUTE, MATCH_ID, "asked for")
        assert won_match.completion == ("2_7", WON_AT)
    else:
        won_match.store.state = None
    won_match.append({"2_7": VOIDED}, LAST_MINUTE)
    won_match.append({"2_7": WINNING_HIT}, LAST_MINUTE)
    assert (won_match.match["completedAt"], won_match.completion) == (WON_AT, ("2_7", WON_AT))


@pytest.mark.parametrize(
    "junk", ["2_7", {}, {"actionId": 7, "at": WON_AT}, {"actionId": "2_7", "at": "soon"}, [1]]
)
def test_an_unreadable_last_completion_is_written_again(won_match: Scorer, junk: Any) -> None:
    won_match.match["lastCompletion"] = junk
    refresh_inputs(won_match.store, lambda: LAST_MINUTE, MATCH_ID)
    assert (won_match.match["completedAt"], won_match.completion) == (WON_AT, ("2_7", WON_AT))


@pytest.mark.parametrize("junk", ["yesterday", 5, True, {"at": 1}], ids=repr)
def test_an_unreadable_completion_time_is_reported_and_written_again(
    won_match: Scorer, junk: Any
) -> None:
    completed_at = won_match.match["completedAt"]
    won_match.match["completedAt"] = junk
    [found] = verify(won_match.store, lambda: won_match.now, MATCH_ID)
    assert (found.document, found.field) == (f"matches/{MATCH_ID}", "completedAt")
    rebuild(won_match.store, lambda: won_match.now, MATCH_ID, "asked for")
    assert won_match.match["completedAt"] == completed_at
    assert verify(won_match.store, lambda: won_match.now, MATCH_ID) == []
