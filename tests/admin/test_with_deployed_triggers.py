"""Tests administrators' verbs while the deployed triggers run: both end in the same documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from google.cloud.firestore import Client

from devtools.emulators import EmulatorSuite
from tests.admin.administration import run_ok
from tests.admin.committed_matches import DEMO_LOGS
from tests.admin.projected_match import stored_score, wait_until


@pytest.fixture
def client(suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """Return a client of the suite's database that bypasses the rules."""
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    one = Client(project=suite.project)
    yield one
    one.close()


@pytest.fixture
def match_id(client: Client, project_id: str, tmp_path: Path) -> str:
    """Import a match for this test while triggers run for every ball; return its id."""
    assert client.project
    log = tmp_path / f"{project_id}.log"
    log.write_text((DEMO_LOGS / "1386111.log").read_text().replace("1386111", project_id))
    run_ok("import", "cricsheet", str(log), "--apply")
    return project_id


def test_an_import_holds_off_the_triggers_and_ends_in_the_state_of_its_log(
    client: Client, match_id: str
) -> None:
    assert stored_score(client, match_id)["resultText"].startswith("Melbourne Renegades won")
    run_ok("verify", match_id)


@pytest.mark.slow
def test_triggers_and_verbs_give_the_same_score_after_corrections(
    client: Client, match_id: str
) -> None:
    before = stored_score(client, match_id)
    run_ok("void", match_id, "1_5", "--apply")
    run_ok("correct", match_id, "1_7", "--set", "runsOffBat=6", "--apply")
    wait_until(lambda: stored_score(client, match_id)["innings1"] != before["innings1"])
    run_ok("redo", match_id, "1_5", "--apply")
    [correction] = [
        each.id
        for each in client.collection(f"matches/{match_id}/scoring_actions").stream()
        if each.get("source") == "correction"
    ]
    run_ok("void", match_id, correction, "--apply")
    wait_until(lambda: stored_score(client, match_id)["innings1"] == before["innings1"])
    run_ok("verify", match_id)
