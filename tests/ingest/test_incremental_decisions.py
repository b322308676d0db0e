"""Tests that an answer that only appends events is decided incrementally, with the result of a
decision on the whole match."""

from __future__ import annotations

import asyncio
import random
import threading
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from scrbrd_ingest import incremental
from scrbrd_ingest.incremental import expectations_of, main_innings
from scrbrd_ingest.log.append_only import SettledDecision, decide_appended
from scrbrd_ingest.log.decision import Decision, decide
from scrbrd_ingest.log.id_mapping import map_event
from scrbrd_ingest.log.store import Mode
from scrbrd_ingest.log.target import Laws
from scrbrd_ingest.log.write_plan import StoredLog
from scrbrd_ingest.model import InningsTotal, Phase, Tier
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import names_of

LONG_MATCH = "649089"
"""A first-class match of 2,021 actions in three innings."""


@dataclass
class DecisionRecorder:
    """Records decisions: the number of incremental and whole ones, and their threads."""

    appended_count: int = 0
    whole_count: int = 0
    threads: set[str] = field(default_factory=set)

    def decide_appended(
        self, last: SettledDecision, state: Any, provider: str, *others: Any
    ) -> Decision | None:
        """Decide both ways, and assert that the results are equal."""
        appended = decide_appended(last, state, provider, *others)
        if appended is None:
            return None
        self.appended_count += 1
        events, stored = state.events.values(), last.stored
        main, names = main_innings(stored), names_of(events)
        mappings = {
            each.id: map_event("m1", provider, each, names, is_super_over=each.place.innings > main)
            for each in events
        }
        is_written = stored.mode is Mode.WRITES
        known = stored.known if is_written else StoredLog("m1")
        laws, expectations = Laws(stored.setup), expectations_of(stored)
        whole = decide(known, state, provider, mappings, laws, expectations, is_written=is_written)
        assert appended.plan == whole.plan
        assert (appended.event_totals, appended.total_differences) == (
            whole.event_totals,
            whole.total_differences,
        )
        assert outline(appended) == outline(whole)
        return appended

    def decide(self, *parts: Any, **options: Any) -> Decision:
        """Count a decision on a whole match."""
        self.whole_count += 1
        self.threads.add(threading.current_thread().name)
        return decide(*parts, **options)


def outline(decision: Decision) -> object:
    """Return a decision without its previous log entries."""
    target = decision.target
    items = [(each.place, each.key, each.event, each.action) for each in target.items]
    return items, target.gap, target.waiting, target.unmapped, decision.is_doubted


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> DecisionRecorder:
    decisions = DecisionRecorder()
    monkeypatch.setattr(incremental, "decide_appended", decisions.decide_appended)
    monkeypatch.setattr(incremental, "decide", decisions.decide)
    return decisions


def follow_events(recorder: DecisionRecorder, seed: int, first_count: int, events: int) -> None:
    """Follow some events after the first `first_count` ones; occasional errors of the provider
    force whole decisions."""
    rng = random.Random(seed)
    match = FollowedMatch("1216517")
    provider = match.alpha
    provider.until, provider.window = first_count, 12
    while provider.until < min(first_count + events, len(match.events)):
        provider.until += rng.choice((0, 1, 1, 1, 2, 5))
        index = rng.randrange(provider.until - 4, provider.until)
        event = match.events[index]
        provider.hidden = {event.id} if rng.random() < 0.15 else set()
        if rng.random() < 0.1 and "runsOffBat" in event.action:
            runs = {"runsOffBat": rng.randint(0, 3), "boundary": False}
            provider.events[index] = replace(event, action={**event.action, **runs})
        if rng.random() < 0.1:
            provider.totals = (InningsTotal(1, rng.randint(0, 200), 3),)
        poll_events(match.follower)
        match.clock.forward(5)
    assert recorder.appended_count > 5


@pytest.mark.parametrize("seed", range(2))
def test_appended_events_are_decided_as_in_a_decision_on_the_whole_match(
    recorder: DecisionRecorder, seed: int
) -> None:
    follow_events(recorder, seed, first_count=6, events=40)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 30))
def test_events_appended_later_are_decided_as_in_a_decision_on_the_whole_match(
    recorder: DecisionRecorder, seed: int
) -> None:
    follow_events(recorder, seed, first_count=20 * (seed % 10), events=120)


def test_innings_and_super_overs_are_continued_incrementally(recorder: DecisionRecorder) -> None:
    match = FollowedMatch("1216517")
    numbers = [each.place.innings for each in match.events]
    assert max(numbers) == 6, "two super overs"
    for innings in (2, 5):
        match.alpha.until = numbers.index(innings) - 1
        poll_events(match.follower, times=2)
        match.play_to(match.alpha.until + 3, step=1)
    match.alpha.until = len(match.events)
    match.alpha.window = 20
    poll_events(match.follower)
    match.alpha.phase = Phase.FINISHED
    poll_events(match.follower, times=2)
    assert match.agrees_with_log
    assert recorder.whole_count < 4 < recorder.appended_count


def test_a_new_ball_of_a_long_match_needs_no_decision_on_the_whole_match(
    recorder: DecisionRecorder,
) -> None:
    match = FollowedMatch(LONG_MATCH)
    match.play_to(incremental.LONG, step=incremental.LONG)
    assert (recorder.whole_count, recorder.appended_count) == (1, 0)
    assert threading.main_thread().name not in recorder.threads, "others of the process go on"
    match.alpha.window = 3
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(incremental, "decide_appended", decide_appended)
        match.play_to(incremental.LONG + 30, step=1)
    assert recorder.whole_count == 1
    assert match.agrees_with_log


def test_a_match_scored_by_people_is_decided_as_a_whole_only_once(
    recorder: DecisionRecorder,
) -> None:
    match = FollowedMatch()
    match.store.mode_now = Mode.COMPARES
    match.play_to(20)
    whole_count = recorder.whole_count
    match.play_to(40, step=1)
    poll_events(match.follower, times=3)
    assert recorder.whole_count == whole_count
    assert match.store.known.log == {}
    last = match.follower._decider.last
    assert last is not None
    match.store.score = [replace(last.event_totals[1], runs=999)]
    for _ in range(4):
        match.clock.forward(60)
        poll_events(match.follower)
    assert recorder.whole_count == whole_count
    assert match.store.disputes, "what goes on is compared all the same"


def test_an_unfilled_gap_is_not_decided_again_without_new_events(
    recorder: DecisionRecorder,
) -> None:
    match = FollowedMatch()
    match.alpha.hidden = {match.events[20].id}
    match.play_to(30)
    poll_events(match.follower, times=10)
    assert match.problems == ["gap"]
    whole_count = recorder.whole_count
    poll_events(match.follower, times=10)
    assert recorder.whole_count == whole_count
    match.alpha.until += 1
    poll_events(match.follower)
    assert recorder.whole_count == whole_count + 1
    match.alpha.hidden = set()
    poll_events(match.follower, times=20)
    assert match.agrees_with_log
    assert match.problems == []


@pytest.mark.parametrize("events_behind", [0, 3], ids=["as far", "behind"])
def test_an_event_known_only_from_another_provider_delays_no_ball(
    recorder: DecisionRecorder, events_behind: int
) -> None:
    match = FollowedMatch("1417850")
    retirement = next(n for n, e in enumerate(match.events) if e.action["type"] == "batter_retired")
    match.play_to(retirement + 3, step=retirement + 3)
    match.beta.hidden = {match.beta.events[retirement].id}
    match.beta.until, match.selector.name = match.alpha.until - events_behind, "beta"
    poll_events(match.follower)
    whole_count, appended_count = recorder.whole_count, recorder.appended_count
    for _ in range(events_behind + 6):
        match.beta.until += 1
        poll_events(match.follower)
    match.alpha.until = match.beta.until
    assert match.agrees_with_log, "what the first told and the second does not is there"
    assert recorder.appended_count - appended_count >= 6
    assert recorder.whole_count - whole_count <= events_behind


def test_a_decision_whose_commit_failed_is_made_again(recorder: DecisionRecorder) -> None:
    match = FollowedMatch()
    match.play_to(20)
    match.store.failures["commit"] = [OSError("down")]
    match.alpha.until += 1
    with pytest.raises(OSError, match="down"):
        poll_events(match.follower)
    whole_count = recorder.whole_count
    match.alpha.until += 1
    poll_events(match.follower)
    assert recorder.whole_count == whole_count + 1
    assert match.agrees_with_log


def test_a_process_killed_after_its_commit_causes_no_duplicate_ball() -> None:
    match = FollowedMatch()
    match.play_to(20)
    match.store.failures["committed"] = [KeyboardInterrupt()]
    match.alpha.until += 1
    with pytest.raises(KeyboardInterrupt):
        poll_events(match.follower)
    match.follower = match.new_follower()
    match.play_to(24, step=1)
    assert match.agrees_with_log
    assert len(match.store.known.log) == 24


def test_a_poll_cancelled_while_a_thread_decides_writes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    match = FollowedMatch()
    match.alpha.until = 30
    first_count, may_end = threading.Event(), threading.Event()

    def slow_decide(*parts: Any, **options: Any) -> Decision:
        first_count.set()
        assert may_end.wait(30)
        return decide(*parts, **options)

    async def cancel_poll() -> None:
        polling = asyncio.create_task(match.follower.poll(Tier.EVENTS, 1))
        await asyncio.to_thread(first_count.wait, 30)
        polling.cancel()
        await asyncio.wait([polling])
        assert polling.cancelled()
        assert match.store.known.log == {}
        monkeypatch.setattr(incremental, "decide", decide)
        next_poll = asyncio.create_task(match.follower.poll(Tier.EVENTS, 1))
        may_end.set()
        await next_poll

    monkeypatch.setattr(incremental, "LONG", 10)
    monkeypatch.setattr(incremental, "decide", slow_decide)
    asyncio.run(cancel_poll())
    match.play_to(40, step=1)
    assert match.agrees_with_log
    assert len(match.store.known.log) == 40
