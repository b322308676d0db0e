"""Counts the documents and bytes of a Firestore client by an interceptor of its gRPC calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import grpc  # type: ignore[import-untyped]
from google.cloud.firestore import Client


class CallCounts(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):  # type: ignore[misc]
    """Counts documents read, written and deleted as Firestore bills them, and bytes both ways.

    A requested document that does not exist is a read, and so is a query without a result.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def intercept_unary_unary(
        self, continuation: Callable[..., Any], details: Any, request: Any
    ) -> Any:
        """Count a call with a single response: a commit, an aggregation, a listing."""
        call = continuation(details, request)
        self._count_request(details.method, request)
        self._count_response(details.method, call.result())
        return call

    def intercept_unary_stream(
        self, continuation: Callable[..., Any], details: Any, request: Any
    ) -> Iterator[Any]:
        """Count a call with a stream of responses: a query, or documents requested by name."""
        self._count_request(details.method, request)
        found = 0
        for response in continuation(details, request):
            found += self._count_response(details.method, response)
            yield response
        if details.method.endswith("/RunQuery") and not found:
            self.counts["reads"] += 1

    def _count_request(self, method: str, request: Any) -> None:
        self.counts["calls"] += 1
        self.counts["bytes_sent"] += size(request)
        if method.endswith("/BatchGetDocuments"):
            self.counts["reads"] += len(request.documents)
        if method.endswith("/Commit"):
            deletes = sum(bool(write.delete) for write in request.writes)
            self.counts["deletes"] += deletes
            self.counts["writes"] += len(request.writes) - deletes

    def _count_response(self, method: str, response: Any) -> int:
        self.counts["bytes_received"] += size(response)
        found = 0
        if method.endswith("/RunQuery"):
            found = int("document" in response)
        elif method.endswith("/ListDocuments"):
            found = len(response.documents)
        elif method.endswith("/RunAggregationQuery"):
            found = 1  # for each 1,000 index entries
        self.counts["reads"] += found
        return found


class CountedClient(Client):
    """A client of the emulator that counts its gRPC calls in `calls`."""

    def __init__(self, project: str) -> None:
        self.calls = CallCounts()
        super().__init__(project=project)

    def _emulator_channel(self, transport: Any) -> Any:
        channel = super()._emulator_channel(transport)  # type: ignore[no-untyped-call]
        return grpc.intercept_channel(channel, self.calls)


def size(message: Any) -> int:
    """Return the serialized size of a message in bytes."""
    return len(type(message).serialize(message))
