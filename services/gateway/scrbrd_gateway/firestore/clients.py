"""Shares Firestore streams, each with a connection of its own, among a bounded number of
listeners."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    """A client of a pool."""

    def close(self) -> None:
        """Release the connection."""


AClient = TypeVar("AClient", bound=Closable)


class ClientPool(Generic[AClient]):
    """Clients, each shared by at most `most` listeners. The first client stays open when unused."""

    def __init__(self, make: Callable[[], AClient], most: int) -> None:
        self._make = make
        self._most = most
        self._lock = threading.Lock()
        self._clients: list[tuple[AClient, int]] = []

    def __len__(self) -> int:
        """Return the number of clients."""
        return len(self._clients)

    @property
    def listeners(self) -> int:
        """The number of listeners that hold a client."""
        return sum(listeners for _, listeners in self._clients)

    def take(self) -> AClient:
        """Return a client with room for one more listener; create one if all are full."""
        with self._lock:
            for index, (client, listeners) in enumerate(self._clients):
                if listeners < self._most:
                    self._clients[index] = client, listeners + 1
                    return client
            self._clients.append((self._make(), 1))
            return self._clients[-1][0]

    def give_back(self, client: AClient) -> None:
        """Release a listener's share of a client. Close the client after its last listener, unless
        it is the first client."""
        with self._lock:
            index = next(i for i, (each, _) in enumerate(self._clients) if each is client)
            remaining = self._clients[index][1] - 1
            if remaining or not index:
                self._clients[index] = client, remaining
                return
            del self._clients[index]
        client.close()

    def close(self) -> None:
        """Close all clients."""
        with self._lock:
            clients, self._clients = [client for client, _ in self._clients], []
        for client in clients:
            client.close()
