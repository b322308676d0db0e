"""Runs one replay: fakes publish a match, processes of the service follow it, then it is compared.

The functions write `live/score`, so the emulators must run them.
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
from devtools.replay.compare import (
    Balls,
    compare_balls,
    compared_part,
    differences,
    expected_score,
)
from devtools.replay.ingest_process import LEASE, IngestProcess, environment
from devtools.replay.latency import Pace, ScoreWatch, latencies, moments_of
from devtools.replay.stored_match import stored_log, write_followed_match
from scrbrd.domain.json_types import Json

PAUSE = 0.2
FAILOVER_AT = 0.4
LEADER_AT, POLLING_AT = 0.35, 0.7
LEAST_SECONDS = 9 * LEASE
"""The shortest duration of a match during which processes are killed. Between two kills, a third of
it, a lease expires, another process takes the match over, and its polling is observed."""

MID_OVER = 3
"""The ball (1-based) of an over after which a provider is killed."""

PATIENCE = 300.0
"""Seconds without a change of the log after the match is over, after which it is compared as it is.
The service polls at least every 120 s, and polls a provider that fails then once more."""

PrintLine = Callable[[str], None]
"""Prints a line of progress."""


@dataclass(frozen=True)
class ReplayPlan:
    """The match to replay, its feeds, and the disturbances.

    `factor` is the speed of the providers' clock; `pace` is in virtual seconds between events.
    """

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
    """The result of a replay."""

    plan: ReplayPlan
    balls: Balls
    disagreements: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        """True if balls and score agree with the match."""
        return self.balls.is_same and not self.disagreements

    def as_json(self) -> dict[str, Any]:
        """Return the JSON that is printed as the last line."""
        return {
            "matchId": self.plan.log.match_id,
            "feed": self.plan.feed,
            "deliveries": self.balls.deliveries,
            "missing": self.balls.missing,
            "doubled": self.balls.doubled,
            "agrees": not self.disagreements and not self.balls.otherwise,
            "p50Ms": quantile(self.milliseconds, 0.5),
            "p95Ms": quantile(self.milliseconds, 0.95),
        }


def quantile(values: list[float], share: float) -> float | None:
    """Return the quantile of the values at `share` (0 to 1); None if there are none."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1) if ordered else None


@contextmanager
def emulators(print_line: PrintLine) -> Iterator[dict[str, str]]:
    """Yield the environment of running emulators, or start the Emulator Suite and stop it after."""
    if os.environ.get("FIRESTORE_EMULATOR_HOST"):
        names = ("FIRESTORE_EMULATOR_HOST", "GCLOUD_PROJECT", "GOOGLE_CLOUD_PROJECT")
        environ = {name: os.environ[name] for name in names if name in os.environ}
        environ.setdefault("GCLOUD_PROJECT", "demo-scrbrd")
        os.environ.update(environ)
        yield environ
        return
    print_line("starting the Firebase emulators ...")
    with EmulatorSuite() as suite:
        os.environ.update(suite.env())
        yield suite.env()


def replay(plan: ReplayPlan, print_line: PrintLine) -> Outcome:
    """Replay a match. Raises EmulatorError, BadInput."""
    with ExitStack() as stack:
        environ = stack.enter_context(emulators(print_line))
        client = Client(project=environ["GCLOUD_PROJECT"])
        stack.callback(client.close)
        return Replay(plan, client, environ, stack, print_line).run()


class Replay:
    """One replay on running emulators."""

    def __init__(
        self,
        plan: ReplayPlan,
        client: Client,
        environ: Mapping[str, str],
        stack: ExitStack,
        print_line: PrintLine,
    ) -> None:
        self.plan, self.client, self.print_line, self.stack = plan, client, print_line, stack
        self.clock = VirtualClock(datetime.now(UTC))
        self.fakes = {name: stack.enter_context(FakeFeeds(self.clock)) for name in plan.feeds}
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="scrbrd-replay-"))
        self.matches_file = Path(folder) / "matches.json"
        self.settings = {**environ, **environment(self.fakes, self.matches_file)}
        self.processes: list[IngestProcess] = []
        self.missed_disturbances: list[str] = []

    def run(self) -> Outcome:
        """Set the match up, publish and follow it, and compare the results."""
        log = self.plan.log
        ids_by_name = dict[str, str]()
        mappings = list[Json]()
        for name, fakes in self.fakes.items():
            ids = fakes.add_match(log, self.plan.faults, pace=self.plan.pace)
            ids_by_name[name] = ids[name]
            fakes.fail(self.plan.faults)
            mappings += fakes.ids(name, log.match_id).mappings()
            self.print_line(f"match {log.match_id} is {ids[name]} at {name}")
        write_followed_match(self.client, log, mappings)
        entries = [{"match_id": log.match_id, "providers": ids_by_name}]
        self.matches_file.write_text(json.dumps(entries))
        self.watch = ScoreWatch(self.client, log.match_id)
        self.stack.callback(self.watch.close)
        for _ in range(2 if self.plan.kills_leader else 1):
            self.start()
        factor = factor_of(self.plan, self.ends_at - self.starts_at)
        self.clock.run(factor)
        self.pace = Pace.of(self.clock, factor)
        self.publish()
        return self.compare()

    def start(self) -> None:
        """Start a process and wait until it is ready."""
        process = self.stack.enter_context(IngestProcess(self.settings))
        process.wait()
        self.processes.append(process)

    @property
    def broadcasts(self) -> dict[str, Broadcast]:
        """The broadcast of each provider."""
        match_id = self.plan.log.match_id
        return {name: fakes.broadcast(name, match_id) for name, fakes in self.fakes.items()}

    @property
    def starts_at(self) -> datetime:
        """The start of the match, in the providers' time."""
        return self.broadcasts[self.plan.feed].starts_at

    @property
    def ends_at(self) -> datetime:
        """The time at which all events are published and right, in the providers' time."""
        return max(each.final_at for each in self.broadcasts.values())

    def publish(self) -> None:
        """Let the clock run to the end of the match, and cause the planned disturbances."""
        first, ends_at = self.broadcasts[self.plan.feed], self.ends_at
        length = ends_at - first.starts_at
        disturbances: list[tuple[Any, Callable[[], bool]]] = []
        if self.plan.failover:
            disturbances.append((mid_over(first, FAILOVER_AT), self.kill_provider))
        if self.plan.kills_leader:
            disturbances.append((first.starts_at + length * LEADER_AT, self.kill_leader))
            disturbances.append((first.starts_at + length * POLLING_AT, self.kill_polling))
        disturbances.sort(key=lambda each: each[0])
        printed_at = time.monotonic()
        while (now := self.clock.now()) < ends_at:
            # Until a lease expires there may be no leader or poller; then it is tried again.
            if disturbances and now >= disturbances[0][0] and disturbances[0][1]():
                disturbances.pop(0)
            if time.monotonic() - printed_at > 10:
                printed_at = time.monotonic()
                done = min(1.0, (now - first.starts_at) / length)
                self.print_line(f"{done:.0%} published, {self.standing}")
            time.sleep(PAUSE)
        self.missed_disturbances = [what.__name__ for _, what in disturbances]
        self.print_line("the match is published; waiting for the log")
        self.settle()

    @property
    def last_shown(self) -> str:
        """The id of the last action that `live/score` shows."""
        return str(self.watch.score.get("lastActionId"))

    @property
    def standing(self) -> str:
        """A text about the length of the log and the last action of `live/score`."""
        return f"the log has {len(self.stored())} actions, the score is at {self.last_shown}"

    def settle(self) -> None:
        """Wait until score and log equal the match's, or have not changed for PATIENCE seconds."""
        own = expected_score(self.plan.log)
        shown, since = self.last_shown, time.monotonic()
        while time.monotonic() - since < PATIENCE:
            if compared_part(self.watch.score) == own and self.is_log_complete():
                return
            if self.last_shown != shown:
                shown, since = self.last_shown, time.monotonic()
            time.sleep(1.0)
        self.print_line(f"nothing has changed for {PATIENCE:.0f} s: {self.standing}")

    def is_log_complete(self) -> bool:
        """Return True if the stored log has exactly the balls of the match."""
        return compare_balls(self.plan.log, self.stored()).is_same

    def stored(self) -> list[Any]:
        """Return the stored log."""
        return stored_log(self.client, self.plan.log.match_id)

    def kill_provider(self) -> bool:
        """Stop the first provider; it accepts no more connections."""
        self.print_line(f"{self.plan.feed} is killed in mid-over, at {self.last_shown}")
        self.fakes[self.plan.feed].__exit__(None, None, None)
        return True

    def kill_leader(self) -> bool:
        """Kill the leader with SIGKILL and start it again; return False if there is none now."""
        return self.kill("leader", next((each for each in self.processes if each.is_leader), None))

    def kill_polling(self) -> bool:
        """Kill the process that polls the match and start it again; return False without one."""
        polling = next((each for each in self.processes if each.is_polling), None)
        return self.kill("one that polls", polling)

    def kill(self, what: str, process: IngestProcess | None) -> bool:
        """Kill a process with SIGKILL and start it again; return False if it is None.

        `what` describes the process in the progress line.
        """
        if process is None:
            return False
        number = self.processes.index(process)
        polls = "and it polls the match" if process.is_polling else "another polls the match"
        self.print_line(f"process {number}, the {what}, is killed at {self.last_shown}; {polls}")
        process.kill()
        process.start()
        return True

    def compare(self) -> Outcome:
        """Compare the stored log and score with the match's own; return the result."""
        log, stored = self.plan.log, self.stored()
        outcome = Outcome(self.plan, compare_balls(log, stored))
        outcome.disagreements += differences(expected_score(log), compared_part(self.watch.score))
        missed = self.missed_disturbances
        outcome.disagreements += [f"{what} did not happen in time" for what in missed]
        feed = self.client.document(f"provider_feeds/{log.match_id}").get().to_dict() or {}
        for each in outcome.balls.places:
            self.print_line(f"balls differ: {each}")
        for problem in feed.get("problems", ()):
            self.print_line(f"problem: {problem}")
        if outcome.balls.is_same:
            outcome.milliseconds = latencies(stored, self.broadcasts, self.pace.when, self.watch)
        if not outcome.is_right:
            for number, process in enumerate(self.processes):
                tail = "\n".join(process.log().splitlines()[-15:])
                self.print_line(f"process {number} said last:\n{tail}")
        return outcome


def factor_of(plan: ReplayPlan, length: timedelta) -> float:
    """Return the speed of the clock: that of the plan, or slower if processes are killed.

    Otherwise a short match would be over before another process could take over.
    """
    if not plan.kills_leader:
        return plan.factor
    return max(1.0, min(plan.factor, length.total_seconds() / LEAST_SECONDS))


def mid_over(broadcast: Broadcast, share: float) -> Any:
    """Return the time of the first third ball of an over after a share of the match's balls."""
    moments = moments_of(broadcast)
    numbers = [
        (slot.true_content or {}).get("ballInOver")
        for slot in broadcast.slots
        if (slot.true_content or {}).get("type") == "delivery"
    ]
    first = int(len(moments) * share)
    at = next((each for each in range(first, len(moments)) if numbers[each] == MID_OVER), first)
    return moments[at]
