"""Counts which sockets received which messages, and when. Pure except for the injected clock."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

EVENTS = 1
"""The number of the tier of events."""

HEARTBEAT, SNAPSHOT, DELTA, FLOOR = "heartbeat", "snapshot", "delta", "floor"


@dataclass
class ReceivedText:
    """One text with its receipts: `sockets[i]` received it at `times[i]`, nanoseconds since 1970.

    `name` identifies a ball; it is empty for other messages. `begins` is True for the snapshot of
    events that answers a subscription. `origin` is the time at which a floor's text was sent, in
    nanoseconds since 1970; 0 for others.
    """

    kind: str
    name: str
    size: int
    begins: bool = False
    origin: int = 0
    sockets: array[int] = field(default_factory=lambda: array("i"))
    times: array[int] = field(default_factory=lambda: array("q"))


class Tally:
    """The messages received since the last `drain`.

    Each different text is parsed once, however many sockets receive it.
    """

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._texts: dict[bytes, ReceivedText] = {}

    def add(self, number: int, payload: bytes) -> ReceivedText:
        """Count a text that socket `number` received."""
        text = self._texts.get(payload)
        if text is None:
            text = self._texts[payload] = read_text(payload)
        text.sockets.append(number)
        text.times.append(self._now())
        return text

    def count(self) -> int:
        """Return the number of balls received since the last `drain`, over all sockets."""
        return sum(len(each.sockets) for each in self._texts.values() if each.name)

    def drain(self) -> dict[str, Any]:
        """Return the counts and clear them.

        `balls`: by name the `times` of all receipts, the number of different `sockets`, and the
        `origin`. `kinds`: by kind of message the number of `messages` and their `bytes`.
        """
        texts, self._texts = list(self._texts.values()), {}
        return {"balls": balls_of(texts), "kinds": kinds_of(texts)}


def read_text(payload: bytes) -> ReceivedText:
    """Parse a text of the gateway or of the floor."""
    message, size = json.loads(payload), len(payload)
    if message["type"] == FLOOR:
        return ReceivedText(FLOOR, message["ball"], size, origin=message["sent"])
    if "tier" not in message:
        return ReceivedText(message["type"], "", size)
    kind = f"{message['type']} {message['tier']}"
    if message["tier"] != EVENTS:
        return ReceivedText(kind, "", size)
    names = [f"{message['match_id']}/{each['id']}" for each in message["events"]]
    if message["type"] == DELTA:
        return ReceivedText(
            kind, f"{names[0]}@{message['events'][0]['document']['revision']}", size
        )
    return ReceivedText(kind, "", size, begins=True)


def balls_of(texts: list[ReceivedText]) -> dict[str, dict[str, Any]]:
    """Return the receipts of each ball by its name; see `Tally.drain`."""
    found: dict[str, dict[str, Any]] = {}
    numbers: dict[str, set[int]] = {}
    for each in texts:
        if each.name:
            ball = found.setdefault(each.name, {"origin": each.origin, "times": []})
            ball["times"].extend(each.times)
            numbers.setdefault(each.name, set()).update(each.sockets)
    return {name: ball | {"sockets": len(numbers[name])} for name, ball in found.items()}


def kinds_of(texts: list[ReceivedText]) -> dict[str, dict[str, int]]:
    """Return the number of messages of each kind, and their bytes in total."""
    found: dict[str, dict[str, int]] = {}
    for each in texts:
        kind = found.setdefault(each.kind, {"messages": 0, "bytes": 0})
        kind["messages"] += len(each.sockets)
        kind["bytes"] += len(each.sockets) * each.size
    return found
