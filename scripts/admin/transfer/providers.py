"""Puts into a backup what is needed to go on following a match: events, feed and mappings.

And the scoreboards of other sports, which no provider tells again once a season is over. The number
that a feed was written under (`fence`) is left out: where it is restored, leases count
anew, and nobody could write the match before they have come as far.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from google.cloud.firestore import Client, FieldFilter

from admin.transfer.writing import Document
from admin.whole import read_many, read_whole, stream_whole
from scrbrd.adapters import paths

NOT_KEPT: Final = "fence"
MOST_IN: Final = 30
"""Values that one `in` of a query takes."""


def documents_of_feeds(
    client: Client, match_ids: Iterable[str], *, everything: bool
) -> Iterator[Document]:
    """Yield how far each match was followed, and whose ids are whose: those of the matches and of
    who is named in them, or all."""
    match_ids = list(match_ids)
    for snap in read_many(client, map(paths.provider_feed, match_ids)):
        if snap.exists:
            fields = {name: each for name, each in snap.to_dict().items() if name != NOT_KEPT}
            yield Document(snap.reference.path, fields)
    collection = client.collection(paths.PROVIDER_MAPPINGS)
    queries: list[Any] = [collection]
    if not everything:
        ids = sorted({name for each in match_ids for name in ids_in(client, each)})
        parts = (ids[start : start + MOST_IN] for start in range(0, len(ids), MOST_IN))
        queries = [collection.where(filter=FieldFilter("id", "in", part)) for part in parts]
    for query in queries:
        for snap in stream_whole(client, query):
            yield Document(snap.reference.path, snap.to_dict() or {})
    if everything:
        yield from documents_of_scoreboards(client)


def documents_of_scoreboards(client: Client) -> Iterator[Document]:
    """Yield the matches of other sports, each with its events and figures."""
    for snap in stream_whole(client, client.collection(paths.SCOREBOARDS)):
        fields = {name: each for name, each in (snap.to_dict() or {}).items() if name != NOT_KEPT}
        yield Document(snap.reference.path, fields)
        for below in (paths.scoreboard_timeline(snap.id), paths.scoreboard_stats(snap.id)):
            for each in stream_whole(client, client.collection(below)):
                yield Document(each.reference.path, each.to_dict() or {})


def ids_in(client: Client, match_id: str) -> Iterator[str]:
    """Yield the ids of a match, its sides and its players."""
    yield match_id
    match = read_whole(client, paths.match(match_id)).to_dict() or {}
    lineups = stream_whole(client, client.collection(paths.lineups(match_id)))
    named = [match.get("homeTeamId"), match.get("awayTeamId")]
    named += [(snap.to_dict() or {}).get("playerId") for snap in lineups]
    yield from (each for each in named if isinstance(each, str) and each)


def is_of_feeds(parts: list[str]) -> bool:
    """Return whether a path is one of what a backup holds of feeds."""
    match parts:
        case [paths.PROVIDER_FEEDS | paths.PROVIDER_MAPPINGS | paths.SCOREBOARDS, _]:
            return True
        case [paths.SCOREBOARDS, _, "timeline" | "stats", _]:
            return True
        case [paths.MATCHES, _, paths.PROVIDER_EVENTS, _]:
            return True
    return False
