"""Runs one replay: a match told by fakes, followed by the service's processes, then compared.

The functions keep `live/score`; so the emulators must have them.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from google.cloud.firestore import Client

from admin.matchlog import MatchLog
from devtools.emulators import EmulatorSuite
from devtools.feeds.broadcast import PACE_SECONDS, Broadcast
from devtools.feeds.clock import VirtualClock
from devtools.feeds.server import FakeFeeds
from devtools.replay.comparing import (
    Balls,
    compared_balls,
    compared_part,
    differences,
    published,
)
from devtools.replay.ingest_process import LEASE, IngestProcess, environment
from devtools.replay.stored import stored_log, write_followed_match
from devtools.replay.timing import Pace, Watch, latencies, moments_of
from scrbrd.domain.json_types import Json

PAUSE = 0.2
FAILOVER_AT = 0.4
LEADER_AT, POLLING_AT = 0.35, 0.7
LEAST_SECONDS = 9 * LEASE
"""How long a match is told at least where processes are killed: from one kill to the next, a third
of it, a lease lapses, another process takes the match over, and is seen to poll it."""

MID_OVER = 3
"""The ball (1-based) of an over behind which a provider is killed."""

PATIENCE = 300.0
"""Seconds without any change of the log after the match is over: then it is compared as it is. The
service asks at least every 120 s, and a provider that fails then is asked once more."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """What is replayed, and how. `factor`: how fast the providers' clock runs."""

    log: MatchLog
    feed: str
    faults: int | None = None
    kills_leader: bool = False
    failover: str | None = None
    factor: float = 60.0
    pace: float = PACE_SECONDS

    @property
    def feeds(self) -> list[str]:
        """The providers in order of preference."""
        return [self.feed, *([self.failover] if self.failover else [])]


@dataclass
class Outcome:
    """What came of a replay."""

    wanted: Wanted
    balls: Balls
    disagreements: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        """Whether everything agrees."""
        return self.balls.is_same and not self.disagreements

    def as_json(self) -> dict[str, Any]:
        """Return the last line."""
        return {
            "matchId": self.wanted.log.match_id,
            "feed": self.wanted.feed,
            "deliveries": self.balls.deliveries,
            "missing": self.balls.missing,
            "doubled": self.balls.doubled,
            "agrees": not self.disagreements and not self.balls.otherwise,
            "p50Ms": part(self.milliseconds, 0.5),
            "p95Ms": part(self.milliseconds, 0.95),
        }


def part(values: list[float], share: float) -> float | None:
    """Return the value below which a share of them lies; None of none."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1) if ordered else None


@contextmanager
def emulators(say: Say) -> Iterator[dict[str, str]]:
    """Yield the emulators that the environment names, or the Emulator Suite while it lasts."""
    if os.environ.get("FIRESTORE_EMULATOR_HOST"):
        names = ("FIRESTORE_EMULATOR_HOST", "GCLOUD_PROJECT", "GOOGLE_CLOUD_PROJECT")
        named = {name: os.environ[name] for name in names if name in os.environ}
        named.setdefault("GCLOUD_PROJECT", "demo-scrbrd")
        os.environ.update(named)
        yield named
        return
    say("starting the Firebase emulators ...")
    with EmulatorSuite() as suite:
        os.environ.update(suite.env())
        yield suite.env()


def replay(wanted: Wanted, say: Say) -> Outcome:
    """Replay a match. Raises EmulatorError, BadInput."""
    with ExitStack() as stack:
        named = stack.enter_context(emulators(say))
        client = Client(project=named["GCLOUD_PROJECT"])
        stack.callback(client.close)
        return Replay(wanted, client, named, stack, say).run()


class Replay:
    """One replay on running emulators."""

    def __init__(
        self,
        wanted: Wanted,
        client: Client,
        named: Mapping[str, str],
        stack: ExitStack,
        say: Say,
    ) -> None:
        self.wanted, self.client, self.say, self.stack = wanted, client, say, stack
        self.clock = VirtualClock(datetime.now(UTC))
        self.fakes = {name: stack.enter_context(FakeFeeds(self.clock)) for name in wanted.feeds}
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="scrbrd-replay-"))
        self.listed = Path(folder) / "matches.json"
        self.settings = {**named, **environment(self.fakes, self.listed)}
        self.processes: list[IngestProcess] = []
        self.untold: list[str] = []

    def run(self) -> Outcome:
        """Set the match up, let it be told and followed, and compare."""
        log = self.wanted.log
        ids_by_name = dict[str, str]()
        mappings = list[Json]()
        for name, fakes in self.fakes.items():
            ids = fakes.add_match(log, self.wanted.faults, pace=self.wanted.pace)
            ids_by_name[name] = ids[name]
            fakes.fail(self.wanted.faults)
            mappings += fakes.ids(name, log.match_id).mappings()
            self.say(f"match {log.match_id} is {ids[name]} at {name}")
        write_followed_match(self.client, log, mappings)
        self.listed.write_text(json.dumps([{"match_id": log.match_id, "providers": ids_by_name}]))
        self.watch = Watch(self.client, log.match_id)
        self.stack.callback(self.watch.close)
        for _ in range(2 if self.wanted.kills_leader else 1):
            self.start()
        factor = factor_of(self.wanted, self.ends_at - self.starts_at)
        self.clock.run(factor)
        self.pace = Pace.of(self.clock, factor)
        self.tell()
        return self.compare()

    def start(self) -> None:
        """Start a process and wait until it may poll."""
        process = self.stack.enter_context(IngestProcess(self.settings))
        process.wait()
        self.processes.append(process)

    @property
    def broadcasts(self) -> dict[str, Broadcast]:
        """What each provider tells."""
        match_id = self.wanted.log.match_id
        return {name: fakes.broadcast(name, match_id) for name, fakes in self.fakes.items()}

    @property
    def starts_at(self) -> datetime:
        """When the match begins, by the providers' clock."""
        return self.broadcasts[self.wanted.feed].starts_at

    @property
    def ends_at(self) -> datetime:
        """When everything is told."""
        return max(each.is_final_at for each in self.broadcasts.values())

    def tell(self) -> None:
        """Let the clock run to the end of the match, with what is to happen meanwhile."""
        first, ends_at = self.broadcasts[self.wanted.feed], self.ends_at
        length = ends_at - first.starts_at
        happenings: list[tuple[Any, Callable[[], bool]]] = []
        if self.wanted.failover:
            happenings.append((mid_over(first, FAILOVER_AT), self.kill_provider))
        if self.wanted.kills_leader:
            happenings.append((first.starts_at + length * LEADER_AT, self.kill_leader))
            happenings.append((first.starts_at + length * POLLING_AT, self.kill_polling))
        happenings.sort(key=lambda each: each[0])
        told = time.monotonic()
        while (now := self.clock.now()) < ends_at:
            # Nobody leads or polls until a lease has lapsed: then it is tried again.
            if happenings and now >= happenings[0][0] and happenings[0][1]():
                happenings.pop(0)
            if time.monotonic() - told > 10:
                told = time.monotonic()
                done = min(1.0, (now - first.starts_at) / length)
                self.say(f"{done:.0%} told, {self.standing}")
            time.sleep(PAUSE)
        self.untold = [what.__name__ for _, what in happenings]
        self.say("the match is told; the log is awaited")
        self.settle()

    @property
    def last_shown(self) -> str:
        """The last action that `live/score` shows."""
        return str(self.watch.score.get("lastActionId"))

    @property
    def standing(self) -> str:
        """How far the log is, and `live/score` behind it."""
        return f"the log has {len(self.stored())} actions, the score is at {self.last_shown}"

    def settle(self) -> None:
        """Wait until the score is the match's, or nothing has changed for a while."""
        own = published(self.wanted.log)
        shown, since = self.last_shown, time.monotonic()
        while time.monotonic() - since < PATIENCE:
            if compared_part(self.watch.score) == own and self.is_log_shown():
                return
            if self.last_shown != shown:
                shown, since = self.last_shown, time.monotonic()
            time.sleep(1.0)
        self.say(f"nothing has changed for {PATIENCE:.0f} s: {self.standing}")

    def is_log_shown(self) -> bool:
        """Whether the balls are those of the match."""
        return compared_balls(self.wanted.log, self.stored()).is_same

    def stored(self) -> list[Any]:
        """Return the log as it is stored."""
        return stored_log(self.client, self.wanted.log.match_id)

    def kill_provider(self) -> bool:
        """End the first provider: no connection is taken any more."""
        self.say(f"{self.wanted.feed} is killed in mid-over, at {self.last_shown}")
        self.fakes[self.wanted.feed].__exit__(None, None, None)
        return True

    def kill_leader(self) -> bool:
        """End the leader by SIGKILL, and start another process in its place."""
        return self.kill("leader", next((each for each in self.processes if each.is_leader), None))

    def kill_polling(self) -> bool:
        """End the process that polls the match by SIGKILL, and start another in its place."""
        polling = next((each for each in self.processes if each.is_polling), None)
        return self.kill("one that polls", polling)

    def kill(self, what: str, process: IngestProcess | None) -> bool:
        """End a process by SIGKILL; return whether there was one."""
        if process is None:
            return False
        number = self.processes.index(process)
        polls = "and it polls the match" if process.is_polling else "another polls the match"
        self.say(f"process {number}, the {what}, is killed at {self.last_shown}; {polls}")
        process.kill()
        process.start()
        return True

    def compare(self) -> Outcome:
        """Return what came of it."""
        log, stored = self.wanted.log, self.stored()
        outcome = Outcome(self.wanted, compared_balls(log, stored))
        outcome.disagreements += differences(published(log), compared_part(self.watch.score))
        outcome.disagreements += [f"{what} did not happen in time" for what in self.untold]
        feed = self.client.document(f"provider_feeds/{log.match_id}").get().to_dict() or {}
        for each in outcome.balls.places:
            self.say(f"balls differ: {each}")
        for problem in feed.get("problems", ()):
            self.say(f"problem: {problem}")
        if outcome.balls.is_same:
            outcome.milliseconds = latencies(stored, self.broadcasts, self.pace.when, self.watch)
        if not outcome.is_right:
            for number, process in enumerate(self.processes):
                tail = "\n".join(process.log().splitlines()[-15:])
                self.say(f"process {number} said last:\n{tail}")
        return outcome


def factor_of(wanted: Wanted, length: timedelta) -> float:
    """Return how fast the clock runs: as is wanted, and slower where processes are killed in a
    match that would be over before others have taken their places."""
    if not wanted.kills_leader:
        return wanted.factor
    return max(1.0, min(wanted.factor, length.total_seconds() / LEAST_SECONDS))


def mid_over(broadcast: Broadcast, share: float) -> Any:
    """Return a moment behind the third ball of an over, that far into the match."""
    moments = moments_of(broadcast)
    numbers = [
        (slot.true_content or {}).get("ballInOver")
        for slot in broadcast.slots
        if (slot.true_content or {}).get("type") == "delivery"
    ]
    first = int(len(moments) * share)
    at = next((each for each in range(first, len(moments)) if numbers[each] == MID_OVER), first)
    return moments[at]
