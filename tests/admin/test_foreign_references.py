"""Tests administrators' verbs on documents that refer to documents of another project.

The client library cannot decode such documents; a copied database has many of them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from google.cloud.firestore import Client, DocumentReference

from admin.rest_client import RestClient
from admin.transfer.values import from_json, to_json
from admin.whole import PAGE, read_whole, stream_whole
from scrbrd.adapters import paths
from scrbrd.adapters.rest_values import Reference
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import RoleScope
from tests.admin.administration import run_ok
from tests.admin.projected_match import stored_score, write_match
from tests.fakes.small_match import MATCH_ID

FOREIGN = Reference("projects/demo-other/databases/(default)/documents/people/ann")
NESTED = {"by": FOREIGN, "all": [1, {"who": FOREIGN}]}
MATCH = paths.match(MATCH_ID)
BALL = paths.scoring_action(MATCH_ID, "1_4")
LINEUP = f"{paths.lineups(MATCH_ID)}/lions_lions-1"
ROLE = paths.role_assignment(RoleScope.MATCH, MATCH_ID, "thandi", "scorer_home")
ENDED = f"{paths.role_history(ROLE)}/20260101"
RATING = paths.role_performance(ROLE)
GRANT = {"matchId": MATCH_ID, "personId": "thandi", "role": "scorer_home"}
ROLE_ARGUMENTS = ("thandi", "scorer_home", "--match", MATCH_ID)


@pytest.fixture
def rest(firestore_client: Client) -> Iterator[RestClient]:
    """Return a client of Firestore's REST interface that bypasses the rules."""
    rest = RestClient(os.environ["FIRESTORE_EMULATOR_HOST"], firestore_client.project)
    rest.session.headers["Authorization"] = "Bearer owner"
    yield rest
    rest.close()


@pytest.fixture
def copied_database(firestore_client: Client, rest: RestClient) -> Client:
    """Write a small match with a role whose documents refer to another project."""
    write_match(firestore_client)
    for path in (ROLE, ENDED, RATING):
        firestore_client.document(path).set(GRANT)
    for path in (MATCH, BALL, LINEUP, ROLE, ENDED, RATING):
        rest.update(path, {"whose": FOREIGN, "more": NESTED}, ())
    return firestore_client


def documents_by_people(client: Client) -> dict[str, Json]:
    """Return the stored documents of the match that people wrote, by path."""
    collections = (
        client.collection(paths.MATCHES),
        client.collection(paths.scoring_actions(MATCH_ID)),
        client.collection(paths.lineups(MATCH_ID)),
        client.collection(paths.role_assignments(RoleScope.MATCH)),
        client.collection(paths.role_history(ROLE)),
        client.collection(RATING.rpartition("/")[0]),
    )
    snaps = [snap for each in collections for snap in stream_whole(client, each)]
    return {snap.reference.path: snap.to_dict() or {} for snap in snaps}


def delete_match(client: Client) -> None:
    """Delete the documents that people wrote, the score and the state."""
    for path in (
        *documents_by_people(client),
        paths.live_score(MATCH_ID),
        paths.live_state(MATCH_ID),
    ):
        client.document(path).delete()


def test_a_document_with_foreign_references_is_read_completely(
    copied_database: Client, rest: RestClient
) -> None:
    fields = read_whole(copied_database, BALL).to_dict()
    assert (fields["whose"], fields["more"]) == (FOREIGN, NESTED)
    assert fields["runsOffBat"] == rest.get(BALL)["runsOffBat"]
    assert not read_whole(copied_database, "people/nobody").exists


def test_a_long_collection_is_read_completely_and_in_order(
    copied_database: Client, rest: RestClient
) -> None:
    names = [f"{number:04}" for number in range(2 * PAGE + 7)]
    batch = copied_database.batch()
    for name in names:
        batch.set(copied_database.document(f"long/{name}"), {"name": name})
    batch.commit()
    for name in (names[3], names[-1]):
        rest.update(f"long/{name}", {"whose": FOREIGN}, ())
    found = list(stream_whole(copied_database, copied_database.collection("long")))
    assert [snap.id for snap in found] == names
    assert [(snap.to_dict() or {})["name"] for snap in found] == names
    assert [snap.id for snap in found if (snap.to_dict() or {}).get("whose") == FOREIGN] == [
        names[3],
        names[-1],
    ]


@pytest.mark.parametrize("selection", [(MATCH_ID,), ("--all",)])
def test_a_backup_and_a_restore_preserve_foreign_references(
    copied_database: Client, tmp_path: Path, selection: tuple[str, ...]
) -> None:
    before, score = documents_by_people(copied_database), stored_score(copied_database)
    file = tmp_path / "m1.jsonl"
    run_ok("backup", *selection, str(file))
    assert f'"whose":{{"$foreign":"{FOREIGN}"}}' in file.read_text()
    delete_match(copied_database)
    run_ok("restore", str(file), "--apply")
    assert documents_by_people(copied_database) == before
    assert (read_whole(copied_database, BALL).to_dict() or {})["more"] == NESTED
    assert stored_score(copied_database) == score
    assert "0 new, 25 there already" in run_ok("restore", str(file), "--apply")


def test_a_reference_to_the_target_project_becomes_a_local_reference(
    firestore_client: Client,
) -> None:
    client = firestore_client
    name = f"projects/{client.project}/databases/(default)/documents/people/ann"
    decoded = from_json(to_json(Reference(name)), client)
    assert isinstance(decoded, DocumentReference)
    assert decoded.path == "people/ann"
    assert from_json(to_json(FOREIGN), client) == FOREIGN
    for invalid in ("people/ann", "projects/p/databases/d/documents", f"{FOREIGN}/more"):
        with pytest.raises(ValueError, match="no name of a document"):
            from_json({"$foreign": invalid}, client)


@pytest.mark.usefixtures("copied_database")
def test_roles_are_listed_with_their_foreign_references() -> None:
    assert "scorer_home" in run_ok("roles", "--match", MATCH_ID, "--ended")
    [first, ended] = [
        json.loads(line) for line in run_ok("roles", "--ended", "--json").splitlines()
    ]
    assert first["document"]["whose"] == {"$foreign": FOREIGN.name}
    assert (first["path"], ended["path"]) == (ROLE, ENDED)


def test_a_role_with_foreign_references_can_be_revoked_and_granted_again(
    copied_database: Client,
) -> None:
    copied_database.document("people/thandi").set({"displayName": "Thandi"})
    run_ok("revoke", *ROLE_ARGUMENTS, "--apply")
    [history_entry] = [
        path
        for path in documents_by_people(copied_database)
        if path.startswith(ROLE) and "/2" in path and path != ENDED
    ]
    assert documents_by_people(copied_database)[history_entry]["more"] == NESTED
    assert "Nothing to do" in run_ok("revoke", *ROLE_ARGUMENTS, "--apply")
    run_ok("grant", *ROLE_ARGUMENTS, "--apply")
    assert (copied_database.document(ROLE).get().to_dict() or {})["role"] == "scorer_home"


def test_a_replaced_grant_is_kept_in_the_history(copied_database: Client) -> None:
    copied_database.document("people/thandi").set({"displayName": "Thandi"})
    run_ok("grant", *ROLE_ARGUMENTS, "--until", "2099-01-01", "--apply")
    history = [
        path for path in documents_by_people(copied_database) if path.startswith(f"{ROLE}/history/")
    ]
    assert len(history) == 2
    assert all(documents_by_people(copied_database)[path]["whose"] == FOREIGN for path in history)


def test_an_unreadable_role_is_listed_as_unreadable(
    copied_database: Client, rest: RestClient
) -> None:
    rest.update(ROLE, {"startDate": FOREIGN}, ())
    output = run_ok("roles", "--match", MATCH_ID)
    assert "unreadable" in output
    assert "startDate" in output
    assert (read_whole(copied_database, ROLE).to_dict() or {})["startDate"] == FOREIGN
