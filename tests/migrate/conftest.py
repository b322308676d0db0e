"""Writes the documents of a fictional school, in the old shape, to an empty Firestore."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from google.cloud.firestore import Client

from tests.migrate.old_world import SchoolMatch, school_documents, school_matches


def put(client: Client, documents: Mapping[str, Mapping[str, Any]]) -> None:
    """Write documents, given as fields by path, in batches of 100."""
    batch = client.batch()
    for place, (path, fields) in enumerate(documents.items()):
        batch.set(client.document(path), dict(fields))
        if place % 100 == 99:
            batch.commit()
            batch = client.batch()
    batch.commit()


def documents_of(matches: Iterable[SchoolMatch]) -> dict[str, dict[str, Any]]:
    """Return the documents of some matches by path, without the generator's own notes."""
    return {
        path: fields for match in matches for path, fields in match.documents.items() if "/" in path
    }


@pytest.fixture
def old_school(firestore_client: Client) -> Client:
    """Return a Firestore with the people and teams of the school, without matches."""
    put(firestore_client, school_documents())
    return firestore_client


@pytest.fixture(scope="session")
def match_by_dirt() -> dict[str, SchoolMatch]:
    """Return the longest match of each kind of dirt."""
    found: dict[str, SchoolMatch] = {}
    for match in school_matches():
        if len(match.actions) >= len(getattr(found.get(match.dirt), "actions", ())):
            found[match.dirt] = match
    return found
