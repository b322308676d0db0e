"""Tests that a backup has the ratings of officials, for roles in force and ended ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.domain.vocabulary import RoleScope
from tests.admin.administration import run_ok
from tests.admin.projected_match import write_match
from tests.fakes.small_match import MATCH_ID

GRANT = {"matchId": MATCH_ID, "personId": "ravi", "role": "umpire_on_field"}
IN_FORCE = paths.role_assignment(RoleScope.MATCH, MATCH_ID, "ravi", "umpire_on_field")
ENDED = paths.role_assignment(RoleScope.MATCH, MATCH_ID, "ann", "umpire_on_field")
ROLES = {IN_FORCE: GRANT, f"{paths.role_history(ENDED)}/20260101": GRANT | {"personId": "ann"}}
RATINGS = {
    paths.role_performance(IN_FORCE): {"performanceRating": 4},
    paths.role_performance(ENDED): {"performanceRating": 5},
}
"""A revocation deletes the role's document, but not the rating below it."""


@pytest.mark.parametrize("selection", [MATCH_ID, "--all"])
def test_ratings_are_restored_for_roles_in_force_and_for_ended_roles(
    firestore_client: Client, tmp_path: Path, selection: str
) -> None:
    write_match(firestore_client)
    documents, file = ROLES | RATINGS, tmp_path / "all.jsonl.gz"
    for path, fields in documents.items():
        firestore_client.document(path).set(fields)
    run_ok("backup", selection, str(file))
    for path in documents:
        firestore_client.document(path).delete()
    run_ok("restore", str(file), "--apply")
    found = {path: firestore_client.document(path).get().to_dict() for path in documents}
    assert found == documents
