"""People take a match over, or lock it, while a provider's event is being written to the log."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.actions import Action
from scrbrd.domain.vocabulary import ActionId, Source
from scrbrd_ingest.log.store import Mode
from scrbrd_ingest.model import InningsTotal
from tests.ingest.followed import Ground
from tests.ingest.memory import Died, poll_events
from tests.ingest.provider_events import cards


def test_a_match_that_is_handed_over_while_ids_are_looked_up_is_written_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ground = Ground()
    ground.play_to(20)
    ground.alpha.until = 24
    decide = ground.follower._decider.decide

    async def handed_over(*args: Any) -> Any:
        decision = await decide(*args)
        ground.store.mode_now = Mode.COMPARES
        ground.clock.forward(16)
        return decision

    monkeypatch.setattr(ground.follower._decider, "decide", handed_over)
    poll_events(ground.follower)
    assert len(ground.store.known.log) == 20
    assert ground.store.feed is not None
    assert ground.store.feed["mode"] == "compares"


def test_a_match_that_is_handed_over_between_two_commits_is_written_no_further(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ground = Ground()
    ground.alpha.until = len(ground.events)
    commit = ground.store.commit
    lengths: list[int] = []

    async def handed_over(*args: Any) -> Any:
        token = await commit(*args)
        lengths.append(len(ground.store.known.log))
        ground.store.mode_now = Mode.COMPARES
        ground.clock.forward(16)
        return token

    monkeypatch.setattr(ground.store, "commit", handed_over)
    poll_events(ground.follower)
    assert 0 < lengths[0] < len(ground.events)
    assert len(ground.store.known.log) == lengths[0]


@pytest.mark.parametrize("step", ["commit", "committed"])
def test_a_dispute_is_open_in_its_document_and_in_that_of_the_feed_or_in_neither(
    step: str,
) -> None:
    ground = Ground()
    ground.store.mode_now = Mode.COMPARES
    ground.play_to(30, step=30)
    [innings] = cards(ground.log.inputs.setup, ground.actions[:30])["innings"]
    right = InningsTotal(1, innings["runs"], innings["wickets"], innings["legal_balls"])
    ground.store.score = [replace(right, runs=right.runs + 1)]
    for _ in range(2):
        ground.clock.forward(11)
        poll_events(ground.follower)
    ground.clock.forward(11)
    ground.store.fails = {step: [Died()]}
    with pytest.raises(Died):
        poll_events(ground.follower)
    assert ground.store.feed is not None
    assert len(ground.store.disputes) == len(ground.store.feed["comparing"]["open"])
    ground.follower = ground.new_follower()
    ground.store.score = [right]
    for _ in range(4):
        ground.clock.forward(11)
        poll_events(ground.follower, fence=2)
    assert {each["status"] for each in ground.store.disputes.values()} <= {"resolved"}


def test_a_dispute_that_another_writer_kept_from_being_written_is_raised_all_the_same() -> None:
    ground = Ground()
    ground.store.mode_now = Mode.COMPARES
    ground.play_to(30, step=30)
    [innings] = cards(ground.log.inputs.setup, ground.actions[:30])["innings"]
    ground.store.score = [InningsTotal(1, 999, 0, innings["legal_balls"])]
    for _ in range(3):
        ground.clock.forward(11)
        ground.store.token = (ground.store.token or 0) + 1
        poll_events(ground.follower)
    assert [each["status"] for each in ground.store.disputes.values()] == ["open"]


@pytest.mark.parametrize("corrects", [False, True], ids=["scores-on", "corrects-a-ball"])
@pytest.mark.parametrize("scorer_does", ["the-same", "another-ball"])
def test_what_people_scored_in_mid_over_stands_when_the_match_is_given_back(
    scorer_does: str, *, corrects: bool
) -> None:
    """Provider, scorers, provider, within one over: the match is theirs, and that is told."""
    ground = Ground()
    ground.play_to(20)
    ground.store.mode_now = Mode.COMPARES
    ground.clock.forward(16)
    ground.play_to(21)
    theirs = by_a_scorer(ground, corrects=corrects)
    ground.store.known = replace(ground.store.known, log={**ground.store.known.log, **theirs})
    if scorer_does == "another-ball":
        ball = ground.events[20 if not corrects else 15]
        other = replace(ball, action={**ball.action, "runsOffBat": 3, "boundary": False})
        ground.alpha.events = [other if each is ball else each for each in ground.events]
        ground.alpha.window = 30
    ground.store.mode_now = Mode.WRITES
    for until in (23, 26, 30):
        ground.clock.forward(16)
        ground.alpha.until = until
        poll_events(ground.follower)
    ground.follower = ground.new_follower()
    poll_events(ground.follower, fence=2, times=3)
    assert len(ground.store.known.log) == 21
    assert theirs.items() <= ground.store.known.log.items()
    assert not any(each.is_voided for each in ground.store.known.log.values())
    feed = ground.store.feed
    assert feed is not None
    assert (feed["mode"], "1_21" in feed["why"]) == ("compares", True)


def by_a_scorer(ground: Ground, *, corrects: bool) -> dict[ActionId, Action]:
    """Return a person's next action: the next ball, or a correction of the last one."""
    last = ground.store.known.log[ActionId("1_20")]
    source = ground.actions[15 if corrects else 20]
    who = {"id": "1_21", "sequence_number": 21, "recorded_by": "a-scorer", "source": Source.LIVE}
    link = {"follows": last.nonce, "nonce": "of-the-scorer", "provider_event_id": None}
    to = {"corrects": source.id if corrects else None}
    return {ActionId("1_21"): source.model_copy(update={**who, **link, **to})}
