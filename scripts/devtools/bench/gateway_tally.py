"""Counts which messages came to which sockets, and when. Pure but for the clock it is given."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

EVENTS = 1
"""The tier of events."""

HEARTBEAT, SNAPSHOT, DELTA, FLOOR = "heartbeat", "snapshot", "delta", "floor"


@dataclass
class Heard:
    """One text, and who got it when; `name` is what the text is told of by, '' where it is no ball.

    `origin`: nanoseconds since 1970 at which a floor's text was sent; 0 for others.
    """

    kind: str
    name: str
    size: int
    begins: bool = False
    origin: int = 0
    sockets: array[int] = field(default_factory=lambda: array("i"))
    times: array[int] = field(default_factory=lambda: array("q"))


class Tally:
    """What came since it was last told. Texts are read once, however many sockets get them."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._heard: dict[bytes, Heard] = {}

    def take(self, number: int, payload: bytes) -> Heard:
        """Count a text that came to a socket."""
        heard = self._heard.get(payload)
        if heard is None:
            heard = self._heard[payload] = read_text(payload)
        heard.sockets.append(number)
        heard.times.append(self._now())
        return heard

    def count(self) -> int:
        """Return how many balls came since `tell`, each counted at each socket."""
        return sum(len(each.sockets) for each in self._heard.values() if each.name)

    def tell(self) -> dict[str, Any]:
        """Return what came, and begin anew: by ball its `times`, how many different `sockets` got
        it, how often it came; by kind of message how often it came and its bytes."""
        heard, self._heard = list(self._heard.values()), {}
        return {"balls": balls_of(heard), "kinds": kinds_of(heard)}


def read_text(payload: bytes) -> Heard:
    """Return what a text is, of the gateway or of the floor."""
    message, size = json.loads(payload), len(payload)
    if message["type"] == FLOOR:
        return Heard(FLOOR, message["ball"], size, origin=message["sent"])
    if "tier" not in message:
        return Heard(message["type"], "", size)
    kind = f"{message['type']} {message['tier']}"
    if message["tier"] != EVENTS:
        return Heard(kind, "", size)
    names = [f"{message['match_id']}/{each['id']}" for each in message["events"]]
    if message["type"] == DELTA:
        return Heard(kind, f"{names[0]}@{message['events'][0]['document']['revision']}", size)
    return Heard(kind, "", size, begins=True)


def balls_of(heard: list[Heard]) -> dict[str, dict[str, Any]]:
    """Return who got each ball."""
    found: dict[str, dict[str, Any]] = {}
    numbers: dict[str, set[int]] = {}
    for each in heard:
        if each.name:
            ball = found.setdefault(each.name, {"origin": each.origin, "times": []})
            ball["times"].extend(each.times)
            numbers.setdefault(each.name, set()).update(each.sockets)
    return {name: ball | {"sockets": len(numbers[name])} for name, ball in found.items()}


def kinds_of(heard: list[Heard]) -> dict[str, dict[str, int]]:
    """Return how often each kind of message came, and its bytes together."""
    found: dict[str, dict[str, int]] = {}
    for each in heard:
        kind = found.setdefault(each.kind, {"messages": 0, "bytes": 0})
        kind["messages"] += len(each.sockets)
        kind["bytes"] += len(each.sockets) * each.size
    return found
