"""Speaks Firestore's Listen protocol through the library's client: requests, responses, documents.

It uses the parts of the library that the library's own listener is built on, so
`google-cloud-firestore` is pinned.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Mapping
from typing import Any

from google.api_core.exceptions import DataLoss
from google.cloud.firestore import AsyncClient, Client
from google.cloud.firestore_v1.types import ListenRequest, Target

STREAM_SECONDS = 1_800.0
"""How long a stream lasts before a new one replaces it: streams were reported to go silent after
hours."""


class FirestoreListenApi:
    """Streams on a connection of their own, which is opened with the first stream."""

    def __init__(self, project: str | None) -> None:
        self._client = AsyncClient(project=project)
        self._is_open = False

    def call(self, requests: AsyncIterable[Any]) -> Responses:
        """Open a stream."""
        self._is_open = True
        transport = self._client._firestore_api.transport
        call = transport.listen(
            requests, timeout=STREAM_SECONDS, metadata=self._client._rpc_metadata
        )
        return Responses(call)

    def add_request(self, number: int, target: Mapping[str, Any]) -> Any:
        """Return the request that adds a target."""
        added = Target(target_id=number, **target)
        return ListenRequest(database=self._client._database_string, add_target=added)

    def remove_request(self, number: int) -> Any:
        """Return the request that removes a target."""
        return ListenRequest(database=self._client._database_string, remove_target=number)

    async def close(self) -> None:
        """Close the connection."""
        if self._is_open:
            self._is_open = False
            await self._client._firestore_api.transport.close()


class Responses:
    """The responses of a stream, as bare protocol buffers."""

    def __init__(self, call: Any) -> None:
        self._call = call

    async def __aiter__(self) -> AsyncIterator[Any]:
        """Yield each response. Raises DataLoss for one that is no message."""
        async for response in self._call:
            if response is None:  # so gRPC passes on what it could not decode
                raise DataLoss("a response could not be decoded")
            yield response._pb

    def cancel(self) -> None:
        """End the stream."""
        self._call.cancel()


def document_target(client: Client, path: str) -> dict[str, Any]:
    """Return the target for listening to a document."""
    return {"documents": Target.DocumentsTarget(documents=[client.document(path)._document_path])}


def query_target(query: Any) -> dict[str, Any]:
    """Return the target for listening to a query."""
    parent, _ = query._parent._parent_info()
    target = Target.QueryTarget(parent=parent, structured_query=query._to_protobuf())
    return {"query": target}


def id_of(document: Any) -> str:
    """Return the id of a document from a stream."""
    name: str = document.name
    return name.rpartition("/")[2]


def created_at(document: Any) -> int:
    """Return the creation time of a document from a stream, in microseconds since 1970."""
    created = document.create_time
    return int(created.seconds * 1_000_000 + created.nanos // 1_000)
