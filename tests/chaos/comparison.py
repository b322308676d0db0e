"""Compares a game's stored documents with a rebuild of its log and with the pure fold.

Fields that only a commit knows are left out: `version` and the times of writing. Packed fields are
compared as the text that was packed, except `known`: its sets and maps have no order.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from google.cloud.firestore import Client

from scrbrd.adapters import codec, packing, paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.engine.chunks import from_digest_lines
from scrbrd.engine.digests import digest
from scrbrd.handlers.commit import build, match_end
from scrbrd.handlers.commit.ledger_head import without_head
from scrbrd.handlers.ledger.export import stored_ledger
from scrbrd.handlers.ports import ObservedAction
from scrbrd.handlers.refold.apply import rebuild_from_log
from scrbrd.handlers.snapshot.model import Pending, decode_progress
from scrbrd.handlers.verify import ledger_differences
from scrbrd.projections.live.builder import health_document
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.live_score import live_score
from scrbrd.projections.steps import fold_with_verdicts
from tests.chaos.games import Game

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
NOT_FROM_THE_LOG = {"version", "revision", "lastUpdated", "lastRebuild", "lastReconcile", "lagMs"}
NOT_FROM_THE_LOG |= {
    "ledger",
    "ledgerChecksum",
}  # depend on the order of triggers: verified separately
NOT_FROM_THE_LOG |= {
    "checksum",
    "feedChecksum",
    "sealedChecksums",
}  # depend on the version and the times, among others
PACKED_FIELDS = (
    "openLog",
    "index",
    "state",
    "checkpoint",
    "log",
    "closed",
    "lastWritten",
    "owedNames",
)
DIGEST_FIELDS = ("openDigests", "digests")
"""Fields with the digests of the feed documents that a chunk's actions wrote; the last counts."""

Documents = dict[str, Json]
"""Documents by path below the match; the path of the match itself is ''."""


@dataclass(frozen=True)
class Comparison:
    """The result of comparing one game; `differences` is empty if nothing differs."""

    match_id: str
    documents: int
    differences: list[str]


def compare(client: Client, game: Game, *, restored: bool = False) -> Comparison:
    """Compare all stored documents of a game with those that follow from its log.

    `restored`: Firestore was restored from an export, which keeps no update times.
    """
    log = FirestoreMatchStore(client).read_log(game.match_id)
    stored, rebuilt = stored_documents(client, game.match_id), rebuilt_documents(game, log)
    actual, expected = (
        {path: comparable_fields(document, restored) for path, document in documents.items()}
        for documents in (stored, rebuilt)
    )
    found = [
        *log_differences(game, log),
        *differences(feed_digests(rebuilt), feed_digests(stored), "digests of the feed"),
        *differences(expected, actual),
        *(f"fold: {each}" for each in fold_differences(game, log, stored)),
        *ledger_faults(client, game),
    ]
    return Comparison(game.match_id, len(rebuilt), found)


def log_differences(game: Game, log: Sequence[ObservedAction]) -> Iterator[str]:
    """Yield differences of the stored log from the game's entries, which must be equal first."""
    stored = {seen.action_id: seen.is_voided for seen in log}
    expected = {entry.id: entry.is_voided for entry in game.entries}
    yield from differences(expected, stored, "scoring_actions")


def ledger_faults(client: Client, game: Game) -> Iterator[str]:
    """Yield differences between the ledger and the log.

    The order of the ledger's links is that of the triggers, so the ledger is verified separately.
    """
    store = FirestoreMatchStore(client)
    at_rest = datetime.now(UTC) + timedelta(minutes=2)  # no trigger is running any more
    for each in ledger_differences(
        game.match_id, stored_ledger(store, lambda: at_rest, game.match_id)
    ):
        yield f"ledger: {each.field}: {each.stored}"
    if stored_ledger(store, lambda: at_rest, game.match_id) is None:
        yield "ledger: there is none"


def stored_documents(client: Client, match_id: str) -> Documents:
    """Return the stored match, lineups, `live` documents, feed and match-end documents."""
    store = FirestoreMatchStore(client)
    found = {"": client.document(paths.match(match_id)).get().to_dict() or {}}
    found |= {f"events/{name}": dict(each) for name, each in store.read_events(match_id).items()}
    found |= {name: dict(each) for name, each in store.read_match_end(match_id).items()}
    found |= {name: dict(each) for name, each in store.read_whole_documents(match_id).items()}
    for collection in (paths.lineups(match_id), paths.live(match_id)):
        for snap in client.collection(collection).stream():
            found[f"{snap.reference.parent.id}/{snap.id}"] = snap.to_dict() or {}
    return found


def rebuilt_documents(game: Game, log: Sequence[ObservedAction]) -> Documents:
    """Return every document of a match whose whole log is folded and committed at once."""
    cached = codec.cached_inputs(game.match_id, game.match, game.lineups)
    commit = build.build_commit(None, rebuild_from_log(cached, 0, log), NOON)
    match_end_documents = match_end.match_end_documents(
        game.match_id, commit.snapshot, commit.chunks
    )
    digests = {name: digest(document) for name, document in match_end_documents.items()}
    final_snapshot = replace(commit.snapshot, pending=Pending(), match_end_digests=digests)
    documents = {
        "": with_changes(game.match, commit.match),
        "live/score": commit.score,
        "live/health": commit.health or {},
        "live/state": packing.state_document(final_snapshot, NOON),
        **{
            f"events/{name}": each
            for name, each in {**commit.events, **commit.pending_events}.items()
        },
        **match_end_documents,
        **{name: each for name, each in commit.whole_documents.items() if each is not None},
    }
    for lineup_id, lineup in game.lineups.items():
        documents[f"lineups/{lineup_id}"] = with_changes(lineup, commit.lineups.get(lineup_id, {}))
    for key, chunk in commit.chunks.items():
        documents[f"live/log_{packing.chunk_name(key)}"] = packing.chunk_document(chunk)
    return documents


def fold_differences(game: Game, log: Sequence[ObservedAction], stored: Documents) -> Iterator[str]:
    """Yield differences of the stored score, health and state from the pure fold with verdicts.

    The pure fold does not use packing.
    """
    cached = codec.cached_inputs(game.match_id, game.match, game.lineups)
    entries = [seen.entry for seen in log if seen.entry]
    state, effective = fold_with_verdicts(cached.inputs.setup, entries)
    progress = decode_progress(stored["live/state"]["state"], cached.inputs.setup)
    packed, feed_state = progress.state, progress.feed_state
    score = as_document(live_score(state, cached.inputs, effective.last_action_id, feed_state))
    problems = (*cached.problems, *effective.problems, *state.problems)
    yield from [] if packed == state else ["the packed state is not the fold's"]
    yield from differences(score, comparable_fields(stored["live/score"]), "live/score")
    health = health_document(game.match_id, problems)
    yield from differences(health, comparable_fields(stored["live/health"]), "live/health")


def feed_digests(documents: Documents) -> dict[str, str]:
    """Return the digest of each document of the feed, as last written."""
    found: dict[str, str] = {}
    log = "live/log_"
    chunks = {packing.chunk_key(name[len(log) :]): name for name in documents if log in name}
    for name in [*(chunks[key] for key in sorted(chunks)), "live/state"]:
        for field in DIGEST_FIELDS:
            packed = documents[name].get(field)
            found |= from_digest_lines(zlib.decompress(packed).decode()) if packed else {}
    return found


def with_changes(document: Json, changes: Json) -> Json:
    """Return a document with fields changed; None removes a field."""
    changed = document | changes
    return {name: value for name, value in changed.items() if value is not None}


def comparable_fields(document: Json, restored: bool = False) -> Json:
    """Return a document without times of writing, with packed fields as text."""
    left_out, document = {*NOT_FROM_THE_LOG, *DIGEST_FIELDS}, dict(without_head(document))
    kept = {name: value for name, value in document.items() if name not in left_out}
    if "completedAt" in kept:
        kept["completedAt"] = "some time"
    kept.pop(
        "lastCompletion", None
    )  # kept from an earlier completion, so it does not follow from the log
    if "known" in kept:
        kept["known"] = asdict(packing.read_state(document).cached)
        for name in ("completed_at", "last"):
            (kept["known"]["match"] or {}).pop(name, None)
    for name in PACKED_FIELDS:
        if isinstance(kept.get(name), bytes):  # `closed` of a card is text already
            kept[name] = zlib.decompress(kept[name]).decode()
    if restored:
        for name in {"openLog", "log"} & kept.keys():
            kept[name] = [line.split("\t")[2:] for line in kept[name].splitlines()]
    return kept


def differences(expected: Any, stored: Any, where: str = "") -> list[str]:
    """Return the places where two values differ, in type too: 1 is not 1.0."""
    if isinstance(expected, dict) and isinstance(stored, dict):
        names = sorted({*expected, *stored})
        return [
            each
            for name in names
            for each in differences(
                expected.get(name, "(nothing)"), stored.get(name, "(nothing)"), f"{where} {name}"
            )
        ]
    if (
        isinstance(expected, list | tuple)
        and isinstance(stored, list)
        and len(expected) == len(stored)
    ):
        pairs = enumerate(zip(expected, stored, strict=True))
        return [each for i, pair in pairs for each in differences(*pair, f"{where}[{i}]")]
    if expected == stored and (
        isinstance(expected, datetime | str) or type(expected) is type(stored)
    ):
        return []
    return [f"{where}: wanted {expected!r:.300}, stored {stored!r:.300}"]
