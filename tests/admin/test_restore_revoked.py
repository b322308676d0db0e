"""Tests that restoring a backup does not grant a role again that was ended since."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.cloud.firestore import SERVER_TIMESTAMP, Client

from admin.transfer.ended_roles import is_same_grant
from scrbrd.adapters import paths
from scrbrd.domain.vocabulary import RoleScope
from tests.admin.administration import run_ok
from tests.admin.projected_match import write_match
from tests.fakes.small_match import MATCH_ID

ANN = ("ann", "scorer_home", "--match", MATCH_ID, "--apply")
BEN = ("ben", "scorer_away", "--match", MATCH_ID, "--apply")


@pytest.fixture
def database(firestore_client: Client) -> Client:
    """Return a client of a database with a match and two scorers."""
    write_match(firestore_client)
    for person, *_ in (ANN, BEN):
        firestore_client.document(paths.person(person)).set({"displayName": person})
    run_ok("grant", *ANN)
    run_ok("grant", *BEN)
    return firestore_client


def has_grant(client: Client, person: str, name: str) -> bool:
    """Whether a grant of this role exists for a person."""
    path = paths.role_assignment(RoleScope.MATCH, MATCH_ID, person, name)
    return bool(client.document(path).get().exists)


@pytest.mark.parametrize("selection", [(MATCH_ID,), ("--all",)], ids=["the match", "all"])
@pytest.mark.parametrize("overwrite", [(), ("--overwrite",)], ids=["keeping", "overwriting"])
def test_a_role_revoked_since_the_backup_stays_revoked(
    database: Client, tmp_path: Path, selection: tuple[str, ...], overwrite: tuple[str, ...]
) -> None:
    file = str(tmp_path / "m.jsonl")
    run_ok("backup", *selection, file)
    run_ok("revoke", *ANN)
    preview = run_ok("restore", file, *overwrite)
    notice = "Not given again: 1 roles that were ended since, such as match_role_assignments/m1_ann"
    assert notice in preview
    output = run_ok("restore", file, *overwrite, "--apply")
    assert notice in output
    assert "Checked: " in output
    assert not has_grant(database, "ann", "scorer_home")
    assert has_grant(database, "ben", "scorer_away")
    assert "revoked by admin-cli" in run_ok("roles", "ann", "--ended")


@pytest.mark.parametrize("overwrite", [(), ("--overwrite",)], ids=["keeping", "overwriting"])
def test_a_role_revoked_by_an_app_since_the_backup_stays_revoked(
    database: Client, tmp_path: Path, overwrite: tuple[str, ...]
) -> None:
    file = str(tmp_path / "m.jsonl")
    run_ok("backup", MATCH_ID, file)
    path = paths.role_assignment(RoleScope.MATCH, MATCH_ID, "ann", "scorer_home")
    revocation_times = dict.fromkeys(("endDate", "revokedAt", "updatedAt"), SERVER_TIMESTAMP)
    database.document(path).update(revocation_times | {"revokedBy": "boss", "status": "confirmed"})
    revoked = database.document(path).get().to_dict()
    assert f"roles that were ended since, such as {path}" in run_ok(
        "restore", file, *overwrite, "--apply"
    )
    assert database.document(path).get().to_dict() == revoked


def test_grants_without_a_time_are_compared_by_their_fields() -> None:
    grant = {"personId": "ann", "role": "coach", "status": "assigned"}
    assert is_same_grant(grant, grant | {"status": "confirmed", "revokedAt": "now"})
    assert not is_same_grant(grant, grant | {"createdAt": "now"})
    assert not is_same_grant(grant, grant | {"role": "player"})


def test_a_role_granted_again_since_the_backup_keeps_the_new_grant(
    database: Client, tmp_path: Path
) -> None:
    file = str(tmp_path / "m.jsonl")
    run_ok("backup", MATCH_ID, file)
    run_ok("revoke", *ANN)
    run_ok("grant", *ANN, "--until", "2099-01-01")
    path = paths.role_assignment(RoleScope.MATCH, MATCH_ID, "ann", "scorer_home")
    new_grant = database.document(path).get().to_dict()
    run_ok("restore", file, "--overwrite", "--apply")
    assert database.document(path).get().to_dict() == new_grant


def test_in_another_project_the_role_is_restored_from_the_backup(
    database: Client, tmp_path: Path, project_id: str
) -> None:
    file, other_project = str(tmp_path / "m.jsonl"), f"demo-elsewhere-{project_id[-8:]}"
    run_ok("backup", MATCH_ID, file)
    run_ok("revoke", *ANN)
    run_ok("restore", file, "--apply", "--project", other_project)
    assert has_grant(Client(project=other_project), "ann", "scorer_home")
    assert database.project == project_id
