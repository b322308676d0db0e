"""Tests a store that fails at each step: no ball is lost and none is written twice."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest
from google.api_core.exceptions import (
    Aborted,
    DeadlineExceeded,
    GoogleAPICallError,
    ServiceUnavailable,
)

from scrbrd.engine.contention import ContendedError
from scrbrd_ingest.log.store import Mode
from scrbrd_ingest.model import InningsTotal, Phase, Tier
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import cards

ERRORS = (DeadlineExceeded("late"), ServiceUnavailable("away"), Aborted("contended"))
STEPS = ("load", "names", "mode", "acts_since", "commit", "committed")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("error", ERRORS, ids=lambda each: type(each).__name__)
def test_the_last_ball_is_written_although_the_store_failed_once(
    step: str, error: GoogleAPICallError
) -> None:
    match = FollowedMatch()
    match.play_to(20)
    if step == "load":
        match.follower = match.new_follower()
    match.clock.forward(16)
    match.alpha.until = 21
    match.store.failures[step] = [error]
    with suppress(GoogleAPICallError):
        poll_events(match.follower)
    poll_events(match.follower, times=2)  # the same answer again: the provider has nothing new
    assert match.agrees_with_log
    assert len(match.store.known.log) == 21


def test_a_match_does_not_end_while_its_last_balls_are_not_written() -> None:
    match = FollowedMatch()
    match.play_to(len(match.events) - 1, step=60)
    match.alpha.until += 1
    match.alpha.phase = Phase.FINISHED
    polls = []
    for _ in range(4):
        match.store.failures["commit"] = [ServiceUnavailable("away")]
        with suppress(ServiceUnavailable):
            polls.append(poll_events(match.follower).is_final)
    assert not any(polls)
    match.store.failures.clear()
    poll_events(match.follower, times=2)
    assert poll_events(match.follower).is_final
    assert match.agrees_with_log


def test_a_store_that_is_contended_for_long_loses_no_ball() -> None:
    match = FollowedMatch()
    match.play_to(20)
    match.alpha.until = 22
    match.store.failures["commit"] = [ContendedError("another")] * 7
    with pytest.raises(ContendedError):
        poll_events(match.follower)
    poll_events(match.follower)
    assert match.agrees_with_log


@pytest.mark.parametrize("step", ["mode", "acts_since"])
def test_a_check_for_acts_of_people_that_failed_is_repeated_with_the_next_poll(step: str) -> None:
    match = FollowedMatch()
    match.play_to(20)
    action_id = match.actions[12].id
    change = {"is_voided": True, "voided_by": "an administrator"}
    voided = match.store.known.log[action_id].model_copy(update=change)
    match.store.known = replace(match.store.known, log={**match.store.known.log, action_id: voided})
    match.clock.forward(16)
    match.store.failures[step] = [ServiceUnavailable("away")]
    with pytest.raises(ServiceUnavailable):
        poll_events(match.follower)
    match.clock.forward(1)
    match.alpha.until = 21
    poll_events(match.follower)
    assert len(match.store.known.log) == 20, "no ball follows the person's act"


def test_a_poll_cancelled_while_it_writes_is_completed_by_the_next() -> None:
    match = FollowedMatch()
    match.play_to(20)
    match.alpha.until = 21
    commit = match.store.commit

    async def hanging_commit(*args: object) -> object:
        await asyncio.sleep(60)
        return await commit(*args)  # type: ignore[arg-type]

    async def poll_with_timeout() -> None:
        match.store.commit = hanging_commit  # type: ignore[method-assign, assignment]
        async with asyncio.timeout(0.05):
            await match.follower.poll(Tier.EVENTS, 1)

    with pytest.raises(TimeoutError):
        asyncio.run(poll_with_timeout())
    match.store.commit = commit  # type: ignore[method-assign]
    poll_events(match.follower)
    assert match.agrees_with_log


@pytest.mark.parametrize("step", ["totals", "commit", "committed"])
def test_a_dispute_that_could_not_be_written_is_opened_later(step: str) -> None:
    match = FollowedMatch()
    match.store.mode_now = Mode.COMPARES
    match.play_to(30, step=30)
    [innings] = cards(match.log.inputs.setup, match.actions[:30])["innings"]
    right_total = InningsTotal(1, innings["runs"], innings["wickets"], innings["legal_balls"])
    match.store.score = [replace(right_total, runs=right_total.runs + 3)]
    for turn in range(5):
        match.clock.forward(11)
        if turn == 2:
            match.store.failures[step] = [ServiceUnavailable("away")]
        with suppress(ServiceUnavailable):
            poll_events(match.follower)
    assert match.store.failures[step] == [], "the step has failed"
    [dispute] = match.store.disputes.values()
    assert dispute["status"] == "open"
