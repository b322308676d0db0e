"""Limits every call to Firestore: how long it may take, and until when it is retried.

The library's own limit is 300 seconds. A function lives 60, and one that the platform ends has
neither raised nor logged anything.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from google.api_core.exceptions import (
    DeadlineExceeded,
    InternalServerError,
    ResourceExhausted,
    ServiceUnavailable,
)
from google.api_core.retry import Retry, if_exception_type
from google.cloud.firestore import Client, Query

from scrbrd.adapters.decoding import Names, read_in_parts

Outcome = TypeVar("Outcome")
TRANSIENT = (DeadlineExceeded, InternalServerError, ResourceExhausted, ServiceUnavailable)
"""Errors after which a call is retried."""

CALL_SECONDS = 20.0
"""The longest that one call may take, including retries; a third of a function's life."""

SHORTEST_SECONDS = 0.5
"""The least time that the last try of a stream gets, however late it begins."""

PAGE = 1_000
"""Documents that `read_in_pages` reads in one call."""


def rpc_options() -> dict[str, Any]:
    """Return the `retry` and `timeout` arguments of one call.

    A commit that is retried after it succeeded fails at its own guard.
    """
    retry = Retry(predicate=if_exception_type(*TRANSIENT), maximum=2.0, timeout=CALL_SECONDS)
    return {"retry": retry, "timeout": CALL_SECONDS}


def read_stream(call: Callable[[dict[str, Any]], Outcome]) -> Outcome:
    """Return the result of a streaming call, which is restarted as a whole if its stream breaks.

    `call` gets its `retry` and `timeout` and must read the stream to its end. The library's own way
    to continue a broken stream has no time limit, and fails if no document had arrived yet.
    """
    ends_at = time.monotonic() + CALL_SECONDS

    def attempt() -> Outcome:
        left = max(SHORTEST_SECONDS, ends_at - time.monotonic())
        never = Retry(predicate=lambda _error: False, timeout=left)
        return call({"retry": never, "timeout": left})

    retry: Retry = rpc_options()["retry"]
    return retry(attempt)()


def read_all(query: Any) -> list[Any]:
    """Return every snapshot of a query or collection.

    A list, not a generator: a caller that works between two documents would use up the call's time.
    """
    return read_stream(lambda options: list(query.stream(**options)))


def read_query(client: Client, query: Any, names: Names = ()) -> list[Any]:
    """Return every snapshot of a query or collection, including documents that cannot be decoded.

    If some cannot be decoded, the fields `names` of all are read as in `read_in_parts`.
    """
    try:
        return read_all(query)
    except ValueError:
        listed = read_all(query.select([]))
    if not listed:
        return []
    references = [snap.reference for snap in listed]
    return read_in_parts(partial(fetch_documents, client), references, names, listed[0].read_time)


def read_document(client: Client, reference: Any, names: Names = ()) -> Any:
    """Return the snapshot of a document, even if it cannot be decoded.

    `names` as in `read_query`.
    """
    try:
        return reference.get(**rpc_options())
    except ValueError:
        return read_in_parts(partial(fetch_documents, client), [reference], names)[0]


def read_documents(client: Client, references: list[Any], names: Names = ()) -> list[Any]:
    """Return snapshots of documents, in any order, in one round trip.

    An empty list for no reference. Also reads documents that cannot be decoded; `names` as in
    `read_query`.
    """
    if not references:
        return []
    try:
        return fetch_documents(client, references)
    except ValueError:
        return read_in_parts(partial(fetch_documents, client), references, names)


def read_documents_apart(client: Client, references: list[Any], names: Names) -> list[Any]:
    """As `read_documents`, but an undecodable document does not change how the others are read."""
    try:
        return fetch_documents(client, references)
    except ValueError:
        return [read_document(client, each, names) for each in references]


def fetch_documents(
    client: Client, references: Sequence[Any], names: Names | None = None, at: Any = None
) -> list[Any]:
    """Return snapshots of documents with all fields or with `names`, now or as of a time."""
    options_of_read = {"field_paths": names, "read_time": at}
    return read_stream(
        lambda options: list(client.get_all([*references], **options_of_read, **options))
    )


def read_in_pages(query: Query, size: int = PAGE) -> Iterator[Any]:
    """Yield the snapshots of an ordered query, read in pages: the time limit is for each page.

    The query must select the field that it is ordered by.
    """
    last: Any = None
    while True:
        page = read_all((query if last is None else query.start_after(last)).limit(size))
        yield from page
        if len(page) < size:
            return
        last = page[-1]


def list_references(collection: Any) -> Iterator[Any]:
    """Yield references to the documents of a collection, including missing ones with
    subcollections.

    They come in pages of the library's own size, each of which is a call.
    """
    references: Iterator[Any] = collection.list_documents(**rpc_options())
    return references
