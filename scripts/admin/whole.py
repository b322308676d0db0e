"""Reads documents whole, with references to documents of other projects and databases in them.

The library raises ValueError for a document that holds one, at any depth, as a copied database
does. Here such a value is a `Reference`, which the library writes as what it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from google.cloud.firestore import Client, DocumentSnapshot
from google.cloud.firestore_v1._helpers import decode_value

from admin.options import Refusal
from scrbrd.adapters.rest_values import Reference

MOST_READ = 300
"""Documents that one call of `read_many` asks for."""

PAGE = 50
"""Documents that one call asks for where a query cannot be decoded; each may have 1 MiB."""


def read_whole(client: Client, path: str) -> Any:
    """Return the snapshot of a document, whatever it holds."""
    return read_some_whole(client, [client.document(path)])[0]


def read_some_whole(client: Client, references: Sequence[Any]) -> list[Any]:
    """Return snapshots of documents in any order, those that are not there too."""
    try:
        return list(client.get_all([*references]))
    except ValueError:
        return list(fetched(client, references))


def read_many(client: Client, paths: Iterable[str]) -> Iterator[Any]:
    """Yield the snapshots of documents by paths, in their order; those that are not there too."""
    waiting = iter(paths)
    while part := list(islice(waiting, MOST_READ)):
        snaps = read_some_whole(client, [client.document(path) for path in part])
        found = {snap.reference.path: snap for snap in snaps}
        yield from (found[path] for path in part)


def stream_whole(client: Client, query: Any) -> Iterator[Any]:
    """Yield the snapshots of a query or collection, whatever its documents hold.

    Up to the first document that the library cannot decode one after the other, then in pages.
    """
    done: set[str] = set()
    try:
        for snap in query.stream():
            done.add(snap.reference.path)
            yield snap
        return
    except ValueError:
        listed = [snap.reference for snap in query.select([]).stream()]
    rest = [reference for reference in listed if reference.path not in done]
    for start in range(0, len(rest), PAGE):
        snaps = {snap.reference.path: snap for snap in fetched(client, rest[start : start + PAGE])}
        for reference in rest[start : start + PAGE]:
            if snaps[reference.path].exists:
                yield snaps[reference.path]


def fetched(client: Client, references: Sequence[Any]) -> Iterator[Any]:
    """Yield snapshots of documents, decoded here."""
    request, by_name, options = client._prep_get_all([*references])
    for answer in client._firestore_api.batch_get_documents(
        request=request, metadata=client._rpc_metadata, **options
    ):
        found = answer._pb.found
        if not found.name:
            missing = by_name[answer.missing]
            yield DocumentSnapshot(missing, None, False, answer.read_time, None, None)
            continue
        reference = by_name[found.name]
        fields = {
            name: field_value(reference.path, name, value, client)
            for name, value in found.fields.items()
        }
        times = answer.read_time, answer.found.create_time, answer.found.update_time
        yield DocumentSnapshot(reference, fields, True, *times)


def field_value(path: str, name: str, value: Any, client: Client) -> Any:
    """Return a field's value; raises Refusal naming document and field for one of no known kind."""
    try:
        return whole_value(value, client)
    except ValueError as error:
        raise Refusal(f"{path}: {name} cannot be read ({error})") from None


def whole_value(value: Any, client: Client) -> Any:
    """Return a value as the library decodes it, or what it does not decode of it as a Reference."""
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
