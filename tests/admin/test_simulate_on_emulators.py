"""`scrbrd simulate --emulators` where there are none, or where they end in the middle."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import requests

from admin.rest_client import RestClient, UnansweredError
from admin.simulation import emulated
from admin.variables import AUTH_HOST, FIRESTORE_HOST
from devtools.emulators import FirestoreEmulator
from tests.admin.administration import refused
from tests.admin.committed import DEMO_LOGS
from tests.admin.test_connection import free_address

SIMULATE = ("simulate", str(DEMO_LOGS / "1386111.log"), "--tier", "DUAL", "--emulators")


def test_emulators_that_are_down_are_one_line_at_once(
    firestore_emulator: FirestoreEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(AUTH_HOST, raising=False)
    monkeypatch.setenv(FIRESTORE_HOST, firestore_emulator.host)
    assert "must name running emulators" in refused(2, *SIMULATE)
    monkeypatch.setenv(AUTH_HOST, free_address())
    assert "the Auth emulator does not answer" in refused(2, *SIMULATE)
    monkeypatch.setenv(FIRESTORE_HOST, free_address())
    assert "the Firestore emulator does not answer" in refused(2, *SIMULATE)


@pytest.mark.usefixtures("firestore_client")
def test_an_emulator_that_ends_in_the_middle_is_one_line(
    firestore_emulator: FirestoreEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(AUTH_HOST, firestore_emulator.host)

    def ends(*_: object) -> SimpleNamespace:
        raise UnansweredError("http://127.0.0.1:9/v1/x", requests.ConnectionError())

    monkeypatch.setattr(emulated, "prepare_match", ends)
    complaint = refused(1, *SIMULATE)
    assert "127.0.0.1:9 does not answer (ConnectionError); look whether the emulator" in complaint


def test_a_request_without_an_answer_is_an_error_of_ours() -> None:
    address = free_address()
    client = RestClient(address, "demo-x")
    with pytest.raises(UnansweredError, match=f"{address} does not answer"):
        client.create("a/b", {}, ())
    with pytest.raises(UnansweredError):
        client.get("a/b")
    client.close()


@pytest.mark.usefixtures("firestore_client")
def test_ctrl_c_says_where_the_match_stays(
    firestore_emulator: FirestoreEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(AUTH_HOST, firestore_emulator.host)

    def interrupted(*_: object) -> SimpleNamespace:
        raise KeyboardInterrupt

    monkeypatch.setattr(emulated, "prepare_match", interrupted)
    assert "interrupted; match simulated-" in refused(130, *SIMULATE)
