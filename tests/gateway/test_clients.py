"""Tests the pool of Firestore clients: a connection carries a limited number of streams."""

from __future__ import annotations

from scrbrd_gateway.firestore.clients import ClientPool


class FakeClient:
    """A client that records whether it was closed."""

    def __init__(self) -> None:
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


def test_a_listener_beyond_the_limit_of_a_client_gets_another_client() -> None:
    pool = ClientPool(FakeClient, 2)
    clients = [pool.take() for _ in range(5)]
    assert len(pool) == 3
    assert clients[0] is clients[1]
    assert clients[2] is clients[3] is not clients[0]
    pool.give_back(clients[2])
    assert pool.take() is clients[2]


def test_a_client_without_listeners_is_closed_except_the_first_client() -> None:
    pool = ClientPool(FakeClient, 1)
    first, second = pool.take(), pool.take()
    pool.give_back(second)
    pool.give_back(first)
    assert (len(pool), first.is_closed, second.is_closed) == (1, False, True)
    pool.close()
    assert first.is_closed
