"""Hands out streams of Firestore, with a connection each, to so many listeners as each takes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    """What a pool hands out."""

    def close(self) -> None:
        """Give its connection back."""


AClient = TypeVar("AClient", bound=Closable)


class ClientPool(Generic[AClient]):
    """Clients, each shared by at most `most` listeners; the first is kept."""

    def __init__(self, make: Callable[[], AClient], most: int) -> None:
        self._make = make
        self._most = most
        self._lock = threading.Lock()
        self._used: list[tuple[AClient, int]] = []

    def __len__(self) -> int:
        """Return how many clients there are."""
        return len(self._used)

    @property
    def listeners(self) -> int:
        """How many listeners have a client."""
        return sum(used for _, used in self._used)

    def take(self) -> AClient:
        """Return a client with a place to spare, for one listener."""
        with self._lock:
            for place, (client, used) in enumerate(self._used):
                if used < self._most:
                    self._used[place] = client, used + 1
                    return client
            self._used.append((self._make(), 1))
            return self._used[-1][0]

    def give_back(self, client: AClient) -> None:
        """Take back a listener's client, and close it when it was the last and not the first."""
        with self._lock:
            place = next(i for i, (each, _) in enumerate(self._used) if each is client)
            left = self._used[place][1] - 1
            if left or not place:
                self._used[place] = client, left
                return
            del self._used[place]
        client.close()

    def close(self) -> None:
        """Close all of them."""
        with self._lock:
            clients, self._used = [client for client, _ in self._used], []
        for client in clients:
            client.close()
