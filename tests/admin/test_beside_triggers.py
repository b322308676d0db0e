"""Administrators' verbs while the deployed triggers are at work: both end in the same documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from google.cloud.firestore import Client

from devtools.emulators import EmulatorSuite
from tests.admin.administration import done
from tests.admin.committed import DEMO_LOGS
from tests.admin.projected import score, wait_until


@pytest.fixture
def client(suite: EmulatorSuite, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """The suite's database, past the rules."""
    for name, value in suite.env().items():
        monkeypatch.setenv(name, value)
    one = Client(project=suite.project)
    yield one
    one.close()


@pytest.fixture
def match_id(client: Client, project_id: str, tmp_path: Path) -> str:
    """A match of this test's own, imported while triggers hear of every ball."""
    assert client.project
    log = tmp_path / f"{project_id}.log"
    log.write_text((DEMO_LOGS / "1386111.log").read_text().replace("1386111", project_id))
    done("import", "cricsheet", str(log), "--apply")
    return project_id


def test_an_import_holds_the_triggers_and_ends_as_the_log_says(
    client: Client, match_id: str
) -> None:
    assert score(client, match_id)["resultText"].startswith("Melbourne Renegades won")
    done("verify", match_id)


@pytest.mark.slow
def test_a_mended_log_is_followed_by_triggers_and_verb_alike(client: Client, match_id: str) -> None:
    before = score(client, match_id)
    done("void", match_id, "1_5", "--apply")
    done("correct", match_id, "1_7", "--set", "runsOffBat=6", "--apply")
    wait_until(lambda: score(client, match_id)["innings1"] != before["innings1"])
    done("redo", match_id, "1_5", "--apply")
    [correction] = [
        each.id
        for each in client.collection(f"matches/{match_id}/scoring_actions").stream()
        if each.get("source") == "correction"
    ]
    done("void", match_id, correction, "--apply")
    wait_until(lambda: score(client, match_id)["innings1"] == before["innings1"])
    done("verify", match_id)
