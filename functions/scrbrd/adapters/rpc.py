"""Bounds every call to Firestore: how long it may take, and until when it is tried again.

The library's own bound is 300 seconds. A function lives 60, and one that the platform ends has
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
"""Errors that may pass while a call is tried again."""

CALL_SECONDS = 20.0
"""The longest that one call may take, its retries included; a third of a function's life."""

SHORTEST_SECONDS = 0.5
"""What the last try of a stream is given, however late it begins."""

PAGE = 1_000
"""Documents that one call of `read_in_pages` asks for."""


def rpc_options() -> dict[str, Any]:
    """Return the `retry` and `timeout` arguments of one call; a commit tried twice is stopped by
    its own guard."""
    retry = Retry(predicate=if_exception_type(*TRANSIENT), maximum=2.0, timeout=CALL_SECONDS)
    return {"retry": retry, "timeout": CALL_SECONDS}


def read_stream(call: Callable[[dict[str, Any]], Outcome]) -> Outcome:
    """Return what a streaming call gives, begun anew as a whole where its stream breaks.

    `call` is given its `retry` and `timeout` and must read the stream to its end. The library's own
    way to go on with a broken stream knows no end, and fails where no document had come yet.
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

    A list and no generator: a caller that works between two documents would use up the call's time.
    """
    return read_stream(lambda options: list(query.stream(**options)))


def read_query(client: Client, query: Any, names: Names = ()) -> list[Any]:
    """Return every snapshot of a query or collection, whatever values its documents hold.

    Where some cannot be decoded, the fields `names` are read of all, as `read_in_parts` has it.
    """
    try:
        return read_all(query)
    except ValueError:
        listed = read_all(query.select([]))
    if not listed:
        return []
    references = [snap.reference for snap in listed]
    return read_in_parts(partial(fetched, client), references, names, listed[0].read_time)


def read_document(client: Client, reference: Any, names: Names = ()) -> Any:
    """Return the snapshot of a document, whatever values it holds; `names` as in `read_query`."""
    try:
        return reference.get(**rpc_options())
    except ValueError:
        return read_in_parts(partial(fetched, client), [reference], names)[0]


def read_documents(client: Client, references: list[Any], names: Names = ()) -> list[Any]:
    """Return snapshots of documents, in any order, in one round trip; none for no reference.

    Whatever values they hold; `names` as in `read_query`.
    """
    if not references:
        return []
    try:
        return fetched(client, references)
    except ValueError:
        return read_in_parts(partial(fetched, client), references, names)


def read_documents_apart(client: Client, references: list[Any], names: Names) -> list[Any]:
    """As `read_documents`; what one document holds is no matter to how another is read."""
    try:
        return fetched(client, references)
    except ValueError:
        return [read_document(client, each, names) for each in references]


def fetched(
    client: Client, references: Sequence[Any], names: Names | None = None, at: Any = None
) -> list[Any]:
    """Return snapshots of documents, of all their fields or of `names`, now or as of a time."""
    asked = {"field_paths": names, "read_time": at}
    return read_stream(lambda options: list(client.get_all([*references], **asked, **options)))


def read_in_pages(query: Query, size: int = PAGE) -> Iterator[Any]:
    """Yield the snapshots of an ordered query, asked for in pages: the time bounds each page.

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
    """Yield references to the documents of a collection, absent ones with subcollections too.

    They come in pages of the library's own size, each of them a call.
    """
    references: Iterator[Any] = collection.list_documents(**rpc_options())
    return references
