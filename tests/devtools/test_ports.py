"""Tests that the emulators never choose a taken port."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from devtools.emulators import suite_config
from devtools.emulators.ports import LOCALHOST, free_ports, is_free


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Yield a port on which a socket listens."""
    with socket.socket() as server:
        server.bind((LOCALHOST, 0))
        server.listen()
        yield server.getsockname()[1]


def test_free_ports_are_free_and_all_different() -> None:
    ports = free_ports(20)
    assert len(set(ports)) == 20
    assert all(is_free(port) for port in ports)


def test_a_port_with_a_listener_is_not_free(taken_port: int) -> None:
    assert not is_free(taken_port)


def test_a_taken_usual_port_is_replaced_by_another(
    taken_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    [usual] = free_ports(1)
    monkeypatch.setattr(suite_config, "DEFAULT_PORTS", {"firestore": taken_port, "auth": usual})
    ports = suite_config.choose_ports(prefer_usual=True)
    assert ports["auth"] == usual
    assert ports["firestore"] not in (taken_port, usual)
    assert is_free(ports["firestore"])


def test_usual_ports_can_be_avoided(monkeypatch: pytest.MonkeyPatch) -> None:
    [usual] = free_ports(1)
    monkeypatch.setattr(suite_config, "DEFAULT_PORTS", {"auth": usual})
    assert suite_config.choose_ports(prefer_usual=False)["auth"] != usual
