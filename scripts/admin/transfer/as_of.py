"""Reads the database as of one moment: later writes are not seen, and later deletions neither.

Firestore can answer such reads for an hour, or for seven days with point-in-time recovery.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from google.cloud.firestore import Client


def as_of(client: Client, at: datetime) -> Client:
    """Return a client with which `admin.whole` and `list_references` read as of a moment.

    All its other calls are unchanged.
    """
    return cast(Client, _ClientAsOf(client, at))


class _ClientAsOf:
    """Adds the read time to reading calls of a client."""

    def __init__(self, client: Client, at: datetime) -> None:
        self._client, self._at = client, at

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def get_all(self, references: Any) -> Any:
        """Read some documents."""
        return self._client.get_all(references, read_time=self._at)

    def _prep_get_all(self, references: Any) -> Any:
        """Return the request that `get_all` sends."""
        return self._client._prep_get_all(references, read_time=self._at)

    def collection(self, path: str) -> Any:
        """Return a collection."""
        return _QueryAsOf(self._client.collection(path), self._at)


class _QueryAsOf:
    """Adds the read time to reading calls of a collection or a query."""

    def __init__(self, query: Any, at: datetime) -> None:
        self._query, self._at = query, at

    def select(self, names: list[str]) -> _QueryAsOf:
        """Return a query of some fields."""
        return _QueryAsOf(self._query.select(names), self._at)

    def stream(self, **options: Any) -> Any:
        """Yield the documents."""
        return self._query.stream(read_time=self._at, **options)

    def list_documents(self, **options: Any) -> Any:
        """Yield references to the documents, including missing ones with subcollections."""
        return self._query.list_documents(read_time=self._at, **options)
