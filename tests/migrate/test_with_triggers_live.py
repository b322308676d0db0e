"""The whole Emulator Suite: the functions are deployed and listen while a match moves."""

from __future__ import annotations

import time

import pytest
from google.cloud.firestore import Client

from devtools.emulators import EmulatorSuite
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.verify import verify
from tests.devtools.test_guard import eventually
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import OldMatchOf, school_documents
from tests.migrate.test_ball_history_e2e import run, score_of, totals, truth

STAMPS = ("version", "lastUpdated", "ledger")


def calm(suite: EmulatorSuite) -> None:
    """Wait until the functions have said nothing new for a while: every trigger has run."""
    output, since = suite.log(), time.monotonic()

    def is_calm() -> bool:
        nonlocal output, since
        if suite.log() != output:
            output, since = suite.log(), time.monotonic()
        return time.monotonic() - since > 5

    eventually(is_calm, seconds=120)


def test_triggers_stay_quiet_while_a_match_moves_and_lose_none_of_its_history(
    suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch, by_dirt: dict[str, OldMatchOf]
) -> None:
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    match = by_dirt["half scored"]
    client = Client(project=suite.project)
    put(client, school_documents() | documents_of([match]))
    old = match.documents[paths.live_score(match.match_id)]
    arguments = ("ball_history", "--match", match.match_id, "--apply")
    run("run", *arguments, "--in-play")
    eventually(lambda: match.match_id in suite.log(), seconds=120)  # on a busy machine they wait
    calm(suite)
    score = score_of(client, match.match_id)
    assert totals({"innings1": score["innings1"]}) == truth(match)
    assert score["ballHistory"] == old["ballHistory"]
    assert verify(FirestoreMatchStore(client), utc_now, match.match_id) == []
    output = [line for line in suite.log().splitlines() if match.match_id in line]
    assert output, "the triggers told of what they did"
    assert not [line for line in output if '"refold"' in line or '"gap"' in line], (
        "the triggers saw the hold or found everything in"
    )
    run("undo", *arguments)
    calm(suite)
    assert score_of(client, match.match_id) == old, "no late trigger wrote over it"
    client.close()
