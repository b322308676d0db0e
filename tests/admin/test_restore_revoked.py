"""A role that was ended since a backup is not given again by restoring it."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.cloud.firestore import SERVER_TIMESTAMP, Client

from admin.transfer.ended_roles import is_same_grant
from scrbrd.adapters import paths
from scrbrd.domain.vocabulary import RoleScope
from tests.admin.administration import done
from tests.admin.projected import write_match
from tests.fakes.small_match import MATCH_ID

ANN = ("ann", "scorer_home", "--match", MATCH_ID, "--apply")
BEN = ("ben", "scorer_away", "--match", MATCH_ID, "--apply")


@pytest.fixture
def granted(firestore_client: Client) -> Client:
    """A match with two scorers."""
    write_match(firestore_client)
    for person, *_ in (ANN, BEN):
        firestore_client.document(paths.person(person)).set({"displayName": person})
    done("grant", *ANN)
    done("grant", *BEN)
    return firestore_client


def role(client: Client, person: str, name: str) -> bool:
    """Whether there is a grant in the role's place."""
    path = paths.role_assignment(RoleScope.MATCH, MATCH_ID, person, name)
    return bool(client.document(path).get().exists)


@pytest.mark.parametrize("what", [(MATCH_ID,), ("--all",)], ids=["the match", "all"])
@pytest.mark.parametrize("overwrite", [(), ("--overwrite",)], ids=["keeping", "overwriting"])
def test_a_role_that_was_revoked_since_stays_so(
    granted: Client, tmp_path: Path, what: tuple[str, ...], overwrite: tuple[str, ...]
) -> None:
    file = str(tmp_path / "m.jsonl")
    done("backup", *what, file)
    done("revoke", *ANN)
    dry = done("restore", file, *overwrite)
    notice = "Not given again: 1 roles that were ended since, such as match_role_assignments/m1_ann"
    assert notice in dry
    output = done("restore", file, *overwrite, "--apply")
    assert notice in output
    assert "Checked: " in output
    assert not role(granted, "ann", "scorer_home")
    assert role(granted, "ben", "scorer_away")
    assert "revoked by admin-cli" in done("roles", "ann", "--ended")


@pytest.mark.parametrize("overwrite", [(), ("--overwrite",)], ids=["keeping", "overwriting"])
def test_a_role_that_an_app_revoked_in_its_place_stays_so(
    granted: Client, tmp_path: Path, overwrite: tuple[str, ...]
) -> None:
    file = str(tmp_path / "m.jsonl")
    done("backup", MATCH_ID, file)
    path = paths.role_assignment(RoleScope.MATCH, MATCH_ID, "ann", "scorer_home")
    now = dict.fromkeys(("endDate", "revokedAt", "updatedAt"), SERVER_TIMESTAMP)
    granted.document(path).update(now | {"revokedBy": "boss", "status": "confirmed"})
    revoked = granted.document(path).get().to_dict()
    assert f"roles that were ended since, such as {path}" in done(
        "restore", file, *overwrite, "--apply"
    )
    assert granted.document(path).get().to_dict() == revoked


def test_grants_without_a_time_are_told_apart_by_what_they_say() -> None:
    one = {"personId": "ann", "role": "coach", "status": "assigned"}
    assert is_same_grant(one, one | {"status": "confirmed", "revokedAt": "now"})
    assert not is_same_grant(one, one | {"createdAt": "now"})
    assert not is_same_grant(one, one | {"role": "player"})


def test_a_role_that_was_revoked_and_granted_anew_is_the_new_one(
    granted: Client, tmp_path: Path
) -> None:
    file = str(tmp_path / "m.jsonl")
    done("backup", MATCH_ID, file)
    done("revoke", *ANN)
    done("grant", *ANN, "--until", "2099-01-01")
    path = paths.role_assignment(RoleScope.MATCH, MATCH_ID, "ann", "scorer_home")
    anew = granted.document(path).get().to_dict()
    done("restore", file, "--overwrite", "--apply")
    assert granted.document(path).get().to_dict() == anew


def test_elsewhere_the_role_is_what_the_backup_says(
    granted: Client, tmp_path: Path, project_id: str
) -> None:
    file, elsewhere = str(tmp_path / "m.jsonl"), f"demo-elsewhere-{project_id[-8:]}"
    done("backup", MATCH_ID, file)
    done("revoke", *ANN)
    done("restore", file, "--apply", "--project", elsewhere)
    assert role(Client(project=elsewhere), "ann", "scorer_home")
    assert granted.project == project_id
