"""Tests the sockets of the whole application: authentication, outages and limits."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from google.api_core.exceptions import ServiceUnavailable
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from scrbrd_gateway.identity import CertificatesMissing, Identity
from tests.gateway.fakes import MATCH_ID, FakeLibrary, FakeSource
from tests.gateway.served_gateway import SETTINGS, ServedGateway, connect_to, serve_gateway

SECONDS = 10.0
MANY = "/v1/ws"
LIVE = f"/api/v1/cricket/ws/matches/{MATCH_ID}/live"


class World:
    """A gateway with two matches; its limit of watched matches is a setting."""

    def __init__(self, gateway: ServedGateway, source: FakeSource) -> None:
        self.gateway = gateway
        self.source = source

    @contextmanager
    def socket(self, path: str, **options: Any) -> Iterator[ClientConnection]:
        """Open a socket."""
        address = self.gateway.url.replace("http", "ws", 1) + path
        with connect(address, compression=None, proxy=None, **options) as new_socket:
            yield new_socket


@contextmanager
def world_with(**settings: object) -> Iterator[World]:
    source = FakeSource(MATCH_ID, "m2")
    source.bowl(1)
    changed_settings = SETTINGS.model_copy(update=settings)
    with serve_gateway(changed_settings, connect_to(source, FakeLibrary(source))) as gateway:
        yield World(gateway, source)


@pytest.fixture
def world() -> Iterator[World]:
    with world_with(most_rooms=1, project="demo") as new_world:
        yield new_world


def message(socket: ClientConnection) -> dict[str, Any]:
    """Return the next message."""
    received: dict[str, Any] = json.loads(socket.recv(SECONDS))
    return received


def subscribe(socket: ClientConnection, match_id: str) -> dict[str, Any]:
    """Subscribe to the scoreboard of a match, and return the answer."""
    request = {"type": "subscribe", "match_id": match_id, "tiers": [0]}
    socket.send(json.dumps(request))
    return message(socket)


def close_code(socket: ClientConnection) -> int:
    """Return the close code of the server; messages before it are skipped."""
    try:
        while True:
            socket.recv(SECONDS)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006


def test_the_live_socket_needs_a_token_and_the_other_one_does_not(world: World) -> None:
    with world.socket(MANY) as many:
        assert subscribe(many, MATCH_ID)["type"] == "snapshot"
    with world.socket(LIVE) as live:
        live.send(json.dumps({"type": "auth", "token": "x.y.z"}))
        assert message(live)["code"] == "unauthorized"
        assert close_code(live) == 4500


@pytest.mark.parametrize("path", [LIVE, MANY])
def test_a_token_of_too_deeply_nested_json_is_refused_for_good(
    world: World, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    header, claims = (
        urlsafe_b64encode(each).rstrip(b"=").decode() for each in (b'{"alg":"RS256"}', b"[" * 4_000)
    )
    token = f"{header}.{claims}.eA"
    with world.socket(path) as socket:
        socket.send(json.dumps({"type": "auth", "token": token}))
        assert close_code(socket) == 4500
    answer = httpx.post(
        f"{world.gateway.url}/api/v1/cricket/innings/m1:1/balls",
        json={},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "forged_token")
    assert "Traceback" not in caplog.text


def test_clients_without_a_token_are_accepted_if_the_setting_allows_it() -> None:
    with world_with(anonymous="allow") as world, world.socket(LIVE) as live:
        assert message(live)["type"] == "CONNECTION_ESTABLISHED"


@pytest.mark.parametrize("path", [LIVE, MANY])
def test_without_certificates_the_close_code_asks_to_reconnect(
    world: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def verify(token: str) -> Identity:
        raise CertificatesMissing(f"Google is away; {len(token)} characters are not checked")

    identities = world.gateway.state.identities
    monkeypatch.setattr(identities, "verify", verify)
    with world.socket(f"{path}?token=a.b.c") as socket:
        assert close_code(socket) == 1013


def test_without_firestore_the_close_code_asks_to_reconnect() -> None:
    with world_with(anonymous="allow") as world:
        world.source.error = ServiceUnavailable("away")
        for path in (LIVE, MANY):
            with world.socket(path) as socket:
                if path == MANY:
                    socket.send(json.dumps({"type": "subscribe", "match_id": MATCH_ID}))
                assert close_code(socket) == 1013


def test_a_match_beyond_the_limit_is_refused_and_the_others_continue(world: World) -> None:
    with world.socket(MANY) as socket:
        assert subscribe(socket, MATCH_ID)["type"] == "snapshot"
        refused = subscribe(socket, "m2")
        assert (refused["code"], refused["match_id"]) == ("subscription_limit", "m2")
        world.source.bowl(2)
        assert message(socket)["type"] in ("delta", "snapshot")
