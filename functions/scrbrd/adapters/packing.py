"""Packs and reads `live/state` and `live/log_{innings}_{k}` as documents.

A few plain fields are readable by people, the rest is compressed: a document stays far from 1 MiB.
Checksums cover all of it (`adapters/checksums.py`), so that foreign changes are detected.
"""

import dataclasses
import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from scrbrd.adapters import checksums, ledger_documents
from scrbrd.adapters.state_token import StateToken
from scrbrd.domain.json_types import Json
from scrbrd.engine.chunks import (
    Checksums,
    ChunkKey,
    SealedChunk,
    deflate,
    digest_lines,
    from_digest_lines,
    from_lines,
    to_lines,
)
from scrbrd.engine.contention import NewerError, UnusableError
from scrbrd.handlers.commit.build import valid_counter
from scrbrd.handlers.ports import FeedLease, FeedPage, LastCheck, StoredState, Unusable
from scrbrd.handlers.snapshot.model import (
    STATE_VERSION,
    CachedInputs,
    Index,
    Pending,
    Snapshot,
    Written,
)

MOST_INFLATED = 64 * 1024 * 1024
"""The most bytes that packed data inflates to; a damaged chunk could inflate to more."""

DAMAGE = (AttributeError, LookupError, OverflowError, TypeError, ValueError, zlib.error)
"""Exceptions of reading a damaged document."""

MOST_CHECKS = 4_000
"""Matches in one `config/reconcile`: some 200 bytes each."""


def state_document(
    snapshot: Snapshot,
    now: datetime | None = None,
    version: int = STATE_VERSION,
    before: StateToken | None = None,
) -> Json:
    """Return `live/state`, always with the same fields, so that an update leaves no stale field.

    The inputs are not packed again if `before` already has the same ones.
    """
    index, cached = snapshot.index, snapshot.cached
    if before is not None and before.snapshot is not None and before.snapshot.cached is cached:
        packed_inputs = before.document["known"]
    else:
        packed_inputs = deflate(_cached_adapter().dump_json(cached))
    document = {
        "schemaVersion": version,
        "version": snapshot.version,
        "lastActionId": index.last_action_id,
        "actionCount": index.count,
        "voidedCount": index.voided,
        "newestUpdatedAt": moment_of(index.newest),
        "problemCount": snapshot.problem_count,
        "lastWritten": _packed_json(written_fields(snapshot.written)),
        "holdUntil": None,
        "hasFailed": False,
        "holdBy": None,
        **feed_fields(snapshot.pending.feed, snapshot.revision, snapshot.pending.names),
        **match_end_fields(snapshot.match_end_digests, is_owed=snapshot.pending.is_match_end),
        **ledger_documents.state_fields(snapshot.ledger, snapshot.version),
        "lastUpdated": now,
        "sealed": [chunk_name(key) for key in snapshot.sealed],
        "sealedChecksums": list(snapshot.sealed.values()),
        "openChunk": None if snapshot.open_key is None else chunk_name(snapshot.open_key),
        "openLog": deflate(to_lines(snapshot.open_entries).encode()),
        "openDigests": deflate(digest_lines(snapshot.open_digests).encode()),
        "index": deflate(_index_adapter().dump_json(index)),
        "known": packed_inputs,
        "state": snapshot.state,
        "checkpoint": snapshot.checkpoint,
    }
    return document | {"checksum": checksums.of_state(document, version)}


def written_fields(written: Written) -> Json:
    """Return the digests of a commit's writes by field name; not a copy."""
    return {each.name: getattr(written, each.name) for each in dataclasses.fields(written)}


def match_end_fields(digests: Mapping[str, str], *, is_owed: bool) -> Json:
    """Return the fields about the documents of the end of the match, under a checksum.

    They say whether documents are pending, and have the digests of the stored ones.
    """
    fields = {"owedClosing": is_owed, "closed": _packed_json(dict(digests))}
    return fields | {"closingChecksum": checksums.of_match_end(fields)}


def _packed_json(value: Any) -> bytes:
    return deflate(json.dumps(value, sort_keys=True).encode())


NO_NAMES = _packed_json(())


def settled_fields(revision: int) -> Json:
    """Return the fields of `live/state` when no document of the feed is pending."""
    return feed_fields(0, revision, ())


def feed_fields(owed: int, revision: int, names: tuple[str, ...] | None) -> Json:
    """Return the fields about pending documents of the feed and the feed's revision, under a
    checksum.

    `owed` is the score's version since which documents are pending; 0 if none is.
    """
    packed = NO_NAMES if names == () else _packed_json(names)
    fields = {"owedFeed": owed, "revision": revision, "owedNames": packed}
    return fields | {"feedChecksum": checksums.of_feed(fields)}


def lease_document(page: FeedPage) -> Json:
    """Return `feed/lease` as it is written with a page."""
    return {"revision": page.revision, "until": page.until}


def read_lease(document: Json, token: object) -> FeedLease:
    """Return the lease of a document; a field of another type counts as absent."""
    until = document.get("until")
    return FeedLease(
        token,
        valid_counter(document.get("revision")),
        until if isinstance(until, datetime) else None,
    )


def stored_state(
    update_time: datetime, document: Json, version: int = STATE_VERSION
) -> StoredState:
    """Return the content of a `live/state`; never raises, whatever the document holds.

    If the state is unusable, its token makes the next commit write every field.
    """
    hold, has_failed = document.get("holdUntil"), document.get("hasFailed") is True
    hold = hold if isinstance(hold, datetime) else None
    by = None if hold is None else str(document.get("holdBy") or "")
    snapshot: Snapshot | Unusable
    try:
        snapshot = read_state(document, version)
        token = StateToken(update_time, document, snapshot)
    except UnusableError as error:
        snapshot = Unusable(str(error), is_newer=isinstance(error, NewerError))
        token = StateToken(update_time)
    return StoredState(token, snapshot, hold, has_failed=has_failed, hold_by=by)


def read_state(document: Json, version: int = STATE_VERSION) -> Snapshot:
    """Return the snapshot of a `live/state`.

    Raises UnusableError if it must be rebuilt, and NewerError if a newer version wrote it.
    """
    written = document.get("schemaVersion")
    if checksums.is_newer(document, version):
        raise NewerError(f"state of version {written}; these functions read {version}")
    if written != version:
        raise UnusableError(f"state of version {written!r:.20}")
    try:
        checksums.check(document, version)
        return Snapshot(
            version=document["version"],
            cached=_cached_adapter().validate_json(inflate(document["known"])),
            index=_index_adapter().validate_json(inflate(document["index"])),
            state=document["state"],
            open_key=None if document["openChunk"] is None else chunk_key(document["openChunk"]),
            open_entries=from_lines(inflate(document["openLog"]).decode()),
            checkpoint=document["checkpoint"],
            sealed=sealed_chunks(document),
            open_digests=from_digest_lines(inflate(document["openDigests"]).decode()),
            problem_count=document["problemCount"],
            written=Written(**json.loads(inflate(document["lastWritten"]))),
            pending=Pending(document["owedFeed"], document["owedClosing"], owed_names(document)),
            match_end_digests=json.loads(inflate(document["closed"])),
            revision=document["revision"],
            ledger=ledger_documents.read_state(document),
        )
    except DAMAGE as error:
        raise UnusableError(f"state cannot be read: {error!r:.200}") from error


def sealed_chunks(document: Json) -> Checksums:
    """Return the sealed chunks that a `live/state` lists, in order, with their checksums."""
    keys = [chunk_key(name) for name in document["sealed"]]
    return dict(zip(keys, document["sealedChecksums"], strict=True))


def owed_names(document: Json) -> tuple[str, ...] | None:
    """Return the pending documents of the feed in a `live/state`; None means any."""
    names = json.loads(inflate(document["owedNames"]))
    return None if names is None else tuple(names)


def chunk_document(chunk: SealedChunk, version: int = STATE_VERSION) -> Json:
    """Return `live/log_{innings}_{k}`; its checksum is in `live/state.sealedChecksums`."""
    return {
        "schemaVersion": version,
        "actionCount": len(chunk.entries),
        "log": deflate(to_lines(chunk.entries).encode()),
        "digests": deflate(digest_lines(chunk.digests).encode()),
        "checkpoint": chunk.checkpoint,
    }


def read_chunk(document: Json, version: int = STATE_VERSION) -> SealedChunk:
    """Return a sealed chunk without comparing its checksum.

    Raises UnusableError if it is damaged.
    """
    if document.get("schemaVersion") != version:
        raise UnusableError(f"chunk of version {document.get('schemaVersion')!r:.20}")
    try:
        entries, checkpoint = from_lines(inflate(document["log"]).decode()), document["checkpoint"]
        digests = from_digest_lines(inflate(document["digests"]).decode())
        if not isinstance(checkpoint, bytes) or document["actionCount"] != len(entries):
            raise ValueError("the checkpoint is not packed, or lines are missing")
    except DAMAGE as error:
        raise UnusableError(f"chunk cannot be read: {error!r:.200}") from error
    return SealedChunk(entries, checkpoint, digests)


def usable_chunk(document: Json | None, version: int = STATE_VERSION) -> SealedChunk | None:
    """Return a sealed chunk; None if it is missing or cannot be read."""
    try:
        return None if document is None else read_chunk(document, version)
    except UnusableError:
        return None


def inflate(packed: bytes) -> bytes:
    """Return the inflated data. Raises zlib.error, TypeError or ValueError if it is not whole."""
    stream = zlib.decompressobj()
    data = stream.decompress(packed, MOST_INFLATED)
    if not stream.eof:
        raise ValueError("what is packed ends early or is too long")
    return data


def checks_document(checks: Mapping[str, LastCheck]) -> Json:
    """Return `config/reconcile`; if there are too many matches, only the latest checks are kept."""
    latest = sorted(checks, key=lambda name: checks[name].at)[-MOST_CHECKS:]
    return {
        "looks": {
            name: {
                "at": checks[name].at,
                "fullAt": checks[name].full_at,
                "stopped": checks[name].is_stopped,
            }
            for name in latest
        }
    }


def read_last_checks(document: Json) -> dict[str, LastCheck]:
    """Return the checks in a `config/reconcile`; unreadable ones are left out."""
    checks, found = document.get("looks"), dict[str, LastCheck]()
    for name, each in checks.items() if isinstance(checks, dict) else ():
        match each:
            case {"at": datetime() as at, "fullAt": datetime() as full_at}:
                found[name] = LastCheck(at, full_at, each.get("stopped") is True)
    return found


def state_bytes(document: Json) -> bytes:
    """Return all packed fields of a document, concatenated: they make up most of its size."""
    return b"".join(value for value in document.values() if isinstance(value, bytes))


def moment_of(microseconds: int) -> datetime:
    """Return the time this many microseconds after 1970, exact."""
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=microseconds)


def chunk_name(key: ChunkKey) -> str:
    """Return the name of a chunk; its document's id is `log_` and this name."""
    return f"{key[0]}_{key[1]}"


def chunk_key(name: str) -> ChunkKey:
    """Return the chunk with a name. Raises ValueError if the name is not valid."""
    innings, _, number = name.partition("_")
    key = int(innings), int(number)
    if chunk_name(key) != name:
        raise ValueError(f"{name!r:.20} is no chunk's name such as 1_0")
    return key


def chunk_keys(names: Iterable[str]) -> list[ChunkKey]:
    """Return the chunks among the names of documents in `live`; other names are skipped."""
    return [key for name in names if (key := maybe_chunk_key(name, "log_")) is not None]


def maybe_chunk_key(name: str, prefix: str) -> ChunkKey | None:
    """Return the chunk with a document's name; None if the name is not a chunk's."""
    if not name.startswith(prefix):
        return None
    try:
        return chunk_key(name.removeprefix(prefix))
    except ValueError:
        return None


@cache
def _index_adapter() -> TypeAdapter[Index]:
    return TypeAdapter(Index)


@cache
def _cached_adapter() -> TypeAdapter[CachedInputs]:
    return TypeAdapter(CachedInputs)
