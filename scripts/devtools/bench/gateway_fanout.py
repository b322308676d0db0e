"""Measures how balls come to many sockets: through the gateway, and from the floor."""

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
from devtools.bench.gateway_heard import read_heard
from devtools.bench.gateway_matches import FedMatch, paced, write_balls
from devtools.bench.gateway_servers import ClientsProcess, Floor, running_clients
from devtools.gateway_process import GatewayProcess

MANY = "/v1/ws"
TIERS, ALL_TIERS = (0, 1), (0, 1, 2)
"""What a spectator follows: scoreboard and events. One a match follows the whole score too."""

ROUNDS = 2
"""The gateway and the floor take turns so often, so that a busy machine is busy for both."""

WARM_UP = 2
LATE_SECONDS = 30.0
POLL_SECONDS = 0.1
MILLISECOND = 1_000_000


TICK = 0.01
"""Seconds: the least processor time that the system tells of a process. A small run takes less."""


@dataclass
class Arrivals:
    """What came of some balls; milliseconds from each commit to each socket, to the first socket,
    from the first to each, and from the snapshot that a listener was handed to each."""

    milliseconds: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    behind_first: list[float] = field(default_factory=list)
    expected: int = 0
    delivered: int = 0
    twice: int = 0
    cpu: float = 0.0
    """Processor seconds of the server."""

    def add(
        self,
        ball: Mapping[str, Any] | None,
        committed: int,
        sockets: int,
        heard: int | None = None,
    ) -> None:
        """Take in what came of an event that so many sockets were to get; None: nothing. `heard`:
        when the server heard of it; as `committed`, in nanoseconds since 1970."""
        self.expected += sockets
        if ball is None:
            return
        times = [(each - committed) / MILLISECOND for each in ball["times"]]
        self.milliseconds += times
        if heard is not None:
            self.own += [(each - heard) / MILLISECOND for each in ball["times"]]
        first = min(times)
        self.first.append(first)
        self.behind_first += [each - first for each in times]
        self.delivered += ball["sockets"]
        self.twice += len(times) - ball["sockets"]


@dataclass(frozen=True, slots=True)
class FanOut:
    """What so many sockets over so many matches took.

    `sizes`: bytes of the average message by kind and tier, `bytes_per_ball` of all that one
    spectator gets for a ball; `connect` in seconds; `memory_per_socket` in bytes of the gateway.
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
    """A gateway and a floor with the same numbers of sockets on each."""

    def __init__(
        self,
        gateway: GatewayProcess,
        floor: Floor,
        matches: Sequence[FedMatch],
        sockets: int,
        heard: Path,
    ) -> None:
        self.gateway, self.floor, self.matches = gateway, floor, matches
        self._heard = heard
        self.sockets, self.shares = sockets, shares_of(sockets, len(matches))
        self.ours, self.floors = Arrivals(), Arrivals()
        self._bytes_per_ball = 0.0

    def run(self, balls: int, progress: Progress) -> FanOut:
        """Open all sockets, take turns, and return what it took."""
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
            # They open the matches' rooms, whose memory is not that of sockets.
            watching = stack.enter_context(running_clients(self.gateway.port, watchers))
            before, began = self.gateway.memory(), time.monotonic()
            clients = stack.enter_context(running_clients(self.gateway.port, spectators))
            connect, memory = time.monotonic() - began, self.gateway.memory() - before
            others = stack.enter_context(running_clients(self.floor.port, floor_groups))
            self._take_turns(clients, others, balls, progress)
            lost = clients.tell()["lost"] + others.tell()["lost"]
            sizes = sizes_of(watching.tell()["kinds"])
        return FanOut(
            self.sockets, len(ids), self.ours, self.floors, memory / self.sockets, connect, lost,
            sizes, self._bytes_per_ball,
        )  # fmt: skip

    def _take_turns(
        self, clients: ClientsProcess, others: ClientsProcess, balls: int, progress: Progress
    ) -> None:
        clients.tell()
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
        told = await_all(clients, sum(share for _, share in expected.values()))
        arrivals.cpu += self.gateway.cpu_seconds() - cpu
        heard = read_heard(self._heard.read_text(encoding="utf-8"))
        for name, (at, share) in expected.items():
            arrivals.add(told["balls"].get(name), at, share, heard.get(version_of(name)))
        sent = sum(kind["bytes"] for kind in told["kinds"].values())
        self._bytes_per_ball = sent / (balls * self.sockets)

    def _floor_round(
        self, others: ClientsProcess, turn: str, balls: int, arrivals: Arrivals, progress: Progress
    ) -> None:
        """Send texts as large as all that a spectator got for a ball in the round before."""
        cpu, size, expected = self.floor.cpu_seconds(), round(self._bytes_per_ball), {}
        for place, number in paced(len(self.matches), balls, progress, "balls from the floor"):
            name, group = f"{turn}-{place}-{number}", self.matches[place].match_id
            expected[name] = self.shares[place]
            self.floor.send(group, name, size)
        told = await_all(others, sum(expected.values()))
        arrivals.cpu += self.floor.cpu_seconds() - cpu
        for name, share in expected.items():
            ball = told["balls"].get(name)
            arrivals.add(ball, ball["origin"] if ball else 0, share)

    def _share_of(self, event: str) -> int:
        match_id = event.partition("/")[0]
        return next(
            share
            for match, share in zip(self.matches, self.shares, strict=True)
            if match.match_id == match_id
        )


def version_of(event: str) -> str:
    """Return the match and the version of an event: `m/1_5@12` is of `m@12`."""
    return f"{event.partition('/')[0]}@{event.rpartition('@')[2]}"


def await_all(clients: ClientsProcess, expected: int) -> dict[str, Any]:
    """Return what came, once all that is expected did or came too late."""
    deadline = time.monotonic() + LATE_SECONDS
    while clients.count() < expected and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    return clients.tell()


def shares_of(sockets: int, matches: int) -> list[int]:
    """Return how many of the sockets follow each match, as even as can be."""
    each, more = divmod(sockets, matches)
    return [each + (place < more) for place in range(matches)]


def subscription(match_id: str, tiers: Sequence[int]) -> str:
    """Return the message that subscribes to tiers of a match."""
    return json.dumps({"type": "subscribe", "match_id": match_id, "tiers": list(tiers)})


def sizes_of(kinds: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    """Return the bytes of the average message of each kind."""
    return {name: kind["bytes"] / kind["messages"] for name, kind in sorted(kinds.items())}


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that so great a share of the values does not exceed; nan of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def p95(arrivals: Arrivals) -> float:
    """Return the milliseconds within which 95 of 100 messages came."""
    return quantile(arrivals.milliseconds, 0.95)


def p50(arrivals: Arrivals) -> float:
    """Return the milliseconds within which half of the messages came."""
    return quantile(arrivals.milliseconds, 0.5)


def delivered(arrivals: Arrivals) -> float:
    """Return the share of what was to come that did."""
    return arrivals.delivered / arrivals.expected if arrivals.expected else float("nan")


def figures(fan_out: FanOut) -> dict[str, Any]:
    """Return the figures by name; milliseconds, bytes, and seconds to connect."""
    ours, floor = fan_out.ours, fan_out.floor
    return {
        "sockets": fan_out.sockets,
        "matches": fan_out.matches,
        "delivered": delivered(ours),
        "twice": ours.twice,
        "lost_sockets": fan_out.lost_sockets,
        "p50": p50(ours),
        "p95": p95(ours),
        "first_p50": quantile(ours.first, 0.5),
        "behind_first_p95": quantile(ours.behind_first, 0.95),
        "floor_delivered": delivered(floor),
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
