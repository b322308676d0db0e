"""A store that does not answer, at each step: nothing is lost, nothing is written twice."""

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
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import cards

ERRORS = (DeadlineExceeded("late"), ServiceUnavailable("away"), Aborted("contended"))
STEPS = ("load", "names", "mode", "acts_since", "commit", "committed")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("error", ERRORS, ids=lambda each: type(each).__name__)
def test_the_last_ball_is_in_the_log_though_the_store_failed_once(
    step: str, error: GoogleAPICallError
) -> None:
    ground = Ground()
    ground.play_to(20)
    if step == "load":
        ground.follower = ground.new_follower()
    ground.clock.forward(16)
    ground.alpha.until = 21
    ground.store.fails[step] = [error]
    with suppress(GoogleAPICallError):
        poll_events(ground.follower)
    poll_events(ground.follower, times=2)  # the same answer again: the provider has nothing new
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == 21


def test_a_match_does_not_end_while_its_last_balls_are_not_written() -> None:
    ground = Ground()
    ground.play_to(len(ground.events) - 1, step=60)
    ground.alpha.until += 1
    ground.alpha.phase = Phase.FINISHED
    polls = []
    for _ in range(4):
        ground.store.fails["commit"] = [ServiceUnavailable("away")]
        with suppress(ServiceUnavailable):
            polls.append(poll_events(ground.follower).is_final)
    assert not any(polls)
    ground.store.fails.clear()
    poll_events(ground.follower, times=2)
    assert poll_events(ground.follower).is_final
    assert ground.agrees_with_log


def test_a_store_that_is_contended_for_long_loses_no_ball() -> None:
    ground = Ground()
    ground.play_to(20)
    ground.alpha.until = 22
    ground.store.fails["commit"] = [ContendedError("another")] * 7
    with pytest.raises(ContendedError):
        poll_events(ground.follower)
    poll_events(ground.follower)
    assert ground.agrees_with_log


def test_a_poll_that_is_cut_while_it_writes_is_made_up_for() -> None:
    ground = Ground()
    ground.play_to(20)
    ground.alpha.until = 21
    commit = ground.store.commit

    async def hangs(*args: object) -> object:
        await asyncio.sleep(60)
        return await commit(*args)  # type: ignore[arg-type]

    async def cut() -> None:
        ground.store.commit = hangs  # type: ignore[method-assign, assignment]
        async with asyncio.timeout(0.05):
            await ground.follower.poll(Tier.EVENTS, 1)

    with pytest.raises(TimeoutError):
        asyncio.run(cut())
    ground.store.commit = commit  # type: ignore[method-assign]
    poll_events(ground.follower)
    assert ground.agrees_with_log


@pytest.mark.parametrize("step", ["totals", "write_dispute"])
def test_a_dispute_that_could_not_be_written_is_raised_later(step: str) -> None:
    ground = Ground()
    ground.store.mode_now = Mode.COMPARES
    ground.play_to(30, step=30)
    [innings] = cards(ground.log.inputs.setup, ground.actions[:30])["innings"]
    right = InningsTotal(1, innings["runs"], innings["wickets"], innings["legal_balls"])
    ground.store.score = [replace(right, runs=right.runs + 3)]
    for turn in range(5):
        ground.clock.forward(11)
        if turn == 2:
            ground.store.fails[step] = [ServiceUnavailable("away")]
        with suppress(ServiceUnavailable):
            poll_events(ground.follower)
    [dispute] = ground.store.disputes.values()
    assert dispute["status"] == "open"
