"""Administrators' verbs on documents that refer to documents of another project.

The library does not decode such a document; a database that was copied is full of them.
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
from tests.admin.administration import done
from tests.admin.projected import score, write_match
from tests.fakes.small_match import MATCH_ID

FOREIGN = Reference("projects/demo-other/databases/(default)/documents/people/ann")
DEEP = {"by": FOREIGN, "all": [1, {"who": FOREIGN}]}
MATCH = paths.match(MATCH_ID)
BALL = paths.scoring_action(MATCH_ID, "1_4")
LINEUP = f"{paths.lineups(MATCH_ID)}/lions_lions-1"
ROLE = paths.role_assignment(RoleScope.MATCH, MATCH_ID, "thandi", "scorer_home")
ENDED = f"{paths.role_history(ROLE)}/20260101"
RATING = paths.role_performance(ROLE)
GRANT = {"matchId": MATCH_ID, "personId": "thandi", "role": "scorer_home"}
HOLDER = ("thandi", "scorer_home", "--match", MATCH_ID)


@pytest.fixture
def rest(firestore_client: Client) -> Iterator[RestClient]:
    """Firestore's REST interface, past the rules."""
    rest = RestClient(os.environ["FIRESTORE_EMULATOR_HOST"], firestore_client.project)
    rest.session.headers["Authorization"] = "Bearer owner"
    yield rest
    rest.close()


@pytest.fixture
def copied(firestore_client: Client, rest: RestClient) -> Client:
    """A small match with a role, as in a copied database."""
    write_match(firestore_client)
    for path in (ROLE, ENDED, RATING):
        firestore_client.document(path).set(GRANT)
    for path in (MATCH, BALL, LINEUP, ROLE, ENDED, RATING):
        rest.update(path, {"whose": FOREIGN, "more": DEEP}, ())
    return firestore_client


def people_wrote(client: Client) -> dict[str, Json]:
    """What people wrote of the match, as it is stored."""
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


def wipe(client: Client) -> None:
    for path in (*people_wrote(client), paths.live_score(MATCH_ID), paths.live_state(MATCH_ID)):
        client.document(path).delete()


def test_a_document_is_read_whole(copied: Client, rest: RestClient) -> None:
    fields = read_whole(copied, BALL).to_dict()
    assert (fields["whose"], fields["more"]) == (FOREIGN, DEEP)
    assert fields["runsOffBat"] == rest.get(BALL)["runsOffBat"]
    assert not read_whole(copied, "people/nobody").exists


def test_a_long_collection_is_read_whole_and_in_order(copied: Client, rest: RestClient) -> None:
    names = [f"{number:04}" for number in range(2 * PAGE + 7)]
    batch = copied.batch()
    for name in names:
        batch.set(copied.document(f"long/{name}"), {"name": name})
    batch.commit()
    for name in (names[3], names[-1]):
        rest.update(f"long/{name}", {"whose": FOREIGN}, ())
    found = list(stream_whole(copied, copied.collection("long")))
    assert [snap.id for snap in found] == names
    assert [(snap.to_dict() or {})["name"] for snap in found] == names
    assert [snap.id for snap in found if (snap.to_dict() or {}).get("whose") == FOREIGN] == [
        names[3],
        names[-1],
    ]


@pytest.mark.parametrize("chosen", [(MATCH_ID,), ("--all",)])
def test_a_backup_holds_the_references_and_a_restore_brings_them_back(
    copied: Client, tmp_path: Path, chosen: tuple[str, ...]
) -> None:
    before, card = people_wrote(copied), score(copied)
    file = tmp_path / "m1.jsonl"
    done("backup", *chosen, str(file))
    assert f'"whose":{{"$foreign":"{FOREIGN}"}}' in file.read_text()
    wipe(copied)
    done("restore", str(file), "--apply")
    assert people_wrote(copied) == before
    assert (read_whole(copied, BALL).to_dict() or {})["more"] == DEEP
    assert score(copied) == card
    assert "0 new, 25 there already" in done("restore", str(file), "--apply")


def test_a_reference_to_the_project_that_it_is_restored_into_is_its_own(
    firestore_client: Client,
) -> None:
    client = firestore_client
    name = f"projects/{client.project}/databases/(default)/documents/people/ann"
    back = from_json(to_json(Reference(name)), client)
    assert isinstance(back, DocumentReference)
    assert back.path == "people/ann"
    assert from_json(to_json(FOREIGN), client) == FOREIGN
    for wrong in ("people/ann", "projects/p/databases/d/documents", f"{FOREIGN}/more"):
        with pytest.raises(ValueError, match="no name of a document"):
            from_json({"$foreign": wrong}, client)


@pytest.mark.usefixtures("copied")
def test_roles_are_listed_with_what_they_refer_to() -> None:
    assert "scorer_home" in done("roles", "--match", MATCH_ID, "--ended")
    [first, ended] = [json.loads(line) for line in done("roles", "--ended", "--json").splitlines()]
    assert first["document"]["whose"] == {"$foreign": FOREIGN.name}
    assert (first["path"], ended["path"]) == (ROLE, ENDED)


def test_a_role_is_revoked_and_granted_again_and_its_history_keeps_all(copied: Client) -> None:
    copied.document("people/thandi").set({"displayName": "Thandi"})
    done("revoke", *HOLDER, "--apply")
    [kept] = [
        path
        for path in people_wrote(copied)
        if path.startswith(ROLE) and "/2" in path and path != ENDED
    ]
    assert people_wrote(copied)[kept]["more"] == DEEP
    assert "Nothing to do" in done("revoke", *HOLDER, "--apply")
    done("grant", *HOLDER, "--apply")
    assert (copied.document(ROLE).get().to_dict() or {})["role"] == "scorer_home"


def test_a_grant_that_replaces_one_keeps_it_in_the_history(copied: Client) -> None:
    copied.document("people/thandi").set({"displayName": "Thandi"})
    done("grant", *HOLDER, "--until", "2099-01-01", "--apply")
    history = [path for path in people_wrote(copied) if path.startswith(f"{ROLE}/history/")]
    assert len(history) == 2
    assert all(people_wrote(copied)[path]["whose"] == FOREIGN for path in history)


def test_a_person_of_an_unreadable_role_is_told(copied: Client, rest: RestClient) -> None:
    rest.update(ROLE, {"startDate": FOREIGN}, ())
    listed = done("roles", "--match", MATCH_ID)
    assert "unreadable" in listed
    assert "startDate" in listed
    assert (read_whole(copied, ROLE).to_dict() or {})["startDate"] == FOREIGN
