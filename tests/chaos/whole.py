"""Checks that a match's documents were all written by the same commit."""

from __future__ import annotations

from typing import Any

from google.cloud.firestore import Client, transactional

from scrbrd.adapters import codec, packing, paths
from scrbrd.engine.digests import digest
from scrbrd.handlers.commit.ledger_head import head_of
from tests.chaos.comparison import NOT_FROM_THE_LOG, Documents, differences


def documents_in_one_transaction(client: Client, match_id: str) -> Documents:
    """Return the match, its lineups and its derived documents, read in one transaction."""

    @transactional
    def read(transaction: Any) -> Documents:
        match = client.document(paths.match(match_id)).get(transaction=transaction)
        found = {"": match.to_dict() or {}}
        parts = (paths.lineups(match_id), paths.live(match_id), paths.events(match_id))
        for collection in parts:
            for snap in client.collection(collection).stream(transaction=transaction):
                found[f"{snap.reference.parent.id}/{snap.id}"] = snap.to_dict() or {}
        return found

    documents: Documents = read(client.transaction(read_only=True))
    return documents


def half_written_differences(client: Client, match_id: str) -> list[str]:
    """Return the differences between the commit that `live/state` records and the documents."""
    found = documents_in_one_transaction(client, match_id)
    score, health = found.get("live/score"), found.get("live/health")
    if "live/state" not in found:
        return [path for path in found if path.startswith("live/")]
    state = packing.read_state(found["live/state"])
    if score is None or health is None:
        return ["live/state is there without live/score or live/health"]
    problems = {name: value for name, value in health.items() if name not in NOT_FROM_THE_LOG}
    chunks = {path[len("live/log_") :] for path in found if path.startswith("live/log_")}
    event_paths = {path for path in found if path.startswith("events/")}
    lineups = {
        path.removeprefix("lineups/"): codec.lineup_fields(document)
        for path, document in found.items()
        if path.startswith("lineups/")
    }
    committed = {
        "version": state.version,
        "ledger": head_of(state.ledger),
        "lastActionId": state.index.last_action_id,
        "health": state.written.health,
        "match": state.cached.match,
        "lineups": dict(state.cached.lineups),
        "chunks": sorted(packing.chunk_name(key) for key in state.sealed),
        "events": len(state.index.taken),
    }
    stored = {
        "version": score["version"],
        "ledger": score.get("ledger"),
        "lastActionId": score.get("lastActionId"),
        "health": digest(problems),
        "match": codec.match_fields(found[""]),
        "lineups": lineups,
        "chunks": sorted(chunks),
        "events": len(state.index.taken) if state.pending.feed else len(event_paths),
    }
    return differences(committed, stored, match_id)
