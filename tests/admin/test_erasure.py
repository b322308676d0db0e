"""Erasing a name as docs/data-protection.md says: no document that functions write has it then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import DELETE_FIELD, Client

from admin.transfer.erased import read_erased
from admin.transfer.erased_names import without_names
from admin.transfer.writing import Document
from devtools.toolchain.layout import ROOT
from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.errors import BadInput
from scrbrd.handlers.snapshot.model import Snapshot
from tests.admin.administration import done
from tests.admin.projected import everything_in, write_match
from tests.fakes.small_match import MATCH_ID

NAME = "Thandi of the Secret Road"
PERSON = "lions-1"
NOBODY = "Player"
LEGACY = f"matches/{MATCH_ID}/legacy/match"
MAPPING = "provider_mappings/alpha:player:secret-road"
BESIDE_THE_LOG: dict[str, dict[str, Any]] = {
    LEGACY: {"source": f"matches/{MATCH_ID}", "fields": {"umpires": [NAME]}},
    MAPPING: {"provider": "alpha", "kind": "player", "providerId": NAME, "id": PERSON},
}
"""What names a person and follows from nothing: the page says of each what is to be done."""


def naming(client: Client, name: str) -> set[str]:
    """The paths of all documents that have a name in them, packed fields apart."""
    return {path for path, fields in everything_in(client.collections()) if name in repr(fields)}


def packed_names(client: Client) -> list[str]:
    """The names that lie packed in `live/state`."""
    snapshot = FirestoreMatchStore(client).read_state(MATCH_ID).snapshot
    assert isinstance(snapshot, Snapshot)
    return [*snapshot.cached.people.values()]


def test_a_name_is_gone_from_everything_after_the_steps_of_the_page(
    firestore_client: Client,
) -> None:
    client = firestore_client
    client.document(paths.person(PERSON)).set({"displayName": NAME})
    write_match(client)
    match = client.document(paths.match(MATCH_ID))
    match.update({"sourceFacts": {"info": {"registry": {"people": {NAME: "1a2b3c4d"}}}}})
    for path, fields in BESIDE_THE_LOG.items():
        client.document(path).set(fields)
    done("rebuild", MATCH_ID)
    before = naming(client, NAME)
    assert {paths.live_score(MATCH_ID), f"matches/{MATCH_ID}/archive/summary"} <= before
    assert {paths.match(MATCH_ID), *BESIDE_THE_LOG} <= before
    assert NAME in packed_names(client)

    client.document(paths.person(PERSON)).set({"displayName": NOBODY})
    lineup = client.document(paths.lineup(MATCH_ID, "lions", PERSON))
    assert lineup.get().exists
    lineup.update({"playerName": NOBODY})
    match.update({"sourceFacts": DELETE_FIELD})
    client.document(LEGACY).update({"fields": {"umpires": [NOBODY]}})
    client.document(MAPPING).delete()
    done("rebuild", MATCH_ID)

    assert naming(client, NAME) == set()
    assert NAME not in packed_names(client)
    assert naming(client, f"'{PERSON}'"), "the record keeps the id"
    done("verify", MATCH_ID)


def test_an_older_backup_is_restored_without_what_names_an_erased_person(
    firestore_client: Client, project_id: str, tmp_path: Path
) -> None:
    client, elsewhere = firestore_client, Client(project=f"demo-elsewhere-{project_id[-8:]}")
    person = client.document(paths.person(PERSON))
    person.set({"displayName": NAME, "photoUrl": NAME, "createdBy": "admin"})
    client.document(f"{paths.person(PERSON)}/private/profile").set({"email": NAME})
    client.document(paths.person("other")).set({"displayName": "Other"})
    write_match(client)
    client.document(paths.lineup(MATCH_ID, "lions", PERSON)).update({"playerName": NAME})
    backup, erased = tmp_path / "all.jsonl", tmp_path / "erased.txt"
    done("backup", "--all", str(backup))
    erased.write_text(f"{PERSON}  # asked on 1 May\n")
    restore = ("restore", str(backup), "--erased", str(erased), "--apply")
    output = done(*restore, "--project", elsewhere.project)
    assert "1 erased people: their profiles are not put" in output
    assert naming(elsewhere, NAME) == set()
    left = elsewhere.document(paths.person(PERSON)).get().to_dict()
    assert left == {"displayName": NOBODY}
    assert elsewhere.document(paths.person("other")).get().exists
    # Where the person is erased already, nothing of theirs stands in the way.
    person.set({"displayName": NOBODY, "updatedAt": "later"})
    client.document(f"{paths.person(PERSON)}/private/profile").delete()
    done(*restore)
    assert person.get().to_dict() == {"displayName": NOBODY, "updatedAt": "later"}
    assert not client.document(f"{paths.person(PERSON)}/private/profile").get().exists


def test_a_file_of_erased_people_has_ids(tmp_path: Path) -> None:
    file = tmp_path / "erased.txt"
    file.write_text("lions-1 # 1 May\n\n# nobody else\nlions-2\n")
    assert read_erased(file) == {"lions-1", "lions-2"}
    file.write_text("lions-1\nThandi/Nkosi\n")
    with pytest.raises(BadInput, match="line 2: 'Thandi/Nkosi' is no id of a person"):
        read_erased(file)


def test_of_a_persons_documents_the_private_ones_are_left_out() -> None:
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
def test_the_page_tells_of_everything_that_names_a_person(name: str) -> None:
    assert name in (ROOT / "docs" / "data-protection.md").read_text(encoding="utf-8")
