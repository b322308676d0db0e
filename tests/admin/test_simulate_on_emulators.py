"""Tests `scrbrd simulate --emulators` without emulators or with emulators that stop during it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import requests

from admin.rest_client import RestClient, UnansweredError
from admin.simulation import on_emulators
from admin.variables import AUTH_HOST, FIRESTORE_HOST
from devtools.emulators import FirestoreEmulator
from tests.admin.administration import run_failing
from tests.admin.committed_matches import DEMO_LOGS
from tests.admin.test_connection import free_address

SIMULATE = ("simulate", str(DEMO_LOGS / "1386111.log"), "--tier", "DUAL", "--emulators")


def test_emulators_that_are_down_are_refused_with_one_line(
    firestore_emulator: FirestoreEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(AUTH_HOST, raising=False)
    monkeypatch.setenv(FIRESTORE_HOST, firestore_emulator.host)
    assert "must name running emulators" in run_failing(2, *SIMULATE)
    monkeypatch.setenv(AUTH_HOST, free_address())
    assert "the Auth emulator does not answer" in run_failing(2, *SIMULATE)
    monkeypatch.setenv(FIRESTORE_HOST, free_address())
    assert "the Firestore emulator does not answer" in run_failing(2, *SIMULATE)


@pytest.mark.usefixtures("firestore_client")
def test_an_emulator_that_stops_during_the_simulation_is_one_line(
    firestore_emulator: FirestoreEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(AUTH_HOST, firestore_emulator.host)

    def fail_unanswered(*_: object) -> SimpleNamespace:
        raise UnansweredError("http://127.0.0.1:9/v1/x", requests.ConnectionError())

    monkeypatch.setattr(on_emulators, "prepare_match", fail_unanswered)
    message = run_failing(1, *SIMULATE)
    assert "127.0.0.1:9 does not answer (ConnectionError); look whether the emulator" in message


def test_a_request_without_an_answer_raises_unanswered_error() -> None:
    address = free_address()
    client = RestClient(address, "demo-x")
    with pytest.raises(UnansweredError, match=f"{address} does not answer"):
        client.create("a/b", {}, ())
    with pytest.raises(UnansweredError):
        client.get("a/b")
    client.close()


@pytest.mark.usefixtures("firestore_client")
def test_ctrl_c_prints_the_id_of_the_match_left_behind(
    firestore_emulator: FirestoreEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(AUTH_HOST, firestore_emulator.host)

    def interrupt(*_: object) -> SimpleNamespace:
        raise KeyboardInterrupt

    monkeypatch.setattr(on_emulators, "prepare_match", interrupt)
    assert "interrupted; match simulated-" in run_failing(130, *SIMULATE)
