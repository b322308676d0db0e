"""Clients as the documentation tells to write them: they keep a feed, a cursor and the states."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from base64 import urlsafe_b64decode
from copy import deepcopy
from typing import Any

from scrbrd_gateway.model import START, Cursor

BEFORE_MARKS = "MyAxXzM"
"""The cursor of revision 3 and the event 1_3, as it was before cursors said whose they are."""


def patched(document: Any, patch: list[dict[str, Any]]) -> Any:
    """Return a document with the operations of a JSON Patch applied."""
    whole = {"": deepcopy(document)}
    for each in patch:
        names = [name.replace("~1", "/").replace("~0", "~") for name in each["path"].split("/")]
        place: Any = whole
        for name in names[:-1]:
            place = place[int(name)] if isinstance(place, list) else place[name]
        operate(place, names[-1], each)
    return whole[""]


def operate(place: Any, name: str, operation: dict[str, Any]) -> None:
    """Apply one operation to the object or list that holds its target."""
    key: Any = name
    if isinstance(place, list):
        key = len(place) if name == "-" else int(name)
        assert key < len(place) or operation["op"] == "add"
    else:
        assert (name in place) == (operation["op"] != "add")
    if operation["op"] == "remove":
        del place[key]
    elif operation["op"] == "add" and isinstance(place, list):
        place.insert(key, deepcopy(operation["value"]))
    else:
        place[key] = deepcopy(operation["value"])


def place_of(cursor: str) -> Cursor:
    """The place that a cursor names, of whatever match it is; for clients it is opaque."""
    padded = cursor + "=" * (-len(cursor) % 4)
    _, revision, name = urlsafe_b64decode(padded).decode().split(" ", 2)
    return Cursor(int(revision), name)


class Spectator:
    """What every client keeps. Raises AssertionError for what the protocol does not allow."""

    def __init__(self) -> None:
        self.cursor: str | None = None
        self.feed: dict[str, Any] = {}

    @property
    def after(self) -> str:
        """Return what to resume behind."""
        return self.cursor or "start"

    def begin(self, message: dict[str, Any]) -> None:
        """Take the place where events begin."""
        assert message["resumed"] is not None
        if message["resumed"]:
            assert message["cursor"] == self.cursor
        else:
            self.feed.clear()
        self.cursor = message["cursor"]

    def take(self, cursor: str, action_id: str, document: Any) -> None:
        """Take an event, which must be newer than all before."""
        assert place_of(cursor) > (place_of(self.cursor) if self.cursor else START)
        self.cursor = cursor
        self.feed[action_id] = document


class SocketSpectator(Spectator, ABC):
    """A client of a socket."""

    @abstractmethod
    def receive(self, text: str) -> None:
        """Take a message."""


class ManySpectator(SocketSpectator):
    """Follows all tiers of one match on `/v1/ws`."""

    def __init__(self) -> None:
        super().__init__()
        self.versions: dict[int, int | None] = {}
        self.documents: dict[int, Any] = {}

    def receive(self, text: str) -> None:
        message = json.loads(text)
        if message["tier"] == 1:
            self.events(message)
        elif message["type"] == "snapshot":
            self.documents[message["tier"]] = message["document"]
            self.versions[message["tier"]] = message["version"]
        else:
            assert message["from"] == self.versions[message["tier"]]
            old = self.documents[message["tier"]]
            self.documents[message["tier"]] = patched(old, message["patch"])
            self.versions[message["tier"]] = message["to"]

    def events(self, message: dict[str, Any]) -> None:
        """Take a message of tier 1."""
        if message["type"] == "delta":
            assert message["from"] == self.cursor
        elif not message["replay"]:
            self.begin(message)
        for each in message["events"]:
            self.take(each["cursor"], each["id"], each["document"])


class LiveSpectator(SocketSpectator):
    """Follows `/live`: the parts of an action are taken when the last one is there."""

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
