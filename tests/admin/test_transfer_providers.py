"""Tests that a match with a provider's feed is restored so that the feed can be continued."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from tests.admin.administration import run_ok
from tests.ingest.memory import FakeProvider
from tests.ingest.test_log_on_firestore import EVENTS, LOG, MATCH, StoredMatch

FENCE = 7


@pytest.fixture
def followed_match(firestore_client: Client) -> StoredMatch:
    """Return a match with a feed and some balls, and write a mapping of another match."""
    stored = StoredMatch(firestore_client)
    for each in LOG.lineups:
        path = f"{paths.lineups(MATCH)}/{each.team_id}_{each.player_id}"
        firestore_client.document(path).set(each.to_document())
    match_mapping = {"provider": "alpha", "kind": "match", "providerId": "feed-1", "id": MATCH}
    firestore_client.document(paths.provider_mapping("alpha:match:feed-1")).set(match_mapping)
    other_mapping = {
        "provider": "alpha",
        "kind": "player",
        "providerId": "z",
        "id": "of another match",
    }
    firestore_client.document(paths.provider_mapping("alpha:player:z")).set(other_mapping)
    stored.poll(12, FENCE)
    firestore_client.document(paths.provider_feed(MATCH)).update({"acceptedGaps": ["2.1"]})
    return stored


@pytest.fixture
def other_project(project_id: str) -> Client:
    """Return a client of another project, which has no documents."""
    return Client(project=f"demo-elsewhere-{project_id[-8:]}")


def service_documents(client: Client) -> dict[str, dict[str, Any]]:
    """Return the documents of the feed service, by path."""
    found: dict[str, dict[str, Any]] = {}
    for path in (paths.provider_events(MATCH), paths.PROVIDER_FEEDS, paths.PROVIDER_MAPPINGS):
        for snap in client.collection(path).stream():
            found[snap.reference.path] = snap.to_dict() or {}
    return found


def in_project(client: Client, stored: StoredMatch) -> StoredMatch:
    """Return the same match with its feed in another project."""
    moved_match = StoredMatch.__new__(StoredMatch)
    moved_match.client, moved_match.clock, moved_match.alpha = (
        client,
        stored.clock,
        FakeProvider("alpha", EVENTS),
    )
    moved_match.alpha.sequence = stored.alpha.sequence
    moved_match.follower = moved_match.new_follower()
    return moved_match


def test_a_restored_match_with_a_feed_continues_its_feed(
    followed_match: StoredMatch, other_project: Client, tmp_path: Path
) -> None:
    file = str(tmp_path / "match.jsonl")
    run_ok("backup", MATCH, file)
    run_ok("restore", file, "--apply", "--project", other_project.project)
    before, restored = service_documents(followed_match.client), service_documents(other_project)
    assert before[paths.provider_feed(MATCH)].pop("fence") == FENCE
    del before[paths.provider_mapping("alpha:player:z")]
    assert restored == before
    assert len([path for path in restored if "provider_events" in path]) == 12
    # Leases in the other project are numbered from 1.
    moved_match = in_project(other_project, followed_match)
    moved_match.poll(20, fence=1)
    assert len(moved_match.log) == 20
    assert len({each.provider_event_id for each in moved_match.log}) == 20
    assert moved_match.feed()["acceptedGaps"] == ["2.1"]


def test_a_restore_never_replaces_the_position_in_the_feed(
    followed_match: StoredMatch, tmp_path: Path
) -> None:
    file = str(tmp_path / "match.jsonl")
    run_ok("backup", MATCH, file)
    followed_match.poll(16, FENCE + 1)
    feed = followed_match.feed()
    run_ok("restore", file, "--overwrite", "--apply")
    assert followed_match.feed() == feed
    assert feed["fence"] == FENCE + 1
    assert len(followed_match.log) == 16


def test_a_backup_of_all_has_every_mapping(followed_match: StoredMatch, tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    run_ok("backup", "--all", str(file))
    lines = file.read_text().splitlines()
    mapping_lines = [each for each in lines if f'"{paths.PROVIDER_MAPPINGS}/' in each]
    assert len(mapping_lines) == len(
        [p for p in service_documents(followed_match.client) if p.startswith("provider_map")]
    )
    match_lines = [index for index, each in enumerate(lines) if f"matches/{MATCH}/" in each]
    assert lines.index(mapping_lines[0]) > max(match_lines)
