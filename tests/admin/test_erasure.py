"""Erasing a name as docs/data-protection.md says: no document that functions write has it then."""

from __future__ import annotations

from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.snapshot.model import Snapshot
from tests.admin.administration import done
from tests.admin.projected import everything_in, write_match
from tests.fakes.small_match import MATCH_ID

NAME = "Thandi of the Secret Road"
PERSON = "lions-1"
NOBODY = "Player"


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
    done("rebuild", MATCH_ID)
    before = naming(client, NAME)
    assert {paths.live_score(MATCH_ID), f"matches/{MATCH_ID}/archive/summary"} <= before
    assert NAME in packed_names(client)

    client.document(paths.person(PERSON)).set({"displayName": NOBODY})
    lineup = client.document(paths.lineup(MATCH_ID, "lions", PERSON))
    assert lineup.get().exists
    lineup.update({"playerName": NOBODY})
    done("rebuild", MATCH_ID)

    assert naming(client, NAME) == set()
    assert NAME not in packed_names(client)
    assert naming(client, f"'{PERSON}'"), "the record keeps the id"
    done("verify", MATCH_ID)
