"""Measures the delivery of balls to many sockets, through the gateway and from the floor."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.progress import Progress

from devtools.bench.gateway_clients import Group
from devtools.bench.gateway_matches import FedMatch, due_balls, write_balls
from devtools.bench.gateway_receipts import read_receipts
from devtools.bench.gateway_servers import ClientsProcess, Floor, running_clients
from devtools.gateway_process import GatewayProcess

MANY = "/v1/ws"
TIERS, ALL_TIERS = (0, 1), (0, 1, 2)
"""A spectator subscribes to scoreboard and events. One socket of each match subscribes to the whole
score too."""

ROUNDS = 2
"""Rounds in which gateway and floor take turns, so that other load on the machine affects both."""

WARM_UP = 2
LATE_SECONDS = 30.0
POLL_SECONDS = 0.1
MILLISECOND = 1_000_000


TICK = 0.01
"""Resolution of a process's processor time, in seconds. A small run may take less."""


@dataclass
class Arrivals:
    """Times and counts of the messages of some balls. All times are in milliseconds.

    `milliseconds`: from the commit to each socket; `first`: from the commit to the first socket;
    `behind_first`: from the first socket to each; `own`: from the snapshot that the server's
    listener received to each socket. `twice` counts repeated messages.
    """

    milliseconds: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    behind_first: list[float] = field(default_factory=list)
    expected: int = 0
    delivered: int = 0
    twice: int = 0
    cpu: float = 0.0
    """Processor seconds of the server during these balls."""

    def add(
        self,
        ball: Mapping[str, Any] | None,
        committed: int,
        sockets: int,
        received: int | None = None,
    ) -> None:
        """Add the receipts of one event that `sockets` sockets should get.

        `ball` is None if it reached no socket. `committed` and `received` (by the server's
        listener) are in nanoseconds since 1970.
        """
        self.expected += sockets
        if ball is None:
            return
        times = [(each - committed) / MILLISECOND for each in ball["times"]]
        self.milliseconds += times
        if received is not None:
            self.own += [(each - received) / MILLISECOND for each in ball["times"]]
        first = min(times)
        self.first.append(first)
        self.behind_first += [each - first for each in times]
        self.delivered += ball["sockets"]
        self.twice += len(times) - ball["sockets"]


@dataclass(frozen=True, slots=True)
class FanOut:
    """Measurements of one trial with a number of sockets over a number of matches.

    `sizes`: average bytes of a message, by kind and tier; `bytes_per_ball`: bytes of all messages
    that one spectator gets for a ball; `connect`: seconds; `memory_per_socket`: bytes of the
    gateway.
    """

    sockets: int
    matches: int
    ours: Arrivals
    floor: Arrivals
    memory_per_socket: float
    connect: float
    lost_sockets: int
    sizes: Mapping[str, float]
    bytes_per_ball: float


class Trial:
    """Runs one trial: a gateway and a floor with the same number of sockets each."""

    def __init__(
        self,
        gateway: GatewayProcess,
        floor: Floor,
        matches: Sequence[FedMatch],
        sockets: int,
        receipts: Path,
    ) -> None:
        self.gateway, self.floor, self.matches = gateway, floor, matches
        self._receipts = receipts
        self.sockets, self.shares = sockets, shares_of(sockets, len(matches))
        self.ours, self.floors = Arrivals(), Arrivals()
        self._bytes_per_ball = 0.0

    def run(self, balls: int, progress: Progress) -> FanOut:
        """Open all sockets, run the rounds of `balls` in total, and return the measurements."""
        ids = [each.match_id for each in self.matches]
        spectators = [
            Group(MANY, share, subscription(each, TIERS))
            for each, share in zip(ids, self.shares, strict=True)
        ]
        watchers = [Group(MANY, 1, subscription(each, ALL_TIERS)) for each in ids]
        floor_groups = [
            Group(f"/{each}", share, None) for each, share in zip(ids, self.shares, strict=True)
        ]
        with ExitStack() as stack:
            # Watchers open the matches' rooms first: their memory is not counted for sockets.
            watching = stack.enter_context(running_clients(self.gateway.port, watchers))
            before, began = self.gateway.memory(), time.monotonic()
            clients = stack.enter_context(running_clients(self.gateway.port, spectators))
            connect, memory = time.monotonic() - began, self.gateway.memory() - before
            others = stack.enter_context(running_clients(self.floor.port, floor_groups))
            self._take_turns(clients, others, balls, progress)
            lost = clients.drain()["lost"] + others.drain()["lost"]
            sizes = sizes_of(watching.drain()["kinds"])
        return FanOut(
            self.sockets, len(ids), self.ours, self.floors, memory / self.sockets, connect, lost,
            sizes, self._bytes_per_ball,
        )  # fmt: skip

    def _take_turns(
        self, clients: ClientsProcess, others: ClientsProcess, balls: int, progress: Progress
    ) -> None:
        clients.drain()
        self._ball_round(clients, WARM_UP, Arrivals(), progress)
        self._floor_round(others, "warm", WARM_UP, Arrivals(), progress)
        for turn in range(ROUNDS):
            share = balls // ROUNDS
            self._ball_round(clients, share, self.ours, progress)
            self._floor_round(others, str(turn), share, self.floors, progress)

    def _ball_round(
        self, clients: ClientsProcess, balls: int, arrivals: Arrivals, progress: Progress
    ) -> None:
        cpu = self.gateway.cpu_seconds()
        committed = write_balls(self.matches, balls, progress)
        expected = {name: (at, self._share_of(name)) for name, at in committed.items()}
        tally = await_all(clients, sum(share for _, share in expected.values()))
        arrivals.cpu += self.gateway.cpu_seconds() - cpu
        receipts = read_receipts(self._receipts.read_text(encoding="utf-8"))
        for name, (at, share) in expected.items():
            arrivals.add(tally["balls"].get(name), at, share, receipts.get(version_of(name)))
        sent = sum(kind["bytes"] for kind in tally["kinds"].values())
        self._bytes_per_ball = sent / (balls * self.sockets)

    def _floor_round(
        self, others: ClientsProcess, turn: str, balls: int, arrivals: Arrivals, progress: Progress
    ) -> None:
        """Send texts of the bytes that a spectator got for a ball in the previous round."""
        cpu, size, expected = self.floor.cpu_seconds(), round(self._bytes_per_ball), {}
        for place, number in due_balls(len(self.matches), balls, progress, "balls from the floor"):
            name, group = f"{turn}-{place}-{number}", self.matches[place].match_id
            expected[name] = self.shares[place]
            self.floor.send(group, name, size)
        tally = await_all(others, sum(expected.values()))
        arrivals.cpu += self.floor.cpu_seconds() - cpu
        for name, share in expected.items():
            ball = tally["balls"].get(name)
            arrivals.add(ball, ball["origin"] if ball else 0, share)

    def _share_of(self, event: str) -> int:
        match_id = event.partition("/")[0]
        return next(
            share
            for match, share in zip(self.matches, self.shares, strict=True)
            if match.match_id == match_id
        )


def version_of(event: str) -> str:
    """Return match and version of an event: `m@12` for `m/1_5@12`."""
    return f"{event.partition('/')[0]}@{event.rpartition('@')[2]}"


def await_all(clients: ClientsProcess, expected: int) -> dict[str, Any]:
    """Drain the clients when `expected` balls have arrived, at the latest after LATE_SECONDS."""
    deadline = time.monotonic() + LATE_SECONDS
    while clients.count() < expected and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    return clients.drain()


def shares_of(sockets: int, matches: int) -> list[int]:
    """Return the number of sockets of each match, as even as possible."""
    each, more = divmod(sockets, matches)
    return [each + (place < more) for place in range(matches)]


def subscription(match_id: str, tiers: Sequence[int]) -> str:
    """Return the message that subscribes to tiers of a match."""
    return json.dumps({"type": "subscribe", "match_id": match_id, "tiers": list(tiers)})


def sizes_of(kinds: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    """Return the average bytes of a message, by kind."""
    return {name: kind["bytes"] / kind["messages"] for name, kind in sorted(kinds.items())}


def quantile(values: Sequence[float], share: float) -> float:
    """Return the quantile of the values at `share` (0 to 1); nan if there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def p95(arrivals: Arrivals) -> float:
    """Return the 95th percentile from commit to socket, in milliseconds."""
    return quantile(arrivals.milliseconds, 0.95)


def p50(arrivals: Arrivals) -> float:
    """Return the median from commit to socket, in milliseconds."""
    return quantile(arrivals.milliseconds, 0.5)


def delivered_share(arrivals: Arrivals) -> float:
    """Return the share of the expected messages that arrived; nan if none was expected."""
    return arrivals.delivered / arrivals.expected if arrivals.expected else float("nan")


def figures(fan_out: FanOut) -> dict[str, Any]:
    """Return the figures of the JSON report by name.

    Times are in milliseconds (connecting: seconds), sizes in bytes.
    """
    ours, floor = fan_out.ours, fan_out.floor
    return {
        "sockets": fan_out.sockets,
        "matches": fan_out.matches,
        "delivered": delivered_share(ours),
        "twice": ours.twice,
        "lost_sockets": fan_out.lost_sockets,
        "p50": p50(ours),
        "p95": p95(ours),
        "first_p50": quantile(ours.first, 0.5),
        "behind_first_p95": quantile(ours.behind_first, 0.95),
        "floor_delivered": delivered_share(floor),
        "floor_p50": p50(floor),
        "floor_p95": p95(floor),
        "gateway_p95_over_floor": p95(ours) / p95(floor),
        "own_p50": quantile(ours.own, 0.5),
        "own_p95": quantile(ours.own, 0.95),
        "own_share": len(ours.own) / max(1, len(ours.milliseconds)),
        "gateway_own_p95_over_floor": quantile(ours.own, 0.95) / p95(floor),
        "behind_first_p95_over_floor": quantile(ours.behind_first, 0.95) / p95(floor),
        "cpu_over_floor": ours.cpu / max(floor.cpu, TICK),
        "cpu_us_per_socket_and_ball": ours.cpu * 1e6 / max(1, ours.delivered),
        "memory_per_socket": fan_out.memory_per_socket,
        "connect_seconds": fan_out.connect,
        "bytes_per_ball": fan_out.bytes_per_ball,
        "message_bytes": dict(fan_out.sizes),
    }
