"""An answer that only appends events is decided incrementally, with the result of a whole
decision."""

from __future__ import annotations

import asyncio
import random
import threading
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from scrbrd_ingest import deciding
from scrbrd_ingest.deciding import expectations_of
from scrbrd_ingest.log.appending import SettledDecision, decide_appended
from scrbrd_ingest.log.decision import Decision, decide
from scrbrd_ingest.log.mapping import map_event
from scrbrd_ingest.log.planning import StoredLog
from scrbrd_ingest.log.store import Mode
from scrbrd_ingest.log.target import Laws
from scrbrd_ingest.model import InningsTotal, Phase, Tier
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import names_of

LONG_MATCH = "649089"
"""A first-class match of 2,021 actions in three innings."""


@dataclass
class DecisionRecorder:
    """Records decisions: the number of incremental and whole ones, and their threads."""

    appended_count: int = 0
    whole: int = 0
    threads: set[str] = field(default_factory=set)

    def decide_appended(
        self, last: SettledDecision, state: Any, provider: str, *others: Any
    ) -> Decision | None:
        """Decide both ways, and assert that the results are equal."""
        found = decide_appended(last, state, provider, *others)
        if found is None:
            return None
        self.appended_count += 1
        events, stored = state.events.values(), last.stored
        main, names = deciding.main_innings(stored), names_of(events)
        mappings = {
            each.id: map_event("m1", provider, each, names, is_super_over=each.place.innings > main)
            for each in events
        }
        is_written = stored.mode is Mode.WRITES
        known = stored.known if is_written else StoredLog("m1")
        laws, expectations = Laws(stored.setup), expectations_of(stored)
        whole = decide(known, state, provider, mappings, laws, expectations, is_written=is_written)
        assert found.plan == whole.plan
        assert (found.event_totals, found.total_differences) == (
            whole.event_totals,
            whole.total_differences,
        )
        assert outline(found) == outline(whole)
        return found

    def decide(self, *parts: Any, **named: Any) -> Decision:
        """Count a decision on a whole match."""
        self.whole += 1
        self.threads.add(threading.current_thread().name)
        return decide(*parts, **named)


def outline(decision: Decision) -> object:
    """Return a decision without its previous log entries."""
    target = decision.target
    items = [(each.place, each.key, each.event, each.action) for each in target.items]
    return items, target.gap, target.waiting, target.unmapped, decision.is_doubted


@pytest.fixture
def decided(monkeypatch: pytest.MonkeyPatch) -> DecisionRecorder:
    found = DecisionRecorder()
    monkeypatch.setattr(deciding, "decide_appended", found.decide_appended)
    monkeypatch.setattr(deciding, "decide", found.decide)
    return found


def follow_events(decided: DecisionRecorder, seed: int, began: int, events: int) -> None:
    """Follow some events after the first `began` ones; occasional errors of the provider force
    whole decisions."""
    chance = random.Random(seed)
    ground = Ground("1216517")
    provider = ground.alpha
    provider.until, provider.window = began, 12
    while provider.until < min(began + events, len(ground.events)):
        provider.until += chance.choice((0, 1, 1, 1, 2, 5))
        chosen = chance.randrange(provider.until - 4, provider.until)
        event = ground.events[chosen]
        provider.hidden = {event.id} if chance.random() < 0.15 else set()
        if chance.random() < 0.1 and "runsOffBat" in event.action:
            runs = {"runsOffBat": chance.randint(0, 3), "boundary": False}
            provider.events[chosen] = replace(event, action={**event.action, **runs})
        if chance.random() < 0.1:
            provider.totals = (InningsTotal(1, chance.randint(0, 200), 3),)
        poll_events(ground.follower)
        ground.clock.forward(5)
    assert decided.appended_count > 5


@pytest.mark.parametrize("seed", range(2))
def test_what_goes_on_is_decided_as_the_whole_would_be(
    decided: DecisionRecorder, seed: int
) -> None:
    follow_events(decided, seed, began=6, events=40)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 30))
def test_what_goes_on_is_decided_as_the_whole_would_be_later_on(
    decided: DecisionRecorder, seed: int
) -> None:
    follow_events(decided, seed, began=20 * (seed % 10), events=120)


def test_an_innings_and_a_super_over_go_on(decided: DecisionRecorder) -> None:
    ground = Ground("1216517")
    numbers = [each.place.innings for each in ground.events]
    assert max(numbers) == 6, "two super overs"
    for innings in (2, 5):
        ground.alpha.until = numbers.index(innings) - 1
        poll_events(ground.follower, times=2)
        ground.play_to(ground.alpha.until + 3, step=1)
    ground.alpha.until = len(ground.events)
    ground.alpha.window = 20
    poll_events(ground.follower)
    ground.alpha.phase = Phase.FINISHED
    poll_events(ground.follower, times=2)
    assert ground.agrees_with_log
    assert decided.whole < 4 < decided.appended_count


def test_a_ball_of_a_long_match_costs_no_look_at_the_whole(decided: DecisionRecorder) -> None:
    ground = Ground(LONG_MATCH)
    ground.play_to(deciding.LONG, step=deciding.LONG)
    assert (decided.whole, decided.appended_count) == (1, 0)
    assert threading.main_thread().name not in decided.threads, "others of the process go on"
    ground.alpha.window = 3
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(deciding, "decide_appended", decide_appended)
        ground.play_to(deciding.LONG + 30, step=1)
    assert decided.whole == 1
    assert ground.agrees_with_log


def test_a_match_that_is_scored_by_people_is_gone_through_once(decided: DecisionRecorder) -> None:
    ground = Ground()
    ground.store.mode_now = Mode.COMPARES
    ground.play_to(20)
    whole = decided.whole
    ground.play_to(40, step=1)
    poll_events(ground.follower, times=3)
    assert decided.whole == whole
    assert ground.store.known.log == {}
    last = ground.follower._decider.last
    assert last is not None
    ground.store.score = [replace(last.event_totals[1], runs=999)]
    for _ in range(4):
        ground.clock.forward(60)
        poll_events(ground.follower)
    assert decided.whole == whole
    assert ground.store.disputes, "what goes on is compared all the same"


def test_a_gap_that_nobody_fills_is_gone_through_no_more_where_nothing_is_new(
    decided: DecisionRecorder,
) -> None:
    ground = Ground()
    ground.alpha.hidden = {ground.events[20].id}
    ground.play_to(30)
    poll_events(ground.follower, times=10)
    assert ground.problems == ["gap"]
    whole = decided.whole
    poll_events(ground.follower, times=10)
    assert decided.whole == whole
    ground.alpha.until += 1
    poll_events(ground.follower)
    assert decided.whole == whole + 1
    ground.alpha.hidden = set()
    poll_events(ground.follower, times=20)
    assert ground.agrees_with_log
    assert ground.problems == []


@pytest.mark.parametrize("behind", [0, 3], ids=["as far", "behind"])
def test_what_another_provider_told_holds_nothing_up(
    decided: DecisionRecorder, behind: int
) -> None:
    ground = Ground("1417850")
    fact = next(n for n, e in enumerate(ground.events) if e.action["type"] == "batter_retired")
    ground.play_to(fact + 3, step=fact + 3)
    ground.beta.hidden = {ground.beta.events[fact].id}
    ground.beta.until, ground.selector.name = ground.alpha.until - behind, "beta"
    poll_events(ground.follower)
    whole, appended_count = decided.whole, decided.appended_count
    for _ in range(behind + 6):
        ground.beta.until += 1
        poll_events(ground.follower)
    ground.alpha.until = ground.beta.until
    assert ground.agrees_with_log, "what the first told and the second does not is there"
    assert decided.appended_count - appended_count >= 6
    assert decided.whole - whole <= behind


def test_what_was_not_written_is_decided_anew(decided: DecisionRecorder) -> None:
    ground = Ground()
    ground.play_to(20)
    ground.store.fails["commit"] = [OSError("down")]
    ground.alpha.until += 1
    with pytest.raises(OSError, match="down"):
        poll_events(ground.follower)
    whole = decided.whole
    ground.alpha.until += 1
    poll_events(ground.follower)
    assert decided.whole == whole + 1
    assert ground.agrees_with_log


def test_a_process_that_was_killed_behind_its_commit_enters_nothing_twice() -> None:
    ground = Ground()
    ground.play_to(20)
    ground.store.fails["committed"] = [KeyboardInterrupt()]
    ground.alpha.until += 1
    with pytest.raises(KeyboardInterrupt):
        poll_events(ground.follower)
    ground.follower = ground.new_follower()
    ground.play_to(24, step=1)
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == 24


def test_a_poll_that_is_cut_while_a_thread_decides_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ground = Ground()
    ground.alpha.until = 30
    began, may_end = threading.Event(), threading.Event()

    def slow(*parts: Any, **named: Any) -> Decision:
        began.set()
        assert may_end.wait(30)
        return decide(*parts, **named)

    async def cut() -> None:
        polling = asyncio.create_task(ground.follower.poll(Tier.EVENTS, 1))
        await asyncio.to_thread(began.wait, 30)
        polling.cancel()
        await asyncio.wait([polling])
        assert polling.cancelled()
        assert ground.store.known.log == {}
        monkeypatch.setattr(deciding, "decide", decide)
        again = asyncio.create_task(ground.follower.poll(Tier.EVENTS, 1))
        may_end.set()
        await again

    monkeypatch.setattr(deciding, "LONG", 10)
    monkeypatch.setattr(deciding, "decide", slow)
    asyncio.run(cut())
    ground.play_to(40, step=1)
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == 40
