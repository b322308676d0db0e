"""Tests that people can take a match over while a provider's events are written to the log."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.actions import Action
from scrbrd.domain.vocabulary import ActionId, Source
from scrbrd_ingest.log.store import Mode
from scrbrd_ingest.model import InningsTotal
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import ProcessKilled, poll_events
from tests.ingest.provider_events import cards


def test_a_match_handed_over_while_ids_are_looked_up_gets_no_more_balls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    match = FollowedMatch()
    match.play_to(20)
    match.alpha.until = 24
    decide = match.follower._decider.decide

    async def decide_and_hand_over(*args: Any) -> Any:
        decision = await decide(*args)
        match.store.mode_now = Mode.COMPARES
        match.clock.forward(16)
        return decision

    monkeypatch.setattr(match.follower._decider, "decide", decide_and_hand_over)
    poll_events(match.follower)
    assert len(match.store.known.log) == 20
    assert match.store.feed is not None
    assert match.store.feed["mode"] == "compares"


def test_a_match_handed_over_between_two_commits_gets_no_more_balls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    match = FollowedMatch()
    match.alpha.until = len(match.events)
    commit = match.store.commit
    lengths: list[int] = []

    async def commit_and_hand_over(*args: Any) -> Any:
        token = await commit(*args)
        lengths.append(len(match.store.known.log))
        match.store.mode_now = Mode.COMPARES
        match.clock.forward(16)
        return token

    monkeypatch.setattr(match.store, "commit", commit_and_hand_over)
    poll_events(match.follower)
    assert 0 < lengths[0] < len(match.events)
    assert len(match.store.known.log) == lengths[0]


@pytest.mark.parametrize("step", ["commit", "committed"])
def test_a_dispute_is_open_in_its_own_and_the_feeds_document_or_in_neither(
    step: str,
) -> None:
    match = FollowedMatch()
    match.store.mode_now = Mode.COMPARES
    match.play_to(30, step=30)
    [innings] = cards(match.log.inputs.setup, match.actions[:30])["innings"]
    right_total = InningsTotal(1, innings["runs"], innings["wickets"], innings["legal_balls"])
    match.store.score = [replace(right_total, runs=right_total.runs + 1)]
    for _ in range(2):
        match.clock.forward(11)
        poll_events(match.follower)
    match.clock.forward(11)
    match.store.failures = {step: [ProcessKilled()]}
    with pytest.raises(ProcessKilled):
        poll_events(match.follower)
    assert match.store.feed is not None
    assert len(match.store.disputes) == len(match.store.feed["comparing"]["open"])
    match.follower = match.new_follower()
    match.store.score = [right_total]
    for _ in range(4):
        match.clock.forward(11)
        poll_events(match.follower, fence=2)
    assert {each["status"] for each in match.store.disputes.values()} <= {"resolved"}


def test_a_dispute_is_opened_despite_the_writes_of_another_process() -> None:
    match = FollowedMatch()
    match.store.mode_now = Mode.COMPARES
    match.play_to(30, step=30)
    [innings] = cards(match.log.inputs.setup, match.actions[:30])["innings"]
    match.store.score = [InningsTotal(1, 999, 0, innings["legal_balls"])]
    for _ in range(3):
        match.clock.forward(11)
        match.store.token = (match.store.token or 0) + 1
        poll_events(match.follower)
    assert [each["status"] for each in match.store.disputes.values()] == ["open"]


@pytest.mark.parametrize("corrects", [False, True], ids=["scores-on", "corrects-a-ball"])
@pytest.mark.parametrize("scorer_does", ["the-same", "another-ball"])
def test_what_people_scored_in_mid_over_is_kept_when_the_match_is_returned(
    scorer_does: str, *, corrects: bool
) -> None:
    """Provider, scorers, provider in one over: the scorers keep the match; the reason is stored."""
    match = FollowedMatch()
    match.play_to(20)
    match.store.mode_now = Mode.COMPARES
    match.clock.forward(16)
    match.play_to(21)
    scorers_action = action_of_a_scorer(match, corrects=corrects)
    match.store.known = replace(match.store.known, log={**match.store.known.log, **scorers_action})
    if scorer_does == "another-ball":
        ball = match.events[20 if not corrects else 15]
        revised = replace(ball, action={**ball.action, "runsOffBat": 3, "boundary": False})
        match.alpha.events = [revised if each is ball else each for each in match.events]
        match.alpha.window = 30
    match.store.mode_now = Mode.WRITES
    for until in (23, 26, 30):
        match.clock.forward(16)
        match.alpha.until = until
        poll_events(match.follower)
    match.follower = match.new_follower()
    poll_events(match.follower, fence=2, times=3)
    assert len(match.store.known.log) == 21
    assert scorers_action.items() <= match.store.known.log.items()
    assert not any(each.is_voided for each in match.store.known.log.values())
    feed = match.store.feed
    assert feed is not None
    assert (feed["mode"], "1_21" in feed["why"]) == ("compares", True)


def action_of_a_scorer(match: FollowedMatch, *, corrects: bool) -> dict[ActionId, Action]:
    """Return a person's next action: the next ball, or a correction of the last one."""
    last = match.store.known.log[ActionId("1_20")]
    source = match.actions[15 if corrects else 20]
    identity = {
        "id": "1_21",
        "sequence_number": 21,
        "recorded_by": "a-scorer",
        "source": Source.LIVE,
    }
    link = {"follows": last.nonce, "nonce": "of-the-scorer", "provider_event_id": None}
    correction = {"corrects": source.id if corrects else None}
    return {ActionId("1_21"): source.model_copy(update={**identity, **link, **correction})}
