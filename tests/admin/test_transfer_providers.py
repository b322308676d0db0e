"""A match that a provider tells comes back with what is needed to go on following it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from tests.admin.administration import done
from tests.ingest.memory import FakeProvider
from tests.ingest.test_log_on_firestore import EVENTS, LOG, MATCH, Stored

FENCE = 7


@pytest.fixture
def followed(firestore_client: Client) -> Stored:
    """A match of some balls, and mappings of another one."""
    stored = Stored(firestore_client)
    for each in LOG.lineups:
        path = f"{paths.lineups(MATCH)}/{each.team_id}_{each.player_id}"
        firestore_client.document(path).set(each.to_document())
    of_the_match = {"provider": "alpha", "kind": "match", "providerId": "feed-1", "id": MATCH}
    firestore_client.document(paths.provider_mapping("alpha:match:feed-1")).set(of_the_match)
    other = {"provider": "alpha", "kind": "player", "providerId": "z", "id": "of another match"}
    firestore_client.document(paths.provider_mapping("alpha:player:z")).set(other)
    stored.poll(12, FENCE)
    firestore_client.document(paths.provider_feed(MATCH)).update({"acceptedGaps": ["2.1"]})
    return stored


@pytest.fixture
def elsewhere(project_id: str) -> Client:
    """Another project, without any document."""
    return Client(project=f"demo-elsewhere-{project_id[-8:]}")


def kept(client: Client) -> dict[str, dict[str, Any]]:
    """The documents of the service by their paths."""
    found: dict[str, dict[str, Any]] = {}
    for path in (paths.provider_events(MATCH), paths.PROVIDER_FEEDS, paths.PROVIDER_MAPPINGS):
        for snap in client.collection(path).stream():
            found[snap.reference.path] = snap.to_dict() or {}
    return found


def at(client: Client, stored: Stored) -> Stored:
    """The same match, followed in another project."""
    moved = Stored.__new__(Stored)
    moved.client, moved.clock, moved.alpha = client, stored.clock, FakeProvider("alpha", EVENTS)
    moved.alpha.sequence = stored.alpha.sequence
    moved.follower = moved.new_follower()
    return moved


def test_a_match_that_is_followed_comes_back_and_is_followed_on(
    followed: Stored, elsewhere: Client, tmp_path: Path
) -> None:
    file = str(tmp_path / "match.jsonl")
    done("backup", MATCH, file)
    done("restore", file, "--apply", "--project", elsewhere.project)
    before, restored = kept(followed.client), kept(elsewhere)
    assert before[paths.provider_feed(MATCH)].pop("fence") == FENCE
    del before[paths.provider_mapping("alpha:player:z")]
    assert restored == before
    assert len([path for path in restored if "provider_events" in path]) == 12
    # Leases of the other project count from 1.
    moved = at(elsewhere, followed)
    moved.poll(20, fence=1)
    assert len(moved.log) == 20
    assert len({each.provider_event_id for each in moved.log}) == 20
    assert moved.feed()["acceptedGaps"] == ["2.1"]


def test_how_far_a_match_was_followed_is_never_replaced(followed: Stored, tmp_path: Path) -> None:
    file = str(tmp_path / "match.jsonl")
    done("backup", MATCH, file)
    followed.poll(16, FENCE + 1)
    feed = followed.feed()
    done("restore", file, "--overwrite", "--apply")
    assert followed.feed() == feed
    assert feed["fence"] == FENCE + 1
    assert len(followed.log) == 16


def test_a_backup_of_all_has_every_mapping(followed: Stored, tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    done("backup", "--all", str(file))
    lines = file.read_text().splitlines()
    mapped = [each for each in lines if f'"{paths.PROVIDER_MAPPINGS}/' in each]
    assert len(mapped) == len([p for p in kept(followed.client) if p.startswith("provider_map")])
    behind = [index for index, each in enumerate(lines) if f"matches/{MATCH}/" in each]
    assert lines.index(mapped[0]) > max(behind)
