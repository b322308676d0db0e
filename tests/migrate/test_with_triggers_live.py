"""Tests a migration on the Emulator Suite while the functions are deployed and triggered."""

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
from tests.migrate.old_world import SchoolMatch, school_documents
from tests.migrate.test_ball_history_e2e import run, score_of, totals, true_totals

STAMPS = ("version", "lastUpdated", "ledger")


def wait_until_quiet(suite: EmulatorSuite) -> None:
    """Wait until the functions have logged nothing for 5 seconds, so that every trigger has run."""
    output, quiet_since = suite.log(), time.monotonic()

    def is_quiet() -> bool:
        nonlocal output, quiet_since
        if suite.log() != output:
            output, quiet_since = suite.log(), time.monotonic()
        return time.monotonic() - quiet_since > 5

    eventually(is_quiet, seconds=120)


def test_triggers_do_not_overwrite_a_match_during_its_migration_or_undo(
    suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch, match_by_dirt: dict[str, SchoolMatch]
) -> None:
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    match = match_by_dirt["half scored"]
    client = Client(project=suite.project)
    put(client, school_documents() | documents_of([match]))
    old_score = match.documents[paths.live_score(match.match_id)]
    arguments = ("ball_history", "--match", match.match_id, "--apply")
    run("run", *arguments, "--in-play")
    eventually(lambda: match.match_id in suite.log(), seconds=120)  # on a busy machine they wait
    wait_until_quiet(suite)
    score = score_of(client, match.match_id)
    assert totals({"innings1": score["innings1"]}) == true_totals(match)
    assert score["ballHistory"] == old_score["ballHistory"]
    assert verify(FirestoreMatchStore(client), utc_now, match.match_id) == []
    output = [line for line in suite.log().splitlines() if match.match_id in line]
    assert output, "the triggers told of what they did"
    assert not [line for line in output if '"refold"' in line or '"gap"' in line], (
        "the triggers saw the hold or found everything in"
    )
    run("undo", *arguments)
    wait_until_quiet(suite)
    assert score_of(client, match.match_id) == old_score, "no late trigger wrote over it"
    client.close()
