"""Clients as the documentation describes them: each keeps a feed, a cursor and the states."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from scrbrd.domain.json_types import Json
from scrbrd_gateway.model import START, Cursor

UNMARKED_CURSOR = "MyAxXzM"
"""The cursor of revision 3 and event 1_3 in the old form, without the mark of its match."""


def apply_patch(document: Any, patch: list[dict[str, Any]]) -> Any:
    """Return a document with the operations of a JSON Patch applied."""
    root = {"": deepcopy(document)}
    for operation in patch:
        keys = [name.replace("~1", "/").replace("~0", "~") for name in operation["path"].split("/")]
        target: Any = root
        for name in keys[:-1]:
            target = target[int(name)] if isinstance(target, list) else target[name]
        apply_operation(target, keys[-1], operation)
    return root[""]


def apply_operation(target: Any, name: str, operation: dict[str, Any]) -> None:
    """Apply one operation to the object or list that holds its target."""
    key: Any = name
    if isinstance(target, list):
        key = len(target) if name == "-" else int(name)
        assert key < len(target) or operation["op"] == "add"
    else:
        assert (name in target) == (operation["op"] != "add")
    if operation["op"] == "remove":
        del target[key]
    elif operation["op"] == "add" and isinstance(target, list):
        target.insert(key, deepcopy(operation["value"]))
    else:
        target[key] = deepcopy(operation["value"])


def decode_cursor(cursor: str) -> Cursor:
    """Return the place that a cursor of any match encodes; for clients a cursor is opaque."""
    padded = cursor + "=" * (-len(cursor) % 4)
    _, revision, name, *creation = urlsafe_b64decode(padded).decode().split(" ")
    return Cursor(int(revision), name, *creation)


class Spectator:
    """The state of every client. Raises AssertionError for what the protocol does not allow."""

    def __init__(self) -> None:
        self.cursor: str | None = None
        self.feed: dict[str, Any] = {}

    @property
    def after(self) -> str:
        """Return the cursor from which to resume."""
        return self.cursor or "start"

    def begin(self, message: dict[str, Any]) -> None:
        """Apply a message with the cursor at which events begin."""
        assert message["resumed"] is not None
        if message["resumed"]:
            assert message["cursor"] == self.cursor
        else:
            self.feed.clear()
        self.cursor = message["cursor"]

    def take(self, cursor: str, action_id: str, document: Any) -> None:
        """Add an event, which must be newer than all before."""
        assert decode_cursor(cursor) > (decode_cursor(self.cursor) if self.cursor else START)
        self.cursor = cursor
        self.feed[action_id] = document


class SocketSpectator(Spectator, ABC):
    """A client that receives its messages on a socket."""

    @abstractmethod
    def receive(self, text: str) -> None:
        """Apply a message."""


class ManySpectator(SocketSpectator):
    """Follows all tiers of one match on `/v1/ws`."""

    def __init__(self) -> None:
        super().__init__()
        self.versions: dict[int, int | None] = {}
        self.documents: dict[int, Any] = {}

    def receive(self, text: str) -> None:
        message = json.loads(text)
        if message["tier"] == 1:
            self.apply_events(message)
        elif message["type"] == "snapshot":
            self.documents[message["tier"]] = message["document"]
            self.versions[message["tier"]] = message["version"]
        else:
            assert message["from"] == self.versions[message["tier"]]
            old = self.documents[message["tier"]]
            self.documents[message["tier"]] = apply_patch(old, message["patch"])
            self.versions[message["tier"]] = message["to"]

    def apply_events(self, message: dict[str, Any]) -> None:
        """Apply a message of tier 1."""
        if message["type"] == "delta":
            assert message["from"] == self.cursor
        elif not message["replay"]:
            self.begin(message)
        for each in message["events"]:
            self.take(each["cursor"], each["id"], each["document"])


class LiveSpectator(SocketSpectator):
    """Follows `/live`; the parts of an action are added when the last one has arrived."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[Any] = []

    def receive(self, text: str) -> None:
        message = json.loads(text)
        if message["type"] == "CONNECTION_ESTABLISHED":
            self.parts = []
            self.begin(message)
            return
        assert message["part"] == len(self.parts) + 1
        self.parts.append({"type": message["type"], "data": message.get("data")})
        if message["part"] == message["parts"]:
            self.take(message["cursor"], message["actionId"], self.parts)
            self.parts = []


@dataclass(frozen=True)
class StreamEvent:
    """One event of a stream; a comment has no name."""

    name: str = ""
    id: str = ""
    data: Json | None = None


def parse_events(lines: Iterator[str]) -> Iterator[StreamEvent]:
    """Read a stream as EventSource does."""
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif fields:
            data = json.loads(fields["data"]) if "data" in fields else None
            yield StreamEvent(fields.get("event", ""), fields.get("id", ""), data)
            fields = {}
