"""Tests migrations of a copied database, whose references point to another project."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from google.cloud.firestore import Client

from admin.rest_client import RestClient
from admin.whole import read_whole, stream_whole
from migrate import places
from migrate.engine import copies
from scrbrd.adapters import paths
from scrbrd.adapters.rest_values import Reference
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.handlers.verify import verify
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import SchoolMatch, school_matches
from tests.migrate.test_ball_history_e2e import give_up_option, run, totals, true_totals

FOREIGN = Reference("projects/demo-other/databases/(default)/documents/people/ann")
OLD_ROLE = "team_role_assignments/first_a_b_coach"
NEW_ROLE = "team_role_assignments/first_a~b_coach"
GRANT = {"teamId": "first", "personId": "a_b", "role": "coach"}


@pytest.fixture
def rest(firestore_client: Client) -> Iterator[RestClient]:
    """Yield a REST client that bypasses the rules."""
    rest = RestClient(os.environ["FIRESTORE_EMULATOR_HOST"], firestore_client.project)
    rest.session.headers["Authorization"] = "Bearer owner"
    yield rest
    rest.close()


@pytest.fixture
def match(old_school: Client, rest: RestClient) -> SchoolMatch:
    """Return a match with a checklist; it, a role, a person and a team have foreign references."""
    match = next(m for m in school_matches() if m.dirt == "clean" and len(m.documents) == 3)
    role = {OLD_ROLE: GRANT, f"{OLD_ROLE}/history/20260101T": GRANT}
    put(old_school, documents_of([match]) | role)
    paths_with_references = [path for path in match.documents if "/" in path]
    paths_with_references += ["people/person-05", "teams/first", *role]
    for path in paths_with_references:
        rest.update(path, {"whose": FOREIGN, "more": {"all": [FOREIGN, 1]}}, ())
    return match


def read_documents(client: Client) -> dict[str, Json]:
    """Return all documents that the migrations read, by path."""
    collections = ("matches", "people", "teams", places.PROCEDURES, "team_role_assignments")
    return {
        snap.reference.path: snap.to_dict() or {}
        for name in collections
        for snap in stream_whole(client, client.collection(name))
    }


def test_migrations_ignore_foreign_references_and_keep_fields_they_do_not_need(
    old_school: Client, match: SchoolMatch
) -> None:
    run("run", "--all", code=1)
    run("run", "--all", "--apply", code=1)
    score = read_whole(old_school, paths.live_score(match.match_id)).to_dict() or {}
    assert totals(score) == true_totals(match)
    assert verify(FirestoreMatchStore(old_school), utc_now, match.match_id) == []
    copied_fields = {
        each.name: each.fields for each in copies.read_copies(old_school, match.match_id).documents
    }
    assert {name: fields["whose"] for name, fields in copied_fields.items()} == dict.fromkeys(
        copied_fields, FOREIGN
    )
    assert len(copied_fields) == 3
    found = read_documents(old_school)
    assert OLD_ROLE not in found
    assert found[NEW_ROLE]["more"] == {"all": [FOREIGN, 1]}
    history_path = f"{NEW_ROLE}/history/20260101T"
    assert (read_whole(old_school, history_path).to_dict() or {})["whose"] == FOREIGN
    assert "team_role_assignments/first_person-05_player" in found
    run("run", "--all", "--apply")
    assert read_documents(old_school) == found


@pytest.mark.slow
def test_undo_restores_foreign_references_completely(
    old_school: Client, match: SchoolMatch, tmp_path: Path
) -> None:
    export = tmp_path / "removed.jsonl"
    role = (read_whole(old_school, OLD_ROLE).to_dict() or {})["more"]
    run("run", "--all", "--apply", code=1)
    migrated_documents = read_documents(old_school)
    run("run", "strip_legacy", "--export", str(export), *give_up_option(tmp_path), "--apply")
    assert "teamIds" not in read_documents(old_school)["people/person-05"]
    run("undo", "strip_legacy", "--export", str(export), "--apply")
    assert read_documents(old_school) == migrated_documents
    run("undo", "joined_ids", "--apply")
    assert (read_whole(old_school, OLD_ROLE).to_dict() or {})["more"] == role
    run("undo", "ball_history", "--apply")
    score = read_whole(old_school, paths.live_score(match.match_id)).to_dict() or {}
    assert score["whose"] == FOREIGN


def test_undo_of_strip_legacy_restores_references_as_references(
    old_school: Client, match: SchoolMatch, rest: RestClient, tmp_path: Path
) -> None:
    export = tmp_path / "removed.jsonl"
    rest.update("people/person-05", {"teamIds": ["first", FOREIGN]}, ())
    assert "names no team" in run("run", "--all", "--apply", code=1)
    run("run", "strip_legacy", "--export", str(export), *give_up_option(tmp_path), "--apply")
    assert "teamIds" not in read_documents(old_school)["people/person-05"]
    run("undo", "strip_legacy", "--export", str(export), "--apply")
    assert read_documents(old_school)["people/person-05"]["teamIds"] == ["first", FOREIGN]
    assert match.match_id
