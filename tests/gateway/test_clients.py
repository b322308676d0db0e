"""Tests the pool of Firestore clients: a connection carries a limited number of streams."""

from __future__ import annotations

import asyncio

from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd_gateway.firestore.clients import ClientPool
from scrbrd_gateway.firestore.rooms import firestore_rooms
from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.settings import Settings


class FakeClient:
    """A client that records whether it was closed."""

    def __init__(self) -> None:
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


def test_a_listener_beyond_the_limit_of_a_client_gets_another_client() -> None:
    pool = ClientPool(FakeClient, 2, is_shared=True)
    clients = [pool.take("m") for _ in range(5)]
    assert len(pool) == 3
    assert clients[0] is clients[1]
    assert clients[2] is clients[3] is not clients[0]
    pool.give_back(clients[2])
    assert pool.take("m") is clients[2]


def test_clients_that_are_not_shared_serve_one_match_each() -> None:
    pool = ClientPool(FakeClient, 3, is_shared=False)
    first, other, again = pool.take("m"), pool.take("n"), pool.take("m")
    assert first is again is not other
    pool.give_back(other)
    assert other.is_closed
    for _ in range(2):
        pool.give_back(first)
    assert pool.take("n") is first  # it is unused
    assert pool.take("m") is not first


def test_a_client_without_listeners_is_closed_except_the_first_client() -> None:
    pool = ClientPool(FakeClient, 1, is_shared=True)
    first, second = pool.take("m"), pool.take("m")
    pool.give_back(second)
    pool.give_back(first)
    assert (len(pool), first.is_closed, second.is_closed) == (1, False, True)
    pool.close()
    assert first.is_closed


def test_each_match_has_a_stream_of_its_own_on_the_emulator(
    firestore_client: Client, project_id: str
) -> None:
    """The emulator corrupts a stream to which it writes commits of several matches at once."""
    for match_id in ("m1", "m2"):
        firestore_client.document(paths.match(match_id)).set({"status": "live"})

    async def run() -> None:
        metrics = Metrics()
        settings = Settings(project=project_id)
        async with (
            firestore_rooms(settings, metrics) as store,
            store.rooms.enter("m1"),
            store.rooms.enter("m2"),
        ):
            assert metrics.registry.get_sample_value("firestore_listeners") == 6
            assert metrics.registry.get_sample_value("gateway_firestore_clients") == 2

    asyncio.run(run())
