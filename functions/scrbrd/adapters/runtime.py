"""Holds what lives as long as the process: one Firestore client, made late, and the clock."""

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
    """The client of this process's project; never made at import, which is cold-start time."""
    project = os.environ.get("GCLOUD_PROJECT") or os.environ.get("GOOGLE_CLOUD_PROJECT")
    return Client(project=project)


@cache
def match_store() -> FirestoreMatchStore:
    """The matches of this process's project."""
    return FirestoreMatchStore(client())


@cache
def recent_states() -> RecentStates:
    """The states of matches that this process committed last."""
    return RecentStates()


@cache
def stats_store() -> "FirestoreStatsStore":
    """The figures of this process's project; imported late, for most cold starts do without."""
    from scrbrd.adapters.stats_store import FirestoreStatsStore

    return FirestoreStatsStore(client())


@cache
def book_store() -> "FirestoreBookStore":
    """The books of this process's project; imported late, for most cold starts do without."""
    from scrbrd.adapters.books_store import FirestoreBookStore

    return FirestoreBookStore(client())


def forget() -> None:
    """Close the client, if there is one, and make everything anew when next asked for."""
    if client.cache_info().currsize:
        client().close()
    for made in (client, match_store, recent_states, stats_store, book_store):
        made.cache_clear()


def new_holder(job: str) -> str:
    """A name for a job that holds matches, which no other job has."""
    return f"{job} {uuid.uuid4().hex[:12]}"


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)
