"""What `restore --erased` takes out of a backup: every place of it that names a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from admin.transfer.erased import Erasure, read_erased, without_erased
from admin.transfer.erased_names import ERASED_NAME, without_names
from admin.transfer.restore import unrestorable_lines
from admin.transfer.writing import Document, Fields
from devtools.toolchain.layout import ROOT
from scrbrd.domain.identifiers import as_id
from scrbrd.domain.json_types import Json
from tests.admin.administration import done
from tests.admin.projected import everything_in

ID, NAME = "lions-1", "Thandi of the Secret Road"
OTHER = {"playerId": "lions-2", "name": "Sipho"}
WHO: Json = {"name": NAME, "firstName": NAME, "email": NAME, "phone": NAME, "dateOfBirth": NAME}
DOCUMENTS: dict[str, Json] = {
    f"people/{ID}": {**WHO, "displayName": NAME, "id": ID, "houseMother": NAME, "updatedAt": 1},
    f"people/{ID}/private/profile": {"email": NAME},
    f"people/{ID}/private/more": {"email": NAME},
    f"squads/s1/players/{ID}": {"playerId": ID, "playerName": NAME, "role": "bat", "memo": NAME},
    "squads/s1/players/old": {"playerId": ID, "playerName": NAME},
    f"teams/t/roster/{ID}": {"name": NAME, "isCaptain": True, "memo": NAME},
    "teams/t": {"name": "T", "roster": [{"playerId": ID, "memo": NAME, **WHO}, OTHER, ID]},
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
def test_no_document_of_a_backup_names_who_was_erased(path: str) -> None:
    left = without_names(Document(path, DOCUMENTS[path]), {ID})
    assert left is None or NAME not in repr(left)


def fields_left(path: str) -> Any:
    """What is left of a document."""
    left = without_names(Document(path, DOCUMENTS[path]), {ID})
    return left and dict(left.fields)


def test_what_says_nothing_of_who_they_were_stays() -> None:
    assert fields_left(f"people/{ID}") == {"displayName": ERASED_NAME, "id": ID, "updatedAt": 1}
    assert fields_left(f"people/{ID}/private/profile") is None
    assert fields_left(f"provider_mappings/alpha:player:{ID}") is None
    squad = {"playerId": ID, "playerName": ERASED_NAME, "role": "bat"}
    assert fields_left(f"squads/s1/players/{ID}") == squad
    assert fields_left(f"teams/t/roster/{ID}") == {"name": ERASED_NAME, "isCaptain": True}
    team = fields_left("teams/t")
    assert team == {"name": "T", "roster": [{"playerId": ID, "name": ERASED_NAME}, OTHER, ID]}
    match = fields_left("matches/m")
    assert match["venue"] == "The Oval"
    assert match["teamSelection"]["home"] == [{"playerId": ID, "name": ERASED_NAME}, OTHER]
    [ball] = fields_left("matches/m/live/score")["ballHistory"]
    assert ball == {"strikerId": ID, "strikerName": ERASED_NAME, "runs": 4, "bowlerName": "Sipho"}


@pytest.mark.parametrize(
    "path", [each for each in DOCUMENTS if each.startswith(("teams", "matches", "squads"))]
)
def test_of_others_everything_stays(path: str) -> None:
    document = Document(path, DOCUMENTS[path])
    assert without_names(document, {"lions-9"}) == document


def test_a_match_keeps_its_name_whoever_made_it() -> None:
    match = Document("matches/m", {"userId": ID, "name": "Final", "shortName": "F"})
    assert without_names(match, {ID}) == match


def test_a_person_who_is_named_in_a_selection_alone_is_known() -> None:
    erasure = Erasure({ID, "lions-9"})
    document = Document("pre_match_procedures/m", DOCUMENTS["pre_match_procedures/m"])
    assert [*without_erased([document], erasure, Nothing())] != [document]
    assert erasure.unknown == ["lions-9"]


class Nothing:
    """Where no document is."""

    def read(self, wanted: Sequence[str]) -> Mapping[str, Fields | None]:
        return dict.fromkeys(wanted)

    def write(self, new: Sequence[Document], changed: Sequence[Document]) -> None:
        raise NotImplementedError


def test_what_a_ledger_proves_is_left_as_it_was_written() -> None:
    action = Document("matches/m/scoring_actions/1_1", {"playerId": ID, "name": NAME})
    assert without_names(action, {ID}) == action


def test_whatever_can_name_a_document_is_a_persons_id(tmp_path: Path) -> None:
    file = tmp_path / "erased"
    file.write_text("Jürgen Müller # asked on 1 May\nno#1\tx # 2 May\n#nobody\n")
    assert read_erased(file) == {"Jürgen Müller", "no#1\tx"}


def test_an_erased_accounts_address_is_not_shown() -> None:
    accounts: list[Json] = [
        {"uid": "u1", "email": "thandi@school.org", "claims": {"personId": ID}},
        {"uid": "u2", "email": "sipho@school.org", "claims": {"admin": True}},
    ]
    shown = "\n".join(unrestorable_lines(accounts, Erasure({ID})))
    assert "claims of 1 accounts" in shown
    assert "sipho" in shown
    assert "thandi" not in shown
    assert list(unrestorable_lines(accounts[:1], Erasure({ID}))) == []


def test_a_backup_of_squads_and_rosters_is_restored_without_an_erased_name(
    firestore_client: Client, project_id: str, tmp_path: Path
) -> None:
    elsewhere = Client(project=f"demo-elsewhere-{project_id[-8:]}")
    odd = "Jürgen Müller"
    written = {
        f"people/{ID}": DOCUMENTS[f"people/{ID}"],
        "teams/t": DOCUMENTS["teams/t"],
        "teams/v": {"name": "V", "roster": [{"playerId": as_id(odd), "name": NAME}]},
        f"squads/s1/players/{ID}": DOCUMENTS[f"squads/s1/players/{ID}"],
        f"people/{odd}": {"displayName": NAME},
    }
    for path, fields in written.items():
        firestore_client.document(path).set(fields)
    backup, erased = tmp_path / "all.jsonl", tmp_path / "erased"
    done("backup", "--all", str(backup))
    erased.write_text(f"{ID}\n{odd}\nlions-9\n")
    restore = ("restore", str(backup), "--erased", str(erased), "--apply")
    output = done(*restore, "--project", elsewhere.project)
    assert "of 1 of them it has nothing: 'lions-9'" in output
    there = dict(everything_in(elsewhere.collections()))
    assert there.keys() >= written.keys()
    assert NAME not in repr(there)
    # Theirs stay as they are where others were put right already; what differs beside is in the way
    team = elsewhere.document("teams/t")
    team.update({"roster": [{"playerId": ID, "name": "Somebody"}, OTHER, ID]})
    done(*restore, "--project", elsewhere.project)
    assert (team.get().to_dict() or {})["roster"][0]["name"] == "Somebody"


@pytest.mark.parametrize("name", ["squads", "roster", "role_assignments", "legacy", "people"])
def test_the_page_tells_of_squads_and_rosters(name: str) -> None:
    assert name in (ROOT / "docs" / "data-protection.md").read_text(encoding="utf-8")
