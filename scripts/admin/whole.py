"""Reads documents, including those with references to documents of other projects and databases.

The library raises ValueError for a document that contains such a reference at any depth, as in a
copied database. Here it becomes a `Reference`, which the library writes back unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from google.cloud.firestore import Client, DocumentSnapshot
from google.cloud.firestore_v1._helpers import decode_value

from admin.options import Refusal
from scrbrd.adapters.rest_values import Reference

MAX_READ = 300
"""Maximum number of documents in one call of `read_many`."""

PAGE = 50
"""Documents in one call if a query cannot be decoded; each may have 1 MiB."""


def read_whole(client: Client, path: str) -> Any:
    """Return the snapshot of a document, whatever it contains."""
    return read_some_whole(client, [client.document(path)])[0]


def read_some_whole(client: Client, references: Sequence[Any]) -> list[Any]:
    """Return snapshots of documents in any order, including those of missing documents."""
    try:
        return list(client.get_all([*references]))
    except ValueError:
        return list(fetch_and_decode(client, references))


def read_many(client: Client, paths: Iterable[str]) -> Iterator[Any]:
    """Yield the snapshots of documents by paths, in order, including those of missing documents."""
    remaining_paths = iter(paths)
    while part := list(islice(remaining_paths, MAX_READ)):
        snaps = read_some_whole(client, [client.document(path) for path in part])
        snaps_by_path = {snap.reference.path: snap for snap in snaps}
        yield from (snaps_by_path[path] for path in part)


def stream_whole(client: Client, query: Any) -> Iterator[Any]:
    """Yield the snapshots of a query or collection, whatever its documents contain.

    Streamed up to the first document that the library cannot decode, then read in pages.
    """
    streamed_paths: set[str] = set()
    try:
        for snap in query.stream():
            streamed_paths.add(snap.reference.path)
            yield snap
        return
    except ValueError:
        listed = [snap.reference for snap in query.select([]).stream()]
    remaining = [reference for reference in listed if reference.path not in streamed_paths]
    for start in range(0, len(remaining), PAGE):
        snaps = {
            snap.reference.path: snap
            for snap in fetch_and_decode(client, remaining[start : start + PAGE])
        }
        for reference in remaining[start : start + PAGE]:
            if snaps[reference.path].exists:
                yield snaps[reference.path]


def fetch_and_decode(client: Client, references: Sequence[Any]) -> Iterator[Any]:
    """Yield snapshots of documents, decoded by this module."""
    request, by_name, options = client._prep_get_all([*references])
    for answer in client._firestore_api.batch_get_documents(
        request=request, metadata=client._rpc_metadata, **options
    ):
        document = answer._pb.found
        if not document.name:
            missing = by_name[answer.missing]
            yield DocumentSnapshot(missing, None, False, answer.read_time, None, None)
            continue
        reference = by_name[document.name]
        fields = {
            name: field_value(reference.path, name, value, client)
            for name, value in document.fields.items()
        }
        times = answer.read_time, answer.found.create_time, answer.found.update_time
        yield DocumentSnapshot(reference, fields, True, *times)


def field_value(path: str, name: str, value: Any, client: Client) -> Any:
    """Return a field's value. Raises Refusal, naming document and field, for an unknown type."""
    try:
        return whole_value(value, client)
    except ValueError as error:
        raise Refusal(f"{path}: {name} cannot be read ({error})") from None


def whole_value(value: Any, client: Client) -> Any:
    """Return a value as decoded by the library.

    A reference that it cannot decode becomes a Reference.
    """
    try:
        return decode_value(value, client)
    except ValueError:
        kind = value.WhichOneof("value_type")
        if kind == "reference_value":
            return Reference(value.reference_value)
        if kind == "array_value":
            return [whole_value(each, client) for each in value.array_value.values]
        if kind == "map_value":
            fields = value.map_value.fields.items()
            return {name: whole_value(each, client) for name, each in fields}
        raise
