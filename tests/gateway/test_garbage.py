"""Tests that connections leave no garbage, and that long-lived objects are frozen in time."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from websockets.sync.client import connect

from scrbrd_gateway.web import garbage
from scrbrd_gateway.web.garbage import FrozenObjects
from tests.gateway.fakes import MATCH_ID
from tests.gateway.served_gateway import ServedGateway, serve_with_settings, wait_until
from tests.gateway.test_sockets_of_app import subscribe

CONNECTIONS = 5
PARTS = (
    "Http", "HttpRequestParser", "Socket", "Handshake", "ServerProtocol", "RequestResponseCycle",
)  # fmt: skip
"""Names of the server's classes of which each connection has objects of its own."""


@contextmanager
def without_collections() -> Iterator[None]:
    """Collect all garbage, then none while the context lasts."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def objects_of_connections() -> Counter[str]:
    """Return the number of objects of each class of PARTS that the process holds."""
    names = (type(each).__name__ for each in gc.get_objects())
    return Counter(name for name in names if name in PARTS)


def follow_and_leave(gateway: ServedGateway) -> None:
    """Follow a match on a socket of its own, and end it."""
    url = gateway.url.replace("http", "ws") + "/v1/ws"
    with connect(url, compression=None, proxy=None) as socket:
        assert subscribe(socket, MATCH_ID)["type"] == "snapshot"


def test_a_closed_connection_is_freed_without_a_collection() -> None:
    with serve_with_settings(anonymous="allow") as gateway:
        follow_and_leave(gateway)  # what the first one loads stays
        assert httpx.get(f"{gateway.url}/healthz").is_success
        wait_until(lambda: not gateway.server.server_state.connections)
        with without_collections():
            before = objects_of_connections()
            for _ in range(CONNECTIONS):
                follow_and_leave(gateway)
                assert httpx.get(f"{gateway.url}/healthz").is_success
            wait_until(lambda: objects_of_connections() <= before)


class Collector:
    """Takes the place of Python's collector: counts objects and records what is called."""

    def __init__(self) -> None:
        self.objects = 0
        self.calls: list[str] = []

    def get_objects(self, generation: int) -> list[int]:
        """Return as many objects as the oldest generation has."""
        assert generation == garbage.OLDEST
        return [0] * self.objects

    def collect(self) -> None:
        """Record the call."""
        self.calls.append("collect")

    def freeze(self) -> None:
        """Record the call. The generation is empty then."""
        self.calls.append("freeze")
        self.objects = 0

    def unfreeze(self) -> None:
        """Record the call."""
        self.calls.append("unfreeze")


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Collector:
    replaced = Collector()
    monkeypatch.setattr(garbage, "gc", replaced)
    return replaced


def test_many_long_lived_objects_are_collected_and_frozen_once(collector: Collector) -> None:
    frozen = FrozenObjects()
    collector.objects = garbage.MOST_OBJECTS - 1
    frozen.check(1)
    assert collector.calls == []
    collector.objects += 1
    frozen.check(1)
    frozen.check(1)
    assert collector.calls == ["collect", "freeze"]


def test_frozen_objects_are_collected_when_nine_of_ten_connections_have_left(
    collector: Collector,
) -> None:
    frozen = FrozenObjects()
    for connections in (100, 5_000, 3_000, 501):
        frozen.check(connections)
    assert collector.calls == []
    frozen.check(500)
    frozen.check(500)
    assert collector.calls == ["unfreeze", "collect", "freeze"]


def test_few_connections_that_leave_cause_no_collection(collector: Collector) -> None:
    frozen = FrozenObjects()
    for connections in (garbage.MANY_CONNECTIONS - 1, 0, 3, 0):
        frozen.check(connections)
    assert collector.calls == []
