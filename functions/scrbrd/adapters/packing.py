"""Owns `live/state` and `live/log_{innings}_{k}` as documents: what is packed, and how.

A few plain fields for people who look, the rest compressed: a document stays far from 1 MiB.
"""

import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from scrbrd.handlers.packed_log import ChunkKey, Sealed, from_lines, to_lines
from scrbrd.handlers.ports import FeedLease, FeedPage
from scrbrd.handlers.snapshot import (
    STATE_VERSION,
    Index,
    Known,
    Owed,
    Snapshot,
    UnusableError,
)

QUICK = 1
Json = dict[str, Any]


def state_document(snapshot: Snapshot, now: datetime | None = None) -> Json:
    """`live/state`, always with the same fields, so that an update leaves none stale."""
    index = snapshot.index
    return {
        "schemaVersion": STATE_VERSION,
        "version": snapshot.version,
        "lastActionId": index.last_action_id,
        "actionCount": index.count,
        "voidedCount": index.voided,
        "newestUpdatedAt": moment_of(index.newest),
        "problemCount": snapshot.problem_count,
        "health": snapshot.health,
        "holdUntil": None,
        **owed_fields(snapshot.owed, snapshot.closed),
        "revision": snapshot.revision,
        "lastUpdated": now,
        "sealed": [chunk_name(key) for key in snapshot.sealed],
        "openChunk": None if snapshot.open_key is None else chunk_name(snapshot.open_key),
        "openLog": zlib.compress(to_lines(snapshot.open_entries).encode(), QUICK),
        "index": zlib.compress(_index_adapter().dump_json(index), QUICK),
        "known": zlib.compress(_known_adapter().dump_json(snapshot.known), QUICK),
        "state": snapshot.state,
        "checkpoint": snapshot.checkpoint,
    }


def owed_fields(owed: Owed, closed: Mapping[str, str] | None) -> Json:
    """What is owed after a commit, and digests of what was left, unless they stay."""
    fields: Json = {"owedFeed": owed.feed, "owedClosing": owed.is_closing}
    if closed is not None:
        fields["closed"] = zlib.compress(json.dumps(dict(closed), sort_keys=True).encode(), QUICK)
    return fields


def settled_fields(revision: int) -> Json:
    """The fields of `live/state` once every document of the feed is written."""
    return {"owedFeed": 0, "revision": revision}


def lease_document(page: FeedPage) -> Json:
    """`feed/lease` as it is with a page."""
    return {"revision": page.revision, "until": page.until}


def read_lease(document: Json, token: object) -> FeedLease:
    """The lease that a document says; a field of another type counts as absent."""
    revision, until = document.get("revision"), document.get("until")
    return FeedLease(
        token,
        revision if isinstance(revision, int) else 0,
        until if isinstance(until, datetime) else None,
    )


def read_state(document: Json) -> Snapshot:
    """The snapshot of a `live/state`. Raises UnusableError where it must be rebuilt."""
    if document.get("schemaVersion") != STATE_VERSION:
        raise UnusableError(f"state of version {document.get('schemaVersion')!r:.20}")
    try:
        return Snapshot(
            version=int(document["version"]),
            known=_known_adapter().validate_json(zlib.decompress(document["known"])),
            index=_index_adapter().validate_json(zlib.decompress(document["index"])),
            state=bytes(document["state"]),
            open_key=chunk_key(document["openChunk"]) if document["openChunk"] else None,
            open_entries=from_lines(zlib.decompress(document["openLog"]).decode()),
            checkpoint=bytes(document["checkpoint"]),
            sealed=tuple(chunk_key(name) for name in document["sealed"]),
            problem_count=int(document["problemCount"]),
            health=str(document["health"]),
            owed=Owed(int(document["owedFeed"]), document["owedClosing"] is True),
            closed=json.loads(zlib.decompress(document["closed"])),
            revision=int(document.get("revision", 0)),
        )
    except (KeyError, TypeError, ValueError, zlib.error) as error:
        raise UnusableError(f"state cannot be read: {error!r:.200}") from error


def chunk_document(chunk: Sealed) -> Json:
    """`live/log_{innings}_{k}`."""
    return {
        "schemaVersion": STATE_VERSION,
        "actionCount": len(chunk.entries),
        "log": zlib.compress(to_lines(chunk.entries).encode(), QUICK),
        "checkpoint": chunk.checkpoint,
    }


def read_chunk(document: Json) -> Sealed:
    """A sealed chunk. Raises UnusableError where the match must be rebuilt."""
    if document.get("schemaVersion") != STATE_VERSION:
        raise UnusableError(f"chunk of version {document.get('schemaVersion')!r:.20}")
    try:
        entries = from_lines(zlib.decompress(document["log"]).decode())
        return Sealed(entries, bytes(document["checkpoint"]))
    except (KeyError, TypeError, ValueError, zlib.error) as error:
        raise UnusableError(f"chunk cannot be read: {error!r:.200}") from error


def state_bytes(document: Json) -> bytes:
    """All that is packed in a document, one after the other: what its size comes from."""
    return b"".join(value for value in document.values() if isinstance(value, bytes))


def moment_of(microseconds: int) -> datetime:
    """The time so many microseconds after 1970, exact."""
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=microseconds)


def chunk_name(key: ChunkKey) -> str:
    """The name of a chunk, which is its document's behind `log_`."""
    return f"{key[0]}_{key[1]}"


def chunk_key(name: str) -> ChunkKey:
    """The chunk of a name. Raises ValueError where it is none."""
    innings, _, number = name.partition("_")
    return int(innings), int(number)


@cache
def _index_adapter() -> TypeAdapter[Index]:
    return TypeAdapter(Index)


@cache
def _known_adapter() -> TypeAdapter[Known]:
    return TypeAdapter(Known)
