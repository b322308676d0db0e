"""The made-up school on a Firestore of its own, in the old shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from google.cloud.firestore import Client

from tests.migrate.old_world import OldMatchOf, school, school_documents


def put(client: Client, documents: Mapping[str, Mapping[str, Any]]) -> None:
    """Write documents by their paths."""
    batch = client.batch()
    for place, (path, fields) in enumerate(documents.items()):
        batch.set(client.document(path), dict(fields))
        if place % 100 == 99:
            batch.commit()
            batch = client.batch()
    batch.commit()


def documents_of(matches: Iterable[OldMatchOf]) -> dict[str, dict[str, Any]]:
    """The documents of some matches; a note of the generator's is none."""
    return {
        path: fields for match in matches for path, fields in match.documents.items() if "/" in path
    }


@pytest.fixture
def old_school(firestore_client: Client) -> Client:
    """The school, without matches."""
    put(firestore_client, school_documents())
    return firestore_client


@pytest.fixture(scope="session")
def by_dirt() -> dict[str, OldMatchOf]:
    """One match of each kind of dirt, the longest there is of it."""
    found: dict[str, OldMatchOf] = {}
    for match in school():
        if len(match.actions) >= len(getattr(found.get(match.dirt), "actions", ())):
            found[match.dirt] = match
    return found
