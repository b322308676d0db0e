"""A ball that goes on from all that is in the log is decided by itself, as the whole would be."""

from __future__ import annotations

import asyncio
import random
import threading
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from scrbrd_ingest import deciding
from scrbrd_ingest.deciding import wants_of
from scrbrd_ingest.log.decision import Decision, decide
from scrbrd_ingest.log.going_on import Settled, go_on
from scrbrd_ingest.log.mapping import mapped
from scrbrd_ingest.log.planning import Known
from scrbrd_ingest.log.store import Mode
from scrbrd_ingest.log.target import Laws
from scrbrd_ingest.model import InningsTotal, Phase, Tier
from tests.ingest.followed import Ground
from tests.ingest.memory import polled
from tests.ingest.told import names_of

LONG = "649089"
"""A first-class match of 2,021 actions in three innings."""


@dataclass
class Decided:
    """The decisions that were made: of what goes on, and of whole matches; in which threads."""

    going_on: int = 0
    whole: int = 0
    threads: set[str] = field(default_factory=set)

    def go_on(self, last: Settled, state: Any, provider: str, *others: Any) -> Decision | None:
        """Decide both ways; they come to the same."""
        found = go_on(last, state, provider, *others)
        if found is None:
            return None
        self.going_on += 1
        events, stored = state.events.values(), last.stored
        main, names = deciding.main_innings(stored), names_of(events)
        mappings = {
            each.id: mapped("m1", provider, each, names, is_super_over=each.place.innings > main)
            for each in events
        }
        is_written = stored.mode is Mode.WRITES
        known = stored.known if is_written else Known("m1")
        laws, wants = Laws(stored.setup), wants_of(stored)
        whole = decide(known, state, provider, mappings, laws, wants, is_written=is_written)
        assert found.plan == whole.plan
        assert (found.counted, found.differing) == (whole.counted, whole.differing)
        assert outline(found) == outline(whole)
        return found

    def decide(self, *parts: Any, **named: Any) -> Decision:
        """Count."""
        self.whole += 1
        self.threads.add(threading.current_thread().name)
        return decide(*parts, **named)


def outline(decision: Decision) -> object:
    """Return what is decided, but for what stood before."""
    target = decision.target
    items = [(each.place, each.key, each.event, each.action) for each in target.items]
    return items, target.gap, target.waiting, target.unmapped, decision.is_doubted


@pytest.fixture
def decided(monkeypatch: pytest.MonkeyPatch) -> Decided:
    found = Decided()
    monkeypatch.setattr(deciding, "go_on", found.go_on)
    monkeypatch.setattr(deciding, "decide", found.decide)
    return found


def goes_on(decided: Decided, seed: int, began: int, events: int) -> None:
    """Follow some events behind the first `began` ones; what is told wrongly now and then is not
    what goes on."""
    chance = random.Random(seed)
    ground = Ground("1216517")
    teller = ground.alpha
    teller.until, teller.window = began, 12
    while teller.until < min(began + events, len(ground.events)):
        teller.until += chance.choice((0, 1, 1, 1, 2, 5))
        chosen = chance.randrange(teller.until - 4, teller.until)
        event = ground.events[chosen]
        teller.hidden = {event.id} if chance.random() < 0.15 else set()
        if chance.random() < 0.1 and "runsOffBat" in event.action:
            runs = {"runsOffBat": chance.randint(0, 3), "boundary": False}
            teller.events[chosen] = replace(event, action={**event.action, **runs})
        if chance.random() < 0.1:
            teller.totals = (InningsTotal(1, chance.randint(0, 200), 3),)
        polled(ground.follower)
        ground.clock.forward(5)
    assert decided.going_on > 5


@pytest.mark.parametrize("seed", range(2))
def test_what_goes_on_is_decided_as_the_whole_would_be(decided: Decided, seed: int) -> None:
    goes_on(decided, seed, began=6, events=40)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 30))
def test_what_goes_on_is_decided_as_the_whole_would_be_later_on(
    decided: Decided, seed: int
) -> None:
    goes_on(decided, seed, began=20 * (seed % 10), events=120)


def test_an_innings_and_a_super_over_go_on(decided: Decided) -> None:
    ground = Ground("1216517")
    numbers = [each.place.innings for each in ground.events]
    assert max(numbers) == 6, "two super overs"
    for innings in (2, 5):
        ground.alpha.until = numbers.index(innings) - 1
        polled(ground.follower, times=2)
        ground.tell(ground.alpha.until + 3, step=1)
    ground.alpha.until = len(ground.events)
    ground.alpha.window = 20
    polled(ground.follower)
    ground.alpha.phase = Phase.FINISHED
    polled(ground.follower, times=2)
    assert ground.stands
    assert decided.whole < 4 < decided.going_on


def test_a_ball_of_a_long_match_costs_no_look_at_the_whole(decided: Decided) -> None:
    ground = Ground(LONG)
    ground.tell(deciding.LONG, step=deciding.LONG)
    assert (decided.whole, decided.going_on) == (1, 0)
    assert threading.main_thread().name not in decided.threads, "others of the process go on"
    ground.alpha.window = 3
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(deciding, "go_on", go_on)
        ground.tell(deciding.LONG + 30, step=1)
    assert decided.whole == 1
    assert ground.stands


def test_a_match_that_is_scored_by_people_is_gone_through_once(decided: Decided) -> None:
    ground = Ground()
    ground.store.mode_now = Mode.COMPARES
    ground.tell(20)
    whole = decided.whole
    ground.tell(40, step=1)
    polled(ground.follower, times=3)
    assert decided.whole == whole
    assert ground.store.known.log == {}
    last = ground.follower._deciding.last
    assert last is not None
    ground.store.score = [replace(last.counted[1], runs=999)]
    for _ in range(4):
        ground.clock.forward(60)
        polled(ground.follower)
    assert decided.whole == whole
    assert ground.store.disputes, "what goes on is compared all the same"


def test_a_gap_that_nobody_fills_is_gone_through_no_more_where_nothing_is_new(
    decided: Decided,
) -> None:
    ground = Ground()
    ground.alpha.hidden = {ground.events[20].id}
    ground.tell(30)
    polled(ground.follower, times=10)
    assert ground.problems == ["gap"]
    whole = decided.whole
    polled(ground.follower, times=10)
    assert decided.whole == whole
    ground.alpha.until += 1
    polled(ground.follower)
    assert decided.whole == whole + 1
    ground.alpha.hidden = set()
    polled(ground.follower, times=20)
    assert ground.stands
    assert ground.problems == []


@pytest.mark.parametrize("behind", [0, 3], ids=["as far", "behind"])
def test_what_another_provider_told_holds_nothing_up(decided: Decided, behind: int) -> None:
    ground = Ground("1417850")
    fact = next(n for n, e in enumerate(ground.events) if e.action["type"] == "batter_retired")
    ground.tell(fact + 3, step=fact + 3)
    ground.beta.hidden = {ground.beta.events[fact].id}
    ground.beta.until, ground.chooser.name = ground.alpha.until - behind, "beta"
    polled(ground.follower)
    whole, going_on = decided.whole, decided.going_on
    for _ in range(behind + 6):
        ground.beta.until += 1
        polled(ground.follower)
    ground.alpha.until = ground.beta.until
    assert ground.stands, "what the first told and the second does not is there"
    assert decided.going_on - going_on >= 6
    assert decided.whole - whole <= behind


def test_what_was_not_written_is_decided_anew(decided: Decided) -> None:
    ground = Ground()
    ground.tell(20)
    ground.store.fails["commit"] = [OSError("down")]
    ground.alpha.until += 1
    with pytest.raises(OSError, match="down"):
        polled(ground.follower)
    whole = decided.whole
    ground.alpha.until += 1
    polled(ground.follower)
    assert decided.whole == whole + 1
    assert ground.stands


def test_a_process_that_was_killed_behind_its_commit_enters_nothing_twice() -> None:
    ground = Ground()
    ground.tell(20)
    ground.store.fails["committed"] = [KeyboardInterrupt()]
    ground.alpha.until += 1
    with pytest.raises(KeyboardInterrupt):
        polled(ground.follower)
    ground.follower = ground.another()
    ground.tell(24, step=1)
    assert ground.stands
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
    ground.tell(40, step=1)
    assert ground.stands
    assert len(ground.store.known.log) == 40
