"""Shares Firestore streams, each with a connection of its own, among a bounded number of
listeners."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    """A client of a pool."""

    def close(self) -> None:
        """Release the connection."""


AClient = TypeVar("AClient", bound=Closable)


@dataclass(slots=True)
class HeldClient(Generic[AClient]):
    """A client with the number of its listeners, and the match of the first of them."""

    client: AClient
    match_id: str
    listeners: int = 0


class ClientPool(Generic[AClient]):
    """Clients, each shared by at most `most` listeners. The first client stays open when unused.

    With `is_shared` a client serves the listeners of many matches, otherwise those of one.
    """

    def __init__(self, make: Callable[[], AClient], most: int, *, is_shared: bool) -> None:
        self._make = make
        self._most = most
        self._is_shared = is_shared
        self._lock = threading.Lock()
        self._held: list[HeldClient[AClient]] = []

    def __len__(self) -> int:
        """Return the number of clients."""
        return len(self._held)

    @property
    def listeners(self) -> int:
        """The number of listeners that hold a client."""
        return sum(each.listeners for each in self._held)

    def take(self, match_id: str) -> AClient:
        """Return a client with room for one more listener of a match; create one if there is
        none."""
        with self._lock:
            held = next((each for each in self._held if self._has_room(each, match_id)), None)
            if held is None:
                held = HeldClient(self._make(), match_id)
                self._held.append(held)
            elif not held.listeners:
                held.match_id = match_id
            held.listeners += 1
            return held.client

    def give_back(self, client: AClient) -> None:
        """Release a listener's share of a client. Close the client after its last listener, unless
        it is the first client."""
        with self._lock:
            held = next(each for each in self._held if each.client is client)
            held.listeners -= 1
            if held.listeners or held is self._held[0]:
                return
            self._held.remove(held)
        client.close()

    def close(self) -> None:
        """Close all clients."""
        with self._lock:
            held, self._held = self._held, []
        for each in held:
            each.client.close()

    def _has_room(self, held: HeldClient[AClient], match_id: str) -> bool:
        is_open = self._is_shared or not held.listeners or held.match_id == match_id
        return is_open and held.listeners < self._most
