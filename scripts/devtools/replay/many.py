"""Follows many matches at once, in real time, while leaders are killed or suspended.

`python -m devtools.replay.many [--matches 50] [--seconds 180] [--kills 3] [--pauses 0]`. The fakes
use the machine's clock, so that the service's metrics give the latency from a provider's time of a
ball until it is in the log. The emulator runs without functions.
"""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from google.cloud.firestore import Client

from admin.logfile import load_match
from admin.matchlog import MatchLog
from devtools.emulators import FirestoreEmulator
from devtools.feeds.clock import VirtualClock
from devtools.feeds.server import CRICKET, FakeFeeds
from devtools.replay.compare import Balls, compare_balls
from devtools.replay.ingest_process import LEASE, IngestProcess, Samples, environment
from devtools.replay.stored_match import stored_log, write_followed_match
from devtools.toolchain.layout import ROOT

PROJECT = "demo-many"
PROCESSES = 3
KILLS = 3
PAUSED = 1.5 * LEASE
"""Seconds for which a process is suspended: another one has its lease when it resumes."""

LOOK = 1.0
PATIENCE = 60.0
MATCHES = sorted((ROOT / "scripts" / "matches").glob("*.log"))
LATENCY, MISSED = "update_latency_seconds", "missed_balls_total"
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@dataclasses.dataclass
class Measured:
    """The metrics of all processes since their first start.

    `now` are those of the running processes by port; `past` are the last ones read before a kill.
    """

    past: list[Samples] = dataclasses.field(default_factory=list)
    now: dict[int, Samples] = dataclasses.field(default_factory=dict)

    def read(self, processes: Sequence[IngestProcess]) -> None:
        """Read the metrics of the processes."""
        for process in processes:
            self.now[process.port] = process.samples() or self.now.get(process.port, {})

    def add_ended(self, process: IngestProcess) -> None:
        """Move the metrics of a killed process to `past`."""
        self.past.append(self.now.pop(process.port, {}))

    def total(self) -> Counter[tuple[str, tuple[tuple[str, str], ...]]]:
        """Return the sums over all processes, killed ones included."""
        found = Counter[tuple[str, tuple[tuple[str, str], ...]]]()
        for samples in (*self.past, *self.now.values()):
            found.update(samples)
        return found

    def missed_balls(self) -> float:
        """Return the number of missed balls: those that no answer has filled in."""
        return self.total()[MISSED, ()]

    def latency(self, share: float) -> float | None:
        """Return a quantile of the latency in milliseconds, from the histogram."""
        buckets = sorted(
            (float(dict(labels)["le"]), count)
            for (name, labels), count in self.total().items()
            if name == f"{LATENCY}_bucket"
        )
        return bucket_quantile(buckets, share)


def bucket_quantile(buckets: Sequence[tuple[float, float]], share: float) -> float | None:
    """Return a quantile in milliseconds from buckets of (upper bound in seconds, cumulative count).

    As in Prometheus, values are assumed to be evenly spread in a bucket. Return None without
    values.
    """
    if not buckets or not buckets[-1][1]:
        return None
    wanted, below, before = share * buckets[-1][1], 0.0, 0.0
    for most, count in buckets:
        if count >= wanted and count > before:
            if most == float("inf"):
                return below * 1000
            return round((below + (most - below) * (wanted - before) / (count - before)) * 1000, 1)
        below, before = most, count
    return None


class ManyMatchReplay:
    """Many matches published by the fakes and followed by processes of the service."""

    def __init__(
        self,
        stack: ExitStack,
        matches: int,
        seconds: float,
        pace: float,
        kills: int = KILLS,
        pauses: int = 0,
    ) -> None:
        self.stack, self.seconds = stack, seconds
        self.plans = [self.kill_leader] * kills + [self.pause_leader] * pauses
        emulator = stack.enter_context(FirestoreEmulator())
        os.environ.update(emulator.env(PROJECT))
        self.client = Client(project=PROJECT)
        stack.callback(self.client.close)
        self.fakes = stack.enter_context(FakeFeeds(VirtualClock(datetime.now(UTC), factor=1.0)))
        sources = [load_match(path) for path in MATCHES]
        self.logs = [
            first_actions(sources[number % len(sources)], f"many-{number}", int(seconds / pace))
            for number in range(matches)
        ]
        matches_file = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "matches.json"
        entries = []
        for number, log in enumerate(self.logs):
            name = CRICKET[number % len(CRICKET)]
            theirs = self.fakes.add_match(log, pace=pace)[name]
            write_followed_match(self.client, log, self.fakes.ids(name, log.match_id).mappings())
            entries.append({"match_id": log.match_id, "providers": {name: theirs}})
        matches_file.write_text(json.dumps(entries))
        fakes = dict.fromkeys(CRICKET, self.fakes)
        self.settings = {**emulator.env(PROJECT), **environment(fakes, matches_file)}
        self.processes = [
            stack.enter_context(IngestProcess(self.settings)) for _ in range(PROCESSES)
        ]
        self.measured, self.kills, self.pauses = Measured(), 0, 0
        self.paused: list[tuple[float, IngestProcess]] = []

    def run(self) -> None:
        """Wait until the matches are followed to their ends, and disturb leaders meanwhile."""
        for process in self.processes:
            process.wait()
        began = time.monotonic()
        share = self.seconds / (len(self.plans) + 1)
        while (now := time.monotonic()) - began < self.seconds:
            self.measured.read(self.running)
            self.resume_due(now)
            done = self.kills + self.pauses
            if done < len(self.plans) and now - began >= share * (done + 1):
                self.plans[done]()
            time.sleep(LOOK)
        self.resume_due(float("inf"))
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not all(each.is_same for each in self.balls()):
            time.sleep(LOOK)
        self.measured.read(self.processes)

    @property
    def running(self) -> list[IngestProcess]:
        """The processes that are not suspended; a suspended one does not answer."""
        paused = [each for _, each in self.paused]
        return [each for each in self.processes if each not in paused]

    @property
    def leader(self) -> IngestProcess | None:
        """The process that reports itself as leader; None if there is none now."""
        return next((each for each in self.running if each.is_leader), None)

    def pause_leader(self) -> None:
        """Suspend the leader for longer than its lease; do nothing if there is none now."""
        leader = self.leader
        if leader is not None:
            number = self.processes.index(leader)
            print_line(f"process {number} leads and stands still for {PAUSED:.0f} s")
            leader.pause()
            self.paused.append((time.monotonic() + PAUSED, leader))
            self.pauses += 1

    def resume_due(self, now: float) -> None:
        """Resume the processes whose pause is over."""
        for each in [each for each in self.paused if each[0] <= now]:
            self.paused.remove(each)
            each[1].resume()

    def kill_leader(self) -> None:
        """Kill the leader with SIGKILL and start it again; do nothing if there is none now."""
        leader = self.leader
        if leader is not None:
            print_line(f"process {self.processes.index(leader)} leads and is killed")
            leader.kill()
            self.measured.add_ended(leader)
            leader.start()
            self.kills += 1

    def balls(self) -> list[Balls]:
        """Compare the stored log of each match with its own."""
        return [compare_balls(log, stored_log(self.client, log.match_id)) for log in self.logs]

    def outcome(self) -> dict[str, Any]:
        """Return the JSON of the results."""
        balls = self.balls()
        return {
            "matches": len(balls),
            "seconds": self.seconds,
            "deliveries": sum(each.deliveries for each in balls),
            "missing": sum(each.missing for each in balls),
            "doubled": sum(each.doubled for each in balls),
            "otherwise": sum(each.otherwise for each in balls),
            "missedBallsTotal": self.measured.missed_balls(),
            "p50Ms": self.measured.latency(0.5),
            "p95Ms": self.measured.latency(0.95),
            "leaderKills": self.kills,
            "leaderPauses": self.pauses,
            "fencedWrites": self.measured.total()["fenced_writes_total", ()],
            "requests": sum(self.fakes.requests.values()),
            "load": round(os.getloadavg()[0], 1),
        }


def first_actions(log: MatchLog, match_id: str, events: int) -> MatchLog:
    """Return the first `events` actions of a match as a match with another id."""
    actions = tuple(each.model_copy(update={"match_id": match_id}) for each in log.actions[:events])
    return dataclasses.replace(
        log, match_id=match_id, actions=actions, stated=None, stated_scores=()
    )


def print_line(line: str) -> None:
    """Print a line of progress on the error stream."""
    typer.echo(f"many: {line}", err=True)


@app.command()
def main(
    matches: Annotated[int, typer.Option(min=1)] = 50,
    seconds: Annotated[float, typer.Option(min=20)] = 180.0,
    pace: Annotated[float, typer.Option(help="Seconds from ball to ball of a match.")] = 6.0,
    kills: Annotated[int, typer.Option(min=0, help="Leaders that are killed meanwhile.")] = KILLS,
    pauses: Annotated[
        int, typer.Option(min=0, help="Leaders that stand still for longer than their lease.")
    ] = 0,
) -> None:
    """Follow many matches; exit code 0 only when no ball is missing, doubled or out of order."""
    with ExitStack() as stack:
        many = ManyMatchReplay(stack, matches, seconds, pace, kills, pauses)
        many.run()
        found = many.outcome()
    typer.echo(json.dumps(found))
    wrong = ("missing", "doubled", "otherwise", "missedBallsTotal")
    is_done = many.kills == kills and many.pauses == pauses
    raise typer.Exit(1 if any(found[name] for name in wrong) or not is_done else 0)


if __name__ == "__main__":
    app(prog_name="many")
