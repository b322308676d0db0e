"""What a game's documents must be, rebuilt from nothing and folded purely, beside the stored.

Left out is what only a commit knows: `version` and the times of writing. Everything packed is
compared as the text that was packed, but for `known`: sets and maps in it have no order.
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
from scrbrd.handlers.ledger.exported import stored_ledger
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
NOT_OF_THE_LOG = {"version", "revision", "lastUpdated", "lastRebuild", "lastReconcile", "lagMs"}
NOT_OF_THE_LOG |= {"ledger", "ledgerChecksum"}  # of the order of triggers: verified by itself
NOT_OF_THE_LOG |= {
    "checksum",
    "feedChecksum",
    "sealedChecksums",
}  # of the version and the times, among others
PACKED = ("openLog", "index", "state", "checkpoint", "log", "closed", "lastWritten", "owedNames")
DIGESTS = ("openDigests", "digests")
"""Of the documents of the feed that the turns of a chunk wrote; the last chunk counts."""

Documents = dict[str, Json]
"""By path below the match; the match itself is ''."""


@dataclass(frozen=True)
class Comparison:
    """What was found of one game; `differences` is empty where all is well."""

    match_id: str
    documents: int
    differences: list[str]


def compare(client: Client, game: Game, *, restored: bool = False) -> Comparison:
    """Compare all that is stored of a game with what its log says.

    `restored`: Firestore has come back from an export, which keeps no update times.
    """
    log = FirestoreMatchStore(client).read_log(game.match_id)
    stored, wanted = stored_documents(client, game.match_id), rebuilt_from_nothing(game, log)
    shown, expected = (
        {path: comparable(document, restored) for path, document in documents.items()}
        for documents in (stored, wanted)
    )
    found = [
        *log_differences(game, log),
        *differences(feed_digests(wanted), feed_digests(stored), "digests of the feed"),
        *differences(expected, shown),
        *(f"fold: {each}" for each in fold_differences(game, log, stored)),
        *chain_differences(client, game),
    ]
    return Comparison(game.match_id, len(wanted), found)


def log_differences(game: Game, log: Sequence[ObservedAction]) -> Iterator[str]:
    """Whether the scorers' own writing ended as the script says: else nothing below is proved."""
    told = {seen.action_id: seen.is_voided for seen in log}
    wanted = {entry.id: entry.is_voided for entry in game.entries}
    yield from differences(wanted, told, "scoring_actions")


def chain_differences(client: Client, game: Game) -> Iterator[str]:
    """Where the ledger is not that of the log: the order of its links is that of the triggers, so
    it is verified by itself."""
    store = FirestoreMatchStore(client)
    at_rest = datetime.now(UTC) + timedelta(minutes=2)  # no trigger is on its way any more
    for each in ledger_differences(store, lambda: at_rest, game.match_id):
        yield f"ledger: {each.field}: {each.stored}"
    if stored_ledger(store, lambda: at_rest, game.match_id) is None:
        yield "ledger: there is none"


def stored_documents(client: Client, match_id: str) -> Documents:
    """The match, its lineups, everything in `live`, its feed, and what it left, as they are."""
    store = FirestoreMatchStore(client)
    found = {"": client.document(paths.match(match_id)).get().to_dict() or {}}
    found |= {f"events/{name}": dict(each) for name, each in store.read_events(match_id).items()}
    found |= {name: dict(each) for name, each in store.read_match_end(match_id).items()}
    found |= {name: dict(each) for name, each in store.read_whole_documents(match_id).items()}
    for collection in (paths.lineups(match_id), paths.live(match_id)):
        for snap in client.collection(collection).stream():
            found[f"{snap.reference.parent.id}/{snap.id}"] = snap.to_dict() or {}
    return found


def rebuilt_from_nothing(game: Game, log: Sequence[ObservedAction]) -> Documents:
    """Every document as it would be had the whole log come at once to a match without any."""
    known = codec.cached_inputs(game.match_id, game.match, game.lineups)
    commit = build.build_commit(None, rebuild_from_log(known, 0, log), NOON)
    left = match_end.match_end_documents(game.match_id, commit.snapshot, commit.chunks)
    digests = {name: digest(document) for name, document in left.items()}
    settled = replace(commit.snapshot, pending=Pending(), match_end_digests=digests)
    documents = {
        "": merged(game.match, commit.match),
        "live/score": commit.score,
        "live/health": commit.health or {},
        "live/state": packing.state_document(settled, NOON),
        **{
            f"events/{name}": each
            for name, each in {**commit.events, **commit.pending_events}.items()
        },
        **left,
        **{name: each for name, each in commit.whole_documents.items() if each is not None},
    }
    for lineup_id, lineup in game.lineups.items():
        documents[f"lineups/{lineup_id}"] = merged(lineup, commit.lineups.get(lineup_id, {}))
    for key, chunk in commit.chunks.items():
        documents[f"live/log_{packing.chunk_name(key)}"] = packing.chunk_document(chunk)
    return documents


def fold_differences(game: Game, log: Sequence[ObservedAction], stored: Documents) -> Iterator[str]:
    """The stored score, health and state against the pure fold and the verdicts noted behind it,
    which know nothing of packing."""
    known = codec.cached_inputs(game.match_id, game.match, game.lineups)
    entries = [seen.entry for seen in log if seen.entry]
    state, effective = fold_with_verdicts(known.inputs.setup, entries)
    progress = decode_progress(stored["live/state"]["state"], known.inputs.setup)
    packed, feed_state = progress.state, progress.feed_state
    score = as_document(live_score(state, known.inputs, effective.last_action_id, feed_state))
    problems = (*known.problems, *effective.problems, *state.problems)
    yield from [] if packed == state else ["the packed state is not the fold's"]
    yield from differences(score, comparable(stored["live/score"]), "live/score")
    health = health_document(game.match_id, problems)
    yield from differences(health, comparable(stored["live/health"]), "live/health")


def feed_digests(documents: Documents) -> dict[str, str]:
    """The digest of each document of the feed, as it was last written."""
    found: dict[str, str] = {}
    log = "live/log_"
    chunks = {packing.chunk_key(name[len(log) :]): name for name in documents if log in name}
    for name in [*(chunks[key] for key in sorted(chunks)), "live/state"]:
        for field in DIGESTS:
            packed = documents[name].get(field)
            found |= from_digest_lines(zlib.decompress(packed).decode()) if packed else {}
    return found


def merged(document: Json, changes: Json) -> Json:
    """A document with fields changed; None removes one."""
    whole = document | changes
    return {name: value for name, value in whole.items() if value is not None}


def comparable(document: Json, restored: bool = False) -> Json:
    """A document without times of writing, what is packed in it as text."""
    left_out, document = {*NOT_OF_THE_LOG, *DIGESTS}, dict(without_head(document))
    kept = {name: value for name, value in document.items() if name not in left_out}
    if "completedAt" in kept:
        kept["completedAt"] = "some time"
    kept.pop("lastCompletion", None)  # what came before is remembered, so it is not of the log
    if "known" in kept:
        kept["known"] = asdict(packing.read_state(document).cached)
        for name in ("completed_at", "last"):
            (kept["known"]["match"] or {}).pop(name, None)
    for name in PACKED:
        if isinstance(kept.get(name), bytes):  # `closed` of a card is a text
            kept[name] = zlib.decompress(kept[name]).decode()
    if restored:
        for name in {"openLog", "log"} & kept.keys():
            kept[name] = [line.split("\t")[2:] for line in kept[name].splitlines()]
    return kept


def differences(wanted: Any, stored: Any, where: str = "") -> list[str]:
    """Where two values differ, in type too: 1 is not 1.0."""
    if isinstance(wanted, dict) and isinstance(stored, dict):
        names = sorted({*wanted, *stored})
        return [
            each
            for name in names
            for each in differences(
                wanted.get(name, "(nothing)"), stored.get(name, "(nothing)"), f"{where} {name}"
            )
        ]
    if isinstance(wanted, list | tuple) and isinstance(stored, list) and len(wanted) == len(stored):
        pairs = enumerate(zip(wanted, stored, strict=True))
        return [each for i, pair in pairs for each in differences(*pair, f"{where}[{i}]")]
    if wanted == stored and (isinstance(wanted, datetime | str) or type(wanted) is type(stored)):
        return []
    return [f"{where}: wanted {wanted!r:.300}, stored {stored!r:.300}"]
