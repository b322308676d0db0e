"""Selects the documents for following matches.

These are provider events, feed state, mappings and scoreboards.

Scoreboards of other sports are included because no provider sends them again after a season. The
number under which a feed was written (`fence`) is left out: after a restore, leases count from the
beginning, and nobody could write the match before they reach that number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from google.cloud.firestore import Client, FieldFilter

from admin.transfer.batch_writes import Document
from admin.whole import read_many, read_whole, stream_whole
from scrbrd.adapters import paths

OMITTED_FIELD: Final = "fence"
MAX_IN_VALUES: Final = 30
"""Maximum number of values of an `in` filter of a query."""


def documents_of_feeds(
    client: Client, match_ids: Iterable[str], *, everything: bool
) -> Iterator[Document]:
    """Yield the feed state of each match, and mappings of ids.

    The mappings are those of the matches and of everybody named in them, or all.
    """
    match_ids = list(match_ids)
    for snap in read_many(client, map(paths.provider_feed, match_ids)):
        if snap.exists:
            fields = {name: each for name, each in snap.to_dict().items() if name != OMITTED_FIELD}
            yield Document(snap.reference.path, fields)
    collection = client.collection(paths.PROVIDER_MAPPINGS)
    queries: list[Any] = [collection]
    if not everything:
        ids = sorted({name for each in match_ids for name in ids_in(client, each)})
        parts = (ids[start : start + MAX_IN_VALUES] for start in range(0, len(ids), MAX_IN_VALUES))
        queries = [collection.where(filter=FieldFilter("id", "in", part)) for part in parts]
    for query in queries:
        for snap in stream_whole(client, query):
            yield Document(snap.reference.path, snap.to_dict() or {})
    if everything:
        yield from documents_of_scoreboards(client)


def documents_of_scoreboards(client: Client) -> Iterator[Document]:
    """Yield the matches of other sports, each with its events and figures."""
    for snap in stream_whole(client, client.collection(paths.SCOREBOARDS)):
        fields = {
            name: each for name, each in (snap.to_dict() or {}).items() if name != OMITTED_FIELD
        }
        yield Document(snap.reference.path, fields)
        for below in (paths.scoreboard_timeline(snap.id), paths.scoreboard_stats(snap.id)):
            for each in stream_whole(client, client.collection(below)):
                yield Document(each.reference.path, each.to_dict() or {})


def ids_in(client: Client, match_id: str) -> Iterator[str]:
    """Yield the ids of a match, its sides and its players."""
    yield match_id
    match = read_whole(client, paths.match(match_id)).to_dict() or {}
    lineups = stream_whole(client, client.collection(paths.lineups(match_id)))
    ids = [match.get("homeTeamId"), match.get("awayTeamId")]
    ids += [(snap.to_dict() or {}).get("playerId") for snap in lineups]
    yield from (each for each in ids if isinstance(each, str) and each)


def is_of_feeds(parts: list[str]) -> bool:
    """Return True if a path is one of the feeds' documents in a backup."""
    match parts:
        case [paths.PROVIDER_FEEDS | paths.PROVIDER_MAPPINGS | paths.SCOREBOARDS, _]:
            return True
        case [paths.SCOREBOARDS, _, "timeline" | "stats", _]:
            return True
        case [paths.MATCHES, _, paths.PROVIDER_EVENTS, _]:
            return True
    return False
