"""A provider of a match that people score or correct, and what it leaves to them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd_ingest.log.store import Mode
from scrbrd_ingest.model import InningsTotal
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import cards


@pytest.mark.parametrize("is_voided", [True, False], ids=["void", "redo"])
def test_what_an_administrator_does_in_the_log_is_seen_and_stands(is_voided: bool) -> None:
    ground = Ground()
    ground.play_to(20)
    by_hand = {"is_voided": is_voided, "voided_by": "an administrator"}
    act = ground.actions[12].id
    before = ground.store.known.log[act]
    changed = before.model_copy(update=by_hand)
    ground.store.known = replace(ground.store.known, log={**ground.store.known.log, act: changed})
    loads = ground.store.loads
    ground.clock.forward(16)
    ground.play_to(24)
    assert ground.store.loads == loads + 1
    assert ground.store.known.log[act] == changed
    assert len(ground.store.known.log) == 20, "the match is theirs from then on"
    assert ground.store.feed is not None
    assert ground.store.feed["mode"] == "compares"
    assert act in ground.store.feed["why"]
    ground.clock.forward(16)
    poll_events(ground.follower)
    assert ground.store.loads == loads + 1, "once is enough"
    ground.store.known = replace(ground.store.known, log={**ground.store.known.log, act: before})
    ground.clock.forward(300)
    poll_events(ground.follower, times=2)
    assert len(ground.store.known.log) == 24, "operators have taken it back"


@pytest.mark.parametrize("is_taken_back", [False, True], ids=["revised", "taken-back"])
def test_what_an_administrator_did_just_now_stands_where_the_provider_says_otherwise(
    is_taken_back: bool,
) -> None:
    ground = Ground()
    ground.alpha.window = 30
    ground.play_to(20)
    act = ground.actions[12].id
    by_hand = {"is_voided": not is_taken_back, "voided_by": "an administrator"}
    changed = ground.store.known.log[act].model_copy(update=by_hand)
    log = {**ground.store.known.log, act: changed}
    ground.store.known = replace(ground.store.known, log=log)
    ball = ground.events[12]
    ground.alpha.events = list(ground.events)
    ground.alpha.events[12] = replace(ball, action={**ball.action, "runsOffBat": 3})
    if is_taken_back:
        ground.alpha.hidden = {ball.id}
    ground.clock.forward(1)
    poll_events(ground.follower, times=21)  # one of which requests the whole match
    assert ground.store.known.log == log
    assert ground.store.feed is not None
    assert ground.store.feed["mode"] == "compares"


def test_what_waits_and_what_keeps_a_match_from_being_written_is_measured() -> None:
    ground = Ground()
    ground.play_to(20)
    ground.alpha.hidden = {ground.events[20].id}
    ground.alpha.until = 24
    result = poll_events(ground.follower)
    assert (result.waiting, result.is_withheld) == (3, False)
    ground.alpha.hidden = set()
    assert poll_events(ground.follower).waiting == 0
    ground.alpha.distort = lambda events: events[:5]
    ground.follower = ground.new_follower()
    assert poll_events(ground.follower).is_withheld, "its answer is doubted"
    ground.store.mode_now = Mode.COMPARES
    ground.alpha.distort = list
    ground.alpha.hidden = {ground.events[20].id}
    ground.follower = ground.new_follower()
    result = poll_events(ground.follower)
    assert (result.waiting, result.is_withheld) == (0, False), "people score it: nothing is wrong"
    ground.alpha.hidden = set()
    ground.store.mode_now = Mode.WRITES
    act = ground.actions[3].id
    by_hand = {"is_voided": True, "voided_by": "an administrator"}
    changed = ground.store.known.log[act].model_copy(update=by_hand)
    ground.store.known = replace(ground.store.known, log={**ground.store.known.log, act: changed})
    ground.follower = ground.new_follower()
    assert poll_events(ground.follower).is_withheld


def test_a_provider_beside_people_writes_no_ball() -> None:
    ground = Ground()
    ground.store.mode_now = Mode.COMPARES
    ground.play_to(20)
    assert not ground.store.known.log
    assert ground.store.feed is not None
    assert ground.store.feed["mode"] == "compares"


def test_a_score_that_keeps_differing_is_a_dispute_until_it_agrees() -> None:
    ground = Ground()
    ground.store.mode_now = Mode.COMPARES
    ground.play_to(30, step=30)
    setup = ground.log.inputs.setup
    [innings] = cards(setup, ground.actions[:30])["innings"]
    right = InningsTotal(1, innings["runs"], innings["wickets"], innings["legal_balls"])
    ground.store.score = [replace(right, runs=right.runs + 3)]
    for _ in range(2):
        ground.clock.forward(11)
        poll_events(ground.follower)
    assert not ground.store.disputes
    ground.clock.forward(11)
    poll_events(ground.follower)
    [dispute] = ground.store.disputes.values()
    assert dispute["status"] == "open"
    assert dispute["kind"] == "provider"
    assert dispute["fields"] == ["runs"]
    assert dispute["log"]["runs"] == right.runs + 3
    assert dispute["provider"]["runs"] == right.runs
    ground.store.score = [right]
    ground.follower = ground.new_follower()  # of a process that raised none
    ground.clock.forward(11)
    poll_events(ground.follower)
    assert ground.store.disputes[dispute["id"]]["status"] == "resolved"


def test_a_provider_that_is_ahead_of_the_scorers_is_no_dispute() -> None:
    ground = Ground()
    ground.store.mode_now = Mode.COMPARES
    setup = ground.log.inputs.setup
    [innings] = cards(setup, ground.actions[:10])["innings"]
    ground.store.score = [
        InningsTotal(1, innings["runs"], innings["wickets"], innings["legal_balls"])
    ]
    ground.play_to(60)
    for _ in range(5):
        ground.clock.forward(11)
        poll_events(ground.follower)
    assert not ground.store.disputes


def disputed(ground: Ground) -> str:
    """Let provider and people differ until it is a dispute; return its id."""
    ground.store.mode_now = Mode.COMPARES
    ground.alpha.until = ground.beta.until = 30
    [innings] = cards(ground.log.inputs.setup, ground.actions[:30])["innings"]
    right = InningsTotal(1, innings["runs"], innings["wickets"], innings["legal_balls"])
    ground.store.score = [replace(right, runs=right.runs + 3)]
    for _ in range(4):
        ground.clock.forward(11)
        poll_events(ground.follower)
    [dispute] = ground.store.disputes.values()
    assert dispute["status"] == "open"
    return str(dispute["id"])


@pytest.mark.parametrize("is_anew", [False, True], ids=["", "another-process"])
def test_a_dispute_ends_where_the_provider_is_to_write_the_match(is_anew: bool) -> None:
    ground = Ground()
    name = disputed(ground)
    ground.store.mode_now = Mode.WRITES
    ground.store.fails["commit"] = [OSError("not now")]
    ground.clock.forward(16)
    if is_anew:
        ground.follower = ground.new_follower()
    with pytest.raises(OSError, match="not now"):
        poll_events(ground.follower)
    poll_events(ground.follower)
    assert ground.store.disputes[name]["status"] == "resolved"
    assert ground.store.feed is not None
    assert ground.store.feed["comparing"] is None
    assert ground.agrees_with_log


def test_a_dispute_of_a_provider_that_is_asked_no_more_ends() -> None:
    ground = Ground()
    name = disputed(ground)
    ground.selector.name = "beta"
    for _ in range(4):
        ground.clock.forward(11)
        poll_events(ground.follower)
    states = {each["id"]: each["status"] for each in ground.store.disputes.values()}
    assert states == {name: "resolved", name.replace("alpha", "beta"): "open"}


@pytest.mark.parametrize("case", ["agrees", "differs", "writes", "asked-no-more"])
def test_a_dispute_that_its_own_document_alone_tells_is_known_to_the_next_process(
    case: str,
) -> None:
    """A process that was killed between two writes left it so."""
    ground = Ground()
    name = disputed(ground)
    assert ground.store.feed is not None
    ground.store.feed["comparing"] = {"provider": "alpha", "open": []}
    if case == "agrees":
        ground.store.score = [replace(each, runs=each.runs - 3) for each in ground.store.score]
    ground.store.mode_now = Mode.WRITES if case == "writes" else Mode.COMPARES
    ground.selector.name = "beta" if case == "asked-no-more" else "alpha"
    ground.follower = ground.new_follower()
    dispute = ground.store.disputes[name]
    poll_events(ground.follower, fence=2)
    if case == "differs":
        assert ground.store.feed["comparing"]["open"] == [1]
        for _ in range(4):
            ground.clock.forward(11)
            poll_events(ground.follower, fence=2)
        assert ground.store.disputes == {name: dispute}, "it is not raised twice"
    else:
        found = ground.store.disputes[name]
        assert (found["status"], found["method"]) == ("resolved", "gone")


def test_people_take_over_in_mid_over_and_give_back_what_they_never_touched() -> None:
    ground = Ground()
    ground.play_to(20)
    ground.store.mode_now = Mode.COMPARES
    ground.clock.forward(16)
    ground.play_to(26)
    assert len(ground.store.known.log) == 20
    ground.store.mode_now = Mode.WRITES
    ground.clock.forward(16)
    ground.play_to(28)
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == 28
