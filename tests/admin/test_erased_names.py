"""Tests that `restore --erased` removes a person's name from every place of a backup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.transfer.batch_writes import Document, Fields
from admin.transfer.erased_names import ERASED_NAME, without_names
from admin.transfer.erasure import Erasure, read_erased, without_erased
from admin.transfer.restore import unrestorable_lines
from devtools.toolchain.layout import ROOT
from scrbrd.domain.identifiers import as_id
from scrbrd.domain.json_types import Json
from tests.admin.administration import run_ok
from tests.admin.projected_match import all_documents

ID, NAME = "lions-1", "Thandi of the Secret Road"
OTHER = {"playerId": "lions-2", "name": "Sipho"}
PERSONAL_FIELDS: Json = {
    "name": NAME,
    "firstName": NAME,
    "email": NAME,
    "phone": NAME,
    "dateOfBirth": NAME,
}
DOCUMENTS: dict[str, Json] = {
    f"people/{ID}": {
        **PERSONAL_FIELDS,
        "displayName": NAME,
        "id": ID,
        "houseMother": NAME,
        "updatedAt": 1,
    },
    f"people/{ID}/private/profile": {"email": NAME},
    f"people/{ID}/private/more": {"email": NAME},
    f"squads/s1/players/{ID}": {"playerId": ID, "playerName": NAME, "role": "bat", "memo": NAME},
    "squads/s1/players/old": {"playerId": ID, "playerName": NAME},
    f"teams/t/roster/{ID}": {"name": NAME, "isCaptain": True, "memo": NAME},
    "teams/t": {
        "name": "T",
        "roster": [{"playerId": ID, "memo": NAME, **PERSONAL_FIELDS}, OTHER, ID],
    },
    "teams/u": {"name": "U", "roster": {"0": {"id": ID, "name": NAME}}, "coachId": ID}
    | {"coachName": NAME},
    "roster/r1": {"teamId": "t", "userId": ID, "displayName": NAME, "memo": NAME},
    f"matches/m/lineups/t_{ID}": {"playerId": ID, "playerName": NAME, "photoUrl": NAME},
    "matches/m": {
        "teamSelection": {"home": [{"playerId": ID, "name": NAME}, OTHER]},
        "umpires": [{"id": ID, "name": NAME, "email": NAME}],
        "sourceFacts": {"info": {"registry": {"people": {NAME: ID}}, "players": {"T": [NAME]}}},
        "venue": "The Oval",
    },
    "matches/m/legacy/match": {"fields": {"scorer": {"uid": ID, "name": NAME}}},
    "matches/m/live/score": {
        "ballHistory": [{"strikerId": ID, "strikerName": NAME, "runs": 4, "bowlerName": "Sipho"}]
    },
    "pre_match_procedures/m": {"teamSelection": [{"player": {"id": ID, "name": NAME}}]},
    f"team_role_assignments/t_{ID}_player": {"personId": ID, "personName": NAME, "role": "player"},
    f"provider_mappings/alpha:player:{ID}": {"kind": "player", "id": ID, "providerId": NAME},
}


@pytest.mark.parametrize("path", DOCUMENTS)
def test_no_document_of_a_backup_has_an_erased_persons_name(path: str) -> None:
    remaining = without_names(Document(path, DOCUMENTS[path]), {ID})
    assert remaining is None or NAME not in repr(remaining)


def remaining_fields(path: str) -> Any:
    """Return a document's fields after the erasure; None if it is left out."""
    remaining = without_names(Document(path, DOCUMENTS[path]), {ID})
    return remaining and dict(remaining.fields)


def test_fields_that_do_not_identify_the_erased_person_are_kept() -> None:
    assert remaining_fields(f"people/{ID}") == {
        "displayName": ERASED_NAME,
        "id": ID,
        "updatedAt": 1,
    }
    assert remaining_fields(f"people/{ID}/private/profile") is None
    assert remaining_fields(f"provider_mappings/alpha:player:{ID}") is None
    squad = {"playerId": ID, "playerName": ERASED_NAME, "role": "bat"}
    assert remaining_fields(f"squads/s1/players/{ID}") == squad
    assert remaining_fields(f"teams/t/roster/{ID}") == {"name": ERASED_NAME, "isCaptain": True}
    team = remaining_fields("teams/t")
    assert team == {"name": "T", "roster": [{"playerId": ID, "name": ERASED_NAME}, OTHER, ID]}
    match = remaining_fields("matches/m")
    assert match["venue"] == "The Oval"
    assert match["teamSelection"]["home"] == [{"playerId": ID, "name": ERASED_NAME}, OTHER]
    [ball] = remaining_fields("matches/m/live/score")["ballHistory"]
    assert ball == {"strikerId": ID, "strikerName": ERASED_NAME, "runs": 4, "bowlerName": "Sipho"}


@pytest.mark.parametrize(
    "path", [each for each in DOCUMENTS if each.startswith(("teams", "matches", "squads"))]
)
def test_documents_of_other_people_are_not_changed(path: str) -> None:
    document = Document(path, DOCUMENTS[path])
    assert without_names(document, {"lions-9"}) == document


def test_a_match_keeps_its_name_when_its_creator_is_erased() -> None:
    match = Document("matches/m", {"userId": ID, "name": "Final", "shortName": "F"})
    assert without_names(match, {ID}) == match


def test_an_erased_id_found_only_in_a_team_selection_is_not_reported_unknown() -> None:
    erasure = Erasure({ID, "lions-9"})
    document = Document("pre_match_procedures/m", DOCUMENTS["pre_match_procedures/m"])
    assert [*without_erased([document], erasure, EmptyDatabase())] != [document]
    assert erasure.unknown == ["lions-9"]


class EmptyDatabase:
    """A database without documents."""

    def read(self, paths: Sequence[str]) -> Mapping[str, Fields | None]:
        return dict.fromkeys(paths)

    def write(self, new: Sequence[Document], changed: Sequence[Document]) -> None:
        raise NotImplementedError


def test_an_action_protected_by_the_ledger_is_not_changed() -> None:
    action = Document("matches/m/scoring_actions/1_1", {"playerId": ID, "name": NAME})
    assert without_names(action, {ID}) == action


def test_any_valid_document_id_is_accepted_as_a_persons_id(tmp_path: Path) -> None:
    file = tmp_path / "erased"
    file.write_text("Jürgen Müller # asked on 1 May\nno#1\tx # 2 May\n#nobody\n")
    assert read_erased(file) == {"Jürgen Müller", "no#1\tx"}


def test_an_erased_accounts_e_mail_address_is_not_printed() -> None:
    accounts: list[Json] = [
        {"uid": "u1", "email": "thandi@school.org", "claims": {"personId": ID}},
        {"uid": "u2", "email": "sipho@school.org", "claims": {"admin": True}},
    ]
    lines = "\n".join(unrestorable_lines(accounts, Erasure({ID})))
    assert "claims of 1 accounts" in lines
    assert "sipho" in lines
    assert "thandi" not in lines
    assert list(unrestorable_lines(accounts[:1], Erasure({ID}))) == []


def test_a_backup_of_squads_and_rosters_is_restored_without_an_erased_name(
    firestore_client: Client, project_id: str, tmp_path: Path
) -> None:
    other_project = Client(project=f"demo-elsewhere-{project_id[-8:]}")
    unusual_id = "Jürgen Müller"
    documents = {
        f"people/{ID}": DOCUMENTS[f"people/{ID}"],
        "teams/t": DOCUMENTS["teams/t"],
        "teams/v": {"name": "V", "roster": [{"playerId": as_id(unusual_id), "name": NAME}]},
        f"squads/s1/players/{ID}": DOCUMENTS[f"squads/s1/players/{ID}"],
        f"people/{unusual_id}": {"displayName": NAME},
    }
    for path, fields in documents.items():
        firestore_client.document(path).set(fields)
    backup, erased = tmp_path / "all.jsonl", tmp_path / "erased"
    run_ok("backup", "--all", str(backup))
    erased.write_text(f"{ID}\n{unusual_id}\nlions-9\n")
    restore = ("restore", str(backup), "--erased", str(erased), "--apply")
    output = run_ok(*restore, "--project", other_project.project)
    assert "of 1 of them it has nothing: 'lions-9'" in output
    restored = dict(all_documents(other_project.collections()))
    assert restored.keys() >= documents.keys()
    assert NAME not in repr(restored)
    # An erased entry that is there keeps its own values; other differences would stop the restore.
    team = other_project.document("teams/t")
    team.update({"roster": [{"playerId": ID, "name": "Somebody"}, OTHER, ID]})
    run_ok(*restore, "--project", other_project.project)
    assert (team.get().to_dict() or {})["roster"][0]["name"] == "Somebody"


@pytest.mark.parametrize("name", ["squads", "roster", "role_assignments", "legacy", "people"])
def test_the_data_protection_page_mentions_each_place_with_names(name: str) -> None:
    assert name in (ROOT / "docs" / "data-protection.md").read_text(encoding="utf-8")
