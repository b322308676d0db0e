"""Whether a match's documents tell of one and the same commit, whatever happened to workers."""

from __future__ import annotations

from typing import Any

from google.cloud.firestore import Client, transactional

from scrbrd.adapters import codec, packing, paths
from scrbrd.engine.digests import digest
from scrbrd.handlers.commit.ledger_head import head_of
from tests.chaos.comparison import NOT_OF_THE_LOG, Documents, differences


def documents_at_one_moment(client: Client, match_id: str) -> Documents:
    """The match, its lineups and what is derived of it, read in one transaction."""

    @transactional
    def read(transaction: Any) -> Documents:
        match = client.document(paths.match(match_id)).get(transaction=transaction)
        found = {"": match.to_dict() or {}}
        parts = (paths.lineups(match_id), paths.live(match_id), paths.events(match_id))
        for collection in parts:
            for snap in client.collection(collection).stream(transaction=transaction):
                found[f"{snap.reference.parent.id}/{snap.id}"] = snap.to_dict() or {}
        return found

    whole: Documents = read(client.transaction(read_only=True))
    return whole


def half_written(client: Client, match_id: str) -> list[str]:
    """What `live/state` says was committed with it and is not there; empty where all is."""
    found = documents_at_one_moment(client, match_id)
    score, health = found.get("live/score"), found.get("live/health")
    if "live/state" not in found:
        return [path for path in found if path.startswith("live/")]
    state = packing.read_state(found["live/state"])
    if score is None or health is None:
        return ["live/state is there without live/score or live/health"]
    problems = {name: value for name, value in health.items() if name not in NOT_OF_THE_LOG}
    chunks = {path[len("live/log_") :] for path in found if path.startswith("live/log_")}
    told = {path for path in found if path.startswith("events/")}
    lineups = {
        path.removeprefix("lineups/"): codec.lineup_fields(document)
        for path, document in found.items()
        if path.startswith("lineups/")
    }
    said = {
        "version": state.version,
        "ledger": head_of(state.ledger),
        "lastActionId": state.index.last_action_id,
        "health": state.written.health,
        "match": state.cached.match,
        "lineups": dict(state.cached.lineups),
        "chunks": sorted(packing.chunk_name(key) for key in state.sealed),
        "events": len(state.index.taken),
    }
    there = {
        "version": score["version"],
        "ledger": score.get("ledger"),
        "lastActionId": score.get("lastActionId"),
        "health": digest(problems),
        "match": codec.match_fields(found[""]),
        "lineups": lineups,
        "chunks": sorted(chunks),
        "events": len(state.index.taken) if state.pending.feed else len(told),
    }
    return differences(said, there, match_id)
