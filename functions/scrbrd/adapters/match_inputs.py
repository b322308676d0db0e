"""Reads the inputs of a match, which people decide and its fold begins with."""

from collections.abc import Iterable, Mapping

from google.cloud.firestore import Client

from scrbrd.adapters import codec, paths
from scrbrd.adapters.rpc import read_document, read_documents, read_query
from scrbrd.handlers.snapshot.model import CachedInputs


def read_inputs(client: Client, match_id: str, known_names: Mapping[str, str]) -> CachedInputs:
    """Return the match document, its lineups and the names of the players.

    The players in `known_names` are not looked up.
    """
    match = read_document(client, client.document(paths.match(match_id)), codec.match_names())
    collection = client.collection(paths.lineups(match_id))
    lineups = read_query(client, collection, codec.lineup_names())
    documents = {snap.id: snap.to_dict() or {} for snap in lineups}
    people = read_names(client, codec.player_ids(documents.values()), known_names)
    return codec.cached_inputs(match_id, match.to_dict(), documents, people)


def read_names(
    client: Client, player_ids: Iterable[str], known_names: Mapping[str, str]
) -> dict[str, str]:
    """Return `people/{playerId}.displayName` of the players not in `known_names`, and `known_names`
    itself.
    """
    wanted = [client.document(paths.person(name)) for name in player_ids if name not in known_names]
    snaps = read_documents(client, wanted, codec.PERSON_NAMES)
    found = {snap.id: codec.person_name(snap.to_dict()) for snap in snaps}
    return {**known_names, **found}
