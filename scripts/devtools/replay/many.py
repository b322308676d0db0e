"""Follows many matches at once, in real time, while leaders are killed or stand still: `python -m
devtools.replay.many [--matches 50] [--seconds 180] [--kills 3] [--pauses 0]`.

The fakes' clock is that of the machine, so that the service's own metrics tell the latency: from a
provider's time of a ball until it is in the log. The emulator has no functions.
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
from devtools.replay.comparing import Balls, compared_balls
from devtools.replay.ingest_process import LEASE, IngestProcess, Samples, environment
from devtools.replay.stored import stored_log, write_followed_match
from devtools.toolchain.layout import ROOT

PROJECT = "demo-many"
PROCESSES = 3
KILLS = 3
PAUSED = 1.5 * LEASE
"""Seconds that a process stands still: another has its lease when it goes on."""

LOOK = 1.0
PATIENCE = 60.0
MATCHES = sorted((ROOT / "scripts" / "matches").glob("*.log"))
LATENCY, MISSED = "update_latency_seconds", "missed_balls_total"
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@dataclasses.dataclass
class Measured:
    """The samples of all processes, by port, in all their lives; of a life that was killed, the
    last ones that were read."""

    past: list[Samples] = dataclasses.field(default_factory=list)
    now: dict[int, Samples] = dataclasses.field(default_factory=dict)

    def look(self, processes: Sequence[IngestProcess]) -> None:
        """Read what the processes measure."""
        for process in processes:
            self.now[process.port] = process.samples() or self.now.get(process.port, {})

    def ended(self, process: IngestProcess) -> None:
        """Keep what a process measured in a life that has ended."""
        self.past.append(self.now.pop(process.port, {}))

    def total(self) -> Counter[tuple[str, tuple[tuple[str, str], ...]]]:
        """Return the sums over all lives."""
        found = Counter[tuple[str, tuple[tuple[str, str], ...]]]()
        for samples in (*self.past, *self.now.values()):
            found.update(samples)
        return found

    def missed(self) -> float:
        """Return the balls that no answer filled."""
        return self.total()[MISSED, ()]

    def latency(self, share: float) -> float | None:
        """Return the milliseconds below which a share of the balls lies, by the histogram."""
        buckets = sorted(
            (float(dict(labels)["le"]), count)
            for (name, labels), count in self.total().items()
            if name == f"{LATENCY}_bucket"
        )
        return in_buckets(buckets, share)


def in_buckets(buckets: Sequence[tuple[float, float]], share: float) -> float | None:
    """Return the milliseconds below which a share lies, of (seconds at most, how many so far), as
    Prometheus reckons: evenly spread in a bucket; None of none."""
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


class Many:
    """Matches at their beginning, told to processes of the service."""

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
            beginning(sources[number % len(sources)], f"many-{number}", int(seconds / pace))
            for number in range(matches)
        ]
        listed = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "matches.json"
        told = []
        for number, log in enumerate(self.logs):
            name = CRICKET[number % len(CRICKET)]
            theirs = self.fakes.add_match(log, pace=pace)[name]
            write_followed_match(self.client, log, self.fakes.ids(name, log.match_id).mappings())
            told.append({"match_id": log.match_id, "providers": {name: theirs}})
        listed.write_text(json.dumps(told))
        fakes = dict.fromkeys(CRICKET, self.fakes)
        self.settings = {**emulator.env(PROJECT), **environment(fakes, listed)}
        self.processes = [
            stack.enter_context(IngestProcess(self.settings)) for _ in range(PROCESSES)
        ]
        self.measured, self.kills, self.pauses = Measured(), 0, 0
        self.standing: list[tuple[float, IngestProcess]] = []

    def run(self) -> None:
        """Let the matches be followed to their ends, killing leaders meanwhile."""
        for process in self.processes:
            process.wait()
        began = time.monotonic()
        share = self.seconds / (len(self.plans) + 1)
        while (now := time.monotonic()) - began < self.seconds:
            self.measured.look(self.running)
            self.go_on(now)
            done = self.kills + self.pauses
            if done < len(self.plans) and now - began >= share * (done + 1):
                self.plans[done]()
            time.sleep(LOOK)
        self.go_on(float("inf"))
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not all(each.is_same for each in self.balls()):
            time.sleep(LOOK)
        self.measured.look(self.processes)

    @property
    def running(self) -> list[IngestProcess]:
        """The processes that do not stand still: the others would not answer."""
        still = [each for _, each in self.standing]
        return [each for each in self.processes if each not in still]

    @property
    def leader(self) -> IngestProcess | None:
        """The process that leads, by its own word; None where none does now."""
        return next((each for each in self.running if each.is_leader), None)

    def pause_leader(self) -> None:
        """Let the leader stand still for longer than its lease; later where none leads now."""
        leader = self.leader
        if leader is not None:
            say(f"process {self.processes.index(leader)} leads and stands still for {PAUSED:.0f} s")
            leader.pause()
            self.standing.append((time.monotonic() + PAUSED, leader))
            self.pauses += 1

    def go_on(self, now: float) -> None:
        """Let those go on that have stood still long enough."""
        for each in [each for each in self.standing if each[0] <= now]:
            self.standing.remove(each)
            each[1].resume()

    def kill_leader(self) -> None:
        """End the leader by SIGKILL and start another process; later where none leads now."""
        leader = self.leader
        if leader is not None:
            say(f"process {self.processes.index(leader)} leads and is killed")
            leader.kill()
            self.measured.ended(leader)
            leader.start()
            self.kills += 1

    def balls(self) -> list[Balls]:
        """Return how the log of each match differs from its own."""
        return [compared_balls(log, stored_log(self.client, log.match_id)) for log in self.logs]

    def outcome(self) -> dict[str, Any]:
        """Return what came of it."""
        balls = self.balls()
        return {
            "matches": len(balls),
            "seconds": self.seconds,
            "deliveries": sum(each.deliveries for each in balls),
            "missing": sum(each.missing for each in balls),
            "doubled": sum(each.doubled for each in balls),
            "otherwise": sum(each.otherwise for each in balls),
            "missedBallsTotal": self.measured.missed(),
            "p50Ms": self.measured.latency(0.5),
            "p95Ms": self.measured.latency(0.95),
            "leaderKills": self.kills,
            "leaderPauses": self.pauses,
            "fencedWrites": self.measured.total()["fenced_writes_total", ()],
            "requests": sum(self.fakes.requests.values()),
            "load": round(os.getloadavg()[0], 1),
        }


def beginning(log: MatchLog, match_id: str, events: int) -> MatchLog:
    """Return so many first actions of a match as a match of its own."""
    actions = tuple(each.model_copy(update={"match_id": match_id}) for each in log.actions[:events])
    return dataclasses.replace(
        log, match_id=match_id, actions=actions, stated=None, stated_scores=()
    )


def say(line: str) -> None:
    """Tell how it goes on."""
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
        many = Many(stack, matches, seconds, pace, kills, pauses)
        many.run()
        found = many.outcome()
    typer.echo(json.dumps(found))
    wrong = ("missing", "doubled", "otherwise", "missedBallsTotal")
    is_done = many.kills == kills and many.pauses == pauses
    raise typer.Exit(1 if any(found[name] for name in wrong) or not is_done else 0)


if __name__ == "__main__":
    app(prog_name="many")
