"""How officials did is kept in a backup, be their roles in force or over."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.domain.vocabulary import RoleScope
from tests.admin.administration import done
from tests.admin.projected import write_match
from tests.fakes.small_match import MATCH_ID

GRANT = {"matchId": MATCH_ID, "personId": "ravi", "role": "umpire_on_field"}
PRESENT = paths.role_assignment(RoleScope.MATCH, MATCH_ID, "ravi", "umpire_on_field")
OVER = paths.role_assignment(RoleScope.MATCH, MATCH_ID, "ann", "umpire_on_field")
ROLES = {PRESENT: GRANT, f"{paths.role_history(OVER)}/20260101": GRANT | {"personId": "ann"}}
RATINGS = {
    paths.role_performance(PRESENT): {"performanceRating": 4},
    paths.role_performance(OVER): {"performanceRating": 5},
}
"""A revocation leaves the rating below a place that is empty since."""


@pytest.mark.parametrize("what", [MATCH_ID, "--all"])
def test_a_rating_comes_back_whether_or_not_its_role_is_over(
    firestore_client: Client, tmp_path: Path, what: str
) -> None:
    write_match(firestore_client)
    everything, file = ROLES | RATINGS, tmp_path / "all.jsonl.gz"
    for path, fields in everything.items():
        firestore_client.document(path).set(fields)
    done("backup", what, str(file))
    for path in everything:
        firestore_client.document(path).delete()
    done("restore", str(file), "--apply")
    found = {path: firestore_client.document(path).get().to_dict() for path in everything}
    assert found == everything
