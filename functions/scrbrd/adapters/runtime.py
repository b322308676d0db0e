"""Holds the objects that live as long as the process: the Firestore client, stores, and the
clock.
"""

import os
import uuid
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from google.cloud.firestore import Client

from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.snapshot.recent import RecentStates

if TYPE_CHECKING:
    from scrbrd.adapters.books_store import FirestoreBookStore
    from scrbrd.adapters.stats_store import FirestoreStatsStore


@cache
def client() -> Client:
    """Return the client of this process's project.

    Not made at import, to keep cold starts short.
    """
    project = os.environ.get("GCLOUD_PROJECT") or os.environ.get("GOOGLE_CLOUD_PROJECT")
    return Client(project=project)


@cache
def match_store() -> FirestoreMatchStore:
    """Return the store of this process's matches."""
    return FirestoreMatchStore(client())


@cache
def recent_states() -> RecentStates:
    """Return the states of matches that this process committed last."""
    return RecentStates()


@cache
def stats_store() -> "FirestoreStatsStore":
    """Return the store of the figures; imported late, because most cold starts do not need it."""
    from scrbrd.adapters.stats_store import FirestoreStatsStore

    return FirestoreStatsStore(client())


@cache
def book_store() -> "FirestoreBookStore":
    """Return the store of the books; imported late, because most cold starts do not need it."""
    from scrbrd.adapters.books_store import FirestoreBookStore

    return FirestoreBookStore(client())


def reset() -> None:
    """Close the client, if there is one, and forget all objects, so that they are made anew."""
    if client.cache_info().currsize:
        client().close()
    for maker in (client, match_store, recent_states, stats_store, book_store):
        maker.cache_clear()


def new_holder_name(job: str) -> str:
    """Return a unique name for a job that holds matches."""
    return f"{job} {uuid.uuid4().hex[:12]}"


def utc_now() -> datetime:
    """Return the current time."""
    return datetime.now(UTC)
