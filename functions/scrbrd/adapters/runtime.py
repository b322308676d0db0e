"""Owns what lives as long as the process: one Firestore client, made late, and the clock."""

import os
from datetime import UTC, datetime
from functools import cache

from google.cloud.firestore import Client

from scrbrd.adapters.store import FirestoreMatchStore


@cache
def match_store() -> FirestoreMatchStore:
    """The store of this process's project; never made at import, which is cold-start time."""
    project = os.environ.get("GCLOUD_PROJECT") or os.environ.get("GOOGLE_CLOUD_PROJECT")
    return FirestoreMatchStore(Client(project=project))


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)
