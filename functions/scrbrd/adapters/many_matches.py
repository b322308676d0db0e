"""Finds the matches of a project: all, those in play, those that changed."""

from collections.abc import Iterator
from datetime import datetime

from google.cloud.firestore import Client

from scrbrd.adapters import paths, queries
from scrbrd.adapters.rpc import list_references, read_all, read_in_pages
from scrbrd.domain.vocabulary import MatchStatus


def all_matches(client: Client) -> Iterator[str]:
    """Return the ids of all matches, including those of which only the log is left."""
    return (ref.id for ref in list_references(client.collection(paths.MATCHES)))


def matches_in_play(client: Client, since: datetime) -> list[str]:
    """Return the ids of matches in play, and of those that ended at `since` or later."""
    queries_in_play = [
        queries.matches_with_status(client, MatchStatus.LIVE),
        queries.matches_with_status(client, MatchStatus.INNINGS_BREAK),
        queries.matches_completed_since(client, since),
    ]
    return sorted({snap.id for query in queries_in_play for snap in read_all(query.select([]))})


def matches_changed(client: Client, since: datetime) -> list[str]:
    """Return the ids of matches with an action written at `since` or later."""
    changes = queries.changes_anywhere(client, since).select(["updatedAt"])
    return sorted({snap.reference.parent.parent.id for snap in read_in_pages(changes)})
