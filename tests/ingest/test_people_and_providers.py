"""Tests a provider's writes to a match that people score or correct as well."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd_ingest.log.store import Mode
from scrbrd_ingest.model import InningsTotal
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import cards


@pytest.mark.parametrize("is_voided", [True, False], ids=["void", "redo"])
def test_an_administrators_change_to_the_log_is_noticed_and_kept(is_voided: bool) -> None:
    match = FollowedMatch()
    match.play_to(20)
    change = {"is_voided": is_voided, "voided_by": "an administrator"}
    action_id = match.actions[12].id
    before = match.store.known.log[action_id]
    changed = before.model_copy(update=change)
    match.store.known = replace(
        match.store.known, log={**match.store.known.log, action_id: changed}
    )
    loads = match.store.loads
    match.clock.forward(16)
    match.play_to(24)
    assert match.store.loads == loads + 1
    assert match.store.known.log[action_id] == changed
    assert len(match.store.known.log) == 20, "the match is theirs from then on"
    assert match.store.feed is not None
    assert match.store.feed["mode"] == "compares"
    assert action_id in match.store.feed["why"]
    match.clock.forward(16)
    poll_events(match.follower)
    assert match.store.loads == loads + 1, "once is enough"
    match.store.known = replace(match.store.known, log={**match.store.known.log, action_id: before})
    match.clock.forward(300)
    poll_events(match.follower, times=2)
    assert len(match.store.known.log) == 24, "operators have taken it back"


@pytest.mark.parametrize("is_taken_back", [False, True], ids=["revised", "taken-back"])
def test_an_administrators_recent_change_is_kept_although_the_provider_differs(
    is_taken_back: bool,
) -> None:
    match = FollowedMatch()
    match.alpha.window = 30
    match.play_to(20)
    action_id = match.actions[12].id
    change = {"is_voided": not is_taken_back, "voided_by": "an administrator"}
    changed = match.store.known.log[action_id].model_copy(update=change)
    log = {**match.store.known.log, action_id: changed}
    match.store.known = replace(match.store.known, log=log)
    ball = match.events[12]
    match.alpha.events = list(match.events)
    match.alpha.events[12] = replace(ball, action={**ball.action, "runsOffBat": 3})
    if is_taken_back:
        match.alpha.hidden = {ball.id}
    match.clock.forward(1)
    poll_events(match.follower, times=21)  # one of which requests the whole match
    assert match.store.known.log == log
    assert match.store.feed is not None
    assert match.store.feed["mode"] == "compares"


def test_waiting_events_and_withheld_matches_are_measured() -> None:
    match = FollowedMatch()
    match.play_to(20)
    match.alpha.hidden = {match.events[20].id}
    match.alpha.until = 24
    result = poll_events(match.follower)
    assert (result.waiting, result.is_withheld) == (3, False)
    match.alpha.hidden = set()
    assert poll_events(match.follower).waiting == 0
    match.alpha.distort = lambda events: events[:5]
    match.follower = match.new_follower()
    assert poll_events(match.follower).is_withheld, "its answer is doubted"
    match.store.mode_now = Mode.COMPARES
    match.alpha.distort = list
    match.alpha.hidden = {match.events[20].id}
    match.follower = match.new_follower()
    result = poll_events(match.follower)
    assert (result.waiting, result.is_withheld) == (0, False), "people score it: nothing is wrong"
    match.alpha.hidden = set()
    match.store.mode_now = Mode.WRITES
    action_id = match.actions[3].id
    change = {"is_voided": True, "voided_by": "an administrator"}
    changed = match.store.known.log[action_id].model_copy(update=change)
    match.store.known = replace(
        match.store.known, log={**match.store.known.log, action_id: changed}
    )
    match.follower = match.new_follower()
    assert poll_events(match.follower).is_withheld


def test_a_provider_writes_no_ball_of_a_match_that_people_score() -> None:
    match = FollowedMatch()
    match.store.mode_now = Mode.COMPARES
    match.play_to(20)
    assert not match.store.known.log
    assert match.store.feed is not None
    assert match.store.feed["mode"] == "compares"


def test_a_score_that_keeps_differing_is_a_dispute_until_it_agrees() -> None:
    match = FollowedMatch()
    match.store.mode_now = Mode.COMPARES
    match.play_to(30, step=30)
    setup = match.log.inputs.setup
    [innings] = cards(setup, match.actions[:30])["innings"]
    right_total = InningsTotal(1, innings["runs"], innings["wickets"], innings["legal_balls"])
    match.store.score = [replace(right_total, runs=right_total.runs + 3)]
    for _ in range(2):
        match.clock.forward(11)
        poll_events(match.follower)
    assert not match.store.disputes
    match.clock.forward(11)
    poll_events(match.follower)
    [dispute] = match.store.disputes.values()
    assert dispute["status"] == "open"
    assert dispute["kind"] == "provider"
    assert dispute["fields"] == ["runs"]
    assert dispute["log"]["runs"] == right_total.runs + 3
    assert dispute["provider"]["runs"] == right_total.runs
    match.store.score = [right_total]
    match.follower = match.new_follower()  # of a process that opened no dispute
    match.clock.forward(11)
    poll_events(match.follower)
    assert match.store.disputes[dispute["id"]]["status"] == "resolved"


def test_no_dispute_is_opened_when_the_provider_is_ahead_of_the_scorers() -> None:
    match = FollowedMatch()
    match.store.mode_now = Mode.COMPARES
    setup = match.log.inputs.setup
    [innings] = cards(setup, match.actions[:10])["innings"]
    match.store.score = [
        InningsTotal(1, innings["runs"], innings["wickets"], innings["legal_balls"])
    ]
    match.play_to(60)
    for _ in range(5):
        match.clock.forward(11)
        poll_events(match.follower)
    assert not match.store.disputes


def open_dispute(match: FollowedMatch) -> str:
    """Let provider and scorers differ until a dispute is open; return its id."""
    match.store.mode_now = Mode.COMPARES
    match.alpha.until = match.beta.until = 30
    [innings] = cards(match.log.inputs.setup, match.actions[:30])["innings"]
    right_total = InningsTotal(1, innings["runs"], innings["wickets"], innings["legal_balls"])
    match.store.score = [replace(right_total, runs=right_total.runs + 3)]
    for _ in range(4):
        match.clock.forward(11)
        poll_events(match.follower)
    [dispute] = match.store.disputes.values()
    assert dispute["status"] == "open"
    return str(dispute["id"])


@pytest.mark.parametrize("is_other_process", [False, True], ids=["", "another-process"])
def test_a_dispute_ends_when_the_provider_takes_over_writing_the_match(
    is_other_process: bool,
) -> None:
    match = FollowedMatch()
    name = open_dispute(match)
    match.store.mode_now = Mode.WRITES
    match.store.failures["commit"] = [OSError("not now")]
    match.clock.forward(16)
    if is_other_process:
        match.follower = match.new_follower()
    with pytest.raises(OSError, match="not now"):
        poll_events(match.follower)
    poll_events(match.follower)
    assert match.store.disputes[name]["status"] == "resolved"
    assert match.store.feed is not None
    assert match.store.feed["comparing"] is None
    assert match.agrees_with_log


def test_a_dispute_ends_when_its_provider_is_no_longer_polled() -> None:
    match = FollowedMatch()
    name = open_dispute(match)
    match.selector.name = "beta"
    for _ in range(4):
        match.clock.forward(11)
        poll_events(match.follower)
    states = {each["id"]: each["status"] for each in match.store.disputes.values()}
    assert states == {name: "resolved", name.replace("alpha", "beta"): "open"}


@pytest.mark.parametrize("case", ["agrees", "differs", "writes", "asked-no-more"])
def test_the_next_process_finds_an_open_dispute_by_its_document_alone(
    case: str,
) -> None:
    """A process that was killed between two writes leaves this state."""
    match = FollowedMatch()
    name = open_dispute(match)
    assert match.store.feed is not None
    match.store.feed["comparing"] = {"provider": "alpha", "open": []}
    if case == "agrees":
        match.store.score = [replace(each, runs=each.runs - 3) for each in match.store.score]
    match.store.mode_now = Mode.WRITES if case == "writes" else Mode.COMPARES
    match.selector.name = "beta" if case == "asked-no-more" else "alpha"
    match.follower = match.new_follower()
    dispute = match.store.disputes[name]
    poll_events(match.follower, fence=2)
    if case == "differs":
        assert match.store.feed["comparing"]["open"] == [1]
        for _ in range(4):
            match.clock.forward(11)
            poll_events(match.follower, fence=2)
        assert match.store.disputes == {name: dispute}, "it is not raised twice"
    else:
        resolved = match.store.disputes[name]
        assert (resolved["status"], resolved["method"]) == ("resolved", "gone")


def test_people_take_over_in_mid_over_and_return_the_match_unchanged() -> None:
    match = FollowedMatch()
    match.play_to(20)
    match.store.mode_now = Mode.COMPARES
    match.clock.forward(16)
    match.play_to(26)
    assert len(match.store.known.log) == 20
    match.store.mode_now = Mode.WRITES
    match.clock.forward(16)
    match.play_to(28)
    assert match.agrees_with_log
    assert len(match.store.known.log) == 28
