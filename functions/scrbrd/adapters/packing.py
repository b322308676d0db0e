"""Packs and reads `live/state` and `live/log_{innings}_{k}` as documents.

A few plain fields for people who look, the rest compressed: a document stays far from 1 MiB.
Checksums cover all of it (`adapters/checksums.py`): what was not written by us is never believed.
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
from scrbrd.adapters.seen_state import SeenState
from scrbrd.domain.json_types import Json
from scrbrd.engine.chunks import (
    Checksums,
    ChunkKey,
    Sealed,
    deflated,
    digest_lines,
    from_digest_lines,
    from_lines,
    to_lines,
)
from scrbrd.engine.contention import NewerError, UnusableError
from scrbrd.handlers.commit.build import counter
from scrbrd.handlers.ports import FeedLease, FeedPage, Look, StoredState, Unusable
from scrbrd.handlers.snapshot.model import (
    STATE_VERSION,
    CachedInputs,
    Index,
    Pending,
    Snapshot,
    Written,
)

MOST_INFLATED = 64 * 1024 * 1024
"""Bytes: what is packed is never longer; a damaged chunk may say that it is."""

DAMAGE = (AttributeError, LookupError, OverflowError, TypeError, ValueError, zlib.error)
"""What reading a document may raise that is not what was written."""

MOST_LOOKS = 4_000
"""Matches in one `config/reconcile`: some 200 bytes each."""


def state_document(
    snapshot: Snapshot,
    now: datetime | None = None,
    version: int = STATE_VERSION,
    before: SeenState | None = None,
) -> Json:
    """`live/state`, always with the same fields, so that an update leaves none stale.

    What the inputs are is not packed again where `before` has it of the same ones.
    """
    index, cached = snapshot.index, snapshot.cached
    if before is not None and before.snapshot is not None and before.snapshot.cached is cached:
        known = before.document["known"]
    else:
        known = deflated(_cached_adapter().dump_json(cached))
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
        "openLog": deflated(to_lines(snapshot.open_entries).encode()),
        "openDigests": deflated(digest_lines(snapshot.open_digests).encode()),
        "index": deflated(_index_adapter().dump_json(index)),
        "known": known,
        "state": snapshot.state,
        "checkpoint": snapshot.checkpoint,
    }
    return document | {"checksum": checksums.of_state(document, version)}


def written_fields(written: Written) -> Json:
    """Return the digests of what a commit wrote by the names of their fields; not a copy."""
    return {each.name: getattr(written, each.name) for each in dataclasses.fields(written)}


def match_end_fields(digests: Mapping[str, str], *, is_owed: bool) -> Json:
    """Whether the documents of the end of the match are pending, and digests of those that are
    stored, under a checksum."""
    fields = {"owedClosing": is_owed, "closed": _packed_json(dict(digests))}
    return fields | {"closingChecksum": checksums.of_match_end(fields)}


def _packed_json(value: Any) -> bytes:
    return deflated(json.dumps(value, sort_keys=True).encode())


NO_NAMES = _packed_json(())


def settled_fields(revision: int) -> Json:
    """The fields of `live/state` once every document of the feed is written."""
    return feed_fields(0, revision, ())


def feed_fields(owed: int, revision: int, names: tuple[str, ...] | None) -> Json:
    """Since which version of the score documents of the feed are owed, which, and the feed's
    revision, under a checksum."""
    packed = NO_NAMES if names == () else _packed_json(names)
    fields = {"owedFeed": owed, "revision": revision, "owedNames": packed}
    return fields | {"feedChecksum": checksums.of_feed(fields)}


def lease_document(page: FeedPage) -> Json:
    """`feed/lease` as it is with a page."""
    return {"revision": page.revision, "until": page.until}


def read_lease(document: Json, token: object) -> FeedLease:
    """The lease that a document says; a field of another type counts as absent."""
    until = document.get("until")
    return FeedLease(
        token, counter(document.get("revision")), until if isinstance(until, datetime) else None
    )


def stored_state(
    update_time: datetime, document: Json, version: int = STATE_VERSION
) -> StoredState:
    """What a `live/state` says; whatever is in it, nothing is raised.

    Of one that cannot be used, every field is written by the next commit, the same or not.
    """
    hold, has_failed = document.get("holdUntil"), document.get("hasFailed") is True
    hold = hold if isinstance(hold, datetime) else None
    by = None if hold is None else str(document.get("holdBy") or "")
    snapshot: Snapshot | Unusable
    try:
        snapshot = read_state(document, version)
        token = SeenState(update_time, document, snapshot)
    except UnusableError as error:
        snapshot = Unusable(str(error), is_newer=isinstance(error, NewerError))
        token = SeenState(update_time)
    return StoredState(token, snapshot, hold, has_failed=has_failed, hold_by=by)


def read_state(document: Json, version: int = STATE_VERSION) -> Snapshot:
    """The snapshot of a `live/state`. Raises UnusableError where it must be rebuilt, NewerError
    where it is left to a newer version of the functions."""
    written = document.get("schemaVersion")
    if checksums.is_newer(document, version):
        raise NewerError(f"state of version {written}; these functions read {version}")
    if written != version:
        raise UnusableError(f"state of version {written!r:.20}")
    try:
        checksums.check(document, version)
        return Snapshot(
            version=document["version"],
            cached=_cached_adapter().validate_json(inflated(document["known"])),
            index=_index_adapter().validate_json(inflated(document["index"])),
            state=document["state"],
            open_key=None if document["openChunk"] is None else chunk_key(document["openChunk"]),
            open_entries=from_lines(inflated(document["openLog"]).decode()),
            checkpoint=document["checkpoint"],
            sealed=sealed_chunks(document),
            open_digests=from_digest_lines(inflated(document["openDigests"]).decode()),
            problem_count=document["problemCount"],
            written=Written(**json.loads(inflated(document["lastWritten"]))),
            pending=Pending(document["owedFeed"], document["owedClosing"], owed_names(document)),
            match_end_digests=json.loads(inflated(document["closed"])),
            revision=document["revision"],
            ledger=ledger_documents.read_state(document),
        )
    except DAMAGE as error:
        raise UnusableError(f"state cannot be read: {error!r:.200}") from error


def sealed_chunks(document: Json) -> Checksums:
    """The sealed chunks that a `live/state` names, in order, with their checksums."""
    keys = [chunk_key(name) for name in document["sealed"]]
    return dict(zip(keys, document["sealedChecksums"], strict=True))


def owed_names(document: Json) -> tuple[str, ...] | None:
    """Return the documents of the feed that a `live/state` says are pending; None: any."""
    names = json.loads(inflated(document["owedNames"]))
    return None if names is None else tuple(names)


def chunk_document(chunk: Sealed, version: int = STATE_VERSION) -> Json:
    """`live/log_{innings}_{k}`; its checksum stands in `live/state.sealedChecksums`."""
    return {
        "schemaVersion": version,
        "actionCount": len(chunk.entries),
        "log": deflated(to_lines(chunk.entries).encode()),
        "digests": deflated(digest_lines(chunk.digests).encode()),
        "checkpoint": chunk.checkpoint,
    }


def read_chunk(document: Json, version: int = STATE_VERSION) -> Sealed:
    """A sealed chunk, not yet held against its checksum. Raises UnusableError where the match must
    be rebuilt."""
    if document.get("schemaVersion") != version:
        raise UnusableError(f"chunk of version {document.get('schemaVersion')!r:.20}")
    try:
        entries, checkpoint = from_lines(inflated(document["log"]).decode()), document["checkpoint"]
        digests = from_digest_lines(inflated(document["digests"]).decode())
        if not isinstance(checkpoint, bytes) or document["actionCount"] != len(entries):
            raise ValueError("the checkpoint is not packed, or lines are missing")
    except DAMAGE as error:
        raise UnusableError(f"chunk cannot be read: {error!r:.200}") from error
    return Sealed(entries, checkpoint, digests)


def usable_chunk(document: Json | None, version: int = STATE_VERSION) -> Sealed | None:
    """Return a sealed chunk; None where it is missing or cannot be read."""
    try:
        return None if document is None else read_chunk(document, version)
    except UnusableError:
        return None


def inflated(packed: bytes) -> bytes:
    """What was packed. Raises zlib.error, TypeError or ValueError where it is not whole."""
    stream = zlib.decompressobj()
    data = stream.decompress(packed, MOST_INFLATED)
    if not stream.eof:
        raise ValueError("what is packed ends early or is too long")
    return data


def looks_document(looks: Mapping[str, Look]) -> Json:
    """`config/reconcile`: of very many matches those looked at last, so that it stays small."""
    latest = sorted(looks, key=lambda name: looks[name].at)[-MOST_LOOKS:]
    return {
        "looks": {
            name: {
                "at": looks[name].at,
                "fullAt": looks[name].full_at,
                "stopped": looks[name].is_stopped,
            }
            for name in latest
        }
    }


def read_looks(document: Json) -> dict[str, Look]:
    """The looks of a `config/reconcile`, but for those that cannot be read."""
    looks, found = document.get("looks"), dict[str, Look]()
    for name, each in looks.items() if isinstance(looks, dict) else ():
        match each:
            case {"at": datetime() as at, "fullAt": datetime() as full_at}:
                found[name] = Look(at, full_at, each.get("stopped") is True)
    return found


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
    key = int(innings), int(number)
    if chunk_name(key) != name:
        raise ValueError(f"{name!r:.20} is no chunk's name such as 1_0")
    return key


def chunk_keys(names: Iterable[str]) -> list[ChunkKey]:
    """The chunks among the names of documents in `live`; a stranger's name is passed over."""
    return [key for name in names if (key := maybe_chunk_key(name, "log_")) is not None]


def maybe_chunk_key(name: str, prefix: str) -> ChunkKey | None:
    """The chunk of a document's name; None where it is none."""
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
