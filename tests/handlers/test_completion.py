"""When a match is completed, and when it was when its end is undone and done again."""

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
from tests.fakes.small_match import MATCH_ID, ball, lineup_documents, match_document, over

WON_AT = NOON + timedelta(hours=3)
LAST_MINUTE = WON_AT + timedelta(minutes=119)
TOO_LATE = WON_AT + timedelta(minutes=121)
WINNING_HIT = over(2)["2_7"] | {"runsOffBat": 2, "totalRuns": 2}
VOIDED = WINNING_HIT | {"isVoided": True}


class Scorer:
    """A match with a clock of its own."""

    def __init__(self) -> None:
        self.store = MemoryMatchStore()
        self.store.match, self.store.lineups = match_document(), lineup_documents()
        self.now = NOON

    def write(self, key: str, document: Json) -> ObservedAction:
        return self.store.put(key, document)

    def trigger(self, moved: Iterable[ObservedAction]) -> None:
        for seen in moved:
            catch_up(self.store, lambda: self.now, MATCH_ID, [seen])

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
def won() -> Scorer:
    """A match won with its last ball but one."""
    scorer = Scorer()
    scorer.append(over(1) | over(2) | {"2_7": WINNING_HIT}, WON_AT)
    assert (scorer.match["completedAt"], scorer.completion) == (WON_AT, ("2_7", WON_AT))
    return scorer


def test_undo_and_redo_of_the_winning_hit_does_not_begin_the_grace_anew(won: Scorer) -> None:
    won.append({"2_7": VOIDED}, LAST_MINUTE)
    assert "completedAt" not in won.match
    assert won.completion == ("2_7", WON_AT)
    won.append({"2_7": WINNING_HIT}, LAST_MINUTE)
    assert (won.match["completedAt"], won.completion) == (WON_AT, ("2_7", WON_AT))


def test_a_correction_of_the_winning_hit_stands_in_its_place(won: Scorer) -> None:
    extras = {"wide": 1, "noBall": 0, "bye": 0, "legBye": 0, "penalty": 0}
    as_wide = {"runsOffBat": 0, "totalRuns": 1, "extras": extras, "isLegalDelivery": False}
    correction = WINNING_HIT | {"id": "2_8", "sequenceNumber": 8, "corrects": "2_7"}
    won.append({"2_8": correction | as_wide}, LAST_MINUTE)
    assert (won.match["status"], "completedAt" in won.match) == ("live", False)
    won.append({"2_9": correction | {"id": "2_9", "sequenceNumber": 9}}, LAST_MINUTE)
    assert (won.match["completedAt"], won.completion) == (WON_AT, ("2_7", WON_AT))


def test_an_action_that_cannot_count_does_not_lengthen_the_match(won: Scorer) -> None:
    won.append({"2_8": ball(8, 6, 2)}, WON_AT + timedelta(minutes=1))
    won.append({"2_7": VOIDED, "2_8": ball(8, 6, 2, isVoided=True)}, LAST_MINUTE)
    won.append({"2_8": ball(8, 6, 2, strikerId="nobody-at-all", bowlerId="tigers-1")}, LAST_MINUTE)
    won.append({"2_7": WINNING_HIT}, LAST_MINUTE)
    assert (won.match["status"], won.match["completedAt"]) == ("completed", WON_AT)


def test_a_match_that_really_goes_on_is_completed_when_it_then_ends(won: Scorer) -> None:
    won.append({"2_7": VOIDED}, LAST_MINUTE)
    won.append({"2_8": ball(8, 4, 2, strikerId="tigers-1")}, TOO_LATE)
    assert (won.match["completedAt"], won.completion) == (TOO_LATE, ("2_8", TOO_LATE))


def hit_again(sequence: int) -> Json:
    """The winning hit, recorded as another action."""
    return WINNING_HIT | {"id": f"2_{sequence}", "sequenceNumber": sequence}


@pytest.mark.parametrize("is_rebuilt", [False, True])
def test_a_winning_hit_recorded_anew_within_the_grace_does_not_begin_it_anew(
    won: Scorer, is_rebuilt: bool
) -> None:
    won.append({"2_7": VOIDED}, LAST_MINUTE)
    if is_rebuilt:
        won.store.state = None
    won.append({"2_8": hit_again(8)}, LAST_MINUTE)
    assert (won.match["status"], won.match["completedAt"]) == ("completed", WON_AT)
    assert won.completion == ("2_8", WON_AT)
    assert verify(won.store, lambda: LAST_MINUTE, MATCH_ID) == []


def test_a_chain_of_ends_recorded_anew_is_measured_from_the_first(won: Scorer) -> None:
    won.append({"2_7": VOIDED}, WON_AT + timedelta(minutes=60))
    won.append({"2_8": hit_again(8)}, WON_AT + timedelta(minutes=61))
    won.append({"2_8": hit_again(8) | {"isVoided": True}}, LAST_MINUTE)
    won.append({"2_9": hit_again(9)}, TOO_LATE)
    assert (won.match["completedAt"], won.completion) == (TOO_LATE, ("2_9", TOO_LATE))


@pytest.mark.parametrize(("minutes", "is_kept"), [(9, True), (11, False)])
def test_the_grace_is_as_long_as_the_conditions_have_it(
    won: Scorer, minutes: int, is_kept: bool
) -> None:
    won.match["conditions"] |= {"graceMinutes": 10}
    refresh_inputs(won.store, lambda: WON_AT, MATCH_ID)
    ended_at = WON_AT + timedelta(minutes=minutes)
    won.append({"2_7": VOIDED, "2_8": hit_again(8)}, ended_at)
    assert won.match["completedAt"] == (WON_AT if is_kept else ended_at)


def test_a_grace_of_any_length_stops_nothing(won: Scorer) -> None:
    won.match["conditions"] |= {"graceMinutes": 10**15}
    refresh_inputs(won.store, lambda: WON_AT, MATCH_ID)
    won.append({"2_7": VOIDED, "2_8": hit_again(8)}, TOO_LATE)
    assert won.match["completedAt"] == WON_AT


@pytest.mark.parametrize("is_rebuilt", [False, True])
def test_functions_that_are_late_go_by_when_the_log_was_written(
    won: Scorer, is_rebuilt: bool
) -> None:
    won.append({"2_7": VOIDED}, LAST_MINUTE)
    won.store.clock = (LAST_MINUTE - NOON) // timedelta(microseconds=1)
    moved = won.write("2_8", hit_again(8))
    if is_rebuilt:
        won.store.state = None
    won.now = TOO_LATE
    won.trigger([moved, moved])
    assert (won.match["completedAt"], won.completion) == (WON_AT, ("2_8", WON_AT))


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
@pytest.mark.parametrize("times", [1, 2])
def test_triggers_of_undo_and_redo_may_come_late_twice_and_in_any_order(
    won: Scorer, order: tuple[int, ...], times: int
) -> None:
    won.now = LAST_MINUTE
    moves = [won.write("2_7", document) for document in (VOIDED, WINNING_HIT, VOIDED)]
    won.trigger(moves[number] for number in order for _ in range(times))
    assert "completedAt" not in won.match
    moves = [won.write("2_7", document) for document in (WINNING_HIT, VOIDED, WINNING_HIT)]
    won.trigger(moves[number] for number in order for _ in range(times))
    assert (won.match["completedAt"], won.completion) == (WON_AT, ("2_7", WON_AT))


def test_a_rebuild_keeps_when_a_match_was_completed(won: Scorer) -> None:
    before = dict(won.match)
    rebuild(won.store, lambda: LAST_MINUTE, MATCH_ID, "asked for")
    assert won.match == before
    won.append({"2_7": VOIDED}, LAST_MINUTE)
    won.store.state = None
    won.append({"2_7": WINNING_HIT}, LAST_MINUTE)
    assert won.match == before
    assert verify(won.store, lambda: LAST_MINUTE, MATCH_ID) == []


@pytest.mark.parametrize("is_rebuilt", [True, False])
def test_a_match_completed_before_there_was_such_a_field_keeps_its_time(
    won: Scorer, is_rebuilt: bool
) -> None:
    del won.match["lastCompletion"]
    if is_rebuilt:
        rebuild(won.store, lambda: LAST_MINUTE, MATCH_ID, "asked for")
        assert won.completion == ("2_7", WON_AT)
    else:
        won.store.state = None
    won.append({"2_7": VOIDED}, LAST_MINUTE)
    won.append({"2_7": WINNING_HIT}, LAST_MINUTE)
    assert (won.match["completedAt"], won.completion) == (WON_AT, ("2_7", WON_AT))


@pytest.mark.parametrize(
    "junk", ["2_7", {}, {"actionId": 7, "at": WON_AT}, {"actionId": "2_7", "at": "soon"}, [1]]
)
def test_a_last_completion_that_cannot_be_read_is_written_anew(won: Scorer, junk: Any) -> None:
    won.match["lastCompletion"] = junk
    refresh_inputs(won.store, lambda: LAST_MINUTE, MATCH_ID)
    assert (won.match["completedAt"], won.completion) == (WON_AT, ("2_7", WON_AT))
