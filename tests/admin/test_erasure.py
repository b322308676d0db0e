"""Tests erasing a name by the steps of docs/data-protection.md: no document written has it then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import DELETE_FIELD, Client

from admin.transfer.batch_writes import Document
from admin.transfer.erased_names import without_names
from admin.transfer.erasure import read_erased
from devtools.toolchain.layout import ROOT
from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.errors import BadInput
from scrbrd.handlers.snapshot.model import Snapshot
from tests.admin.administration import run_ok
from tests.admin.projected_match import all_documents, write_match
from tests.fakes.small_match import MATCH_ID

NAME = "Thandi of the Secret Road"
PERSON = "lions-1"
ERASED_NAME = "Player"
LEGACY = f"matches/{MATCH_ID}/legacy/match"
MAPPING = "provider_mappings/alpha:player:secret-road"
NOT_DERIVED: dict[str, dict[str, Any]] = {
    LEGACY: {"source": f"matches/{MATCH_ID}", "fields": {"umpires": [NAME]}},
    MAPPING: {"provider": "alpha", "kind": "player", "providerId": NAME, "id": PERSON},
}
"""Documents with a name that are derived from no others; the page has a step for each."""


def paths_with_name(client: Client, name: str) -> set[str]:
    """Return the paths of all documents that contain a name, packed fields excluded."""
    return {path for path, fields in all_documents(client.collections()) if name in repr(fields)}


def packed_names(client: Client) -> list[str]:
    """Return the names in the packed fields of `live/state`."""
    snapshot = FirestoreMatchStore(client).read_state(MATCH_ID).snapshot
    assert isinstance(snapshot, Snapshot)
    return [*snapshot.cached.people.values()]


def test_after_the_steps_of_the_page_no_document_has_the_name(
    firestore_client: Client,
) -> None:
    client = firestore_client
    client.document(paths.person(PERSON)).set({"displayName": NAME})
    write_match(client)
    match = client.document(paths.match(MATCH_ID))
    match.update({"sourceFacts": {"info": {"registry": {"people": {NAME: "1a2b3c4d"}}}}})
    for path, fields in NOT_DERIVED.items():
        client.document(path).set(fields)
    run_ok("rebuild", MATCH_ID)
    before = paths_with_name(client, NAME)
    assert {paths.live_score(MATCH_ID), f"matches/{MATCH_ID}/archive/summary"} <= before
    assert {paths.match(MATCH_ID), *NOT_DERIVED} <= before
    assert NAME in packed_names(client)

    client.document(paths.person(PERSON)).set({"displayName": ERASED_NAME})
    lineup = client.document(paths.lineup(MATCH_ID, "lions", PERSON))
    assert lineup.get().exists
    lineup.update({"playerName": ERASED_NAME})
    match.update({"sourceFacts": DELETE_FIELD})
    client.document(LEGACY).update({"fields": {"umpires": [ERASED_NAME]}})
    client.document(MAPPING).delete()
    run_ok("rebuild", MATCH_ID)

    assert paths_with_name(client, NAME) == set()
    assert NAME not in packed_names(client)
    assert paths_with_name(client, f"'{PERSON}'"), "the record keeps the id"
    run_ok("verify", MATCH_ID)


def test_an_older_backup_is_restored_without_an_erased_persons_name(
    firestore_client: Client, project_id: str, tmp_path: Path
) -> None:
    client, other_project = firestore_client, Client(project=f"demo-elsewhere-{project_id[-8:]}")
    person = client.document(paths.person(PERSON))
    person.set({"displayName": NAME, "photoUrl": NAME, "createdBy": "admin"})
    client.document(f"{paths.person(PERSON)}/private/profile").set({"email": NAME})
    client.document(paths.person("other")).set({"displayName": "Other"})
    write_match(client)
    client.document(paths.lineup(MATCH_ID, "lions", PERSON)).update({"playerName": NAME})
    backup, erased = tmp_path / "all.jsonl", tmp_path / "erased.txt"
    run_ok("backup", "--all", str(backup))
    erased.write_text(f"{PERSON}  # asked on 1 May\n")
    restore = ("restore", str(backup), "--erased", str(erased), "--apply")
    output = run_ok(*restore, "--project", other_project.project)
    assert "1 erased people: their profiles are not put" in output
    assert paths_with_name(other_project, NAME) == set()
    restored = other_project.document(paths.person(PERSON)).get().to_dict()
    assert restored == {"displayName": ERASED_NAME}
    assert other_project.document(paths.person("other")).get().exists
    # Documents of a person already erased in the project do not stop a restore.
    person.set({"displayName": ERASED_NAME, "updatedAt": "later"})
    client.document(f"{paths.person(PERSON)}/private/profile").delete()
    run_ok(*restore)
    assert person.get().to_dict() == {"displayName": ERASED_NAME, "updatedAt": "later"}
    assert not client.document(f"{paths.person(PERSON)}/private/profile").get().exists


def test_a_file_of_erased_people_lists_ids(tmp_path: Path) -> None:
    file = tmp_path / "erased.txt"
    file.write_text("lions-1 # 1 May\n\n# nobody else\nlions-2\n")
    assert read_erased(file) == {"lions-1", "lions-2"}
    file.write_text("lions-1\nThandi/Nkosi\n")
    with pytest.raises(BadInput, match="line 2: 'Thandi/Nkosi' is no id of a person"):
        read_erased(file)


def test_an_erased_persons_private_documents_are_left_out() -> None:
    assert (
        without_names(Document(f"people/{PERSON}/private/profile", {"email": NAME}), {PERSON})
        is None
    )
    lineup = Document(f"matches/m/lineups/a_{PERSON}", {"playerId": PERSON})
    assert without_names(lineup, {PERSON}) == lineup


@pytest.mark.parametrize(
    "name",
    ["sourceFacts", "provider_mappings", "provider_events", "/legacy", "scoreboards", "--erased"],
)
def test_the_data_protection_page_mentions_everything_that_has_names(name: str) -> None:
    assert name in (ROOT / "docs" / "data-protection.md").read_text(encoding="utf-8")
